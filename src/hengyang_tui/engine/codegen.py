"""Nodes of the language as Python source, over the state list `v`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, pairwise

from hengyang_tui.engine.block import Block
from hengyang_tui.engine.errors import FAULTS
from hengyang_tui.engine.layout import DATE, Layout
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language.ranges import UNBOUNDED, Bounds, Values, evaluate, widest

SMALL_STEP = 10**9
"""A number without a range is left unclamped when it moves by no more than this at a time: it would take
millions of steps to matter."""

SIMPLE = re.compile(r"-?\w+(\.\d+)?|v\[\d+\]")
"""Source that costs nothing to work out twice."""

SHORT = 120
"""Characters up to which a derived value is written out wherever it is read."""

LONG, DEEP = 3_000, 60
"""Characters and brackets up to which it is written out where code for one day first reads it."""

LITERAL = re.compile(r"True|False|\(?-?\d+(\.\d+)?\)?")
"""Source of a value that is known."""

MAY_FAIL = re.compile(r"[/%]|(?<![.\w])[a-z]\w*\(")
"""Found in source that may raise something, or asks code that may."""


@dataclass(slots=True)
class Writer:
    """Writes the source of conditions and effects of one story."""

    story: st.Story
    layout: Layout
    derived: Mapping[str, str] = field(default_factory=dict)
    """full name → source that reads it"""
    bounds: dict[str, Bounds] = field(default_factory=dict)
    known: dict[str, Values] = field(default_factory=dict)
    """What every variable, derived value and parameter can be."""
    date: int | None = None
    """The day that code is written for: what follows from it is worked out here. None: code for any day."""
    _met: dict[str, str] = field(default_factory=dict)
    """Derived values that code for one day has read → source that reads them again."""
    _names: int = 0

    def __post_init__(self) -> None:
        self.bounds = variable_bounds(self.story)
        self.known = {name: bound.values for name, bound in self.bounds.items()}
        for derived in self.story.derived.values():
            self.known[derived.name] = evaluate(derived.node, self.known)

    @contextmanager
    def on(self, date: int) -> Iterator[None]:
        """Code for one function that runs on this day only."""
        names = self._names
        self.date, self._met, self._names = date, {}, 0
        try:
            yield
        finally:
            self.date, self._met, self._names = None, {}, names

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
                return self.derived[name] if self.date is None else self._on_the_day(name)
            case ir.Read(name=name):
                return f"v[{self.layout.variables[name]}]"
            case ir.Parameter(name=name):
                return (names or {})[name]
            case ir.Clock(which=which):
                return self._clock(which)
            case ir.Unary(op=op, operand=operand):
                inner = again(operand)
                return self._known(f"({op} {inner})", inner)
            case ir.Binary(op=op, left=left, right=right):
                a, b = again(left), again(right)
                adds_nothing = b == "0" and op in ("+", "-") and left.kind.name == "integer"
                return a if adds_nothing else self._known(f"({a} {op} {b})", a, b)
            case ir.Compare():
                return self._compare(node, block, names)
            case ir.Logic(op=logic, parts=parts):
                chain = self._chain(parts, block, names) if logic == "and" else None
                return chain or self._logic(logic, parts, block, names)
            case ir.IfElse(condition=condition, then=then, otherwise=otherwise):
                return self._if_else(condition, (then, otherwise), node.kind, block, names)
            case ir.Call(function="len", arguments=(of,)):
                return f"{again(of)}.bit_count()"
            case ir.Call(function=function, arguments=arguments):
                sources = [self.valued(one, node.kind, block, names) for one in arguments]
                return self._known(self._call(function, sources), *sources)
            case ir.Has(word=word, of=of):
                return self._has(word, of, block, names)
            case ir.Visited(scene=scene):
                return f"(v[{self.layout.visits[scene]}] > 0)"
            case ir.Chosen(scene=scene, choice=choice):
                return f"(v[{self.layout.chosen[scene, choice]}] > 0)"
            case ir.Draw():
                return self._draw(node, block, names)

    def _clock(self, which: str) -> str:
        zero = 0 if which == "date" else self._day_zero()
        if self.date is not None:
            return str(self.date - zero)
        return f"(v[{DATE}] - {zero})" if zero else f"v[{DATE}]"

    def _known(self, source: str, *operands: str) -> str:
        """The value of an expression whose operands are known, as a literal; else its source."""
        if self.date is None or not all(map(LITERAL.fullmatch, operands)):
            return source
        return _worked_out(source)

    def _on_the_day(self, name: str) -> str:
        """A derived value in code for one day: written out where it is first read, and everywhere if it is short."""
        if name in self._met:
            return self._met[name]
        source = self.expression(self.story.derived[name].node)
        if len(source) <= SHORT and ":=" not in source:
            self._met[name] = source
            return source
        self._met[name] = self.derived[name]
        return source if len(source) <= LONG and _depth(source) <= DEEP else self.derived[name]

    def _logic(
        self, logic: str, parts: tuple[ir.Node, ...], block: Block | None, names: Mapping[str, str] | None
    ) -> str:
        """`and` and `or`: parts that are known to make no difference are left out."""
        sources = [self.expression(parts[0], block, names)]
        with _branch(block):
            sources += [self.expression(part, block, names) for part in parts[1:]]
        neutral, decided = ("True", "False") if logic == "and" else ("False", "True")
        kept = sources if self.date is None else [source for source in sources if source != neutral]
        if self.date is not None and decided in kept:
            kept = kept[: kept.index(decided) + 1]
            if not any(map(MAY_FAIL.search, kept)):
                return decided
        if len(kept) > 1:
            return "(" + f" {logic} ".join(kept) + ")"
        return kept[0] if kept else neutral

    def _if_else(
        self,
        condition: ir.Node,
        ways: tuple[ir.Node, ir.Node],
        kind: ir.Kind,
        block: Block | None,
        names: Mapping[str, str] | None,
    ) -> str:
        with _branch(block):
            then = self.valued(ways[0], kind, block, names)
        test = self.expression(condition, block, names)
        with _branch(block):
            otherwise = self.valued(ways[1], kind, block, names)
        if LITERAL.fullmatch(test):
            return then if test == "True" else otherwise
        return f"({then} if {test} else {otherwise})"

    def _call(self, function: str, sources: list[str]) -> str:
        if function in ("min", "max") and len(sources) == 2:
            return self._least(function, *sources)
        return f"{function}({', '.join(sources)})"

    def _least(self, function: str, a: str, b: str) -> str:
        """`min` or `max` of two, written out: a call costs five times as much. Of equals the first is taken."""
        sign = "<=" if function == "min" else ">="
        first, second = self._once(a), self._once(b)
        return f"({first[0]} if {first[1]} {sign} {second[1]} else {second[0]})"

    def _once(self, source: str) -> tuple[str, str]:
        """How to read a value again, and how to read it for the first time."""
        if SIMPLE.fullmatch(source):
            return source, source
        self._names += 1
        return f"q{self._names}", f"(q{self._names} := {source})"

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
                return self._if_else(condition, (then, otherwise), kind, block, names)
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
        return self._known(f"({a} {node.op} {b})", a, b)

    def _chain(self, parts: tuple[ir.Node, ...], block: Block | None, names: Mapping[str, str] | None) -> str | None:
        """A chained comparison as a chain, so that what stands in its middle is worked out (and drawn) once."""
        compared = [part for part in parts if isinstance(part, ir.Compare)]
        if len(compared) < len(parts) or any(a.right is not b.left for a, b in pairwise(compared)):
            return None
        operands = [compared[0].left, *(one.right for one in compared)]
        kind = next((one.kind for one in operands if not isinstance(one, ir.Const)), operands[0].kind)

        def written(operand: ir.Node) -> str:
            if kind.name == "word":
                return self.valued(operand, kind, block, names)
            return self.expression(operand, block, names)

        first, second = written(operands[0]), written(operands[1])
        with _branch(block):
            rest = [second, *map(written, operands[2:])]
        source = f"({first}" + "".join(f" {one.op} {other}" for one, other in zip(compared, rest, strict=True)) + ")"
        return self._known(source, first, *rest)

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
        test = self.expression(statement.condition, block, names)
        with nullcontext() if test == "True" else block.branch():
            then = self.effects(statement.then, block, names)
        with nullcontext() if test == "False" else block.branch():
            otherwise = self.effects(statement.otherwise, block, names)
        if LITERAL.fullmatch(test):
            return then if test == "True" else otherwise
        lines = [f"if {test}:", *_indented(then or ["pass"])]
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


@cache
def _worked_out(source: str) -> str:
    """The value of an expression of literals, as a literal. What cannot be done is left to fail where it is read."""
    try:
        value = repr(eval(source))  # noqa: S307  nothing but literals and operators
    except FAULTS:
        return source
    value = f"({value})" if value.startswith("-") else value
    return value if LITERAL.fullmatch(value) else source


def _branch(block: Block | None) -> AbstractContextManager[None]:
    return nullcontext() if block is None else block.branch()


def _depth(source: str) -> int:
    """How deep brackets stand in one another."""
    return max(accumulate((character in "([") - (character in ")]") for character in source))


def _member_of(kind: ir.Kind) -> ir.Kind:
    """The kind of the words that a set holds."""
    return ir.Kind("word", kind.words)


def _indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


def variable_bounds(story: st.Story) -> dict[str, Bounds]:
    """Kind and range of every variable."""
    bounds = {}
    for variable in story.variables.values():
        values = widest(variable.kind)
        if variable.low is not None and variable.high is not None:
            values = Values(variable.low, variable.high)
        bounds[variable.name] = Bounds(variable.kind, values)
    return bounds
