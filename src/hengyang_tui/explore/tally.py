"""What was counted over many plays: whole numbers only, so that tallies of seed ranges add up exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

K = TypeVar("K")
Counts = dict[str, int]
Histogram = dict[int, int]
Steps = tuple[tuple[str, str], ...]
"""Choices of a play: pairs of scene and choice."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A play that shows a problem.

    `choices` lead to it; where a choice raised the error, it is the last of them. `minimal` are the fewest choices
    found that lead there too, None while nobody has looked for them.
    """

    seed: int
    choices: Steps
    message: str
    circle: tuple[str, ...] = ()
    minimal: Steps | None = None

    @property
    def shortest(self) -> Steps:
        """The fewest choices known that lead to the problem."""
        return self.choices if self.minimal is None else self.minimal

    @property
    def order(self) -> tuple[int, int, Steps]:
        """Witnesses of a problem are ranked by this; the first is kept."""
        return len(self.choices), self.seed, self.choices


@dataclass(frozen=True, slots=True)
class Problem:
    """Plays that came to no ending, and why.

    `kind` is `crashed` (an error), `stranded` (no choice was open) or `endless` (over the limit of steps). `scene` is
    where it happened (empty: before the first choice) and `choice` what was chosen there, for a crash.
    """

    kind: str
    scene: str
    choice: str
    error: str
    plays: int
    witness: Witness

    @property
    def key(self) -> str:
        """The same for plays that fail in the same way at the same place."""
        return f"{self.kind} {self.scene}.{self.choice} {self.error}"


@dataclass(slots=True)
class Reached:
    """A number of the record, met by the model: plays within the tolerance, outside it, and its distribution."""

    within: int = 0
    outside: int = 0
    values: Histogram = field(default_factory=dict)


@dataclass(slots=True)
class Saturation:
    """How often an assignment to each variable was made, and cut to the range, over a sample of plays."""

    plays: int = 0
    made: Counts = field(default_factory=dict)
    cut: Counts = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """Counts over plays, by the ids of the story. Dates are ISO dates; bins are those of the frame."""

    plays: int = 0
    steps: Histogram = field(default_factory=dict)
    """choices in a play → plays that ended"""
    entered: Counts = field(default_factory=dict)
    """scene → plays that entered it"""
    visits: Counts = field(default_factory=dict)
    most_visits: Counts = field(default_factory=dict)
    """scene → the most visits in one play"""
    stood: Counts = field(default_factory=dict)
    """scene → times that a play stood at its choices"""
    opened: Counts = field(default_factory=dict)
    """scene.choice → times it was open"""
    taken: Counts = field(default_factory=dict)
    shown: Counts = field(default_factory=dict)
    """text block under a condition → times it was shown"""
    ended: dict[str, Counts] = field(default_factory=dict)
    """ending's scene → date → plays; the date is empty in a story without calendar"""
    evenings: Counts = field(default_factory=dict)
    """date → plays in which that day ended"""
    gauges: dict[str, dict[str, Histogram]] = field(default_factory=dict)
    """gauge → date → its value in the evening"""
    finals: dict[str, Histogram] = field(default_factory=dict)
    """gauge → its value at the ending"""
    milestones: dict[str, Reached] = field(default_factory=dict)
    divergence: Histogram = field(default_factory=dict)
    """per cent → plays that ended; plays in which no decision counted are in none of its bins"""
    saturation: Saturation = field(default_factory=Saturation)
    problems: dict[str, Problem] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Adds what another tally counted. The order of additions makes no difference."""
        self.plays += other.plays
        for name in _COUNTS:
            add_counts(getattr(self, name), getattr(other, name))
        for name in _COUNTS_BY_NAME:
            _add_by_name(getattr(self, name), getattr(other, name))
        for gauge, dates in other.gauges.items():
            _add_by_name(self.gauges.setdefault(gauge, {}), dates)
        for scene, most in other.most_visits.items():
            self.most_visits[scene] = max(most, self.most_visits.get(scene, 0))
        for milestone, reached in other.milestones.items():
            self._add_reached(self.milestones.setdefault(milestone, Reached()), reached)
        self.saturation.plays += other.saturation.plays
        add_counts(self.saturation.made, other.saturation.made)
        add_counts(self.saturation.cut, other.saturation.cut)
        for problem in other.problems.values():
            self.add_problem(problem)

    def add_problem(self, problem: Problem) -> None:
        """Counts a problem; of two witnesses of the same one, the shorter is kept."""
        known = self.problems.get(problem.key)
        if known is not None:
            witness = min(known.witness, problem.witness, key=lambda one: one.order)
            problem = replace(problem, plays=known.plays + problem.plays, witness=witness)
        self.problems[problem.key] = problem

    @staticmethod
    def _add_reached(into: Reached, reached: Reached) -> None:
        into.within += reached.within
        into.outside += reached.outside
        add_counts(into.values, reached.values)


_COUNTS = ("steps", "entered", "visits", "stood", "opened", "taken", "shown", "evenings", "divergence")
_COUNTS_BY_NAME = ("ended", "finals")


def add_counts(into: dict[K, int], counts: Mapping[K, int]) -> None:
    """Adds counts to counts."""
    for key, count in counts.items():
        into[key] = into.get(key, 0) + count


def _add_by_name(into: dict[str, dict[K, int]], counts: Mapping[str, dict[K, int]]) -> None:
    for name, inner in counts.items():
        add_counts(into.setdefault(name, {}), inner)
