"""The days of a story as code: what each offers, and what its end does.

A play comes through here at every hand-back to the calendar, so the code is written for each day apart: what follows
from the day alone (`phase == 3`, `day % 2 == 0`) is worked out while it is written, and with it goes every branch that
this day cannot take. A day's code is compiled when a play first comes to it; days with the same code share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hengyang_tui.engine.block import Block
from hengyang_tui.engine.calendar import BACK, End, Offering
from hengyang_tui.engine.codegen import Writer
from hengyang_tui.engine.generated import lazy, run_code
from hengyang_tui.engine.layout import DATE, WINDOW
from hengyang_tui.language import story as st


class Days:
    """The days of a calendar, the first at place 0.

    The end of a day is a long piece of code. `apart` says whether each day has its own, which is for many plays; one
    play is better off with a single one for all days.
    """

    def __init__(self, writer: Writer, index: Mapping[str, int], namespace: dict[str, Any], *, apart: bool) -> None:
        self._story, self._layout, self._writer = writer.story, writer.layout, writer
        self._index, self._namespace, self._apart = index, namespace, apart
        self.offers: list[Offering] = []
        self.interrupts: list[Offering] = []
        """what interrupts the days that pass between two scenes"""
        self.ends: list[End] = []
        self._offered: list[list[st.Scene]] = []
        self._known: dict[str, Any] = {}
        calendar = self._story.calendar
        if calendar is None:
            return
        self._offered = offered(self._story, calendar)
        self._first = calendar.first_day
        for place in range(len(self._offered)):
            self.offers.append(lazy(self._write_offers, place, self.offers, place))
            self.interrupts.append(lazy(self._write_offers, place, self.interrupts, place))
            self.ends.append(lazy(self._write_end, place, self.ends, place))

    def _write_offers(self, place: int) -> None:
        scenes = self._offered[place]
        self.offers[place] = self._function(self._offering(place, scenes))
        self.interrupts[place] = self._function(self._offering(place, (one for one in scenes if one.interrupt)))

    def _write_end(self, place: int) -> None:
        date = self._first + place
        if self._apart:
            with self._writer.on(date):
                self.ends[place] = self._function(self._ending())
        else:
            self.ends[:] = [self._function(self._ending())] * len(self.ends)

    def _function(self, body: list[str]) -> Any:  # noqa: ANN401  an Offering or an End
        source = "\n".join(body)
        if source not in self._known:
            namespace = dict(self._namespace)
            run_code(["def day(v):", *(" " + line for line in body)], "days", namespace)
            self._known[source] = namespace["day"]
        return self._known[source]

    # What a day offers

    def _offering(self, place: int, scenes: Iterable[st.Scene]) -> list[str]:
        """The first scene that can be entered; a day's one windowed scene is marked as it is offered."""
        date = self._first + place
        lines = []
        for scene in scenes:
            with self._writer.on(date):
                condition = "True" if scene.condition is None else self._writer.expression(scene.condition)
            if condition == "False":
                continue
            slot = self._layout.offered[scene.id] if scene.repeat else self._layout.visits[scene.id]
            tests = [f"v[{slot}] != v[{DATE}]" if scene.repeat else f"not v[{slot}]"]
            windowed = _is_windowed(scene, date)
            if windowed:
                tests.append(f"v[{WINDOW}] != v[{DATE}]")
            if condition != "True":
                tests.append(condition)
            lines.append(f"if {' and '.join(tests)}:")
            if windowed:
                lines.append(f" v[{WINDOW}] = v[{DATE}]")
            lines.append(f" return {self._index[scene.id]}")
        return [*lines, f"return {BACK}"]

    # The end of a day

    def _ending(self) -> list[str]:
        """`each_day`, then the milestones of the day; written for one day where the writer is."""
        lines = []
        for effects in self._story.each_day:
            block = Block(effects.id, f"v[{DATE}] - {self._first - 1}")
            lines += block.around(self._writer.effects(effects.effects, block))
        return [*lines, *self._milestones(), f"v[{DATE}] += 1"]

    def _milestones(self) -> list[str]:
        lines = []
        for position, milestone in enumerate(self._story.milestones):
            noted = []
            for place, comparison in enumerate(milestone.compare):
                slot = self._layout.milestones[position, place]
                read = self._writer.derived.get(comparison.name)
                source = read or f"v[{self._layout.variables[comparison.name]}]"
                noted.append(f"v[{slot}] = {source}")
            if self._writer.date is None:
                lines += [f"if v[{DATE}] == {milestone.date}:", *(" " + line for line in noted)]
            elif self._writer.date == milestone.date:
                lines += noted
        return lines


def offered(story: st.Story, calendar: st.Calendar) -> list[list[st.Scene]]:
    """The scenes that each day may offer, in order."""
    days: list[list[st.Scene]] = [[] for _ in range(calendar.first_day, calendar.last_day + 1)]
    for scene in sorted((scene for scene in story.scenes.values() if scene.dates is not None), key=_order):
        assert scene.dates is not None
        first_day = max(scene.dates.first, calendar.first_day)
        for date in range(first_day, min(scene.dates.last, calendar.last_day) + 1):
            days[date - calendar.first_day].append(scene)
    return days


def _order(scene: st.Scene) -> tuple[bool, int, bool, tuple[str, int, int]]:
    assert scene.dates is not None
    return not scene.interrupt, -scene.priority, not scene.dates.exact, scene.order


def _is_windowed(scene: st.Scene, date: int) -> bool:
    """Whether a scene counts as a day's one windowed scene: on its last day it does not."""
    assert scene.dates is not None
    return not scene.dates.exact and not scene.interrupt and date != scene.dates.last
