"""Replay: a recorded play, set against a story that may have been edited since.

Recorded choices are matched by scene and choice, not by their place in the log. So a play survives scenes and choices
that are added, moved, renamed or taken away: what the log knows is played, and only what it does not know is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengyang_tui.engine.errors import EngineError
from hengyang_tui.engine.state import digest
from hengyang_tui.engine.turns import choose

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from hengyang_tui.engine.compiler import Program
    from hengyang_tui.engine.logformat import LoggedChoice
    from hengyang_tui.engine.turns import Turn


@dataclass(frozen=True, slots=True)
class Match:
    """One recorded choice, played again. `position` counts from 0 in the recording.

    `drifted` says that the turn it led to is not the recorded one: the story, or the engine, counts differently now.
    """

    position: int
    recorded: LoggedChoice
    before: Turn
    after: Turn
    drifted: bool


class Recording:
    """Recorded choices and which of them have been played. `opening` is the date of the opening turn."""

    def __init__(self, choices: Iterable[LoggedChoice], opening: datetime.date | None) -> None:
        self._choices = tuple(choices)
        self._made_on = (opening, *(choice.date for choice in self._choices))
        self._used: set[int] = set()
        self._reached = 0

    @property
    def rest(self) -> tuple[LoggedChoice, ...]:
        """What has not been played, in the order of the recording; nothing once there is nothing more to come."""
        if self._reached >= len(self._choices):
            return ()
        return tuple(choice for position, choice in enumerate(self._choices) if position not in self._used)

    @property
    def missed(self) -> tuple[LoggedChoice, ...]:
        """What was passed over: the play went on to later choices of the recording without coming to these."""
        passed = range(min(self._reached, len(self._choices)))
        return tuple(self._choices[position] for position in passed if position not in self._used)

    def find(self, turn: Turn) -> int | None:
        """The position of the recorded choice for the scene where `turn` stands; None where the recording has none.

        Where a scene was played several times, the choice made on the same date comes first, then the next one in the
        order of the recording, then one that was passed over.
        """
        scene, following = turn.scene.id, self._reached
        if following < len(self._choices) and self._fits_exactly(following, turn):
            return following
        positions = [p for p, choice in enumerate(self._choices) if choice.scene == scene and p not in self._used]
        return min(positions, key=lambda p: (self._made_on[p] != turn.date, p < self._reached, p), default=None)

    def _fits_exactly(self, position: int, turn: Turn) -> bool:
        return self._choices[position].scene == turn.scene.id and self._made_on[position] == turn.date

    def choice(self, position: int) -> LoggedChoice:
        """The recorded choice at a position."""
        return self._choices[position]

    def number_the_rest(self) -> None:
        """Number what has not been played, from 1, as the kept choices of a new log."""
        unused = (position for position in range(len(self._choices)) if position not in self._used)
        numbers = {position: number for number, position in enumerate(unused, start=1)}
        self._choices = tuple(
            replace(choice, kept=numbers.get(position)) for position, choice in enumerate(self._choices)
        )

    def use(self, position: int) -> None:
        """Take a choice out of the recording: it was played, or the player chose otherwise in its place."""
        self._used.add(position)
        self._reached = max(self._reached, position + 1)


def play_on(program: Program, turn: Turn, recording: Recording) -> Iterator[Match]:
    """Play what the recording knows, from `turn` on, as far as the first decision where the player must be asked.

    A recorded choice that is not open, or from which the edited story cannot go on, is such a decision.
    """
    while turn.ending is None:
        position = recording.find(turn)
        if position is None:
            return
        recorded = recording.choice(position)
        try:
            after = choose(program, turn.state, recorded.choice)
        except EngineError:
            return
        recording.use(position)
        yield Match(position, recorded, turn, after, digest(program, after.state) != recorded.state)
        turn = after


def why_it_stopped(turn: Turn, recording: Recording) -> str | None:
    """What the player is told where replay stopped short of the recording's end; None where it did not."""
    rest = recording.rest
    if not rest or turn.ending is not None:
        return _left_out(rest or recording.missed)
    name = _name(turn)
    position = recording.find(turn)
    if position is None:
        return (
            f"The log has no choice for {name}. Choose here; "
            f"{_count(len(rest), 'recorded choice')} will be matched after it."
        )
    recorded = recording.choice(position).choice
    closed = next((option.reason for option in turn.closed if option.id == recorded), None)
    why = f"is closed here now ({closed})" if closed else "cannot be made here now"
    after = f" {_count(len(rest) - 1, 'recorded choice')} will be matched after it." if len(rest) > 1 else ""
    return f"At {name} the log has '{recorded}', which {why}. Choose here.{after}"


def _left_out(missed: tuple[LoggedChoice, ...]) -> str | None:
    if not missed:
        return None
    scenes = ", ".join(f"'{choice.scene}'" for choice in missed[:5])
    more = f" and {len(missed) - 5} more" if len(missed) > 5 else ""
    return f"The story does not come to these recorded choices any more, so they are left out: {scenes}{more}."


def _name(turn: Turn) -> str:
    scene = turn.scene
    return f"'{scene.title}' ({scene.id})" if scene.title else f"'{scene.id}'"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
