"""Every play of one seed, breadth first, equal states made one.

The seed fixes all chance, so all that is left open is what the player chooses. Of a state only what can make a
difference is kept while it waits to be gone on from; that it was seen is kept as a digest of sixteen bytes.
"""

from __future__ import annotations

import marshal
import sys
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b

from hengyang_tui.engine.compiler import Take
from hengyang_tui.engine.layout import DATE, SCENE, Values
from hengyang_tui.explore.frame import Frame
from hengyang_tui.explore.gather import Gatherer, row_of
from hengyang_tui.explore.problems import crashed, stranded, trapping
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.relevant import Sieve
from hengyang_tui.explore.report import Asked, Exhausted, Report
from hengyang_tui.explore.tally import Tally, add_counts
from hengyang_tui.language.story import date_of

_VERSION = 2
"""Of marshal's formats, one whose bytes depend on the values alone."""
_LOOK = 128
"""States after which it is looked at the memory and at whether to stop."""
_ENTRY = 112
"""Bytes of a digest and a number as the allocator gives them, about; the table that holds them comes on top."""
_SLOT = 40
"""Bytes that a list and the allocator add to each packed state, about."""

FULL, DEEP, STOPPED = "the memory allowed was full", "the limit of choices was reached", "it was stopped"


def exhaust(
    program: Observed,
    frame: Frame,
    asked: Asked,
    seed: int,
    megabytes: int,
    stop: Callable[[], bool],
    told: Callable[[int], object],
) -> Report:
    """The report of all plays of a seed, as far as memory goes. `told` hears how many states are known."""
    search = _Search(program, frame, seed, megabytes)
    depth, waiting, why = search.run(asked.limit, stop, told)
    found = Exhausted(seed, why, depth, search.states, search.merged, waiting, megabytes)
    return Report(asked, frame, (), (), search.tally(), found)


