"""What is wrong with a story that cannot be played, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hengyang_tui.tui.commands import HELP, QUIT
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.typeset import Block, Run
from hengyang_tui.tui.widgets.choices import Item

if TYPE_CHECKING:
    from hengyang_tui.language.diagnostics import Finding

AGAIN, LEAVE = "again", "leave"


class FindingsScreen(Sheet):
    """Every finding with its place; the story can be read again once it is mended."""

    COMMANDS_HERE = (QUIT, HELP)

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self._findings = tuple(findings)

    def fill(self) -> None:
        """Show the findings."""
        count = len(self._findings)
        self.head("This story cannot be played", f"{count} {'error' if count == 1 else 'errors'}")
        blocks = [Block((Run("What is wrong with the story", "title"),))]
        for finding in self._findings:
            blocks += _finding(finding)
        self.page.show(blocks, [Item(AGAIN, "Read the story again, once it is mended."), Item(LEAVE, "Leave.")])

    def chosen(self, item: str) -> None:
        """Read again, or leave."""
        if item == LEAVE:
            self.game_app.leave(2)
        else:
            self.dismiss()
            self.game_app.read_story()

    def action_close(self) -> None:
        """There is nothing behind this page: leave."""
        self.game_app.leave(2)

    def action_leave(self) -> None:
        """Leave."""
        self.game_app.leave(2)


def _finding(finding: Finding) -> list[Block]:
    rows = [
        Block((Run(str(finding.mark), "soft"),), right=(Run(finding.code, "soft"),)),
        Block((Run(finding.message),), indent=2, gap=0),
    ]
    if finding.source.strip():
        rows.append(Block((Run(finding.source.strip(), "closed"),), indent=4, bar=Run("  │", "faint"), gap=0))
    if finding.hint:
        rows.append(Block((Run(finding.hint, "emphasis"),), indent=2, gap=0))
    return rows
