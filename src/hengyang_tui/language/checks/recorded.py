"""Every scene with choices is checked against history, or says why it is not."""

from __future__ import annotations

from collections.abc import Iterator

from hengyang_tui.language.diagnostics import Finding
from hengyang_tui.language.story import Scene, Story


def check_recorded(story: Story) -> Iterator[Finding]:
    """Findings about history, verdicts and questions."""
    for scene in story.scenes.values():
        yield from _scene(scene)
    used = {milestone.date for milestone in story.milestones}
    if story.milestones and len(used) != len(story.milestones):
        yield story.milestones[-1].spot.finding(
            "milestone-twice", "Two milestones have one date.", "Put their comparisons together.", severity="warning"
        )


def _scene(scene: Scene) -> Iterator[Finding]:
    if scene.choices and scene.history is None and scene.unrecorded is None:
        yield scene.spot.finding(
            "no-history",
            f"The decision '{scene.id}' has no history.",
            "Say what was done under history:, or why it is not known with unrecorded:.",
        )
    if scene.history is not None and scene.unrecorded is not None:
        yield scene.spot.child("unrecorded").finding(
            "history-and-unrecorded", "A scene has either history or unrecorded.", "Leave one of them out."
        )
    if scene.history is not None and not scene.choices:
        yield scene.spot.child("history").finding(
            "history-without-choices", "There is nothing to check here: the scene has no choices.", "Leave history out."
        )
    if scene.history is not None:
        for choice in scene.choices:
            if choice.note is not None and choice.id in scene.history.chose:
                yield choice.spot.child("verdict").finding(
                    "verdict-on-history",
                    "This is what history did; its note belongs under history:.",
                    "Move the text there.",
                    severity="warning",
                )
