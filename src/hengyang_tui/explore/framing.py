"""From a story to its frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from hengyang_tui.explore.bins import bin_width
from hengyang_tui.explore.causes import Causes, source_line
from hengyang_tui.explore.frame import (
    ChoiceFrame,
    Frame,
    GaugeFrame,
    MilestoneFrame,
    RecordFrame,
    SceneFrame,
    TextFrame,
    Way,
)
from hengyang_tui.explore.leaves import Leaf, every_leaf
from hengyang_tui.language import story as st

_BEGINS = 48
_CHAPTERS = "chapters"
_MILESTONE_BINS = 16
"""Bins that the tolerance of a milestone is spread over."""


def frame_of(story: st.Story) -> Frame:
    """The frame of a story."""
    causes, ways = Causes(story), _ways(story)
    calendar = story.calendar
    return Frame(
        id=story.id,
        title=story.title,
        version=story.version,
        content=content_of(story),
        first_day=_iso(calendar.first_day) if calendar else "",
        last_day=_iso(calendar.last_day) if calendar else "",
        scenes=tuple(_scene(scene, causes, tuple(ways.get(scene.id, ()))) for scene in story.scenes.values()),
        texts=tuple(_text(leaf, causes) for leaf in every_leaf(story)),
        gauges=tuple(gauge for gauge in map(_gauge, story.variables.values()) if gauge is not None),
        milestones=tuple(_milestones(story)),
        record=tuple(_record(story)),
    )


def content_of(story: st.Story) -> str:
    """The hash of a story's files, with those of its branches."""
    return "+".join([story.content_hash, *(f"{branch.id}:{branch.content_hash}" for branch in story.branches)])


def _iso(ordinal: int) -> str:
    return st.date_of(ordinal).isoformat()


def _where(spot: st.Spot) -> str:
    """File and line, the same wherever the story and its branches lie."""
    mark = spot.mark()
    path = PurePath(mark.file)
    return f"{f'{_CHAPTERS}/' if path.parent.name == _CHAPTERS else ''}{path.name}:{mark.line}"


def _scene(scene: st.Scene, causes: Causes, ways: tuple[Way, ...]) -> SceneFrame:
    history = scene.history.chose if scene.history is not None else ()
    return SceneFrame(
        id=scene.id,
        title=scene.title or "",
        where=_where(scene.spot),
        ending=scene.ending or "",
        first=_iso(scene.dates.first) if scene.dates is not None else "",
        last=_iso(scene.dates.last) if scene.dates is not None else "",
        standing=scene.standing is not None,
        gate=causes.scene_gate(scene),
        ways=ways,
        choices=tuple(
            ChoiceFrame(
                id=choice.id,
                where=_where(choice.spot),
                gate=causes.choice_gate(choice),
                once=choice.once,
                fallback=choice.fallback,
                recorded=choice.id in history,
            )
            for choice in scene.choices
        ),
    )


def _ways(story: st.Story) -> dict[str, list[Way]]:
    """The ways into every scene, apart from the calendar's."""
    found: dict[str, list[Way]] = {story.start: [Way("the beginning")]}
    for scene in story.scenes.values():
        for owner, source in [(scene, scene.id)] + [(choice, f"{scene.id}.{choice.id}") for choice in scene.choices]:
            for place, step in enumerate(owner.goto):
                spot = owner.spot.child("goto", place, "if")
                condition = source_line(spot) if step.condition is not None else ""
                found.setdefault(step.to, []).append(Way(source, condition))
            if isinstance(owner, st.Choice) and owner.detour is not None:
                found.setdefault(owner.detour, []).append(Way(source))
    return found


def _text(leaf: Leaf, causes: Causes) -> TextFrame:
    words = " ".join("".join(part if isinstance(part, str) else "…" for part in leaf.prose.parts).split())
    return TextFrame(
        id=leaf.id,
        scene=leaf.scene,
        choice=leaf.choice,
        where=_where(leaf.spot),
        begins=words if len(words) <= _BEGINS else words[: _BEGINS - 1].rstrip() + "…",
        sure=leaf.is_sure,
        gate=causes.text_gate(leaf.conditions, leaf.condition_spot),
        negated=bool(leaf.conditions) and not leaf.conditions[-1][1],
        turn=leaf.turn,
    )


def _gauge(variable: st.Variable) -> GaugeFrame | None:
    if not variable.gauge or variable.low is None or variable.high is None:
        return None
    return GaugeFrame(
        name=variable.name,
        label=variable.label,
        unit=variable.unit or "",
        low=variable.low,
        high=variable.high,
        width=bin_width(variable.high - variable.low, variable.kind.name == "integer"),
    )


def _milestones(story: st.Story) -> Iterator[MilestoneFrame]:
    for milestone in story.milestones:
        for compare in milestone.compare:
            derived = story.derived.get(compare.name) if compare.derived else None
            label = derived.label if derived is not None else story.variables[compare.name].label
            kind = derived.node.kind if derived is not None else story.variables[compare.name].kind
            date = _iso(milestone.date)
            band = 2 * abs(compare.expected) * milestone.tolerance
            yield MilestoneFrame(
                id=f"{date} {compare.name}",
                date=date,
                name=compare.name,
                label=label,
                expected=compare.expected,
                tolerance=milestone.tolerance,
                width=bin_width(band, kind.name == "integer", _MILESTONE_BINS),
                note=milestone.note or "",
            )


def _record(story: st.Story) -> Iterator[RecordFrame]:
    """What the plays that follow history in everything are expected to come to."""
    for play in story.plays:
        if play.follow == "history" and not play.choices and play.expect.ending is not None:
            date = _iso(play.expect.date) if play.expect.date is not None else ""
            yield RecordFrame(play.title, play.expect.ending, date)
