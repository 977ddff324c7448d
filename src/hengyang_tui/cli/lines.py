"""`hengyang play` in lines: from what the user asked to a session."""

from __future__ import annotations

import secrets
import shlex
import shutil
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from hengyang_tui.cli.findings import visible
from hengyang_tui.cli.group import Problem
from hengyang_tui.cli.resuming import resume_command
from hengyang_tui.cli.signals import ending_cleanly
from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.errors import EngineError
from hengyang_tui.engine.game import Game
from hengyang_tui.engine.history import history_choice
from hengyang_tui.engine.playlog import PlayLogError, read_log
from hengyang_tui.engine.saves import default_folder
from hengyang_tui.language.diagnostics import StoryError
from hengyang_tui.language.loader import load_story
from hengyang_tui.plain import answers
from hengyang_tui.plain.lines import measure
from hengyang_tui.plain.session import Session

if TYPE_CHECKING:
    from hengyang_tui.cli.play import Request
    from hengyang_tui.engine.playlog import LoggedPlay
    from hengyang_tui.engine.replay import Recording
    from hengyang_tui.engine.turns import Turn
    from hengyang_tui.plain.session import Answer
    from hengyang_tui.stories import Place

_FINDINGS = 5


def play_in_lines(request: Request) -> None:
    """Play as asked, on standard input and output. Raises Problem for what the user can mend."""
    try:
        earlier = read_log(request.log) if request.log is not None else None
        program = _program(request, earlier)
        with ending_cleanly(), closing(_game(request, program, earlier)) as game:
            _converse(request, game, earlier)
    except (PlayLogError, EngineError) as problem:
        raise Problem(str(problem)) from problem


def _program(request: Request, earlier: LoggedPlay | None) -> Program:
    place = request.place(earlier.header.story if earlier is not None else None)
    try:
        return Program(load_story(place.folder, place.branches))
    except StoryError as problem:
        raise Problem(_unplayable(place, problem)) from problem


def _unplayable(place: Place, problem: StoryError) -> str:
    """The first findings, and where the others are to be had."""
    named = [str(path) for path in place.branches or (place.folder,)]
    shown = [str(finding) for finding in problem.findings[:_FINDINGS]]
    others = len(problem.findings) - len(shown)
    more = [f"There are {others} more: hengyang check {shlex.join(named)}"] if others else []
    return visible("\n".join([f"{', '.join(named)} cannot be played.", *shown, *more]))


def _game(request: Request, program: Program, earlier: LoggedPlay | None) -> Game:
    if request.resume is not None:
        return Game.resume(program, request.resume, saves=request.saves)
    seed = request.seed
    if seed is None:
        seed = earlier.header.seed if earlier is not None else secrets.randbelow(2**32)
    saves = request.saves or (default_folder() if request.auto is None else None)
    return Game.new(program, seed, saves)


def _converse(request: Request, game: Game, earlier: LoggedPlay | None) -> None:
    terminal = sys.stdout.isatty()
    session = Session(
        game,
        answer=_answer(request, game, earlier),
        write=_write,
        resume=lambda log: resume_command(request, log),
        width=measure(shutil.get_terminal_size().columns if terminal else None),
    )
    try:
        session.run()
    except KeyboardInterrupt:
        _write("\n\n")
        session.farewell()
        raise


def _answer(request: Request, game: Game, earlier: LoggedPlay | None) -> Answer:
    if request.auto is None:
        return answers.asked(sys.stdin, _write, echo=not sys.stdin.isatty())
    if earlier is not None:
        pick = answers.replaying(earlier.choices, earlier.header.date, _stopped)
    elif request.auto == "random":
        pick = answers.at_random(game.seed)
    else:
        pick = history_choice
    return answers.automatic(pick, _write)


def _stopped(turn: Turn, recording: Recording) -> None:
    left = len(recording.rest)
    where = turn.scene.title or turn.scene.id
    if left:
        _write(f"The play log has no choice that is open at “{where}”; {left} of its choices were not played.\n\n")
    else:
        _write(f"The play log ends here, at “{where}”.\n\n")


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
