"""Plays over a cluster of dask.distributed: a thin adapter on its futures.

Ranges are the unit of work, and a tally says nothing of who counted it. So a worker that dies costs only time: the
scheduler gives its range to another.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import CancelledError
from importlib import import_module
from typing import Any

from hengyang_tui.explore.errors import ExploreError, WorkerLost
from hengyang_tui.explore.jobs import Job, Range, play_range, tasks
from hengyang_tui.explore.spread import AHEAD, LOOK, Crew, Finished, Stop, spread

_WAIT = "10s"


def on_cluster(job: Job, seeds: Range, stop: Stop, address: str) -> Finished:
    """The plays of a range over the workers of the scheduler at `address`. Raises ExploreError where there is none."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError as problem:
        raise ExploreError(
            "--cluster needs dask.distributed, which is not installed here: pip install 'hengyang-tui[cluster]'"
        ) from problem
    try:
        client = distributed.Client(address, timeout=_WAIT)
    except (OSError, ValueError) as problem:
        raise ExploreError(f"No scheduler answers at {address}. Start one with 'dask scheduler'.") from problem
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise ExploreError(f"The scheduler at {address} has no workers. Start some with 'dask worker {address}'.")

        def some(running: list[Any]) -> Iterable[Any]:
            try:
                done: Iterable[Any] = distributed.wait(running, LOOK, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                return ()
            return done

        crew: Crew[Any] = Crew(
            submit=lambda task: client.submit(play_range, job, task, pure=False),
            some=some,
            cancel=lambda _: False,
            most=threads * AHEAD,
        )
        try:
            yield from spread(tasks(seeds, threads), crew, stop)
        except (distributed.KilledWorker, CancelledError, OSError) as problem:
            raise WorkerLost(f"The cluster gave up a range of seeds: {problem}") from problem
