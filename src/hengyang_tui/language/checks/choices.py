"""Lists of choices: none may strand its player."""

from __future__ import annotations

from collections.abc import Iterator

from hengyang_tui.language.diagnostics import Finding
from hengyang_tui.language.story import Choice, Scene, Story


def check_choices(story: Story) -> Iterator[Finding]:
    """Findings about lists of choices."""
    for scene in story.scenes.values():
        if not scene.choices:
            continue
        yield from _can_be_empty(scene)
        if len(scene.choices) > 9:
            yield scene.spot.child("choices").finding(
                "many-choices", f"{len(scene.choices)} choices: only nine have a key.", None, severity="hint"
            )
        for choice in scene.choices:
            yield from _choice(choice)


def is_always_open(choice: Choice) -> bool:
    """Whether nothing can close a choice."""
    return choice.condition is None and not choice.once


def _can_be_empty(scene: Scene) -> Iterator[Finding]:
    if any(is_always_open(choice) for choice in scene.choices):
        return
    yield scene.spot.child("choices").finding(
        "choices-can-be-empty",
        "Every one of these choices can be closed at once, and the player would be stranded.",
        "Leave if and once out of one of them, or add one with fallback: true.",
    )


def _choice(choice: Choice) -> Iterator[Finding]:
    if choice.fallback and not is_always_open(choice):
        yield choice.spot.child("fallback").finding(
            "fallback-with-condition", "A fallback must be open whenever it is needed.", "Leave out its if and once."
        )
    if choice.unless_met is not None and choice.condition is None:
        yield choice.spot.child("unless_met").finding(
            "reason-without-condition",
            "This choice is never closed, so it needs no reason.",
            "Give it an if.",
            severity="warning",
        )
