"""Stories are fixtures: a test writes one as text and plays it."""

from __future__ import annotations

import os
import re
import signal
import textwrap
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.turns import Turn, begin, choose
from hengyang_tui.language.diagnostics import Finding
from hengyang_tui.language.loader import examine, load_story

# A run in the background begins with Ctrl+C ignored, and every process that a test starts would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "tests",
    deadline=None,
    derandomize="HYPOTHESIS_SEARCH" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("tests")

Written = tuple[Path, list[Path]]


def write_story(
    folder: Path,
    text: str,
    *,
    facts: str = "",
    codex: str = "",
    ground: str = "",
    branches: Mapping[str, str] | Iterable[tuple[str, str]] = (),
) -> Written:
    """Writes a story and its branches; gives the folder and the branch files, in the order given.

    What stands in `text` before the first line `scenes:` goes to story.yaml, with the keys every story needs added
    where they are missing; each `scenes:` begins a chapter. `facts` are ids: each is written out as a fact. `ground` is
    the text of map.yaml.
    """
    head, *chapters = re.split(r"^(?=scenes:)", textwrap.dedent(text), flags=re.MULTILINE)
    first = re.search(r"^  ([a-z0-9-]+):", chapters[0], re.MULTILINE)
    for key, value in {"format": "1", "id": "tale", "title": "A tale", "start": first[1] if first else "none"}.items():
        if not re.search(rf"^{key}:", head, re.MULTILINE):
            head = f"{key}: {value}\n{head}"
    story = folder / "tale"
    for old in story.glob("**/*.yaml"):
        old.unlink()
    (story / "chapters").mkdir(parents=True, exist_ok=True)
    (story / "story.yaml").write_text(head, encoding="utf-8")
    for number, chapter in enumerate(chapters, 1):
        (story / "chapters" / f"{number}0.yaml").write_text(chapter, encoding="utf-8")
    if facts:
        rows = [f"  {name}: {{date: 1944, text: So it was., sources: [s], confidence: high}}" for name in facts.split()]
        written = "\n".join(["sources: {s: {title: A book}}", "facts:", *rows])
        (story / "facts.yaml").write_text(written, encoding="utf-8")
    if codex:
        (story / "codex.yaml").write_text(
            "entries:\n" + textwrap.indent(textwrap.dedent(codex), "  "), encoding="utf-8"
        )
    if ground:
        (story / "map.yaml").write_text(textwrap.dedent(ground), encoding="utf-8")
    files = []
    for name, branch in dict(branches).items():
        files.append(folder / f"{name}.yaml")
        named = f"format: 1\nid: {name}\nbranch_of: tale\n{textwrap.dedent(branch)}"
        files[-1].write_text(named, encoding="utf-8")
    return story, files


@pytest.fixture(scope="session")
def write() -> Callable[..., Written]:
    """Writes a story into a folder, as `write_story` does."""
    return write_story


@pytest.fixture
def story(tmp_path: Path) -> Callable[..., Program]:
    """The program of a story written as text, as `write_story` takes it. Raises StoryError."""

    def telling(text: str, *, eager: bool = False, **files: object) -> Program:
        folder, branches = write_story(tmp_path, text, **files)
        return Program(load_story(folder, branches), eager=eager)

    return telling


@pytest.fixture
def findings(tmp_path: Path) -> Callable[..., list[Finding]]:
    """Everything the checker says of a story written as text."""

    def examining(text: str, **files: object) -> list[Finding]:
        folder, branches = write_story(tmp_path, text, **files)
        return list(examine(folder, branches).findings)

    return examining


@pytest.fixture
def play() -> Callable[..., Turn]:
    """The turn that a play of a program stands at after some choices."""

    def playing(program: Program, *choices: str, seed: int = 1) -> Turn:
        turn = begin(program, seed)
        for choice in choices:
            turn = choose(program, turn.state, choice)
        return turn

    return playing


@pytest.fixture
def told() -> Callable[[Turn], dict[int, str]]:
    """What a turn tells: by day of the month, the scenes in order, separated by blanks."""

    def telling(turn: Turn) -> dict[int, str]:
        days: dict[int, list[str]] = {}
        for passage in turn.passages:
            days.setdefault(passage.date.day if passage.date else 0, []).append(passage.scene_id)
        return {day: " ".join(scenes) for day, scenes in days.items()}

    return telling


@pytest.fixture
def prose() -> Callable[[Turn], list[str]]:
    """The prose of a turn, passage by passage."""
    return lambda turn: [passage.prose for passage in turn.passages]
