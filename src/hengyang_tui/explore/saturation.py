"""How often an assignment was cut to the range of its variable.

The game's own code does not count this. A second program does, with the plays of a sample of seeds played in it again,
choice by choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from hengyang_tui.engine.block import Block
from hengyang_tui.engine.codegen import Writer
from hengyang_tui.engine.compiler import Take
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.tally import Saturation
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st

SAMPLE = 50
"""Every play whose seed leaves 1 when divided by this is looked at."""


class Saturated:
    """Counts assignments in plays that are played again. Compiled when it is first needed."""

    def __init__(self, program: Observed) -> None:
        self._program = program
        self._counting: _Counting | None = None

    def replay(self, seed: int, taken: Sequence[Take]) -> None:
        """Plays a play again that came to its end."""
        if self._counting is None:
            self._counting = _Counting(self._program.story)
        counting = self._counting
        values = counting.begin(seed)
        for take in taken:
            counting.takes[self._program.places[take]](values)
        counting.plays += 1

    def take(self) -> Saturation:
        """Everything counted since the last time."""
        counting = self._counting
        if counting is None:
            return Saturation()
        counted = Saturation(counting.plays, dict(counting.made), dict(counting.cut))
        counting.plays = 0
        counting.made.clear()
        counting.cut.clear()
        return counted


class _Counting(Observed):
    """A program that counts the assignments that a range can cut."""

    def __init__(self, story: st.Story) -> None:
        self.plays = 0
        self.made: Counter[str] = Counter()
        self.cut: Counter[str] = Counter()
        super().__init__(story, apart=False)

    def _core(self) -> dict[str, Any]:
        self.writer = _CountingWriter(self.story, self.layout)
        namespace = super()._core()
        namespace["assigned"] = self._assigned
        return namespace

    def _assigned(self, name: str, asked: float, got: float) -> None:
        self.made[name] += 1
        if asked != got:
            self.cut[name] += 1


class _CountingWriter(Writer):
    """Writes a call after every assignment that may have been cut; the value asked for is in `x` there."""

    def _assign(self, statement: ir.Assign, block: Block, names: Mapping[str, str] | None) -> list[str]:
        lines = super()._assign(statement, block, names)
        if len(lines) == 1:
            return lines
        slot = self.layout.variables[statement.name]
        return [*lines, f"assigned({statement.name!r}, x, v[{slot}])"]
