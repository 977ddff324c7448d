"""The reference story in our language, and the plays that every engine must agree on.

`reference/story.spec.json` describes a story neutrally; other engines tell the same one. Play i (1, 2, 3 …)
picks by a linear congruential generator, and a checksum over the six numbers at the end of plays 1 to 200
is the same in every engine that is right.

    python benchmarks/reference_story.py FOLDER      writes the story there
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parent / "reference" / "story.spec.json"
CHECKSUM = 1502339726
WEIGHTS = {"morale": 7, "ammo": 5, "food": 3, "civilians": 2, "trust": 1, "fatigue": 11}
LIMIT = 100_000
"""A range that no play reaches: it makes every assignment saturate without changing a result."""


def write(folder: Path, *, ranges: bool = True) -> Path:
    """Writes the reference story as a story folder. With `ranges` every number saturates."""
    spec = json.loads(SPEC.read_text(encoding="utf-8"))
    bounds = f", range: [-{LIMIT}, {LIMIT}]" if ranges else ""
    lines = ["format: 1", "id: reference", "title: The reference story", "start: k0", "variables:"]
    lines += [f"  {name}: {{start: {start}{bounds}}}" for name, start in spec["vars"].items()]
    lines += [f"  turn: {{start: 0{bounds}}}"]
    scenes = ["scenes:"]
    for knot in spec["knots"]:
        scenes += _scene(knot, spec["turns"])
    scenes += [
        "  the-end:",
        "    text: |",
        "      The siege ends. morale {morale}, ammo {ammo}.",
        "    ending: The end",
    ]
    (folder / "chapters").mkdir(parents=True, exist_ok=True)
    (folder / "story.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "chapters" / "reference.yaml").write_text("\n".join(scenes) + "\n", encoding="utf-8")
    (folder / "facts.yaml").write_text(
        "sources: {none: {title: Invented for a benchmark}}\n"
        "facts:\n  made-up: {date: '1944', text: Nothing, sources: [none], confidence: contested}\n",
        encoding="utf-8",
    )
    return folder


def _scene(knot: dict[str, Any], turns: int) -> list[str]:
    shown = knot["cond_text"]
    lines = [
        f"  {knot['id']}:",
        "    text:",
        "      - |",
        f"        {knot['text'][0]}",
        f"        {knot['text'][1]} {knot['interp']} stands at {{{knot['interp']}}}.",
        f"      - if: {shown['var']} {shown['op']} {shown['val']}",
        f"        text: {shown['then']}",
        f"        else: {shown['else']}",
        "    history: {chose: c0, facts: [made-up], standing: plausible, text: Invented.}",
        "    choices:",
    ]
    for position, choice in enumerate(knot["choices"]):
        lines += [f"      c{position}:", f"        text: {choice['text']}"]
        if choice["cond"]:
            lines.append(f"        if: {choice['cond']['var']} {choice['cond']['op']} {choice['cond']['val']}")
        lines.append("        do: |")
        lines += [f"          {name} += {step}" for name, step in choice["effects"]]
        lines += ["          turn += 1", f"        goto: [{{if: turn >= {turns}, to: the-end}}, {choice['to']}]"]
    return lines


def checksum(program: Any, plays: int = 200) -> int:
    """The referee: the checksum over plays 1 to `plays`, through the engine's hot path."""
    return checksum_of(lambda seed: play(program, seed), program.layout.variables, plays)


def checksum_of(play_of: Callable[[int], list[Any]], places: Mapping[str, int], plays: int = 200) -> int:
    """The checksum over plays of any engine; `places` says where each number stands in what a play gives."""
    check = 0
    for seed in range(1, plays + 1):
        values = play_of(seed)
        total = sum(values[places[name]] * weight for name, weight in WEIGHTS.items())
        check = ((check * 31 + total + 2**31) & 0xFFFFFFFF) - 2**31
    return check


def play(program: Any, seed: int) -> list[Any]:
    """One play by the generator; the values it ends with."""
    values = program.begin(0)
    opened, generator = program.open, seed
    end = program.index["the-end"]
    while values[1] != end:
        takes = opened[values[1]](values)
        generator = (generator * 1103515245 + 12345) & 0xFFFFFFFF
        takes[(generator >> 16) % len(takes)](values)
    return list(values)


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
