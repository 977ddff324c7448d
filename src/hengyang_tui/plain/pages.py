"""What the line mode prints: a turn, the history card, the journal, the state, the debrief."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from hengyang_tui.language.map import HOLDERS
from hengyang_tui.language.markup import links
from hengyang_tui.plain.lines import paragraphs, set_prose, wrap
from hengyang_tui.tui.mapping import drawn, grouped, record_line, shown_mark
from hengyang_tui.tui.texts import (
    cited,
    measured,
    number,
    out_of_reach,
    recorded_figure,
    short_date,
    short_titles,
    standing_told,
    text_of,
    words,
)

if TYPE_CHECKING:
    from hengyang_tui.engine.game import Step
    from hengyang_tui.engine.history import Debrief, MilestoneResult, Verdict
    from hengyang_tui.engine.positions import Position
    from hengyang_tui.engine.state import Gauge
    from hengyang_tui.engine.turns import Closed, Option, Passage
    from hengyang_tui.language.map import Drawing
    from hengyang_tui.language.story import CodexEntry, Fact, Story

_HANGING = "   "
_SIGNS = str.maketrans("━┏┓┗┛┃═╪║╫╔╗╚╝╣╠─│┌┐└┘┼├┤", "######=+|+++++++-|+++++++")
"""For lines that a typewriter has: a wall, a railway, a street."""


def front(story: Story, seed: int, width: int) -> list[str]:
    """What stands before the first page: title, authors, about, and the number that fixes every chance."""
    title = story.title if story.subtitle is None else f"{story.title}. {story.subtitle}"
    by = [f"By {joined(story.authors)}."] if story.authors else []
    branches = [f"With the branch {joined(branch.title for branch in story.branches)}."] if story.branches else []
    about = set_prose(story.about, width) if story.about else []
    heads = [line for row in (title, *by, *branches) for line in wrap(row, width)]
    return paragraphs(heads, about, wrap(f"Seed {seed}: it fixes every chance in this play.", width))


def passage(page: Passage, story: Story, width: int) -> list[str]:
    """A passage under its date, place and title; a consequence goes on from the choice and has none."""
    prose = set_prose(page.prose, width)
    if page.kind == "consequence":
        return prose
    place = story.codex.get(page.place) if page.place else None
    where = dated(page.date, story)
    if place is not None:
        where = f"{where} {place.name}." if where else f"{place.name}."
    heads = wrap(where, width) if where else []
    if page.title:
        heads += wrap(page.title, width)
    return paragraphs(heads, prose)


def dated(date: datetime.date | None, story: Story) -> str:
    """`28 June 1944, day 6.`; empty in a story without days."""
    if date is None:
        return ""
    text = f"{short_date(date)} {date.year}"
    if story.calendar is not None and date.toordinal() >= story.calendar.day_one:
        text += f", day {story.calendar.day_of(date.toordinal())}"
    return f"{text}."


def choices(options: Sequence[Option], closed: Sequence[Closed], standing: Sequence[Option], width: int) -> list[str]:
    """The open choices by number, the closed ones with their reason, and the standing scenes: their numbers go on."""
    lines: list[str] = []
    for place, option in enumerate(options, 1):
        lines += wrap(words(option.text), width, f"{place}. ")
    for shut in closed:
        lines += wrap(f"{words(shut.text)} (Closed: {words(shut.reason)})", width, "-  ")
    for place, option in enumerate(standing, len(options) + 1):
        lines += wrap(f"{words(option.text)} (at any time)", width, f"{place}. ")
    return lines


def verdict(result: Verdict, width: int) -> list[str]:
    """The history check in a line or two, as it stands under a decision."""
    text = f"{comparison(result)} {sources_line(result)}"
    return wrap(f"History: {text} h shows the whole card.", width, "", _HANGING)


def unrecorded(why: str, width: int) -> list[str]:
    """Why there is no history check, as it stands under a choice."""
    return wrap(f"Not on record: {words(why)}", width, "", _HANGING)


def card(result: Verdict, width: int) -> list[str]:
    """The whole history card of a decision."""
    head = wrap(f"History card. {_where(result.date, result.title)}.", width)
    note = result.note
    return paragraphs(
        head,
        [*wrap(f"Your choice: {words(result.choice_text)}", width, "", _HANGING), *wrap(comparison(result), width)],
        _labelled("What was done", result.text, width),
        _labelled("What followed", result.followed, width),
        _labelled("Where the sources disagree", result.dispute, width),
        _labelled("What the record says of your choice", note.text, width) if note is not None else [],
        wrap(f"{standing_told(result)} The weight of this decision is {result.weight} of 3.", width),
        ["Facts and sources:", *_facts((*result.facts, *result.note_facts), width)],
        *(wrap(f"To argue about: {words(question)}", width, "", _HANGING) for question in result.questions),
    )


def comparison(result: Verdict) -> str:
    """Whether the choice is what was done, in one sentence."""
    done = " or ".join(f"“{words(text)}”" for text in result.chose_texts)
    if result.matched:
        return "You chose what was done."
    if result.out_of_reach:
        return f"What was done was not open to you, so this is not counted: {done}"
    return f"You chose otherwise. What was done: {done}"


def sources_line(result: Verdict) -> str:
    """The standing of the record and where it was read, in short: the card has the titles in full."""
    titles = short_titles(result.facts)
    return f"{standing_told(result)} Sources: {'; '.join(titles)}." if titles else standing_told(result)


def journal(steps: Iterable[Step], width: int) -> list[str]:
    """The choices so far: date, title, choice and reason of each, numbered as `h` takes them."""
    lines: list[str] = []
    for place, step in enumerate(steps, 1):
        before = step.before
        chosen = text_of(before, step.choice_id)
        lines += wrap(f"{_where(before.date, before.scene.title)}: {chosen}", width, f"{place}. ")
        if step.reason:
            lines += wrap(f"Your reason: {step.reason}", width, _HANGING)
    return lines or wrap("You have chosen nothing yet.", width)


def state(gauges: Sequence[Gauge], width: int) -> list[str]:
    """The figures of the story as they stand."""
    if not gauges:
        return wrap("This story keeps no figures that are shown.", width)
    shown = (f"{gauge.label}: {measured(gauge)}" for gauge in gauges)
    return [line for row in shown for line in wrap(row, width, "", _HANGING)]


def codex(entries: Sequence[CodexEntry], width: int) -> list[str]:
    """Entries of the codex, one under the other."""
    pages = []
    for entry in entries:
        name = f"{entry.name} {entry.characters}" if entry.characters else entry.name
        pages.append([*wrap(f"{name} ({entry.kind})", width), *set_prose(entry.text, width, _HANGING)])
    return paragraphs(*pages) or wrap("This page names nobody and no place that the codex knows.", width)


def linked(pages: Iterable[Passage], story: Story) -> list[CodexEntry]:
    """The entries that a turn names, in order: its places, and the links of its prose."""
    ids = dict.fromkeys(name for page in pages for name in (page.place or "", *links(page.prose)))
    return [story.codex[name] for name in ids if name in story.codex]


def ground(positions: Sequence[Position], heading: str, width: int) -> list[str]:
    """Who holds what, in words: the positions of each part of the map by holder, then what departs from the record."""
    parts = [wrap(heading, width)]
    for name, group in grouped(positions):
        held = {holder: [one.place.name for one in group if one.holder == holder] for holder in HOLDERS}
        told = "; ".join(f"{holder}: {', '.join(names)}" for holder, names in held.items() if names)
        if told:
            parts.append(wrap(f"{name}. {told[0].upper()}{told[1:]}.", width, "", _HANGING))
    departing = [one for one in positions if one.departs]
    if departing:
        rows = [wrap(f"{one.place.name}: {one.holder}. {record_line(one)}", width, "-  ") for one in departing]
        parts.append([*wrap("Otherwise than in the record:", width), *(line for row in rows for line in row)])
    return paragraphs(*parts)


def ground_drawn(drawing: Drawing, positions: Sequence[Position], heading: str, width: int) -> list[str]:
    """The drawing in signs that every terminal has, and what each mark means."""
    rows = ["".join(run.text for run in line).translate(_SIGNS).rstrip() for line in drawn(drawing, positions)]
    there = [one for one in positions if one.place.id in drawing.cells]
    marks = [f"{shown_mark(one.place.mark, one.holder)} {one.place.name}" for one in there]
    key = "AB is ours, Ab is contested, ab is theirs."
    return paragraphs(wrap(heading, width), rows, wrap(key, width), wrap("; ".join(marks) + ".", width, "", _HANGING))


def debrief(result: Debrief, dates: Mapping[str, datetime.date | None], beyond: Sequence[str], width: int) -> list[str]:
    """The whole play beside the record. `dates` are those on which the decisions were made, by scene; `beyond` are
    the decisions of which nothing is recorded.
    """
    when = f", {short_date(result.date)} {result.date.year}" if result.date is not None else ""
    head = "The play so far beside the record."
    if result.ending:
        head = f"The play beside the record. {result.ending}{when}."
    pages = [
        _debriefed(place, one, dates.get(one.scene_id) or one.date, width)
        for place, one in enumerate(result.verdicts, 1)
    ]
    rows = [line for row in beyond for line in wrap(row, width, "-  ")]
    others = [*wrap("Not on record, and not compared:", width), *rows] if beyond else []
    told = [*pages, others, _divergence(result, width), _milestones(result.milestones, width)]
    return paragraphs(wrap(head, width), *told)


def _debriefed(place: int, result: Verdict, date: datetime.date | None, width: int) -> list[str]:
    margin = " " * len(f"{place}. ")
    return [
        *wrap(f"{_where(date, result.title)}.", width, f"{place}. "),
        *wrap(f"Your choice: {words(result.choice_text)}", width, margin, margin),
        *wrap(comparison(result), width, margin, margin),
        *wrap(sources_line(result), width, margin, margin),
    ]


def _divergence(result: Debrief, width: int) -> list[str]:
    if result.divergence is None:
        return wrap("No decision of this play could be compared with the record.", width)
    counted = [one for one in result.verdicts if not one.out_of_reach]
    departures = sum(not one.matched for one in counted)
    compared = "one decision was" if len(counted) == 1 else f"{len(counted)} decisions were"
    return wrap(
        f"In this play {compared} compared with the record, and {departures or 'none'} went otherwise. "
        f"By weight that is a divergence of {result.divergence:.0%}.",
        width,
    )


def _milestones(results: Sequence[MilestoneResult], width: int) -> list[str]:
    if not results:
        return []
    lines = wrap("The model's numbers beside the record:", width)
    for one in results:
        if one.got is None:
            continue
        margin = f"within {one.tolerance:.0%}" if one.within else f"more than {one.tolerance:.0%} away"
        got = f"the play had {number(one.got)}, {margin}"
        record = f"{short_date(one.date)}, {one.label}: the record has {recorded_figure(one)}"
        sources = "; ".join(short_titles(one.facts))
        lines += wrap(f"{record}; {got}." + (f" Sources: {sources}." if sources else ""), width, "-  ")
        if one.note:
            lines += wrap(words(one.note), width, _HANGING)
    return lines + [line for row in out_of_reach(results) for line in wrap(row, width, "-  ")]


def joined(names: Iterable[str]) -> str:
    """`a, b and c`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _where(date: datetime.date | None, title: str | None) -> str:
    """`28 June, A knot of officers`, as far as there is a date and a title."""
    return ", ".join(part for part in (short_date(date), title) if part) or "Undated"


def _labelled(label: str, prose: str | None, width: int) -> list[str]:
    if not prose:
        return []
    return [*wrap(f"{label}:", width), *set_prose(prose, width, _HANGING)]


def _facts(facts: Sequence[Fact], width: int) -> list[str]:
    lines: list[str] = []
    for fact, read_in in cited(facts):
        lines += wrap(f"{words(fact.text)} [{read_in}]", width, "-  ")
        if fact.note:
            lines += wrap(words(fact.note), width, _HANGING)
    return lines
