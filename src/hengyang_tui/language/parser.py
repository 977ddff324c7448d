"""Effects: from an author's text to typed statements."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from hengyang_tui.language import expressions as ir
from hengyang_tui.language.conditions import (
    CHANCE,
    FUNCTIONS,
    NAMES,
    ExpressionParser,
    Refused,
    symbol_of,
    undeclared_hint,
    without_article,
)
from hengyang_tui.language.diagnostics import did_you_mean
from hengyang_tui.language.expressions import Kind, Node
from hengyang_tui.language.extent import MAX_LEVELS, MAX_STATEMENTS, of_effects

MAX_EFFECTS = 20_000


@dataclass(slots=True)
class Parser(ExpressionParser):
    """Reads expressions and effects of one scope, reporting what is wrong."""

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

    def _statements(self, body: Sequence[ast.stmt]) -> ir.Effects:
        read: list[ir.Statement] = []
        depth = self._depth
        for statement in body:
            try:
                read.extend(self._statement(statement))
            except Refused:
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
        what = NAMES.get(type(statement), "this statement")
        self._refuse(
            "not-allowed",
            f"Effects know no {without_article(what)}." if what != "this statement" else "This is no effect.",
            statement,
            "Effects are assignments, if/elif/else, rules and chance.",
        )

    def _when(self, test: ast.expr, then: list[ast.stmt], otherwise: list[ast.stmt], at: ast.AST) -> ir.When:
        self._enter(at)
        condition: Node | None = None
        try:
            condition = self._flag(test)
        except Refused:
            condition = None
        node_then, node_else = self._statements(then), self._statements(otherwise)
        self._depth -= 1
        if condition is None:
            raise Refused
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
        if name in self.scope.unread:
            raise Refused
        if name in self.scope.parameters:
            self._refuse("assign-parameter", f"'{name}' is a parameter and cannot be set.", at, None)
        if name in ("day", "date", "true", "false"):
            self._refuse("assign-clock", f"'{name}' cannot be set.", at, "Use `days` to let days pass.")
        self._refuse(
            "undeclared",
            f"No variable '{name}' is declared.",
            at,
            undeclared_hint(name, self.scope.variables),
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
            self._refuse("type-clash", f"'{name}' is {kind}; {symbol_of(op)}= needs a number or a set.", at, None)
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
