"""The clock of a play: which scene comes next when no `goto` says so, and what the end of a day does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from hengyang_tui.engine.errors import CalendarRanOut, TurnTooLong
from hengyang_tui.engine.layout import AFTER, DATE, SCENE, STACK, WAIT, WINDOW, Layout, Values
from hengyang_tui.language import story as st

REST, BACK = -1, -2
"""What entering a scene comes to: the play stands there, or goes back to the calendar. Otherwise the
index of the scene that follows."""

MAX_SCENES = 1_000
"""Scenes that may follow one another in a turn."""

Trace = list[tuple[str, int, Values]]
"""Passages of a turn as they happen: the choice made (empty for a report), the index of the scene, and the
state of that moment."""

Condition = Callable[[Values], bool]
Enter = Callable[[Values, Trace | None], int]
Route = Callable[[Values], int]


Candidate = tuple[int, int, int, bool, bool]
"""A scene that a day may offer: its index, the slot of its visits, the slot of the day it was last entered (for a
repeating scene; else 0), whether it counts as the day's one windowed scene, whether it has a condition.

A plain tuple: a day's are gone through at every hand-back to the calendar."""


class Day(NamedTuple):
    """What a day may offer, in order; `interrupting` are those that come while days pass."""

    offered: list[Candidate]
    interrupting: list[Candidate]


def candidates(story: st.Story, layout: Layout) -> list[Day]:
    """What each day may offer."""
    calendar = story.calendar
    if calendar is None:
        return []
    dated = [(index, scene) for index, scene in enumerate(story.scenes.values()) if scene.dates is not None]
    dated.sort(key=lambda entry: _order(entry[1]))
    days = [Day([], []) for _ in range(calendar.first_day, calendar.last_day + 1)]
    for index, scene in dated:
        assert scene.dates is not None
        window = not scene.dates.exact and not scene.interrupt
        offered = layout.offered.get(scene.id, 0)
        early = (index, layout.visits[scene.id], offered, window, scene.condition is not None)
        last = (*early[:3], False, early[4])
        first_day = max(scene.dates.first, calendar.first_day)
        for date in range(first_day, min(scene.dates.last, calendar.last_day) + 1):
            day = days[date - calendar.first_day]
            candidate = last if date == scene.dates.last else early
            day.offered.append(candidate)
            if scene.interrupt:
                day.interrupting.append(candidate)
    return days


def _order(scene: st.Scene) -> tuple[bool, int, bool, tuple[str, int, int]]:
    assert scene.dates is not None
    return not scene.interrupt, -scene.priority, not scene.dates.exact, scene.order


@dataclass(slots=True)
class Calendar:
    """Moves a play on from where a choice left it."""

    story: st.Story
    days: list[Day]
    enter: list[Enter]
    conditions: list[Condition]
    routes: list[Route]
    end_of_day: Callable[[Values], None]

    def go(self, v: Values, scene: int, trace: Trace | None) -> None:
        """Enters a scene and whatever follows it, until the play stands at choices or at an ending."""
        for _ in range(MAX_SCENES):
            follows = self.enter[scene](v, trace)
            if follows == REST:
                return
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
        return self._offer(v)

    def _pass_days(self, v: Values) -> int:
        """Lets days pass; an interrupting scene, or BACK when none came."""
        calendar = self._days(v, "days cannot pass")
        first = calendar.first_day
        until = min(v[WAIT], calendar.last_day)  # type: ignore[type-var]  # the slot holds an ordinal
        while v[DATE] < until:  # type: ignore[operator]
            scene = self._first_open(v, self.days[v[DATE] - first].interrupting)  # type: ignore[operator, index]
            if scene != BACK:
                v[WAIT], v[AFTER], v[STACK] = 0, -1, ()
                return scene
            self.end_of_day(v)
        v[WAIT] = 0
        return BACK

    def _offer(self, v: Values) -> int:
        calendar = self._days(v, "nothing follows this scene")
        first, last = calendar.first_day, calendar.last_day
        while v[DATE] <= last:  # type: ignore[operator]
            scene = self._first_open(v, self.days[v[DATE] - first].offered)  # type: ignore[operator, index]
            if scene != BACK:
                return scene
            self.end_of_day(v)
        raise CalendarRanOut(f"{self.story.spot.mark().file}: the last day is over and no ending was offered.")

    def _days(self, v: Values, why: str) -> st.Calendar:
        """The story's days, which the play needs from here on."""
        if self.story.calendar is None:
            where = self._spot(v[SCENE])  # type: ignore[arg-type]  # the slot holds an index
            raise CalendarRanOut(f"{where}: {why}, for the story has no calendar.")
        return self.story.calendar

    def _first_open(self, v: Values, day: list[Candidate]) -> int:
        """The scene that the day offers now, or BACK. It is entered next; a day's one windowed scene is marked here."""
        date = v[DATE]
        for scene, visits, offered, limited, conditional in day:
            if v[visits] and (not offered or v[offered] == date):
                continue
            if limited and v[WINDOW] == date:
                continue
            if conditional and not self.conditions[scene](v):
                continue
            if limited:
                v[WINDOW] = date
            return scene
        return BACK

    def _spot(self, scene: int) -> str:
        found = list(self.story.scenes.values())[scene]
        return f"{found.spot.mark()}: scene '{found.id}'"
