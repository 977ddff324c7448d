"""A story's map as lines of text: the drawing with its marks, and the list of positions. Nothing here knows Textual.

Who holds a position is told by the letters of its mark, and not by colour alone: `ZJ` is ours, `Zj` is contested, `zj`
is theirs.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import TYPE_CHECKING

from hengyang_tui.language.map import HOLDERS
from hengyang_tui.tui.texts import short_date
from hengyang_tui.tui.typeset import Block, Line, Run, line_width, set_blocks

if TYPE_CHECKING:
    from hengyang_tui.engine.positions import Position
    from hengyang_tui.language.map import Drawing, Holder, Map, MapPlace
    from hengyang_tui.language.story import Story

ROLES: dict[Holder | None, str] = {"ours": "strong", "contested": "stamp", "theirs": "seal", None: "soft"}
PLACED = {
    "known": "Its place on the map is known.",
    "texts": "It is placed after what texts say.",
    "guess": "Its place on the map is a guess.",
}
_GROUND = '~"()'
_GAP = 3
_BESIDE = 16
"""Columns beside a drawing in which the signs have room."""
_COLUMN = 32


def shown_mark(mark: str, holder: Holder | None) -> str:
    """The mark as it stands on the map."""
    return {"contested": mark[0] + mark[1:].lower(), "theirs": mark.lower()}.get(holder or "", mark)


def drawing_for(ground: Map, width: int) -> Drawing:
    """The widest drawing that fits, or the narrowest there is."""
    fitting = [drawing for drawing in ground.drawings if drawing.width <= width]
    return fitting[-1] if fitting else ground.drawings[0]


def drawn(drawing: Drawing, positions: Iterable[Position]) -> list[Line]:
    """The rows of a drawing, each mark as its holder has it; a click on it opens the position."""
    marks: dict[int, list[tuple[int, Position]]] = {}
    for position in positions:
        if position.place.id in drawing.cells:
            row, column = drawing.cells[position.place.id]
            marks.setdefault(row, []).append((column, position))
    return [
        tuple(_row(row, sorted(marks.get(number, ()), key=itemgetter(0)))) for number, row in enumerate(drawing.rows)
    ]


def _row(row: str, marks: Sequence[tuple[int, Position]]) -> Iterator[Run]:
    at = 0
    for column, position in marks:
        yield from _land(row[at:column])
        yield _mark(position)
        at = column + len(position.place.mark)
    yield from _land(row[at:])


def _mark(position: Position) -> Run:
    place = position.place
    return Run(shown_mark(place.mark, position.holder), ROLES[position.holder], f"screen.place('{place.id}')")


def _land(text: str) -> Iterator[Run]:
    for ground, letters in groupby(text, lambda letter: letter in _GROUND):
        yield Run("".join(letters), "faint" if ground else "soft")


def signs(positions: Sequence[Position]) -> list[Line]:
    """What the letters of a mark say, and how many positions stand so."""
    return [
        (
            Run(shown_mark("AB", holder), ROLES[holder]),
            Run(f" {holder}", "soft"),
            Run(f"  {sum(position.holder == holder for position in positions)}", "strong"),
        )
        for holder in HOLDERS
    ]


def map_block(ground: Map, positions: Sequence[Position], caption: Sequence[Line] = ()) -> Block:
    """The drawing that fits the page, with the caption and the signs beside it, or below it where there is no room."""

    def draw(width: int) -> Iterator[Line]:
        drawing = drawing_for(ground, width)
        rows = drawn(drawing, positions)
        aside: list[Line] = [*caption, (), *signs(positions)] if caption else signs(positions)
        if width - drawing.width - _GAP < _BESIDE:
            yield from rows
            yield ()
            yield from aside
            return
        for row, beside in zip_longest(rows, aside, fillvalue=()):
            room = drawing.width - line_width(row) + _GAP
            yield (*row, Run(" " * room), *beside) if beside else row

    return Block(draw=draw)


def list_blocks(positions: Sequence[Position]) -> list[Block]:
    """Every position under its heading: mark, name and holder, in as many columns as there is room for."""
    blocks: list[Block] = []
    for name, group in grouped(positions):
        blocks.append(Block((Run(name, "seal"),)))
        blocks.append(Block(draw=_columns([*group]), gap=0))
    return blocks


def grouped(positions: Iterable[Position]) -> list[tuple[str, list[Position]]]:
    """The positions by the heading under which they stand, in the order of the map."""
    groups: dict[str, list[Position]] = {}
    for position in positions:
        groups.setdefault(position.place.group, []).append(position)
    return list(groups.items())


def _columns(positions: Sequence[Position]) -> Callable[[int], Iterable[Line]]:
    def draw(width: int) -> Iterator[Line]:
        count = max(1, (width + _GAP) // (_COLUMN + _GAP))
        measure = (width - _GAP * (count - 1)) // count
        cells = [_cell(position, measure) for position in positions]
        height = -(-len(cells) // count)
        for number in range(height):
            line: list[Run] = []
            for cell in cells[number::height]:
                line += [Run(" " * _GAP)] if line else []
                line += cell
            yield tuple(line)

    return draw


def _cell(position: Position, width: int) -> Line:
    place = position.place
    block = Block(
        (_mark(position), Run(" "), Run(place.name, "link", f"screen.place('{place.id}')")),
        right=(Run(position.holder or "", "soft"),),
    )
    line = set_blocks([block], width)[0]
    return (*line, Run(" " * max(0, width - line_width(line))))


def named(place: MapPlace, story: Story) -> str:
    """The name of a position with its characters."""
    entry = story.codex.get(place.entry) if place.entry else None
    characters = place.characters or (entry.characters if entry else None)
    return f"{place.name} {characters}" if characters else place.name


def record_line(position: Position) -> str:
    """What the record has of a position on the day."""
    if position.recorded is None:
        return ""
    since = datetime.date.fromordinal(position.recorded.first)
    return f"The record: {position.recorded.holder} since {short_date(since)}."
