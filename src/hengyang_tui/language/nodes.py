"""Every expression of a story, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator

from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx


def every_node(story: st.Story) -> Iterator[ir.Node]:
    """Every expression node of a story, wherever it stands."""
    for derived in story.derived.values():
        yield from ir.walk(derived.node)
    for rule in story.rules.values():
        yield from ir.nodes_of(rule.effects)
    for block in story.each_day:
        yield from ir.nodes_of(block.effects)
    for scene in story.scenes.values():
        yield from scene_nodes(scene)
    if story.map is not None:
        for place in story.map.places.values():
            for step in place.now:
                if step.condition is not None:
                    yield from ir.walk(step.condition)


def scene_nodes(scene: st.Scene) -> Iterator[ir.Node]:
    """Every expression node of a scene and its choices."""
    owners: tuple[st.Scene | st.Choice, ...] = (scene, *scene.choices)
    for owner in owners:
        if owner.condition is not None:
            yield from ir.walk(owner.condition)
        if owner.do is not None:
            yield from ir.nodes_of(owner.do.effects)
        for step in owner.goto:
            if step.condition is not None:
                yield from ir.walk(step.condition)
        yield from text_nodes(owner.text)
    yield from text_nodes(scene.standing or ())
    for choice in scene.choices:
        yield from text_nodes(choice.then)
        yield from text_nodes(choice.unless_met or ())


def text_nodes(text: tx.Text) -> Iterator[ir.Node]:
    """Every expression node of a text."""
    for block in text:
        match block:
            case tx.Prose(parts=parts):
                for part in parts:
                    if isinstance(part, tx.Value):
                        yield from ir.walk(part.node)
            case tx.Conditional(condition=condition, then=then, otherwise=otherwise):
                yield from ir.walk(condition)
                yield from text_nodes(then)
                yield from text_nodes(otherwise)
            case tx.Variation(options=options):
                for option in options:
                    yield from text_nodes(option)
