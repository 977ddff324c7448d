"""Help: the keys, the history check, and where the play is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hengyang_tui.tui.commands import MOVES, Command
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import prose_blocks, section
from hengyang_tui.tui.typeset import Block, Run

CHECK = """\
After a decision a quiet line says whether you chose what was done. The card (**h**) says what was done, what
followed, and where that was read. Where the sources disagree it says who says what. Only the first choice at a
decision counts, and where what was done was not open to you the decision is not counted.

Choices that cannot be made are shown with the reason.
"""


class HelpScreen(Sheet):
    """What the keys do here."""

    def __init__(self, commands: Sequence[Command], kept: Iterable[str] = ()) -> None:
        super().__init__()
        self._commands = tuple(commands)
        self._kept = tuple(kept)

    def fill(self) -> None:
        """Show the help."""
        self.head("Help")
        blocks = [Block((Run("Keys", "title"),))]
        blocks += [_row(command.cap, command.help) for command in self._commands]
        blocks += [_row(keys, f"{what[:1].upper()}{what[1:]}.") for keys, what in MOVES]
        blocks += section("The history check", prose_blocks(CHECK))
        if self._kept:
            blocks += section("The play", [Block((Run(line),), gap=0) for line in self._kept])
        self.page.show(blocks)


def _row(keys: str, what: str) -> Block:
    return Block((Run(what),), indent=12, label=(Run(keys, "key"),), gap=0)
