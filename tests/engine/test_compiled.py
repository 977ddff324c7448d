"""Random conditions and effects: the compiled code says what a plain reading of the nodes says, and what `ranges`
expects contains it.
"""

from __future__ import annotations

import datetime
import operator
import re
import textwrap
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengyang_tui.engine.block import Block
from hengyang_tui.engine.chance import words
from hengyang_tui.engine.codegen import variable_bounds
from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.layout import DATE
from hengyang_tui.engine.state import State, values_of
from hengyang_tui.language import expressions as ir
from hengyang_tui.language.loader import load_story
from hengyang_tui.language.names import Names
from hengyang_tui.language.parser import Parser
from hengyang_tui.language.ranges import UNBOUNDED, Bounds, Values, evaluate, follow, narrow

STORY = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-05, day_one: 1944-06-03}
variables:
  men: {start: 0, range: [0, 20]}
  debt: {start: 0, range: [-50, 50]}
  hoard: {start: 0}
  food: {start: 0.0, range: [0.0, 10.0]}
  purse: {start: 0.0}
  ready: {start: false}
  asked: {start: false}
  order: {start: free, one_of: [free, on_order, three_donts]}
  echo: {start: on_order, one_of: [three_donts, on_order, free]}
  hills: {start: [], some_of: [north, south, west]}
derived:
  half: men // 2
  square: hoard * hoard
  share: food / 4
  calm: ready and men > 5
  mood: order if ready else 'free'
  phase: 0 if day < 1 else 1 if day < 2 else 2
  late: phase == 2 or day % 2 == 1
  pace: 4
rules:
  lose(n): |
    men -= n
    debt += roll(0, 3) * n
    hoard = n
scenes:
  here: {text: h, choices: {go: {text: Go., once: true, goto: there}}}
  there: {text: t, ending: E}
