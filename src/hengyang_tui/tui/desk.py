"""Between the screens and the engine: reading the story, the plays on this machine, beginning and resuming.

The engine and the loader are imported when they are first asked for, which the title screen does not wait for.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengyang_tui.engine.compiler import Program
    from hengyang_tui.engine.game import Game
    from hengyang_tui.engine.saves import SavedPlay
    from hengyang_tui.language.diagnostics import Finding


class CannotOpen(Exception):
    """A play that cannot be begun or gone on with. The message says why."""


@dataclass
class Desk:
    """The story that is open and its plays. `saves` is the folder of play logs; None is the user's own."""

    folder: Path
    branches: Sequence[Path] = ()
    seed: int | None = None
    saves: Path | None = None
    program: Program | None = None
    plays: tuple[SavedPlay, ...] = field(default=())

    def read(self) -> tuple[Finding, ...]:
        """Read the story and the list of plays. Returns what is wrong with the story; empty when it can be played."""
        from hengyang_tui.engine.compiler import Program
        from hengyang_tui.language.diagnostics import StoryError
        from hengyang_tui.language.loader import load_story

        try:
            self.program = Program(load_story(self.folder, self.branches))
        except StoryError as error:
            return error.findings
        self.list_plays()
        return ()

    def list_plays(self) -> None:
        """Read again which plays of this story there are, without those in which nothing was chosen."""
        from hengyang_tui.engine.playlog import PlayLogError
        from hengyang_tui.engine.saves import list_plays

        try:
            plays = list_plays(self.play_folder)
        except PlayLogError:
            plays = []
        story = self.program.story.id if self.program is not None else ""
        mine = (play for play in plays if play.problem is not None or play.story == story)
        self.plays = tuple(play for play in mine if play.problem is not None or play.choices)

    @property
    def play_folder(self) -> Path:
        """Where plays are kept."""
        from hengyang_tui.engine.saves import default_folder

        return self.saves if self.saves is not None else default_folder()

    @property
    def last(self) -> SavedPlay | None:
        """The play to go on with: the latest that has not ended."""
        return next((play for play in self.plays if play.problem is None and not play.ended), None)

    def begin(self) -> Game:
        """A new play. Raises CannotOpen for a story that has no first turn."""
        from hengyang_tui.engine.errors import EngineError
        from hengyang_tui.engine.game import Game

        assert self.program is not None, "the story is read first"
        seed = secrets.randbelow(2**32) if self.seed is None else self.seed
        try:
            return Game.new(self.program, seed, self.play_folder)
        except EngineError as error:
            raise CannotOpen(str(error)) from error

    def resume(self, log: Path) -> Game:
        """The play of a log. Raises CannotOpen."""
        from hengyang_tui.engine.errors import EngineError
        from hengyang_tui.engine.game import Game
        from hengyang_tui.engine.playlog import PlayLogError

        assert self.program is not None, "the story is read first"
        try:
            return Game.resume(self.program, log, saves=self.saves)
        except (PlayLogError, EngineError) as error:
            raise CannotOpen(str(error)) from error
