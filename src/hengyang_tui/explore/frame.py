"""What a report must know of the story: the things that are counted, by name, and what each of them waits for.

A frame is plain data without expressions. So reports can be added up and read where the story is not, and what is
said of a place that was never reached follows from frame and tally alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Want:
    """Something that must have happened before a condition can hold.

    `kind` is `taken` (the choice `of`), `entered` (the scene `of`) or `set` (the variable `of`, by the effects of
    one of the scenes and choices in `by`).
    """

    kind: str
    of: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """When something can be had: `condition` as the author wrote it, `never` the checker's word that it cannot be."""

    condition: str = ""
    wants: tuple[Want, ...] = ()
    never: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way into a scene: from a scene or a choice (`scene.choice`), under a condition or under none."""

    source: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceFrame:
    """A choice: `recorded` says that history took it."""

    id: str
    where: str
    gate: Gate
    once: bool
    fallback: bool
    recorded: bool


@dataclass(frozen=True, slots=True)
class SceneFrame:
    """A scene. `first` and `last` are the ISO dates of its window, empty where it has none."""

    id: str
    title: str
    where: str
    ending: str
    first: str
    last: str
    standing: bool
    gate: Gate
    ways: tuple[Way, ...]
    choices: tuple[ChoiceFrame, ...]


@dataclass(frozen=True, slots=True)
class TextFrame:
    """A block of prose of a scene, or of what is read after a choice. `sure` ones show whenever that does.

    `turn` says which option of a variation it is, `negated` that its condition must fail.
    """

    id: str
    scene: str
    choice: str
    where: str
    begins: str
    sure: bool
    gate: Gate
    negated: bool
    turn: str


@dataclass(frozen=True, slots=True)
class GaugeFrame:
    """A gauge, and the width of the bins that its values are counted in."""

    name: str
    label: str
    unit: str
    low: int | float
    high: int | float
    width: int | float


@dataclass(frozen=True, slots=True)
class MilestoneFrame:
    """A number of the record on an ISO date, and the width of the bins for what the plays have there."""

    id: str
    date: str
    name: str
    label: str
    expected: int | float
    tolerance: float
    width: int | float
    note: str


@dataclass(frozen=True, slots=True)
class RecordFrame:
    """What the story's own play of history comes to: the record of the end."""

    title: str
    ending: str
    date: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A story as a report sees it. `content` is the hash of its files and those of its branches."""

    id: str
    title: str
    version: str
    content: str
    first_day: str
    last_day: str
    scenes: tuple[SceneFrame, ...]
    texts: tuple[TextFrame, ...]
    gauges: tuple[GaugeFrame, ...]
    milestones: tuple[MilestoneFrame, ...]
    record: tuple[RecordFrame, ...]
