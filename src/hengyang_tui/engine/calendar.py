"""The clock of a play: which scene comes next when no `goto` says so, and what the end of a day does."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from hengyang_tui.engine.errors import CalendarRanOut, TurnTooLong
from hengyang_tui.engine.layout import AFTER, DATE, SCENE, STACK, WAIT, Values
from hengyang_tui.language import story as st

REST, BACK = -1, -2
"""What entering a scene comes to: the play stands there, or goes back to the calendar. Otherwise the
index of the scene that follows."""

MAX_SCENES = 1_000
"""Scenes that may follow one another in a turn."""

Trace = Callable[..., object]
"""Told of each passage of a turn as it happens, with what `Program.told` says of it."""

Condition = Callable[[Values], bool]
Enter = Callable[[Values, Trace | None], int]
Route = Callable[[Values], int]

Offering = Callable[[Values], int]
"""The index of the scene that a day offers next, or BACK when it has nothing more. The scene is entered next: a day's
one windowed scene is marked as it is offered."""

End = Callable[[Values], None]
"""What the end of a day does; the date moves on."""


class Calendar:
    """Moves a play on from where a choice left it.

    `offers`, `interrupts` (what may interrupt days that pass) and `ends` are by day, the first at place 0; all of these
    lists may be filled while plays go on.
    """

    def __init__(
        self,
        story: st.Story,
        days: tuple[list[Offering], list[Offering], list[End]],
        enter: list[Enter],
        routes: list[Route],
    ) -> None:
        self.story = story
        self.offers, self.interrupts, self.ends = days
        self.offers.append(self._no_more)
        self._enter, self._routes = enter, routes
        self._first = story.calendar.first_day if story.calendar else 0

    def go(self, v: Values, scene: int, trace: Trace | None) -> None:
        """Enters a scene and whatever follows it, until the play stands at choices or at an ending.

        BACK in place of a scene hands the play back to the calendar at once.
        """
        enter, offers, ends, first = self._enter, self.offers, self.ends, self._first
        for _ in range(MAX_SCENES):
            if scene == BACK:
                if v[WAIT] or v[AFTER] != -1 or v[STACK]:
                    scene = self._what_waits(v)
                if scene == BACK:
                    date: int = v[DATE]  # type: ignore[assignment]  # the slot holds an ordinal
                    place = date - first
                    while (scene := offers[place](v)) == BACK:
                        ends[place](v)
                        place += 1
                if scene == REST:
                    return
            scene = enter[scene](v, trace)
            if scene == REST:
                return
        where = self._spot(v[SCENE] if scene == BACK else scene)  # type: ignore[arg-type]  # the slot holds an index
        raise TurnTooLong(f"{where}: a thousand scenes follow one another here without a choice.")

    def _what_waits(self, v: Values) -> int:
        """The scene that comes before any other of the calendar; REST when a detour returns to its list of choices."""
        if v[WAIT]:
            interrupting = self._pass_days(v)
            if interrupting != BACK:
                return interrupting
        after = v[AFTER]
        if after != -1:
            v[AFTER] = -1
            return self._routes[after](v)  # type: ignore[index]  # the slot holds the index of a route
        stack = v[STACK]
        if not stack:
            return BACK
        scene, route = stack[-1]  # type: ignore[index]  # the slot holds open detours
        v[STACK] = stack[:-1]  # type: ignore[index]
        if route >= 0:
            return self._routes[route](v)
        v[SCENE] = scene
        return REST

    def _pass_days(self, v: Values) -> int:
        """Lets days pass; an interrupting scene, or BACK when none came. The last day of the calendar stays."""
        calendar = self.story.calendar
        if calendar is None:
            raise self._no_days(v, "days cannot pass")
        date: int = v[DATE]  # type: ignore[assignment]  # the slot holds an ordinal
        until: int = v[WAIT]  # type: ignore[assignment]  # likewise
        scene = BACK
        for place in range(date - self._first, min(until, calendar.last_day) - self._first):
            scene = self.interrupts[place](v)
            if scene != BACK:
                v[AFTER], v[STACK] = -1, ()
                break
            self.ends[place](v)
        v[WAIT] = 0
        return scene

    def _no_more(self, v: Values) -> NoReturn:
        """Stands after the offers of the last day."""
        if self.story.calendar is None:
            raise self._no_days(v, "nothing follows this scene")
        raise CalendarRanOut(f"{self.story.spot.mark().file}: the last day is over and no ending was offered.")

    def _no_days(self, v: Values, why: str) -> CalendarRanOut:
        where = self._spot(v[SCENE])  # type: ignore[arg-type]  # the slot holds an index
        return CalendarRanOut(f"{where}: {why}, for the story has no calendar.")

    def _spot(self, scene: int) -> str:
        found = list(self.story.scenes.values())[scene]
        return f"{found.spot.mark()}: scene '{found.id}'"
