"""The plays on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import long_date, short_date
from hengyang_tui.tui.typeset import Block, Run
from hengyang_tui.tui.widgets.choices import Item

if TYPE_CHECKING:
    from hengyang_tui.engine.saves import SavedPlay


class ResumeScreen(Sheet):
    """Every play of this story, the last played first."""

    def fill(self) -> None:
        """Show the list."""
        plays = self.game_app.desk.plays
        self.head("Plays", str(self.game_app.desk.play_folder.name))
        words = "Go on with a play" if plays else "There are no plays yet."
        folder = Block((Run(str(self.game_app.desk.play_folder), "soft"),), gap=0)
        self.page.show([Block((Run(words, "title"),)), folder], [item_of(play) for play in plays])

    def chosen(self, item: str) -> None:
        """Open a play."""
        self.game_app.open_log(Path(item))


def item_of(play: SavedPlay) -> Item:
    """A play as a line to choose; one that cannot be read says why."""
    if play.problem is not None:
        return Item(str(play.path), play.path.name, play.problem.message, open=False)
    reached = play.ending or (long_date(play.date) if play.date else play.title)
    choices = "1 choice" if play.choices == 1 else f"{play.choices} choices"
    note = f"{choices}, played {short_date(play.played.date())} {play.played:%H:%M} UTC, seed {play.seed}"
    return Item(str(play.path), reached, note, aside="ended" if play.ended else "")
