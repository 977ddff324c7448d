"""Who holds the positions of a story's map: in a play, and in the record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengyang_tui.engine.layout import DATE
from hengyang_tui.language.map import Holder, Map, MapPlace, Recorded

if TYPE_CHECKING:
    from hengyang_tui.engine.compiler import Program
    from hengyang_tui.engine.state import State


@dataclass(frozen=True, slots=True)
class Position:
    """A position on a day, and who holds it; None where nothing is said of that.

    `recorded` is what the record has, `before` what it had until that day, where it changed hands on it. `holder` is
    what the map shows: of a play, or as recorded.
    """

    place: MapPlace
    holder: Holder | None
    note: str | None
    recorded: Recorded | None
    before: Holder | None = None

    @property
    def departs(self) -> bool:
        """Whether the record has somebody else here all day."""
        return self.recorded is not None and self.holder not in (self.recorded.holder, self.before)


def recorded_positions(ground: Map, date: int) -> tuple[Position, ...]:
    """Every position as the record has it at the end of a day (an ordinal)."""
    return tuple(_recorded(place, date) for place in ground.places.values())


def played_positions(program: Program, ground: Map, state: State) -> tuple[Position, ...]:
    """Every position as it stands in a play; where the story says nothing of that, as the record has it.

    Raises StoryFault for a condition that cannot be worked out.
    """
    return tuple(played_position(program, place, state) for place in ground.places.values())


def played_position(program: Program, place: MapPlace, state: State) -> Position:
    """One position, as `played_positions` has it. Raises what that raises."""
    recorded = _recorded(place, int(state.values[DATE]))  # type: ignore[arg-type]  # the slot holds an ordinal
    for number, step in enumerate(place.now):
        key = f"map.{place.id}.now.{number}"
        if step.condition is None or program.holds(key, step.condition, state):
            return replace(recorded, holder=step.holder, note=step.note)
    return recorded


def _recorded(place: MapPlace, date: int) -> Position:
    known = [span for span in place.record if span.first <= date]
    if not known:
        return Position(place, None, None, None)
    last = known[-1]
    before = known[-2].holder if len(known) > 1 and last.first == date else None
    return Position(place, last.holder, last.note, last, before)
