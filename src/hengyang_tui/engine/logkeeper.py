"""What keeps the log of a running game, and never stops the game: what cannot be written is said, and tried again."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from hengyang_tui.engine.playlog import LoggedPlay, LogInUse, PlayLog, PlayLogError, claim, read_log

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from filelock import BaseFileLock

    from hengyang_tui.engine.playlog import Entry, Header


class LogKeeper:
    """The log of one game, or the lack of one. `notices` is where the player is told.

    `source` is the log that a resumed play was read from. Until the first choice is recorded it holds all of the play.
    """

    def __init__(self, folder: Path | None, notices: list[str], source: Path | None = None) -> None:
        self._folder = folder
        self._notices = notices
        self._source = source
        self._log: PlayLog | None = None
        self._told = False

    @property
    def path(self) -> Path | None:
        """The file from which this play can be resumed as it stands."""
        return self._source if self._log is None else self._log.path

    @property
    def writing(self) -> bool:
        """Whether there is a log that choices go to."""
        return self._log is not None

    def start(self, header: Header, entries: Iterable[Entry]) -> None:
        """Begin a new log in the folder, where there is one."""
        if self._folder is None:
            return
        try:
            self._log = PlayLog.create(self._folder, header, entries)
        except PlayLogError as problem:
            self._source = None
            self._tell(f"{problem} You can play on, but this play is not saved. Choose another folder to save it.")
        else:
            self._recovered()

    def reopen(self, play: LoggedPlay, lock: BaseFileLock) -> None:
        """Go on in the log of `play`."""
        try:
            self._log = PlayLog.reopen(play, lock)
        except PlayLogError as problem:
            self._notices.append(str(problem))

    def append(self, *entries: Entry) -> None:
        """Record the entries in the log that is being written."""
        if self._log is None:
            return
        try:
            self._log.append(*entries)
        except PlayLogError as problem:
            self._tell(f"{problem} You can play on. What is missing is written as soon as it can be.")
        else:
            self._recovered()

    def close(self) -> None:
        """End the log, where there is one."""
        if self._log is not None:
            self._log.close()

    def _tell(self, notice: str) -> None:
        if not self._told:
            self._notices.append(notice)
        self._told = True

    def _recovered(self) -> None:
        if self._told:
            self._notices.append("The play log can be written again. Nothing is missing in it.")
        self._told = False


class Source:
    """The log that a play is resumed from, claimed where that is possible."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: list[str] = []
        self.lock: BaseFileLock | None = None
        if not path.is_file():
            self.play = read_log(path)
            return
        try:
            self.lock = claim(path)
        except LogInUse as problem:
            self.notices.append(problem.message)
        except OSError as error:
            self.notices.append(f"The play log {path} cannot be written: {error.strerror or error}.")
        try:
            self.play = read_log(path)
        except BaseException:
            self.release()
            raise

    def hand_over(self) -> BaseFileLock:
        """The lock, for the writer of the log: it is not released here then."""
        lock, self.lock = self.lock, None
        if lock is None:
            raise PlayLogError(str(self.path), None, "The play log is not claimed.")
        return lock

    def release(self) -> None:
        """Let others write to the log, unless it was handed over."""
        if self.lock is not None:
            with contextlib.suppress(OSError):
                self.lock.release()
        self.lock = None
