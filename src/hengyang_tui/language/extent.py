"""How much effects and derived values come to when the rules and derived values in them are written out.

Rules call rules and derived values read derived values, so twenty short lines can stand for a million: the limits
here keep a story from being larger than it looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hengyang_tui.language import expressions as ir

MAX_STATEMENTS = 1_000
MAX_READ = 5_000
MAX_LEVELS = 40


@dataclass(frozen=True, slots=True)
class Extent:
    """A number of statements or values, and how many levels deep they stand in one another."""

    size: int = 0
    levels: int = 0


NOTHING = Extent()


def of_effects(effects: ir.Effects, rules: Mapping[str, Extent]) -> Extent:
    """Statements and levels of `if`. `rules` has the extent of every rule, by full name."""
    size = levels = 0
    for statement in effects:
        size += 1
        match statement:
            case ir.When(then=then, otherwise=otherwise):
                for inner in (of_effects(then, rules), of_effects(otherwise, rules)):
                    size, levels = size + inner.size, max(levels, inner.levels + 1)
            case ir.Run(rule=rule):
                size, levels = size + rules[rule].size, max(levels, rules[rule].levels)
    return Extent(size, levels)


def of_value(node: ir.Node, derived: Mapping[str, Extent]) -> Extent:
    """Values read, and levels of derived values. `derived` has the extent of each, by full name."""
    size = levels = 0
    for inner in ir.walk(node):
        size += 1
        if isinstance(inner, ir.Read) and inner.derived:
            size, levels = size + derived[inner.name].size, max(levels, derived[inner.name].levels)
    return Extent(size, levels + 1)
