from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hengyang_tui.explore.framing import content_of
from hengyang_tui.explore.jobs import Job
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.report import Report
from hengyang_tui.explore.run import Crewed, explore
from hengyang_tui.language.loader import load_story

STORIES = Path(__file__).parent / "stories"
FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(scope="session")
def job() -> Callable[..., Job]:
    """Makes the job of exploring a story."""

    def make(folder: Path, follow: str = "random", departures: tuple[str, ...] = (), limit: int = 100) -> Job:
        return Job(str(folder), (), content_of(load_story(folder)), follow, departures, limit)

    return make


@pytest.fixture(scope="session")
def explored(job: Callable[..., Job]) -> Callable[..., Report]:
    """Explores a story in this process: the report of the plays of some seeds."""

    def run(folder: Path, first: int = 1, last: int = 300, **asked: object) -> Report:
        outcome = explore(job(folder, **asked), (first, last), Crewed(), lambda: False, lambda _: None)
        assert outcome.whole
        return outcome.report

    return run


@pytest.fixture(scope="session")
def kiln() -> Observed:
    """A small story with chance, a window, a detour, variations and history."""
    return Observed(load_story(STORIES / "kiln"))


@pytest.fixture(scope="session")
def quarry() -> Observed:
    """A story in which plays crash, strand and go round without end."""
    return Observed(load_story(STORIES / "quarry"))


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes a story: the text of story.yaml, and of chapters."""

    def write(story: str, scenes: str) -> Path:
        folder = tmp_path / "written"
        (folder / "chapters").mkdir(parents=True)
        (folder / "story.yaml").write_text(story, encoding="utf-8")
        (folder / "chapters" / "10.yaml").write_text(scenes, encoding="utf-8")
        return folder

    return write
