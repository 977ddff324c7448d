"""Every benchmark runs: at its smallest setting, without a network, and with no figure looked at."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CHECKSUM = 1502339726
TUTORIAL = str(ROOT / "story" / "tutorial")

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads the processor time of another process in /proc")


def run(script, *options):
    command = [sys.executable, str(ROOT / "benchmarks" / script), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.mark.parametrize(
    ("script", "options", "shown"),
    [
        ("engine.py", ["--seconds", "0.01", "--rounds", "1"], "ratio"),
        ("siege.py", ["--seconds", "0.01", "--rounds", "1"], "68 days, 51 decisions and 59 reports"),
        ("scale.py", ["30", "--rounds", "1"], "| 30 |"),
        ("load.py", [TUTORIAL, "--rounds", "1"], "load and check"),
        ("peers.py", ["--seconds", "0.01", "--rounds", "1", "--no-install"], str(CHECKSUM)),
        ("explore.py", [TUTORIAL, "--plays", "5", "--rounds", "1"], "the report costs"),
        pytest.param("first_frame.py", ["--rounds", "1"], "ratio", marks=LINUX),
        pytest.param("key_to_screen.py", ["--keys", "1", "--rounds", "1"], "ratio of the medians", marks=LINUX),
    ],
)
def test_a_benchmark_runs(script, options, shown):
    assert shown in run(script, *options)


@pytest.mark.parametrize("row", ["logic", "text", "bare-logic", "bare-text"])
def test_every_row_of_the_engine_comes_to_the_checksum(row):
    assert json.loads(run("engine.py", "--seconds", "0.01", "--only", row))["checksum"] == CHECKSUM


def test_the_ink_of_the_reference_story_has_every_scene_and_choice():
    lines = run("reference_ink.py").splitlines()
    assert sum(line.startswith("== ") for line in lines) == 51
    assert sum(line.startswith("+ ") for line in lines) == 150
