"""The report as one page that needs nothing else: no scripts, no fonts, no pictures from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from hengyang_tui.explore import cards, figures, svg
from hengyang_tui.explore.coverage import coverage
from hengyang_tui.explore.figures import day, number, percent
from hengyang_tui.explore.report import Report, never_reached
from hengyang_tui.explore.style import STYLE
from hengyang_tui.explore.svg import Mark
from hengyang_tui.explore.told import asked, exhausted, heading, problem_told


def as_html(report: Report) -> str:
    """The page."""
    title = escape(heading(report))
    body = "\n".join(_sections(report))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head>\n<body><main>\n<h1>{title}</h1>\n{body}\n"
        "</main></body></html>\n"
    )


def _sections(report: Report) -> Iterator[str]:
    yield f"<p>{escape(exhausted(report) if report.exhausted else asked(report))}</p>"
    yield from _coverage(report)
    yield from _problems(report)
    yield from _endings(report)
    if report.exhausted is None:
        yield from cards.gauges(report)
        yield from cards.milestones(report)
        yield from _divergence(report)
        yield from _saturation(report)
        yield from _choices(report)
    yield from _unreached(report)


def _coverage(report: Report) -> Iterator[str]:
    rows = [
        (escape(name), f"{one.reached:,} of {one.of:,}", svg.share_bar(one.reached / one.of if one.of else 0))
        for name, one in coverage(report.frame, report.tally).items()
    ]
    yield _table("Reached", ("", "", ""), rows)


def _problems(report: Report) -> Iterator[str]:
    for problem in sorted(report.tally.problems.values(), key=lambda one: (-one.plays, one.key)):
        steps = "".join(f"<li>{escape(scene)}: {escape(choice)}</li>" for scene, choice in problem.witness.shortest)
        yield f'<section class="problem"><h2>{escape(problem_told(problem, report))}</h2>'
        yield f"<p>The shortest way found there, with seed {problem.witness.seed}:</p><ol>{steps}</ol></section>"


def _endings(report: Report) -> Iterator[str]:
    names = {scene.id: scene.ending for scene in report.frame.scenes}
    found = figures.endings(report.tally)
    ended = sum(plays for _, plays in found)
    rows = [
        (escape(names[scene]), escape(scene), number(plays), percent(plays, ended), svg.share_bar(plays / ended))
        for scene, plays in found
    ]
    what = "final states" if report.exhausted else "plays"
    yield _table("Endings", ("ending", "scene", what, "share", ""), rows)
    record = {one.date: one for one in report.frame.record if one.date}
    days = figures.last_days(report.tally)
    for one in report.frame.record:
        date = f" on {day(figures.ordinal(one.date))}" if one.date else ""
        yield f"<p>The record: {escape(names.get(one.ending, one.ending))}{date}.</p>"
    if days and report.exhausted is None:
        low, high = min(days), max(days)
        for date in record:
            low, high = min(low, figures.ordinal(date)), max(high, figures.ordinal(date))
        span = high - low + 1
        marks = [_mark((figures.ordinal(date) - low + 0.5) / span, f"the record: {date}") for date in record]
        counts = figures.columns(days, low, high, span)
        picture = svg.columns(counts, day(low), day(high), "Last days", marks[0] if marks else None)
        yield f"<h3>Last days</h3><figure>{picture}</figure>"


def _mark(at: float, label: str) -> Mark:
    return Mark(at, at, at, label)


def _divergence(report: Report) -> Iterator[str]:
    if report.tally.divergence:
        counts = figures.columns(report.tally.divergence, 0, 100, 101)
        picture = svg.columns(counts, "0%", "100%", "Divergence from history")
        yield f"<h2>Divergence from history</h2><figure>{picture}</figure>"


def _saturation(report: Report) -> Iterator[str]:
    counted = report.tally.saturation
    cut = sorted(counted.cut.items(), key=lambda entry: (-entry[1], entry[0]))
    rows = [
        (escape(name), number(times), number(counted.made[name]), percent(times, counted.made[name]))
        for name, times in cut
    ]
    if rows:
        yield _table("Cut to their range", ("variable", "times", "of assignments", "share"), rows)
        yield f"<p>Looked at in {number(counted.plays)} of the plays.</p>"


def _choices(report: Report) -> Iterator[str]:
    tally = report.tally
    rows = []
    for scene in report.frame.scenes:
        stood = tally.stood.get(scene.id, 0)
        for choice in scene.choices:
            name = f"{scene.id}.{choice.id}"
            opened, taken = tally.opened.get(name, 0), tally.taken.get(name, 0)
            if stood:
                shares = percent(opened, stood), percent(taken, opened)
                bars = svg.share_bar(opened / stood), svg.share_bar(taken / opened if opened else 0)
                recorded = "as in history" if choice.recorded else ""
                rows.append((escape(scene.id), escape(choice.id), recorded, shares[0], bars[0], shares[1], bars[1]))
    heads = ("scene", "choice", "", "open", "", "taken when open", "")
    yield _table("Choices", heads, rows)


def _unreached(report: Report) -> Iterator[str]:
    kinds = (("ending", "Endings"), ("scene", "Scenes"), ("choice", "Choices"), ("text", "Blocks of text"))
    found = never_reached(report)
    begins = {text.id: text.begins for text in report.frame.texts}
    for kind, name in kinds:
        rows = [
            (f"{escape(one.id)}<br><small>{escape(begins.get(one.id, ''))}</small>", escape(one.where), escape(one.why))
            for one in found
            if one.kind == kind
        ]
        if rows:
            yield _table(f"{name} that no play reached: {len(rows):,}", (kind, "where", "why"), rows)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML."""
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<h2>{escape(title)}</h2><table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>"
