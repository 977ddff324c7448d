"""What if: the effect of each single departure from a recorded play on how it ends.

Every departure is compared with the play itself, seed by seed: both have the same luck, so what differs between them
comes of the departure. The effect is the mean of these differences, with an interval of 95 per cent. It says what the
model of the story does, and nothing of what would have happened in fact.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.turns import Option
from hengyang_tui.explore.departures import (
    DATE_OF_ENDING,
    Compared,
    Counted,
    Departer,
    Question,
    Sums,
    check_outcomes,
    count,
    nothing,
)
from hengyang_tui.explore.errors import ExploreError, WorkerLost
from hengyang_tui.explore.framing import content_of
from hengyang_tui.explore.jobs import Job, Range
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.recall import LIMIT, Decision, RecordedPlay, recall
from hengyang_tui.language.loader import load_story
from hengyang_tui.language.story import Story

SEEDS = 500
AT_ONCE = 10
"""Seeds that a worker plays at a time."""
_TASKS = 200
_DEVIATIONS = 1.96
"""Standard errors to either side of a mean that hold it in 95 of 100 samples, where there are enough pairs."""


@dataclass(frozen=True, slots=True)
class StoryFiles:
    """Where a story lies. `content`, where it is given, is what `content_of` must find there."""

    folder: Path
    branches: tuple[Path, ...] = ()
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is compared: the date of the ending, in days, or a variable or derived value at the ending."""

    name: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Effect:
    """The mean of the differences, and half the width of its interval of 95 per cent; None where too few pairs are.

    `differing` is the number of pairs that differ at all. Where these are few, the interval is too narrow.
    """

    mean: float | None
    margin: float | None
    differing: int


@dataclass(frozen=True, slots=True)
class Departure:
    """One order given otherwise. A pair is a seed under which both orders were open and both plays came to an ending.

    `effects` are by outcome. `ended` has, by the name of an ending, the pairs that end so when departing, and those
    that end so when not; `otherwise` counts the pairs whose endings are not the same.
    """

    choice: Option
    pairs: int
    failed: int
    effects: tuple[Effect, ...]
    ended: tuple[tuple[str, int, int], ...]
    otherwise: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision of the play, and every other order that could have been given there."""

    decision: Decision
    departures: tuple[Departure, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A recorded play with every single departure from it, under other seeds.

    `plays` is the number of seeds so far, of `seeds` that were asked for; `failed` of these plays found no ending, or
    crashed. `own` are the means of the outcomes of the play itself (the date as an ordinal), `ended` its endings.
    `lost` counts recorded choices that the story no longer knows, or no longer leads to.
    """

    story: str
    title: str
    version: str
    content: str
    play: RecordedPlay
    seeds: Range
    plays: int
    failed: int
    lost: int
    outcomes: tuple[Outcome, ...]
    own: tuple[float | None, ...]
    ended: tuple[tuple[str, int], ...]
    answers: tuple[Answer, ...]

    @property
    def ranked(self) -> list[tuple[Decision, Departure]]:
        """Every departure with its decision, the greatest effect on the first outcome first."""
        found = [(answer.decision, one) for answer in self.answers for one in answer.departures]
        return sorted(found, key=lambda entry: size(entry[1]), reverse=True)


def size(departure: Departure) -> tuple[float, float]:
    """By what departures are ranked: the effect on the first outcome, then the share of other endings."""
    mean = departure.effects[0].mean if departure.effects else None
    return abs(mean or 0.0), departure.otherwise / max(1, departure.pairs)


def what_if(
    source: Program | StoryFiles | Path,
    play: RecordedPlay,
    *,
    seeds: int | Range = SEEDS,
    outcomes: Sequence[str] | None = None,
    workers: int | None = None,
    progress: Callable[[WhatIf], object] | None = None,
) -> WhatIf:
    """What if each order of a play had been given otherwise.

    The same for the same story, play and seeds, whatever the number of `workers`. A program is played in this
    process; files are played by so many processes (one for each core where nothing is said), which load them. `seeds`
    is a range, or a number from seed 1 on; `outcomes` are the date of the ending and all gauges where nothing is
    said. `progress` is told what is known so far, now and then. Raises StoryError and ExploreError.
    """
    answer = None
    for answer in growing(source, play, seeds=seeds, outcomes=outcomes, workers=workers):
        if progress is not None:
            progress(answer)
    if answer is None:
        raise ExploreError("There is no seed to play. Ask for one at least.")
    return answer


