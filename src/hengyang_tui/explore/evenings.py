"""Every gauge on every evening, counted as the days end.

A siege has seventy evenings, so this is most of what counting costs. It is therefore generated code: one list of
counts for each date, and for each gauge one addition to it.
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
        bins = [int(gauge.high // gauge.width) - low + 1 for gauge, low in zip(gauges, self._lowest, strict=True)]
        self._starts = [1 + sum(bins[:place]) for place in range(len(bins))]
        self._ends = [1 + sum(bins[: place + 1]) for place in range(len(bins))]
        self._size = 1 + sum(bins)
        calendar = program.story.calendar
        self._first = calendar.first_day if calendar else 0
        self._counts = [self._nothing() for _ in program.calendar.ends]
        if self._counts:
            self._watch(program)

    def _nothing(self) -> list[int]:
        return [0] * self._size

    def _watch(self, program: Observed) -> None:
        """Puts the counting behind the end of each day."""
        lines = ["def watch(ends, place, counts):", " def evening(v):", "  ends[place](v)", "  counts[0] += 1"]
        for gauge, low, start in zip(self._gauges, self._lowest, self._starts, strict=True):
            slot = program.layout.variables[gauge.name]
            bin_ = f"v[{slot}]" if gauge.width == 1 else f"v[{slot}] // {gauge.width!r}"
            if isinstance(gauge.width, float):
                bin_ = f"int({bin_})"
            lines.append(f"  counts[{bin_} + {start - low}] += 1")
        namespace: dict[str, Any] = {}
        run_code([*lines, " return evening"], "evenings", namespace)
        ends = program.calendar.ends
        program.calendar.ends = [namespace["watch"](ends, place, counts) for place, counts in enumerate(self._counts)]

    def take(self) -> tuple[Counts, dict[str, dict[str, Histogram]]]:
        """Evenings by date, and by gauge and date what was counted in its bins; all of it is forgotten here."""
        evenings: Counts = {}
        gauges: dict[str, dict[str, Histogram]] = {}
        for place, counts in enumerate(self._counts):
            if not counts[0]:
                continue
            date = datetime.date.fromordinal(self._first + place).isoformat()
            evenings[date] = counts[0]
            for gauge, low, start, end in zip(self._gauges, self._lowest, self._starts, self._ends, strict=True):
                found = {low + place: count for place, count in enumerate(counts[start:end]) if count}
                gauges.setdefault(gauge.name, {})[date] = found
            counts[:] = self._nothing()
        return evenings, gauges
