"""What if: effects of single departures, paired by seed."""

from __future__ import annotations

import datetime
import json
import math
import statistics
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from hengyang_tui.cli.group import hengyang
from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.game import Game
from hengyang_tui.engine.history import history_choice
from hengyang_tui.engine.turns import begin, choose
from hengyang_tui.explore.departures import DATE_OF_ENDING
from hengyang_tui.explore.errors import ExploreError
from hengyang_tui.explore.recall import RecordedPlay, recall
from hengyang_tui.explore.whatif import Departure, StoryFiles, WhatIf, growing, what_if
from hengyang_tui.explore.whatif_told import CAUTION, as_json, as_text
from hengyang_tui.language.loader import load_story
from hengyang_tui.stories import campaign

GRANARY = Path(__file__).parent / "stories" / "granary"
KILN = Path(__file__).parent / "stories" / "kiln"
KEPT = RecordedPlay(1, (("harvest", "keep"), ("market", "refuse")))


@pytest.fixture(scope="module")
def granary() -> Program:
    return Program(load_story(GRANARY))


def departure(found: WhatIf, scene: str, choice: str, nth: int = 0) -> Departure:
    answers = [answer for answer in found.answers if answer.decision.scene == scene]
    return next(one for one in answers[nth].departures if one.choice.id == choice)


def test_effects_come_out_as_the_arithmetic_says(granary):
    found = what_if(granary, KEPT, seeds=40, outcomes=["date", "coins", "sold", "share"])
    assert found.own == (datetime.date(1944, 6, 11).toordinal(), 0, 0, 0.5)
    assert found.ended == (("Hunger", 40),)
    sell = departure(found, "harvest", "sell")
    assert [(effect.mean, effect.margin, effect.differing) for effect in sell.effects[:3]] == [
        (-3, 0, 40),
        (7, 0, 40),
        (1, 0, 40),
    ]
    assert sell.effects[3].mean == pytest.approx(-0.1)
    assert (sell.pairs, sell.failed, sell.otherwise) == (40, 0, 0)
    buy = departure(found, "harvest", "buy")
    assert buy.effects[0].mean == 2
    assert (buy.otherwise, buy.ended) == (0, (("Hunger", 40, 40),))
    trade = departure(found, "market", "trade")
    assert trade.effects[0].mean == 2
    assert (trade.otherwise, trade.ended) == (40, (("Winter", 40, 0), ("Hunger", 0, 40)))


def test_a_departure_is_single_and_the_rest_of_the_play_stays(granary):
    sold = RecordedPlay(1, (("harvest", "sell"), ("market", "gamble")))
    found = what_if(granary, sold, seeds=60)
    keep = departure(found, "harvest", "keep")
    apart = [ends(granary, seed, "keep", "gamble") - ends(granary, seed, "sell", "gamble") for seed in range(1, 61)]
    assert keep.effects[0].mean == pytest.approx(statistics.mean(apart))
    assert keep.effects[0].margin == pytest.approx(1.96 * statistics.stdev(apart) / math.sqrt(60))
    assert keep.effects[0].differing == sum(one != 0 for one in apart)


def ends(program: Program, seed: int, *choices: str) -> int:
    turn = begin(program, seed)
    for choice in choices:
        turn = choose(program, turn.state, choice)
    assert turn.ending is not None
    return turn.date.toordinal()


def test_pairing_reduces_the_variance(kiln):
    found = what_if(Program(kiln.story), RecordedPlay(1, (("clay", "straw"),)), seeds=200, outcomes=["pots"])
    paired = departure(found, "clay", "wood").effects[0]
    assert paired.margin is not None

    def pots(first: str) -> list[int]:
        slot, values = kiln.layout.variables["pots"], []
        for seed in range(1, 201):
            turn = begin(kiln, seed)
            turn = choose(kiln, turn.state, first)
            while turn.ending is None:
                ids = [option.id for option in turn.options]
                turn = choose(kiln, turn.state, "leave" if "leave" in ids else ids[0])
            values.append(turn.state.values[slot])
        return values

    apart = 1.96 * math.sqrt((statistics.variance(pots("straw")) + statistics.variance(pots("wood"))) / 200)
    assert paired.margin < apart / 2


def test_the_answer_does_not_depend_on_who_plays(granary):
    here = what_if(granary, KEPT, seeds=35)
    assert what_if(GRANARY, KEPT, seeds=35, workers=1) == here
    told: list[int] = []
    assert (
        what_if(StoryFiles(GRANARY), KEPT, seeds=35, workers=2, progress=lambda so_far: told.append(so_far.plays))
        == here
    )
    assert told[-1] == 35
    assert told == sorted(told)
    assert len(told) == 4
    assert as_json(here) == as_json(what_if(GRANARY, KEPT, seeds=35, workers=3))


def test_choices_that_the_story_does_not_know_follow_history(granary):
    strange = RecordedPlay(1, (("harvest", "burn"), ("nowhere", "keep"), ("market", "trade")))
    found = what_if(granary, strange, seeds=20)
    assert found.lost == 2
    assert [answer.decision.scene for answer in found.answers] == ["market"]
    assert found.ended == (("Winter", 20),)
    assert any("2 recorded choices" in line for line in as_text(found))


def test_a_play_that_was_broken_off_goes_on_as_in_history(granary):
    found = what_if(granary, RecordedPlay(1, (("harvest", "sell"),)), seeds=20)
    assert [answer.decision.scene for answer in found.answers] == ["harvest"]
    assert departure(found, "harvest", "keep").effects[0].mean == 3


