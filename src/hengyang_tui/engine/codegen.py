"""Nodes of the language as Python source, over the state list `v`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from hengyang_tui.engine.chance import WORDS
from hengyang_tui.engine.layout import DATE, SEED, Layout
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx
from hengyang_tui.language.ranges import UNBOUNDED, Bounds, Values, evaluate, widest

SMALL_STEP = 10**9
"""A number without a range is left unclamped when it moves by no more than this at a time: it would take
millions of steps to matter."""


LONG_SUM = 50
"""Texts to join with more than this many parts."""


class Part(NamedTuple):
    """A part of a text being written: literal text, or source that gives text."""

    literal: bool
    text: str


BLANK_LINE = Part(True, "\n\n")


@dataclass(slots=True)
class Block:
    """An effect block being written: its id and run number key its draws."""

    id: str
    run: str
    draws: int = 0

    def word(self) -> str:
        """Source of the next draw's word; digests are made when first needed."""
        chunk, index = divmod(self.draws, WORDS)
        self.draws += 1
        return f"(w{chunk} := w{chunk} or words(v[{SEED}], {self.id!r}, {self.run}, {chunk}))[{index}]"

    def prelude(self) -> list[str]:
        """Lines that must stand before the block's own."""
        return [f"w{chunk} = None" for chunk in range(math.ceil(self.draws / WORDS))]


