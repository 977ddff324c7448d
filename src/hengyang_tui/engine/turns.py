"""The pure heart of a play: a state and a choice give a turn.

No clock, no files, no globals. Text is rendered when somebody reads it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from hengyang_tui.engine.calendar import Trace
from hengyang_tui.engine.compiler import Program, Take
from hengyang_tui.engine.errors import FAULTS, ClosedChoice, PlayEnded, UnknownChoice
from hengyang_tui.engine.history import Verdict, verdict_at
from hengyang_tui.engine.layout import DATE, SCENE, STACK, Values
from hengyang_tui.engine.state import State
from hengyang_tui.language import story as st
from hengyang_tui.language.diagnostics import did_you_mean

_Told = list[tuple[str, int, Values]]

STANDING = "@"
"""Marks the id of a standing scene among the choices."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a turn as the player reads it. `prose` is the small Markdown of `language.markup`."""

    kind: Literal["scene", "report", "consequence"]
    scene_id: str
    title: str | None
    date: datetime.date | None
    place: str | None
    prose: str


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that is open."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A choice that is closed and says why."""

    id: str
    text: str
    reason: str


@dataclass(frozen=True)
class Turn:
    """Where a play stands after a step, and what was read on the way there."""

    program: Program
    state: State
    made: tuple[str, str] | None
    """scene and choice that led here; None at the beginning"""
    before: State | None = None
    _trace: tuple[tuple[str, int, Values], ...] = field(default=(), repr=False)

    @property
    def scene(self) -> st.Scene:
        """Where the play stands."""
        return self.program.scenes[int(self.state.values[SCENE])]  # type: ignore[arg-type]  # the slot holds an index

    @property
    def date(self) -> datetime.date | None:
        """The date of the play; None without calendar."""
        return _date(self.program, self.state.values[DATE])

    @property
    def day(self) -> int | None:
        """The day of the story, 1 on its day one; None without calendar."""
        calendar = self.program.story.calendar
        ordinal = self.state.values[DATE]
        return None if calendar is None else calendar.day_of(int(ordinal))  # type: ignore[arg-type]

    @property
    def ending(self) -> str | None:
        """The name of the ending, when the play is over."""
        return self.scene.ending

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """What is read, in order: what the choice did, the reports, and the scene itself.

        A detour that comes back to its list of choices shows no scene again.
        """
        told = [self._passage(kind, index, values) for kind, index, values in self._trace]
        if self._is_entered:
            values = self._values
            told.append(self._scene_passage("scene", int(values[SCENE]), values))  # type: ignore[arg-type]  # an index
        return tuple(told)

    @cached_property
    def _values(self) -> Values:
        """The state as the code of the story reads it. Not to be changed."""
        return self.state.thaw()

    @property
    def _is_entered(self) -> bool:
        if self.before is None:
            return True
        slot = self.program.layout.visits[self.scene.id]
        return self.state.values[slot] != self.before.values[slot]

    def _passage(self, kind: str, index: int, values: Values) -> Passage:
        scene = self.program.scenes[index]
        if not kind:
            return self._scene_passage("report", index, values)
        choice = scene.choice(kind)
        assert choice is not None
        prose = self.program.render(f"{scene.id}.{choice.id}.then", choice.then, values, scene.id)
        return Passage("consequence", scene.id, None, _date(self.program, values[DATE]), None, prose)

    def _scene_passage(self, kind: Literal["scene", "report"], index: int, values: Values) -> Passage:
        scene, prose = self.program.scenes[index], self.program.prose(index, values)
        date = None if scene.epilogue else _date(self.program, values[DATE])
        return Passage(kind, scene.id, scene.title, date, scene.place, prose)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The open choices, in the order of the story."""
        return tuple(Option(choice.id, text) for choice, text in self.program.offered(self._values))

    @cached_property
    def standing(self) -> tuple[Option, ...]:
        """The scenes that can be visited from here whatever the list of choices, each with its id after `@`.

        None at an ending, and none inside a detour: they are detours themselves.
        """
        if self.ending is not None or self.state.values[STACK]:
            return ()
        values = self._values
        return tuple(
            Option(STANDING + scene.id, self.program.render(f"{scene.id}.standing", scene.standing, values, scene.id))
            for scene in self.program.standing(values)
            if scene.standing is not None
        )

    @property
    def offered(self) -> tuple[Option, ...]:
        """Everything that can be chosen here: the open choices, then the standing scenes."""
        return (*self.options, *self.standing)

    @cached_property
    def closed(self) -> tuple[Closed, ...]:
        """The closed choices that say why they are closed."""
        open_ids = {option.id for option in self.options}
        shown = []
        for choice in self.scene.choices:
            if choice.id not in open_ids and choice.unless_met is not None:
                key = f"{self.scene.id}.{choice.id}.unless_met"
                reason = self.program.render(key, choice.unless_met, self._values, self.scene.id)
                shown.append(Closed(choice.id, self._choice_text(choice), reason))
        return tuple(shown)

    def _choice_text(self, choice: st.Choice) -> str:
        key = f"{self.scene.id}.{choice.id}.text"
        return self.program.render(key, choice.text, self._values, self.scene.id)

    @cached_property
    def verdict(self) -> Verdict | None:
        """The history check of the choice that led here: only the first made at its decision has one."""
        if self.made is None or self.before is None:
            return None
        slot = self.program.layout.decisions.get(self.made[0])
        if slot is None or self.before.values[slot]:
            return None
        return verdict_at(self.program, self.state, self.made[0])

    @property
    def unrecorded(self) -> str | None:
        """Why the choice that led here is not checked against history: said at the first visit to its scene.

        A detour that comes back to the list decides nothing yet.
        """
        if self.made is None or self.before is None:
            return None
        scene = self.program.story.scenes[self.made[0]]
        choice = scene.choice(self.made[1])
        first = self.before.values[self.program.layout.visits[scene.id]] == 1
        if choice is None or choice.comes_back or not first:
            return None
        return scene.unrecorded


def _date(program: Program, ordinal: object) -> datetime.date | None:
    return None if program.story.calendar is None else datetime.date.fromordinal(int(ordinal))  # type: ignore[call-overload]  # the slot holds an ordinal


def _opened(program: Program, values: Values) -> tuple[Take, ...]:
    """The choices open in a state, as functions that make them."""
    try:
        return program.open[int(values[SCENE])](values)  # type: ignore[arg-type]  # the slot holds an index
    except FAULTS as error:
        raise program.fault(error, values) from error


def begin(program: Program, seed: int) -> Turn:
    """The first turn of a play. `seed` fixes every chance in it."""
    told: _Told = []
    values = program.fresh(seed)
    try:
        program.calendar.go(values, program.index[program.story.start], _keeping(told))
    except FAULTS as error:
        raise program.fault(error, values) from error
    return Turn(program, State(tuple(values)), None, None, tuple(told))


def choose(program: Program, state: State, choice_id: str) -> Turn:
    """The turn that follows a choice, or a visit to a standing scene (`@` and its id).

    Raises UnknownChoice, ClosedChoice, PlayEnded, or what the story cannot do; `state` is unchanged in any case.
    """
    values = state.thaw()
    scene = program.scenes[int(values[SCENE])]  # type: ignore[arg-type]  # the slot holds an index
    if scene.ending is not None:
        raise PlayEnded(f"The play has ended: {scene.ending}.")
    if choice_id.startswith(STANDING):
        take = _visit(program, values, choice_id)
    else:
        take = _take(program, values, scene, choice_id)
    told: _Told = []
    try:
        take(values, _keeping(told))
    except FAULTS as error:
        raise program.fault(error, values) from error
    return Turn(program, State(tuple(values)), (scene.id, choice_id), state, tuple(told))


def _keeping(told: _Told) -> Trace:
    """Keeps each passage with the state of its own moment."""

    def keep(kind: str, index: int, values: Values) -> None:
        told.append((kind, index, values.copy()))

    return keep


def _take(program: Program, values: Values, scene: st.Scene, choice_id: str) -> Take:
    """What makes a choice of the list."""
    for take in _opened(program, values):
        if program.choice_of[take].id == choice_id:
            return take
    known = [choice.id for choice in scene.choices]
    if choice_id in known:
        raise ClosedChoice(f"The choice '{choice_id}' of scene '{scene.id}' is not open now.")
    hint = did_you_mean(choice_id, known) or ""
    raise UnknownChoice(f"Scene '{scene.id}' has no choice '{choice_id}'. {hint}".rstrip())


def _visit(program: Program, values: Values, choice_id: str) -> Take:
    """What visits a standing scene: a detour from wherever the play stands."""
    scene = program.story.scenes.get(choice_id.removeprefix(STANDING))
    if scene is None or scene.standing is None:
        raise UnknownChoice(f"There is no standing scene '{choice_id.removeprefix(STANDING)}'.")
    if values[STACK] or scene not in program.standing(values):
        raise ClosedChoice(f"The scene '{scene.id}' cannot be visited from here now.")

    def visit(v: Values, trace: Trace) -> None:
        v[STACK] = ((v[SCENE], -1),)  # type: ignore[assignment]  # the slot of the scene holds an index
        program.calendar.go(v, program.index[scene.id], trace)

    return visit
