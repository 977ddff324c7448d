"""The compiled story with eyes: what is open, standing scenes and all, and which text a passage shows.

The code that plays is the game's own. Where the game would keep a passage, to make its text when somebody reads it, the
conditions of that text are looked at and no text is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hengyang_tui.engine.calendar import Condition, Trace
from hengyang_tui.engine.compiler import Open, Program, Take
from hengyang_tui.engine.generated import run_code
from hengyang_tui.engine.layout import SCENE, SEED, STACK, Values
from hengyang_tui.engine.turns import STANDING
from hengyang_tui.explore.leaves import Leaf, choice_leaves, mask_source, scene_leaves
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx

Mask = Callable[[Values], int]
"""Tells which blocks of a text show in a state, as a number that `Observed.leaves_in` can read."""

_TEXT_BITS = 24
"""The low bits of a mask are the number of its text."""


class Observed(Program):
    """A program whose plays can be watched. Everything is compiled at once.

    Its traces are told masks and no passages: it is for many plays, and turns are made from a `Program`.
    """

    def __init__(self, story: st.Story, *, apart: bool = True) -> None:
        self._texts_with_leaves: list[list[Leaf]] = []
        super().__init__(story, eager=True, apart=apart)
        self.names: dict[Take, str] = {take: choice.id for take, choice in self.choice_of.items()}
        """by the function that makes a choice: its id, or `@` and the id of the standing scene that it visits"""
        at = {
            id(choice): (position, place)
            for position, scene in enumerate(self.scenes)
            for place, choice in enumerate(scene.choices)
        }
        self.places: dict[Take, tuple[int, int]] = {take: at[id(choice)] for take, choice in self.choice_of.items()}
        """by the function: the index of its scene, and its place in the list there"""
        self.visits: set[Take] = set()
        """the functions that visit standing scenes; they come last in what is open"""
        self.opened: list[Open] = self._with_standing_scenes()
        """by scene: everything that can be chosen in a state"""
        self.takes: dict[tuple[int, int], Take] = {place: take for take, place in self.places.items()}
        self.masks: list[Mask | None] = [self._mask(scene) for scene in self.scenes]
        """by scene: the mask of its text where a play stands at it; None where nothing depends on the state"""

    def leaves_in(self, mask: int) -> Iterable[Leaf]:
        """The blocks that a mask says are shown."""
        shown, text = mask >> _TEXT_BITS, mask & (1 << _TEXT_BITS) - 1
        return (leaf for place, leaf in enumerate(self._texts_with_leaves[text]) if shown >> place & 1)

    # Standing scenes

    def _with_standing_scenes(self) -> list[Open]:
        if not any(scene.standing for scene in self.scenes):
            return self.open
        return [
            self._beside(position) if scene.choices else self.open[position]
            for position, scene in enumerate(self.scenes)
        ]

    def _beside(self, position: int) -> Open:
        """What is open at a list, with the standing scenes that can be visited from it."""
        regular, first = self.open[position], len(self.scenes[position].choices)
        visits: list[tuple[Condition | None, Take]] = []
        for place, index in enumerate(self._standing):
            scene, visit = self.scenes[index], self._visit(self.scenes[index].id)
            self.names[visit], self.places[visit] = STANDING + scene.id, (position, first + place)
            visits.append((self._conditions.get(index), visit))
            self.visits.add(visit)

        def opened(values: Values) -> tuple[Take, ...]:
            takes = regular(values)
            if not values[STACK]:
                for condition, visit in visits:
                    if condition is None or condition(values):
                        takes = (*takes, visit)
            return takes

        return opened

    def _visit(self, scene_id: str) -> Take:
        """As the engine visits a standing scene."""
        go, index = self.calendar.go, self.index[scene_id]

        def visit(values: Values, trace: Trace | None = None) -> None:
            values[STACK] = ((values[SCENE], -1),)  # type: ignore[assignment]  # the slot of the scene holds an index
            go(values, index, trace)

        return visit

    # Text

    def told(self, scene: st.Scene, choice: st.Choice | None) -> str | None:
        """Source of the mask of a passage, which is all that a trace is told here; None where it would be the same
        in every state.
        """
        if choice is None:
            return self._mask_source(scene, scene.text, scene_leaves(scene))
        return self._mask_source(scene, choice.then, choice_leaves(scene, choice))

    def _mask(self, scene: st.Scene) -> Mask | None:
        stands = scene.choices or scene.ending is not None
        source = self._mask_source(scene, scene.text, scene_leaves(scene)) if stands else None
        if source is None:
            return None
        namespace: dict[str, Any] = dict(self._namespace)
        run_code([f"def mask(v): return {source}"], f"{scene.id}.text", namespace)
        mask: Mask = namespace["mask"]
        return mask

    def _mask_source(self, scene: st.Scene, text: tx.Text, leaves: Iterable[Leaf]) -> str | None:
        unsure = [leaf for leaf in leaves if not leaf.is_sure]
        if not unsure:
            return None
        self._texts_with_leaves.append(unsure)
        visits = f"v[{self.layout.visits[scene.id]}]"
        source = mask_source(text, self.writer.expression, lambda block: _option(block, visits))
        return f"{source} << {_TEXT_BITS} | {len(self._texts_with_leaves) - 1}"


def _option(block: tx.Variation, visits: str) -> str:
    """Source of the index of the option that shows, as the engine has it."""
    count = len(block.options)
    return {
        "first": f"({visits} > 1)",
        "cycle": f"({visits} - 1) % {count}",
        "sequence": f"min({visits} - 1, {count - 1})",
        "shuffle": f"words(v[{SEED}], {block.block!r}, {visits})[0] * {count} >> 64",
    }[block.kind]
