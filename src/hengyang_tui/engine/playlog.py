"""The play log: the append-only file that records one play.

It is the save, the undo history and the hand-in. A line is with the operating system before `append` returns, and on
the disk within a second, without the caller waiting for it. A log has one writer: whoever holds its lock file.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from typing import TYPE_CHECKING, Final

from hengyang_tui.engine.logformat import (
    REASON_LIMIT,
    Entry,
    Header,
    KeptChoice,
    LoggedChoice,
    LogInUse,
    PlayLogError,
    TakenBack,
    encode,
    entry_fields,
    header_fields,
)
from hengyang_tui.engine.logreader import LoggedPlay, cause, read_log

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from filelock import BaseFileLock

__all__ = [
    "REASON_LIMIT",
    "Entry",
    "Header",
    "KeptChoice",
    "LogInUse",
    "LoggedChoice",
    "LoggedPlay",
    "PlayLog",
    "PlayLogError",
    "TakenBack",
    "claim",
    "read_log",
]

_SYNC_SECONDS: Final = 0.5
_CLOSE_SECONDS: Final = 5.0


def claim(path: Path) -> BaseFileLock:
    """The lock of the log at `path`, held.

    Raises LogInUse where another game holds it, OSError where there can be none.
    """
    from filelock import FileLock, Timeout  # 50 ms that the first frame does not wait for

    lock = FileLock(_lock_file(path), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise LogInUse(str(path)) from None
    except NotImplementedError as error:
        raise OSError(str(error)) from error
    return lock


class PlayLog:
    """A play log that this process writes. Made by `create` or `reopen`, ended by `close`."""

    def __init__(self, path: Path, lock: BaseFileLock, descriptor: int, tail: str) -> None:
        self.path: Final = path
        self._lock = lock
        self._descriptor = descriptor
        self._tail = tail
        self._unwritten = b""
        self._closed = False
        self._syncing = _Syncing(descriptor, path)

    @classmethod
    def create(cls, folder: Path, header: Header, entries: Iterable[Entry] = ()) -> PlayLog:
        """A new log in `folder`, which is made where it is missing. Raises PlayLogError where it cannot be written."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = _new_path(folder, header)
            lock = claim(path)
            try:
                descriptor = _open(path, os.O_CREAT | os.O_EXCL)
            except BaseException:
                lock.release()
                raise
        except OSError as error:
            message = f"No play log can be written in this folder: {cause(error)}."
            raise PlayLogError(str(folder), None, message) from error
        log = cls(path, lock, descriptor, "")
        try:
            log._write([header_fields(header), *map(entry_fields, entries)])
        except PlayLogError:
            log.close()
            for file in (path, _lock_file(path)):
                with contextlib.suppress(OSError):
                    file.unlink()
            raise
        return log

    @classmethod
    def reopen(cls, play: LoggedPlay, lock: BaseFileLock) -> PlayLog:
        """The log of `play`, to append to; what broke off at its end is cut off.

        `lock` was claimed before the play was read. Raises PlayLogError, and gives the lock back, where the log
        cannot be written.
        """
        try:
            descriptor = _open(play.path, 0)
        except OSError as error:
            lock.release()
            raise _unwritable(play.path, error) from error
        log = cls(play.path, lock, descriptor, play.tail)
        try:
            log._mend(play)
        except OSError as error:
            log.close()
            raise _unwritable(play.path, error) from error
        return log

    def _mend(self, play: LoggedPlay) -> None:
        if play.cut:
            os.ftruncate(self._descriptor, play.sound)
        if play.unended:
            os.write(self._descriptor, b"\n")

    def append(self, *entries: Entry) -> None:
        """Hand the entries to the operating system.

        Raises PlayLogError where it does not take them; they are then kept, and written with the next ones.
        """
        self._write([entry_fields(entry) for entry in entries])

    @property
    def complete(self) -> bool:
        """Whether everything that was appended is in the file."""
        return not self._unwritten

    def close(self) -> None:
        """Write what is left, bring it to the disk, and let others write to the log. Never raises."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(PlayLogError):
            self._hand_over()
        self._syncing.finish()
        self._lock.release()

    def _write(self, lines: list[dict[str, object]]) -> None:
        for fields in lines:
            line, self._tail = encode(fields, self._tail)
            self._unwritten += line
        self._hand_over()

    def _hand_over(self) -> None:
        try:
            while self._unwritten:
                written = os.write(self._descriptor, self._unwritten)
                self._unwritten = self._unwritten[written:]
        except OSError as error:
            raise _unwritable(self.path, error) from error
        self._syncing.request()


def _unwritable(path: Path, error: OSError) -> PlayLogError:
    return PlayLogError(str(path), None, f"The play log cannot be written: {cause(error)}.")


def _lock_file(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def _new_path(folder: Path, header: Header) -> Path:
    return folder / f"{header.story[:80]}-{header.created:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}.jsonl"


def _open(path: Path, flags: int) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0) | flags, 0o666)


class _Syncing:
    """Brings a file to the disk on a thread of its own, at most twice a second, and closes it at the end."""

    def __init__(self, descriptor: int, path: Path) -> None:
        self._descriptor = descriptor
        self._folder = path.parent
        self._requested = threading.Event()
        self._finishing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="play-log-sync", daemon=True)
        self._thread.start()

    def request(self) -> None:
        self._requested.set()

    def finish(self) -> None:
        """Wait for the last sync, but not for ever on a disk that hangs: the data is with the system already."""
        self._finishing.set()
        self._requested.set()
        self._thread.join(_CLOSE_SECONDS)

    def _run(self) -> None:
        self._sync_folder()
        while not self._finishing.is_set():
            self._requested.wait()
            self._requested.clear()
            self._sync()
            self._finishing.wait(_SYNC_SECONDS)
        self._sync()
        os.close(self._descriptor)

    def _sync(self) -> None:
        with contextlib.suppress(OSError):  # a file system without sync; the line is with the system all the same
            os.fsync(self._descriptor)

    def _sync_folder(self) -> None:
        """The name of a new file is on the disk only when its folder is; Windows has no such call and needs none."""
        with contextlib.suppress(OSError):
            descriptor = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
