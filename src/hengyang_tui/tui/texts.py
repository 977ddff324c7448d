"""From prose, dates and facts to the blocks of a page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hengyang_tui.language.markup import Paragraph, Span, parse
from hengyang_tui.tui.typeset import Block, Run

if TYPE_CHECKING:
    from hengyang_tui.language.story import Fact

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905  twelve words read better in one line
)
STANDINGS = {
    "documented": "The record is clear here.",
    "disputed": "The sources disagree here.",
    "plausible": "The situation is on record; who decided it, and how, is not.",
}
CONFIDENCES = {"high": "well attested", "medium": "one secondary source", "contested": "contested"}


def prose_blocks(prose: str, *, indent: int = 0, role: str = "") -> list[Block]:
    """Rendered prose as blocks; links open the codex."""
    return [_paragraph(paragraph, indent, role) for paragraph in parse(prose)]


def _paragraph(paragraph: Paragraph, indent: int, role: str) -> Block:
    if paragraph.kind == "break":
        return Block((Run("·   ·   ·", "faint"),), centred=True)
    runs = tuple(prose_runs(paragraph.spans, role))
    if paragraph.kind == "quote":
        return Block(runs, indent=indent + 4, bar=Run(" " * (indent + 1) + "│", "faint"))
    return Block(runs, indent=indent)


def prose_runs(spans: Iterable[Span], role: str = "") -> Iterator[Run]:
    """The spans of a paragraph as runs."""
    for span in spans:
        if span.link:
            yield Run(span.text, "link", f"app.codex('{span.link}')")
        else:
            yield Run(span.text, "strong" if span.strong else "emphasis" if span.emphasis else role)


def inline(prose: str, role: str = "") -> tuple[Run, ...]:
    """Prose of one line, such as the text of a choice."""
    spans = [span for paragraph in parse(prose) for span in paragraph.spans]
    return tuple(prose_runs(spans, role))


def words(prose: str) -> str:
    """Prose of one line without its marks."""
    return " ".join(paragraph.text for paragraph in parse(prose))


def short_date(date: datetime.date | None) -> str:
    """`28 June`; empty without a date."""
    return "" if date is None else f"{date.day} {_MONTHS[date.month - 1]}"


def long_date(date: datetime.date | None, day: int | None = None) -> str:
    """`28 June 1944 · Day 6`; days before the first are not counted."""
    if date is None:
        return ""
    return f"{short_date(date)} {date.year}" + (f" · Day {day}" if day is not None and day > 0 else "")


def number(value: float) -> str:
    """A number with its thousands parted; decimals only where there are any."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


def heading(title: str, aside: str = "", *, gap: int = 1) -> Block:
    """The title of a passage, with its date and place flush right."""
    return Block((Run(title, "title"),), right=(Run(aside, "soft"),) if aside else (), gap=gap)


def section(name: str, blocks: Sequence[Block]) -> list[Block]:
    """Blocks under a small heading."""
    first, *rest = blocks or [Block()]
    return [Block((Run(name, "seal"),), gap=1), replace(first, gap=0), *rest]


def note(text: str, *, gap: int = 1) -> Block:
    """Something the program has to say, beside the story."""
    return Block((Run(text, "soft"),), indent=2, bar=Run("▏", "seal"), gap=gap)


def fact_blocks(facts: Iterable[Fact]) -> list[Block]:
    """Statements with their sources."""
    blocks: list[Block] = []
    for fact in facts:
        titles = "; ".join(source.title for source in fact.sources)
        blocks.append(Block(inline(fact.text), indent=2, label=(Run("· ", "seal"),)))
        read_in = f"{CONFIDENCES[fact.confidence]}: {titles}" if titles else CONFIDENCES[fact.confidence]
        blocks.append(Block((Run(read_in, "soft"),), indent=2, gap=0))
        if fact.note:
            blocks.append(Block(inline(fact.note, "soft"), indent=2, gap=0))
    return blocks
