"""The report as lines of text, for a terminal of a hundred columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from hengyang_tui.explore import figures
from hengyang_tui.explore.coverage import coverage
from hengyang_tui.explore.figures import day, number, percent, spread
from hengyang_tui.explore.report import Report
from hengyang_tui.explore.tally import Histogram
from hengyang_tui.explore.told import asked, exhausted, heading, left_out, never_chosen

WIDTH = 98
_BARS = "▁▂▃▄▅▆▇█"
_SPARKS = 20
_DATES = 7
"""Dates in the table of gauges by date."""


def as_text(report: Report) -> Iterator[str]:
    """The lines of a report, but for the play logs of its problems."""
    yield heading(report)
    yield from _wrapped(exhausted(report) if report.exhausted else asked(report))
    yield from _wrapped(_reached(report))
    yield from _endings(report)
    if report.exhausted is None:
        yield from _gauges(report)
        yield from _gauges_by_date(report)
        yield from _milestones(report)
        yield from _divergence(report)
        yield from _saturation(report)
    yield from _choices(report)
    yield from _unreached(report)


def _reached(report: Report) -> str:
    found = coverage(report.frame, report.tally).items()
    return "Reached: " + "; ".join(f"{name} {one.reached:,} of {one.of:,}" for name, one in found) + "."


def _endings(report: Report) -> Iterator[str]:
    what = "final states" if report.exhausted else "plays"
    names = {scene.id: scene.ending for scene in report.frame.scenes}
    found = figures.endings(report.tally)
    ended = sum(plays for _, plays in found)
    rows = []
    for scene, plays in found:
        days: Histogram = {}
        for date, count in report.tally.ended[scene].items():
            if date:
                days[figures.ordinal(date)] = count
        rows.append((names[scene], scene, number(plays), percent(plays, ended), *_days(days)))
    heads = ("Ending", "scene", what, "share", *(("earliest", "median", "latest") if report.frame.first_day else ()))
    yield from _table(heads, rows, "<<>>>>>")
    for record in report.frame.record:
        date = f" on {day(figures.ordinal(record.date))}" if record.date else ""
        yield f"The record: {names.get(record.ending, record.ending)}{date}."
    days = figures.last_days(report.tally)
    if len(days) > 1 and report.exhausted is None:
        yield f"Last days, {day(min(days))} to {day(max(days))}: {_spark(days, min(days), max(days), 40)}"


def _days(days: Histogram) -> tuple[str, ...]:
    found = spread(days, 1)
    return () if found is None else (day(min(days)), day(found.median), day(max(days)))


def _gauges(report: Report) -> Iterator[str]:
    rows = []
    for gauge in report.frame.gauges:
        found = spread(report.tally.finals.get(gauge.name, {}), gauge.width)
        if found is not None:
            histogram = report.tally.finals[gauge.name]
            first, last = int(gauge.low // gauge.width), int(gauge.high // gauge.width)
            values = (number(found.values[0]), number(found.median), number(found.values[-1]))
            ends = (number(gauge.low), number(gauge.high), number(gauge.width))
            rows.append((gauge.label, *values, _spark(histogram, first, last, _SPARKS), *ends))
    heads = ("At the end", "10%", "median", "90%", "over its range", "from", "to", "in steps of")
    yield from _table(heads, rows, "<>>><>>>")


def _gauges_by_date(report: Report) -> Iterator[str]:
    dates = sorted(report.tally.evenings)
    if not dates or not report.frame.gauges:
        return
    count = min(_DATES, len(dates))
    shown = sorted({dates[place * (len(dates) - 1) // max(1, count - 1)] for place in range(count)})
    rows = [("plays that lasted", *(number(report.tally.evenings[date]) for date in shown))]
    for gauge in report.frame.gauges:
        by_date = report.tally.gauges.get(gauge.name, {})
        medians = [spread(by_date.get(date, {}), gauge.width) for date in shown]
        rows.append((gauge.label, *("–" if one is None else number(one.median) for one in medians)))
    heads = ("Median in the evening", *(day(figures.ordinal(date)) for date in shown))
    yield from _table(heads, rows, "<" + ">" * len(shown))


def _milestones(report: Report) -> Iterator[str]:
    rows = []
    for milestone in report.frame.milestones:
        reached = report.tally.milestones.get(milestone.id)
        came = reached.within + reached.outside if reached else 0
        found = spread(reached.values, milestone.width) if reached else None
        record = f"{number(milestone.expected)} ±{milestone.tolerance:.0%}"
        model = "–" if found is None else f"{number(found.median)}"
        within = percent(reached.within if reached else 0, came)
        rows.append((milestone.label, day(figures.ordinal(milestone.date)), record, model, within, number(came)))
    yield from _table(("Beside the record", "date", "record", "median", "within", "plays"), rows, "<>>>>>")


def _divergence(report: Report) -> Iterator[str]:
    found = spread(report.tally.divergence, 1)
    if found is not None:
        spark = _spark(report.tally.divergence, 0, 100, _SPARKS)
        low, median, high = found.values[0], found.median, found.values[-1]
        yield ""
        yield f"Divergence from history, per cent: 10% {low}, median {median}, 90% {high}   {spark}"


def _saturation(report: Report) -> Iterator[str]:
    counted = report.tally.saturation
    if counted.plays:
        cut = sorted(counted.cut.items(), key=lambda entry: (-entry[1], entry[0]))
        told = [f"{name} {number(times)} of {number(counted.made[name])} times" for name, times in cut]
        yield ""
        yield from _wrapped(
            f"Cut to its range (looked at in {number(counted.plays)} of the plays): "
            + ("; ".join(told) or "no assignment")
            + "."
        )


def _choices(report: Report) -> Iterator[str]:
    tally = report.tally
    if report.exhausted is not None:
        return
    yield ""
    yield "Choices: taken, of the times that each was open"
    for scene in report.frame.scenes:
        if tally.stood.get(scene.id):
            told = []
            for choice in scene.choices:
                name = f"{scene.id}.{choice.id}"
                opened = tally.opened.get(name, 0)
                share = percent(tally.taken.get(name, 0), opened) if opened else "never open"
                rarely = f" open {percent(opened, tally.stood[scene.id])}" if 0 < opened < tally.stood[scene.id] else ""
                told.append(f"{'*' if choice.recorded else ''}{choice.id} {share}{rarely}")
            yield from _wrapped(f"{scene.id} ({number(tally.stood[scene.id])}): {', '.join(told)}", "  ", "      ")
    if any(choice.recorded for scene in report.frame.scenes for choice in scene.choices):
        yield "  (*: what was done in history)"


def _unreached(report: Report) -> Iterator[str]:
    named, unchosen = never_chosen(report)
    kinds = (("ending", "Endings"), ("scene", "Scenes"), ("choice", "Choices"), ("text", "Blocks of text"))
    for kind, name in kinds:
        found = [one for one in named if one.kind == kind]
        if found:
            yield ""
            yield f"{name} that no play reached: {len(found):,}"
        for one in found:
            yield from _wrapped(f"{one.id} ({one.where}): {one.why}", "  ", "      ")
    if unchosen:
        yield ""
        yield from _wrapped(left_out(unchosen))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], sides: str) -> Iterator[str]:
    """A blank line and a table; nothing without rows. `sides` has < or > for each column."""
    if not rows:
        return
    widths = [max(len(row[place]) for row in (heads, *rows) if place < len(row)) for place in range(len(heads))]
    yield ""
    for row in (heads, *rows):
        cells = (f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=False))
        yield "  ".join(cells).rstrip()


def _spark(histogram: Histogram, low: int, high: int, most: int) -> str:
    """A histogram as a row of small bars; a blank where nothing is."""
    counts = figures.columns(histogram, low, high, most)
    top = max(counts)
    return "".join(_BARS[min(7, count * 8 // top)] if count else "·" for count in counts)


def _wrapped(text: str, first: str = "", rest: str = "  ") -> Iterator[str]:
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
