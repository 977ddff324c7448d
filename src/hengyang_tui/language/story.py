"""The checked, immutable story: what an author wrote, with every name resolved."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from hengyang_tui.language.diagnostics import Finding, Mark, Severity
from hengyang_tui.language.expressions import Effects, Kind, Node, Place
from hengyang_tui.language.map import Map
from hengyang_tui.language.scope import Rule
from hengyang_tui.language.text import Text

Standing = Literal["documented", "disputed", "plausible"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands in the author's files.

    `locate` takes a key below it (or none), a line and a column within its text, both from 0.
    `line` gives the text of a line by its number.
    """

    locate: Callable[[tuple[str | int, ...], int, int], Mark]
    line: Callable[[Mark], str]
    path: tuple[str | int, ...]
    owner: str = ""
    """The branch that wrote it; empty for the story."""

    def child(self, *keys: str | int) -> Spot:
        """The spot of something below this one."""
        return Spot(self.locate, self.line, self.path + keys, self.owner)

    def mark(self, place: Place | None = None) -> Mark:
        """The place in the file, or of a place within the text that stands here."""
        place = place or Place()
        return self.locate(self.path, place.line, place.column)

    def finding(
        self,
        code: str,
        message: str,
        hint: str | None = None,
        *,
        severity: Severity = "error",
        place: Place | None = None,
    ) -> Finding:
        """A finding about this spot."""
        mark = self.mark(place)
        return Finding(code, severity, mark, message, hint, self.line(mark))


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared variable. `low` and `high` are None where no range is declared.

    `named` says that its label is the author's, and not made of its name.
    """

    name: str
    kind: Kind
    start: int | float | bool | str | frozenset[str]
    low: int | float | None
    high: int | float | None
    label: str
    unit: str | None
    gauge: bool
    named: bool
    spot: Spot


@dataclass(frozen=True, slots=True)
class Derived:
    """A value computed on read."""

    name: str
    node: Node
    label: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class EffectBlock:
    """Effects, with the id that keys their chance."""

    id: str
    effects: Effects
    spot: Spot


@dataclass(frozen=True, slots=True)
class Goto:
    """One step of a `goto`: the first whose condition holds is taken; the last has none."""

    condition: Node | None
    to: str


@dataclass(frozen=True, slots=True)
class Note:
    """What the record says of one option."""

    standing: Standing
    facts: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class History:
    """What was done in fact at a decision."""

    chose: tuple[str, ...]
    facts: tuple[str, ...]
    weight: int
    standing: Standing
    text: str
    followed: str | None
    dispute: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a scene."""

    id: str
    text: Text
    condition: Node | None
    unless_met: Text | None
    do: EffectBlock | None
    then: Text
    goto: tuple[Goto, ...]
    detour: str | None
    days: int | None
    once: bool
    fallback: bool
    note: Note | None
    tags: tuple[str, ...]
    spot: Spot

    @property
    def comes_back(self) -> bool:
        """Whether it is a detour that comes back to the list of choices, and so decides nothing yet."""
        return self.detour is not None and not self.goto


@dataclass(frozen=True, slots=True)
class Dates:
    """When the calendar may offer a scene: ordinals, both ends inside the story's days."""

    first: int
    last: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """A unit of narrative. Without choices, `goto` and `ending` it is a report."""

    id: str
    dates: Dates | None
    condition: Node | None
    repeat: bool
    priority: int
    interrupt: bool
    standing: Text | None
    title: str | None
    place: str | None
    do: EffectBlock | None
    text: Text
    choices: tuple[Choice, ...]
    goto: tuple[Goto, ...]
    days: int | None
    ending: str | None
    history: History | None
    unrecorded: str | None
    ask: tuple[str, ...]
    epilogue: bool
    tags: tuple[str, ...]
    order: tuple[str, int, int]
    spot: Spot

    @property
    def is_report(self) -> bool:
        """Whether the scene only happens and is read."""
        return not self.choices and not self.goto and self.ending is None

    def choice(self, choice_id: str) -> Choice | None:
        """The choice with this id."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a story, as ordinals. `day` is `date - day_one + 1`."""

    first_day: int
    last_day: int
    day_one: int

    def day_of(self, ordinal: int) -> int:
        """The day of the story that a date is."""
        return ordinal - self.day_one + 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """One recorded number: of a variable, or of a derived value (`derived`).

    `recorded` is how the record has it, where that is no single number.
    """

    name: str
    derived: bool
    expected: int | float
    recorded: str | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A date (an ordinal) on which the model is compared with the record."""

    date: int
    compare: tuple[Comparison, ...]
    tolerance: float
    facts: tuple[str, ...]
    note: str | None
    spot: Spot


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read."""

    key: str
    title: str
    url: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated, sourced statement."""

    id: str
    date: str
    kind: str | None
    text: str
    sources: tuple[Source, ...]
    confidence: Literal["high", "medium", "contested"]
    note: str | None


@dataclass(frozen=True, slots=True)
class CodexEntry:
    """A person, unit, place, weapon or term."""

    id: str
    name: str
    characters: str | None
    kind: Literal["person", "unit", "place", "weapon", "term"]
    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a scripted play must come to. A value is expected between two numbers, or as it is written."""

    ending: str | None
    date: int | None
    visited: tuple[str, ...]
    not_visited: tuple[str, ...]
    values: Mapping[str, tuple[float, float] | bool | str]
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptedPlay:
    """A play that is written down, to be run whenever the story changes."""

    title: str
    seed: int
    follow: Literal["history", "first", "last"]
    choices: Mapping[str, tuple[str, ...]]
    expect: Expectation
    spot: Spot


@dataclass(frozen=True, slots=True)
class BranchInfo:
    """A branch that is applied to a story."""

    id: str
    title: str
    author: str | None
    content_hash: str
    file: str


@dataclass(frozen=True, slots=True)
class Story:
    """A story with its branches applied."""

    id: str
    version: str
    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    licence: str | None
    about: str | None
    start: str
    calendar: Calendar | None
    variables: Mapping[str, Variable]
    derived: Mapping[str, Derived]
    rules: Mapping[str, Rule]
    each_day: tuple[EffectBlock, ...]
    milestones: tuple[Milestone, ...]
    scenes: Mapping[str, Scene]
    facts: Mapping[str, Fact]
    codex: Mapping[str, CodexEntry]
    map: Map | None
    plays: tuple[ScriptedPlay, ...]
    branches: tuple[BranchInfo, ...]
    content_hash: str
    spot: Spot

    @property
    def decisions(self) -> tuple[Scene, ...]:
        """The scenes whose choices are checked against history, in the order of the story.

        A scene without a day of its own stands where its file has it: after the dated scene before it.
        """
        keyed: list[tuple[int, tuple[str, int, int], Scene]] = []
        latest = 0
        for scene in sorted(self.scenes.values(), key=lambda scene: scene.order):
            if scene.dates is not None and not scene.interrupt:
                latest = scene.dates.first
            if scene.history is not None:
                keyed.append((latest, scene.order, scene))
        return tuple(scene for _, _, scene in sorted(keyed, key=lambda entry: entry[:2]))


def date_of(ordinal: int) -> datetime.date:
    """The date of an ordinal."""
    return datetime.date.fromordinal(ordinal)
