"""Where everything of a play stands in its state: one flat list of numbers.

Slots 0 to 6 belong to the engine; then come the variables, the visits of every scene, the counts of the choices that
something asks for, the first choice at every decision, the milestones, and the day a repeating scene was
last entered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language.nodes import every_node

SEED = 0
SCENE = 1
"""Index of the scene at which the play stands."""
DATE = 2
"""The day, as an ordinal; 0 without calendar."""
WAIT = 3
"""The ordinal to which days are passing; 0 when none are."""
AFTER = 4
"""Index of the goto that follows the wait, or -1."""
STACK = 5
"""Open detours, innermost last: pairs of scene index and goto index (or -1)."""
WINDOW = 6
"""The day on which a windowed scene was last offered."""
FIRST = 7

Slot = int | float | tuple[tuple[int, int], ...] | None
Values = list[Slot]


@dataclass(slots=True)
class Layout:
    """Slot numbers, by what stands in them, and the numbers of the gotos that states refer to."""

    variables: dict[str, int] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)
    chosen: dict[tuple[str, str], int] = field(default_factory=dict)
    decisions: dict[str, int] = field(default_factory=dict)
    milestones: dict[tuple[int, int], int] = field(default_factory=dict)
    """index of milestone and of its comparison → slot"""
    offered: dict[str, int] = field(default_factory=dict)
    routes: dict[tuple[str, str], int] = field(default_factory=dict)
    """scene and choice (empty for the scene's own) → number of a goto that is taken later than its choice"""
    size: int = FIRST

    def take(self) -> int:
        """The number of a new slot."""
        self.size += 1
        return self.size - 1


def lay_out(story: st.Story) -> Layout:
    """The layout of a story's states."""
    layout = Layout()
    for name in story.variables:
        layout.variables[name] = layout.take()
    for scene_id in story.scenes:
        layout.visits[scene_id] = layout.take()
    for key in _counted(story):
        layout.chosen.setdefault(key, layout.size)
        layout.size = max(layout.size, layout.chosen[key] + 1)
    for decision in story.decisions:
        layout.decisions[decision.id] = layout.take()
    for index, milestone in enumerate(story.milestones):
        for position in range(len(milestone.compare)):
            layout.milestones[index, position] = layout.take()
    for scene in story.scenes.values():
        if scene.repeat:
            layout.offered[scene.id] = layout.take()
    for key in _put_off(story):
        layout.routes[key] = len(layout.routes)
    return layout


def _put_off(story: st.Story) -> Iterator[tuple[str, str]]:
    """Gotos that wait for days to pass or for a detour to return, by scene and choice."""
    for scene in story.scenes.values():
        if scene.goto and scene.days is not None:
            yield scene.id, ""
        for choice in scene.choices:
            if choice.goto and (choice.days is not None or choice.detour is not None):
                yield scene.id, choice.id


def _counted(story: st.Story) -> Iterator[tuple[str, str]]:
    """Choices whose count something asks for: `once`, `chosen(…)`, or a draw keyed by it."""
    for scene in story.scenes.values():
        for choice in scene.choices:
            if choice.once or (choice.do is not None and _draws(choice.do.effects, story)):
                yield scene.id, choice.id
    for node in every_node(story):
        if isinstance(node, ir.Chosen):
            yield node.scene, node.choice


def _draws(effects: ir.Effects, story: st.Story) -> bool:
    for statement in ir.statements(effects):
        if isinstance(statement, ir.Run) and _draws(story.rules[statement.rule].effects, story):
            return True
    return any(isinstance(node, ir.Draw) for node in ir.nodes_of(effects))
