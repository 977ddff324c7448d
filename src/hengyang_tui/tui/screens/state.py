"""The state of the play: the figures as they stand, and what the last choice changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hengyang_tui.engine.state import tallies
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import heading, long_date, measured, section
from hengyang_tui.tui.typeset import Block, Run
from hengyang_tui.tui.widgets.gauges import gauge_blocks

if TYPE_CHECKING:
    from hengyang_tui.engine.state import Gauge
    from hengyang_tui.engine.turns import Turn

_FEW = 6  # figures that stand on one page of an ordinary terminal with blank lines between them
MODEL = "The record gives a few of these figures. Between them they are the model’s, and prove nothing about 1944."


class StateScreen(Sheet):
    """Every gauge of the story."""

    def __init__(self, turn: Turn, now: Sequence[Gauge], before: Sequence[Gauge]) -> None:
        super().__init__()
        self._tallies = tallies(turn.program, turn.state)
        self._turn = turn
        self._now, self._before = now, before

    def fill(self) -> None:
        """Show the figures."""
        when = long_date(self._turn.date, self._turn.day)
        self.head("State", when)
        if not self._now and not self._tallies:
            self.page.show([Block((Run("This story keeps no figures that are shown."),))])
            return
        rows = gauge_blocks(self._now, self._before, close=len(self._now) > _FEW)
        rows = [replace(row, gap=row.gap if place else 1) for place, row in enumerate(rows)]
        rows += section("Counted too", tally_blocks(self._tallies)) if self._tallies else []
        self.page.show([heading("The figures as they stand"), *rows, Block((Run(MODEL, "soft"),), gap=2)])


def tally_blocks(counted: Sequence[Gauge]) -> list[Block]:
    """A line for each number that is no gauge."""
    return [Block((Run(one.label, "soft"),), right=(Run(measured(one), "strong"),), gap=0) for one in counted]
