"""What a story's size costs: from 100 to 100,000 scenes, load, check, first turn and a choice. CPU time.

    python benchmarks/scale.py [SIZE …] [--rounds 3]

The stories are made up: half of the scenes have a condition in their text, each has two choices, one under a condition,
and every tenth is a report with a date. Loading and checking should grow with the story and no faster, a choice not at
all. A choice is measured twice: in place, as many plays take it, and as a turn of the game, which keeps the state
before it and so copies a number for every scene.
"""

from __future__ import annotations

import argparse
import datetime
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.turns import Turn, begin, choose
from hengyang_tui.language.loader import examine, load_story

SIZES = (100, 1_000, 10_000, 100_000)
A_FILE = 4_000
"""Scenes in a chapter: a file may have 4 MB."""
FIRST = datetime.date(1944, 1, 1)
DAYS = 300
CHOICES = 200
"""Choices that are made in one measurement; the first round of them compiles their scenes."""

FRAME = """\
format: 1
id: scale
title: A story of a certain size
start: s0
calendar: {first_day: 1944-01-01, last_day: 1944-10-26}
variables:
  men: {start: 9000, range: [0, 20000]}
  rounds: {start: 900, range: [0, 4000]}
  works: {start: 10, range: [0, 100]}
"""


def write(folder: Path, size: int) -> Path:
    """Writes a story of a number of scenes."""
    (folder / "chapters").mkdir(parents=True, exist_ok=True)
    (folder / "story.yaml").write_text(FRAME, encoding="utf-8")
    for start in range(0, size, A_FILE):
        lines = ["scenes:"]
        for number in range(start, min(start + A_FILE, size)):
            lines += _scene(number, size)
        (folder / "chapters" / f"{start:06}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _scene(number: int, size: int) -> Iterator[str]:
    yield f"  s{number}:"
    if number == size - 1:
        yield "    date: 1944-10-26"
        yield "    text: It is over."
        yield "    ending: The end"
    elif number % 10 == 9:
        yield f"    date: {FIRST + datetime.timedelta(days=number % DAYS)}"
        yield f"    text: 'Report {number}: {{men:,}} men.'"
        yield "    do: works += 1"
    else:
        yield from _list_of_choices(number, _following(number + 1, size), _following(number + 7, size))


def _following(number: int, size: int) -> int:
    """A scene with choices, round and round."""
    number %= size - 1
    return 0 if number % 10 == 9 else number


def _list_of_choices(number: int, next_scene: int, far: int) -> Iterator[str]:
    yield "    text:"
    yield f"      - The telephone of post {number} rings again. There are {{rounds}} rounds."
    if number % 2:
        yield f"      - {{if: works > {number % 80}, text: The wall holds.}}"
    yield "    unrecorded: Made up to be measured."
    yield "    choices:"
    yield f"      fire: {{text: Fire., if: rounds > {number % 40}, do: rounds -= {number % 3}, goto: s{far}}}"
    yield "      wait:"
    yield "        text: Wait."
    yield "        do: |"
    yield f"          men -= {number % 5}"
    yield "          rounds += 1"
    yield f"        goto: s{next_scene}"


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of some work, and what it gave."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def first_turn(program: Program) -> None:
    """The first page and its choices; this compiles a scene."""
    turn = begin(program, 1)
    _ = turn.passages, turn.options


def in_place(program: Program, values: Any) -> None:
    """As many plays make choices: no text, no copy of the state."""
    for number in range(CHOICES):
        takes = program.open[values[1]](values)
        takes[number % len(takes)](values)


def as_turns(turn: Turn) -> None:
    """As the game makes choices: pure, with what is read."""
    program = turn.program
    for number in range(CHOICES):
        turn = choose(program, turn.state, turn.options[number % len(turn.options)].id)
        _ = turn.passages


def steps(program: Program) -> Iterator[tuple[str, float]]:
    """Seconds of all choices, in both ways, with every scene on the way compiled beforehand."""
    for _ in range(2):
        in_place_spent = seconds(partial(in_place, program, program.begin(1)))[0]
        turns_spent = seconds(partial(as_turns, begin(program, 1)))[0]
    yield "choice in place", in_place_spent
    yield "choice as a turn", turns_spent


def measure(size: int, rounds: int) -> dict[str, float]:
    """Medians in seconds, by what was done."""
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), size)
        for _ in range(rounds):
            spent, story = seconds(partial(load_story, folder))
            times.setdefault("load", []).append(spent)
            times.setdefault("check", []).append(seconds(partial(examine, folder))[0])
            spent, program = seconds(partial(Program, story))
            times.setdefault("prepare", []).append(spent)
            spent, _ = seconds(partial(first_turn, program))
            times.setdefault("first turn", []).append(spent)
            for way, spent in steps(program):
                times.setdefault(way, []).append(spent / CHOICES)
    return {name: statistics.median(column) for name, column in times.items()}


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    print(f"median of {given.rounds}, CPU time\n")
    print("| scenes | load | a scene | load and check | a scene | prepare | first turn | choice in place | as a turn |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in given.sizes:
        found = measure(size, given.rounds)
        load, check = found["load"], found["check"]
        cells = [f"{size:,}", f"{load:.2f} s", f"{load / size * 1e3:.2f} ms", f"{check:.2f} s"]
        cells += [f"{check / size * 1e3:.2f} ms", f"{found['prepare'] * 1e3:.0f} ms"]
        cells += [f"{found['first turn'] * 1e3:.2f} ms", f"{found['choice in place'] * 1e6:.2f} µs"]
        cells.append(f"{found['choice as a turn'] * 1e6:.0f} µs")
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
