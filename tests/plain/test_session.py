from __future__ import annotations

import datetime
import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.game import Game
from hengyang_tui.engine.history import history_choice
from hengyang_tui.engine.playlog import read_log
from hengyang_tui.language.loader import load_story
from hengyang_tui.plain import answers
from hengyang_tui.plain.session import Session
from hengyang_tui.stories import campaign

SCRIPT = Path(__file__).parent / "ferry.txt"
TYPED = re.compile(r"for help(?:, q to leave)?\): (.*)")


def test_a_whole_play_prints_what_its_script_says(converse):
    script = SCRIPT.read_text("utf-8")
    assert converse(*TYPED.findall(script)) == script


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "The choices are 1 to 2."),
        ("9999999", "is no choice and no command"),
        ("-1", "is no choice and no command"),
        ("h 0", "There is no history card for “0”"),
        ("h x", "There is no history card for “x”"),
        ("a\0\x1b[31m", "is no choice and no command"),
        ("H", "There is no history card yet"),
        ("help", "A number chooses."),
    ],
)
def test_whatever_is_typed_is_answered(converse, typed, said):
    printed = converse(typed, "q")
    assert said in printed
    assert "\x1b" not in printed
    assert "\0" not in printed


def test_the_map_is_told_in_words_and_drawn_in_plain_signs(converse):
    assert "This story has no map." in converse("m", "q")
    siege = Game.new(Program(load_story(campaign())), 1, None)
    printed = converse("m", "m record", "m drawing", "q", game=siege)
    words, record, drawing = re.split(
        r"Hengyang and its positions\. 2 June 1944\. (?:This play|The record)\.", printed
    )[1:]
    assert "East bank. Ours: Xiang bridge, Airfield, East station." in words
    assert words.split("Your choice")[0] == record.split("Your choice")[0], "no order has changed anything"
    assert "####NG#" in drawing
    assert "CB Central Bank; SQ Siqian Street" in " ".join(drawing.split())
    assert drawing.split("AB is ours")[0].isascii()


@pytest.mark.parametrize("last", [["q"], ["quit"], []])
def test_leaving_says_how_to_go_on_or_that_nothing_was_saved(converse, program, tmp_path, last):
    assert "was not saved" in converse(*last)
    game = Game.new(program, 1, tmp_path)
    printed = converse("2", *last, game=game)
    game.close()
    assert printed.endswith(f"Saved. To go on with this play:\nresume {game.log_path.name}\n\n")


def test_an_ended_play_is_not_offered_again(converse, program, tmp_path):
    game = Game.new(program, 1, tmp_path)
    printed = converse("2", "1", "q", game=game)
    game.close()
    assert "The end: The river stays." in printed
    assert "To go on" not in printed


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1", None),
        ("1.", None),
        ("1 ", None),
        ("1 They wait.", "They wait."),
        ("1: 因为下雨", "因为下雨"),
        ("1) no", "no"),
    ],
)
def test_words_after_a_number_are_the_reason(converse, program, typed, reason):
    game = Game.new(program, 1, None)
    converse(typed, game=game)
    assert [step.reason for step in game.steps] == [reason]


def test_notices_are_printed_once(converse, program, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    printed = converse("2", "1", game=Game.new(program, 1, tmp_path / "file"))
    assert printed.count("Note: ") == 1


@pytest.mark.parametrize("width", [24, 40, 72])
def test_nothing_is_wider_than_the_line(converse, width):
    printed = converse("c", "s", "2", "h", "j", "1", width=width)
    said = [line for line in printed.splitlines() if not TYPED.search(line)]
    assert max(map(cell_len, said)) <= width


def play_alone(game, pick):
    out = io.StringIO()
    answer = answers.automatic(pick, out.write)
    Session(game, answer=answer, write=out.write, resume=str, width=72).run()
    return out.getvalue()


def test_history_plays_itself(program):
    game = Game.new(program, 1, None)
    assert "The end: The river stays." in play_alone(game, history_choice)
    assert [step.choice_id for step in game.steps] == ["count", "wait"]


def test_the_same_seed_takes_the_same_random_choices(program):
    played = []
    for seed in (1, 1, 2, 3, 4, 5):
        game = Game.new(program, 1, None)
        play_alone(game, answers.at_random(seed))
        played.append([step.choice_id for step in game.steps])
    assert played[0] == played[1]
    assert len({tuple(choices) for choices in played}) > 1


def test_an_earlier_play_is_played_again_as_far_as_it_goes(converse, program, tmp_path):
    earlier = Game.new(program, 1, tmp_path)
    converse("1", game=earlier)
    earlier.close()
    log = read_log(earlier.log_path)
    stops = []
    game = Game.new(program, 1, None)
    play_alone(game, answers.replaying(log.choices, log.header.date, lambda turn, _: stops.append(turn)))
    assert [step.choice_id for step in game.steps] == ["guard"]
    assert [(turn.scene.id, turn.date) for turn in stops] == [("second-morning", datetime.date(1944, 6, 3))]
