"""How scenes lead to one another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hengyang_tui.language.story import Choice, Scene, Story


@dataclass(frozen=True, slots=True)
class Ways:
    """Where one scene can lead: by `goto`, by detour, and whether it can hand back to the calendar."""

    gotos: frozenset[str]
    detours: frozenset[str]
    hands_back: bool


def ways(scene: Scene) -> Ways:
    """The ways out of a scene, whatever the conditions."""
    gotos = {step.to for step in scene.goto}
    detours: set[str] = set()
    hands_back = not scene.choices and not scene.goto and scene.ending is None
    for choice in scene.choices:
        gotos.update(step.to for step in choice.goto)
        if choice.detour is not None:
            detours.add(choice.detour)
        hands_back = hands_back or leads_back(choice)
    return Ways(frozenset(gotos), frozenset(detours), hands_back)


def leads_back(choice: Choice) -> bool:
    """Whether a choice hands the play back to the calendar (or to the caller of a detour)."""
    return not choice.goto and choice.detour is None


def all_ways(story: Story) -> dict[str, Ways]:
    """The ways of every scene."""
    return {scene.id: ways(scene) for scene in story.scenes.values()}


def reached(starts: Iterable[str], follow: Mapping[str, frozenset[str]]) -> set[str]:
    """Everything that can be reached from `starts`."""
    found = set(starts)
    queue = deque(found)
    while queue:
        for target in follow.get(queue.popleft(), frozenset()):
            if target not in found:
                found.add(target)
                queue.append(target)
    return found
