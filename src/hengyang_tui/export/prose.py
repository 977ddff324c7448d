"""Prose before its values are known: the small Markdown read once, with values standing in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hengyang_tui.language import text as tx
from hengyang_tui.language.markup import parse

_FIRST = 0xF0000  # of a plane without characters of its own: it stands for a value while the marks are read
_STAND_IN = re.compile(r"([\U000F0000-\U000FFFFD])")


@dataclass(frozen=True, slots=True)
class Run:
    """Words, or a value, in one style."""

    part: str | tx.Value
    emphasis: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of prose: a paragraph, or a part of one up to a hard break."""

    kind: Literal["paragraph", "quote", "break"]
    runs: tuple[Run, ...] = ()


def lines_of(prose: tx.Prose) -> list[Line]:
    """The lines of a piece of prose, marks read and values in their places."""
    values = [part for part in prose.parts if isinstance(part, tx.Value)]
    stand_ins = iter(range(_FIRST, _FIRST + len(values)))
    text = "".join(part if isinstance(part, str) else chr(next(stand_ins)) for part in prose.parts)
    lines = []
    for paragraph in parse(text):
        rows: list[list[Run]] = [[]]
        for span in paragraph.spans:
            for number, row in enumerate(span.text.split("\n")):
                if number:
                    rows.append([])
                rows[-1] += _runs(row, values, span.emphasis, span.strong)
        lines += [Line(paragraph.kind, tuple(row)) for row in rows]
    return lines


def _runs(text: str, values: list[tx.Value], emphasis: bool, strong: bool) -> list[Run]:
    parts = (
        values[ord(piece) - _FIRST] if _STAND_IN.fullmatch(piece) else piece for piece in _STAND_IN.split(text) if piece
    )
    return [Run(part, emphasis, strong) for part in parts]
