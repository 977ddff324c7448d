"""From story to program: every condition, effect and text becomes generated Python, once.

A scene's code is compiled when the scene is first needed, so that a game starts at once. For many plays, `eager`
compiles all of it, and `apart` writes the end of each day by itself. Text is compiled when it is first shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hengyang_tui.engine import chance
from hengyang_tui.engine.calendar import Calendar, Condition, Enter, Route, Trace
from hengyang_tui.engine.codegen import SHORT, Writer
from hengyang_tui.engine.daily import Days
from hengyang_tui.engine.errors import FAULTS, StoryFault
from hengyang_tui.engine.generated import lazy, run_code
from hengyang_tui.engine.layout import AFTER, DATE, SCENE, SEED, STACK, Slot, Values, lay_out
from hengyang_tui.engine.prosecode import page_lines, text_source
from hengyang_tui.engine.scenecode import SceneCode
from hengyang_tui.engine.shown import listed, shown_date, shown_decimal
from hengyang_tui.engine.state import State
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx

Take = Callable[..., None]
"""Makes a choice: takes the state, changes it in place, and whoever is told of its passages, or None."""

Open = Callable[[Values], tuple[Take, ...]]
Tell = Callable[[Values], str]
Offer = Callable[[Values], tuple[tuple[Take, ...], tuple[str, ...]]]


class Program:
    """A compiled story. Shared by every play of it; holds nothing of any play."""

    def __init__(self, story: st.Story, *, eager: bool = False, apart: bool = False) -> None:
        self.story = story
        self.layout = lay_out(story)
        self.scenes: tuple[st.Scene, ...] = tuple(story.scenes.values())
        self.index = {scene.id: position for position, scene in enumerate(self.scenes)}
        self.choice_of: dict[Take, st.Choice] = {}
        self.open: list[Open] = []
        """By scene: the function that gives the choices open in a state, as functions that make them."""
        self.enter: list[Enter] = []
        self._conditions: dict[int, Condition] = {}
        """By standing scene, if it has a condition."""
        self.tell: list[Tell] = []
        """By scene: the function that gives its prose in a state."""
        self.offer: list[Offer] = []
        """By scene: as `open`, with the texts of the choices beside them."""
        self._standing = [position for position, scene in enumerate(self.scenes) if scene.standing is not None]
        self._choices: list[tuple[Take, ...] | None] = [None] * len(self.scenes)
        code, texts = self._compile, self._compile_text
        for position in range(len(self.scenes)):
            for table in (self.open, self.enter):
                table.append(lazy(code, position, table, position))
            self.tell.append(lazy(texts, position, self.tell, position))
            self.offer.append(lazy(texts, position, self.offer, position))
        for position in self._standing:
            if self.scenes[position].condition is not None:
                self._conditions[position] = lazy(code, position, self._conditions, position)
        self._routes: list[Route] = []
        for number, (scene_id, _) in enumerate(self.layout.routes):
            self._routes.append(lazy(code, self.index[scene_id], self._routes, number))
        self._texts: dict[str, Callable[[Values, int], str]] = {}
        self._tests: dict[str, Callable[[Sequence[Slot]], bool]] = {}
        self.writer = Writer(story, self.layout)
        self._namespace = self._core()
        days = Days(self.writer, self.index, self._namespace, apart=apart)
        self.calendar = Calendar(story, (days.offers, days.interrupts, days.ends), self.enter, self._routes)
        self._namespace["go"] = self.calendar.go
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
        """Names that all code of the story uses, its derived values among them."""
        namespace: dict[str, Any] = {
            **chance.NAMES,
            "words": chance.words,
            "roll": chance.roll,
            "chance": chance.chance,
            "listed": listed,
            "shown_date": shown_date,
            "shown_decimal": shown_decimal,
        }
        self._derive(namespace)
        return namespace

    def _derive(self, namespace: dict[str, Any]) -> None:
        """Compiles the derived values as `d0`, `d1` …; short ones are written out where they are read."""
        read = {name: f"d{position}(v)" for position, name in enumerate(self.story.derived)}
        self.writer.derived, lines = read, []
        for position, (name, derived) in enumerate(self.story.derived.items()):
            source = self.writer.expression(derived.node)
            lines.append(f"def d{position}(v): return {source}")
            if len(source) <= SHORT and ":=" not in source:
                read[name] = f"({source})"
        run_code(lines, "derived values", namespace)

    def _compile(self, position: int) -> None:
        scene = self.scenes[position]
        code = SceneCode(self, position)
        namespace = dict(self._namespace)
        run_code(code.lines, scene.id, namespace)
        for route in code.routes:
            self._routes[route] = namespace[f"r{route}"]
        self.enter[position] = namespace["enter"]
        if position in self._conditions:
            self._conditions[position] = namespace["test"]
        takes: tuple[Take, ...] = tuple(namespace[f"t{place}"] for place in range(len(scene.choices)))
        self.choice_of.update(zip(takes, scene.choices, strict=True))
        self._choices[position] = takes
        self.open[position] = namespace["opened"]

    def _compile_text(self, position: int) -> None:
        if self._choices[position] is None:
            self._compile(position)
        namespace = dict(self._namespace)
        for place, take in enumerate(self._choices[position] or ()):
            namespace[f"t{place}"] = take
        scene = self.scenes[position]
        run_code(page_lines(self.writer, scene), f"{scene.id}.text", namespace)
        self.tell[position], self.offer[position] = namespace["tell"], namespace["offer"]

    def told(self, scene: st.Scene, choice: st.Choice | None) -> str | None:
        """Source of what a trace is told of a passage: a report, or what a choice came to; None if it has no text.

        Here it is the id of the choice (empty for a report), the index of the scene, and the state of that moment,
        which goes on changing: whoever keeps it keeps a copy.
        """
        if not (scene.text if choice is None else choice.then):
            return None
        return f"{'' if choice is None else choice.id!r}, {self.index[scene.id]}, v"

    def standing(self, values: Values) -> tuple[st.Scene, ...]:
        """The standing scenes whose condition holds."""
        scenes = self.scenes
        try:
            return tuple(
                scenes[position]
                for position in self._standing
                if position not in self._conditions or self._conditions[position](values)
            )
        except FAULTS as error:
            raise self.fault(error, values) from error

    def derived_value(self, name: str, state: State) -> Slot:
        """A derived value in a state, as a slot would hold it."""
        position = list(self.story.derived).index(name)
        try:
            value: Slot = self._namespace[f"d{position}"](state.values)
        except FAULTS as error:
            raise self.fault(error, state.values) from error
        return value

    def holds(self, key: str, condition: ir.Node, state: State) -> bool:
        """Whether a condition that belongs to no scene holds in a state. `key` names it; it is compiled once."""
        function = self._tests.get(key)
        if function is None:
            namespace = dict(self._namespace)
            run_code([f"def test(v): return {self.writer.expression(condition)}"], key, namespace)
            function = self._tests[key] = namespace["test"]
        try:
            return bool(function(state.values))
        except FAULTS as error:
            raise self.fault(error, state.values) from error

    # Text

    def prose(self, position: int, values: Values) -> str:
        """The prose of the scene at `position`, in a state."""
        try:
            return self.tell[position](values)
        except FAULTS as error:
            raise self.fault(error, values) from error

    def offered(self, values: Values) -> tuple[tuple[st.Choice, str], ...]:
        """The choices open in a state, with their texts."""
        try:
            takes, texts = self.offer[int(values[SCENE])](values)  # type: ignore[arg-type]  # the slot holds an index
        except FAULTS as error:
            raise self.fault(error, values) from error
        return tuple((self.choice_of[take], text) for take, text in zip(takes, texts, strict=True))

    def render(self, key: str, text: tx.Text, values: Values, scene: str) -> str:
        """The prose of a text in a state. `key` names the text; variations follow the visits of `scene`."""
        function = self._texts.get(key)
        if function is None:
            namespace = dict(self._namespace)
            run_code([f"def t(v, n): return {text_source(self.writer, text, 'n')}"], key, namespace)
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
