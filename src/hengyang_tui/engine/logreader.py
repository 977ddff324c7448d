"""Reading a play log as far as its last whole line, whatever happened to the file."""

from __future__ import annotations

import stat
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Final

from hengyang_tui.engine.logformat import (
    LINE_LIMIT,
    Entry,
    Header,
    KeptChoice,
    LoggedChoice,
    Malformed,
    NewerFormat,
    PlayLogError,
    TakenBack,
    clean,
    decode,
    entry_of,
    header_of,
    link_of,
)

if TYPE_CHECKING:
    from pathlib import Path

FILE_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of a whole log: hundreds of thousands of choices."""


@dataclass(frozen=True, slots=True)
class LoggedPlay:
    """What a play log holds, and what is wrong with it.

    `tail` is the last link of the chain and `sound` the number of bytes of the whole lines; `unended` says that the
    last whole line lacks its newline. `cut` says what was left of a line that broke off, `edited` is the number of
    the first line that does not fit the one before it.
    """

    path: Path
    header: Header
    entries: tuple[Entry, ...]
    choices: tuple[LoggedChoice, ...]
    tail: str
    sound: int
    unended: bool = False
    cut: str | None = None
    edited: int | None = None

    @property
    def kept(self) -> tuple[LoggedChoice, ...]:
        """The choices of an earlier log that still wait for their scene, each with its number as `kept`."""
        used = {entry.kept for entry in self.entries if isinstance(entry, LoggedChoice)}
        waiting = (entry for entry in self.entries if isinstance(entry, KeptChoice) and entry.number not in used)
        return tuple(replace(entry.choice, kept=entry.number) for entry in waiting)


def read_log(path: Path) -> LoggedPlay:
    """The play that the file at `path` records, as far as its last whole line.

    A line that broke off at the end, and lines that do not fit together, are told in the result. Raises PlayLogError
    for everything else: no file, another kind of file, a newer format, a line that no play log holds.
    """
    reader = _Reader(path)
    try:
        with _opened(path) as file:
            return reader.read(file)
    except OSError as error:
        raise PlayLogError(str(path), None, f"The play log cannot be read: {cause(error)}.") from error
    except ValueError as error:
        raise PlayLogError(str(path), None, "The play log cannot be read: no file can have this name.") from error


def _opened(path: Path) -> IO[bytes]:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise PlayLogError(str(path), None, "This is not a file, so it is no play log.")
    if status.st_size > FILE_LIMIT:
        raise PlayLogError(str(path), None, f"This file is larger than {FILE_LIMIT >> 20} MB, so it is no play log.")
    return path.open("rb")


def cause(error: OSError) -> str:
    """What the system says, without numbers and paths."""
    return error.strerror or type(error).__name__


class _Reader:
    """Reads one log from its first line to its last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._line = 1
        self._sound = 0
        self._link = ""
        self._edited: int | None = None
        self._entries: list[Entry] = []
        self._standing: list[LoggedChoice] = []

    def read(self, file: IO[bytes]) -> LoggedPlay:
        raw = file.readline(LINE_LIMIT + 1)
        header = self._header(raw)
        cut: str | None = None
        while following := file.readline(LINE_LIMIT + 1):
            raw = following
            self._line += 1
            try:
                self._entry(decode(raw))
            except Malformed as problem:
                if raw.endswith(b"\n") or len(raw) > LINE_LIMIT:
                    raise self._unreadable(problem) from None
                cut = self._remains(raw)
                break
            self._sound += len(raw)
        return LoggedPlay(
            self._path,
            header,
            tuple(self._entries),
            tuple(self._standing),
            self._link,
            self._sound,
            unended=cut is None and not raw.endswith(b"\n"),
            cut=cut,
            edited=self._edited,
        )

    def _header(self, raw: bytes) -> Header:
        if not raw:
            raise PlayLogError(str(self._path), 1, "This file is empty. A play log begins with a line about its story.")
        begins_well = raw.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b'{"play_log"')
        try:
            data = decode(raw.removeprefix(b"\xef\xbb\xbf"))
            header = header_of(data)
            self._follow(data)
        except NewerFormat as problem:
            message = f"A newer version of this program wrote this play log: {problem}. Update the program to open it."
            raise PlayLogError(str(self._path), 1, message) from None
        except Malformed as problem:
            if begins_well and not raw.endswith(b"\n"):
                message = "The play log was cut short in its first line, so nothing of the play is left in it."
            elif begins_well:
                message = f"The first line of this play log cannot be used: {problem}."
            else:
                message = f"This is not a play log. Its first line is not one of a play log: {problem}."
            raise PlayLogError(str(self._path), 1, message) from None
        self._sound = len(raw)
        return header

    def _entry(self, data: dict[str, object]) -> None:
        entry = entry_of(data)
        if isinstance(entry, TakenBack):
            if entry.count > len(self._standing):
                raise Malformed(f"it takes back {entry.count} choices where {len(self._standing)} stand")
            del self._standing[-entry.count :]
        elif isinstance(entry, LoggedChoice):
            self._standing.append(entry)
        self._follow(data)
        self._entries.append(entry)

    def _follow(self, data: dict[str, object]) -> None:
        self._link, fits = link_of(data, self._link)
        if not fits and self._edited is None:
            self._edited = self._line

    def _unreadable(self, problem: Malformed) -> PlayLogError:
        way_out = f"Repair the line, or keep only the lines above it in a copy; those {self._line - 1} can be read."
        message = f"This line of the play log cannot be used: {problem}. {way_out}"
        return PlayLogError(str(self._path), self._line, message)

    def _remains(self, raw: bytes) -> str:
        beginning = clean(raw.decode("utf-8", "replace"), 60).replace("\n", " ")
        return f"line {self._line} broke off after {len(raw)} bytes ({beginning!r})"
