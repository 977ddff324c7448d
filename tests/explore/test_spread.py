"""Who plays makes no difference, nor does a worker that dies."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hengyang_tui.explore import jobs
from hengyang_tui.explore.errors import ExploreError, WorkerLost
from hengyang_tui.explore.jobs import job_of, tasks
from hengyang_tui.explore.report import as_json
from hengyang_tui.explore.run import Crewed, explore
from hengyang_tui.explore.spread import Crew, in_processes, spread
from hengyang_tui.explore.tally import Tally
from hengyang_tui.language.loader import load_story

KILN = Path(__file__).parent / "stories" / "kiln"


class Waiting:
    """A crew that answers the oldest task, one at a time."""

    def __init__(self, most):
        self.crew = Crew(self.submit, self.some, lambda _: False, most)
        self.given, self.most_at_once = [], 0

    def submit(self, task):
        self.given.append(task)
        return Answer(task)

    def some(self, running):
        self.most_at_once = max(self.most_at_once, len(running))
        return running[:1]


class Answer:
    def __init__(self, task):
        self.task = task

    def result(self):
        return Tally(plays=self.task[1] - self.task[0] + 1)


def test_only_a_few_tasks_wait_however_many_there_are():
    waiting = Waiting(most=4)
    done = [task for task, _ in spread(tasks((1, 10**6), 2), waiting.crew, lambda: False)]
    assert (len(done), waiting.most_at_once) == (1_000, 4)


def test_when_it_is_to_stop_what_has_begun_is_finished_and_nothing_more_begun():
    waiting = Waiting(most=4)
    done = []
    for task, _ in spread(tasks((1, 10**6), 2), waiting.crew, lambda: len(done) >= 3):
        done.append(task)
    assert done == waiting.given
    assert len(done) < 10


def test_processes_play_the_same_plays(job, explored):
    finished = []
    outcome = explore(job(KILN), (1, 1_100), Crewed(workers=2), lambda: False, finished.append)
    assert as_json(outcome.report) == as_json(explored(KILN, 1, 1_100))
    assert sum(finished) == 1_100
    assert len(finished) > 1


def test_a_process_that_dies_is_said(job):
    finished = in_processes(job(KILN), tasks((1, 10**6), 2), lambda: False, 2)
    next(finished)
    os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)
    with pytest.raises(WorkerLost, match="ended by itself"):
        list(finished)


def test_a_story_that_was_edited_is_not_explored(job):
    other = job(KILN).__class__(str(KILN), (), "another", "random", (), 100)
    with pytest.raises(ExploreError, match="edited meanwhile"):
        explore(other, (1, 10), Crewed(), lambda: False, lambda _: None)


def test_a_story_that_is_at_hand_is_not_loaded_again(monkeypatch):
    story = load_story(KILN)
    monkeypatch.setattr(jobs, "load_story", None)
    outcome = explore(job_of(story, KILN, (), "random", (), 100), (1, 10), Crewed(), lambda: False, lambda _: None)
    assert outcome.report.tally.plays == 10


def test_a_cluster_without_distributed_says_what_to_install(job, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ExploreError, match=r"pip install 'hengyang-tui\[cluster\]'"):
        explore(job(KILN), (1, 10), Crewed(cluster="tcp://127.0.0.1:1"), lambda: False, lambda _: None)


@pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="dask.distributed is not installed; pip install -e '.[cluster]' brings it",
)
def test_a_cluster_plays_the_same_plays_although_a_worker_is_killed(explored, tmp_path):
    script = Path(__file__).with_name("plays_on_a_cluster.py")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    done = subprocess.run(
        [sys.executable, str(script), str(KILN), "6000", str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "killed after 1 range" in done.stderr
    assert done.stdout == as_json(explored(KILN, 1, 6_000)) + "\n"
