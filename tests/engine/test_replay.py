from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.errors import EngineError
from hengyang_tui.engine.game import Game
from hengyang_tui.engine.playlog import read_log
from hengyang_tui.engine.state import values_of

Edit = Callable[[Mapping[str, tuple[str, str]]], Program]
Clock = Callable[[], datetime.datetime]

CANAL_PLAY = ("hire-three", "unload", "watch", "sleep", "watch", "wake-him", "sell")
"""What the fixture `played` chose, in the order of the decisions."""
UPSTREAM = "chapters/10-upstream.yaml"
DOWNSTREAM = "chapters/20-downstream.yaml"

AN_INN = """
  inn:
    date: 1944-06-05
    priority: 1
    title: The inn
    text: |
      There is room for two.
    choices:
      stop-here:
        text: Stop here.
        do: coins -= 20
      go-on:
        text: Go on.
    unrecorded: a fixture
"""


def made(game: Game) -> list[str]:
    return [step.choice_id for step in game.steps]


def luck(game: Game) -> list[tuple[str, dict[str, object]]]:
    """What stood before every choice."""
    return [(step.scene_id, values_of(game.program, step.before.state)) for step in game.steps]


@pytest.fixture
def untouched(played: Path):
    before = played.read_bytes()
    yield
    assert played.read_bytes() == before


def resumed(program: Program, played: Path, clock: Clock) -> Game:
    return Game.resume(program, played, clock=clock)


def told(game: Game) -> str:
    return "\n".join(game.notices)


def test_the_same_story_replays_to_the_same_state(canal, played, clock):
    game = resumed(canal, played, clock)
    assert made(game) == list(CANAL_PLAY)
    assert [step.reason for step in game.steps] == [f"reason {number}" for number in range(7)]
    assert game.turn.ending == "Home"
    assert game.notices == []
    assert game.log_path == played
    game.close()


