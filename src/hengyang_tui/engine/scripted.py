"""Runs the scripted plays of a story and says where one does not come to what it should."""

from __future__ import annotations

from collections.abc import Iterator

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.errors import EngineError
from hengyang_tui.engine.history import history_choice
from hengyang_tui.engine.state import Quantity, values_of
from hengyang_tui.engine.turns import Turn, begin, choose
from hengyang_tui.language import markup
from hengyang_tui.language.diagnostics import Finding
from hengyang_tui.language.story import ScriptedPlay, date_of

MAX_STEPS = 10_000
"""Choices after which a scripted play that has not ended is given up."""


def run_plays(program: Program) -> list[Finding]:
    """Every scripted play of a story; a finding for each expectation that is not met."""
    return [finding for play in program.story.plays for finding in run_play(program, play)]


def run_play(program: Program, play: ScriptedPlay) -> list[Finding]:
    """One scripted play. What it expects and does not find is a finding at the place it is expected."""
    visited: set[str] = set()
    told: list[str] = []
    taken: dict[str, int] = {}
    try:
        turn = begin(program, play.seed)
        _note(turn, visited, told)
        for _ in range(MAX_STEPS):
            if turn.ending is not None:
                break
            turn = choose(program, turn.state, _next(turn, play, taken))
            _note(turn, visited, told)
    except EngineError as error:
        return [_finding(play, ("choices",), str(error))]
    return list(_compared(program, play, turn, visited, told))


def _next(turn: Turn, play: ScriptedPlay, taken: dict[str, int]) -> str:
    scripted = play.choices.get(turn.scene.id)
    if scripted is not None:
        visit = taken.get(turn.scene.id, 0)
        taken[turn.scene.id] = visit + 1
        return scripted[min(visit, len(scripted) - 1)]
    if play.follow == "history":
        return history_choice(turn)
    return turn.options[0 if play.follow == "first" else -1].id


def _note(turn: Turn, visited: set[str], told: list[str]) -> None:
    for passage in turn.passages:
        told.append(markup.plain(passage.prose))
        if passage.kind != "consequence":
            visited.add(passage.scene_id)
    visited.add(turn.scene.id)


def _compared(
    program: Program, play: ScriptedPlay, turn: Turn, visited: set[str], told: list[str]
) -> Iterator[Finding]:
    expect = play.expect
    if expect.ending is not None and (turn.ending is None or turn.scene.id != expect.ending):
        yield _finding(play, ("expect", "ending"), f"It ends in '{turn.scene.id}'.")
    if expect.date is not None and turn.date != date_of(expect.date):
        yield _finding(play, ("expect", "date"), f"It ends on {turn.date}.")
    for scene in expect.visited:
        if scene not in visited:
            yield _finding(play, ("expect", "visited"), f"It does not enter '{scene}'.")
    for scene in expect.not_visited:
        if scene in visited:
            yield _finding(play, ("expect", "not_visited"), f"It enters '{scene}'.")
    values = values_of(program, turn.state)
    for name, expected in expect.values.items():
        if not _agrees(values[name], expected):
            yield _finding(play, ("expect", "values", name), f"'{name}' is {_shown(values[name])} at the end.")
    text = " ".join(" ".join(told).split())
    for words in expect.shows:
        if " ".join(words.split()) not in text:
            yield _finding(play, ("expect", "shows"), f"These words are not shown: {words!r}.")


def _agrees(value: Quantity, expected: tuple[float, float] | bool | str) -> bool:
    if isinstance(expected, tuple):
        return isinstance(value, int | float) and expected[0] <= value <= expected[1]
    if isinstance(value, frozenset):
        return sorted(value) == sorted(part.strip() for part in str(expected).split(",") if part.strip())
    return value == expected


def _shown(value: Quantity) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "empty"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _finding(play: ScriptedPlay, path: tuple[str, ...], message: str) -> Finding:
    return play.spot.child(*path).finding("play-differs", f"The play '{play.title}' differs. {message}")
