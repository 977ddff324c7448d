"""The engine's hot path beside bare generated Python, in one run: choices per second of CPU time.

    python benchmarks/engine.py [--seconds 2] [--rounds 5]

Both tell the reference story and must agree on its checksum. Ours counts visits, saturates every assignment and
checks every choice against history. The two are run in turn; the figure is the median of the ratios of each round.
`--only ROW` measures one row once and prints it as JSON, as benchmarks/peers.py wants it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

import bare
import reference_story

from hengyang_tui.engine.compiler import Program
from hengyang_tui.language.loader import load_story

TURNS = 50

Play = Callable[[int], Any]


def rate(play: Play, seconds: float) -> float:
    """Choices per second of CPU time, over plays 1, 2, 3 … for about `seconds`."""
    plays, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        for _ in range(20):
            plays += 1
            play(plays)
    return plays * TURNS / spent


Row = tuple[Play, Mapping[str, int]]
"""How a row plays, and where each number stands in what a play gives."""


def compiled() -> Program:
    """The reference story, compiled."""
    with tempfile.TemporaryDirectory() as folder:
        return Program(load_story(reference_story.write(Path(folder))), eager=True)


def with_text() -> Row:
    """Our plays with every passage and every open choice's text made."""
    program = compiled()
    end, tell, offer = program.index["the-end"], program.tell, program.offer

    def play(seed: int) -> list[Any]:
        values, generator = program.begin(0), seed
        scene: Any = values[1]
        while scene != end:
            tell[scene](values)
            takes, _ = offer[scene](values)
            generator = (generator * 1103515245 + 12345) & 0xFFFFFFFF
            takes[(generator >> 16) % len(takes)](values)
            scene = values[1]
        return values

    return play, program.layout.variables


def logic() -> Row:
    """Our plays without any text."""
    program = compiled()
    return lambda seed: reference_story.play(program, seed), program.layout.variables


def checked(row: str) -> Play:
    """How a row plays, with its checksum made certain."""
    play, places = ROWS[row]()
    check = reference_story.checksum_of(play, places)
    assert check == reference_story.CHECKSUM, f"{row}: checksum {check}"
    return play


ROWS: dict[str, Callable[[], Row]] = {
    "logic": logic,
    "text": with_text,
    "bare-logic": lambda: bare.player(text=False),
    "bare-text": lambda: bare.player(text=True),
}


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--only", choices=ROWS)
    given = options.parse_args()
    if given.only:
        play = checked(given.only)
        print(json.dumps({"checksum": reference_story.CHECKSUM, "plays": rate(play, given.seconds) / TURNS}))
        return
    print(f"median of {given.rounds} rounds of {given.seconds:g} s each, CPU time")
    for name in ("logic", "text"):
        ours, peer = checked(name), checked(f"bare-{name}")
        pairs = [(rate(ours, given.seconds), rate(peer, given.seconds)) for _ in range(given.rounds)]
        ratio = statistics.median(a / b for a, b in pairs)
        mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"{name:<6} ours {mine:>11,.0f}/s   bare {theirs:>11,.0f}/s   ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
