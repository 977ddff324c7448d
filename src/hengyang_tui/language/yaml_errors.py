"""A file that YAML cannot read, explained by what the writer most likely did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaml import MarkedYAMLError

from hengyang_tui.language import yaml_traps
from hengyang_tui.language.parser_events import Scalar
from hengyang_tui.language.source_text import Place, Source
from hengyang_tui.language.yaml_traps import Value, shown, value_at

_LOOKED_AT = 1000
_GLUED_KEY = re.compile(r"\s*(?:- +)*[\w-]+:[^\s:]")
_PROSE_KEY = re.compile(r"\s*(?:- +)*(?:[^\s:]+\s+[^:]*|[A-Z][^:]*):(?:\s|$)")
_COLUMNS = "Keys that belong together begin at the same column, and what belongs to a key stands further right."
_BRACKETS = "Put a comma between two entries and close every bracket, or give each entry a line of its own."
_PROBLEMS = (
    ("unexpected end of stream", "A quotation mark is opened here and never closed."),
    ("',' or ']'", "The list in brackets that begins in line {line} lacks a comma or its end before this."),
    ("',' or '}'", "The mapping in braces that begins in line {line} lacks a comma or its end before this."),
    ("escape", "Within double quotes a backslash begins an escape, and YAML does not know this one."),
    ("hexdec", "Within double quotes \\x, \\u and \\U need 2, 4 and 8 hexadecimal digits."),
    ("document start", "This line stands outside of what the file began with."),
    ("document indicator", "A line of --- or ... ends the file, and a quotation mark is still open."),
    ("incompatible", "This file asks for another version of YAML."),
    ("mapping values", "YAML finds a second colon here, in a line that has its key already."),
    ("could not find expected ':'", "This line is neither a key with a colon nor part of the text above it."),
    ("expected key", "YAML expects a key here, at the column of the keys above it."),
    ("expected <block end>", "This line fits neither the keys nor the items above it."),
    ("'-' indicator", "YAML expects the next item of a list here, with its dash below the one above."),
    ("node content", "A value is missing here."),
)
_WAYS_OUT = {
    "escape": "Write the text under |, where a backslash is only a backslash.",
    "unexpected end of stream": "Close it, or write the text under |.",
    "',' or ']'": _BRACKETS,
    "',' or '}'": _BRACKETS,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where the parser gave up: its words, where it stood, where what it was reading had begun."""

    problem: str
    at: Place
    began: Place | None
    last: Scalar | None

    @classmethod
    def of(cls, error: Exception, last: Scalar | None, end: Place) -> Trouble:
        """What an exception of the parser says; `end` is where to point when it names no place."""
        if not isinstance(error, MarkedYAMLError):
            return cls("unknown escape character" if last is not None else str(error), end, None, last)
        at, began = error.problem_mark, error.context_mark
        place = end if at is None else (at.line, at.column)
        context = error.context or ""
        start = (began.line, began.column) if began is not None and "block" not in context.split()[-2:] else None
        if "simple key" in context and start is not None:
            place, start = start, None
        return cls(error.problem or "", place, start, last)

    @property
    def last_span(self) -> tuple[Place, int] | None:
        """Where the last scalar began that was read, and the line where it ended."""
        if self.last is None:
            return None
        return (self.last.start_mark.line, self.last.start_mark.column), self.last.end_mark.line


def explain(source: Source, trouble: Trouble) -> Value | None:
    """Report why the file cannot be read. Returns the value whose repair lets the reading go on, if one does."""
    if _tabs(source, trouble):
        return None
    for value in _suspects(source, trouble):
        code = yaml_traps.trap(value)
        if code is not None:
            source.report(code, value.place, yaml_traps.message(code, value.first), yaml_traps.repair(value))
            return value
    if _below_a_block(source, trouble):
        return None
    for value in _suspects(source, trouble):
        if _inside(source, trouble, value):
            return value
    _plain_mistake(source, trouble)
    return None


def _suspects(source: Source, trouble: Trouble) -> Iterator[Value]:
    """The values that may be at fault, likeliest first."""
    line, column = trouble.at
    here = value_at(source.lines, line)
    if here is not None and here.place <= (line, column):
        yield here
    places = [trouble.began] if trouble.began is not None else []
    span = trouble.last_span
    if span is not None and line - 1 <= span[1]:
        places.append(span[0])
    for place in places:
        value = value_at(source.lines, place[0])
        if value is not None and value != here and value.place <= place:
            yield value


