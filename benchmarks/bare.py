"""The reference story as bare generated Python: the ceiling that an engine is measured against.

No visit counts, no saturation, no history, no calendar, no state apart from a list. `logic` runs conditions and
effects, `text` also makes every passage and looks at every condition.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from reference_story import SPEC


def compile_bare() -> tuple[dict[str, Any], list[int], dict[str, int], int]:
    """Scene functions by id, the start, the place of every number, and the number of turns."""
    spec = json.loads(SPEC.read_text(encoding="utf-8"))
    names = [*spec["vars"], "turn"]
    place = {name: index for index, name in enumerate(names)}
    lines: list[str] = []
    for knot in spec["knots"]:
        lines += _text(knot, place)
        lines += _choices(knot, place)
    namespace: dict[str, Any] = {}
    exec("\n".join(lines), namespace)  # noqa: S102  generated from our own description
    scenes = {knot["id"]: (namespace[f"{knot['id']}_text"], namespace[f"{knot['id']}_open"]) for knot in spec["knots"]}
    return scenes, [*spec["vars"].values(), 0], place, spec["turns"]


def _test(condition: dict[str, Any], place: dict[str, int]) -> str:
    return f"v[{place[condition['var']]}] {condition['op']} {condition['val']}"


def _text(knot: dict[str, Any], place: dict[str, int]) -> list[str]:
    shown = knot["cond_text"]
    lead = f"{knot['text'][0]}\n{knot['text'][1]} {knot['interp']} stands at "
    then, otherwise = f".\n\n{shown['then']}", f".\n\n{shown['else']}"
    value = f"str(v[{place[knot['interp']]}])"
    return [
        f"def {knot['id']}_text(v):",
        f"    return {lead!r} + {value} + ({then!r} if {_test(shown, place)} else {otherwise!r})",
    ]


def _choices(knot: dict[str, Any], place: dict[str, int]) -> list[str]:
    lines = []
    opened = [f"def {knot['id']}_open(v):", "    r = []"]
    for index, choice in enumerate(knot["choices"]):
        name = f"{knot['id']}_{index}"
        lines.append(f"def {name}(v):")
        lines += [f"    v[{place[one]}] += {step}" for one, step in choice["effects"]]
        lines.append(f"    v[{place['turn']}] += 1")
        entry = f"r.append(({choice['text']!r}, {name}, {choice['to']!r}))"
        opened.append(f"    if {_test(choice['cond'], place)}: {entry}" if choice["cond"] else f"    {entry}")
    return [*lines, *opened, "    return r"]


def player(*, text: bool) -> tuple[Callable[[int], list[int]], dict[str, int]]:
    """A function that plays the play of a number and gives the numbers at its end, and the place of each."""
    scenes, start, place, turns = compile_bare()
    turn = place["turn"]

    def play(seed: int) -> list[int]:
        v, here, generator = start.copy(), "k0", seed
        while v[turn] < turns:
            tell, opened = scenes[here]
            if text:
                tell(v)
            choices = opened(v)
            generator = (generator * 1103515245 + 12345) & 0xFFFFFFFF
            _, effect, here = choices[(generator >> 16) % len(choices)]
            effect(v)
        return v

    return play, place