def growing(
    source: Program | StoryFiles | Path,
    play: RecordedPlay,
    *,
    seeds: int | Range = SEEDS,
    outcomes: Sequence[str] | None = None,
    workers: int | None = None,
) -> Generator[WhatIf, None, None]:
    """As `what_if`, but gives what is known after every few seeds; the last is the whole answer.

    Closing the iterator stops the work.
    """
    wanted = (1, seeds) if isinstance(seeds, int) else seeds
    if isinstance(source, Program):
        story, question = source.story, _question(source.story, StoryFiles(Path()), play, outcomes)
        parts = _here(Departer(Observed(story), question), _tasks(wanted))
    else:
        files = source if isinstance(source, StoryFiles) else StoryFiles(source)
        story = load_story(files.folder, files.branches)
        if files.content not in (None, content_of(story)):
            raise ExploreError(f"The story at {files.folder} is not the one that was played, or was edited meanwhile.")
        question = _question(story, files, play, outcomes)
        parts = _in_processes(question, _tasks(wanted), workers or cores())
    counted = nothing(question)
    with closing(parts):
        for part in parts:
            counted.add(part)
            yield _answer(story, play, wanted, question, counted)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _question(story: Story, files: StoryFiles, play: RecordedPlay, outcomes: Sequence[str] | None) -> Question:
    if outcomes is None:
        date = [DATE_OF_ENDING] if story.calendar is not None else []
        outcomes = [*date, *(name for name, variable in story.variables.items() if variable.gauge)]
    check_outcomes(story, outcomes)
    branches = tuple(str(branch.absolute()) for branch in files.branches)
    job = Job(str(files.folder.absolute()), branches, content_of(story), "history", (), LIMIT)
    return Question(job, recall(Program(story), play), tuple(dict.fromkeys(outcomes)))


def _tasks(seeds: Range) -> list[Range]:
    first, last = seeds
    step = max(AT_ONCE, (last - first) // _TASKS + 1)
    return [(start, min(last, start + step - 1)) for start in range(first, last + 1, step)]


def _here(departer: Departer, tasks: Sequence[Range]) -> Generator[Counted, None, None]:
    for task in tasks:
        yield departer.play(*task)


def _in_processes(question: Question, tasks: Sequence[Range], workers: int) -> Generator[Counted, None, None]:
    """The tasks over processes of this machine, as they are finished. Raises WorkerLost where one of them dies."""
    context = multiprocessing.get_context("spawn")  # a fork would copy locks that other threads hold
    ignore = (signal.SIGINT, signal.SIG_IGN)  # this process is interrupted, and ends the others in good order
    with ProcessPoolExecutor(max(1, min(workers, len(tasks))), context, signal.signal, ignore) as pool:
        try:
            running = {pool.submit(count, question, task) for task in tasks}
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        except BrokenProcessPool as problem:
            raise WorkerLost("A process that played ended by itself; perhaps there was too little memory.") from problem
        finally:
            pool.shutdown(cancel_futures=True)


# From sums to what is told


def _answer(story: Story, play: RecordedPlay, seeds: Range, question: Question, counted: Counted) -> WhatIf:
    names = [scene.ending or "" for scene in story.scenes.values()]
    ended = counted.plays - counted.failed
    return WhatIf(
        story=story.id,
        title=story.title,
        version=story.version,
        content=question.job.content,
        play=play,
        seeds=seeds,
        plays=counted.plays,
        failed=counted.failed,
        lost=len(play.choices) - len(question.decisions),
        outcomes=tuple(_outcome(story, name) for name in question.outcomes),
        own=tuple(float(Fraction(sums.total, ended)) if ended else None for sums in counted.own),
        ended=tuple(_by_name({names[scene]: plays for scene, plays in counted.endings.items()})),
        answers=tuple(
            Answer(decision, tuple(_departure(*pair, names) for pair in zip(decision.others, compared, strict=True)))
            for decision, compared in zip(question.decisions, counted.compared, strict=True)
            if decision.others
        ),
    )


def _outcome(story: Story, name: str) -> Outcome:
    if name == DATE_OF_ENDING:
        return Outcome(name, "Date of the ending", "days")
    if name in story.derived:
        return Outcome(name, story.derived[name].label, "")
    variable = story.variables[name]
    return Outcome(name, variable.label, variable.unit or "")


def _departure(choice: Option, compared: Compared, names: Sequence[str]) -> Departure:
    with_it: Counter[str] = Counter()
    without: Counter[str] = Counter()
    for (own, other), pairs in compared.endings.items():
        without[names[own]] += pairs
        with_it[names[other]] += pairs
    endings = {name: (with_it[name], without[name]) for name in (*with_it, *without)}
    return Departure(
        choice=choice,
        pairs=compared.pairs,
        failed=compared.failed,
        effects=tuple(_effect(sums, compared.pairs) for sums in compared.differences),
        ended=tuple((name, *endings[name]) for name in sorted(endings, key=lambda name: (-endings[name][0], name))),
        otherwise=sum(pairs for (own, other), pairs in compared.endings.items() if own != other),
    )


def _effect(sums: Sums, pairs: int) -> Effect:
    mean = float(Fraction(sums.total, pairs)) if pairs else None
    if pairs < 2:
        return Effect(mean, None, sums.other)
    spread = Fraction(pairs * sums.squares - sums.total * sums.total, pairs * pairs * (pairs - 1))
    return Effect(mean, _DEVIATIONS * math.sqrt(spread), sums.other)


def _by_name(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
