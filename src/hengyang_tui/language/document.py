"""What was read from a file: the data, and the place of every value in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from hengyang_tui.language.diagnostics import Mark

Path = tuple[str | int, ...]

_ESCAPES = {
    "'": re.compile(r"''|.", re.DOTALL),
    '"': re.compile(r"\\(?:x..|u.{4}|U.{8}|.)|.", re.DOTALL),
}


class Origin(NamedTuple):
    """Where a value begins, and how it is written there.

    `line` and `column` count from 0, as in the parser. `style` is the character that opens the value:
    a quote, `|`, `>`, `{`, `[`, or nothing for a plain scalar and for a collection without brackets.

    A named tuple, because a file has tens of thousands of them and a frozen dataclass costs thrice as much.
    """

    line: int
    column: int
    style: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file as data: dicts with text for keys, lists and scalars, in the order of the file.

    `file` is the name shown in findings. `lines` are the file's lines as they may be shown on a terminal:
    a control character is replaced by U+FFFD. `origins` has every value by its path from the root, `keys`
    every mapping key by the path that ends in it.
    """

    file: str
    lines: tuple[str, ...]
    data: object
    origins: Mapping[Path, Origin]
    keys: Mapping[Path, Mark]

    def mark(self, path: Path) -> Mark:
        """Where the value at `path` begins; for a path that is not in the file, its nearest ancestor."""
        while path and path not in self.origins:
            path = path[:-1]
        origin = self.origins.get(path)
        return Mark(self.file) if origin is None else Mark(self.file, origin.line + 1, origin.column + 1)

    def key_mark(self, path: Path) -> Mark:
        """Where the key stands that `path` ends in; without such a key, the place of the value."""
        return self.keys.get(path) or self.mark(path)

    def locate(self, path: Path, line: int, column: int) -> Mark:
        """The place in the file of a place inside the text at `path`, whose lines and columns count from 0.

        Exact in text under `|` and in plain and quoted text that stands on one line. Where YAML joins
        lines, the line is right as far as it can be told. A place past the end of the text is put at its end.
        """
        origin = self.origins.get(path)
        text = self.value(path)
        if origin is None or not isinstance(text, str):
            return self.mark(path)
        line, column = max(0, line), max(0, column)
        if origin.style == "|":
            row, offset = self._in_literal(origin, text, line, column)
        else:
            row, offset = self._in_flow(origin, text, line, column)
        return Mark(self.file, row + 1, max(0, min(offset, len(self.lines[row]))) + 1)

    def line(self, number: int) -> str:
        """The line with this number, counted from 1, or nothing where the file has no such line."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def value(self, path: Path) -> object:
        """The value at `path`, or None where there is none."""
        value = self.data
        for step in path:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
                value = value[step]
            else:
                return None
        return value

    def _in_literal(self, origin: Origin, text: str, line: int, column: int) -> tuple[int, int]:
        written = text.split("\n")
        if len(written) > 1 and not written[-1]:
            written.pop()
        line = min(line, len(written) - 1)
        indent = 0
        for number, content in enumerate(written, origin.line + 1):
            if content:
                indent = len(self.line(number + 1)) - len(content)
                break
        row = min(origin.line + 1 + line, len(self.lines) - 1)
        return row, min(indent, len(self.lines[row])) + min(column, len(written[line]))

    def _in_flow(self, origin: Origin, text: str, line: int, column: int) -> tuple[int, int]:
        lines = text.split("\n")
        line = min(line, len(lines) - 1)
        column = min(column, len(lines[line]))
        target = sum(len(before) + 1 for before in lines[:line]) + column
        rest = self.lines[origin.line][origin.column :]
        if origin.style in _ESCAPES:
            quoted = _after_escapes(rest, origin.style, target)
            if quoted is not None:
                return origin.line, origin.column + quoted
        elif origin.style != ">" and rest.startswith(text):
            return origin.line, origin.column + target
        return self._in_joined(origin, text, target)

    def _in_joined(self, origin: Origin, text: str, target: int) -> tuple[int, int]:
        quote = len(origin.style) if origin.style in _ESCAPES else 0
        row, start = origin.line, origin.column + quote
        if origin.style == ">":
            row, start = min(origin.line + 1, len(self.lines) - 1), 0
        found = (row, start)
        position = 0
        for number in range(row, len(self.lines)):
            written = self.lines[number]
            content = written[start:].strip(" \t")
            offset = len(written) - len(written[start:].lstrip(" \t"))
            start = 0
            index = text.find(content, position)
            if not content:
                continue
            if index < 0:
                break
            if target < index:
                return found
            found = number, offset + min(target - index, len(content))
            if target <= index + len(content):
                break
            position = index + len(content)
        return found


def _after_escapes(written: str, quote: str, count: int) -> int | None:
    """How far into `written`, which opens with `quote`, the character with index `count` of its text is."""
    offset = 1
    for index, token in enumerate(_ESCAPES[quote].finditer(written, 1)):
        if index == count:
            return offset
        if token.group() == quote:
            return None
        offset = token.end()
    return None