@dataclass(slots=True)
class Writer:
    """Writes the source of conditions, effects and texts of one story."""

    story: st.Story
    layout: Layout
    derived: Mapping[str, str] = field(default_factory=dict)
    """full name → source that reads it"""
    bounds: dict[str, Bounds] = field(default_factory=dict)
    known: dict[str, Values] = field(default_factory=dict)
    """What every variable, derived value and parameter can be."""
    _names: int = 0

    def __post_init__(self) -> None:
        self.bounds = variable_bounds(self.story)
        self.known = {name: bound.values for name, bound in self.bounds.items()}
        for derived in self.story.derived.values():
            self.known[derived.name] = evaluate(derived.node, self.known)

    # Expressions

    def expression(self, node: ir.Node, block: Block | None = None, names: Mapping[str, str] | None = None) -> str:
        """A Python expression for `node`. `names` maps parameters to local names."""

        def again(inner: ir.Node) -> str:
            return self.expression(inner, block, names)

        match node:
            case ir.Const(value=value, kind=kind):
                if kind.name == "word":
                    return "0"
                return repr(value)
            case ir.Read(name=name, derived=True):
                return self.derived[name]
            case ir.Read(name=name):
                return f"v[{self.layout.variables[name]}]"
            case ir.Parameter(name=name):
                return (names or {})[name]
            case ir.Clock(which=which):
                return f"v[{DATE}]" if which == "date" else f"(v[{DATE}] - {self._day_zero()})"
            case ir.Unary(op="not", operand=operand):
                return f"(not {again(operand)})"
            case ir.Unary(operand=operand):
                return f"(-{again(operand)})"
            case ir.Binary(op=op, left=left, right=right):
                return f"({again(left)} {op} {again(right)})"
            case ir.Compare():
                return self._compare(node, block, names)
            case ir.Logic(op=logic, parts=parts):
                chain = self._chain(parts, block, names) if logic == "and" else None
                return chain or "(" + f" {logic} ".join(again(part) for part in parts) + ")"
            case ir.IfElse(condition=condition, then=then, otherwise=otherwise):
                a, test = self.valued(then, node.kind, block, names), again(condition)
                return f"({a} if {test} else {self.valued(otherwise, node.kind, block, names)})"
            case ir.Call(function="len", arguments=(of,)):
                return f"{again(of)}.bit_count()"
            case ir.Call(function=function, arguments=arguments):
                sources = [self.valued(argument, node.kind, block, names) for argument in arguments]
                return f"{function}({', '.join(sources)})"
            case ir.Has(word=word, of=of):
                return self._has(word, of, block, names)
            case ir.Visited(scene=scene):
                return f"(v[{self.layout.visits[scene]}] > 0)"
            case ir.Chosen(scene=scene, choice=choice):
                return f"(v[{self.layout.chosen[scene, choice]}] > 0)"
            case ir.Draw():
                return self._draw(node, block, names)

    def valued(
        self, node: ir.Node, kind: ir.Kind, block: Block | None = None, names: Mapping[str, str] | None = None
    ) -> str:
        """A Python expression for `node` as a value of `kind`: words by their index there, decimals as floats."""
        if kind.name == "decimal" and node.kind.name == "integer":
            if isinstance(node, ir.Const):
                return repr(float(node.value))
            return f"({self.expression(node, block, names)} + 0.0)"
        if kind.name != "word" or node.kind == kind:
            if isinstance(node, ir.Const) and kind.name == "word":
                return str(kind.words.index(str(node.value)))
            return self.expression(node, block, names)
        match node:
            case ir.Const(value=value):
                return str(kind.words.index(str(value)))
            case ir.IfElse(condition=condition, then=then, otherwise=otherwise):
                a, test = self.valued(then, kind, block, names), self.expression(condition, block, names)
                return f"({a} if {test} else {self.valued(otherwise, kind, block, names)})"
            case ir.Draw(function="pick", arguments=options):
                sources = ", ".join(self.valued(option, kind, block, names) for option in options)
                assert block is not None
                return f"({sources})[{block.word()} * {len(options)} >> 64]"
        places = tuple(kind.words.index(word) for word in node.kind.words)
        return f"{places}[{self.expression(node, block, names)}]"

    def _day_zero(self) -> int:
        assert self.story.calendar is not None
        return self.story.calendar.day_one - 1

    def _compare(self, node: ir.Compare, block: Block | None, names: Mapping[str, str] | None) -> str:
        left, right = node.left, node.right
        if left.kind.name == "word":
            kind = right.kind if isinstance(left, ir.Const) else left.kind
            a, b = self.valued(left, kind, block, names), self.valued(right, kind, block, names)
        else:
            a, b = self.expression(left, block, names), self.expression(right, block, names)
        return f"({a} {node.op} {b})"

    def _chain(self, parts: tuple[ir.Node, ...], block: Block | None, names: Mapping[str, str] | None) -> str | None:
        """A chained comparison as a chain, so that what stands in its middle is worked out (and drawn) once."""
        compared = [part for part in parts if isinstance(part, ir.Compare)]
        if len(compared) < len(parts) or any(a.right is not b.left for a, b in pairwise(compared)):
            return None
        operands = [compared[0].left, *(one.right for one in compared)]
        kind = next((one.kind for one in operands if not isinstance(one, ir.Const)), operands[0].kind)
        first, *rest = [
            self.valued(one, kind, block, names) if kind.name == "word" else self.expression(one, block, names)
            for one in operands
        ]
        return f"({first}" + "".join(f" {one.op} {source}" for one, source in zip(compared, rest, strict=True)) + ")"

    def _has(self, word: ir.Node, of: ir.Node, block: Block | None, names: Mapping[str, str] | None) -> str:
        held = self.expression(of, block, names)
        if isinstance(word, ir.Const):
            return f"({held} & {1 << of.kind.words.index(str(word.value))} > 0)"
        return f"({held} >> {self.valued(word, _member_of(of.kind), block, names)} & 1 > 0)"

    def _draw(self, node: ir.Draw, block: Block | None, names: Mapping[str, str] | None) -> str:
        assert block is not None, "the parser keeps chance out of conditions"
        if node.function == "pick":
            options = [self.valued(option, node.kind, block, names) for option in node.arguments]
            return f"({', '.join(options)})[{block.word()} * {len(options)} >> 64]"
        if node.function == "chance":
            odds = node.arguments[0]
            if isinstance(odds, ir.Const):
                return f"({block.word()} < {math.ceil(float(odds.value) * 2**64)})"
            source = self.expression(odds, block, names)
            return f"chance({block.word()}, {source})"
        low, high = node.arguments
        if isinstance(low, ir.Const) and isinstance(high, ir.Const):
            return f"({low.value} + ({block.word()} * {int(high.value) - int(low.value) + 1} >> 64))"
        low_source, high_source = self.expression(low, block, names), self.expression(high, block, names)
        return f"roll({block.word()}, {low_source}, {high_source})"

    # Effects

    def effects(self, effects: ir.Effects, block: Block, names: Mapping[str, str] | None = None) -> list[str]:
        """Python statements, one a line, indented by four spaces a level."""
        lines: list[str] = []
        for statement in effects:
            match statement:
                case ir.Assign():
                    lines += self._assign(statement, block, names)
                case ir.Put(name=name, word=word, add=add):
                    lines.append(self._put(name, word, add, block, names))
                case ir.When():
                    lines += self._when(statement, block, names)
                case ir.Run():
                    lines += self._run(statement, block, names)
        return lines

    def _assign(self, statement: ir.Assign, block: Block, names: Mapping[str, str] | None) -> list[str]:
        slot = f"v[{self.layout.variables[statement.name]}]"
        bound = self.bounds[statement.name]
        source = self.valued(statement.value, bound.kind, block, names)
        if not bound.kind.is_number:
            return [f"{slot} = {source}"]
        low, high = self._clamps(statement, bound)
        if not low and not high:
            return [f"{slot} = {source}"]
        variable = self.story.variables[statement.name]
        floor = -UNBOUNDED if variable.low is None else variable.low
        ceiling = UNBOUNDED if variable.high is None else variable.high
        if bound.kind.name == "decimal":
            floor, ceiling = float(floor), float(ceiling)
        tail = "x"
        if high:
            tail = f"x if x < {ceiling!r} else {ceiling!r}"
        if low:
            tail = f"{floor!r} if x < {floor!r} else {tail}"
        return [f"x = {source}", f"{slot} = {tail}"]

    def _clamps(self, statement: ir.Assign, bound: Bounds) -> tuple[bool, bool]:
        """Whether the value can leave its range at the low and at the high end."""
        variable = self.story.variables[statement.name]
        match statement.value:
            case ir.Binary(op="+" | "-", left=ir.Read(name=name), right=ir.Const(value=step)) if (
                variable.low is None and name == statement.name and abs(float(step)) <= SMALL_STEP
            ):
                return False, False
        result = evaluate(statement.value, self.known)
        return result.low < bound.values.low, result.high > bound.values.high

    def _put(self, name: str, word: ir.Node, add: bool, block: Block, names: Mapping[str, str] | None) -> str:
        slot = f"v[{self.layout.variables[name]}]"
        kind = self.bounds[name].kind
        if isinstance(word, ir.Const):
            mask = str(1 << kind.words.index(str(word.value)))
        else:
            mask = f"(1 << {self.valued(word, _member_of(kind), block, names)})"
        return f"{slot} |= {mask}" if add else f"{slot} &= ~{mask}"

    def _when(self, statement: ir.When, block: Block, names: Mapping[str, str] | None) -> list[str]:
        lines = [f"if {self.expression(statement.condition, block, names)}:"]
        lines += _indented(self.effects(statement.then, block, names) or ["pass"])
        otherwise = self.effects(statement.otherwise, block, names)
        if otherwise:
            lines += ["else:", *_indented(otherwise)]
        return lines

    def _run(self, statement: ir.Run, block: Block, names: Mapping[str, str] | None) -> list[str]:
        """The rule written out, so that each of its draws has a place of its own in the block."""
        rule = self.story.rules[statement.rule]
        lines, passed, outside = [], {}, self.known
        for parameter, argument in zip(rule.parameters, statement.arguments, strict=True):
            self._names += 1
            passed[parameter] = f"p{self._names}"
            lines.append(f"{passed[parameter]} = {self.expression(argument, block, names)}")
            self.known = self.known | {parameter: evaluate(argument, outside)}
        lines += self.effects(rule.effects, block, passed)
        self.known = outside
        return lines

    # Text

    def text(self, text: tx.Text, visit: str = "n") -> str:
        """A Python expression for the prose of a text; blocks are parted by a blank line.

        `visit` is the source of the visit count that variations follow.
        """
        if not text:
            return "''"
        if all(isinstance(block, tx.Prose) for block in text):
            blocks = [self._prose_parts(block) for block in text if isinstance(block, tx.Prose)]
            return _sum([part for block in blocks for part in (BLANK_LINE, *block)][1:])
        return f"{_plus([self._led(block, visit) for block in text])}[2:]"

    def _led(self, block: tx.TextBlock, visit: str) -> str:
        """A block led by a blank line, or nothing where it shows nothing."""
        match block:
            case tx.Prose():
                return _sum([BLANK_LINE, *self._prose_parts(block)])
            case tx.Conditional(condition=condition, then=then, otherwise=otherwise):
                test = self.expression(condition)
                return f"({self._lead(then, visit)} if {test} else {self._lead(otherwise, visit)})"
            case tx.Variation(kind=kind, options=options):
                sources = [self._lead(option, visit) for option in options]
                count = len(options)
                if kind == "first":
                    return f"({sources[0]} if {visit} <= 1 else {sources[1]})"
                index = {
                    "cycle": f"({visit} - 1) % {count}",
                    "sequence": f"min({visit} - 1, {count - 1})",
                    "shuffle": f"words(v[{SEED}], {block.block!r}, {visit})[0] * {count} >> 64",
                }[kind]
                cases = ", ".join(f"lambda: {source}" for source in sources)
                return f"({cases},)[{index}]()"

    def _lead(self, text: tx.Text, visit: str) -> str:
        if not text:
            return "''"
        return _plus([self._led(block, visit) for block in text])

    def _prose_parts(self, prose: tx.Prose) -> list[Part]:
        return [Part(True, part) if isinstance(part, str) else Part(False, self._shown(part)) for part in prose.parts]

    def _shown(self, value: tx.Value) -> str:
        source, kind = self.expression(value.node), value.node.kind
        match kind.name:
            case "integer" if not value.spec:
                return f"str({source})"
            case "decimal" if not value.spec:
                return f"shown_decimal({source})"
            case "integer" | "decimal":
                return f"format({source}, {value.spec!r})"
            case "flag":
                return f"('yes' if {source} else 'no')"
            case "word" if isinstance(value.node, ir.Const):
                return repr(value.node.value)
            case "word":
                return f"{kind.words!r}[{source}].replace('_', ' ')"
            case "set":
                return f"listed({source}, {kind.words!r})"
        return f"shown_date({source})"


def _member_of(kind: ir.Kind) -> ir.Kind:
    """The kind of the words that a set holds."""
    return ir.Kind("word", kind.words)


def _indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


def _sum(parts: list[Part]) -> str:
    """Source that joins the parts, literal neighbours put together."""
    sources: list[str] = []
    literal = ""
    for part in parts:
        if part.literal:
            literal += part.text
            continue
        if literal:
            sources.append(repr(literal))
            literal = ""
        sources.append(part.text)
    if literal or not sources:
        sources.append(repr(literal))
    return _plus(sources)


def _plus(sources: list[str]) -> str:
    """Source that joins texts. A long sum would be nested too deeply for Python."""
    return f"({' + '.join(sources)})" if len(sources) <= LONG_SUM else f"''.join(({', '.join(sources)}))"


def variable_bounds(story: st.Story) -> dict[str, Bounds]:
    """Kind and range of every variable."""
    bounds = {}
    for variable in story.variables.values():
        values = widest(variable.kind)
        if variable.low is not None and variable.high is not None:
            values = Values(variable.low, variable.high)
        bounds[variable.name] = Bounds(variable.kind, values)
    return bounds
