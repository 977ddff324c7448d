"""What a worker is told: where the story is, who chooses, and which seeds to play.

Nothing else crosses from process to process or from machine to machine. A worker loads the story itself and makes
sure that it is the one that was meant; what comes back is a tally.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from hengyang_tui.engine.playlog import read_log
from hengyang_tui.engine.turns import STANDING
from hengyang_tui.explore.errors import ExploreError
from hengyang_tui.explore.frame import Frame
from hengyang_tui.explore.framing import content_of, frame_of
from hengyang_tui.explore.plays import Player
from hengyang_tui.explore.policies import (
    BLOCK,
    AsInHistory,
    AsRecorded,
    AtRandom,
    Departing,
    LeastUsed,
    Policy,
    first_of_block,
)
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.tally import Tally
from hengyang_tui.language.diagnostics import did_you_mean
from hengyang_tui.language.loader import load_story
from hengyang_tui.language.story import Story

FOLLOWED = ("random", "least-used", "history")
_MOST_BLOCKS = 4
_TASKS_PER_WORKER = 4

Range = tuple[int, int]
"""Seeds from the first to the last, both included."""


@dataclass(frozen=True, slots=True)
class Job:
    """Plays to be played, but for their seeds.

    `content` is what `framing.content_of` gives for the story that is meant. `follow` is one of `FOLLOWED` or the path
    of a play log; `departures` are choices (`scene.choice`) that are made in its stead; `limit` is the number of
    choices after which a play is given up.
    """

    story: str
    branches: tuple[str, ...]
    content: str
    follow: str
    departures: tuple[str, ...]
    limit: int


_loaded: dict[Job, Story] = {}
"""The story of the last job."""


def job_of(
    story: Story, folder: Path, branches: Sequence[Path], follow: str, departures: tuple[str, ...], limit: int
) -> Job:
    """The job of exploring a story that was loaded from these files. This process does not load it again."""
    paths = tuple(str(branch.absolute()) for branch in branches)
    job = Job(str(folder.absolute()), paths, content_of(story), follow, departures, limit)
    _loaded.clear()
    _loaded[job] = story
    return job


def story_of(job: Job) -> Story:
    """The story of a job, loaded once. Raises StoryError, and ExploreError where it is not the one that was meant."""
    if job not in _loaded:
        story = load_story(Path(job.story), [Path(branch) for branch in job.branches])
        if content_of(story) != job.content:
            raise ExploreError(f"The story at {job.story} is not the one that is explored, or was edited meanwhile.")
        _loaded.clear()
        _loaded[job] = story
    return _loaded[job]


@lru_cache(maxsize=1)
def framed(job: Job) -> Frame:
    """The frame of the reports on a job. Raises what `story_of` raises."""
    return frame_of(story_of(job))


def play_range(job: Job, seeds: Range) -> Tally:
    """What a worker does: plays these seeds and counts. Raises what `story_of` raises."""
    with _one_at_a_time:
        return _player(job).play(*seeds)


_one_at_a_time = Lock()
"""A worker of a cluster may have threads, and a player plays one play at a time."""


@lru_cache(maxsize=2)
def _player(job: Job) -> Player:
    program = Observed(story_of(job))
    return Player(program, framed(job), _policy(job, program), job.limit)


def _policy(job: Job, program: Observed) -> Policy:
    policy: Policy
    if job.follow == "random":
        policy = AtRandom(program)
    elif job.follow == "least-used":
        policy = LeastUsed()
    elif job.follow == "history":
        policy = AsInHistory(program)
    else:
        policy = AsRecorded(program, recorded(job.follow, program.story))
    return Departing(program, policy, job.departures) if job.departures else policy


def recorded(log: str, story: Story) -> list[tuple[str, str]]:
    """The choices that a play log holds. Raises PlayLogError, and ExploreError for a play of another story."""
    play = read_log(Path(log))
    if play.header.story != story.id:
        raise ExploreError(f"{log} is a play of '{play.header.story}', and the story here is '{story.id}'.")
    return [(choice.scene, choice.choice) for choice in play.choices]


def check_departures(story: Story, departures: Sequence[str]) -> None:
    """Raises ExploreError for a departure that no play of this story can make."""
    scenes = [name.rpartition(".")[0] for name in departures]
    for name, scene_id in zip(departures, scenes, strict=True):
        scene = story.scenes.get(scene_id)
        if scene is None:
            hint = did_you_mean(scene_id, story.scenes) or ""
            raise ExploreError(f"'{name}' should be SCENE.CHOICE; there is no scene '{scene_id}'. {hint}".rstrip())
        choices = [choice.id for choice in scene.choices]
        choices += [STANDING + scene.id for scene in story.scenes.values() if scene.standing is not None]
        if name.rpartition(".")[2] not in choices:
            raise ExploreError(f"The scene '{scene_id}' has no such choice: '{name}'. It has {', '.join(choices)}.")
        if scenes.count(scene_id) > 1:
            raise ExploreError(f"There is more than one departure at '{scene_id}'. A play can make one of them.")


def tasks(seeds: Range, workers: int) -> Iterator[Range]:
    """The range cut at borders of blocks: so many blocks at a time that every worker has some tasks."""
    first, last = seeds
    blocks = (last - first_of_block(first)) // BLOCK + 1
    size = max(1, min(_MOST_BLOCKS, blocks // (workers * _TASKS_PER_WORKER))) * BLOCK
    while first <= last:
        end = min(last, first_of_block(first) + size - 1)
        yield first, end
        first = end + 1
