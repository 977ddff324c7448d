"""From story to program: every condition, effect and text becomes generated Python, once.

A scene's code is compiled when the scene is first needed, so that a game starts at once; `eager`
compiles all of it, which suits an explorer. Text is compiled apart, when it is first shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hengyang_tui.engine import chance
from hengyang_tui.engine.calendar import BACK, REST, Calendar, Condition, Enter, Route, Trace, candidates
from hengyang_tui.engine.codegen import Block, Writer
from hengyang_tui.engine.errors import StoryFault
from hengyang_tui.engine.layout import AFTER, DATE, SCENE, SEED, STACK, WAIT, Slot, Values, lay_out
from hengyang_tui.engine.shown import listed, shown_date, shown_decimal
from hengyang_tui.engine.state import State
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx

Take = Callable[..., None]
"""Makes a choice: takes the state, changes it in place, and a trace to write passages to, or None."""

Open = Callable[[Values], tuple[Take, ...]]

LONGEST_TABLE = 1_000
"""Days up to which derived values of the day are worked out beforehand."""

FAULTS = (ArithmeticError, ValueError)
"""What the code of a story may raise where it was not checked: a division by 0, a number beyond all measure."""


class Program:
    """A compiled story. Shared by every play of it; holds nothing of any play."""

    def __init__(self, story: st.Story, *, eager: bool = False) -> None:
        self.story = story
        self.layout = lay_out(story)
        self.scenes: tuple[st.Scene, ...] = tuple(story.scenes.values())
        self.index = {scene.id: position for position, scene in enumerate(self.scenes)}
        self.choice_of: dict[Take, st.Choice] = {}
        self.open: list[Open] = []
        """By scene: the function that gives the choices open in a state, as functions that make them."""
        self.enter: list[Enter] = []
        self._conditions: list[Condition] = []
        for position in range(len(self.scenes)):
            for table in (self.open, self.enter, self._conditions):
                table.append(self._lazy(position, table, position))
        self._routes: list[Route] = []
        for number, (scene_id, _) in enumerate(self.layout.routes):
            self._routes.append(self._lazy(self.index[scene_id], self._routes, number))
        self._texts: dict[str, Callable[[Values, int], str]] = {}
        self.writer = Writer(story, self.layout)
        self._namespace = self._core()
        days = candidates(story, self.layout, self._test)
        self.calendar = Calendar(story, days, self.enter, self._routes, self._namespace["end_of_day"])
        self._namespace.update(go=self.calendar.go, back=self.calendar.back)
        self._start = self._start_values()
        if eager:
            for position in range(len(self.scenes)):
                self._compile(position)

    # The state at the beginning

    def _start_values(self) -> Values:
        values: Values = [0] * self.layout.size
        values[AFTER], values[STACK] = -1, ()
        values[DATE] = self.story.calendar.first_day if self.story.calendar else 0
        for name, slot in self.layout.variables.items():
            values[slot] = encoded(self.story.variables[name])
        for slot in self.layout.milestones.values():
            values[slot] = None
        return values

    def begin(self, seed: int, trace: Trace | None = None) -> Values:
        """A new state, in which the play stands at its first choices (or an ending)."""
        values = self.fresh(seed)
        self.calendar.go(values, self.index[self.story.start], trace)
        return values

    def fresh(self, seed: int) -> Values:
        """A new state, before anything has happened."""
        values = self._start.copy()
        values[SEED] = seed
        return values

    # Code

    def _core(self) -> dict[str, Any]:
        """Names that the code of every scene uses, with derived values and the end of a day compiled."""
        namespace: dict[str, Any] = {
            "words": chance.words,
            "roll": chance.roll,
            "chance": chance.chance,
            "listed": listed,
            "shown_date": shown_date,
            "shown_decimal": shown_decimal,
        }
        self.writer.derived = {name: f"d{position}(v)" for position, name in enumerate(self.story.derived)}
        lines = []
        for name, derived in self.story.derived.items():
            lines.append(f"def {self.writer.derived[name]}: return {self.writer.expression(derived.node)}")
        self._run_code(lines, "derived values", namespace)
        self._tabulate(namespace)
        self._run_code(self._end_of_day(), "days", namespace)
        return namespace

    def _tabulate(self, namespace: dict[str, Any]) -> None:
        """Derived values that follow from the day alone become a table by date: they are read many times a day."""
        calendar = self.story.calendar
        if calendar is None or calendar.last_day - calendar.first_day > LONGEST_TABLE:
            return
        read = dict(self.writer.derived)
        days = range(calendar.first_day, calendar.last_day + 2)
        for position, name in enumerate(self.story.derived):
            if not _follows_from_the_day(name, self.story):
                continue
            try:
                table = tuple(namespace[f"d{position}"]([0] * DATE + [date]) for date in days)
            except FAULTS:
                continue  # it is raised where the value is read, if it ever is
            namespace[f"k{position}"] = table
            read[name] = f"k{position}[v[{DATE}] - {calendar.first_day}]"
        self.writer.derived = read

    def _end_of_day(self) -> list[str]:
        lines = ["def end_of_day(v):", " pass"]
        calendar = self.story.calendar
        if calendar is None:
            return lines
        for effects in self.story.each_day:
            block = Block(effects.id, f"v[{DATE}] - {calendar.first_day - 1}")
            body = self.writer.effects(effects.effects, block)
            lines += [" " + line for line in block.prelude() + body]
        for position, milestone in enumerate(self.story.milestones):
            lines.append(f" if v[{DATE}] == {milestone.date}:")
            for place, comparison in enumerate(milestone.compare):
                slot = self.layout.milestones[position, place]
                read = self.writer.derived.get(comparison.name)
                source = read or f"v[{self.layout.variables[comparison.name]}]"
                lines.append(f"  v[{slot}] = {source}")
        return [*lines, f" v[{DATE}] += 1"]

    def _test(self, position: int) -> Condition:
        """The condition of a scene, looked up when it is read: it may not be compiled yet."""
        return lambda v: self._conditions[position](v)  # noqa: PLW0108  the table changes; the entry may not be bound now

    def _lazy(self, position: int, table: list[Any], place: int) -> Any:  # noqa: ANN401  one of four kinds of function
        """Stands in `table` for a function of the scene at `position`, until it is first called."""

        def compile_and_call(*arguments: object) -> object:
            self._compile(position)
            return table[place](*arguments)

        return compile_and_call

    def _compile(self, position: int) -> None:
        scene = self.scenes[position]
        code = _SceneCode(self, position, scene)
        namespace = dict(self._namespace)
        self._run_code(code.lines, scene.id, namespace)
        for route in code.routes:
            self._routes[route] = namespace[f"r{route}"]
        self.enter[position] = namespace["enter"]
        if scene.condition is not None:
            self._conditions[position] = namespace["test"]
        for place, choice in enumerate(scene.choices):
            self.choice_of[namespace[f"t{place}"]] = choice
        self.open[position] = namespace["opened"]

    @staticmethod
    def _run_code(lines: list[str], what: str, namespace: dict[str, Any]) -> None:
        exec(compile("\n".join(lines), f"<story: {what}>", "exec"), namespace)  # noqa: S102  generated from checked nodes only

    def standing(self, values: Values) -> tuple[st.Scene, ...]:
        """The standing scenes whose condition holds."""
        return tuple(
            scene
            for position, scene in enumerate(self.scenes)
            if scene.standing is not None and (scene.condition is None or self._conditions[position](values))
        )

    def derived_value(self, name: str, state: State) -> Slot:
        """A derived value in a state, as a slot would hold it."""
        position = list(self.story.derived).index(name)
        try:
            value: Slot = self._namespace[f"d{position}"](state.values)
        except FAULTS as error:
            raise self.fault(error, state.values) from error
        return value

    # Text

    def render(self, key: str, text: tx.Text, values: Values, scene: str) -> str:
        """The prose of a text in a state. `key` names the text; variations follow the visits of `scene`."""
        function = self._texts.get(key)
        if function is None:
            namespace = dict(self._namespace)
            self._run_code([f"def t(v, n): return {self.writer.text(text)}"], key, namespace)
            function = self._texts[key] = namespace["t"]
        try:
            return function(values, values[self.layout.visits[scene]])  # type: ignore[arg-type]  # the slot holds a count
        except FAULTS as error:
            raise self.fault(error, values) from error

    def fault(self, error: Exception, values: Sequence[Slot]) -> StoryFault:
        """The error to raise where the story's own code raised one of FAULTS; `values` say where the play stands."""
        scene = self.scenes[int(values[SCENE])]  # type: ignore[arg-type]  # the slot holds an index
        return StoryFault(f"{scene.spot.mark()}: a sum cannot be done at the scene '{scene.id}' ({error}).")


