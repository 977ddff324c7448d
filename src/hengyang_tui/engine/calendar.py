"""The clock of a play: which scene comes next when no `goto` says so, and what the end of a day does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A scene that a day may offer."""

    scene: int
    visits: int
    """slot of its visits"""
    offered: int
    """slot of the day it was last entered, for a repeating scene; else 0"""
    limited: bool
    """whether it counts as the day's one windowed scene"""
    condition: Condition | None
    interrupt: bool


def candidates(story: st.Story, layout: Layout, condition: Callable[[int], Condition]) -> list[tuple[Candidate, ...]]:
    """What each day may offer, in order. `condition` gives the test of a scene by its index."""
    if story.calendar is None:
        return []
    dated = [(index, scene) for index, scene in enumerate(story.scenes.values()) if scene.dates is not None]
    dated.sort(key=lambda entry: _order(entry[1]))
    days: list[tuple[Candidate, ...]] = []
    for date in range(story.calendar.first_day, story.calendar.last_day + 1):
        day = []
        for index, scene in dated:
            assert scene.dates is not None
            if scene.dates.first <= date <= scene.dates.last:
                day.append(_candidate(index, scene, date, layout, condition))
        days.append(tuple(day))
    return days


def _order(scene: st.Scene) -> tuple[bool, int, bool, tuple[str, int, int]]:
    assert scene.dates is not None
    return not scene.interrupt, -scene.priority, not scene.dates.exact, scene.order


def _candidate(
    index: int, scene: st.Scene, date: int, layout: Layout, condition: Callable[[int], Condition]
) -> Candidate:
    assert scene.dates is not None
    return Candidate(
        scene=index,
        visits=layout.visits[scene.id],
        offered=layout.offered.get(scene.id, 0),
        limited=not scene.dates.exact and not scene.interrupt and date != scene.dates.last,
        condition=condition(index) if scene.condition is not None else None,
        interrupt=scene.interrupt,
    )


@dataclass(slots=True)
class Calendar:
    """Moves a play on from where a choice left it."""

    story: st.Story
    days: list[tuple[Candidate, ...]]
    enter: list[Enter]
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
            for candidate in self.days[v[DATE] - first]:  # type: ignore[operator, index]
                if candidate.interrupt and self._is_open(v, candidate):
                    v[WAIT], v[AFTER], v[STACK] = 0, -1, ()
                    return candidate.scene
            self.end_of_day(v)
        v[WAIT] = 0
        return BACK

    def _offer(self, v: Values) -> int:
        calendar = self._days(v, "nothing follows this scene")
        first = calendar.first_day
        while v[DATE] <= calendar.last_day:  # type: ignore[operator]
            for candidate in self.days[v[DATE] - first]:  # type: ignore[operator, index]
                if self._is_open(v, candidate):
                    return candidate.scene
            self.end_of_day(v)
        raise CalendarRanOut(f"{self.story.spot.mark().file}: the last day is over and no ending was offered.")

    def _days(self, v: Values, why: str) -> st.Calendar:
        """The story's days, which the play needs from here on."""
        if self.story.calendar is None:
            where = self._spot(v[SCENE])  # type: ignore[arg-type]  # the slot holds an index
            raise CalendarRanOut(f"{where}: {why}, for the story has no calendar.")
        return self.story.calendar

    def _is_open(self, v: Values, candidate: Candidate) -> bool:
        """Whether the day offers this scene now. It is entered next; a day's one windowed scene is marked here."""
        if candidate.offered:
            if v[candidate.offered] == v[DATE]:
                return False
        elif v[candidate.visits]:
            return False
        if candidate.limited and v[WINDOW] == v[DATE]:
            return False
        if candidate.condition is not None and not candidate.condition(v):
            return False
        if candidate.limited:
            v[WINDOW] = v[DATE]
        return True

    def _spot(self, scene: int) -> str:
        found = list(self.story.scenes.values())[scene]
        return f"{found.spot.mark()}: scene '{found.id}'"
