"""What values an expression can have: intervals, possible words, possible truth.

An abstract interpretation of the small language (Cousot and Cousot 1977, with intervals). It is
sound and not exact: a value it excludes cannot occur; one it admits may still never occur. The checks use it
for divisors, for conditions that can never hold, and the compiler to leave out needless clamps.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from hengyang_tui.language import expressions as ir
from hengyang_tui.language.expressions import Kind, Node

UNBOUNDED = 2**53 - 1
"""Numbers declared without a range saturate here, the largest whole number every engine can hold."""

HUGE = 1e18


@dataclass(frozen=True, slots=True)
class Values:
    """A set of possible values, from above: an interval for numbers and dates (flags are 0 and 1),
    a set of words for words, words possibly in it for a set.
    """

    low: float = -math.inf
    high: float = math.inf
    words: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is possible."""
        return self.low > self.high

    @property
    def can_hold(self) -> bool:
        """Whether a flag can be true."""
        return self.high >= 1 and self.low <= 1

    @property
    def can_fail(self) -> bool:
        """Whether a flag can be false."""
        return self.low <= 0 <= self.high


TRUE, FALSE, EITHER = Values(1, 1), Values(0, 0), Values(0, 1)
EMPTY = Values(1, 0)

Env = dict[str, Values]
"""What is known of each variable, derived value and parameter, and of `day` and `date`, by name."""

Complaint = Callable[[str, str, ir.Place], None]


def ignore(code: str, message: str, place: ir.Place) -> None:
    """Takes complaints and drops them."""


def widest(kind: Kind) -> Values:
    """Every value of a kind."""
    if kind.name == "flag":
        return EITHER
    if kind.name in ("word", "set"):
        return Values(words=frozenset(kind.words))
    if kind.name == "date":
        return Values(1, 3_652_059)
    return Values(-UNBOUNDED, UNBOUNDED)


def join(a: Values, b: Values) -> Values:
    """The values of either."""
    return Values(min(a.low, b.low), max(a.high, b.high), a.words | b.words)


def join_env(a: Env, b: Env) -> Env:
    """What is known after one of two ways was taken."""
    return {name: join(a[name], b[name]) for name in a if name in b}


def evaluate(node: Node, env: Mapping[str, Values], complain: Complaint = ignore) -> Values:
    """The values `node` can have where `env` holds. Complains of divisors that can be 0 and of
    numbers without measure.
    """
    match node:
        case ir.Const(value=value):
            if isinstance(value, str):
                return Values(words=frozenset((value,)))
            return Values(float(value), float(value))
        case ir.Read(name=name, kind=kind) | ir.Parameter(name=name, kind=kind):
            return env.get(name, widest(kind))
        case ir.Clock(which=which, kind=kind):
            return env.get(which, widest(kind))
        case ir.Unary(op=op, operand=operand):
            inner = evaluate(operand, env, complain)
            return Values(1 - inner.high, 1 - inner.low) if op == "not" else Values(-inner.high, -inner.low)
        case ir.Binary():
            return _arithmetic(node, env, complain)
        case ir.Compare():
            return _compare(node, env, complain)
        case ir.Logic():
            return _logic(node, env, complain)
        case ir.IfElse():
            return _if_else(node, env, complain)
        case ir.Call():
            return _call(node, env, complain)
        case ir.Has(word=word, of=of):
            evaluate(word, env, complain)
            return EITHER if evaluate(of, env).words else FALSE
        case ir.Draw():
            return _draw(node, env, complain)
        case _:
            return EITHER


def _if_else(node: ir.IfElse, env: Mapping[str, Values], complain: Complaint) -> Values:
    condition = evaluate(node.condition, env, complain)
    if not condition.can_fail:
        return evaluate(node.then, narrow(env, node.condition, True), complain)
    otherwise = evaluate(node.otherwise, narrow(env, node.condition, False), complain)
    if not condition.can_hold:
        return otherwise
    return join(evaluate(node.then, narrow(env, node.condition, True), complain), otherwise)


