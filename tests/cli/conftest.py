from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

Hengyang = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def ferry() -> str:
    """A story of three days and two decisions."""
    return str(ROOT / "tests" / "fixtures" / "ferry")


@pytest.fixture
def ferry_branch() -> str:
    """A branch of it, in the folder above."""
    return str(ROOT / "tests" / "fixtures" / "ferry-branch.yaml")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The process's environment with a home of its own, so that no test sees the plays of whoever runs it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "HENGYANG"))}
    return kept | {"HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Hengyang:
    """Starts `hengyang` as a process of its own, in an empty folder."""

    def starting(*arguments: str, **keys: object) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | keys
        command = [sys.executable, "-m", "hengyang_tui", *arguments]
        return subprocess.Popen(command, env=environment, cwd=tmp_path, encoding="utf-8", **pipes)

    return starting


@pytest.fixture
def run(start: Hengyang) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `hengyang` to its end with `typed` on standard input."""

    def running(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        with start(*arguments) as process:
            out, err = process.communicate(typed, timeout=60)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    return running
