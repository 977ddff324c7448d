"""The state of a play, and what it says of the story's quantities."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from hengyang_tui.engine.layout import DATE, SCENE, SEED, Slot, Values
from hengyang_tui.engine.shown import members

if TYPE_CHECKING:
    from hengyang_tui.engine.compiler import Program

Quantity = int | float | bool | str | frozenset[str]


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a play has come to. Immutable, comparable, hashable."""

    values: tuple[Slot, ...]

    @property
    def seed(self) -> int:
        """The seed of the play."""
        return int(self.values[SEED])  # type: ignore[arg-type]  # the slot holds the seed

    def thaw(self) -> Values:
        """A copy that a step may change."""
        return list(self.values)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A number shown beside the text, with the ends of its range."""

    name: str
    label: str
    unit: str | None
    value: int | float
    low: int | float
    high: int | float


def values_of(program: Program, state: State) -> dict[str, Quantity]:
    """Every variable and derived value, by full name, as an author would write it."""
    read: dict[str, Quantity] = {}
    for name, variable in program.story.variables.items():
        read[name] = _decoded(state.values[program.layout.variables[name]], variable.kind.name, variable.kind.words)
    for name, derived in program.story.derived.items():
        read[name] = _decoded(program.derived_value(name, state), derived.node.kind.name, derived.node.kind.words)
    return read


def _decoded(value: Slot, kind: str, words: tuple[str, ...]) -> Quantity:
    assert isinstance(value, int | float)
    if kind == "set":
        return frozenset(members(int(value), words))
    if kind == "word":
        return words[int(value)]
    return bool(value) if kind == "flag" else value


def gauges(program: Program, state: State) -> tuple[Gauge, ...]:
    """The gauges of a story, in the order declared."""
    found = []
    for name, variable in program.story.variables.items():
        if variable.gauge and variable.low is not None and variable.high is not None:
            value = state.values[program.layout.variables[name]]
            assert isinstance(value, int | float)
            found.append(Gauge(name, variable.label, variable.unit, value, variable.low, variable.high))
    return tuple(found)


def tallies(program: Program, state: State) -> tuple[Gauge, ...]:
    """The numbers that the author gave a label, gauges apart, as far as they are not 0; in the order declared."""
    found = []
    for name, variable in program.story.variables.items():
        value = state.values[program.layout.variables[name]]
        if variable.named and variable.kind.is_number and not variable.gauge and value:
            assert isinstance(value, int | float)
            ends = (value if end is None else end for end in (variable.low, variable.high))
            found.append(Gauge(name, variable.label, variable.unit, value, *ends))
    return tuple(found)


def digest(program: Program, state: State) -> str:
    """Sixteen hexadecimal digits of what the play has come to: scene, date and every variable by name.

    It does not depend on where things stand in the state, so adding a scene to a story changes no digest.
    """
    quantities = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in values_of(program, state).items()
        if name in program.story.variables
    }
    scene = program.scenes[int(state.values[SCENE])].id  # type: ignore[arg-type]  # the slot holds an index
    told = json.dumps([scene, state.values[DATE], quantities], sort_keys=True, separators=(",", ":"))
    return blake2b(told.encode(), digest_size=8).hexdigest()
