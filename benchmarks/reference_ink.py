"""The reference story in ink, for the engines that run ink: `python benchmarks/reference_ink.py > story.ink`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from reference_story import SPEC


def lines() -> Iterator[str]:
    """The story, line by line. Every knot is a scene; it is left for the ending when the turns are over."""
    spec = json.loads(SPEC.read_text(encoding="utf-8"))
    yield from (f"VAR {name} = {start}" for name, start in spec["vars"].items())
    yield "VAR turn = 0"
    yield f"-> {spec['knots'][0]['id']}"
    for knot in spec["knots"]:
        yield from _knot(knot, spec["turns"])
    yield "== the_end"
    yield "The siege ends. morale {morale}, ammo {ammo}."
    yield "-> END"


def _knot(knot: dict[str, Any], turns: int) -> Iterator[str]:
    shown = knot["cond_text"]
    yield f"== {knot['id']}"
    yield f"{{ turn >= {turns}: -> the_end }}"
    yield knot["text"][0]
    yield f"{knot['text'][1]} {knot['interp']} stands at {{{knot['interp']}}}."
    yield f"{{ {shown['var']} {shown['op']} {shown['val']}: {shown['then']} | {shown['else']} }}"
    for choice in knot["choices"]:
        needed = choice["cond"]
        test = f"{{ {needed['var']} {needed['op']} {needed['val']} }} " if needed else ""
        yield f"+ {test}[{choice['text']}]"
        yield from (f"  ~ {name} += {step}" for name, step in choice["effects"])
        yield "  ~ turn += 1"
        yield f"  -> {choice['to']}"


if __name__ == "__main__":
    print("\n".join(lines()))
