"""From prose, dates and facts to the blocks of a page."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from hengyang_tui.language.markup import Paragraph, Span, parse
from hengyang_tui.tui.typeset import Block, Run

if TYPE_CHECKING:
    from hengyang_tui.engine.game import Step
    from hengyang_tui.engine.history import MilestoneResult, Verdict
    from hengyang_tui.engine.state import Gauge
    from hengyang_tui.engine.turns import Turn
    from hengyang_tui.language.story import Fact, Source

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905  twelve words read better in one line
)
STANDINGS = {
    "documented": "The record is clear here.",
    "disputed": "The sources disagree here.",
    "plausible": "The situation is on record; who decided it, and how, is not.",
}
ONE_SOURCE = "The record is clear here, and rests on one source."
EARLIER_CARD = "Your last choice has no card. This is the last that has one."
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


def text_of(turn: Turn, choice_id: str) -> str:
    """What a choice was called where it was made."""
    return next((words(option.text) for option in turn.offered if option.id == choice_id), choice_id)


def unrecorded(steps: Iterable[Step]) -> list[str]:
    """The decisions of a play of which nothing is recorded: title and choice, the first at each."""
    found: dict[str, str] = {}
    for step in steps:
        scene = step.before.scene
        choice = scene.choice(step.choice_id)
        if scene.unrecorded is not None and choice is not None and not choice.comes_back:
            title = scene.title or scene.id.replace("-", " ")
            found.setdefault(scene.id, f"{title}: {text_of(step.before, step.choice_id)}")
    return list(found.values())


def short_date(date: datetime.date | None) -> str:
    """`28 June`; empty without a date."""
    return "" if date is None else f"{date.day} {_MONTHS[date.month - 1]}"


def long_date(date: datetime.date | None, day: int | None = None) -> str:
    """`28 June 1944 · Day 6`; days before the first are not counted."""
    if date is None:
        return ""
    return f"{short_date(date)} {date.year}" + (f" · Day {day}" if day is not None and day > 0 else "")


def recorded_figure(result: MilestoneResult) -> str:
    """A recorded figure as the record has it, with the number that the play is compared with."""
    if result.recorded is None:
        return number(result.expected)
    return f"{result.recorded} (compared with {number(result.expected)})"


def out_of_reach(results: Sequence[MilestoneResult]) -> list[str]:
    """The milestones to which the play did not come, in a line."""
    late = dict.fromkeys(short_date(one.date) for one in results if one.got is None)
    return [f"The play did not come as far as the figures of {', '.join(late)}."] if late else []


def number(value: float) -> str:
    """A number with its thousands parted; decimals only where there are any."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


def measured(gauge: Gauge) -> str:
    """The value of a gauge, with its unit where the label does not say it already."""
    unit = gauge.unit if gauge.unit and gauge.unit.lower() not in gauge.label.lower() else ""
    return f"{number(gauge.value)} {unit}".rstrip()


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


def standing_told(verdict: Verdict) -> str:
    """How firmly the record speaks about a decision, in a sentence. What one source tells alone is called that."""
    sources = {source.title for fact in verdict.facts for source in fact.sources}
    return ONE_SOURCE if verdict.standing == "documented" and len(sources) == 1 else STANDINGS[verdict.standing]


def short_title(source: Source) -> str:
    """A title as far as its first comma, colon or bracket; a novel is called one."""
    title = re.split(r"(?<=\w\w)\s*[,:;(（，：]", source.title, maxsplit=1)[0]
    return f"{title} (novel)" if source.kind == "novel" else title


def short_titles(facts: Iterable[Fact]) -> list[str]:
    """The short titles of what facts rest on, each once."""
    return list(dict.fromkeys(short_title(source) for fact in facts for source in fact.sources))


def cited(facts: Iterable[Fact]) -> Iterator[tuple[Fact, str]]:
    """Each fact once, with how far it can be trusted and where it was read: a title in full where it comes first."""
    seen: set[str] = set()
    for fact in dict.fromkeys(facts):
        titles = [short_title(one) if one.title in seen else one.title for one in fact.sources]
        seen.update(one.title for one in fact.sources)
        yield fact, ": ".join(part for part in (CONFIDENCES[fact.confidence], "; ".join(titles)) if part)


def fact_blocks(facts: Iterable[Fact]) -> list[Block]:
    """Statements with their sources."""
    blocks: list[Block] = []
    for fact, read_in in cited(facts):
        blocks.append(Block(inline(fact.text), indent=2, label=(Run("· ", "seal"),)))
        blocks.append(Block((Run(read_in, "soft"),), indent=2, gap=0))
        if fact.note:
            blocks.append(Block(inline(fact.note, "soft"), indent=2, gap=0))
    return blocks
