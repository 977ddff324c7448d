"""Text blocks: prose with values in it, conditions, and variations by visit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hengyang_tui.language.expressions import Node

FORMAT_SPEC = re.compile(r"(?P<width>[1-9]\d?)?(?P<comma>,)?(?P<kind>d|\.\d[f%])?")
"""Formats of a value in prose: a width up to 99, thousands separators, decimals or per cent."""


BRACES = re.compile(r"\{\{|\}\}|[{}]")


@dataclass(frozen=True, slots=True)
class Value:
    """A value in prose, with its format as in an f-string."""

    node: Node
    spec: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Prose: literal text and values in turn. `listed` says that it is an item of a list of blocks."""

    parts: tuple[str | Value, ...]
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Conditional:
    """Text that depends on a condition."""

    condition: Node
    then: Text
    otherwise: Text


@dataclass(frozen=True, slots=True)
class Variation:
    """One of several texts, by visit. `first` has two: the first visit's and the others'.

    `block` names a shuffle for its chance; it is the path of the block.
    """

    kind: Literal["first", "cycle", "shuffle", "sequence"]
    options: tuple[Text, ...]
    block: str


TextBlock = Prose | Conditional | Variation
Text = tuple[TextBlock, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of prose before its expression is read: `expression` is None for literal text."""

    text: str
    expression: str | None = None
    line: int = 0
    column: int = 0


class ProseError(ValueError):
    """Braces in prose that do not match. `line` and `column` count from 0."""

    def __init__(self, message: str, line: int, column: int, hint: str) -> None:
        super().__init__(message)
        self.line, self.column, self.hint = line, column, hint


def pieces(prose: str) -> Iterator[Piece]:
    """Splits prose at `{expression:format}`; `{{` and `}}` are braces.

    A piece with an expression has the format in `text`. Raises ProseError.
    """
    start = 0
    literal: list[str] = []
    while match := BRACES.search(prose, start):
        literal.append(prose[start : match.start()])
        start = match.end()
        if match[0] in ("{{", "}}"):
            literal.append(match[0][0])
            continue
        line, column = _place(prose, match.start())
        if match[0] == "}":
            raise ProseError("A brace is closed that was never opened.", line, column, "For a brace itself write }}.")
        end = prose.find("}", start)
        inside = prose[start:end] if end >= 0 else ""
        if end < 0 or "{" in inside:
            raise ProseError("A brace is opened and not closed.", line, column, "For a brace itself write {{.")
        expression, colon, spec = _split(inside)
        if not expression.strip():
            raise ProseError(
                "There is nothing between these braces.", line, column, "For braces themselves write {{ }}."
            )
        if colon and not FORMAT_SPEC.fullmatch(spec):
            raise ProseError(
                f"'{spec}' is not a format.",
                line,
                column,
                "Formats: a width up to 99, a comma, d, .1f, .0%; as {men:,}.",
            )
        if text := "".join(literal):
            yield Piece(text)
        literal = []
        yield Piece(spec, expression, line, column + 1)
        start = end + 1
    literal.append(prose[start:])
    if text := "".join(literal):
        yield Piece(text)


def _split(inside: str) -> tuple[str, str, str]:
    """Parts expression and format at the first colon outside quotes."""
    quoted = ""
    for index, character in enumerate(inside):
        if quoted:
            quoted = "" if character == quoted else quoted
        elif character in "'\"":
            quoted = character
        elif character == ":":
            return inside[:index], ":", inside[index + 1 :].strip()
    return inside, "", ""


def _place(prose: str, at: int) -> tuple[int, int]:
    line = prose.count("\n", 0, at)
    return line, at - (prose.rfind("\n", 0, at) + 1)


def prose_of(text: Text) -> Iterator[Prose]:
    """Every piece of prose in a text, whatever its conditions."""
    for block in text:
        match block:
            case Prose():
                yield block
            case Conditional(then=then, otherwise=otherwise):
                yield from prose_of(then)
                yield from prose_of(otherwise)
            case Variation(options=options):
                for option in options:
                    yield from prose_of(option)