def test_what_is_closed_is_no_departure(granary):
    found = what_if(granary, RecordedPlay(1, (("harvest", "sell"), ("market", "refuse"))), seeds=10)
    assert [one.choice.id for one in found.answers[0].departures] == ["keep", "buy", "look"]
    assert [one.choice.id for one in found.answers[1].departures] == ["gamble"]


def test_where_a_choice_is_not_open_under_a_seed_there_is_no_pair(kiln):
    recorded = RecordedPlay(3, (("clay", "wood"), *[("fire", "stoke")] * 3))
    found = what_if(Program(kiln.story), recorded, seeds=100)
    pairs = [one.pairs for answer in found.answers for one in answer.departures]
    assert max(pairs) == 100
    assert 0 < min(pairs) < 100


def test_a_detour_instead_of_an_order_puts_the_order_off(granary):
    found = what_if(granary, RecordedPlay(1, (("harvest", "sell"), ("market", "refuse"))), seeds=10)
    assert departure(found, "harvest", "look").effects[0].differing == 0


def test_the_order_after_a_detour_is_a_decision_of_its_own(granary):
    play = RecordedPlay(1, (("harvest", "look"), ("harvest", "sell"), ("market", "refuse")))
    found = what_if(granary, play, seeds=10)
    assert [answer.decision.chosen.id for answer in found.answers] == ["look", "sell", "refuse"]
    assert departure(found, "harvest", "keep", nth=0).effects[0].mean == 3
    assert departure(found, "harvest", "keep", nth=1).effects[0].mean == 3
    assert departure(found, "harvest", "sell", nth=0).effects[0].differing == 0


def test_decisions_are_recalled_as_they_were_seen(granary):
    first, second = recall(granary, KEPT)
    assert (first.title, first.date, first.chosen.text) == ("Harvest", datetime.date(1944, 6, 1), "Keep all of it.")
    assert second.date == datetime.date(1944, 6, 3)


def test_every_order_of_a_whole_siege_is_answered():
    program = Program(load_story(campaign()))
    turn, made = begin(program, 7), []
    while turn.ending is None:
        made.append((turn.scene.id, history_choice(turn)))
        turn = choose(program, turn.state, made[-1][1])
    found = what_if(program, RecordedPlay(7, tuple(made)), seeds=10)
    assert [(answer.decision.scene, answer.decision.chosen.id) for answer in found.answers] == made
    assert (found.lost, found.failed) == (0, 0)
    assert len(found.ranked) >= 70
    effects = {(decision.scene, one.choice.id): one.effects[0].mean for decision, one in found.ranked}
    assert effects["fire-discipline", "captains-judge"] <= -1
    assert max(effects.values()) < 7


def test_closing_what_grows_ends_it(granary):
    growing_answer = growing(granary, KEPT, seeds=1_000_000)
    assert next(growing_answer).plays == 5_000
    growing_answer.close()
    with pytest.raises(StopIteration):
        next(growing_answer)


def test_what_cannot_be_asked_is_said(granary):
    with pytest.raises(ExploreError, match="Did you mean 'coins'"):
        what_if(granary, KEPT, seeds=5, outcomes=["coin"])
    with pytest.raises(ExploreError, match="'mood' is no number"):
        what_if(granary, KEPT, seeds=5, outcomes=["mood"])
    with pytest.raises(ExploreError, match="edited meanwhile"):
        what_if(StoryFiles(GRANARY, content="another"), KEPT, seeds=5)
    with pytest.raises(ExploreError, match="no seed"):
        what_if(granary, KEPT, seeds=0)


def test_the_text_ranks_and_cautions(granary):
    lines = list(as_text(what_if(granary, KEPT, seeds=20)))
    assert CAUTION in " ".join(" ".join(lines).split())
    table = lines[lines.index("") + 1 :]
    assert table[0].split()[:2] == ["days", "grain"]
    assert "20 of 20" in table[1]
    assert table[1].split()[0] == "−3.00"
    assert table[1].endswith("1 Jun harvest: sell, for keep")
    assert max(map(len, lines)) <= 98
    assert DATE_OF_ENDING == "date"


@pytest.fixture
def log(granary, tmp_path) -> Path:
    game = Game.new(granary, 1, tmp_path / "plays")
    for _, choice in KEPT.choices:
        game.choose(choice)
    game.close()
    assert game.log_path is not None
    return game.log_path


def test_the_command_answers_for_a_play_log(log):
    asked = ["explore", str(GRANARY), "--what-if", str(log), "--plays", "20"]
    done = CliRunner().invoke(hengyang, asked)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 Jun harvest: sell, for keep" in done.stdout
    done = CliRunner().invoke(hengyang, [*asked, "--outcome", "coins", "--json"])
    found = json.loads(done.stdout)
    assert [one["name"] for one in found["outcomes"]] == ["date", "coins"]
    assert found["caution"] == CAUTION


@pytest.mark.parametrize(
    ("story", "words", "told"),
    [
        (GRANARY, ["--outcome", "coin"], "Did you mean 'coins'"),
        (GRANARY, ["--limit", "9"], "--limit means nothing here"),
        (KILN, [], "This is a play of 'The Granary'"),
    ],
)
def test_what_the_command_refuses_is_said(log, story, words, told):
    done = CliRunner().invoke(hengyang, ["explore", str(story), *words, "--what-if", str(log)])
    assert done.exit_code == 2
    assert told in done.output


def test_outcomes_are_for_what_if():
    done = CliRunner().invoke(hengyang, ["explore", str(KILN), "--outcome", "pots"])
    assert done.exit_code == 2
    assert "--outcome is for --what-if" in done.output


def test_a_play_under_another_seed_is_asked_the_same(granary):
    assert what_if(granary, replace(KEPT, seed=9), seeds=10).answers == what_if(granary, KEPT, seeds=10).answers
