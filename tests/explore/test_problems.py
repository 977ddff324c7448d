"""Plays that come to no ending: found, counted, and shown by the shortest way there."""

from __future__ import annotations

from pathlib import Path

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.errors import StoryFault
from hengyang_tui.engine.game import Game
from hengyang_tui.explore.errors import ExploreError
from hengyang_tui.explore.logs import write_log
from hengyang_tui.explore.minimise import minimised
from hengyang_tui.explore.tally import Problem, Witness
from hengyang_tui.explore.told import problem_told

QUARRY = Path(__file__).parent / "stories" / "quarry"


@pytest.fixture(scope="module")
def report(explored):
    return explored(QUARRY, 1, 300, limit=60)


@pytest.fixture(scope="module")
def problems(report):
    return {problem.kind: problem for problem in report.tally.problems.values()}


def test_every_play_is_accounted_for(report):
    ended = sum(sum(dates.values()) for dates in report.tally.ended.values())
    failed = sum(problem.plays for problem in report.tally.problems.values())
    assert ended + failed == report.tally.plays == 300
    assert failed > 0 < ended


def test_each_kind_is_found_at_its_place(problems, report):
    places = {kind: (problem.scene, problem.choice, problem.error) for kind, problem in problems.items()}
    assert places == {
        "crashed": ("gate", "blow", "ZeroDivisionError"),
        "stranded": ("pit", "", ""),
        "endless": ("ring", "", ""),
    }
    assert problem_told(problems["crashed"], report).startswith("Crashed at 'gate', choice 'blow' (")
    assert "No ending after 60 choices. Round and round: ring, ring-two." in problem_told(problems["endless"], report)


def test_the_way_there_is_as_short_as_can_be(problems):
    burn = ("gate", "burn")
    assert problems["crashed"].witness.shortest == (burn, burn, ("gate", "blow"))
    assert problems["stranded"].witness.shortest == (("gate", "yard"), ("yard", "climb"))
    assert problems["endless"].witness.shortest == (("gate", "ring"),)


def test_a_long_way_is_cut_down(quarry):
    """The first choice open is the one that is not needed."""
    choices = (("gate", "light"), *[("gate", "burn")] * 2, ("gate", "blow"))
    long = Problem("crashed", "gate", "blow", "ZeroDivisionError", 1, Witness(5, choices, "division"))
    assert minimised(quarry, long).witness.minimal == choices[1:]


def test_a_way_that_cannot_be_found_again_is_left_as_it_is(quarry):
    choices = (("gate", "yard"), ("yard", "wait"))
    other = Problem("crashed", "yard", "wait", "KeyError", 1, Witness(5, choices, "what the code does not do"))
    assert minimised(quarry, other).witness.minimal == choices


@pytest.mark.parametrize("kind", ["crashed", "stranded", "endless"])
def test_its_play_log_is_gone_on_with_just_before_it(problems, quarry, tmp_path, kind):
    problem = problems[kind]
    log = write_log(quarry, problem, tmp_path)
    assert log is not None
    game = Game.resume(Program(quarry.story), log, saves=tmp_path)
    assert game.turn.scene.id == problem.scene
    assert game.notices == []
    if kind == "crashed":
        with pytest.raises(StoryFault, match="gate"):
            game.choose(problem.choice)
    if kind == "stranded":
        assert game.turn.options == ()
    game.close()


def test_a_story_that_fails_at_once_has_no_way_to_show(explored, written, tmp_path):
    story = "format: 1\nid: nothing\ntitle: Nothing\nstart: here\nvariables: {none: {start: 0}}\n"
    scenes = "scenes:\n  here: {text: Here., do: none = 1 // none, ending: The end}\n"
    folder = written(story, scenes)
    report = explored(folder, 1, 20)
    [problem] = report.tally.problems.values()
    assert (problem.kind, problem.scene, problem.plays, report.tally.plays) == ("crashed", "", 20, 20)
    assert write_log(None, problem, tmp_path) is None


def test_a_folder_that_cannot_be_written_is_said(problems, quarry, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(ExploreError, match="cannot be written"):
        write_log(quarry, problems["endless"], tmp_path / "file")
