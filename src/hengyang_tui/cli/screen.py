"""`hengyang play` on a terminal: from what the user asked to the game on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengyang_tui.cli.group import Problem
from hengyang_tui.cli.resuming import resume_command
from hengyang_tui.engine.playlog import PlayLogError, read_log
from hengyang_tui.tui.app import run

if TYPE_CHECKING:
    from hengyang_tui.cli.play import Request


def play_on_screen(request: Request) -> int:
    """Play as asked, in the terminal. Raises Problem for what the user can mend.

    The story is read behind the title screen; only the log of a play to go on with is looked at here, for its story.
    """
    place = request.place(None if request.resume is None else _story_of_log(request.resume))
    return run(
        place.folder,
        place.branches,
        request.seed,
        request.resume,
        request.saves,
        resume_command=lambda log: resume_command(request, log),
    )


def _story_of_log(log: Path) -> str:
    try:
        return read_log(log).header.story
    except PlayLogError as problem:
        raise Problem(str(problem)) from problem
