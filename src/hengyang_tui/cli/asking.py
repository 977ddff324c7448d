"""`hengyang explore --what-if`, from what the user asked to a table on standard output."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from hengyang_tui.cli.explore import Request
from hengyang_tui.cli.findings import visible
from hengyang_tui.cli.group import Problem
from hengyang_tui.cli.main import INTERRUPTED
from hengyang_tui.cli.progress import progress, stoppable
from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.playlog import PlayLogError
from hengyang_tui.explore.departures import DATE_OF_ENDING
from hengyang_tui.explore.errors import ExploreError
from hengyang_tui.explore.framing import content_of
from hengyang_tui.explore.recall import play_in
from hengyang_tui.explore.whatif import StoryFiles, WhatIf, growing
from hengyang_tui.explore.whatif_told import as_json as in_json
from hengyang_tui.explore.whatif_told import as_text
from hengyang_tui.language.diagnostics import StoryError
from hengyang_tui.language.loader import load_story

_COLUMNS = 2
"""Outcomes in the table where none was named; JSON has them all."""


def ask(request: Request, log: Path, outcomes: Sequence[str], *, as_json: bool) -> int:
    """Answers what if. Gives the exit code; raises Problem for what the user can mend."""
    try:
        found = _asked(request, log, outcomes)
    except StoryError as problem:
        told = "\n".join(map(str, problem.findings[:5]))
        raise Problem(visible(f"{request.place.folder} cannot be played.\n{told}")) from problem
    except (ExploreError, PlayLogError) as problem:
        raise Problem(str(problem)) from problem
    if found is None:
        raise Problem("It was interrupted before anything was known.")
    if as_json:
        click.echo(in_json(found))
    else:
        for line in as_text(found, len(found.outcomes) if outcomes else _COLUMNS):
            click.echo(visible(line))
    return 0 if found.plays == request.seeds[1] - request.seeds[0] + 1 else INTERRUPTED


def _asked(request: Request, log: Path, outcomes: Sequence[str]) -> WhatIf | None:
    """The whole answer, or when the user interrupts what is known then."""
    place, (first, last) = request.place, request.seeds
    story = load_story(place.folder, place.branches)
    compared = [*([DATE_OF_ENDING] if story.calendar else []), *outcomes] if outcomes else None
    answers = growing(
        StoryFiles(place.folder, place.branches, content_of(story)),
        play_in(log, Program(story)),
        seeds=request.seeds,
        outcomes=compared,
        workers=request.workers,
    )
    found, known = None, 0
    with stoppable() as stop, progress("seeds", last - first + 1) as played, closing(answers):
        for found in answers:
            played(found.plays - known)
            known = found.plays
            if stop():
                break
    return found
