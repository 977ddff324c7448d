"""A what-if as lines of text and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import asdict

from hengyang_tui.explore.departures import DATE_OF_ENDING
from hengyang_tui.explore.figures import day, number, percent
from hengyang_tui.explore.recall import Decision
from hengyang_tui.explore.whatif import Departure, Effect, Outcome, WhatIf

WIDTH = 98
CAUTION = "This is the model’s opinion, and no evidence about 1944."
METHOD = (
    "Each order was given otherwise by itself, the others as they were, under the same luck. The effect is the mean "
    "difference over the pairs of plays, ± half of its interval of 95%."
)
_FEW = 10
"""Pairs that differ up to which an interval is marked as doubtful."""
DOUBTFUL = f"(?: fewer than {_FEW} pairs differ, so the interval is too narrow.)"


def as_json(found: WhatIf) -> str:
    """Everything in one line of JSON, the same for the same plays."""
    fields = {"report": "hengyang what-if", "format": 1, **asdict(found), "caution": CAUTION}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), default=str)


def as_text(found: WhatIf, columns: int = 2) -> Iterator[str]:
    """A table of the departures, the greatest effect first; so many outcomes are shown."""
    outcomes = found.outcomes[:columns]
    yield (
        f"{found.title} {found.version}: what if? {found.plays:,} seeds ({found.seeds[0]} to {found.seeds[1]}), "
        f"{len(found.answers)} decisions, {len(found.ranked)} other orders."
    )
    yield from _wrapped(f"{METHOD} {CAUTION}")
    yield from _wrapped(f"As you played it: {own(found)}.")
    yield from map("Note: {}".format, notes(found))
    if not found.answers:
        return
    heads = [*map(_head, outcomes), "differ of pairs", "other ending"]
    rows = [_row(one, outcomes) for _, one in found.ranked]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    yield ""
    for row, entry in zip([heads, *rows], [None, *found.ranked], strict=True):
        cells = "  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        where = _where(*entry) if entry is not None else "decision: the other order, for yours"
        yield from _wrapped(f"{cells}  {where}", rest=" " * (sum(widths) + 2 * len(widths)))
    if any(is_doubtful(effect) for _, one in found.ranked for effect in one.effects[: len(outcomes)]):
        yield DOUBTFUL


def own(found: WhatIf) -> str:
    """How the play itself ends under these seeds."""
    ended = sum(plays for _, plays in found.ended)
    told = [f"{name} {percent(plays, ended)}" for name, plays in found.ended]
    for outcome, mean in zip(found.outcomes, found.own, strict=True):
        if outcome.name == DATE_OF_ENDING and mean is not None:
            told.append(f"on {day(round(mean))} on average")
    return ", ".join(told) or "no play came to an ending"


def notes(found: WhatIf) -> Iterator[str]:
    """What a reader must know before believing anything."""
    if found.plays < found.seeds[1] - found.seeds[0] + 1:
        yield "this is what is known so far; not all of the seeds were played."
    if found.lost:
        yield f"{found.lost} recorded choices have no place in the story as it is now, and were left out."
    if found.failed:
        yield f"{found.failed} plays came to no ending, and are in no pair."
    failed = sum(one.failed for _, one in found.ranked)
    if failed:
        yield f"{failed} departures came to no ending, and are in no pair."


def effect_told(effect: Effect, unit: str = "") -> str:
    """`+2.31 ± 0.42 days`."""
    if effect.mean is None:
        return "–"
    greatest = max(abs(effect.mean), effect.margin or 0)
    places = 0 if greatest >= 100 else 1 if greatest >= 10 else 2
    mean = f"{effect.mean:+,.{places}f}".replace("-", "−") if effect.differing else "0"
    margin = "" if effect.margin is None or not effect.differing else f" ± {effect.margin:,.{places}f}"
    mark = " ?" if is_doubtful(effect) else ""
    return f"{mean}{margin}{f' {unit}' if unit else ''}{mark}"


def differing(one: Departure) -> str:
    """`483 of 500`: the pairs that differ in the first outcome, and all."""
    pairs = number(one.pairs)
    return f"{number(one.effects[0].differing)} of {pairs}" if one.effects else pairs


def is_doubtful(effect: Effect) -> bool:
    """Whether so few pairs differ that the interval says too much."""
    return 0 < effect.differing < _FEW


def _head(outcome: Outcome) -> str:
    return outcome.unit if outcome.name == DATE_OF_ENDING else outcome.name


def _row(one: Departure, outcomes: tuple[Outcome, ...]) -> list[str]:
    effects = [effect_told(effect) for effect, _ in zip(one.effects, outcomes, strict=False)]
    return [*effects, differing(one), percent(one.otherwise, one.pairs) if one.otherwise else "0"]


def _where(decision: Decision, one: Departure) -> str:
    date = f"{day(decision.date.toordinal())} " if decision.date is not None else ""
    return f"{date}{decision.scene}: {one.choice.id}, for {decision.chosen.id}"


def _wrapped(text: str, rest: str = "  ") -> Iterator[str]:
    yield from textwrap.wrap(
        text, WIDTH, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )
