"""Tasks handed to whoever plays: never more of them at a time than keep everybody busy, so memory stays flat."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, TypeVar

from hengyang_tui.explore.errors import WorkerLost
from hengyang_tui.explore.jobs import Job, Range, play_range
from hengyang_tui.explore.tally import Tally

Finished = Iterator[tuple[Range, Tally]]
"""Ranges as they are finished, in any order."""

Stop = Callable[[], bool]
"""Whether nothing more is to be begun."""

AHEAD = 2
"""Tasks for each worker: the one it plays, and the next."""
LOOK = 0.2
"""Seconds after which it is looked whether to stop."""


class Answer(Protocol):
    """A tally that is on its way."""

    def result(self) -> Tally:
        """The tally; raises what the worker raised."""


A = TypeVar("A", bound=Answer)


@dataclass(frozen=True, slots=True)
class Crew(Generic[A]):
    """Whoever plays: how a task is given to them, how one waits for some of their answers, how one is given up.

    `most` is how many tasks they are given at a time.
    """

    submit: Callable[[Range], A]
    some: Callable[[list[A]], Iterable[A]]
    cancel: Callable[[A], bool]
    most: int


def here(job: Job, tasks: Iterable[Range], stop: Stop) -> Finished:
    """The tasks one after the other, in this process."""
    for task in tasks:
        if stop():
            return
        yield task, play_range(job, task)


def in_processes(job: Job, tasks: Iterable[Range], stop: Stop, workers: int) -> Finished:
    """The tasks over processes of this machine. Raises WorkerLost where one of them dies."""
    context = multiprocessing.get_context("spawn")  # a fork would copy locks that other threads hold
    with ProcessPoolExecutor(workers, context, _leave_interrupts_to_the_parent) as pool:
        crew = Crew(
            submit=lambda task: pool.submit(play_range, job, task),
            some=lambda running: wait(running, LOOK, FIRST_COMPLETED).done,
            cancel=Future.cancel,
            most=workers * AHEAD,
        )
        try:
            yield from spread(tasks, crew, stop)
        except BrokenProcessPool as problem:
            raise WorkerLost("A process that played ended by itself; perhaps there was too little memory.") from problem
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def spread(tasks: Iterable[Range], crew: Crew[A], stop: Stop) -> Finished:
    """The tasks over a crew. When it is to stop, what is being played is still finished and given."""
    coming = iter(tasks)
    running: dict[A, Range] = {}
    while True:
        if stop():
            running = {answer: task for answer, task in running.items() if not crew.cancel(answer)}
        else:
            running |= {crew.submit(task): task for task in islice(coming, crew.most - len(running))}
        if not running:
            return
        for answer in crew.some(list(running)):
            yield running.pop(answer), answer.result()