def encoded(variable: st.Variable) -> int | float:
    """The start of a variable as its slot holds it: words by index, sets as a mask of bits."""
    start, words = variable.start, variable.kind.words
    if isinstance(start, frozenset):
        return sum(1 << words.index(word) for word in start)
    if isinstance(start, str):
        return words.index(start)
    return start


def _follows_from_the_day(name: str, story: st.Story) -> bool:
    """Whether a derived value reads nothing but the clock, directly and through others."""
    for node in ir.walk(story.derived[name].node):
        match node:
            case ir.Read(name=other, derived=True):
                if not _follows_from_the_day(other, story):
                    return False
            case ir.Read() | ir.Visited() | ir.Chosen():
                return False
    return True


class _SceneCode:
    """The source of one scene's functions."""

    def __init__(self, program: Program, position: int, scene: st.Scene) -> None:
        self.program, self.position, self.scene = program, position, scene
        self.writer, self.layout = program.writer, program.layout
        self.routes: list[int] = []
        self.lines: list[str] = []
        if scene.condition is not None:
            self.lines.append(f"def test(v): return {self.writer.expression(scene.condition)}")
        self._enter()
        for place, choice in enumerate(scene.choices):
            self._take(place, choice)
        self._opened()

    # Entering

    def _enter(self) -> None:
        scene = self.scene
        visits = self.layout.visits[scene.id]
        body = [f"v[{SCENE}] = {self.position}", f"v[{visits}] += 1"]
        if scene.repeat:
            body.append(f"v[{self.layout.offered[scene.id]}] = v[{DATE}]")
        if scene.do is not None:
            block = Block(scene.do.id, f"v[{visits}]")
            effects = self.writer.effects(scene.do.effects, block)
            body += block.prelude() + effects
        if scene.choices or scene.ending is not None:
            body.append(f"return {REST}")
        else:
            if scene.text:
                body += ["if out is not None:", f"    out.append(('', {self.position}, v.copy()))"]
            body += self._leave()
        self._function("enter(v, out)", body)

    def _leave(self) -> list[str]:
        """The end of a scene without choices."""
        scene = self.scene
        if scene.days is not None:
            lines = [f"v[{WAIT}] = v[{DATE}] + {scene.days}"]
            if scene.goto:
                lines.append(f"v[{AFTER}] = {self._route('', scene.goto)}")
            return [*lines, f"return {BACK}"]
        if scene.goto:
            return [f"return {self._target(scene.goto)}"]
        return [f"return {BACK}"]

    def _target(self, steps: tuple[st.Goto, ...]) -> str:
        """Source of the index of the scene that a `goto` leads to."""
        source = str(self.program.index[steps[-1].to])
        for step in reversed(steps[:-1]):
            assert step.condition is not None
            source = f"{self.program.index[step.to]} if {self.writer.expression(step.condition)} else {source}"
        return source

    def _route(self, choice_id: str, steps: tuple[st.Goto, ...]) -> int:
        route = self.layout.routes[self.scene.id, choice_id]
        self.routes.append(route)
        self.lines.append(f"def r{route}(v): return {self._target(steps)}")
        return route

    # Choosing

    def _take(self, place: int, choice: st.Choice) -> None:
        key = (self.scene.id, choice.id)
        body = self._record(place, choice)
        if key in self.layout.chosen:
            body.append(f"v[{self.layout.chosen[key]}] += 1")
        if choice.do is not None:
            block = Block(choice.do.id, f"v[{self.layout.chosen[key]}]" if key in self.layout.chosen else "1")
            effects = self.writer.effects(choice.do.effects, block)
            body += block.prelude() + effects
        if choice.then:
            body += ["if out is not None:", f"    out.append(({choice.id!r}, {self.position}, v.copy()))"]
        self._function(f"t{place}(v, out=None)", body + self._after(choice))

    def _record(self, place: int, choice: st.Choice) -> list[str]:
        """Keeps the first choice made at a decision: place + 1, negative when history's was out of reach.

        Fallbacks and other choices are never open together. A detour that comes back to the list decides nothing
        yet, unless it is what history did.
        """
        history = self.scene.history
        comes_back = choice.detour is not None and not choice.goto
        if history is None or (comes_back and choice.id not in history.chose):
            return []
        slot = self.layout.decisions[self.scene.id]
        taken = str(place + 1)
        if choice.id not in history.chose:
            chosen = [one for one in self.scene.choices if one.id in history.chose]
            tests = [self._is_open(one) for one in chosen if one.fallback == choice.fallback]
            if None not in tests:
                taken = f"{place + 1} if {' or '.join(map(str, tests)) or False} else {-place - 1}"
        return [f"if not v[{slot}]:", f"    v[{slot}] = {taken}"]

    def _after(self, choice: st.Choice) -> list[str]:
        """Where the play goes from a choice."""
        if choice.detour is not None:
            route = self._route(choice.id, choice.goto) if choice.goto else -1
            inside = self.program.index[choice.detour]
            return [f"v[{STACK}] += (({self.position}, {route}),)", f"go(v, {inside}, out)"]
        if choice.days is not None:
            lines = [f"v[{WAIT}] = v[{DATE}] + {choice.days}"]
            if choice.goto:
                lines.append(f"v[{AFTER}] = {self._route(choice.id, choice.goto)}")
            return [*lines, "back(v, out)"]
        if choice.goto:
            return self._go(choice.goto)
        return ["back(v, out)"]

    def _go(self, steps: tuple[st.Goto, ...]) -> list[str]:
        """A `goto` written out: a scene that only waits for a choice is entered on the spot."""
        lines: list[str] = []
        for step in steps:
            if step.condition is not None:
                lines.append(f"if {self.writer.expression(step.condition)}:")
                lines += ["    " + line for line in self._step_to(step.to)]
                lines.append("    return")
            else:
                lines += self._step_to(step.to)
        return lines

    def _step_to(self, scene_id: str) -> list[str]:
        scene = self.program.story.scenes[scene_id]
        index = self.program.index[scene_id]
        if scene.do is None and not scene.repeat and (scene.choices or scene.ending is not None):
            return [f"v[{SCENE}] = {index}", f"v[{self.layout.visits[scene_id]}] += 1"]
        return [f"go(v, {index}, out)"]

    # Open choices

    def _is_open(self, choice: st.Choice) -> str | None:
        """Source of the test for a choice to be open; None when it always is. Fallbacks apart."""
        tests = []
        if choice.condition is not None:
            tests.append(self.writer.expression(choice.condition))
        if choice.once:
            tests.append(f"not v[{self.layout.chosen[self.scene.id, choice.id]}]")
        return " and ".join(tests) or None

    def _opened(self) -> None:
        regular = [
            (f"t{place}", self._is_open(one)) for place, one in enumerate(self.scene.choices) if not one.fallback
        ]
        fallback = "".join(f"t{place}, " for place, one in enumerate(self.scene.choices) if one.fallback)
        if sum(test is not None for _, test in regular) <= 3:
            self._branching(regular, fallback)
            return
        body = ["r = []"]
        for name, test in regular:
            body.append(f"r.append({name})" if test is None else f"if {test}: r.append({name})")
        self._function("opened(v)", [*body, f"return tuple(r) or ({fallback})"])

    def _branching(self, regular: list[tuple[str, str | None]], fallback: str) -> None:
        """Every outcome as a constant tuple, picked by nested conditions."""
        constants: dict[tuple[str, ...], str] = {}

        def branch(rest: list[tuple[str, str | None]], taken: tuple[str, ...]) -> list[str]:
            if not rest:
                name = constants.setdefault(taken, f"c{len(constants)}")
                return [f"return {name}"]
            (name, test), *others = rest
            if test is None:
                return branch(others, (*taken, name))
            then, otherwise = branch(others, (*taken, name)), branch(others, taken)
            return [f"if {test}:", *("    " + line for line in then), *otherwise]

        body = branch(regular, ())
        for taken, name in constants.items():
            self.lines.append(f"{name} = ({', '.join(taken)},)" if taken else f"{name} = ({fallback})")
        self._function("opened(v)", body)

    def _function(self, head: str, body: list[str]) -> None:
        self.lines += [f"def {head}:", *("    " + line for line in body)]
