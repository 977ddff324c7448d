"""What our engine tells of a play, in the terms of the referee: lines, choices and variables of every turn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.state import values_of
from hengyang_tui.engine.turns import Passage, Turn, begin, choose
from hengyang_tui.language.markup import Paragraph, parse

MOST_CHOICES = 2_000


def play(program: Program, seed: int, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The turns of the play in which the seed chooses, as referee.js does. `names` are the exported ones."""
    turn, generator = begin(program, seed), seed
    turns = [told(turn, names)]
    while turn.ending is None and len(turns) < MOST_CHOICES:
        generator = (generator * 1103515245 + 12345) & 0xFFFFFFFF
        chosen = turn.offered[(generator >> 16) % len(turn.offered)]
        turn = choose(program, turn.state, chosen.id)
        turns.append(told(turn, names))
    return turns


def told(turn: Turn, names: Mapping[str, str]) -> dict[str, Any]:
    lines = [line for passage in turn.passages for line in _passage(turn, passage)]
    if turn.ending is not None:
        lines.append([turn.ending, ["ending"]])
    choices = [] if turn.ending is not None else [words(option.text) for option in turn.offered]
    return {"lines": lines, "choices": choices, "variables": variables(turn, names)}


def variables(turn: Turn, names: Mapping[str, str]) -> dict[str, object]:
    """The variables by their exported names, sets as lists of theirs."""
    story = turn.program.story
    found: dict[str, object] = {}
    for name, value in values_of(turn.program, turn.state).items():
        if name not in story.variables:
            continue
        words = story.variables[name].kind.words
        held = [names[f"{name}.{word}"] for word in words if word in value] if isinstance(value, frozenset) else None
        found[names[name]] = value if held is None else held
    if turn.day is not None:
        found["day"] = turn.day
    return found


def _passage(turn: Turn, passage: Passage) -> Iterator[list[Any]]:
    if passage.kind != "consequence":
        heading = " · ".join(_heading(turn, passage))
        if heading:
            yield [heading, ["heading"]]
    for paragraph in parse(passage.prose):
        for line in _lines(paragraph):
            yield [line, []]


def _heading(turn: Turn, passage: Passage) -> Iterator[str]:
    if passage.date is not None:
        yield f"{passage.date.day} {passage.date:%B %Y}"
    if passage.place is not None:
        yield turn.program.story.codex[passage.place].name
    if passage.title is not None:
        yield passage.title


def _lines(paragraph: Paragraph) -> list[str]:
    if paragraph.kind == "break":
        return ["* * *"]
    text = ""
    for span in paragraph.spans:
        for number, row in enumerate(span.text.split("\n")):
            text += "\n" if number else ""
            strong = f"<b>{row}</b>" if span.strong and row else row
            text += f"<i>{strong}</i>" if span.emphasis and row else strong
    lead = "> " if paragraph.kind == "quote" else ""
    return [closed(lead + row) for row in text.split("\n")]


def words(prose: str) -> str:
    return closed(" ".join(paragraph.text for paragraph in parse(prose)))


def closed(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text).strip()
