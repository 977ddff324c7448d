"""Plays as they are played, counted a block at a time.

During a play things are only put on lists. The counting is done by columns over a block of plays, where it costs
next to nothing for each.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain, repeat
from operator import floordiv, getitem, itemgetter
from typing import Any

from hengyang_tui.engine.compiler import Take
from hengyang_tui.engine.layout import DATE, SCENE, Values
from hengyang_tui.explore.evenings import Evenings
from hengyang_tui.explore.frame import Frame, MilestoneFrame
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.tally import Reached, Tally, add_counts
from hengyang_tui.language import story as st

Row = Callable[[Values], tuple[Any, ...]]

_COUNTED = 1 << 32
"""A decision that counts adds its weight times this to the sum of a play; a departure adds its weight alone."""


def row_of(slots: Iterable[int]) -> Row:
    """A function that takes these slots out of a state."""
    wanted = tuple(slots)
    if len(wanted) == 1:
        return lambda values: (values[wanted[0]],)
    return itemgetter(*wanted) if wanted else lambda _: ()


class Gatherer:
    """Gathers plays into a tally. The lists are filled by whoever plays."""

    def __init__(self, program: Observed, frame: Frame) -> None:
        self.ended: list[Values] = []
        """states of plays at their endings"""
        self.unended: list[Values] = []
        self.opened: list[tuple[Take, ...]] = []
        self.taken: list[Take] = []
        self.shown: list[int] = []
        """masks of texts, as they were shown"""
        self.steps: list[int] = []
        """choices in each play that ended"""
        self.tally = Tally()
        self._program, self._frame = program, frame
        layout, story = program.layout, program.story
        self._visits = row_of(layout.visits[scene.id] for scene in program.scenes)
        self._gauges = row_of(layout.variables[gauge.name] for gauge in frame.gauges)
        self._milestones = row_of(layout.milestones.values())
        self._decisions = row_of(layout.decisions[scene.id] for scene in story.decisions)
        self._weights = [_weights(scene) for scene in story.decisions]
        self._evenings = Evenings(program, frame.gauges)
        self._lists: Counter[tuple[Take, ...]] = Counter()
        self._takes: Counter[Take] = Counter()
        self._masks: Counter[int] = Counter()

    def end_block(self) -> None:
        """Counts what is on the lists, and empties them."""
        self.tally.plays += len(self.ended) + len(self.unended)
        self._lists.update(self.opened)
        self._takes.update(self.taken)
        self._masks.update(self.shown)
        add_counts(self.tally.steps, Counter(self.steps))
        self._count_visits()
        if self.ended:
            self._count_endings()
        for gathered in (self.ended, self.unended, self.opened, self.taken, self.shown, self.steps):
            gathered.clear()

    def take(self) -> Tally:
        """Everything counted since the last time, by the names of the story."""
        tally, self.tally = self.tally, Tally()
        self._name_choices(tally)
        for mask, times in self._masks.items():
            add_counts(tally.shown, {leaf.id: times for leaf in self._program.leaves_in(mask)})
        tally.evenings, tally.gauges = self._evenings.take()
        for counted in (self._lists, self._takes, self._masks):
            counted.clear()
        return tally

    def _name_choices(self, tally: Tally) -> None:
        program = self._program
        for takes, times in self._lists.items():
            scene = program.scenes[program.places[takes[0]][0]].id
            add_counts(tally.stood, {scene: times})
            add_counts(tally.opened, {f"{scene}.{program.names[take]}": times for take in takes})
        for take, times in self._takes.items():
            scene = program.scenes[program.places[take][0]].id
            tally.taken[f"{scene}.{program.names[take]}"] = times

    def _count_visits(self) -> None:
        columns = zip(*map(self._visits, chain(self.ended, self.unended)), strict=True)
        for scene, column in zip(self._program.scenes, columns, strict=False):
            plays = len(column) - column.count(0)
            if plays:
                add_counts(self.tally.entered, {scene.id: plays})
                add_counts(self.tally.visits, {scene.id: sum(column)})
                self.tally.most_visits[scene.id] = max(self.tally.most_visits.get(scene.id, 0), *column)

    def _count_endings(self) -> None:
        tally, program = self.tally, self._program
        for (scene, date), plays in Counter((values[SCENE], values[DATE]) for values in self.ended).items():
            dated = _iso(date) if program.story.calendar is not None else ""  # type: ignore[arg-type]  # an ordinal
            add_counts(tally.ended.setdefault(program.scenes[scene].id, {}), {dated: plays})  # type: ignore[index]
        gauges = zip(*map(self._gauges, self.ended), strict=True)
        for gauge, column in zip(self._frame.gauges, gauges, strict=False):
            counted = Counter(map(floordiv, column, repeat(gauge.width)))
            add_counts(tally.finals.setdefault(gauge.name, {}), _whole(counted))
        milestones = zip(*map(self._milestones, self.ended), strict=True)
        for milestone, column in zip(self._frame.milestones, milestones, strict=False):
            _meet(tally.milestones.setdefault(milestone.id, Reached()), milestone, Counter(column))
        sums = Counter(sum(map(getitem, self._weights, self._decisions(values))) for values in self.ended)
        for total, plays in sums.items():
            counted_weight, departed = divmod(total, _COUNTED)
            if counted_weight:
                add_counts(tally.divergence, {100 * departed // counted_weight: plays})


def _meet(reached: Reached, milestone: MilestoneFrame, got: Counter[int | float | None]) -> None:
    """Plays that never came to the date count neither as within nor as outside."""
    allowed = abs(milestone.expected) * milestone.tolerance
    for value, plays in got.items():
        if value is None:
            continue
        if abs(value - milestone.expected) <= allowed:
            reached.within += plays
        else:
            reached.outside += plays
        add_counts(reached.values, {int(value // milestone.width): plays})


def _weights(scene: st.Scene) -> tuple[int, ...]:
    """What the slot of a decision adds to the sum of its play.

    The slot holds 0, the place of the choice counted from 1, or its negative where history's was out of reach; the
    negative ones count from the end here, as Python's indices do.
    """
    history = scene.history
    assert history is not None
    made = [
        history.weight * _COUNTED + (0 if choice.id in history.chose else history.weight) for choice in scene.choices
    ]
    return (0, *made, *(0 for _ in made))


def _whole(counted: Counter[int]) -> dict[int, int]:
    """Bins of decimals are decimals until here."""
    return {int(place): times for place, times in counted.items()}


def _iso(ordinal: int) -> str:
    return datetime.date.fromordinal(ordinal).isoformat()
