"""Plays that come to no ending: they crash, find no choice open, or go on without end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hengyang_tui.engine.compiler import Take
from hengyang_tui.engine.layout import SCENE
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.tally import Problem, Steps, Witness

_CIRCLE = 8
"""Scenes that are named of those between which an endless play goes round."""


def crashed(
    program: Observed, seed: int, scene: str, taken: Sequence[Take], error: Exception, *, by_choice: bool = False
) -> Problem:
    """A play that raised an error at `scene` (empty: nowhere yet); `by_choice` when it was its last choice that did."""
    choices = steps_of(program, taken)
    witness = Witness(seed, choices, str(error) or type(error).__name__)
    return Problem("crashed", scene, choices[-1][1] if by_choice else "", type(error).__name__, 1, witness)


def stranded(program: Observed, seed: int, scene: str, taken: Sequence[Take]) -> Problem:
    """A play that stands at a list of which nothing is open."""
    witness = Witness(seed, steps_of(program, taken), "None of the choices is open.")
    return Problem("stranded", scene, "", "", 1, witness)


def endless(program: Observed, seed: int, taken: Sequence[Take]) -> Problem:
    """A play over the limit. Its place is the scene where its second half stood most; its choices lead there."""
    scenes = [program.places[take][0] for take in taken]
    often = Counter(scenes[len(scenes) // 2 :])
    place = min(often, key=lambda scene: (-often[scene], scene))
    circle = tuple(program.scenes[scene].id for scene, _ in sorted(often.items(), key=lambda one: (-one[1], one[0])))
    message = f"No ending after {len(taken):,} choices."
    choices = steps_of(program, taken[: scenes.index(place)])
    return Problem("endless", program.scenes[place].id, "", "", 1, Witness(seed, choices, message, circle[:_CIRCLE]))


def trapping(program: Observed, seed: int, way: Sequence[Take], states: int) -> Problem:
    """States from which no ending can be reached, whatever is chosen; `way` leads to the nearest of them."""
    values = program.begin(seed)
    for take in way:
        take(values)
    scene = program.scenes[values[SCENE]].id  # type: ignore[index]  # the slot holds an index
    witness = Witness(seed, steps_of(program, way), "No ending can be reached from here, whatever is chosen.")
    return Problem("endless", scene, "", "", states, witness)


def steps_of(program: Observed, taken: Sequence[Take]) -> Steps:
    """Choices by name."""
    return tuple((program.scenes[program.places[take][0]].id, program.names[take]) for take in taken)
