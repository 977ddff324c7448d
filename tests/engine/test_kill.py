"""Whatever happens to the process, at most the choice being made is lost."""

from __future__ import annotations

import random
import time

import pytest

from hengyang_tui.engine.game import Game
from hengyang_tui.engine.playlog import claim, read_log

ROUNDS = 15
ENDLESS = 10**9


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_killed_game_loses_at_most_the_choice_being_made(number, start_player, saves, mill):
    moments = random.Random(number)  # noqa: S311  these are moments, not secrets
    process = start_player(saves)
    assert process.stdout.readline() == "at 0\n"
    process.stdin.write(f"{ENDLESS}\n")
    process.stdin.flush()
    lines = [process.stdout.readline() for _ in range(moments.randrange(40))]
    time.sleep(moments.random() * 0.01)
    process.kill()
    lines += process.stdout.readlines()
    process.wait()

    (log,) = saves.glob("*.jsonl")
    play = read_log(log)
    shown = max((int(line) for line in lines if line.endswith("\n")), default=0)
    assert len(play.choices) in (shown, shown + 1)
    assert play.edited is None
    claim(log).release()
    game = Game.resume(mill, log)
    assert len(game.steps) == len(play.choices)
    game.choose("turn")
    assert game.log_path == log
    game.close()
    assert read_log(log).cut is None


def test_a_game_that_is_killed_before_its_first_choice(start_player, saves, mill):
    process = start_player(saves)
    process.stdout.readline()
    process.kill()
    process.communicate()
    (log,) = saves.glob("*.jsonl")
    game = Game.resume(mill, log)
    assert (game.steps, game.notices, game.log_path) == ([], [], log)
    game.close()
