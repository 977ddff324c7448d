"""Who answers in the line mode: a person, the record of history, chance, or an earlier play."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TextIO

from hengyang_tui.engine.logformat import LINE_LIMIT, clean
from hengyang_tui.engine.replay import Recording

if TYPE_CHECKING:
    import datetime

    from hengyang_tui.engine.logformat import LoggedChoice
    from hengyang_tui.engine.turns import Turn
    from hengyang_tui.plain.session import Answer


def asked(source: TextIO, write: Callable[[str], None], *, echo: bool) -> Answer:
    """Asks a person. `echo` repeats the answer where `source` is no terminal that shows it."""

    def answer(turn: Turn) -> str | None:
        write(f"{_question(turn)} ")
        line = clean(source.readline(), LINE_LIMIT)
        write("\n" if line and not echo else line.rstrip("\r\n") + "\n\n")
        return line or None

    return answer


def _question(turn: Turn) -> str:
    if turn.ending is not None:
        return "The play has ended (? for help, q to leave):"
    last = len(turn.offered)
    return f"Your choice (1{f'-{last}' if last > 1 else ''}, ? for help):"


def automatic(pick: Callable[[Turn], str | None], write: Callable[[str], None]) -> Answer:
    """Answers with the choice whose id `pick` gives, and shows it as if it had been typed; None ends the play."""

    def answer(turn: Turn) -> str | None:
        wanted = pick(turn) if turn.ending is None else None
        if wanted is None:
            return None
        said = str([option.id for option in turn.offered].index(wanted) + 1)
        write(f"{_question(turn)} {said}\n\n")
        return said

    return answer


def at_random(seed: int) -> Callable[[Turn], str | None]:
    """Picks any open choice, the same ones for the same seed; the chances of the story itself are not touched."""
    chance = random.Random(seed)  # noqa: S311  nobody's secret hangs on it
    return lambda turn: chance.choice(turn.options).id


def replaying(
    choices: Iterable[LoggedChoice], opening: datetime.date | None, stopped: Callable[[Turn, Recording], None]
) -> Callable[[Turn], str | None]:
    """Picks what an earlier play chose; `stopped` is told where that play has no choice that is open here."""
    recording = Recording(choices, opening)

    def pick(turn: Turn) -> str | None:
        position = recording.find(turn)
        wanted = None if position is None else recording.choice(position).choice
        if position is not None and any(option.id == wanted for option in turn.offered):
            recording.use(position)
            return wanted
        stopped(turn, recording)
        return None

    return pick
