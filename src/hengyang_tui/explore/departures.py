"""What a worker does for a what-if: it plays a recorded play under other seeds, and every single departure from it.

A departure begins from a copy of the state at its decision, so the way there is played once for all of them. Luck is
keyed by the engine, so a play and its departure have the same luck wherever they do the same. What is counted are
exact sums of differences: they add up to the same whoever counted them, and in whatever order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import groupby

from hengyang_tui.engine.compiler import Program, Take
from hengyang_tui.engine.errors import FAULTS, EngineError
from hengyang_tui.engine.layout import DATE, SCENE, Values
from hengyang_tui.engine.state import State
from hengyang_tui.explore.errors import ExploreError
from hengyang_tui.explore.jobs import Job, Range, story_of
from hengyang_tui.explore.policies import AsInHistory
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.recall import LIMIT, Decision
from hengyang_tui.language.diagnostics import did_you_mean
from hengyang_tui.language.story import Story

DATE_OF_ENDING = "date"
"""Names the date of the ending among outcomes. No variable can have this name."""

Exact = int | Fraction
_BROKEN = (EngineError, *FAULTS)


@dataclass(frozen=True, slots=True)
class Question:
    """The play as `recall` gives it, and the outcomes that are compared: `date`, and names of variables."""

    job: Job
    decisions: tuple[Decision, ...]
    outcomes: tuple[str, ...]


@dataclass(slots=True)
class Sums:
    """Numbers added up, with their squares; `other` counts those that are not 0."""

    total: Exact = 0
    squares: Exact = 0
    other: int = 0

    def note(self, number: Exact) -> None:
        """One more number."""
        if number:
            self.total += number
            self.squares += number * number
            self.other += 1

    def add(self, sums: Sums) -> None:
        """The numbers of another."""
        self.total += sums.total
        self.squares += sums.squares
        self.other += sums.other


@dataclass(slots=True)
class Compared:
    """One departure: over its pairs, the differences by outcome, and how each play and its departure ended.

    `failed` are departures that found no ending, or crashed; they are in no pair.
    """

    pairs: int = 0
    failed: int = 0
    differences: list[Sums] = field(default_factory=list)
    endings: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, compared: Compared) -> None:
        """What was counted elsewhere."""
        self.pairs += compared.pairs
        self.failed += compared.failed
        self.endings.update(compared.endings)
        for mine, theirs in zip(self.differences, compared.differences, strict=True):
            mine.add(theirs)


@dataclass(slots=True)
class Counted:
    """Everything counted over some seeds. `own` are the sums of the plays themselves by outcome.

    `compared` has the departures of each decision, in the order of its other choices.
    """

    plays: int = 0
    failed: int = 0
    own: list[Sums] = field(default_factory=list)
    endings: Counter[int] = field(default_factory=Counter)
    compared: list[list[Compared]] = field(default_factory=list)

    def add(self, counted: Counted) -> None:
        """What was counted elsewhere, for the same question."""
        self.plays += counted.plays
        self.failed += counted.failed
        self.endings.update(counted.endings)
        for mine, theirs in zip(self.own, counted.own, strict=True):
            mine.add(theirs)
        for ours, others in zip(self.compared, counted.compared, strict=True):
            for one, another in zip(ours, others, strict=True):
                one.add(another)


def nothing(question: Question) -> Counted:
    """What is counted before the first play."""
    outcomes = range(len(question.outcomes))
    return Counted(
        own=[Sums() for _ in outcomes],
        compared=[[Compared(differences=[Sums() for _ in outcomes]) for _ in one.others] for one in question.decisions],
    )


def count(question: Question, seeds: Range) -> Counted:
    """Plays these seeds and counts. Raises what `story_of` raises."""
    return _departer(question).play(*seeds)


@lru_cache(maxsize=1)
def _departer(question: Question) -> Departer:
    return Departer(Observed(story_of(question.job)), question)


@dataclass(frozen=True, slots=True)
class _Planned:
    """What the recorded play did at a place: the number of the decision, and the function that makes the choice."""

    number: int
    take: Take | None
    others: tuple[Take | None, ...]


@dataclass(frozen=True, slots=True)
class _Fork:
    """A play at one of its decisions. `stood` is how often it stood at each list of the plan before."""

    planned: _Planned
    values: Values
    stood: dict[tuple[int, int], int]
    place: tuple[int, int]
    takes: tuple[Take, ...]


class Departer:
    """Plays a question's play under any seed, and every departure from it."""

    def __init__(self, program: Observed, question: Question) -> None:
        self._program, self._question = program, question
        self._final = [scene.ending is not None for scene in program.scenes]
        self._visits = [program.layout.visits[scene.id] for scene in program.scenes]
        self._otherwise = AsInHistory(program).pick
        self._read = [reader(program, name) for name in question.outcomes]
        self._plan = self._planned(question.decisions)

    def _planned(self, decisions: Iterable[Decision]) -> dict[tuple[int, int], tuple[_Planned, ...]]:
        """The decisions by scene and visit: coming back from a detour, one chooses again within one visit."""
        program = self._program
        known = {(place[0], program.names[take]): take for take, place in program.places.items()}
        found = []
        for number, one in enumerate(decisions):
            scene = program.index[one.scene]
            others = tuple(known.get((scene, option.id)) for option in one.others)
            found.append(((scene, one.visit), _Planned(number, known.get((scene, one.chosen.id)), others)))
        found.sort(key=lambda entry: entry[0])
        return {place: tuple(one for _, one in group) for place, group in groupby(found, key=lambda entry: entry[0])}

    def play(self, first: int, last: int) -> Counted:
        """Everything counted over the seeds from `first` to `last`."""
        counted = nothing(self._question)
        for seed in range(first, last + 1):
            self._play_seed(seed, counted)
        return counted

    def _play_seed(self, seed: int, counted: Counted) -> None:
        counted.plays += 1
        forks: list[_Fork] = []
        try:
            values = self._program.begin(seed)
            own = self._outcomes(values) if self._play_on(values, {}, forks) else None
        except _BROKEN:
            own = None
        if own is None:
            counted.failed += 1
            return
        ending: int = values[SCENE]  # type: ignore[assignment]  # the slot holds an index
        counted.endings[ending] += 1
        for sums, number in zip(counted.own, own, strict=True):
            sums.note(number)
        for fork in forks:
            for take, compared in zip(fork.planned.others, counted.compared[fork.planned.number], strict=True):
                if take in fork.takes:
                    self._depart(fork, take, (ending, own), compared)

    def _depart(self, fork: _Fork, take: Take, own: tuple[int, list[Exact]], compared: Compared) -> None:
        values, stood = fork.values.copy(), fork.stood.copy()
        stood[fork.place] = stood.get(fork.place, 0) + (0 if self._returns(fork, take) else 1)
        try:
            take(values, None)
            reached = self._outcomes(values) if self._play_on(values, stood, None) else None
        except _BROKEN:
            reached = None
        if reached is None:
            compared.failed += 1
            return
        compared.pairs += 1
        compared.endings[own[0], values[SCENE]] += 1  # type: ignore[index]  # the slot holds an index
        for sums, number, without in zip(compared.differences, reached, own[1], strict=True):
            sums.note(number - without)

    def _returns(self, fork: _Fork, take: Take) -> bool:
        """Whether a departure is a detour from a decision that was none: then the decision is still to come."""
        chosen = fork.planned.take
        assert chosen is not None
        return self._program.choice_of[take].detour is not None and self._program.choice_of[chosen].detour is None

    def _play_on(self, values: Values, stood: dict[tuple[int, int], int], forks: list[_Fork] | None) -> bool:
        """Plays to the ending, in place; False where there is none. Notes where one can depart, if `forks` is given."""
        opened, final, visits, plan = self._program.opened, self._final, self._visits, self._plan
        for _ in range(LIMIT):
            scene: int = values[SCENE]  # type: ignore[assignment]  # the slot holds an index
            if final[scene]:
                return True
            takes = opened[scene](values)
            if not takes:
                return False
            place: tuple[int, int] = (scene, values[visits[scene]])  # type: ignore[assignment]  # visits are counted
            planned = plan.get(place, ())
            nth = stood.get(place, 0) if planned else 0
            if nth < len(planned) and planned[nth].take in takes:
                if forks is not None and planned[nth].others:
                    forks.append(_Fork(planned[nth], values.copy(), stood.copy(), place, takes))
                take = planned[nth].take
                assert take is not None
            else:
                take = self._otherwise(takes)
            if planned:
                stood[place] = nth + 1
            take(values, None)
        return final[values[SCENE]]  # type: ignore[index]  # the slot holds an index

    def _outcomes(self, values: Values) -> list[Exact]:
        return [read(values) for read in self._read]


