"""A recorded play, recalled: what was decided in it, when, and what else was open there."""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.errors import EngineError
from hengyang_tui.engine.fit import check_story
from hengyang_tui.engine.history import history_choice
from hengyang_tui.engine.playlog import read_log
from hengyang_tui.engine.turns import STANDING, Option, Turn, begin, choose
from hengyang_tui.language.markup import plain

LIMIT = 10_000
"""Choices after which a play that has not ended is given up."""


@dataclass(frozen=True, slots=True)
class RecordedPlay:
    """A play as it was played: its seed, and its choices as pairs of scene and choice, in order."""

    seed: int
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice of a recorded play. `visit` counts how often its scene had been entered by then.

    `others` are the choices that were open beside it. A visit to a standing scene has none: it is offered beside every
    list, and takes the place of no order. Texts are without marks; `date` is None in a story without calendar.
    """

    scene: str
    visit: int
    title: str
    date: datetime.date | None
    chosen: Option
    others: tuple[Option, ...]


def play_in(log: Path, program: Program) -> RecordedPlay:
    """The play that a log holds. Raises PlayLogError, also where it is of another story."""
    play = read_log(log)
    check_story(program, play)
    return RecordedPlay(play.header.seed, tuple((choice.scene, choice.choice) for choice in play.choices))


def recall(program: Program, play: RecordedPlay) -> tuple[Decision, ...]:
    """The decisions of a play, under its own seed.

    Choices are matched by their scenes, as the game does; where the story was edited and one is not open any more, what
    history did is taken in its stead and is no decision of this play.
    """
    waiting: dict[str, deque[str]] = {}
    for scene, choice in play.choices:
        waiting.setdefault(scene, deque()).append(choice)
    found: list[Decision] = []
    try:
        turn = begin(program, play.seed)
        for _ in range(LIMIT):
            if turn.ending is not None or not any(waiting.values()):
                break
            queue = waiting.get(turn.scene.id)
            recorded = queue.popleft() if queue else None
            if recorded in {option.id for option in turn.offered}:
                found.append(_decision(turn, recorded))
            else:
                recorded = history_choice(turn)
            turn = choose(program, turn.state, recorded)
    except EngineError:
        return tuple(found)  # the play cannot go on from there; what was decided before it stands
    return tuple(found)


def _decision(turn: Turn, recorded: str) -> Decision:
    scene = turn.scene
    visit = turn.state.values[turn.program.layout.visits[scene.id]]
    assert isinstance(visit, int)
    others = () if recorded.startswith(STANDING) else _without_marks(turn.options)
    return Decision(
        scene=scene.id,
        visit=visit,
        title=scene.title or scene.id.replace("-", " "),
        date=turn.date,
        chosen=next(option for option in _without_marks(turn.offered) if option.id == recorded),
        others=tuple(option for option in others if option.id != recorded),
    )


def _without_marks(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple(Option(option.id, " ".join(plain(option.text).split())) for option in options)
