"""The names that an expression may use, as its author writes them."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from hengyang_tui.language import expressions as ir
from hengyang_tui.language.expressions import Kind
from hengyang_tui.language.extent import NOTHING, Extent


@dataclass(frozen=True, slots=True)
class Rule:
    """A named effect: its parameters and, once read, its statements."""

    name: str
    parameters: tuple[str, ...]
    effects: ir.Effects
    extent: Extent = NOTHING


@dataclass(slots=True)
class Scope:
    """The names an expression may use, as the author writes them."""

    variables: Mapping[str, tuple[str, Kind]]
    """written name → full name and kind"""
    derived: Mapping[str, tuple[str, Kind]]
    rules: Mapping[str, Rule]
    scenes: Mapping[str, str]
    """written id → full id"""
    choices: Mapping[str, Mapping[str, str]]
    """full scene id → written id → full id of its choices"""
    calendar: bool = True
    parameters: tuple[str, ...] = ()
    unread: Container[str] = ()
    """names that are declared wrongly, which has been said where they are declared"""

    def names(self) -> list[str]:
        """Every name that stands for a value."""
        clock = ["day", "date"] if self.calendar else []
        return [*self.variables, *self.derived, *self.parameters, *clock]
