"""The figures that both forms of the report show: shares, and the spread of what was counted in bins."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from hengyang_tui.engine.shown import MONTHS
from hengyang_tui.explore.tally import Histogram, Tally

SHARES = (10, 25, 50, 75, 90)
"""Per cents at which a distribution is told."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The values below which 10, 25, 50, 75 and 90 per cent of the plays are: the low end of the bin of each."""

    values: tuple[int | float, ...]

    @property
    def median(self) -> int | float:
        """Half of the plays are below it."""
        return self.values[2]


def spread(histogram: Histogram, width: int | float) -> Spread | None:
    """The spread of a histogram; None for an empty one."""
    if not histogram:
        return None
    return Spread(tuple(_at(histogram, share) * width for share in SHARES))


def _at(histogram: Histogram, share: int) -> int:
    wanted = max(1, -(-sum(histogram.values()) * share // 100))
    passed = 0
    for place in sorted(histogram):
        passed += histogram[place]
        if passed >= wanted:
            return place
    return max(histogram)


def last_days(tally: Tally) -> Histogram:
    """Date (as an ordinal) → plays that ended on it; empty in a story without calendar."""
    days: Histogram = {}
    for dates in tally.ended.values():
        for date, plays in dates.items():
            if date:
                ordinal = datetime.date.fromisoformat(date).toordinal()
                days[ordinal] = days.get(ordinal, 0) + plays
    return days


def endings(tally: Tally) -> list[tuple[str, int]]:
    """Scene of the ending and its plays, the most frequent first."""
    counts = {scene: sum(dates.values()) for scene, dates in tally.ended.items()}
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def percent(part: int, whole: int) -> str:
    """A share in words that are honest near its ends: never 0 % of something, nor 100 % of less than all."""
    if whole == 0:
        return "–"
    if 0 < part * 1000 < whole:
        return "<0.1%"
    if 1000 * (whole - part) < whole and part < whole:
        return ">99.9%"
    return f"{100 * part / whole:.1f}%"


def number(value: int | float) -> str:
    """A number as a table has it."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def day(ordinal: int | float) -> str:
    """A date as a table has it."""
    date = datetime.date.fromordinal(int(ordinal))
    return f"{date.day} {MONTHS[date.month - 1][:3]}"


def columns(histogram: Mapping[int, int], low: int, high: int, most: int) -> list[int]:
    """Counts from the bin `low` to the bin `high`, neighbours put together until at most `most` are left."""
    step = max(1, -(-(high - low + 1) // most))
    return [sum(histogram.get(place + offset, 0) for offset in range(step)) for place in range(low, high + 1, step)]


def ordinal(date: str) -> int:
    """The ordinal of an ISO date."""
    return datetime.date.fromisoformat(date).toordinal()
