"""The plays on this machine: where they are, and what each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hengyang_tui.engine.playlog import LoggedPlay, PlayLogError, read_log

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class SavedPlay:
    """One play log of a folder.

    `date` is the day that the play has reached, in a story with a calendar; `played` is when the last line was
    written. Where `problem` is set, the file cannot be read as a play log and only `path` and `played` mean anything.
    """

    path: Path
    played: datetime
    story: str = ""
    title: str = ""
    seed: int = 0
    created: datetime | None = None
    date: date | None = None
    choices: int = 0
    ending: str | None = None
    damaged: bool = False
    problem: PlayLogError | None = None

    @property
    def ended(self) -> bool:
        """Whether the play has come to an ending."""
        return self.ending is not None


def default_folder() -> Path:
    """Where plays are kept unless the user says otherwise. The folder need not exist yet."""
    from platformdirs import user_data_path  # 30 ms that only this question costs

    return user_data_path("hengyang-tui", appauthor=False) / "plays"


def list_plays(folder: Path) -> list[SavedPlay]:
    """The play logs in `folder`, the last played first; none where there is no such folder.

    Raises PlayLogError where the folder cannot be read.
    """
    try:
        files = [path for path in folder.iterdir() if path.suffix == ".jsonl" and not path.name.startswith(".")]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise PlayLogError(str(folder), None, f"The folder cannot be read: {error.strerror or error}.") from error
    plays = [_saved(path) for path in files]
    return sorted(plays, key=lambda play: (play.played, play.path.name), reverse=True)


def _saved(path: Path) -> SavedPlay:
    try:
        play = read_log(path)
    except PlayLogError as problem:
        return SavedPlay(path, _changed(path), problem=problem)
    last = play.choices[-1] if play.choices else None
    return SavedPlay(
        path,
        played=_last_written(play),
        story=play.header.story,
        title=play.header.title,
        seed=play.header.seed,
        created=play.header.created,
        date=last.date if last else play.header.date,
        choices=len(play.choices),
        ending=last.ending if last else None,
        damaged=play.cut is not None or play.edited is not None,
    )


def _last_written(play: LoggedPlay) -> datetime:
    entries = play.choices[-1:]
    return max([play.header.created, *(entry.at for entry in entries)])


def _changed(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return datetime.fromtimestamp(0, UTC)
