"""Setting prose in lines of terminal cells.

Textual breaks lines at spaces alone and folds Chinese anywhere, between the digits of a year too. Here a
number stays whole, `28 June` stays on one line, no line begins with a closing mark or ends with an
opening one, and hanging labels, quotes and flush-right notes are laid out for the width at hand.
Nothing here knows Textual.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rich.cells import cell_len

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_WORD = re.compile(rf"\d{{1,2}} (?:{_MONTHS})\b\S*|\S+|\s+")
_CLOSING = "、。，．：；？！）」』】〉》〕”’…·,.;:!?)]"
_OPENING = "（「『【〈《〔“‘(["
_HYPHENS = "-–—/"


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one role (see `theme.ROLES`); `action` is what a click on it does."""

    text: str
    role: str = ""
    action: str | None = None


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, quote, item or rule.

    `indent` is in cells; `label` stands in the indent of the first line and `bar` in that of every
    line; `right` is set flush right beside the first line, or under it where there is no room;
    `gap` is the number of blank lines above; `fill` repeats one character over the width; `meter` (0 to 1) draws that
    share of the width as a bar. Both are in the role of the first run. `draw` makes the lines for a width by itself.
    """

    runs: tuple[Run, ...] = ()
    indent: int = 0
    label: tuple[Run, ...] = ()
    bar: Run | None = None
    right: tuple[Run, ...] = ()
    gap: int = 1
    fill: str = ""
    meter: float | None = None
    centred: bool = False
    draw: Callable[[int], Iterable[Line]] | None = None


def plain(*texts: str, role: str = "", **keys: object) -> Block:
    """A block of plain text in one role."""
    return replace(Block((Run("".join(texts), role),)), **keys)  # type: ignore[arg-type]  # forwarded to Block


def set_blocks(blocks: Iterable[Block], width: int) -> list[Line]:
    """The lines of `blocks` at `width` cells. The gap above the first block is left out."""
    lines: list[Line] = []
    for block in blocks:
        if lines:
            lines.extend([()] * block.gap)
        lines.extend(_set_block(block, max(width, 1)))
    return lines


def line_width(line: Sequence[Run]) -> int:
    """Cells that `line` takes."""
    return sum(_cells(run.text) for run in line)


def _set_block(block: Block, width: int) -> Iterator[Line]:
    if block.draw is not None:
        yield from block.draw(width)
        return
    if block.fill:
        yield (Run(block.fill * width, block.runs[0].role if block.runs else "faint"),)
        return
    if block.meter is not None:
        yield _meter(block.meter, width, block.runs[0].role if block.runs else "soft")
        return
    indent = block.indent if width - block.indent >= 12 else min(block.indent, 2)
    indent = max(indent, line_width(block.label)) if block.label else indent
    if indent >= width:
        indent = 0
    measure = width - indent
    body = list(_set_runs(block.runs, measure))
    aside = _aside(body, block, measure)
    for number, line in enumerate(body):
        yield _margin(block, number, indent) + _centre(line, block, measure) + (aside if number == 0 else ())
    if block.right and not aside:
        for line in _set_runs(block.right, measure):
            yield (*_margin(block, 1, indent), Run(" " * (measure - line_width(line))), *line)


def _meter(share: float, width: int, role: str) -> Line:
    full = min(width, max(1, round(share * width))) if share > 0 else 0
    return (Run("━" * full, role), Run("╌" * (width - full), "faint"))


def _aside(body: list[Line], block: Block, measure: int) -> Line:
    if not block.right or len(body) != 1:
        return ()
    space = measure - line_width(body[0]) - line_width(block.right)
    return (Run(" " * space), *block.right) if space >= 2 else ()


def _centre(line: Line, block: Block, measure: int) -> Line:
    if not block.centred:
        return line
    return (Run(" " * ((measure - line_width(line)) // 2)), *line)


def _margin(block: Block, number: int, indent: int) -> Line:
    if not indent:
        return ()
    if block.bar is not None:
        return (block.bar, Run(" " * max(0, indent - _cells(block.bar.text))))
    if number == 0 and block.label:
        return (*block.label, Run(" " * (indent - line_width(block.label))))
    return (Run(" " * indent),)


def _set_runs(runs: Sequence[Run], width: int) -> Iterator[Line]:
    text = "".join(run.text for run in runs)
    start = 0
    for row in text.split("\n"):
        for begin, end in break_row(row, width):
            yield tuple(_slice(runs, start + begin, start + end))
        start += len(row) + 1


def _slice(runs: Sequence[Run], begin: int, end: int) -> Iterator[Run]:
    at = 0
    for run in runs:
        first, last = max(begin - at, 0), min(end - at, len(run.text))
        if first < last:
            yield replace(run, text=run.text[first:last])
        at += len(run.text)


def break_row(row: str, width: int) -> list[tuple[int, int]]:
    """Where the lines of `row` begin and end, as offsets; the spaces at a break belong to neither."""
    lines: list[tuple[int, int]] = []
    begin = end = used = 0
    for first, last, cells, space in _pieces(row, width):
        if space:
            used += cells
            continue
        if used + cells > width and end > begin:
            lines.append((begin, end))
            begin, used = first, 0
        used += cells
        end = last
    lines.append((begin, end))
    return lines


def _pieces(row: str, width: int) -> Iterator[tuple[int, int, int, bool]]:
    for first, last in _units(row):
        text = row[first:last]
        cells = _cells(text)
        if cells <= width or text.isspace():
            yield first, last, cells, text.isspace()
            continue
        for offset, letter in enumerate(text):
            yield first + offset, first + offset + 1, _cells(letter), False


@lru_cache(maxsize=512)
def _units(row: str) -> tuple[tuple[int, int], ...]:
    """What may not be broken inside, in order: spaces, words, dates, single Chinese characters with their marks."""
    units: list[tuple[int, int]] = []
    for match in _WORD.finditer(row):
        first, last = match.span()
        word = row[first:last]
        if word.isspace() or " " in word:
            units.append((first, last))
            continue
        plain_word = word.isascii() and word.isalnum()
        cuts = () if plain_word else [at for at in range(1, len(word)) if _may_break(word, at)]
        ends = (0, *cuts, len(word))
        units.extend((first + begin, first + end) for begin, end in pairwise(ends))
    return tuple(units)


def _may_break(word: str, at: int) -> bool:
    """Whether a line may end inside a word, before its character `at`."""
    before, after = word[at - 1], word[at]
    if after in _CLOSING or before in _OPENING or not _cells(after):
        return False
    if _cells(before) > 1 or _cells(after) > 1:
        return not before.isdecimal()
    return before in _HYPHENS and after.isalnum() and at > 1 and word[at - 2].isalnum()


@lru_cache(maxsize=4096)
def _cells(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)
