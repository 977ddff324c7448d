"""Prose as lines of text, broken for a width in terminal cells."""

from __future__ import annotations

from collections.abc import Iterable

from hengyang_tui.language.markup import Paragraph, parse
from hengyang_tui.tui.typeset import break_row

NO_TERMINAL = 72
"""Cells of a line where no terminal says how wide it is."""
WIDEST = 88
"""Cells past which a line is hard to read."""
_NARROWEST = 12
_QUOTE = "    "
_BREAK = "* * *"


def measure(columns: int | None) -> int:
    """The width to set prose at, on a terminal of so many columns; None where there is no terminal."""
    return NO_TERMINAL if columns is None else max(_NARROWEST, min(columns, WIDEST))


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """`text` in lines of at most `width` cells: the first line behind `first`, the others behind `rest`.

    Without `rest` the others hang under the text of the first. A line feed in `text` stays one.
    """
    rest = " " * len(first) if rest is None else rest
    room = max(_NARROWEST, width - max(len(first), len(rest)))
    rows = [row[begin:end] for row in text.split("\n") for begin, end in break_row(row, room)]
    return [(first if number == 0 else rest) + row for number, row in enumerate(rows)]


def set_prose(prose: str, width: int, indent: str = "") -> list[str]:
    """The blocks of `prose` in lines, parted by blank ones. Emphasis is left to the words."""
    lines: list[str] = []
    for block in parse(prose):
        if lines:
            lines.append("")
        lines.extend(_set_block(block, width, indent))
    return lines


def paragraphs(*groups: Iterable[str]) -> list[str]:
    """Groups of lines, one under the other with a blank line between; empty groups are left out."""
    lines: list[str] = []
    for group in map(list, groups):
        if lines and group:
            lines.append("")
        lines.extend(group)
    return lines


def _set_block(block: Paragraph, width: int, indent: str) -> list[str]:
    if block.kind == "break":
        return [indent + _BREAK]
    margin = indent + _QUOTE if block.kind == "quote" else indent
    return wrap(block.text, width, margin, margin)
