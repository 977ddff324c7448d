"""`hengyang explore`, from what the user asked to a report on standard output."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hengyang_tui.cli.explore import Output, Request
from hengyang_tui.cli.findings import visible
from hengyang_tui.cli.group import Problem
from hengyang_tui.cli.main import CANNOT_RUN, INTERRUPTED
from hengyang_tui.cli.progress import progress, stoppable
from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.playlog import PlayLogError
from hengyang_tui.engine.saves import default_folder
from hengyang_tui.explore import run
from hengyang_tui.explore.as_html import as_html
from hengyang_tui.explore.as_text import as_text
from hengyang_tui.explore.errors import ExploreError
from hengyang_tui.explore.exhaustive import STOPPED, exhaust
from hengyang_tui.explore.framing import frame_of
from hengyang_tui.explore.jobs import check_departures, job_of
from hengyang_tui.explore.logs import write_log
from hengyang_tui.explore.policies import BLOCK
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.report import Asked, Report, as_json, merged, read_report
from hengyang_tui.explore.tally import Problem as Failure
from hengyang_tui.explore.told import problem_told
from hengyang_tui.language.diagnostics import StoryError
from hengyang_tui.language.loader import load_story

if TYPE_CHECKING:
    from hengyang_tui.language.story import Story

_FINDINGS = 5


def merge(files: Sequence[Path], output: Output) -> int:
    """Adds up reports. Gives the exit code; raises Problem for what the user can mend."""
    if not files:
        raise Problem("There is nothing to merge: name the files that 'hengyang explore --json' wrote.")
    try:
        report = merged([(str(file), read_report(file)) for file in files])
    except ExploreError as problem:
        raise Problem(str(problem)) from problem
    _write(report, output, _way)
    return 1 if report.tally.problems else 0


def explore(request: Request, output: Output) -> int:
    """Explores. Gives the exit code; raises Problem for what the user can mend."""
    try:
        story = load_story(request.place.folder, request.place.branches)
        with stoppable() as stop:
            code, report = _searched(request, story, stop) if request.memory else _played(request, story, stop)
        _write(report, output, _logged(request, story, output))
    except StoryError as problem:
        raise Problem(_unplayable(request.place.folder, problem)) from problem
    except (ExploreError, PlayLogError) as problem:
        raise Problem(str(problem)) from problem
    return code or (1 if report.tally.problems else 0)


def _played(request: Request, story: Story, stop: Callable[[], bool]) -> tuple[int, Report]:
    check_departures(story, request.departures)
    known = request.follow in ("random", "least-used", "history")
    follow = request.follow if known else str(Path(request.follow).absolute())
    job = job_of(story, request.place.folder, request.place.branches, follow, request.departures, request.limit)
    first, last = request.seeds
    with progress("plays", last - first + 1) as played:
        outcome = run.explore(job, request.seeds, run.Crewed(request.workers, request.cluster), stop, played)
    if outcome.trouble is not None:
        _note(f"{outcome.trouble} The report is of {outcome.report.tally.plays:,} plays that were finished.")
        return CANNOT_RUN, outcome.report
    if not outcome.whole:
        _note(f"Interrupted: the report is of {outcome.report.tally.plays:,} of {last - first + 1:,} plays.")
        return INTERRUPTED, outcome.report
    return 0, outcome.report


def _searched(request: Request, story: Story, stop: Callable[[], bool]) -> tuple[int, Report]:
    assert request.memory is not None
    asked = Asked("every choice", "", (), request.limit, BLOCK)
    with progress("states", None) as played:
        known = 0

        def told(states: int) -> None:
            nonlocal known
            played(states - known)
            known = states

        report = exhaust(Observed(story), frame_of(story), asked, request.seeds[0], request.memory, stop, told)
    return INTERRUPTED if report.exhausted and report.exhausted.why == STOPPED else 0, report


def _write(report: Report, output: Output, way: Callable[[Failure], str]) -> None:
    """Writes the report where it was wanted; `way` tells how to come to a problem."""
    failures = sorted(report.tally.problems.values(), key=lambda one: (-one.plays, one.key))
    for line in [as_json(report)] if output.json else map(visible, as_text(report)):
        click.echo(line)
    for failure in failures:
        told = visible(f"{problem_told(failure, report)}\n{way(failure)}")
        click.echo(told if output.json else f"\n{told}", err=output.json)
    if output.html is not None:
        output.html.write_text(as_html(report), encoding="utf-8")


def _logged(request: Request, story: Story, output: Output) -> Callable[[Failure], str]:
    """Writes the play log of a problem, and tells how it is gone on with."""
    folder = output.logs or default_folder().with_name("explored")
    program = Program(story)

    def way(failure: Failure) -> str:
        seed = failure.witness.seed
        try:
            log = write_log(program, failure, folder)
        except ExploreError as problem:
            return f"  {problem}\n{_way(failure)}"
        if log is None:
            return f"  It happens at once: hengyang play {shlex.quote(str(request.place.folder))} --seed {seed}"
        words = ["hengyang", "play", str(request.place.folder)]
        for branch in request.place.branches:
            words += ["--branch", str(branch)]
        then = f"  (and take '{failure.choice}')" if failure.choice else ""
        return f"  {shlex.join([*words, '--resume', str(log)])}{then}"

    return way


def _way(failure: Failure) -> str:
    """The way to a problem in words."""
    choices = ", ".join(f"{scene}.{choice}" for scene, choice in failure.witness.shortest) or "no choice"
    return f"  The way, with seed {failure.witness.seed}: {choices}"


def _unplayable(folder: Path, problem: StoryError) -> str:
    """The first findings, and where the others are to be had."""
    shown = [str(finding) for finding in problem.findings[:_FINDINGS]]
    others = len(problem.findings) - len(shown)
    more = [f"There are {others} more: hengyang check {shlex.quote(str(folder))}"] if others else []
    return visible("\n".join([f"{folder} cannot be explored.", *shown, *more]))


def _note(told: str) -> None:
    click.echo(told, err=True)