"""
NUMBERS = {"men": (0, 20), "debt": (-50, 50), "hoard": (-1000, 1000), "food": (0.0, 10.0), "purse": (-50.0, 50.0)}
WORDS = {"order": ("free", "on_order", "three_donts"), "echo": ("three_donts", "on_order", "free")}
HILLS = ("north", "south", "west")
FIRST_DAY = datetime.date(1944, 6, 1).toordinal()


GRAMMAR = {
    "whole": """men|debt|hoard|day|half|phase|pace|len(hills)|0|1|7|-3|30
        ({whole} + {whole})|({whole} - {whole})|({whole} // {whole})|({whole} % {whole})|({leaf} * {leaf})
        min({whole}, {whole})|max({whole}, {whole})|abs({whole})|round({number})|-{whole}
        ({whole} if {flag} else {whole})""",
    "leaf": "men|debt|hoard|half|3|-2",
    "number": """food|purse|share|0.5|2.25|men|hoard
        ({number} + {number})|({number} - {number})|({number} / {number})|({number} // {number})|({number} % {number})
        min({number}, {number})|max({number}, {number})|({number} if {flag} else {number})|{whole}""",
    "flag": """ready|asked|calm|late|true|false|(phase == 1)|(day % 2 == 0)|(day >= pace - 2)
        visited('here')|chosen('here.go')|('north' in hills)|('west' not in hills)
        (date > '1944-06-02')|('1944-06-02' <= date < '1944-06-05')|(order == 'free')|(mood != order)|('free' == echo)
        ({number} < {number})|({number} == {number})|({number} >= {number})|({whole} != {whole})
        ({number} <= {number} < {number})|({whole} > {whole} != {whole})|({flag} and {flag})|({flag} or {flag})
        ({flag} == {flag})|(not {flag})|(('north' if {flag} else 'west') in hills)|({flag} if {flag} else {flag})""",
    "roll": """roll(1, 6)|roll(-5, 20)|(roll(1, 4) if chance(0.5) else roll(7, 9))|pick(men, roll(1, 3), 4)
        roll(debt, {whole})|pick({whole}, {whole}, {roll})|({roll} + {roll})""",
    "odd": """chance(0.5)|chance(share / 3)|(1 <= roll(0, 9) < 5)|('free' != mood != order)|{flag}
        ('free' != {list} != order)""",
    "list": "pick('free', 'on_order', 'three_donts')",
    "word": """'free'|'three_donts'|order|mood|pick('three_donts', order)
        ('free' if {odd} else pick('on_order', mood))""",
    "set": """men = {whole}|men += {whole}|debt -= {roll}|debt = {whole}|hoard = {roll}
        hoard = square|hoard = square - half|food = {number}|food += {roll}|purse *= {number}|purse = {whole}
        ready = {odd}|asked = {flag}|order = {word}
        echo = order|hills += 'north'|hills -= ('south' if {odd} else 'west')|lose({whole})|lose({roll})
        lose(hoard * hoard)|pass""",
}
"""Text by kind: a template on every bar and line. Only leaves are multiplied, so every result is exact as a float."""

TEMPLATES = {kind: [one.strip() for one in re.split(r"[|\n]", rows)] for kind, rows in GRAMMAR.items()}
LEAVES = {kind: [one for one in templates if "{" not in one] for kind, templates in TEMPLATES.items()}


def grown(draw, kind, depth):
    """Random text of a kind."""
    template = draw(st.sampled_from(TEMPLATES[kind] if depth else LEAVES[kind]))
    return re.sub(r"\{(\w+)\}", lambda hole: grown(draw, hole[1], max(0, depth - 1)), template)


@st.composite
def expressions(draw):
    return grown(draw, draw(st.sampled_from(["whole", "number", "flag"])), 4)


@st.composite
def effects_text(draw, levels=2):
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        lines.append(grown(draw, "set", 2))
        if levels and draw(st.booleans()):
            inside = textwrap.indent(draw(effects_text(levels - 1)), "  ")
            otherwise = textwrap.indent(draw(effects_text(levels - 1)), "  ")
            lines.append(f"if {grown(draw, 'odd', 2)}:\n{inside}\nelse:\n{otherwise}")
    return "\n".join(lines)


QUARTERS = 4
"""Decimals are drawn in quarters, which a float holds exactly."""


@st.composite
def moments(draw):
    """A value for every variable and for the clock, and what is known of each: a range around it."""

    def between(low, high):
        if isinstance(low, float):
            return st.integers(int(low * QUARTERS), int(high * QUARTERS)).map(lambda number: number / QUARTERS)
        return st.integers(low, high)

    values, known = {}, {}
    for name, (low, high) in NUMBERS.items():
        values[name] = value = draw(between(low, high))
        known[name] = Values(draw(between(low, value)), draw(between(value, high)))
    for name in ("ready", "asked"):
        values[name] = draw(st.booleans())
        known[name] = draw(st.sampled_from([Values(0, 1), Values(values[name], values[name])]))
    for name, options in WORDS.items():
        values[name] = draw(st.sampled_from(options))
        known[name] = Values(words=frozenset((values[name], *draw(st.sets(st.sampled_from(options))))))
    values["hills"] = frozenset(draw(st.sets(st.sampled_from(HILLS))))
    known["hills"] = Values(words=frozenset(HILLS))
    values["day"] = draw(st.integers(-1, 3))
    values["date"] = FIRST_DAY + 1 + values["day"]
    known |= {"day": Values(-1, 3), "date": Values(FIRST_DAY, FIRST_DAY + 4)}
    values["visited"], values["chosen"] = draw(st.booleans()), draw(st.booleans())
    return values, known


OPERATORS = dict(zip(["+", "-", "*", "/"], [operator.add, operator.sub, operator.mul, operator.truediv], strict=True))
OPERATORS |= {"//": operator.floordiv, "%": operator.mod, "==": operator.eq, "!=": operator.ne, "<": operator.lt}
OPERATORS |= {"<=": operator.le, ">": operator.gt, ">=": operator.ge}
OPERATORS |= {"min": min, "max": max, "abs": abs, "round": round, "len": len}


class Reading:
    """The language, read plainly. `at` is the number of draws that stand before a node in its block."""

    def __init__(self, story, values, block="", run=1):
        self.story, self.values, self.block, self.runs = story, dict(values), block, run
        self.passed = {}

    # How many draws a node or statement has, reached or not

    def parts(self, node):
        """What a node is made of, in the order of the text; the middle of a chained comparison once."""
        match node:
            case ir.IfElse():
                return [node.then, node.condition, node.otherwise]
            case ir.Logic() if is_chain(node):
                return [node.parts[0].left, *(part.right for part in node.parts)]
        return list(ir.children(node))

    def draws(self, node):
        return isinstance(node, ir.Draw) + sum(self.draws(part) for part in self.parts(node))

    def all_draws(self, effects):
        return sum(self.draws_of(statement) for statement in effects)

    def draws_of(self, statement):
        match statement:
            case ir.Assign(value=value):
                return self.draws(value)
            case ir.Put(word=word):
                return self.draws(word)
            case ir.When(condition=condition, then=then, otherwise=otherwise):
                return self.draws(condition) + self.all_draws(then) + self.all_draws(otherwise)
        rule = self.story.rules[statement.rule]
        return sum(self.draws(argument) for argument in statement.arguments) + self.all_draws(rule.effects)

    # Values

    def placed(self, parts, at):
        for part in parts:
            yield part, at
            at += self.draws(part)

    def __call__(self, node, at=0):
        parts = list(self.placed(self.parts(node), at))
        match node:
            case ir.Const(value=value):
                return value
            case ir.Read(name=name, derived=True):
                return self(self.story.derived[name].node)
            case ir.Read(name=name):
                return self.values[name]
            case ir.Parameter(name=name):
                return self.passed[name]
            case ir.Clock(which=which):
                return self.values[which]
            case ir.Visited():
                return self.values["visited"]
            case ir.Chosen():
                return self.values["chosen"]
            case ir.IfElse(kind=kind):
                then, condition, otherwise = parts
                return as_kind(self(*then) if self(*condition) else self(*otherwise), kind)
            case ir.Logic(op=op) if not is_chain(node):
                return (all if op == "and" else any)(self(*part) for part in parts)
            case ir.Logic(parts=compared):
                return self.chain([one.op for one in compared], parts)
            case ir.Draw():
                return self.draw(node, [self(*part) for part in parts], at + self.draws(node) - 1)
        return self.result(node, [self(*part) for part in parts])

    def chain(self, signs, parts):
        """As in Python: what stands in the middle is worked out once, and nothing after the first that fails."""
        left = self(*parts[0])
        for sign, part in zip(signs, parts[1:], strict=True):
            right = self(*part)
            if not OPERATORS[sign](left, right):
                return False
            left = right
        return True

    def result(self, node, held):
        match node:
            case ir.Unary(op=op):
                return not held[0] if op == "not" else -held[0]
            case ir.Has():
                return held[0] in held[1]
            case ir.Call(function=function, kind=kind):
                return as_kind(OPERATORS[function](*held), kind)
        return OPERATORS[node.op](*held)

    def draw(self, node, held, site):
        word = words(SEED, self.block, self.runs, site // 8)[site % 8]
        if node.function == "chance":
            return word < held[0] * 2**64
        if node.function == "pick":
            return as_kind(held[word * len(held) >> 64], node.kind)
        low, high = held
        return low + (word * (high - low + 1) >> 64) if high >= low else low

    # Effects

    def run(self, effects, at=0):
        for statement in effects:
            self.do(statement, at)
            at += self.draws_of(statement)

    def do(self, statement, at):
        match statement:
            case ir.Assign(name=name, value=value):
                self.values[name] = self.saturated(name, self(value, at))
            case ir.Put(name=name, word=word, add=add):
                member = frozenset((self(word, at),))
                self.values[name] = self.values[name] | member if add else self.values[name] - member
            case ir.When(condition=condition, then=then, otherwise=otherwise):
                before_then = at + self.draws(condition)
                if self(condition, at):
                    self.run(then, before_then)
                else:
                    self.run(otherwise, before_then + self.all_draws(then))
            case ir.Run(rule=rule, arguments=arguments):
                held = [self(*part) for part in self.placed(arguments, at)]
                self.passed = dict(zip(self.story.rules[rule].parameters, held, strict=True))
                self.run(self.story.rules[rule].effects, at + sum(self.draws(one) for one in arguments))

    def saturated(self, name, value):
        variable = self.story.variables[name]
        if not variable.kind.is_number:
            return value
        low = -UNBOUNDED if variable.low is None else variable.low
        high = UNBOUNDED if variable.high is None else variable.high
        return as_kind(min(max(value, low), high), variable.kind)


def is_chain(node):
    compared = all(isinstance(part, ir.Compare) for part in node.parts)
    return compared and all(a.right is b.left for a, b in pairwise(node.parts))


def as_kind(value, kind):
    return float(value) if kind.name == "decimal" else value


SEED = 7


class Bench:
    """A program in which random text is read and compiled."""

    def __init__(self, program):
        self.program = program
        names = Names(calendar=True, scenes={"here": ("go",), "there": ()}, rules=dict(program.story.rules))
        names.kinds = {name: variable.kind for name, variable in program.story.variables.items()}
        names.derived = {name: derived.node.kind for name, derived in program.story.derived.items()}
        self.scope = names.scope("")
        self.bounds = variable_bounds(program.story)
        widest = self.known({name: bound.values for name, bound in self.bounds.items()})
        for name, derived in program.story.derived.items():
            self.bounds[name] = Bounds(derived.node.kind, widest[name], derived=True)
        self.rules = {name: (rule.parameters, rule.effects) for name, rule in program.story.rules.items()}

    def parser(self, *, chance=False):
        def refuse(code, message, place, _):
            raise AssertionError(f"{code}: {message} {place}")

        return Parser(self.scope, refuse, chance)

    def state(self, values):
        v = self.program.fresh(SEED)
        for name, variable in self.program.story.variables.items():
            value, options = values[name], variable.kind.words
            if isinstance(value, frozenset):
                value = sum(1 << options.index(word) for word in value)
            v[self.program.layout.variables[name]] = options.index(value) if isinstance(value, str) else value
        v[DATE] = values["date"]
        v[self.program.layout.visits["here"]] = int(values["visited"])
        v[self.program.layout.chosen["here", "go"]] = int(values["chosen"])
        return v

    def known(self, known):
        """What is known with the derived values worked out."""
        known = dict(known)
        for name, derived in self.program.story.derived.items():
            known[name] = evaluate(derived.node, known)
        return known

    def compiled(self, lines):
        namespace = dict(self.program._namespace)
        exec("\n".join(["def f(v):", *(f"  {line}" for line in lines)]), namespace)  # noqa: S102  as the engine does
        return namespace["f"]


@pytest.fixture(scope="module")
def bench(write, tmp_path_factory):
    folder, _ = write(tmp_path_factory.mktemp("bench"), STORY)
    return Bench(Program(load_story(folder)))


def holds(possible, value):
    """Whether a value is among those that are possible."""
    if isinstance(value, str):
        return value in possible.words
    return value <= possible.words if isinstance(value, frozenset) else possible.low <= value <= possible.high


def outcome(function, *arguments):
    """What a function gives: a value, or that a sum cannot be done."""
    try:
        value = function(*arguments)
    except ZeroDivisionError:
        return "division by 0"
    return type(value), value


def check_values(story, held, reading):
    """Every variable and derived value is what the reading has, of the same type, and in its range."""
    for name, variable in story.variables.items():
        assert (name, type(held[name]), held[name]) == (name, type(reading.values[name]), reading.values[name])
        if variable.low is not None:
            assert variable.low <= held[name] <= variable.high
    for name, derived in story.derived.items():
        expected = reading(derived.node)
        assert derived.node.kind.name == "date" or (name, held[name]) == (name, expected)


@settings(max_examples=200)
@given(text=expressions(), moment=moments())
def test_compiled_expressions_say_what_a_plain_reading_says_and_ranges_hold_it(bench, text, moment):
    values, known = moment
    known = bench.known(known)
    node = bench.parser().expression(text)
    expected = outcome(Reading(bench.program.story, values), node)
    compiled = bench.compiled([f"return {bench.program.writer.expression(node)}"])
    assert outcome(compiled, bench.state(values)) == expected
    with bench.program.writer.on(values["date"]):
        of_its_day = bench.compiled([f"return {bench.program.writer.expression(node)}"])
    assert outcome(of_its_day, bench.state(values)) == expected

    complaints = []
    possible = evaluate(node, known, lambda *complaint: complaints.append(complaint))
    if not complaints:
        assert expected != "division by 0"
        assert holds(possible, expected[1])
        if node.kind.name == "flag":
            narrowed = narrow(known, node, holds=expected[1])
            assert all(holds(narrowed[name], value) for name, value in values.items() if name in narrowed)


@settings(max_examples=120)
@given(text=effects_text(), moment=moments())
def test_compiled_effects_do_what_a_plain_reading_does_and_ranges_hold_it(bench, text, moment):
    values, known = moment
    effects = bench.parser(chance=True).effects(text)
    reading = Reading(bench.program.story, values, "block")
    expected = outcome(reading.run, effects)
    block = Block("block", "1")
    lines = bench.program.writer.effects(effects, block)
    state = bench.state(values)
    assert outcome(bench.compiled([*block.around(lines), "pass"]), state) == expected
    if expected == "division by 0":
        return
    after = values_of(bench.program, State(tuple(state)))
    check_values(bench.program.story, after, reading)

    complaints = []
    known = follow(effects, bench.known(known), bench.bounds, bench.rules, lambda *said: complaints.append(said))
    if not complaints:
        assert all(holds(known[name], after[name]) for name in bench.program.story.variables)


@settings(max_examples=50)
@given(text=effects_text(), moment=moments(), apart=st.booleans())
def test_the_end_of_a_day_does_what_a_plain_reading_does(write, tmp_path, text, moment, apart):
    """In code for any day, and in code for this one, in which what follows from the day alone is worked out."""
    values, _ = moment
    folder, _ = write(tmp_path, STORY.replace("scenes:", f"each_day: |\n{textwrap.indent(text, '  ')}\nscenes:"))
    program = Program(load_story(folder), apart=apart)
    state = Bench(program).state(values)
    reading = Reading(program.story, values, "each_day", values["date"] - FIRST_DAY + 1)
    check_values(program.story, values_of(program, State(tuple(state))), reading)
    expected = outcome(reading.run, program.story.each_day[0].effects)
    assert outcome(program.calendar.ends[values["date"] - FIRST_DAY], state) == expected
    if expected != "division by 0":
        reading.values |= {"day": values["day"] + 1, "date": values["date"] + 1}
        assert state[DATE] == reading.values["date"]
        check_values(program.story, values_of(program, State(tuple(state))), reading)