def _tabs(source: Source, trouble: Trouble) -> bool:
    number = trouble.at[0]
    line = source.lines[number] if number < len(source.lines) else ""
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" not in indent:
        return False
    message = "This line is indented with a tab; YAML counts spaces only."
    hint = "Use two spaces for each step, and set your editor to put spaces when you press Tab."
    source.report("tab-indent", (number, indent.index("\t")), message, hint)
    return True


def _below_a_block(source: Source, trouble: Trouble) -> bool:
    """Report a line that was meant to belong to the text under | above it and does not."""
    span = trouble.last_span
    if span is None or trouble.last is None or trouble.last.style not in {"|", ">"}:
        return False
    (header, _), end = span
    number = trouble.at[0]
    if end != number or value_at(source.lines[number : number + 1], 0) is not None:
        return False
    below = source.lines[header + 1 : number]
    blank = next((row for row, line in enumerate(below, header + 1) if line.strip()), number)
    indent = len(source.lines[number]) - len(source.lines[number].lstrip(" "))
    deep = [row for row in range(header + 1, blank) if len(source.lines[row]) > indent]
    if deep:
        message = f"Line {deep[0] + 1} is blank but has more spaces than this one, so YAML ends the text before it."
        hint = "Delete the spaces of the blank line."
    else:
        style = trouble.last.style
        message = f"This line stands further left than the text under {style} does, so YAML ends the text before it."
        hint = "Indent all lines of the text alike, two spaces more than its key."
    source.report("block-indent", (number, indent), message, hint)
    return True


def _inside(source: Source, trouble: Trouble, value: Value) -> bool:
    """Report a trap in the middle of plain text. True when repairing the value lets the reading go on."""
    if value.first[:1] in {'"', "'", "{", "[", "|", ">"}:
        return False
    line, column = value.place
    for number, text in enumerate(value.lines[: trouble.at[0] - line + 1]):
        code = yaml_traps.trap_inside(text)
        written = source.lines[line + number]
        if code is None or (code == "trap-hash" and line + number == trouble.at[0]):
            continue
        if number and code == "trap-colon" and not _PROSE_KEY.match(written[:_LOOKED_AT]):
            return False
        start = column if number == 0 else len(written) - len(written.lstrip())
        mark = re.search(r"[ \t]#" if code == "trap-hash" else r":(?=\s|$)", written[start:])
        offset = mark.start() + (code == "trap-hash") if mark else 0
        place = line + number, start + offset
        source.report(code, place, yaml_traps.message(code, text), yaml_traps.repair(value))
        return True
    return False


def _plain_mistake(source: Source, trouble: Trouble) -> None:
    line = trouble.at[0]
    lines = source.lines
    span = trouble.last_span
    for number in dict.fromkeys([line, line - 1, span[0][0] if span else line]):
        glued = _GLUED_KEY.match(lines[number]) if 0 <= number < len(lines) else None
        if glued and "://" not in lines[number]:
            message = "The colon behind a key needs a space behind it."
            hint = "Write it so: " + shown(
                lines[number][: glued.end() - 1] + " " + lines[number][glued.end() - 1 :], 60
            )
            source.report("missing-space", (number, glued.end() - 1), message, hint)
            return
    if "mapping values" in trouble.problem and span is not None and span[0][0] < line:
        source.report("indentation", *_joined_to(lines, span[0][0], line))
        return
    _generic(source, trouble)


def _joined_to(lines: list[str], above: int, line: int) -> tuple[Place, str, str]:
    """Place, message and way out for a line with a key that YAML takes for text of a line above it."""
    text = shown(lines[above])
    start = len(lines[line]) - len(lines[line].lstrip(" "))
    if start > len(lines[above]) - len(lines[above].lstrip(" ")):
        message = f"This line is indented further than '{text}', so YAML reads it as more of that text."
        return (line, start), message, _COLUMNS
    message = f"YAML reads this line as more of the text '{text}', which has no key."
    return (line, start), message, f"Write a key and a colon before the text in line {above + 1}."


def _generic(source: Source, trouble: Trouble) -> None:
    quoted = trouble.began is not None and "stream" in trouble.problem
    place = trouble.began if quoted and trouble.began is not None else trouble.at
    for words, message in _PROBLEMS:
        if words in trouble.problem:
            began = trouble.began[0] if trouble.began is not None else place[0]
            hint = _WAYS_OUT.get(words, _COLUMNS)
            source.report("yaml-syntax", place, message.format(line=began + 1), hint)
            return
    message = f"YAML cannot read this: {shown(trouble.problem, 100)}."
    source.report("yaml-syntax", place, message, _COLUMNS)
