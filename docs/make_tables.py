"""Rewrites the tables of docs/language.md that come from the code: keys, limits, draws of chance.

A table stands between `<!-- keys Scene -->` and `<!-- end -->`. After a change of the format:

    .venv/bin/python docs/make_tables.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hengyang_tui.engine import calendar, chance
from hengyang_tui.language import (
    conditions,
    extent,
    fields,
    files,
    map_build,
    parser,
    ranges,
    reader,
    source_text,
    tree,
)

DOCUMENT = Path(__file__).with_name("language.md")
TABLE = re.compile(r"(<!-- (?P<kind>keys|limits|chance)(?: (?P<model>\w+))? -->\n).*?(<!-- end -->)", re.DOTALL)

Schema = Mapping[str, Any]

_PATTERNS = {
    fields.KEBAB: "id",
    fields.NAME: "name",
    fields.WORD: "word",
    fields.RULE: "head of a rule",
    fields.MARK: "capitals",
    r"\S": "prose",
    r"^\d{4}-\d{2}-\d{2}$": "date",
    r"^(\d{4}-\d{2}-\d{2})?(\.\.(\d{4}-\d{2}-\d{2})?)?$": "date or window",
    r"^[0-9]+(\.[0-9]+)*$": "text",
}
_ANY_ID = "id"
"""An id that may name a branch first: `branch/id`."""
_MODELS = {
    "CodexEntry": "entry",
    "GotoIf": "step",
    "DerivedValue": "derived value",
    "VerdictNote": "verdict",
    "MapPlace": "position",
    "RecordedHolder": "span",
    "HolderIf": "step",
}
_EXPRESSION = ["string", "boolean", "integer", "number"]
_EFFECTS = 20_000

DRAWS = (
    (0, "each_day", 1, 0),
    (1, "roofs.keep.do", 1, 0),
    (1, "roofs.keep.do", 1, 1),
    (1, "roofs.keep.do", 1, 8),
    (1, "roofs.keep.do", 2, 0),
    (2**64 - 1, "my-branch/each_day", 68, 3),
)
"""Seed, block, run and index of the words that are published."""

LIMITS = (
    ("bytes of a file", source_text.LARGEST),
    ("keys and values of a file", reader.MOST_EVENTS),
    ("mappings and lists inside one another", tree.DEEPEST),
    ("digits of a number", tree.MOST_DIGITS),
    ("largest number written in a condition or effect", conditions.MAX_LITERAL),
    ("where a number without a range stops", ranges.UNBOUNDED),
    ("characters of a text", 20_000),
    ("characters of a condition or value", conditions.MAX_EXPRESSION),
    ("characters of an effect", parser.MAX_EFFECTS),
    ("levels inside a condition or effect", conditions.MAX_DEPTH),
    ("statements of an effect, its rules written out", extent.MAX_STATEMENTS),
    ("values that a derived value reads, those it is made of written out", extent.MAX_READ),
    ("words of `one_of` or `some_of`", 60),
    ("days of one wait", 366),
    ("columns of a drawing", map_build.WIDEST),
    ("rows of a drawing", map_build.TALLEST),
    ("scenes that may follow one another without a choice", calendar.MAX_SCENES),
)


def rewritten(text: str) -> str:
    """The document with every table as the code has it now."""
    return TABLE.sub(lambda match: f"{match[1]}{_table(match['kind'], match['model'])}{match[4]}", text)


def _table(kind: str, model: str | None) -> str:
    if kind == "keys":
        return "".join(_keys(files.json_schema()["$defs"][model]))
    return "".join(_limits() if kind == "limits" else _draws())


def _keys(schema: Schema) -> Iterator[str]:
    required = schema.get("required", [])
    yield "| key | value | without it | meaning |\n| --- | --- | --- | --- |\n"
    for key, value in schema["properties"].items():
        default = "*needed*" if key in required else _default(value.get("default"))
        yield f"| `{key}` | {_words(value)} | {default} | {value['description']} |\n"


def _default(value: object) -> str:
    return "" if value is None else f"`{str(value).lower()}`"


def _words(schema: Schema) -> str:
    """What may be written, in an author's words."""
    options = [option for option in schema.get("anyOf", schema.get("oneOf", [])) if option.get("type") != "null"]
    if options:
        return _alternatives(options)
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return "block" if name.endswith("Block") else _MODELS.get(name, name.lower())
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    return _typed(schema)


def _alternatives(options: Sequence[Schema]) -> str:
    if [option.get("type") for option in options] == _EXPRESSION:
        return "expression"
    words = list(dict.fromkeys(_words(option) for option in options))
    if "number" in words and "whole number" in words:
        words.remove("whole number")
    if "block" in words:
        return "prose or blocks"
    return " or ".join(words)


def _typed(schema: Schema) -> str:
    match schema.get("type"):
        case "array":
            if schema.get("maxItems") == schema.get("minItems") == 2:
                return "two numbers"
            blocks = any("$ref" in option for option in schema["items"].get("oneOf", []) if "Block" in str(option))
            return "block" if blocks else f"list: {_words(schema['items'])}"
        case "object":
            pairs = schema.get("patternProperties", {})
            return "; ".join(f"{_named(pattern)}: {_words(value)}" for pattern, value in pairs.items()) or "path: value"
        case "boolean":
            return "`true` or `false`"
        case "integer" | "number" as kind:
            return ("whole number" if kind == "integer" else "number") + _between(schema)
    return _text(schema)


def _text(schema: Schema) -> str:
    if "pattern" in schema:
        return _named(schema["pattern"])
    return "effects" if schema.get("maxLength") == _EFFECTS else "text"


def _named(pattern: str) -> str:
    return _PATTERNS.get(pattern, _ANY_ID)


def _between(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    return "" if low is None or high is None else f", {low} to {high}"


def _limits() -> Iterator[str]:
    yield "| what | at most |\n| --- | --- |\n"
    for what, most in LIMITS:
        yield f"| {what} | {most:,} |\n"


def _draws() -> Iterator[str]:
    yield "| seed S | block B | run k | draw i | word | `roll(1, 6)` | `chance(0.5)` |\n"
    yield "| --- | --- | --- | --- | --- | --- | --- |\n"
    for seed, block, run, index in DRAWS:
        chunk, place = divmod(index, chance.WORDS)
        word = chance.words(seed, block, run, chunk)[place]
        held = str(chance.chance(word, 0.5)).lower()
        yield f"| {seed} | `{block}` | {run} | {index} | {word} | {chance.roll(word, 1, 6)} | {held} |\n"


def main() -> None:
    """Rewrites the document in place."""
    before = DOCUMENT.read_text("utf-8")
    after = rewritten(before)
    if after != before:
        DOCUMENT.write_text(after, "utf-8")


if __name__ == "__main__":
    main()