@pytest.mark.usefixtures("untouched")
class TestEdits:
    def test_a_choice_inserted_above(self, edit_canal: Edit, canal, played, clock):
        new = "    choices:\n      turn-round:\n        text: Turn round.\n      unload:\n"
        program = edit_canal({UPSTREAM: ("    choices:\n      unload:\n", new)})
        game, before = resumed(program, played, clock), resumed(canal, played, clock)
        assert made(game) == list(CANAL_PLAY)
        assert game.pending == ()
        assert luck(game) == luck(before)
        before.close()
        assert game.notices == [
            "The story was edited since this play was recorded.",
            f"This play goes on in a new log. Nothing is written to {played.name} from here.",
        ]

    def test_a_scene_renamed(self, edit_canal: Edit, played, clock):
        game = resumed(edit_canal({UPSTREAM: ("  bridge:\n", "  low-bridge:\n")}), played, clock)
        assert made(game) == ["hire-three"]
        assert game.turn.scene.id == "low-bridge"
        assert [choice.scene for choice in game.pending] == ["bridge", *["evening"] * 3, "lock-gate", "market"]
        assert "The log has no choice for 'The low bridge' (low-bridge)" in told(game)
        assert "6 recorded choices" in told(game)
        game.choose("pay", "as I said before")
        assert made(game) == ["hire-three", "pay", "watch", "sleep", "watch", "wake-him", "sell"]
        assert game.turn.ending == "Home"
        assert game.pending == ()
        assert "does not come to these recorded choices any more, so they are left out: 'bridge'." in told(game)

    def test_a_decision_added(self, edit_canal: Edit, played, clock):
        game = resumed(edit_canal({UPSTREAM: ("  evening:\n", AN_INN.lstrip("\n") + "  evening:\n")}), played, clock)
        assert game.turn.scene.id == "inn"
        assert made(game) == list(CANAL_PLAY[:4])
        game.choose("stop-here")
        assert made(game) == [*CANAL_PLAY[:4], "stop-here", *CANAL_PLAY[4:]]
        assert game.turn.ending == "Home"

    def test_a_draw_added_elsewhere(self, edit_canal: Edit, canal, played, clock):
        old = "do: coins -= roll(5, 20)"
        new = "do: |\n          coins -= roll(5, 20)\n          sacks -= roll(0, 90)"
        program = edit_canal({UPSTREAM: (old, new)})
        game, before = resumed(program, played, clock), resumed(canal, played, clock)
        assert made(game) == list(CANAL_PLAY)
        assert [values["coins"] for _, values in luck(game)] == [values["coins"] for _, values in luck(before)]
        less = {a["sacks"] - b["sacks"] for (_, a), (_, b) in zip(luck(before), luck(game), strict=True)}
        assert len(less) == 2  # the one draw that was added, and nothing else, from the second decision on
        assert "From the choice at 'muster' on, the numbers of this play are not the recorded ones" in told(game)
        before.close()

    def test_a_scene_taken_away(self, edit_canal: Edit, played, clock):
        text = (Path(__file__).parents[1] / "fixtures" / "canal" / DOWNSTREAM).read_text(encoding="utf-8")
        lock_gate = text[text.index("  lock-gate:") : text.index("  market:")]
        game = resumed(edit_canal({DOWNSTREAM: (lock_gate, "")}), played, clock)
        assert made(game) == [choice for choice in CANAL_PLAY if choice != "wake-him"]
        assert "left out: 'lock-gate'." in told(game)

    def test_scenes_in_another_order(self, edit_canal: Edit, played, clock):
        old = "  lock-gate:\n    date: 1944-06-06"
        game = resumed(edit_canal({DOWNSTREAM: (old, "  lock-gate:\n    date: 1944-06-08")}), played, clock)
        assert made(game) == [*CANAL_PLAY[:5], "sell", "wake-him"]
        assert "left out" not in told(game)

    def test_a_day_of_a_repeated_scene_taken_away(self, edit_canal: Edit, played, clock):
        old = "    date: 1944-06-03..1944-06-05\n"
        game = resumed(edit_canal({UPSTREAM: (old, "    date: 1944-06-04..1944-06-05\n")}), played, clock)
        assert made(game) == ["hire-three", "unload", "sleep", "watch", "wake-him", "sell"]

    def test_a_choice_that_is_closed_now(self, edit_canal: Edit, played, clock):
        old = "        text: Wake him.\n"
        new = old + "        if: sacks > 900\n        unless_met: He does not wake.\n"
        game = resumed(edit_canal({DOWNSTREAM: (old, new)}), played, clock)
        assert game.turn.scene.id == "lock-gate"
        assert "the log has 'wake-him', which is closed here now (He does not wake.)" in told(game)
        assert "1 recorded choice will be matched" in told(game)
        game.choose("open-it")
        assert made(game) == [*CANAL_PLAY[:5], "open-it", "sell"]
        assert "left out" not in told(game)

    def test_a_choice_renamed(self, edit_canal: Edit, played, clock):
        game = resumed(edit_canal({DOWNSTREAM: ("      sell:\n", "      sell-all:\n")}), played, clock)
        assert game.turn.scene.id == "market"
        assert "the log has 'sell', which cannot be made here now" in told(game)
        game.choose("sell-all")
        assert game.turn.ending == "Home"
        assert game.pending == ()

    def test_an_ending_that_comes_earlier(self, edit_canal: Edit, played, clock):
        old = "  lock-gate:\n    date: 1944-06-06\n"
        early = "  sunk:\n    date: 1944-06-06\n    priority: 9\n    text: The boats are gone.\n    ending: Sunk\n"
        game = resumed(edit_canal({DOWNSTREAM: (old, early + old)}), played, clock)
        assert game.turn.ending == "Sunk"
        assert game.pending == ()
        assert game.notices[-1].endswith("so they are left out: 'lock-gate', 'market'.")

    def test_a_choice_from_which_the_story_cannot_go_on(self, edit_canal: Edit, played, clock):
        old = "        text: Hold.\n    unrecorded: a fixture\n"
        circle = old + "  weir:\n    text: Round.\n    goto: weir\n"
        program = edit_canal(
            {
                DOWNSTREAM: (old, circle),
                UPSTREAM: ("roll(1, 50)\n      wait", "roll(1, 50)\n        goto: weir\n      wait"),
            }
        )
        game = resumed(program, played, clock)
        assert made(game) == ["hire-three"]
        assert "the log has 'unload', which cannot be made here now" in told(game)
        with pytest.raises(EngineError):
            game.choose("unload")
        game.choose("pay")
        assert made(game)[:3] == ["hire-three", "pay", "watch"]
        game.close()

    def test_a_variable_added(self, edit_canal: Edit, played, clock):
        old = "  coins: {start: 300, range: [0, 1000]}\n"
        game = resumed(edit_canal({"story.yaml": (old, old + "  mules: {start: 2}\n")}), played, clock)
        assert made(game) == list(CANAL_PLAY)
        assert "From the opening on" in told(game)

    def test_another_start_value(self, edit_canal: Edit, played, clock):
        game = resumed(edit_canal({"story.yaml": ("sacks: {start: 500,", "sacks: {start: 400,")}), played, clock)
        assert made(game) == list(CANAL_PLAY)
        assert told(game).count("are not the recorded ones") == 1


