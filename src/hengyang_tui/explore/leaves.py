"""The blocks of prose of a story, one by one, and what each of them waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx
from hengyang_tui.language.expressions import Node


@dataclass(frozen=True, slots=True)
class Leaf:
    """One block of prose. Without conditions and variations it shows whenever its scene, or its choice, is read.

    `conditions` are pairs of a condition and whether it must hold, from the outside in, and `condition_spot` is the
    place of the innermost. `turn` says which option of a variation it is.
    """

    id: str
    scene: str
    choice: str
    """the choice after which it is read; empty where it belongs to the scene"""
    prose: tx.Prose
    spot: st.Spot
    condition_spot: st.Spot
    conditions: tuple[tuple[Node, bool], ...] = ()
    turn: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether it shows whenever its scene, or its choice, is read."""
        return not self.conditions and not self.turn


def scene_leaves(scene: st.Scene) -> Iterator[Leaf]:
    """The blocks of a scene's own text."""
    spot = scene.spot.child("text")
    yield from _below(scene.text, Leaf(f"{scene.id}.text", scene.id, "", _NOTHING, spot, spot))


def choice_leaves(scene: st.Scene, choice: st.Choice) -> Iterator[Leaf]:
    """The blocks that are read after a choice."""
    spot = choice.spot.child("then")
    yield from _below(choice.then, Leaf(f"{scene.id}.{choice.id}.then", scene.id, choice.id, _NOTHING, spot, spot))


def every_leaf(story: st.Story) -> Iterator[Leaf]:
    """Every block of a story, in its order."""
    for scene in story.scenes.values():
        yield from scene_leaves(scene)
        for choice in scene.choices:
            yield from choice_leaves(scene, choice)


_NOTHING = tx.Prose(())


def _below(text: tx.Text, at: Leaf) -> Iterator[Leaf]:
    for index, block in enumerate(text):
        here = _child(at, index)
        match block:
            case tx.Prose():
                yield replace(here, prose=block)
            case tx.Conditional(condition=condition, then=then, otherwise=otherwise):
                for key, under, holds in (("text", then, True), ("else", otherwise, False)):
                    conditions = (*at.conditions, (condition, holds))
                    inside = replace(here, conditions=conditions, condition_spot=here.spot.child("if"))
                    yield from _below(under, _child(inside, key))
            case tx.Variation(kind="first", options=options):
                for key, option in zip(("first", "again"), options, strict=True):
                    yield from _below(option, replace(_child(here, key), turn=_FIRST[key]))
            case tx.Variation(kind=kind, options=options):
                for place, option in enumerate(options):
                    turn = f"number {place + 1} of a {kind}"
                    yield from _below(option, replace(_child(here, kind, place), turn=turn))


_FIRST = {"first": "for a first visit", "again": "for a later visit"}


def _child(leaf: Leaf, *keys: str | int) -> Leaf:
    return replace(leaf, id=".".join([leaf.id, *map(str, keys)]), spot=leaf.spot.child(*keys))


def mask_source(text: tx.Text, expression: Callable[[Node], str], option: Callable[[tx.Variation], str]) -> str:
    """Python source of a number with a bit for every block of `text` that shows, the first block's being 1.

    `expression` writes a condition, `option` the index of what a variation shows. Blocks that always show have no
    bit.
    """
    bits = count()

    def below(text: tx.Text, sure: bool) -> str:
        parts = []
        for block in text:
            match block:
                case tx.Prose() if not sure:
                    parts.append(str(1 << next(bits)))
                case tx.Conditional(condition=condition, then=then, otherwise=otherwise):
                    first, second = below(then, False), below(otherwise, False)
                    parts.append(f"({first} if {expression(condition)} else {second})")
                case tx.Variation(options=options):
                    parts.append(f"({', '.join(below(one, False) for one in options)},)[{option(block)}]")
        return f"({' + '.join(parts)})" if parts else "0"

    return below(text, True)
