"""The campaign's map follows the orders of a play, and where they are history's it is the record's."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.history import history_choice
from hengyang_tui.engine.positions import Position, played_positions
from hengyang_tui.engine.turns import Turn, begin, choose
from hengyang_tui.language.loader import load_story
from hengyang_tui.stories import campaign


@pytest.fixture(scope="module")
def program() -> Program:
    return Program(load_story(campaign()))


def ground(turn: Turn) -> dict[str, Position]:
    positions = played_positions(turn.program, turn.program.story.map, turn.state)
    return {position.place.id: position for position in positions}


def history(program: Program, seed: int, departures: dict[str, str] | None = None):
    """The turns of a play that does what Fang did, but for some decisions."""
    turn = begin(program, seed)
    yield turn
    while turn.ending is None:
        wanted = (departures or {}).get(turn.scene.id) or history_choice(turn) or turn.options[0].id
        turn = choose(program, turn.state, wanted)
        yield turn


def at(program: Program, scene: str, **departures: str) -> dict[str, Position]:
    named = {name.replace("_", "-"): choice for name, choice in departures.items()}
    turns = history(program, 1, named)
    return ground(next(turn for turn in turns if turn.scene.id == scene))


def test_there_is_a_drawing_for_eighty_columns_and_one_for_wide_terminals(program):
    narrow, wide = program.story.map.drawings
    assert (narrow.width, len(narrow.rows)) <= (48, 20)
    assert narrow.width < wide.width <= 78
    assert len(narrow.cells) >= 40
    assert set(wide.cells) == set(program.story.map.places), "all of them are on the wide one"


def test_every_position_says_how_it_is_placed_and_rests_on_facts(program):
    places = program.story.map.places.values()
    assert len(places) >= 50
    assert all(place.note for place in places)
    assert Counter(place.placed for place in places).keys() == {"known", "texts", "guess"}
    assert all(any(span.facts for span in place.record) for place in places)


@pytest.mark.parametrize("seed", range(1, 21))
def test_a_play_that_does_what_was_done_has_the_ground_of_the_record(program, seed):
    for turn in history(program, seed):
        departing = [name for name, position in ground(turn).items() if position.departs]
        assert departing == [], (turn.date, turn.scene.id)
    assert {position.holder for position in ground(turn).values()} == {"theirs"}


def test_orders_change_the_ground(program):
    taken = at(program, "how-to-spend-it", behind_the_west_station="leave-it")["zhangjiashan"]
    assert (taken.holder, taken.departs) == ("theirs", True)
    bridge = at(program, "how-to-spend-it", the_new_bridge="leave-it")["xiang-bridge"]
    assert (bridge.holder, bridge.note) == ("contested", "Standing.")
    burned = at(program, "clerks-and-grooms")["new-street"]
    assert (burned.holder, burned.note) == ("contested", "Burned ground.")


@pytest.mark.parametrize("seed", range(1, 31))
def test_in_any_play_everybody_holds_something_or_other(program, seed):
    chance = random.Random(seed)  # noqa: S311  any order will do
    turn = begin(program, seed)
    while turn.ending is None:
        assert None not in {position.holder for position in ground(turn).values()}
        turn = choose(program, turn.state, chance.choice(turn.options).id)
    if turn.scene.id != "the-last-day":
        assert ground(turn)["central-bank"].holder == "theirs"
