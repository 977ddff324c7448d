"""Pictures of the report: each gauge by date and at the ending, each number of the record and what plays had there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from hengyang_tui.explore import figures, svg
from hengyang_tui.explore.figures import day, number, percent, spread
from hengyang_tui.explore.frame import GaugeFrame, MilestoneFrame
from hengyang_tui.explore.report import Report
from hengyang_tui.explore.svg import Mark

_COLUMNS = 64


def gauges(report: Report) -> Iterator[str]:
    """Every gauge, by date and at the ending."""
    if report.frame.gauges:
        yield '<h2>Gauges</h2><div class="cards">'
        for gauge in report.frame.gauges:
            yield _gauge(report, gauge)
        yield (
            "</div><p>By date: the median, the middle half and the middle four fifths of the plays that lasted until "
            "then, each evening; below that, at the ending. Marks are the record, with its tolerance.</p>"
        )


def _gauge(report: Report, gauge: GaugeFrame) -> str:
    finals = report.tally.finals.get(gauge.name, {})
    first, last = int(gauge.low // gauge.width), int(gauge.high // gauge.width)
    by_date = report.tally.gauges.get(gauge.name, {})
    dates = sorted(by_date)
    range_ = (gauge.high - gauge.low) or 1
    parts = [f"<article><h3>{escape(gauge.label)}{escape(f' ({gauge.unit})' if gauge.unit else '')}</h3>"]
    if dates:
        spreads = [spread(by_date[date], gauge.width) for date in dates]
        rows = [None if one is None else [(value - gauge.low) / range_ for value in one.values] for one in spreads]
        ends = day(figures.ordinal(dates[0])), day(figures.ordinal(dates[-1]))
        label = f"{gauge.label} by date, of {number(gauge.high)}"
        parts.append(svg.bands(rows, *ends, label, list(_recorded(report, gauge, dates))))
    if finals:
        counts = figures.columns(finals, first, last, _COLUMNS)
        parts.append(svg.columns(counts, number(gauge.low), number(gauge.high), f"{gauge.label} at the ending"))
    return "".join([*parts, "</article>"])


def _recorded(report: Report, gauge: GaugeFrame, dates: Sequence[str]) -> Iterator[Mark]:
    """The record's values of a gauge, on the picture of its dates."""
    range_, first = (gauge.high - gauge.low) or 1, figures.ordinal(dates[0])
    days = max(1, figures.ordinal(dates[-1]) - first)
    for one in report.frame.milestones:
        at = (figures.ordinal(one.date) - first) / days
        if one.name == gauge.name and 0 <= at <= 1:
            allowed = abs(one.expected) * one.tolerance
            low, high = ((one.expected + way * allowed - gauge.low) / range_ for way in (-1, 1))
            yield Mark(at, max(0.0, low), min(1.0, high), f"{one.date}: {number(one.expected)}")


def milestones(report: Report) -> Iterator[str]:
    """Every number of the record that a play came to."""
    cards = [card for one in report.frame.milestones if (card := _milestone(report, one))]
    if cards:
        yield f'<h2>Beside the record</h2><div class="cards">{"".join(cards)}</div>'


def _milestone(report: Report, one: MilestoneFrame) -> str:
    reached = report.tally.milestones.get(one.id)
    if reached is None or not reached.values:
        return ""
    allowed = abs(one.expected) * one.tolerance
    ends = [int((one.expected - allowed) // one.width), int((one.expected + allowed) // one.width)]
    first, last = min([*reached.values, *ends]), max([*reached.values, *ends])
    step = -(-(last - first + 1) // _COLUMNS)
    bins = -(-(last - first + 1) // step) * step

    def at(value: float) -> float:
        return min(1.0, max(0.0, (value / one.width - first) / bins))

    label = f"the record: {number(one.expected)} ±{one.tolerance:.0%}"
    mark = Mark(at(one.expected), at(one.expected - allowed), at(one.expected + allowed), label)
    counts = figures.columns(reached.values, first, first + bins - 1, _COLUMNS)
    came = reached.within + reached.outside
    picture = svg.columns(counts, number(first * one.width), number((first + bins) * one.width), one.label, mark)
    return (
        f"<article><h3>{escape(one.label)}, {day(figures.ordinal(one.date))}</h3>{picture}"
        f"<p>{escape(label)}; within it {percent(reached.within, came)} of {number(came)} plays. {escape(one.note)}</p>"
        "</article>"
    )
