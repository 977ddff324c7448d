from __future__ import annotations

import contextlib
import datetime
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.game import Game
from hengyang_tui.language.loader import load_story

FIXTURES = Path(__file__).parents[1] / "fixtures"

Edit = Callable[[Mapping[str, tuple[str, str]]], Program]
Clock = Callable[[], datetime.datetime]


@pytest.fixture(scope="session")
def canal() -> Program:
    """A story of eight days and seven decisions, every one with a draw."""
    return Program(load_story(FIXTURES / "canal"))


@pytest.fixture(scope="session")
def mill() -> Program:
    """A story without calendar that can be played for ever."""
    return Program(load_story(FIXTURES / "mill"))


@pytest.fixture
def edit_canal(tmp_path: Path) -> Edit:
    """The canal as an author would have edited it: for each file, what is replaced and by what."""

    def edited(edits: Mapping[str, tuple[str, str]]) -> Program:
        folder = tmp_path / "edited"
        shutil.copytree(FIXTURES / "canal", folder)
        for name, (old, new) in edits.items():
            text = (folder / name).read_text(encoding="utf-8")
            assert text.count(old) == 1
            (folder / name).write_text(text.replace(old, new), encoding="utf-8")
        return Program(load_story(folder))

    return edited


@pytest.fixture
def clock() -> Clock:
    """A clock that moves on by a minute whenever it is read."""
    minutes = itertools.count()
    start = datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.UTC)
    return lambda: start + datetime.timedelta(minutes=next(minutes))


@pytest.fixture
def saves(tmp_path: Path) -> Path:
    return tmp_path / "plays"


@pytest.fixture
def played(canal: Program, saves: Path, clock: Clock) -> Path:
    """The log of a whole play of the canal: a choice for each decision, in the order of the story."""
    choices = ("hire-three", "unload", "watch", "sleep", "watch", "wake-him", "sell")
    game = Game.new(canal, 7, saves, clock=clock)
    for number, choice in enumerate(choices):
        game.choose(choice, f"reason {number}")
    game.close()
    assert game.log_path is not None
    return game.log_path


@pytest.fixture
def run_python() -> Callable[[str], str]:
    """Runs a line of Python in a fresh interpreter and gives what it prints."""

    def run(code: str) -> str:
        source = str(Path(__file__).parents[2] / "src")
        environment = os.environ | {"PYTHONPATH": source}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return run


@pytest.fixture
def start_player() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a process that plays the mill: one choice for each that is asked for on its standard input."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: object) -> subprocess.Popen[str]:
        script = Path(__file__).with_name("plays_in_a_process.py")
        command = [sys.executable, str(script), str(FIXTURES / "mill"), *map(str, arguments)]
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8", env=environment)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
