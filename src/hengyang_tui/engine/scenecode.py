"""What a scene does as Python source: entering it, its choices, and which of them are open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengyang_tui.engine.block import Block
from hengyang_tui.engine.calendar import BACK, REST
from hengyang_tui.engine.codegen import Writer
from hengyang_tui.engine.layout import AFTER, DATE, SCENE, STACK, WAIT
from hengyang_tui.language import story as st

if TYPE_CHECKING:
    from hengyang_tui.engine.compiler import Program

MOST_BRANCHES = 3
"""Conditions up to which every outcome of a list of choices is written out: branches double with each."""


Places = tuple[int, ...]
"""Choices by their places in the list of their scene."""


def function(head: str, body: list[str]) -> list[str]:
    """Lines that define a function."""
    return [f"def {head}:", *("    " + line for line in body)]


def open_test(writer: Writer, scene: st.Scene, choice: st.Choice) -> str | None:
    """Source of the test for a choice to be open; None when it always is. Fallbacks apart."""
    tests = []
    if choice.condition is not None:
        tests.append(writer.expression(choice.condition))
    if choice.once:
        tests.append(f"not v[{writer.layout.chosen[scene.id, choice.id]}]")
    return " and ".join(tests) or None


@dataclass(frozen=True, slots=True)
class OpenChoices:
    """The list of choices of a scene: places with their tests, and the fallbacks for when nothing else is open."""

    regular: tuple[tuple[int, str | None], ...]
    fallback: Places

    @property
    def is_branching(self) -> bool:
        """Whether every outcome is written out as a constant."""
        return sum(test is not None for _, test in self.regular) <= MOST_BRANCHES

    def branches(
        self, constant: Callable[[Places], str], returned: Callable[[str, Places], str] = lambda name, _: name
    ) -> tuple[list[str], list[str]]:
        """Lines that define a constant for every outcome, and nested conditions that return something of it.

        `constant` writes the constant where the choices at some places are open, `returned` what is returned, given
        the constant's name.
        """
        constants: dict[Places, str] = {}

        def branch(rest: tuple[tuple[int, str | None], ...], taken: Places) -> list[str]:
            if not rest:
                places = taken or self.fallback
                return [f"return {returned(constants.setdefault(places, f'c{len(constants)}'), places)}"]
            (place, test), *others = rest
            then = branch(tuple(others), (*taken, place))
            if test is None:
                return then
            return [f"if {test}:", *("    " + line for line in then), *branch(tuple(others), taken)]

        body = branch(self.regular, ())
        return [f"{name} = {constant(places)}" for places, name in constants.items()], body


def open_choices(writer: Writer, scene: st.Scene) -> OpenChoices:
    """What decides which choices of a scene are open."""
    places = list(enumerate(scene.choices))
    return OpenChoices(
        tuple((place, open_test(writer, scene, one)) for place, one in places if not one.fallback),
        tuple(place for place, one in places if one.fallback),
    )


class SceneCode:
    """The source of what a scene does: `enter`, `opened`, its choices `t0`, `t1` …, and `test`: when it can be visited.

    The condition of a dated scene stands in the code of its days.
    """

    def __init__(self, program: Program, position: int) -> None:
        self.program, self.position, self.scene = program, position, program.scenes[position]
        self.writer, self.layout = program.writer, program.layout
        scene = self.scene
        self.routes: list[int] = []
        """numbers of the gotos that are defined too, as `r0`, `r1` …"""
        self.lines: list[str] = []
        if scene.standing is not None and scene.condition is not None:
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
            body += block.around(effects)
        if scene.choices or scene.ending is not None:
            body.append(f"return {REST}")
        else:
            body += [*self._tell(None), *self._leave()]
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

    def _tell(self, choice: st.Choice | None) -> list[str]:
        """Tells whoever listens of a report, or of what a choice came to."""
        told = self.program.told(self.scene, choice)
        return [] if told is None else ["if out is not None:", f"    out({told})"]

    # Choosing

    def _take(self, place: int, choice: st.Choice) -> None:
        key = (self.scene.id, choice.id)
        body = self._record(place, choice)
        if key in self.layout.chosen:
            body.append(f"v[{self.layout.chosen[key]}] += 1")
        if choice.do is not None:
            block = Block(choice.do.id, f"v[{self.layout.chosen[key]}]" if key in self.layout.chosen else "1")
            effects = self.writer.effects(choice.do.effects, block)
            body += block.around(effects)
        self._function(f"t{place}(v, out=None)", [*body, *self._tell(choice), *self._after(choice)])

    def _record(self, place: int, choice: st.Choice) -> list[str]:
        """Keeps the first choice made at a decision: place + 1, negative when history's was out of reach.

        Fallbacks and other choices are never open together. A detour that comes back to the list decides nothing
        yet, unless it is what history did.
        """
        history = self.scene.history
        if history is None or (choice.comes_back and choice.id not in history.chose):
            return []
        slot = self.layout.decisions[self.scene.id]
        taken = str(place + 1)
        if choice.id not in history.chose:
            chosen = [one for one in self.scene.choices if one.id in history.chose]
            tests = [open_test(self.writer, self.scene, one) for one in chosen if one.fallback == choice.fallback]
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
            return [*lines, f"go(v, {BACK}, out)"]
        if choice.goto:
            return self._go(choice.goto)
        return [f"go(v, {BACK}, out)"]

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

    def _opened(self) -> None:
        choices = open_choices(self.writer, self.scene)
        if choices.is_branching:
            constants, body = choices.branches(lambda taken: f"({' '.join(f't{place},' for place in taken)})")
            self.lines += constants
            self._function("opened(v)", body)
            return
        body = ["r = []"]
        for place, test in choices.regular:
            body.append(f"r.append(t{place})" if test is None else f"if {test}: r.append(t{place})")
        fallback = "".join(f"t{place}, " for place in choices.fallback)
        self._function("opened(v)", [*body, f"return tuple(r) or ({fallback})"])

    def _function(self, head: str, body: list[str]) -> None:
        self.lines += function(head, body)
