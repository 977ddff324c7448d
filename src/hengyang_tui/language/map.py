"""A story's map: drawings in lines of characters, and who holds each position, in the record and in a play."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from hengyang_tui.language.expressions import Node

Holder = Literal["ours", "contested", "theirs"]
HOLDERS: tuple[Holder, ...] = get_args(Holder)
Cell = tuple[int, int]
"""Row and column in a drawing, from 0."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Who held a position in fact, from a day (an ordinal) on."""

    first: int
    holder: Holder
    facts: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class HeldIf:
    """Who holds a position in a play, if a condition holds; None always does."""

    condition: Node | None
    holder: Holder
    note: str | None


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A position. `record` is in the order of its days; where no step of `now` holds, a play has what that has."""

    id: str
    mark: str
    name: str
    characters: str | None
    entry: str | None
    group: str
    placed: Literal["known", "texts", "guess"]
    note: str | None
    record: tuple[Recorded, ...]
    now: tuple[HeldIf, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing, with the first cell of every mark on it by the id of its place."""

    rows: tuple[str, ...]
    cells: Mapping[str, Cell]

    @property
    def width(self) -> int:
        """Columns of the longest row."""
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Map:
    """A map: its drawings, the narrowest first, and its positions."""

    title: str
    about: str | None
    drawings: tuple[Drawing, ...]
    places: Mapping[str, MapPlace]


def found(rows: tuple[str, ...], mark: str) -> Iterator[Cell]:
    """Where a mark stands by itself in a drawing, and is no part of a longer word."""
    alone = re.compile(rf"(?<![A-Za-z0-9]){re.escape(mark)}(?![A-Za-z0-9])")
    for number, row in enumerate(rows):
        for match in alone.finditer(row):
            yield number, match.start()
