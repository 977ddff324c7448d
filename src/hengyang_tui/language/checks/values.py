"""Variables nobody uses, divisors that can be 0, conditions that can never hold."""

from __future__ import annotations

from collections.abc import Iterator

from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx
from hengyang_tui.language.diagnostics import Finding
from hengyang_tui.language.expressions import Node, Place
from hengyang_tui.language.nodes import every_node
from hengyang_tui.language.ranges import Bounds, Complaint, Env, Values, evaluate, follow, join, narrow, widest


def check_values(story: st.Story) -> Iterator[Finding]:
    """Findings about variables, derived values and every condition and effect."""
    survey = Survey(story)
    yield from survey.unused()
    yield from survey.sweep()


class Survey:
    """What is known of every quantity over all plays, and what follows for each expression."""

    def __init__(self, story: st.Story) -> None:
        self.story = story
        self.bounds = {variable.name: Bounds(variable.kind, _range(variable)) for variable in story.variables.values()}
        self.rules = {name: (rule.parameters, rule.effects) for name, rule in story.rules.items()}
        self.written: set[str] = set()
        self._use()
        self.env = self._possible()
        for name, derived in story.derived.items():
            self.bounds[name] = Bounds(derived.node.kind, self.env[name], derived=True)
        self._findings: list[Finding] = []

    # Use

    def _use(self) -> None:
        for statement in self._statements():
            if isinstance(statement, ir.Assign | ir.Put):
                self.written.add(statement.name)

    def _blocks(self) -> Iterator[st.EffectBlock]:
        yield from self.story.each_day
        for scene in self.story.scenes.values():
            owners: tuple[st.Scene | st.Choice, ...] = (scene, *scene.choices)
            for owner in owners:
                if owner.do is not None:
                    yield owner.do

    def _statements(self) -> Iterator[ir.Statement]:
        for block in self._blocks():
            yield from ir.statements(block.effects)
        for rule in self.story.rules.values():
            yield from ir.statements(rule.effects)

    def unused(self) -> Iterator[Finding]:
        """Variables that nothing reads, and rules that nothing runs."""
        compared = {one.name for milestone in self.story.milestones for one in milestone.compare}
        read = self._read_by_others() | compared
        for variable in self.story.variables.values():
            if variable.name not in read and not variable.gauge:
                yield variable.spot.finding(
                    "unused-variable",
                    f"Nothing reads the variable '{variable.name}'.",
                    "Use it in a condition or in prose, show it as a gauge, or leave it out.",
                    severity="warning",
                )
        for derived in self.story.derived.values():
            if derived.name not in read:
                yield derived.spot.finding(
                    "unused-derived",
                    f"Nothing reads the derived value '{derived.name}'.",
                    "Leave it out.",
                    severity="warning",
                )

    def _read_by_others(self) -> set[str]:
        """Names read anywhere but in an assignment to themselves."""
        own = {
            id(node)
            for statement in self._statements()
            if isinstance(statement, ir.Assign)
            for node in ir.walk(statement.value)
            if isinstance(node, ir.Read) and node.name == statement.name
        }
        return {node.name for node in every_node(self.story) if isinstance(node, ir.Read) and id(node) not in own}

    # Possible values

    def _possible(self) -> Env:
        """Every value a quantity can take in any play. A variable nothing sets keeps its start; flags and
        words take what is assigned to them; numbers that change may be anything in their range.
        """
        env: Env = {}
        for variable in self.story.variables.values():
            env[variable.name] = (
                _start(variable) if variable.name not in self.written else self.bounds[variable.name].values
            )
        for statement in self._statements():
            if isinstance(statement, ir.Assign) and statement.name in self.written:
                env[statement.name] = self.bounds[statement.name].values
        for name in self.written:
            assigned = [one for one in self._statements() if isinstance(one, ir.Assign) and one.name == name]
            if assigned and all(isinstance(one.value, ir.Const) for one in assigned):
                values = _start(self.story.variables[name])
                for one in assigned:
                    values = join(values, evaluate(one.value, {}))
                env[name] = values
        if self.story.calendar is not None:
            calendar = self.story.calendar
            env |= self.clock(calendar.first_day, calendar.last_day)
        for derived in self.story.derived.values():
            env[derived.name] = evaluate(derived.node, env)
        return env

    def clock(self, first: int, last: int) -> Env:
        """What `day` and `date` can be between two dates."""
        assert self.story.calendar is not None
        zero = self.story.calendar.day_one - 1
        return {"day": Values(first - zero, last - zero), "date": Values(first, last)}

    # Conditions and effects

    def sweep(self) -> list[Finding]:
        """Goes over every expression where it stands."""
        for derived in self.story.derived.values():
            evaluate(derived.node, self.env, self._complaint(derived.spot))
        for name, rule in self.story.rules.items():
            spot = self._rule_spot(name)
            env = {**self.env, **{parameter: widest(ir.INTEGER) for parameter in rule.parameters}}
            follow(rule.effects, env, self.bounds, self.rules, self._complaint(spot))
        for block in self.story.each_day:
            self._effects(block, self.env)
        for scene in self.story.scenes.values():
            self._scene(scene)
        return self._findings

    def _rule_spot(self, name: str) -> st.Spot:
        head = f"{name.rpartition('/')[2]}({', '.join(self.story.rules[name].parameters)})"
        return self.story.spot.child("rules", head)

    def _scene(self, scene: st.Scene) -> None:
        env = self.env
        if scene.condition is not None:
            dated = env if scene.dates is None else {**env, **self.clock(scene.dates.first, scene.dates.last)}
            self._condition(scene.condition, scene.spot.child("if"), dated)
        if scene.do is not None:
            self._effects(scene.do, env)
        self._text(scene.standing or (), scene.spot.child("standing"), env)
        self._text(scene.text, scene.spot.child("text"), env)
        self._route(scene.goto, scene.spot, env)
        for choice in scene.choices:
            self._choice(choice, env)

    def _choice(self, choice: st.Choice, env: Env) -> None:
        inside = env
        if choice.condition is not None:
            self._condition(choice.condition, choice.spot.child("if"), env)
            inside = narrow(env, choice.condition, True)
        if choice.do is not None:
            self._effects(choice.do, inside)
        self._text(choice.text, choice.spot.child("text"), env)
        self._text(choice.unless_met or (), choice.spot.child("unless_met"), env)
        self._text(choice.then, choice.spot.child("then"), env)
        self._route(choice.goto, choice.spot, env)

    def _route(self, steps: tuple[st.Goto, ...], spot: st.Spot, env: Env) -> None:
        for index, step in enumerate(steps):
            if step.condition is not None:
                self._condition(step.condition, spot.child("goto", index, "if"), env)

    def _text(self, text: tx.Text, spot: st.Spot, env: Env) -> None:
        for index, block in enumerate(text):
            here = spot.child(index)
            match block:
                case tx.Prose(parts=parts, listed=listed):
                    complain = self._complaint(here if listed else spot)
                    for part in parts:
                        if isinstance(part, tx.Value):
                            evaluate(part.node, env, complain)
                case tx.Conditional(condition=condition, then=then, otherwise=otherwise):
                    self._condition(condition, here.child("if"), env)
                    self._text(then, here.child("text"), narrow(env, condition, True))
                    self._text(otherwise, here.child("else"), narrow(env, condition, False))
                case tx.Variation(options=options, kind=kind):
                    for place, option in enumerate(options):
                        keys = (("first", "again")[place],) if kind == "first" else (kind, place)
                        self._text(option, here.child(*keys), env)

    def _effects(self, block: st.EffectBlock, env: Env) -> None:
        follow(block.effects, env, self.bounds, self.rules, self._complaint(block.spot))
        for statement in ir.statements(block.effects):
            if isinstance(statement, ir.When) and not evaluate(statement.condition, self.env).can_hold:
                self._never(statement.condition, block.spot)

    def _condition(self, node: Node, spot: st.Spot, env: Env) -> None:
        value = evaluate(node, env, self._complaint(spot))
        if not value.can_hold:
            self._never(node, spot)
        elif not value.can_fail:
            self._findings.append(
                spot.finding("always-true", "This condition always holds.", None, severity="hint", place=node.place)
            )

    def _never(self, node: Node, spot: st.Spot) -> None:
        self._findings.append(
            spot.finding(
                "never-true",
                "This condition can never hold.",
                "Look at the ranges and words of its variables, and at what sets them.",
                severity="warning",
                place=node.place,
            )
        )

    def _complaint(self, spot: st.Spot) -> Complaint:
        def complain(code: str, message: str, place: Place) -> None:
            hint = "Guard it: x // y if y > 0 else 0." if code == "divisor-zero" else None
            self._findings.append(spot.finding(code, message, hint, place=place))

        return complain


def _range(variable: st.Variable) -> Values:
    if variable.low is not None and variable.high is not None:
        return Values(variable.low, variable.high)
    return widest(variable.kind)


def _start(variable: st.Variable) -> Values:
    if isinstance(variable.start, frozenset):
        return Values(words=variable.start)
    if isinstance(variable.start, str):
        return Values(words=frozenset((variable.start,)))
    return Values(float(variable.start), float(variable.start))
