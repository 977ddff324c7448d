"""Where an expression stands, and which draws of chance its block has: the same for every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language.ranges import Values


@dataclass(slots=True)
class Draws:
    """The draws of an effect block being written, as docs/language.md numbers them under "Chance".

    `block`, `run` and `base` are source. A rule counts its draws from `base`, which it is given; a block from 0.
    """

    block: str
    run: str
    base: str = ""
    count: int = 0
    _places: dict[int, int] = field(default_factory=dict)

    def place(self, node: ir.Draw) -> str:
        """The arguments that name a draw. What stands in the middle of a chained comparison is drawn once."""
        index = self._places.setdefault(id(node), self.count)
        self.count = max(self.count, index + 1)
        return f"{self.block}, {self.run}, {self.at(index)}"

    def at(self, index: int) -> str:
        """The number of a draw of the block."""
        if not self.base:
            return str(index)
        return f"{self.base} + {index}" if index else self.base

    def handed_on(self, rule: ir.Effects, story: st.Story) -> list[str]:
        """What a rule is told of the block it runs in; nothing if it does not draw. Its draws are then counted."""
        drawn = draws_in(rule, story)
        told = [self.block, self.run, self.at(self.count)] if drawn else []
        self.count += drawn
        return told


@dataclass(frozen=True, slots=True)
class Site:
    """Where an expression stands: in the author's file, and among the names of a function."""

    spot: st.Spot
    owner: str
    """what functions that are written for it are called after"""
    parameters: Mapping[str, str] = field(default_factory=dict)
    draws: Draws | None = None
    known: Mapping[str, Values] = field(default_factory=dict)
    """what its parameters can be"""

    def below(self, *keys: str | int) -> Site:
        """The site of something below this one in the file."""
        return replace(self, spot=self.spot.child(*keys))


def draws_in(effects: ir.Effects, story: st.Story) -> int:
    """How many places of effects draw, rules written out."""
    drawn = {id(node) for node in ir.nodes_of(effects) if isinstance(node, ir.Draw)}
    runs = (statement for statement in ir.statements(effects) if isinstance(statement, ir.Run))
    return len(drawn) + sum(draws_in(story.rules[run.rule].effects, story) for run in runs)


def rule_spot(story: st.Story, name: str) -> st.Spot:
    """Where a rule stands in the author's file."""
    head = f"{name.rpartition('/')[2]}({', '.join(story.rules[name].parameters)})"
    return story.spot.child("rules", head)


def in_order_of_offer(story: st.Story) -> tuple[st.Scene, ...]:
    """The dated scenes: what interrupts, higher priority, exact days, then as the files have them."""

    def order(scene: st.Scene) -> tuple[bool, int, bool, tuple[str, int, int]]:
        assert scene.dates is not None
        return not scene.interrupt, -scene.priority, not scene.dates.exact, scene.order

    return tuple(sorted((scene for scene in story.scenes.values() if scene.dates is not None), key=order))