@pytest.mark.usefixtures("untouched")
class TestTheNewLog:
    @pytest.fixture
    def twice_edited(self, edit_canal: Edit) -> Program:
        inn = AN_INN.lstrip("\n")
        return edit_canal(
            {
                UPSTREAM: ("  evening:\n", inn + "  evening:\n"),
                DOWNSTREAM: ("  market:\n", inn.replace("inn", "fair").replace("06-05", "06-07") + "  market:\n"),
            }
        )

    def test_it_begins_with_the_first_new_choice(self, twice_edited, played, clock):
        game = resumed(twice_edited, played, clock)
        assert game.log_path == played
        assert list(played.parent.glob("*.jsonl")) == [played]
        game.choose("go-on")
        assert game.log_path != played
        game.close()
        play = read_log(game.log_path)
        assert play.header.origin == played.name
        assert play.edited is None
        assert [choice.choice for choice in play.choices] == made(game)

    def test_it_keeps_when_and_why_a_choice_was_made(self, twice_edited, played, clock):
        game = resumed(twice_edited, played, clock)
        game.choose("go-on", "no money")
        game.close()
        old, new = read_log(played).choices, read_log(game.log_path).choices
        assert [(choice.at, choice.reason) for choice in new if choice.scene != "inn"] == [
            (choice.at, choice.reason) for choice in old if choice.scene not in ("inn", "market")
        ]

    def test_it_keeps_the_choices_that_still_wait(self, twice_edited, played, clock):
        game = resumed(twice_edited, played, clock)
        game.choose("go-on")
        assert game.turn.scene.id == "fair"
        game.close()
        again = resumed(twice_edited, game.log_path, clock)
        assert made(again) == made(game)
        assert [choice.scene for choice in again.pending] == ["market"]
        again.choose("stop-here")
        assert again.log_path == game.log_path
        assert again.turn.ending == "Home"
        assert made(again) == [*CANAL_PLAY[:4], "go-on", *CANAL_PLAY[4:6], "stop-here", "sell"]
        again.close()
        last = resumed(twice_edited, game.log_path, clock)
        assert made(last) == made(again)
        assert last.notices == []
        last.close()

    def test_it_goes_on_where_matching_was_broken_off(self, twice_edited, played, clock):
        game = resumed(twice_edited, played, clock)
        game.choose("go-on")
        game.close()
        lines = game.log_path.read_bytes().splitlines(keepends=True)
        game.log_path.write_bytes(b"".join(lines[:-1]))
        again = resumed(twice_edited, game.log_path, clock)
        assert again.turn.scene.id == "fair"
        again.close()
        assert [choice.choice for choice in read_log(game.log_path).choices] == made(game)

    def test_taking_back_leaves_the_rest_waiting(self, twice_edited, played, clock):
        game = resumed(twice_edited, played, clock)
        game.choose("go-on")
        assert game.turn.scene.id == "fair"
        game.take_back()
        assert game.turn.scene.id == "lock-gate"
        game.choose("open-it")
        assert game.turn.scene.id == "fair"
        assert [choice.scene for choice in game.pending] == ["market"]
        game.choose("go-on")
        assert game.turn.ending == "Home"
        game.close()

    def test_taking_back_what_was_replayed(self, twice_edited, played, clock):
        game = resumed(twice_edited, played, clock)
        game.take_back()
        game.choose("watch")
        game.choose("stop-here")
        game.close()
        play = read_log(game.log_path)
        assert [choice.choice for choice in play.choices] == made(game)
        assert made(game)[:5] == ["hire-three", "unload", "watch", "watch", "stop-here"]


def test_a_log_taken_back_and_played_otherwise(canal, saves, clock):
    game = Game.new(canal, 3, saves, clock=clock)
    for choice in ("hire-all", "pay"):
        game.choose(choice)
    game.take_back()
    game.take_back()
    game.choose("hire-three")
    game.close()
    again = resumed(canal, game.log_path, clock)
    assert made(again) == ["hire-three"]
    assert again.turn.state == game.turn.state
    assert again.log_path == game.log_path
    again.close()
