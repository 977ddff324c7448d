"""What counting costs: plays that count nothing beside plays with the whole report, in one run.

    python benchmarks/explore.py [STORY] [--plays 1000] [--rounds 5]

Both play the same seeds at random, without text. Medians over the rounds, CPU time of one process; then how long a
hundred thousand plays would take on two cores. The process's peak memory must not grow with the plays.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from hengyang_tui.explore.framing import frame_of
from hengyang_tui.explore.plays import Player
from hengyang_tui.explore.policies import AtRandom
from hengyang_tui.explore.program import Observed
from hengyang_tui.language.loader import load_story

Play = Callable[[int, int], object]


def bare(program: Observed) -> Play:
    """Plays that count nothing."""
    final = [scene.ending is not None for scene in program.scenes]
    policy, opened = AtRandom(program), program.opened

    def play(first: int, last: int) -> None:
        for seed in range(first, last + 1):
            values, pick = program.begin(seed), policy.begin(seed)
            while not final[values[1]]:
                pick(opened[values[1]](values))(values)

    return play


def microseconds(play: Play, plays: int) -> float:
    """CPU time of a play."""
    start = time.process_time()
    play(1, plays)
    return (time.process_time() - start) * 1e6 / plays


def peak() -> float:
    """The most memory that this process had, in megabytes."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / (1_000_000 if sys.platform == "darwin" else 1_000)


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("story", nargs="?", default=ROOT / "story" / "hengyang", type=Path)
    options.add_argument("--plays", type=int, default=1_000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    story = load_story(given.story)
    watched = Observed(story)
    rows = {
        "nothing counted": bare(Observed(story)),
        "the whole report": Player(watched, frame_of(story), AtRandom(watched), 1_000).play,
    }
    times: dict[str, list[float]] = {name: [] for name in rows}
    for name, play in rows.items():
        microseconds(play, 250)
        print(f"{name:<18} peak memory after {250:>6,} plays {peak():6.0f} MB")
    for _ in range(given.rounds):
        for name, play in rows.items():
            times[name].append(microseconds(play, given.plays))
    print(f"{story.title}: peak memory after {given.rounds * given.plays:>6,} plays of each {peak():6.0f} MB")
    for name, row in times.items():
        middle = statistics.median(row)
        print(f"{name:<18} {middle:7.0f} µs a play, {1e6 / middle:6,.0f}/s; 100,000 on two cores {middle / 20:4.0f} s")
    ratio = statistics.median(b / a for a, b in zip(*times.values(), strict=True))
    print(f"the report costs {ratio - 1:.0%} of a play that counts nothing")


if __name__ == "__main__":
    main()
