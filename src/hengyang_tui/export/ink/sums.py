"""Conditions and sums as ink."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from hengyang_tui.export.ink.book import Book
from hengyang_tui.export.ink.words import LARGEST, number, quoted
from hengyang_tui.export.sites import Site
from hengyang_tui.language import expressions as ir
from hengyang_tui.language.ranges import Values, evaluate

ATOM, PRODUCT, SUM, TEST, LOGIC = range(5)
"""How loosely a source holds together: what is looser than its place allows gets brackets. Signs of one kind do not
bind alike in ink (`-` binds more than `+`), so they are never left to themselves."""


class Source(NamedTuple):
    """A piece of ink, and how loosely it holds together."""

    text: str
    level: int = ATOM


class Sums:
    """Writes the expressions of a story."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, node: ir.Node, site: Site) -> str:
        """An expression."""
        return self._source(node, site).text

    def inside(self, node: ir.Node, site: Site) -> str:
        """An expression that may stand between braces in a text, where a sign in front would mean something else."""
        source = self(node, site)
        return f"({source})" if source[0] in "-&!~$" else source

    def test(self, node: ir.Node, site: Site) -> str:
        """A condition as one of several that are joined by `and`."""
        return self._held(node, site, TEST)

    def values(self, node: ir.Node, site: Site) -> Values:
        """What an expression can come to, from above."""
        return evaluate(node, self.book.known | dict(site.known))

    def _held(self, node: ir.Node, site: Site, level: int = ATOM) -> str:
        return _bracketed(self._source(node, site), level)

    def _source(self, node: ir.Node, site: Site) -> Source:
        book = self.book
        match node:
            case ir.Const():
                return self._literal(node, site)
            case ir.Read(name=name, derived=True):
                return Source(f"{book.derived[name]}()" if name in book.computed else book.derived[name])
            case ir.Read(name=name):
                return Source(book.variables[name])
            case ir.Parameter(name=name):
                return Source(site.parameters[name])
            case ir.Clock():
                return Source("day")
            case ir.Unary(op="not", operand=ir.Visited(scene=scene)):
                return Source(f"{book.knots[scene]} == 0", TEST)
            case ir.Unary(op="not", operand=ir.Chosen(scene=scene, choice=choice)):
                return Source(f"{self.count_of(scene, choice)} == 0", TEST)
            case ir.Unary(op="not", operand=operand):
                return Source(f"not {self._held(operand, site)}", TEST)
            case ir.Unary(operand=operand):
                return Source(f"0 - {self._held(operand, site)}", SUM)
            case ir.Binary():
                return self._arithmetic(node, site)
            case ir.Compare(left=ir.Binary(op="%") as left, right=ir.Const(value=0)):
                return self._divides(node.op, left, site)
            case ir.Compare(op=op, left=left, right=right):
                return Source(f"{self._held(left, site, SUM)} {op} {self._held(right, site, SUM)}", TEST)
            case ir.Logic(op=logic, parts=parts):
                return Source(f" {logic} ".join(self._held(part, site, TEST) for part in parts), LOGIC)
            case ir.IfElse():
                return self._if_else(node, site)
            case ir.Call():
                return self._call(node, site)
            case ir.Has(word=word, of=of):
                return self._has(word, of, site)
            case ir.Visited(scene=scene):
                return Source(f"{book.knots[scene]} > 0", TEST)
            case ir.Chosen(scene=scene, choice=choice):
                return Source(f"{self.count_of(scene, choice)} > 0", TEST)
            case ir.Draw():
                return self._draw(node, site)

    def count_of(self, scene: str, choice: str) -> str:
        """How often a choice was made."""
        return f"{self.book.knots[scene]}.{self.book.labels[scene, choice]}"

    def _literal(self, node: ir.Const, site: Site) -> Source:
        value = node.value
        if isinstance(value, bool):
            return Source(str(value).lower())
        if isinstance(value, str):
            return Source(quoted(value))
        if node.kind.name == "date":
            assert self.book.story.calendar is not None
            value = int(value) - self.book.story.calendar.day_one + 1
        if abs(value) > LARGEST:
            self.book.refusals.refuse(
                "ink-number",
                f"Numbers end at {LARGEST:,} in ink.",
                "Count in thousands or millions.",
                site.spot,
                node.place,
            )
        return Source(f"({number(value)})" if value < 0 else number(value))

    def _arithmetic(self, node: ir.Binary, site: Site) -> Source:
        op = node.op
        if op in ("/", "//", "%"):
            return self._division(node, site)
        left, right = self._source(node.left, site), self._source(node.right, site)
        level = PRODUCT if op == "*" else SUM
        a, b = (_bracketed(one, ATOM if op == "*" else PRODUCT) for one in (left, right))
        if isinstance(node.left, ir.Binary) and node.left.op == op and op in "+*":
            a = left.text
        return Source(f"{a} {op} {b}", level)

    def _division(self, node: ir.Binary, site: Site) -> Source:
        """A division as ink does it where that is the same, and by a helper where it is not."""
        if node.op != "/" and node.kind.name == "decimal":
            self.book.refusals.refuse(
                "ink-decimal-division",
                f"Ink has no '{node.op}' for decimals.",
                "Use whole numbers here, or round() the result of '/'.",
                site.spot,
                node.place,
            )
        dividend, divisor = self.values(node.left, site), self.values(node.right, site)
        a, b = self._source(node.left, site), self._source(node.right, site)
        safe = divisor.low > 0 or divisor.high < 0
        if node.op == "/":
            if not safe:
                return Source(f"{self.book.use('divide')}({a.text}, {b.text})")
            return Source(f"FLOAT({a.text}) / {_bracketed(b)}", PRODUCT)
        if dividend.low >= 0 and divisor.low > 0:
            return Source(f"{_bracketed(a)} {'/' if node.op == '//' else '%'} {_bracketed(b)}", PRODUCT)
        helper = self.book.use("floor_div" if node.op == "//" else "floor_mod")
        return Source(f"{helper}({a.text}, {b.text})")

    def _divides(self, op: str, node: ir.Binary, site: Site) -> Source:
        """Whether something is left over, which is the same whatever the signs."""
        divisor = self.values(node.right, site)
        if op not in ("==", "!=") or node.kind.name == "decimal" or divisor.low <= 0 <= divisor.high:
            return Source(f"{self._held(node, site, SUM)} {op} 0", TEST)
        return Source(f"{self._held(node.left, site)} % {self._held(node.right, site)} {op} 0", TEST)

    def _call(self, node: ir.Call, site: Site) -> Source:
        first, *others = node.arguments
        text = self(first, site)
        match node.function:
            case "len":
                return Source(f"LIST_COUNT({text})")
            case "abs":
                return Source(f"{self.book.use('absolute')}({text})")
            case "round":
                whole = first.kind.name == "integer"
                return self._source(first, site) if whole else Source(f"{self.book.use('rounded')}({text})")
        for other in others:
            text = f"{node.function.upper()}({text}, {self(other, site)})"
        return Source(text)

    def _has(self, word: ir.Node, of: ir.Node, site: Site) -> Source:
        held = self._held(of, site)
        return Source(f"{held} ? {self.item(word, self.set_behind(of), site)}", TEST)

    def set_behind(self, of: ir.Node) -> str:
        """The variable whose words a set holds; a derived value may stand before it."""
        while isinstance(of, ir.Read) and of.derived:
            of = self.book.story.derived[of.name].node
        assert isinstance(of, ir.Read), "only variables are sets"
        return of.name

    def item(self, word: ir.Node, name: str, site: Site) -> str:
        """A word as an item of the set `name`."""
        if isinstance(word, ir.Const):
            return self.book.items[name, str(word.value)]
        return f"{self.book.use('item_of')}({quoted(name)}, {self(word, site)})"

    def _draw(self, node: ir.Draw, site: Site) -> Source:
        assert site.draws is not None, "the parser keeps chance out of conditions"
        helper = self.book.use(node.function)
        arguments = [self(argument, site) for argument in node.arguments]
        place = site.draws.place(node)
        if node.function != "pick":
            return Source(f"{helper}({place}, {', '.join(arguments)})")
        arms = [*(f"- {index}:" for index in range(len(arguments) - 1)), "- else:"]
        body = ["{ which_:", *(f"{arm}\n    ~ return {value}" for arm, value in zip(arms, arguments, strict=True)), "}"]
        return self._function(body, site, {"which_": f"{helper}({place}, {len(arguments)})"})

    def _if_else(self, node: ir.IfElse, site: Site) -> Source:
        if isinstance(node.otherwise, ir.IfElse):
            return self._function(self.returns(node, site), site, {})
        then, condition = self(node.then, site), self(node.condition, site)
        return Source(f"{self.book.use('either')}({condition}, {then}, {self(node.otherwise, site)})")

    def returns(self, node: ir.Node, site: Site) -> list[str]:
        """The lines of a function that gives the value of `node`."""
        if not isinstance(node, ir.IfElse):
            return [f"~ return {self(node, site)}"]
        lines = ["{"]
        while isinstance(node, ir.IfElse):
            then, condition = self(node.then, site), self(node.condition, site)
            lines += [f"- {condition}:", f"    ~ return {then}"]
            node = node.otherwise
        return [*lines, "- else:", f"    ~ return {self(node, site)}", "}"]

    def _function(self, body: list[str], site: Site, arguments: Mapping[str, str]) -> Source:
        """A call of a function written for one expression; it is handed the local names that it reads."""
        text = "\n".join(body)
        read = [name for name in _locals(site) if re.search(rf"\b{name}\b", text)]
        name = self.book.names.take(f"{site.owner}_case")
        self.book.functions.append([f"=== function {name}({', '.join([*arguments, *read])}) ===", *body])
        return Source(f"{name}({', '.join([*arguments.values(), *read])})")


def _locals(site: Site) -> list[str]:
    """Names that mean something only inside the function that is being written."""
    drawn = ["block_", "run_", "at_"] if site.draws is not None and site.draws.base else []
    return [*drawn, *site.parameters.values()]


def _bracketed(source: Source, level: int = ATOM) -> str:
    return source.text if source.level <= level else f"({source.text})"
