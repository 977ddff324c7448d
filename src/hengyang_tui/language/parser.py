"""Conditions and effects: from an author's text to typed nodes.

Python's own parser reads the text; an allow-list decides what of it is language. Whatever is not on
the list (attributes, subscripts, powers, loops, lambdas, comprehensions, calls of anything else) is a
finding with its place.
"""

from __future__ import annotations

import ast
import datetime
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NoReturn

from hengyang_tui.language import expressions as ir
from hengyang_tui.language.diagnostics import did_you_mean, nearest
from hengyang_tui.language.expressions import DATE, DECIMAL, FLAG, INTEGER, NOWHERE, Kind, Node, Place
from hengyang_tui.language.extent import MAX_LEVELS, MAX_STATEMENTS, NOTHING, Extent, of_effects

MAX_EXPRESSION = 2_000
MAX_EFFECTS = 20_000
MAX_DEPTH = 40
MAX_LITERAL = 10**15

Report = Callable[[str, str, Place, str | None], None]
"""Takes a finding: code, message, place in the text, way out."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named effect: its parameters and, once read, its statements."""

    name: str
    parameters: tuple[str, ...]
    effects: ir.Effects
    extent: Extent = NOTHING


@dataclass(slots=True)
class Scope:
    """The names an expression may use, as the author writes them."""

    variables: Mapping[str, tuple[str, Kind]]
    """written name → full name and kind"""
    derived: Mapping[str, tuple[str, Kind]]
    rules: Mapping[str, Rule]
    scenes: Mapping[str, str]
    """written id → full id"""
    choices: Mapping[str, Mapping[str, str]]
    """full scene id → written id → full id of its choices"""
    calendar: bool = True
    parameters: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """Every name that stands for a value."""
        clock = ["day", "date"] if self.calendar else []
        return [*self.variables, *self.derived, *self.parameters, *clock]


class _Refused(Exception):
    """Ends the reading of one expression, after its finding was reported."""


FUNCTIONS = ("min", "max", "abs", "round", "len", "visited", "chosen")
CHANCE = ("roll", "chance", "pick")
_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_NAMES: dict[type[ast.AST], str] = {
    ast.Attribute: "a point between names",
    ast.Subscript: "square brackets after a name",
    ast.Pow: "a power",
    ast.Lambda: "lambda",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.For: "a loop",
    ast.While: "a loop",
    ast.JoinedStr: "an f-string",
    ast.NamedExpr: "':='",
    ast.Dict: "a mapping",
    ast.List: "a list",
    ast.Set: "a set literal",
    ast.Tuple: "a tuple",
    ast.Starred: "a star",
    ast.Import: "import",
    ast.ImportFrom: "import",
    ast.FunctionDef: "a function definition",
    ast.ClassDef: "a class definition",
    ast.Delete: "del",
    ast.Try: "try",
    ast.With: "with",
    ast.Return: "return",
    ast.Await: "await",
    ast.Is: "'is'",
    ast.IsNot: "'is not'",
}


