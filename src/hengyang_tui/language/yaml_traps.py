"""What YAML makes of prose that is written without `|`, and the repair as the writer would type it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hengyang_tui.language.source_text import Place

_LINE = re.compile(
    r"""(?P<lead>\ *)
        (?P<dashes>(?:-\ +)*)
        (?P<key>(?:[\w.-]+(?:\([^()]*\))?|"[^"]*"|'[^']*')[ \t]*:(?=[ \t]|$))?
        (?P<blank>[ \t]*)
        (?P<text>.*)""",
    re.VERBOSE,
)
_ALIAS = re.compile(r"\*[\w-]+\s*(?:#.*)?")
_HEADER = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-])(?:\s+#.*|\s*)")
_COMMENT = re.compile(r"[ \t]#")
_COLON = re.compile(r"(?<=.):(?=\s|$)")
_DOUBLE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SINGLE = re.compile(r"'[^']*(?:''[^']*)*'")
_LONGEST_WALK = 200
_MOST_LINES = 4
_KEPT = {
    "%": "trap-mark",
    "@": "trap-mark",
    "`": "trap-mark",
    ",": "trap-mark",
    "]": "trap-mark",
    "}": "trap-mark",
    "!": "trap-bang",
    "&": "trap-ampersand",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value as its lines show it, whatever YAML makes of it.

    `prefix` is what stands before it, as in `- text:`; `owner` is the column of its key or dash, `lead` the
    column where the prefix begins. `place` is where it begins; `lines` are its lines without indentation.
    """

    prefix: str
    lead: int
    owner: int
    place: Place
    lines: tuple[str, ...]

    @property
    def first(self) -> str:
        """The line that the value begins with."""
        return self.lines[0]


def value_at(lines: Sequence[str], number: int) -> Value | None:
    """The value that the line with this number (from 0) holds or goes on with, if it can be told."""
    if not 0 <= number < len(lines):
        return None
    match = _split(lines[number])
    if match["key"] or match["dashes"]:
        return _from(lines, number, match) if match["text"] else None
    first = number
    for above in range(number - 1, max(-1, number - _LONGEST_WALK), -1):
        if not lines[above].strip():
            continue
        match = _split(lines[above])
        if not match["key"] and not match["dashes"]:
            first = above
            continue
        if match["text"]:
            value = _from(lines, above, match)
            return value if number < above + len(value.lines) else None
        if len(lines[first]) - len(lines[first].lstrip()) > _owner(match):
            return _from(lines, above, match, below=first)
        return None
    return None


def trap(value: Value) -> str | None:
    """The code of the trap that the beginning of a value falls into that YAML could not read."""
    text = value.first
    first = text[:1]
    if first in {'"', "'"}:
        whole = "\n".join(value.lines)
        return "trap-quote" if _leaves(whole, _quote_end(whole)) else None
    if first == "*":
        return None if _ALIAS.fullmatch(text) else "trap-star"
    if first in {"{", "["}:
        whole = "\n".join(value.lines)
        end = _bracket_end(whole)
        prose = _leaves(whole, end) if end > 0 else first == "{" and not _COLON.search(whole)
        return ("trap-brace" if first == "{" else "trap-link") if prose else None
    if first in {"|", ">"}:
        return None if _HEADER.fullmatch(text) else "trap-bar"
    if first in {"-", "?"} and text[1:2] in {" ", ""}:
        return "trap-dash" if first == "-" else "trap-mark"
    return _KEPT.get(first)


def trap_inside(text: str) -> str | None:
    """The code of the trap inside a line of plain text that YAML could not read to its end."""
    if _COMMENT.search(text):
        return "trap-hash"
    return "trap-colon" if _COLON.search(text) else None


def message(code: str, text: str) -> str:
    """What YAML makes of a line of prose that it could not read."""
    if code == "trap-colon":
        head = text[: next((match.start() for match in _COLON.finditer(text)), 0)]
        return f"YAML takes a colon and a space for the end of a key, here of '{shown(head)}', even within text."
    if code == "trap-hash":
        head = _COMMENT.split(text, maxsplit=1)[0]
        return f"YAML takes a space and # for a comment, so this text ends at '{shown(head, last=True)}'."
    return _BEGINNINGS[code].format(first=text[:1])


_BEGINNINGS = {
    "trap-quote": (
        "This text begins with a quotation mark, so YAML ends it at the next one and cannot read what follows."
    ),
    "trap-star": "This text begins with *, which YAML reads as a reference to a value named elsewhere.",
    "trap-brace": "This text begins with {{, so YAML reads a mapping up to }} and cannot read what follows.",
    "trap-link": "This text begins with [, so YAML reads a list up to ] and cannot read what follows.",
    "trap-bang": "This text begins with !, which YAML reads as a tag and not as text.",
    "trap-ampersand": "This text begins with &, which YAML reads as a name for the value and not as text.",
    "trap-bar": "After {first} YAML reads the text from the next line on; this one has text behind it already.",
    "trap-dash": "This text begins with a dash and a space, which YAML reads as an item of a list.",
    "trap-mark": "This text begins with '{first}', a sign that YAML keeps for itself.",
}


def repair(value: Value | None, advice: str = "Write it under |:") -> str:
    """The way out: the same line with `|`, and the text below it. `advice` leads in to it, with a colon last."""
    if value is None:
        return advice.removesuffix(":") + ", on lines of its own."
    indent = " " * (value.owner - value.lead + 2)
    text = [shown(line, 100) for line in value.lines[:_MOST_LINES]]
    text[0] = _without_bar(text[0])
    if len(value.lines) > _MOST_LINES:
        text.append("…")
    rows = [f"{value.prefix} |", *(f"{indent}{line}" if line else "" for line in text)]
    return "\n".join([advice, *(f"        {row}".rstrip() for row in rows)])


def in_quotes(text: str) -> str:
    """The way out inside brackets, where no `|` can stand."""
    quoted = text.replace("'", "''")
    return f"Inside brackets, put the text in quotes: '{shown(quoted, 100)}'"


def shown(text: str, most: int = 40, *, last: bool = False) -> str:
    """A piece of the writer's text, short enough for a message."""
    text = text.strip()
    if len(text) <= most:
        return text
    return "…" + text[-most:].lstrip() if last else text[:most].rstrip() + "…"


def quoted_over(lines: list[str], value: Value) -> None:
    """Put the value in quotes where it stands, so that YAML reads the text that was meant and goes on."""
    first, column = value.place
    last = first + len(value.lines) - 1
    for number in range(first, last + 1):
        start = column if number == first else 0
        line = lines[number].rstrip()
        opening = "'" if number == first else ""
        closing = "'" if number == last else ""
        lines[number] = line[:start] + opening + line[start:].replace("'", "''") + closing


def _split(line: str) -> re.Match[str]:
    match = _LINE.match(line)
    if match is None:  # pragma: no cover - every part of the pattern may be empty
        raise AssertionError(line)
    return match


def _owner(match: re.Match[str]) -> int:
    return match.end("dashes") if match["key"] else match.end("lead") + match["dashes"].rfind("-")


def _from(lines: Sequence[str], number: int, match: re.Match[str], below: int | None = None) -> Value:
    """The value of the key or dash on a line; it begins there or, if given, on the line `below`."""
    owner = _owner(match)
    if below is None:
        start, column = number, match.start("text")
    else:
        start, column = below, len(lines[below]) - len(lines[below].lstrip())
    written = [lines[start][column:].rstrip()]
    for row in range(start + 1, len(lines)):
        line = lines[row]
        bare = line.strip()
        if bare and len(line) - len(line.lstrip(" ")) <= owner:
            break
        written.append(bare)
    while len(written) > 1 and not written[-1]:
        written.pop()
    prefix = (match["dashes"] + (match["key"] or "")).rstrip()
    return Value(prefix, match.end("lead"), owner, (start, column), tuple(written))


def _leaves(text: str, end: int) -> bool:
    """Whether something other than a comment follows `end`, or no end was found."""
    rest = text[end:].lstrip() if end > 0 else "no end"
    return bool(rest) and not rest.startswith("#")


def _quote_end(text: str) -> int:
    match = (_DOUBLE if text.startswith('"') else _SINGLE).match(text)
    return match.end() if match else -1


def _bracket_end(text: str) -> int:
    """Where the bracket is closed that the text begins with, quotes left aside; -1 if it is not."""
    depth = 0
    for match in re.finditer(r"[\[{]|[]}]", text):
        depth += 1 if match.group() in "[{" else -1
        if depth == 0:
            return match.end()
    return -1


def _without_bar(text: str) -> str:
    """The text behind a bar that was written on its line. A > stays: it makes the text a quotation."""
    return text[1:].lstrip() if text.startswith("|") else text
