"""Where the facts of a story reach the player."""

from __future__ import annotations

from collections.abc import Iterator

from hengyang_tui.language.story import Story

Use = tuple[str, str]
"""A kind of place (`card`, `note`, `codex`, `map`, `milestone`) and its id there."""


def uses_of_facts(story: Story) -> dict[str, tuple[Use, ...]]:
    """Every fact of the story, by id, with the places that rest on it; an unused fact has none."""
    found: dict[str, list[Use]] = {fact: [] for fact in story.facts}
    for fact, use in _uses(story):
        found[fact].append(use)
    return {fact: tuple(uses) for fact, uses in found.items()}


def _uses(story: Story) -> Iterator[tuple[str, Use]]:
    for scene in story.scenes.values():
        if scene.history is not None:
            for fact in scene.history.facts:
                yield fact, ("card", scene.id)
        for choice in scene.choices:
            if choice.note is not None:
                for fact in choice.note.facts:
                    yield fact, ("note", f"{scene.id}.{choice.id}")
    for entry in story.codex.values():
        for fact in entry.facts:
            yield fact, ("codex", entry.id)
    for place in story.map.places.values() if story.map is not None else ():
        for fact in dict.fromkeys(fact for span in place.record for fact in span.facts):
            yield fact, ("map", place.id)
    for milestone in story.milestones:
        for fact in milestone.facts:
            yield fact, ("milestone", str(milestone.spot.mark().line))
