"""Every gauge on every evening, counted as the days end.

A siege has seventy evenings, so this is most of what counting costs. It is therefore generated code: one list of
counts for each date, and for each gauge one addition to it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from hengyang_tui.engine.daily import run_code
from hengyang_tui.engine.layout import DATE
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
        size = 1 + sum(bins)
        self._counts: defaultdict[int, list[int]] = defaultdict(lambda: [0] * size)
        if program.story.calendar is not None:
            self._watch(program)

    def _watch(self, program: Observed) -> None:
        """Puts the counting behind the end of a day; the date of the state is the next day's then."""
        lines = ["def evening(v):", " end_of_day(v)", f" c = counts[v[{DATE}]]", " c[0] += 1"]
        for gauge, low, start in zip(self._gauges, self._lowest, self._starts, strict=True):
            slot = program.layout.variables[gauge.name]
            place = f"v[{slot}] // {gauge.width!r}"
            if isinstance(gauge.width, float):
                place = f"int({place})"
            lines.append(f" c[{place} + {start - low}] += 1")
        namespace: dict[str, Any] = {"end_of_day": program.calendar.end_of_day, "counts": self._counts}
        run_code(lines, "evenings", namespace)
        program.calendar.end_of_day = namespace["evening"]

    def take(self) -> tuple[Counts, dict[str, dict[str, Histogram]]]:
        """Evenings by date, and by gauge and date what was counted in its bins; all of it is forgotten here."""
        evenings: Counts = {}
        gauges: dict[str, dict[str, Histogram]] = {}
        for morrow, counts in self._counts.items():
            date = (datetime.date.fromordinal(morrow) - datetime.timedelta(days=1)).isoformat()
            evenings[date] = counts[0]
            for gauge, low, start, end in zip(self._gauges, self._lowest, self._starts, self._ends, strict=True):
                found = {low + place: count for place, count in enumerate(counts[start:end]) if count}
                gauges.setdefault(gauge.name, {})[date] = found
        self._counts.clear()
        return evenings, gauges
