"""The reference story: 200 plays of it come to the checksum on which every engine that is right agrees."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.state import values_of
from hengyang_tui.engine.turns import begin, choose
from hengyang_tui.language.loader import examine

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "reference_story.py"
CHECKSUM = 1502339726
WEIGHTS = {"morale": 7, "ammo": 5, "food": 3, "civilians": 2, "trust": 1, "fatigue": 11}


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location("reference_story", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=[True, False], ids=["with ranges", "without ranges"])
def told(request, reference, tmp_path_factory):
    """The story, found without an error."""
    report = examine(reference.write(tmp_path_factory.mktemp("reference"), ranges=request.param))
    assert report.errors == ()
    return report.story


@pytest.mark.parametrize("eager", [True, False])
def test_the_hot_path_comes_to_the_checksum(reference, told, eager):
    assert reference.checksum(Program(told, eager=eager)) == CHECKSUM


@pytest.mark.parametrize("eager", [True, False])
def test_choosing_comes_to_the_checksum(told, eager):
    program = Program(told, eager=eager)
    check = 0
    for play in range(1, 201):
        turn, generator, shown = begin(program, 0), play, 0
        while turn.ending is None:
            generator = (generator * 1103515245 + 12345) & 0xFFFFFFFF
            option = turn.options[(generator >> 16) % len(turn.options)]
            if play <= 3:
                shown += len(turn.passages[-1].prose)
            turn = choose(program, turn.state, option.id)
        assert (shown > 0) == (play <= 3)
        total = sum(values_of(program, turn.state)[name] * weight for name, weight in WEIGHTS.items())
        check = ((check * 31 + total + 2**31) & 0xFFFFFFFF) - 2**31
    assert check == CHECKSUM
