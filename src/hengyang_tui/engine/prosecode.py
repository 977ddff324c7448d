"""Texts of the language as Python source: one expression over the state list `v` for each.

A text becomes a single `%` of literals with values between them, which Python compiles to one joining of strings.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hengyang_tui.engine.codegen import Writer
from hengyang_tui.engine.layout import SEED
from hengyang_tui.engine.scenecode import OpenChoices, Places, function, open_choices
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx


class Part(NamedTuple):
    """A part of a text being written: literal text, or source of a value that is shown as `str` has it."""

    literal: bool
    text: str


BLANK_LINE = Part(True, "\n\n")


def text_source(writer: Writer, text: tx.Text, visit: str) -> str:
    """A Python expression for the prose of a text; blocks are parted by a blank line.

    `visit` is the source of the visit count that variations follow.
    """
    if text and isinstance(text[0], tx.Prose):
        first, *others = text
        assert isinstance(first, tx.Prose)
        return _joined([*_prose_parts(writer, first), *_led(writer, tuple(others), visit)])
    return f"{_joined(_led(writer, text, visit))}[2:]" if text else "''"


def is_constant(text: tx.Text) -> bool:
    """Whether a text is the same in every state."""
    return all(isinstance(block, tx.Prose) and all(isinstance(part, str) for part in block.parts) for block in text)


def _led(writer: Writer, text: tx.Text, visit: str) -> list[Part]:
    """Every block led by a blank line; nothing of one that shows nothing."""
    parts: list[Part] = []
    for block in text:
        match block:
            case tx.Prose():
                parts += [BLANK_LINE, *_prose_parts(writer, block)]
            case tx.Conditional(condition=condition, then=then, otherwise=otherwise):
                a, b = (_joined(_led(writer, one, visit)) for one in (then, otherwise))
                parts.append(Part(False, f"({a} if {writer.expression(condition)} else {b})"))
            case tx.Variation():
                parts.append(Part(False, _variation(writer, block, visit)))
    return parts


def _variation(writer: Writer, block: tx.Variation, visit: str) -> str:
    sources = [_joined(_led(writer, option, visit)) for option in block.options]
    count = len(sources)
    if block.kind == "first":
        return f"({sources[0]} if {visit} <= 1 else {sources[1]})"
    index = {
        "cycle": f"({visit} - 1) % {count}",
        "sequence": f"min({visit} - 1, {count - 1})",
        "shuffle": f"words(v[{SEED}], {block.block!r}, {visit})[0] * {count} >> 64",
    }[block.kind]
    cases = ", ".join(f"lambda: {source}" for source in sources)
    return f"({cases},)[{index}]()"


def _prose_parts(writer: Writer, prose: tx.Prose) -> list[Part]:
    return [Part(True, part) if isinstance(part, str) else Part(False, _shown(writer, part)) for part in prose.parts]


def _shown(writer: Writer, value: tx.Value) -> str:
    """Source of a value as prose has it, for `%s`."""
    source, kind = writer.expression(value.node), value.node.kind
    match kind.name:
        case "integer" if not value.spec:
            return source
        case "decimal" if not value.spec:
            return f"shown_decimal({source})"
        case "integer" | "decimal":
            return f"format({source}, {value.spec!r})"
        case "flag":
            return f"('yes' if {source} else 'no')"
        case "word" if isinstance(value.node, ir.Const):
            return repr(value.node.value)
        case "word":
            return f"{tuple(word.replace('_', ' ') for word in kind.words)!r}[{source}]"
        case "set":
            return f"listed({source}, {kind.words!r})"
    return f"shown_date({source})"


def _joined(parts: list[Part]) -> str:
    """Source that joins the parts, literal neighbours put together."""
    values = [part.text for part in parts if not part.literal]
    if not values:
        return repr("".join(part.text for part in parts))
    form = "".join(part.text.replace("%", "%%") if part.literal else "%s" for part in parts)
    return f"({form!r} % ({', '.join(values)},))"


def page_lines(writer: Writer, scene: st.Scene) -> list[str]:
    """Lines that define `tell`, the prose of a scene, and `offer`, its open choices `t0`, `t1` … with their texts."""
    visit = f"v[{writer.layout.visits[scene.id]}]"
    lines = function("tell(v)", [f"return {text_source(writer, scene.text, visit)}"])
    texts: list[str] = []
    for place, choice in enumerate(scene.choices):
        source = text_source(writer, choice.text, visit)
        if not is_constant(choice.text):
            lines += function(f"x{place}(v)", [f"return {source}"])
            source = f"x{place}(v)"
        texts.append(source)
    choices = open_choices(writer, scene)
    constant = all(is_constant(choice.text) for choice in scene.choices)
    return [*lines, *(_branching(choices, texts, constant) if choices.is_branching else _gathering(choices, texts))]


def _branching(choices: OpenChoices, texts: list[str], constant: bool) -> list[str]:
    """Every outcome written out; a constant where no text depends on the state."""

    def taken(places: Places) -> str:
        return _tuple(f"t{place}" for place in places)

    def told(places: Places) -> str:
        return _tuple(texts[place] for place in places)

    if constant:
        constants, body = choices.branches(lambda places: f"({taken(places)}, {told(places)})")
    else:
        constants, body = choices.branches(taken, lambda name, places: f"{name}, {told(places)}")
    return [*constants, *function("offer(v)", body)]


def _gathering(choices: OpenChoices, texts: list[str]) -> list[str]:
    body = ["r, s = [], []"]
    for place, test in choices.regular:
        gathered = [f"r.append(t{place})", f"s.append({texts[place]})"]
        body += gathered if test is None else [f"if {test}:", *("    " + line for line in gathered)]
    fallback = choices.fallback
    takes, told = _tuple(f"t{place}" for place in fallback), _tuple(texts[place] for place in fallback)
    return function("offer(v)", [*body, "if r:", "    return tuple(r), tuple(s)", f"return {takes}, {told}"])


def _tuple(sources: Iterable[str]) -> str:
    return f"({''.join(f'{source}, ' for source in sources)})"