class _Search:
    def __init__(self, program: Observed, frame: Frame, seed: int, megabytes: int) -> None:
        self.program, self.seed = program, seed
        self.most = megabytes * 1_000_000
        self.sieve = Sieve(program, seed)
        self.gatherer = Gatherer(program, replace(frame, gauges=(), milestones=()))
        self.visits = row_of(program.layout.visits[scene.id] for scene in program.scenes)
        self.entered: Counter[int] = Counter()
        self.most_visits: Counter[int] = Counter()
        self.seen: dict[bytes, int] = {}
        """digest → number, in the order found; -1 for endings"""
        self.next: list[bytes] = []
        self.parents, self.places = array("q"), array("H")
        """by number: the state before, and the place of the choice made there"""
        self.steps_from, self.steps_to = array("q"), array("q")
        self.settled: set[int] = set()
        """states at which a play fails in a way that was noted"""
        self.merged = self.held = 0

    @property
    def states(self) -> int:
        return len(self.seen)

    def run(self, limit: int, stop: Callable[[], bool], told: Callable[[int], object]) -> tuple[int, int, str]:
        """Depth that was covered, states that were not gone on from, and why; nothing when all were."""
        self._begin()
        depth = first = 0
        while self.next:
            level, self.next = self.next, []
            for place, packed in enumerate(level):
                if place % _LOOK == 0:
                    told(self.states)
                    self.gatherer.end_block()
                    why = DEEP if depth == limit else STOPPED if stop() else FULL if self._is_full() else ""
                    if why:
                        return depth, len(level) - place + len(self.next), why
                level[place] = b""
                self.held -= sys.getsizeof(packed) + _SLOT
                self._go_on(first + place, packed)
            first += len(level)
            depth += 1
        self._find_traps()
        return depth, 0, ""

    def _is_full(self) -> bool:
        arrays = (self.parents, self.places, self.steps_from, self.steps_to)
        seen = sys.getsizeof(self.seen) + len(self.seen) * _ENTRY
        return seen + self.held + sum(map(sys.getsizeof, arrays)) > self.most

    def _begin(self) -> None:
        before = self.visits(self.program.fresh(self.seed))
        try:
            values = self.program.begin(self.seed, self.gatherer.shown.append)
            self._arrive(before, values, -1, 0)
        except Exception as error:  # noqa: BLE001  whatever a story's code raises is what is looked for
            self.gatherer.tally.add_problem(crashed(self.program, self.seed, "", (), error))

    def _go_on(self, number: int, packed: bytes) -> None:
        """Makes every choice that is open in a state."""
        state = self.sieve.state(marshal.loads(packed))  # noqa: S302  these bytes were made here
        scene: int = state[SCENE]  # type: ignore[assignment]  # the slot holds an index
        try:
            takes = self.program.opened[scene](state)
        except Exception as error:  # noqa: BLE001  likewise
            self._crashed(scene, number, error)
            return
        if not takes:
            problem = stranded(self.program, self.seed, self.program.scenes[scene].id, self._way(number))
            self.gatherer.tally.add_problem(problem)
            self.settled.add(number)
            return
        self.gatherer.opened.append(takes)
        before = self.visits(state)
        for take in takes:
            values = state.copy()
            self.gatherer.taken.append(take)
            try:
                take(values, self.gatherer.shown.append)
                self._arrive(before, values, number, self.program.places[take][1])
            except Exception as error:  # noqa: BLE001  likewise
                self._crashed(scene, number, error, take)

    def _crashed(self, scene: int, number: int, error: Exception, take: Take | None = None) -> None:
        way = self._way(number) + ([take] if take is not None else [])
        name = self.program.scenes[scene].id
        problem = crashed(self.program, self.seed, name, way, error, by_choice=take is not None)
        self.gatherer.tally.add_problem(problem)
        self.settled.add(number)

    def _arrive(self, before: tuple[int, ...], values: Values, number: int, place: int) -> None:
        """Notes what a step came through, and the state that it leads to if that is new."""
        for scene, (was, now) in enumerate(zip(before, self.visits(values), strict=True)):
            if was != now:
                self.entered[scene] += 1
                self.most_visits[scene] = max(self.most_visits[scene], now)
        packed = marshal.dumps(self.sieve.key(values), _VERSION)
        digest = blake2b(packed, digest_size=16).digest()
        known = self.seen.get(digest)
        if known is None:
            known = self.seen[digest] = self._keep(values, packed, number, place)
        else:
            self.merged += 1
        self.steps_from.append(number)
        self.steps_to.append(known)

    def _keep(self, values: Values, packed: bytes, number: int, place: int) -> int:
        """Keeps a new state to go on from; gives its number, -1 for an ending."""
        program = self.program
        index: int = values[SCENE]  # type: ignore[assignment]  # the slot holds an index
        mask = program.masks[index]
        if mask is not None:
            self.gatherer.shown.append(mask(values))
        if program.scenes[index].ending is not None:
            date = date_of(values[DATE]).isoformat() if program.story.calendar else ""  # type: ignore[arg-type]
            add_counts(self.gatherer.tally.ended.setdefault(program.scenes[index].id, {}), {date: 1})
            return -1
        self.next.append(packed)
        self.held += sys.getsizeof(packed) + _SLOT
        self.parents.append(number)
        self.places.append(place)
        return len(self.parents) - 1

    def _find_traps(self) -> None:
        """Looks for states from which no ending can be reached, and notes the nearest."""
        leads_on = bytearray(len(self.parents) + 1)  # the last one stands for every ending: -1
        leads_on[-1] = 1
        for number in self.settled:
            leads_on[number] = 1
        before = -1
        while before != (before := sum(leads_on)):
            for place in range(len(self.steps_to) - 1, -1, -1):
                if leads_on[self.steps_to[place]]:
                    leads_on[self.steps_from[place]] = 1
        trapped = leads_on.count(0)
        if trapped:
            way = self._way(leads_on.index(0))
            self.gatherer.tally.add_problem(trapping(self.program, self.seed, way, trapped))

    def _way(self, number: int) -> list[Take]:
        """The choices that lead to a state."""
        places: list[int] = []
        while self.parents[number] >= 0:
            places.append(self.places[number])
            number = self.parents[number]
        values, way = self.program.begin(self.seed), []
        for place in reversed(places):
            way.append(self.program.takes[values[SCENE], place])  # type: ignore[index]  # the slot holds an index
            way[-1](values)
        return way

    def tally(self) -> Tally:
        """What was counted: steps and states, where a report of plays counts plays."""
        self.gatherer.end_block()
        tally = self.gatherer.take()
        for scene, times in self.entered.items():
            name = self.program.scenes[scene].id
            tally.entered[name] = tally.visits[name] = times
            tally.most_visits[name] = int(self.most_visits[scene])
        return tally
