"""The clock of a play: which scene comes next when no `goto` says so, and what the end of a day does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from hengyang_tui.engine.errors import CalendarRanOut, TurnTooLong
from hengyang_tui.engine.layout import AFTER, DATE, SCENE, STACK, WAIT, WINDOW, Layout, Values
from hengyang_tui.language import story as st

REST, BACK = -1, -2
"""What entering a scene comes to: the play stands there, or goes back to the calendar. Otherwise the
index of the scene that follows."""

MAX_SCENES = 1_000
"""Scenes that may follow one another in a turn."""

Trace = Callable[[str, int, Values], object]
"""Told of each passage of a turn as it happens: the choice made (empty for a report), the index of the scene, and the
state of that moment, which goes on changing: whoever keeps it keeps a copy."""

Condition = Callable[[Values], bool]
Enter = Callable[[Values, Trace | None], int]
Route = Callable[[Values], int]


Candidate = tuple[int, int, int, bool, bool]
"""A scene that a day may offer: its index, the slot of its visits, the slot of the day it was last entered (for a
repeating scene; else 0), whether it counts as the day's one windowed scene, whether it has a condition.

A plain tuple: a day's are gone through at every hand-back to the calendar."""


Days = list[list[Candidate]]


def candidates(story: st.Story, layout: Layout) -> tuple[Days, Days]:
    """What each day may offer, in order; and of that, what interrupts a wait."""
    calendar = story.calendar
    if calendar is None:
        return [], []
    dated = [(index, scene) for index, scene in enumerate(story.scenes.values()) if scene.dates is not None]
    dated.sort(key=lambda entry: _order(entry[1]))
    days: Days = [[] for _ in range(calendar.first_day, calendar.last_day + 1)]
    interrupting: Days = [[] for _ in days]
    for index, scene in dated:
        assert scene.dates is not None
        window = not scene.dates.exact and not scene.interrupt
        offered = layout.offered.get(scene.id, 0)
        early = (index, layout.visits[scene.id], offered, window, scene.condition is not None)
        last = (*early[:3], False, early[4])
        first_day = max(scene.dates.first, calendar.first_day)
        for date in range(first_day, min(scene.dates.last, calendar.last_day) + 1):
            candidate = last if date == scene.dates.last else early
            days[date - calendar.first_day].append(candidate)
            if scene.interrupt:
                interrupting[date - calendar.first_day].append(candidate)
    return days, interrupting


def _order(scene: st.Scene) -> tuple[bool, int, bool, tuple[str, int, int]]:
    assert scene.dates is not None
    return not scene.interrupt, -scene.priority, not scene.dates.exact, scene.order


@dataclass(slots=True)
class Calendar:
    """Moves a play on from where a choice left it."""

    story: st.Story
    days: Days
    interrupting: Days
    enter: list[Enter]
    conditions: list[Condition]
    routes: list[Route]
    end_of_day: Callable[[Values], None]

    def go(self, v: Values, scene: int, trace: Trace | None) -> None:
        """Enters a scene and whatever follows it, until the play stands at choices or at an ending."""
        enter = self.enter
        for _ in range(MAX_SCENES):
            follows = enter[scene](v, trace)
            if follows == BACK:
                follows = self.next_scene(v)
            if follows == REST:
                return
            scene = follows
        where = self._spot(scene)
        raise TurnTooLong(f"{where}: a thousand scenes follow one another here without a choice.")

    def back(self, v: Values, trace: Trace | None) -> None:
        """Hands the play back to the calendar."""
        scene = self.next_scene(v)
        if scene != REST:
            self.go(v, scene, trace)

    def next_scene(self, v: Values) -> int:
        """The scene that comes next, or REST when a detour returns to its list of choices."""
        if v[WAIT]:
            interrupting = self._pass_days(v)
            if interrupting != BACK:
                return interrupting
        after = v[AFTER]
        if after != -1:
            v[AFTER] = -1
            return self.routes[after](v)  # type: ignore[index]  # the slot holds the index of a route
        stack = v[STACK]
        if stack:
            scene, route = stack[-1]  # type: ignore[index]  # the slot holds open detours
            v[STACK] = stack[:-1]  # type: ignore[index]
            if route >= 0:
                return self.routes[route](v)
            v[SCENE] = scene
            return REST
        return self._pass(v, None, self.days)

    def _pass_days(self, v: Values) -> int:
        """Lets days pass; an interrupting scene, or BACK when none came."""
        scene = self._pass(v, v[WAIT], self.interrupting)  # type: ignore[arg-type]  # the slot holds an ordinal
        if scene != BACK:
            v[AFTER], v[STACK] = -1, ()
        v[WAIT] = 0
        return scene

    def _pass(self, v: Values, until: int | None, days: Days) -> int:
        """The first scene that the days offer, each ending when nothing is left; BACK when none comes before `until`.

        The scene is entered next; a day's one windowed scene is marked here.
        """
        calendar = self.story.calendar
        if calendar is None:
            return self._no_days(v, "nothing follows this scene" if until is None else "days cannot pass")
        first = calendar.first_day
        end = calendar.last_day + 1 if until is None else min(until, calendar.last_day)
        date: int = v[DATE]  # type: ignore[assignment]  # the slot holds an ordinal
        while date < end:
            for scene, visits, offered, limited, conditional in days[date - first]:
                if v[visits] and (not offered or v[offered] == date):
                    continue
                if limited and v[WINDOW] == date:
                    continue
                if conditional and not self.conditions[scene](v):
                    continue
                if limited:
                    v[WINDOW] = date
                return scene
            self.end_of_day(v)
            date = v[DATE]  # type: ignore[assignment]
        if until is None:
            raise CalendarRanOut(f"{self.story.spot.mark().file}: the last day is over and no ending was offered.")
        return BACK

    def _no_days(self, v: Values, why: str) -> NoReturn:
        where = self._spot(v[SCENE])  # type: ignore[arg-type]  # the slot holds an index
        raise CalendarRanOut(f"{where}: {why}, for the story has no calendar.")

    def _spot(self, scene: int) -> str:
        found = list(self.story.scenes.values())[scene]
        return f"{found.spot.mark()}: scene '{found.id}'"
