"""How long the campaign takes to load, to check and to compile, in one process.

    python benchmarks/load.py [STORY] [--rounds 9]

The modules are imported first: what is measured is the story's share. Medians, CPU time.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.turns import begin
from hengyang_tui.language.loader import examine, load_story


def median(work: Callable[[], object], rounds: int) -> float:
    """Median CPU seconds of `work`, after one run that is not counted."""
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("story", nargs="?", default=str(ROOT / "story" / "hengyang"), type=Path)
    options.add_argument("--rounds", type=int, default=9)
    given = options.parse_args()
    story = load_story(given.story)
    size = sum(path.stat().st_size for path in given.story.rglob("*.yaml"))
    print(f"{story.title}: {size:,} bytes, {len(story.scenes)} scenes; median of {given.rounds}, CPU time")
    for name, work in (
        ("load", lambda: load_story(given.story)),
        ("load and check", lambda: examine(given.story)),
        ("first turn (compiles one scene)", lambda: begin(Program(story), 1).passages),
        ("compile everything", lambda: Program(story, eager=True)),
    ):
        print(f"{name:<34} {median(work, given.rounds) * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
