"""From what was asked to a report: the plays are handed out, counted, and looked through for problems."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from hengyang_tui.explore.cluster import on_cluster
from hengyang_tui.explore.errors import WorkerLost
from hengyang_tui.explore.jobs import FOLLOWED, Job, Range, framed, recorded, story_of, tasks
from hengyang_tui.explore.minimise import minimised
from hengyang_tui.explore.policies import BLOCK, first_of_block
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.report import Asked, Report, joined
from hengyang_tui.explore.spread import Finished, Stop, here, in_processes
from hengyang_tui.explore.tally import Tally
from hengyang_tui.language.story import Story

_WORTH_PROCESSES = 2 * BLOCK
"""Plays up to which other processes would only cost time: each of them has to load the story."""


@dataclass(frozen=True, slots=True)
class Crewed:
    """Who plays: so many processes of this machine, or the cluster whose scheduler is at an address."""

    workers: int = 1
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report of what was finished. `whole` says that this is everything; `trouble` is why it is not, where that
    was not the user's wish.
    """

    report: Report
    whole: bool
    trouble: str | None = None


def explore(job: Job, seeds: Range, crew: Crewed, stop: Stop, played: Callable[[int], object]) -> Outcome:
    """Plays these seeds. `played` is told how many plays were finished, each time some were.

    When it is to stop, the outcome is of the plays that were finished. Raises ExploreError where nothing can be begun.
    """
    story = story_of(job)
    asked = asked_of(job, story)
    tally, done, trouble = Tally(), [], None
    try:
        for (first, last), counted in _finished(job, seeds, crew, stop):
            tally.add(counted)
            done.append((first, last))
            played(last - first + 1)
    except WorkerLost as problem:
        trouble = str(problem)
    learns = job.follow == "least-used" and seeds[0] != first_of_block(seeds[0])
    fresh = (seeds[0],) if learns and done else ()
    ranges = joined(done)
    _shorten(story, tally)
    report = Report(asked, framed(job), ranges, fresh, tally)
    return Outcome(report, ranges == (seeds,), trouble)


def asked_of(job: Job, story: Story) -> Asked:
    """A job as reports name it: the same wherever the story and the play log lie."""
    follow, log = job.follow, ""
    if follow not in FOLLOWED:
        choices = json.dumps(recorded(follow, story)).encode()
        follow, log = "log", hashlib.blake2b(choices, digest_size=8).hexdigest()
    return Asked(follow, log, tuple(sorted(job.departures)), job.limit, BLOCK)


def _finished(job: Job, seeds: Range, crew: Crewed, stop: Stop) -> Finished:
    if crew.cluster is not None:
        return on_cluster(job, seeds, stop, crew.cluster)
    if crew.workers == 1 or seeds[1] - seeds[0] < _WORTH_PROCESSES:
        return here(job, tasks(seeds, 1), stop)
    return in_processes(job, tasks(seeds, crew.workers), stop, crew.workers)


def _shorten(story: Story, tally: Tally) -> None:
    """Looks for the shortest play that shows each problem. A merge of reports takes it over with the problem."""
    if tally.problems:
        program = Observed(story)
        tally.problems = {key: minimised(program, tally.problems[key]) for key in sorted(tally.problems)}
