"""The history check: what the player did beside what was done, and how firmly that is known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengyang_tui.engine.errors import PlayEnded
from hengyang_tui.engine.layout import DATE, SCENE
from hengyang_tui.engine.state import State
from hengyang_tui.language import story as st
from hengyang_tui.language.text import Text

if TYPE_CHECKING:
    from hengyang_tui.engine.compiler import Program
    from hengyang_tui.engine.turns import Turn


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision: the first choice made there beside what history did.

    `out_of_reach` says that what history did was not open; such a decision counts for nothing.
    """

    scene_id: str
    title: str
    date: datetime.date | None
    choice_id: str
    choice_text: str
    matched: bool
    out_of_reach: bool
    chose: tuple[str, ...]
    chose_texts: tuple[str, ...]
    standing: st.Standing
    weight: int
    text: str
    followed: str | None
    dispute: str | None
    facts: tuple[st.Fact, ...]
    note: st.Note | None
    note_facts: tuple[st.Fact, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MilestoneResult:
    """The model beside the record. `got` is None when the play did not reach the date.

    `recorded` is how the record has the figure, where that is no single number. `note` is about the whole milestone,
    and stands with the last of its figures.
    """

    date: datetime.date
    name: str
    label: str
    expected: int | float
    recorded: str | None
    tolerance: float
    got: int | float | None
    within: bool
    facts: tuple[st.Fact, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Debrief:
    """A whole play beside the record. `divergence` is None when no decision counted."""

    ending: str | None
    date: datetime.date | None
    verdicts: tuple[Verdict, ...]
    divergence: float | None
    milestones: tuple[MilestoneResult, ...]


def verdict_at(program: Program, state: State, scene_id: str) -> Verdict | None:
    """The verdict on the first choice made at a decision, or None when none was made."""
    story = program.story
    scene = story.scenes[scene_id]
    history = scene.history
    if history is None:
        return None
    taken = state.values[program.layout.decisions[scene_id]]
    assert isinstance(taken, int)
    if taken == 0:
        return None
    choice = scene.choices[abs(taken) - 1]
    chosen = tuple(one for one in scene.choices if one.id in history.chose)
    note = choice.note
    return Verdict(
        scene_id=scene_id,
        title=scene.title or scene_id.replace("-", " "),
        date=st.date_of(scene.dates.first) if scene.dates and scene.dates.exact else None,
        choice_id=choice.id,
        choice_text=_text(program, state, scene, choice.id, choice.text),
        matched=choice.id in history.chose,
        out_of_reach=taken < 0,
        chose=history.chose,
        chose_texts=tuple(_text(program, state, scene, one.id, one.text) for one in chosen),
        standing=history.standing,
        weight=history.weight,
        text=history.text,
        followed=history.followed,
        dispute=history.dispute,
        facts=tuple(story.facts[fact] for fact in history.facts),
        note=note,
        note_facts=tuple(story.facts[fact] for fact in note.facts) if note else (),
        questions=scene.ask,
    )


def _text(program: Program, state: State, scene: st.Scene, choice_id: str, text: Text) -> str:
    return program.render(f"{scene.id}.{choice_id}.text", text, list(state.values), scene.id)


def verdicts(program: Program, state: State) -> tuple[Verdict, ...]:
    """The verdicts of a play so far, in the order of the story."""
    found = (verdict_at(program, state, scene.id) for scene in program.story.decisions)
    return tuple(verdict for verdict in found if verdict is not None)


def divergence(found: tuple[Verdict, ...]) -> float | None:
    """The weighted share of departures from history, 0 to 1; None when nothing counted."""
    counted = [verdict for verdict in found if not verdict.out_of_reach]
    total = sum(verdict.weight for verdict in counted)
    if total == 0:
        return None
    return sum(verdict.weight for verdict in counted if not verdict.matched) / total


def milestones(program: Program, state: State) -> tuple[MilestoneResult, ...]:
    """The model's numbers beside the recorded ones."""
    results = []
    story = program.story
    for index, milestone in enumerate(story.milestones):
        for place, comparison in enumerate(milestone.compare):
            got = state.values[program.layout.milestones[index, place]]
            assert got is None or isinstance(got, int | float)
            quantity = (story.derived if comparison.derived else story.variables)[comparison.name]
            allowed = abs(comparison.expected) * milestone.tolerance
            results.append(
                MilestoneResult(
                    date=st.date_of(milestone.date),
                    name=comparison.name,
                    label=quantity.label,
                    expected=comparison.expected,
                    recorded=comparison.recorded,
                    tolerance=milestone.tolerance,
                    got=got,
                    within=got is not None and abs(got - comparison.expected) <= allowed,
                    facts=tuple(story.facts[fact] for fact in milestone.facts),
                    note=milestone.note if place == len(milestone.compare) - 1 else None,
                )
            )
    return tuple(results)


def debrief(program: Program, state: State, decided: Iterable[str] = ()) -> Debrief:
    """The whole play beside the record, decision by decision.

    `decided` are scenes in the order in which something was chosen there, such as those of the steps of a game; the
    verdicts come in that order. Without it they come in the order of the story.
    """
    order = {scene_id: place for place, scene_id in enumerate(dict.fromkeys(decided))}
    found = tuple(sorted(verdicts(program, state), key=lambda one: order.get(one.scene_id, len(order))))
    scene = program.scenes[int(state.values[SCENE])]  # type: ignore[arg-type]  # the slot holds an index
    date = st.date_of(int(state.values[DATE])) if program.story.calendar else None  # type: ignore[arg-type]
    return Debrief(scene.ending, date, found, divergence(found), milestones(program, state))


def history_choice(turn: Turn) -> str:
    """What one who follows history takes here: the first of history's choices that is open, else the first open.

    Raises PlayEnded where nothing can be chosen.
    """
    history = turn.scene.history
    open_ids = [option.id for option in turn.options]
    if not open_ids:
        raise PlayEnded(f"Nothing can be chosen at the scene '{turn.scene.id}'.")
    if history is not None:
        for choice_id in history.chose:
            if choice_id in open_ids:
                return choice_id
    return open_ids[0]