@dataclass(slots=True)
class Parser:
    """Reads expressions and effects of one scope, reporting what is wrong.

    `origin` is where the text begins in a text that it is a part of, as an expression in prose.
    """

    scope: Scope
    report: Report
    chance: bool = False
    origin: Place = NOWHERE
    _depth: int = field(default=0)
    _begin: Place = NOWHERE
    _rows: tuple[bytes, ...] = ()
    """Lines of the text that is read, where it holds more than ASCII."""

    def expression(self, text: str | bool | int | float, kind: str | None = None) -> Node | None:
        """A typed expression, or None after a finding. `kind` 'flag' demands a condition."""
        if isinstance(text, bool):
            text = "true" if text else "false"
        source = str(text)
        blank = source[: len(source) - len(source.lstrip())]
        self._begin = _after(self.origin, blank.count("\n"), len(blank) - blank.rfind("\n") - 1)
        tree = self._parse(source.strip(), "eval", MAX_EXPRESSION)
        if not isinstance(tree, ast.Expression):
            return None
        try:
            node = self._node(tree.body)
            if kind == "flag":
                self._want_flag(node, tree.body)
        except _Refused:
            return None
        return node

    def effects(self, text: str) -> ir.Effects | None:
        """The statements of an effect, or None after a finding."""
        self._begin = self.origin
        tree = self._parse(text, "exec", MAX_EFFECTS)
        if not isinstance(tree, ast.Module):
            return None
        effects = self._statements(tree.body)
        extent = of_effects(effects, {rule.name: rule.extent for rule in self.scope.rules.values()})
        if extent.size > MAX_STATEMENTS or extent.levels > MAX_LEVELS:
            what = f"has {extent.size:,} statements" if extent.size > MAX_STATEMENTS else "is nested too deeply"
            limit = f"{MAX_STATEMENTS:,} statements and {MAX_LEVELS} levels"
            self.report("too-long", f"With its rules written out this {what}.", self._begin, f"The limit is {limit}.")
            return None
        return effects

    def _parse(self, source: str, mode: str, limit: int) -> ast.AST | None:
        if len(source) > limit:
            self.report(
                "too-long",
                f"This is longer than {limit:,} characters.",
                self._begin,
                "Split it into rules or derived values.",
            )
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(source, mode=mode)
        except SyntaxError as error:
            place = _after(self._begin, max(0, (error.lineno or 1) - 1), max(0, (error.offset or 1) - 1))
            self.report("syntax", _syntax_message(error), place, _syntax_hint(source, mode))
        except (RecursionError, MemoryError, ValueError):
            self.report("too-deep", "This is nested too deeply.", self._begin, "Split it into derived values or rules.")
        else:
            self._rows = () if source.isascii() else tuple(row.encode() for row in source.split("\n"))
            return tree
        return None

    # Statements

    def _statements(self, body: Sequence[ast.stmt]) -> ir.Effects:
        read: list[ir.Statement] = []
        depth = self._depth
        for statement in body:
            try:
                read.extend(self._statement(statement))
            except _Refused:
                self._depth = depth
        return tuple(read)

    def _statement(self, statement: ast.stmt) -> ir.Effects:
        match statement:
            case ast.Pass():
                return ()
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                return (self._assign(name, self._node(value), statement),)
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
                return (self._augment(name, op, value, statement),)
            case ast.If(test=test, body=then, orelse=otherwise):
                return (self._when(test, then, otherwise, statement),)
            case ast.Expr(value=ast.Call(func=ast.Name(id=name)) as call):
                return (self._run(name, call),)
            case ast.Expr(value=ast.Compare(ops=[ast.Eq()])):
                self._refuse("no-effect", "This compares and changes nothing.", statement, "Use one '=' to assign.")
        what = _NAMES.get(type(statement), "this statement")
        self._refuse(
            "not-allowed",
            f"Effects know no {_one(what)}." if what != "this statement" else "This is no effect.",
            statement,
            "Effects are assignments, if/elif/else, rules and chance.",
        )

    def _when(self, test: ast.expr, then: list[ast.stmt], otherwise: list[ast.stmt], at: ast.AST) -> ir.When:
        self._enter(at)
        condition: Node | None = None
        try:
            condition = self._flag(test)
        except _Refused:
            condition = None
        node_then, node_else = self._statements(then), self._statements(otherwise)
        self._depth -= 1
        if condition is None:
            raise _Refused
        return ir.When(condition, node_then, node_else, self._at(at))

    def _run(self, name: str, call: ast.Call) -> ir.Run:
        rule = self.scope.rules.get(name)
        if rule is None:
            if name in CHANCE or name in FUNCTIONS:
                self._refuse("no-effect", f"'{name}' alone changes nothing.", call, "Assign its value to a variable.")
            self._refuse("unknown-rule", f"There is no rule '{name}'.", call, did_you_mean(name, self.scope.rules))
        if call.keywords:
            self._refuse("not-allowed", "Arguments are given by position, without names.", call, None)
        arguments = tuple(self._whole(argument) for argument in call.args)
        if len(arguments) != len(rule.parameters):
            head = f"{name}({', '.join(rule.parameters)})"
            self._refuse(
                "wrong-arguments",
                f"'{name}' takes {len(rule.parameters)} argument(s), not {len(arguments)}.",
                call,
                f"Its head is {head}.",
            )
        return ir.Run(rule.name, arguments, self._at(call))

    def _target(self, name: str, at: ast.AST) -> tuple[str, Kind]:
        known = self.scope.variables.get(name)
        if known is not None:
            return known
        if name in self.scope.derived:
            self._refuse("assign-derived", f"'{name}' is derived and cannot be set.", at, "Set what it is made of.")
        if name in self.scope.parameters:
            self._refuse("assign-parameter", f"'{name}' is a parameter and cannot be set.", at, None)
        if name in ("day", "date", "true", "false"):
            self._refuse("assign-clock", f"'{name}' cannot be set.", at, "Use `days` to let days pass.")
        self._refuse(
            "undeclared",
            f"No variable '{name}' is declared.",
            at,
            _undeclared(name, self.scope.variables),
        )

    def _assign(self, name: str, value: Node, at: ast.stmt) -> ir.Assign:
        full, kind = self._target(name, at)
        self._fits(kind, value, name, at)
        return ir.Assign(full, value, self._at(at))

    def _augment(self, name: str, op: ast.operator, value: ast.expr, at: ast.stmt) -> ir.Assign | ir.Put:
        full, kind = self._target(name, at)
        if kind.name == "set":
            if not isinstance(op, ast.Add | ast.Sub):
                self._refuse("type-clash", f"'{name}' is a set.", at, "Use += or -= with a quoted word.")
            word = self._node(value)
            self._word_of(kind, word, name, at)
            return ir.Put(full, word, isinstance(op, ast.Add), self._at(at))
        if not kind.is_number:
            self._refuse("type-clash", f"'{name}' is {kind}; {_symbol(op)}= needs a number or a set.", at, None)
        right = self._number(value)
        combined = self._combine(op, ir.Read(full, kind, place=self._at(at)), right, at)
        self._fits(kind, combined, name, at)
        return ir.Assign(full, combined, self._at(at))

    def _fits(self, kind: Kind, value: Node, name: str, at: ast.AST) -> None:
        if kind.name == "integer" and value.kind.name == "decimal":
            self._refuse("type-clash", f"'{name}' is a whole number and this is a decimal.", at, "Use // or round().")
        if kind.is_number and value.kind.is_number:
            return
        if kind.name == "flag" and value.kind.name == "flag":
            return
        if kind.name == "word":
            self._word_of(kind, value, name, at)
            return
        if kind.name == "set":
            self._refuse("type-clash", f"'{name}' is a set.", at, f"Use {name} += 'word' or {name} -= 'word'.")
        self._refuse("type-clash", f"'{name}' is {kind} and this is {value.kind}.", at, None)

    def _word_of(self, kind: Kind, value: Node, name: str, at: ast.AST) -> None:
        """Refuses a value that is not a word among the kind's words."""
        if value.kind.name != "word":
            self._refuse("type-clash", f"'{name}' holds words and this is {value.kind}.", at, "Quote the word.")
        for word in value.kind.words:
            if word not in kind.words:
                self._refuse("unknown-word", f"'{word}' is not a word of '{name}'.", at, did_you_mean(word, kind.words))

    # Expressions

    def _enter(self, at: ast.AST) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse("too-deep", "This is nested too deeply.", at, "Split it into derived values or rules.")

    def _node(self, tree: ast.expr) -> Node:
        depth = self._depth
        self._enter(tree)
        try:
            return self._read(tree)
        finally:
            self._depth = depth

    def _read(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Constant(value=value):
                return self._constant(value, tree)
            case ast.Name(id=name):
                return self._name(name, tree)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ir.Unary("not", self._flag(operand), FLAG, self._at(tree))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._negative(operand, tree)
            case ast.BinOp(left=left, op=op, right=right):
                return self._combine(op, self._number(left), self._number(right), tree)
            case ast.BoolOp(op=logic, values=operands):
                parts = tuple(self._flag(operand) for operand in operands)
                return ir.Logic("and" if isinstance(logic, ast.And) else "or", parts, place=self._at(tree))
            case ast.Compare():
                return self._comparison(tree)
            case ast.IfExp():
                return self._if_else(tree)
            case ast.Call(func=ast.Name(id=name)):
                return self._call(name, tree)
        self._refuse_syntax(tree)

    def _refuse_syntax(self, tree: ast.AST) -> NoReturn:
        what = _NAMES.get(type(tree), "this")
        if isinstance(tree, ast.Call):
            what = "a call of anything but a named function"
        self._refuse(
            "not-allowed",
            f"The language has no {_one(what)}." if what != "this" else "The language does not know this.",
            tree,
            "Allowed: names, numbers, quoted words, arithmetic, comparisons, and/or/not, a if c else b, "
            + ", ".join(FUNCTIONS)
            + ".",
        )

    def _constant(self, value: object, tree: ast.AST) -> Node:
        place = self._at(tree)
        if isinstance(value, bool):
            self._refuse("not-allowed", f"Write {str(value).lower()}, in small letters.", tree, None)
        if isinstance(value, int | float):
            if not abs(value) <= MAX_LITERAL:
                self._refuse("number-too-large", "This number is too large.", tree, "The limit is 10 to the power 15.")
            return ir.Const(value, INTEGER if isinstance(value, int) else DECIMAL, place)
        if isinstance(value, str):
            if len(value) > 200:
                self._refuse("too-long", "This word is too long.", tree, None)
            return ir.Const(value, Kind("word", (value,)), place)
        self._refuse_syntax(tree)

    def _name(self, name: str, tree: ast.Name) -> Node:
        place = self._at(tree)
        if (tree.end_col_offset or 0) - tree.col_offset != len(name.encode()):
            self._refuse("not-allowed", f"These letters only look like '{name}'.", tree, f"Type {name} again.")
        if name in ("true", "false"):
            return ir.Const(name == "true", FLAG, place)
        if name in self.scope.parameters:
            return ir.Parameter(name, INTEGER, place)
        if name in self.scope.variables:
            full, kind = self.scope.variables[name]
            return ir.Read(full, kind, place=place)
        if name in self.scope.derived:
            full, kind = self.scope.derived[name]
            return ir.Read(full, kind, derived=True, place=place)
        if name in ("day", "date"):
            if not self.scope.calendar:
                self._refuse("no-calendar", f"This story has no calendar, so there is no '{name}'.", tree, None)
            return ir.Clock("day" if name == "day" else "date", INTEGER if name == "day" else DATE, place)
        if name in ("True", "False"):
            self._refuse("not-allowed", f"Write {name.lower()}, in small letters.", tree, None)
        self._refuse(
            "undeclared",
            f"No variable '{name}' is declared.",
            tree,
            self._meant_as_word(name) or _undeclared(name, self.scope.names()),
        )

    def _meant_as_word(self, name: str) -> str | None:
        kinds = [kind for _, kind in (*self.scope.variables.values(), *self.scope.derived.values())]
        return f"A word stands in quotes: '{name}'." if any(name in kind.words for kind in kinds) else None

    def _negative(self, operand: ast.expr, tree: ast.AST) -> Node:
        inner = self._number(operand)
        if isinstance(inner, ir.Const) and not isinstance(inner.value, str):
            return ir.Const(-inner.value, inner.kind, self._at(tree))
        return ir.Unary("-", inner, inner.kind, self._at(tree))

    def _combine(self, op: ast.operator, left: Node, right: Node, tree: ast.AST) -> Node:
        symbol = _BINARY.get(type(op))
        if symbol is None:
            if isinstance(op, ast.Pow):
                self._refuse("not-allowed", "The language has no powers.", tree, "Multiply instead.")
            self._refuse("not-allowed", f"The language has no '{_symbol(op)}'.", tree, None)
        decimal = symbol == "/" or "decimal" in (left.kind.name, right.kind.name)
        return ir.Binary(symbol, left, right, DECIMAL if decimal else INTEGER, self._at(tree))  # type: ignore[arg-type]  # symbol comes from _BINARY

    def _comparison(self, tree: ast.Compare) -> Node:
        if any(isinstance(op, ast.In | ast.NotIn) for op in tree.ops):
            return self._membership(tree)
        nodes = [self._node(one) for one in (tree.left, *tree.comparators)]
        pairs = zip(tree.ops, pairwise(nodes), strict=True)
        parts = [self._one_comparison(op, left, right, tree) for op, (left, right) in pairs]
        return parts[0] if len(parts) == 1 else ir.Logic("and", tuple(parts), place=self._at(tree))

    def _membership(self, tree: ast.Compare) -> Node:
        if len(tree.ops) > 1:
            self._refuse("not-allowed", "'in' cannot be chained with another comparison.", tree, "Join them with and.")
        word, of = self._node(tree.left), self._node(tree.comparators[0])
        if of.kind.name != "set":
            self._refuse("type-clash", f"'in' needs a set and this is {of.kind}.", tree.comparators[0], None)
        self._word_of(of.kind, word, _shown(tree.comparators[0]), tree.left)
        has = ir.Has(word, of, place=self._at(tree))
        return has if isinstance(tree.ops[0], ast.In) else ir.Unary("not", has, FLAG, self._at(tree))

    def _one_comparison(self, op: ast.cmpop, a: Node, b: Node, tree: ast.AST) -> Node:
        symbol = _COMPARE.get(type(op))
        if symbol is None:
            self._refuse("not-allowed", "The language has no 'is'.", tree, "Use ==.")
        a, b = self._comparable(symbol, a, b, tree)
        return ir.Compare(symbol, a, b, place=self._at(tree))  # type: ignore[arg-type]  # symbol comes from _COMPARE

    def _comparable(self, symbol: str, a: Node, b: Node, tree: ast.AST) -> tuple[Node, Node]:
        if a.kind.is_number and b.kind.is_number:
            return a, b
        if a.kind.name == "date" or b.kind.name == "date":
            return self._dated(a, tree), self._dated(b, tree)
        if symbol in ("==", "!="):
            if a.kind.name == b.kind.name == "flag":
                return a, b
            if a.kind.name == b.kind.name == "word":
                wide, narrow = (a, b) if not isinstance(a, ir.Const) else (b, a)
                if isinstance(narrow, ir.Const):
                    self._word_of(wide.kind, narrow, _node_name(wide), tree)
                elif wide.kind != narrow.kind:
                    self._refuse("type-clash", "These words come from different lists.", tree, None)
                return a, b
        if a.kind.name == "set" or b.kind.name == "set":
            self._refuse("type-clash", "A set cannot be compared.", tree, "Use 'word' in the_set, or len(the_set).")
        hint = None
        if {a.kind.name, b.kind.name} & {"integer", "decimal"} and "word" in (a.kind.name, b.kind.name):
            hint = "A number stands without quotes."
        self._refuse("type-clash", f"'{symbol}' cannot compare {a.kind} with {b.kind}.", tree, hint)

    def _dated(self, node: Node, tree: ast.AST) -> Node:
        if node.kind.name == "date":
            return node
        if isinstance(node, ir.Const) and isinstance(node.value, str):
            try:
                return ir.Const(datetime.date.fromisoformat(node.value).toordinal(), DATE, node.place)
            except ValueError:
                self._refuse("type-clash", f"'{node.value}' is not a date.", tree, "Write it as '1944-06-28'.")
        self._refuse(
            "type-clash", f"A date cannot be compared with {node.kind}.", tree, "Quote the date: '1944-06-28'."
        )

    def _if_else(self, tree: ast.IfExp) -> Node:
        condition = self._flag(tree.test)
        then, otherwise = self._node(tree.body), self._node(tree.orelse)
        return ir.IfElse(condition, then, otherwise, self._join((then, otherwise), tree), self._at(tree))

    def _join(self, nodes: Sequence[Node], tree: ast.AST) -> Kind:
        """The kind that holds every one of the values."""
        names = {node.kind.name for node in nodes}
        if names <= {"integer", "decimal"}:
            return DECIMAL if "decimal" in names else INTEGER
        if len(names) > 1 or names & {"set", "date"}:
            self._refuse("type-clash", "The alternatives are of different kinds.", tree, None)
        if names == {"word"}:
            return Kind("word", tuple(dict.fromkeys(word for node in nodes for word in node.kind.words)))
        return FLAG

    def _call(self, name: str, tree: ast.Call) -> Node:
        if tree.keywords or any(isinstance(argument, ast.Starred) for argument in tree.args):
            self._refuse("not-allowed", "Arguments are given by position, without names or stars.", tree, None)
        if name in CHANCE:
            return self._draw(name, tree)
        if name in ("visited", "chosen"):
            return self._record(name, tree)
        if name == "len":
            self._count(name, tree, 1, 1)
            of = self._node(tree.args[0])
            if of.kind.name != "set":
                self._refuse("type-clash", f"len() counts a set and this is {of.kind}.", tree, None)
            return ir.Call("len", (of,), INTEGER, self._at(tree))
        if name not in FUNCTIONS:
            hint = "A rule is called on a line of its own." if name in self.scope.rules else None
            hint = hint or did_you_mean(name, FUNCTIONS + CHANCE)
            self._refuse("not-allowed", f"There is no function '{name}'.", tree, hint)
        self._count(name, tree, *((1, 1) if name in ("abs", "round") else (2, 20)))
        arguments = tuple(self._number(argument) for argument in tree.args)
        decimal = name != "round" and any(node.kind.name == "decimal" for node in arguments)
        return ir.Call(name, arguments, DECIMAL if decimal else INTEGER, self._at(tree))  # type: ignore[arg-type]  # name is one of FUNCTIONS

    def _draw(self, name: str, tree: ast.Call) -> Node:
        if not self.chance:
            self._refuse(
                "chance-in-condition", f"{name}() is for effects only.", tree, "Draw in `do` and keep the result."
            )
        place = self._at(tree)
        if name == "roll":
            self._count(name, tree, 2, 2)
            low, high = (self._number(argument) for argument in tree.args)
            if "decimal" in (low.kind.name, high.kind.name):
                self._refuse("type-clash", "roll() takes whole numbers.", tree, None)
            if isinstance(low, ir.Const) and isinstance(high, ir.Const) and float(low.value) > float(high.value):
                self._refuse("empty-roll", "The lower end of roll() is above the higher.", tree, "Swap the two.")
            return ir.Draw("roll", (low, high), INTEGER, place)
        if name == "chance":
            self._count(name, tree, 1, 1)
            odds = self._number(tree.args[0])
            if isinstance(odds, ir.Const) and not 0 <= float(odds.value) <= 1:
                self._refuse("type-clash", "chance() takes a share from 0 to 1.", tree, "For 80 in 100 write 0.8.")
            return ir.Draw("chance", (odds,), FLAG, place)
        self._count(name, tree, 2, 60)
        options = tuple(self._node(argument) for argument in tree.args)
        return ir.Draw("pick", options, self._join(options, tree), place)

    def _record(self, name: str, tree: ast.Call) -> Node:
        """`visited('scene')` and `chosen('scene.choice')`."""
        self._count(name, tree, 1, 1)
        argument = tree.args[0]
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            self._refuse("type-clash", f"{name}() takes a quoted id.", tree, f"{name}('the-id')")
        text = argument.value
        scene, _, choice = text.partition(".") if name == "chosen" else (text, "", "")
        full = self.scope.scenes.get(scene)
        if full is None:
            self._refuse("dead-link", f"There is no scene '{scene}'.", tree, did_you_mean(scene, self.scope.scenes))
        if name == "visited":
            return ir.Visited(full, place=self._at(tree))
        known = self.scope.choices.get(full, {})
        if choice not in known:
            self._refuse("dead-link", f"Scene '{scene}' has no choice '{choice}'.", tree, did_you_mean(choice, known))
        return ir.Chosen(full, known[choice], place=self._at(tree))

    def _count(self, name: str, tree: ast.Call, low: int, high: int) -> None:
        if not low <= len(tree.args) <= high:
            wanted = str(low) if low == high else f"{low} or more"
            self._refuse("wrong-arguments", f"{name}() takes {wanted} argument(s), not {len(tree.args)}.", tree, None)

    def _number(self, tree: ast.expr) -> Node:
        node = self._node(tree)
        if not node.kind.is_number:
            hint = None
            if node.kind.name == "flag":
                hint = "Write 1 if … else 0 to count a flag."
            self._refuse("type-clash", f"A number is needed and this is {node.kind}.", tree, hint)
        return node

    def _whole(self, tree: ast.expr) -> Node:
        node = self._number(tree)
        if node.kind.name == "decimal":
            self._refuse("type-clash", "Rules take whole numbers and this is a decimal.", tree, "Use // or round().")
        return node

    def _flag(self, tree: ast.expr) -> Node:
        node = self._node(tree)
        self._want_flag(node, tree)
        return node

    def _want_flag(self, node: Node, tree: ast.AST) -> None:
        if node.kind.name != "flag":
            self._refuse(
                "type-clash", f"A condition is needed and this is {node.kind}.", tree, "Compare it with something."
            )

    def _at(self, tree: ast.AST) -> Place:
        line, column = getattr(tree, "lineno", 1) - 1, getattr(tree, "col_offset", 0)
        if self._rows:  # Python counts columns in bytes
            column = len(self._rows[line][:column].decode())
        return _after(self._begin, line, column)

    def _refuse(self, code: str, message: str, at: ast.AST, hint: str | None) -> NoReturn:
        self.report(code, message, self._at(at), hint)
        raise _Refused


def _undeclared(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"Did you mean '{near}'?" if near else "Declare it under variables:."


def _after(begin: Place, line: int, column: int) -> Place:
    """A place in a text that begins at `begin`."""
    return Place(begin.line + line, column + (begin.column if line == 0 else 0))


def _one(what: str) -> str:
    """A word for a thing without its article."""
    return what.removeprefix("a ").removeprefix("an ")


def _symbol(op: ast.operator) -> str:
    return _BINARY.get(type(op)) or {"Pow": "**", "MatMult": "@", "BitOr": "|", "BitAnd": "&", "BitXor": "^"}.get(
        type(op).__name__, "this operator"
    )


def _shown(tree: ast.expr) -> str:
    return tree.id if isinstance(tree, ast.Name) else "the set"


def _node_name(node: Node) -> str:
    return node.name.rpartition("/")[2] if isinstance(node, ir.Read) else "the value"


def _syntax_message(error: SyntaxError) -> str:
    """What Python says, where that is more than that it cannot read the text."""
    if error.msg.startswith("invalid syntax"):
        return "This cannot be read."
    return f"This cannot be read: {error.msg}."


def _syntax_hint(source: str, mode: str) -> str | None:
    if "&&" in source or "||" in source:
        return "Write and / or instead of && / ||."
    if "=>" in source or "=<" in source:
        return "Write >= or <=, with the = last."
    if "++" in source or "--" in source:
        return "Write += 1 or -= 1."
    if mode == "eval" and "=" in source.replace("==", "").replace("<=", "").replace(">=", "").replace("!=", ""):
        return "Use == to compare; a condition cannot assign."
    if mode == "eval" and "\n" in source.strip():
        return "Put the whole condition in brackets ( … ) when it takes several lines."
    return "See 'Conditions and effects' in docs/language.md."
