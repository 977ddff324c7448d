"""Every gauge on every evening, counted as the days end.

A siege has seventy evenings, so this is most of what counting costs. It is therefore generated code: for each date and
gauge a list of counts by bin, and one addition to it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from hengyang_tui.engine.generated import run_code
from hengyang_tui.explore.frame import GaugeFrame
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.tally import Counts, Histogram


class Evenings:
    """The evenings of a program's plays, from now on."""

    def __init__(self, program: Observed, gauges: Sequence[GaugeFrame]) -> None:
        self._gauges = gauges
        self._lowest = [int(gauge.low // gauge.width) for gauge in gauges]
        sizes = [int(gauge.high // gauge.width) - low + 1 for gauge, low in zip(gauges, self._lowest, strict=True)]
        calendar = program.story.calendar
        self._first = calendar.first_day if calendar else 0
        self._plays = [0] * len(program.calendar.ends)
        """by day: plays in which it ended"""
        self._counts = [[[0] * size for size in sizes] for _ in self._plays]
        """by day and gauge: plays by bin"""
        if self._plays:
            self._watch(program)

    def _watch(self, program: Observed) -> None:
        """Puts the counting behind the end of each day."""
        names = [f"g{number}" for number in range(len(self._gauges))]
        lines = [f"def watch(ends, place, plays, {', '.join(names)}):", " def evening(v):", "  ends[place](v)"]
        lines.append("  plays[place] += 1")
        for gauge, low, name in zip(self._gauges, self._lowest, names, strict=True):
            slot = f"v[{program.layout.variables[gauge.name]}]"
            bin_ = slot if gauge.width == 1 else f"{slot} // {gauge.width!r}"
            if isinstance(gauge.width, float):
                bin_ = f"int({bin_})"
            lines.append(f"  {name}[{bin_}{f' - {low}' if low else ''}] += 1")
        namespace: dict[str, Any] = {}
        run_code([*lines, " return evening"], "evenings", namespace)
        ends, watch = program.calendar.ends, namespace["watch"]
        program.calendar.ends = [watch(ends, place, self._plays, *counts) for place, counts in enumerate(self._counts)]

    def take(self) -> tuple[Counts, dict[str, dict[str, Histogram]]]:
        """Evenings by date, and by gauge and date what was counted in its bins; all of it is forgotten here."""
        evenings: Counts = {}
        gauges: dict[str, dict[str, Histogram]] = {}
        for place, plays in enumerate(self._plays):
            if not plays:
                continue
            date = datetime.date.fromordinal(self._first + place).isoformat()
            evenings[date] = plays
            for gauge, low, counts in zip(self._gauges, self._lowest, self._counts[place], strict=True):
                found = {low + bin_: count for bin_, count in enumerate(counts) if count}
                gauges.setdefault(gauge.name, {})[date] = found
                counts[:] = [0] * len(counts)
            self._plays[place] = 0
        return evenings, gauges