def _arithmetic(node: ir.Binary, env: Mapping[str, Values], complain: Complaint) -> Values:
    a, b = evaluate(node.left, env, complain), evaluate(node.right, env, complain)
    if node.op in ("/", "//", "%"):
        if b.low <= 0 <= b.high:
            complain("divisor-zero", "This divisor can be 0.", node.place)
            return Values(-HUGE, HUGE)
        if node.op == "%":
            return Values(0, b.high) if b.low > 0 else Values(b.low, 0)
    corners = [_apply(node.op, x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    result = Values(min(corners), max(corners))
    if result.low < -HUGE * 1e30 or result.high > HUGE * 1e30:
        complain("number-too-large", "This can grow beyond all measure.", node.place)
        return Values(-HUGE, HUGE)
    return result


def _apply(op: str, x: float, y: float) -> float:
    match op:
        case "+":
            return x + y
        case "-":
            return x - y
        case "*":
            return 0.0 if 0 in (x, y) else x * y
        case "/":
            return x / y
    return x // y


def _compare(node: ir.Compare, env: Mapping[str, Values], complain: Complaint) -> Values:
    a, b = evaluate(node.left, env, complain), evaluate(node.right, env, complain)
    if node.left.kind.name == "word":
        if not a.words & b.words:
            return FALSE if node.op == "==" else TRUE
        same = len(a.words) == 1 and a.words == b.words
        return (TRUE if node.op == "==" else FALSE) if same else EITHER
    lower = {
        "<": a.low < b.high,
        "<=": a.low <= b.high,
        ">": a.high > b.low,
        ">=": a.high >= b.low,
        "==": a.low <= b.high and b.low <= a.high,
        "!=": not (a.low == a.high == b.low == b.high),
    }
    upper = {
        "<": a.high < b.low,
        "<=": a.high <= b.low,
        ">": a.low > b.high,
        ">=": a.low >= b.high,
        "==": a.low == a.high == b.low == b.high,
        "!=": a.high < b.low or b.high < a.low,
    }
    return Values(1 if upper[node.op] else 0, 1 if lower[node.op] else 0)


def _logic(node: ir.Logic, env: Mapping[str, Values], complain: Complaint) -> Values:
    """Parts are read left to right, each knowing what the ones before it said."""
    decided = node.op == "or"
    sure = True
    for part in node.parts:
        value = evaluate(part, env, complain)
        if not (value.can_fail if decided else value.can_hold):
            return TRUE if decided else FALSE
        sure = sure and not (value.can_hold if decided else value.can_fail)
        env = narrow(env, part, not decided)
        if any(known.is_empty for known in env.values()):
            return TRUE if decided else FALSE
    if not sure:
        return EITHER
    return FALSE if decided else TRUE


def _call(node: ir.Call, env: Mapping[str, Values], complain: Complaint) -> Values:
    values = [evaluate(argument, env, complain) for argument in node.arguments]
    match node.function:
        case "min":
            return Values(min(v.low for v in values), min(v.high for v in values))
        case "max":
            return Values(max(v.low for v in values), max(v.high for v in values))
        case "abs":
            low = 0.0 if values[0].low <= 0 <= values[0].high else min(abs(values[0].low), abs(values[0].high))
            return Values(low, max(abs(values[0].low), abs(values[0].high)))
        case "round":
            return Values(_rounded(values[0].low), _rounded(values[0].high))
    return Values(0, len(values[0].words))


def _rounded(value: float) -> float:
    return value if math.isinf(value) else float(round(value))


def _draw(node: ir.Draw, env: Mapping[str, Values], complain: Complaint) -> Values:
    values = [evaluate(argument, env, complain) for argument in node.arguments]
    if node.function == "chance":
        if values[0].low >= 1:
            return TRUE
        return FALSE if values[0].high <= 0 else EITHER
    if node.function == "roll":
        return Values(values[0].low, max(values[0].high, values[1].high))
    result = values[0]
    for value in values[1:]:
        result = join(result, value)
    return result


def narrow(env: Mapping[str, Values], condition: Node, holds: bool) -> Env:
    """What is known where `condition` holds, or where it does not."""
    known = dict(env)
    match condition:
        case ir.Unary(op="not", operand=operand):
            return narrow(env, operand, not holds)
        case ir.Logic(op=logic, parts=parts) if (logic == "and") == holds:
            for part in parts:
                known = narrow(known, part, holds)
        case ir.Read(name=name, kind=kind) if kind.name == "flag":
            known[name] = _meet(known.get(name, EITHER), TRUE if holds else FALSE)
        case ir.Compare():
            op = condition.op if holds else _NEGATED[condition.op]
            _narrow_side(known, condition.left, op, condition.right)
            _narrow_side(known, condition.right, _MIRRORED[op], condition.left)
    return known


_NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _meet(a: Values, b: Values) -> Values:
    return Values(max(a.low, b.low), min(a.high, b.high), a.words & b.words)


def _narrow_side(known: Env, side: Node, op: str, other: Node) -> None:
    match side:
        case ir.Read(name=name) | ir.Parameter(name=name) | ir.Clock(which=name):
            pass
        case _:
            return
    here, there = evaluate(side, known), evaluate(other, known)
    if side.kind.name == "word":
        words = here.words & there.words if op == "==" else here.words
        if op == "!=" and len(there.words) == 1:
            words = here.words - there.words
        known[name] = replace(here, words=words) if words else EMPTY
        return
    step = 0.0 if side.kind.name == "decimal" or other.kind.name == "decimal" else 1.0
    match op:
        case "==":
            here = _meet(replace(here, words=frozenset()), replace(there, words=frozenset()))
        case "<":
            here = replace(here, high=min(here.high, there.high - step))
        case "<=":
            here = replace(here, high=min(here.high, there.high))
        case ">":
            here = replace(here, low=max(here.low, there.low + step))
        case ">=":
            here = replace(here, low=max(here.low, there.low))
        case "!=" if there.low == there.high and step:
            low = here.low + 1 if here.low == there.low else here.low
            high = here.high - 1 if here.high == there.high else here.high
            here = replace(here, low=low, high=high)
    known[name] = here


@dataclass(frozen=True, slots=True)
class Bounds:
    """The kind and range of a variable, or what a derived value (`derived`) can be in any play."""

    kind: Kind
    values: Values
    derived: bool = False


def follow(
    effects: ir.Effects,
    env: Env,
    bounds: Mapping[str, Bounds],
    rules: Mapping[str, tuple[tuple[str, ...], ir.Effects]],
    complain: Complaint = ignore,
) -> Env:
    """What is known after the statements ran, complaining of what can go wrong in them."""
    for statement in effects:
        match statement:
            case ir.Assign(name=name, value=value):
                result = evaluate(value, env, complain)
                env = {**_without_derived(env, bounds), name: _saturated(result, bounds[name])}
            case ir.Put(word=word):
                evaluate(word, env, complain)
                env = _without_derived(env, bounds)
            case ir.When(condition=condition, then=then, otherwise=otherwise):
                test = evaluate(condition, env, complain)
                ways = []
                if test.can_hold:
                    ways.append(follow(then, narrow(env, condition, True), bounds, rules, complain))
                if test.can_fail:
                    ways.append(follow(otherwise, narrow(env, condition, False), bounds, rules, complain))
                env = reduce(join_env, ways) if ways else env
            case ir.Run(rule=rule, arguments=arguments):
                env = _follow_rule(rule, arguments, env, bounds, rules, complain)
    return env


def _without_derived(env: Env, bounds: Mapping[str, Bounds]) -> Env:
    """What is left of what is known once a variable has changed: a condition on a derived value may hold no more."""
    return {**env, **{name: bound.values for name, bound in bounds.items() if bound.derived}}


def _follow_rule(
    rule: str,
    arguments: tuple[Node, ...],
    env: Env,
    bounds: Mapping[str, Bounds],
    rules: Mapping[str, tuple[tuple[str, ...], ir.Effects]],
    complain: Complaint,
) -> Env:
    """A rule's own text is complained of where it stands, once, for every possible argument."""
    parameters, effects = rules[rule]
    passed = {name: evaluate(argument, env, complain) for name, argument in zip(parameters, arguments, strict=True)}
    after = follow(effects, {**env, **passed}, bounds, rules, ignore)
    return {name: value for name, value in after.items() if name not in passed}


def _saturated(result: Values, bound: Bounds) -> Values:
    if not bound.kind.is_number:
        return result
    low, high = bound.values.low, bound.values.high
    return Values(min(max(result.low, low), high), max(min(result.high, high), low))
