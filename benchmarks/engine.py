"""The engine's hot path beside bare generated Python, in one run: choices per second of CPU time.

    python benchmarks/engine.py [--seconds 2] [--rounds 5]

Both tell the reference story and must agree on its checksum. Ours counts visits, saturates every assignment and
checks every choice against history. The two are run in turn; the figure is the median of the ratios of each round.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

import bare
import reference_story

from hengyang_tui.engine.compiler import Program
from hengyang_tui.language.loader import load_story

TURNS = 50


def rate(play: Callable[[int], Any], seconds: float) -> float:
    """Choices per second of CPU time, over plays 1, 2, 3 … for about `seconds`."""
    plays, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        for _ in range(20):
            plays += 1
            play(plays)
    return plays * TURNS / spent


def with_text(program: Program) -> Callable[[int], list[Any]]:
    """Our plays with every passage and every open choice's text made."""
    end, opened, scenes = program.index["the-end"], program.open, program.scenes
    render, choice_of = program.render, program.choice_of

    def play(seed: int) -> list[Any]:
        values, generator = program.begin(0), seed
        while values[1] != end:
            scene = scenes[values[1]]
            render(f"{scene.id}.text", scene.text, values, scene.id)
            takes = opened[values[1]](values)
            for take in takes:
                choice = choice_of[take]
                render(f"{scene.id}.{choice.id}.text", choice.text, values, scene.id)
            generator = (generator * 1103515245 + 12345) & 0xFFFFFFFF
            takes[(generator >> 16) % len(takes)](values)
        return values

    return play


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        story = load_story(reference_story.write(Path(folder)))
    program = Program(story, eager=True)
    check = reference_story.checksum(program)
    assert check == reference_story.CHECKSUM, f"checksum {check}"
    rows = {
        "logic": (lambda seed: reference_story.play(program, seed), bare.player(text=False)),
        "with text": (with_text(program), bare.player(text=True)),
    }
    print(f"checksum {check}; median of {given.rounds} rounds of {given.seconds:g} s each, CPU time")
    for name, (ours, peer) in rows.items():
        pairs = [(rate(ours, given.seconds), rate(peer, given.seconds)) for _ in range(given.rounds)]
        ratio = statistics.median(a / b for a, b in pairs)
        mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{name:<10} ours {mine:>11,.0f}/s   bare {theirs:>11,.0f}/s   ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