def reader(program: Program, name: str) -> Callable[[Values], Exact]:
    """Reads an outcome out of a final state: a flag is 1 or 0, the date an ordinal, decimals are exact fractions."""
    if name == DATE_OF_ENDING:
        return lambda values: values[DATE]  # type: ignore[return-value]  # the slot holds an ordinal
    if name in program.story.derived:
        return lambda values: _exact(program.derived_value(name, State(tuple(values))))
    slot = program.layout.variables[name]
    return lambda values: _exact(values[slot])


def _exact(number: object) -> Exact:
    assert isinstance(number, int | float)
    return int(number) if isinstance(number, int) else Fraction(number)


def check_outcomes(story: Story, outcomes: Iterable[str]) -> None:
    """Raises ExploreError for a name that is no number of this story."""
    kinds = {name: variable.kind.name for name, variable in story.variables.items()}
    kinds |= {name: derived.node.kind.name for name, derived in story.derived.items()}
    if story.calendar is not None:
        kinds[DATE_OF_ENDING] = "date"
    for name in outcomes:
        if name not in kinds:
            hint = did_you_mean(name, kinds) or ""
            raise ExploreError(f"The story has no variable '{name}' to compare. {hint}".rstrip())
        if kinds[name] in ("word", "set") or (kinds[name] == "date" and name != DATE_OF_ENDING):
            raise ExploreError(f"'{name}' is no number, so it has no average. Name one that is, or a flag.")
