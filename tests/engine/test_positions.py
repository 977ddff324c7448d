"""Who holds what: as the record has it, except where the story says that a play departs."""

from __future__ import annotations

import datetime

import pytest

from hengyang_tui.engine.errors import StoryFault
from hengyang_tui.engine.positions import played_positions, recorded_positions

RIVER = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-09}
variables:
  held: {start: [mill], some_of: [mill, ferry], label: Held}
  stock: {start: 3, range: [0, 9], label: Stock, gauge: true}
scenes:
  landing:
    date: 1944-06-01..1944-06-08
    repeat: true
    text: Water.
    unrecorded: Invented.
    choices:
      hold: {text: Hold., do: stock -= 1}
      leave: {text: Leave., do: held -= 'mill'}
  none: {text: None., goto: end}
  end: {date: 1944-06-09, text: Over., ending: E}
"""
GROUND = """
title: The river
drawings:
  - |2
      ~~MI~~
      ~~FE~~ TO
places:
  mill:
    mark: MI
    name: The mill
    group: River
    placed: known
    record:
      - {from: 1944-06-01, holder: ours, facts: [f]}
      - {from: 1944-06-03, holder: contested}
      - {from: 1944-06-05, holder: theirs, facts: [f], note: At noon.}
    now:
      - {if: "'mill' not in held", holder: theirs, note: Left.}
      - {if: "date >= '1944-06-05' and stock > 0", holder: contested}
  ferry:
    mark: FE
    name: The ferry
    group: River
    placed: guess
    record: [{from: 1944-06-04, holder: theirs}]
  tower: {mark: TO, name: The tower, group: Town, placed: texts, now: [{if: stock < 2, holder: theirs}, {holder: ours}]}
"""


@pytest.fixture
def river(story):
    return story(RIVER.replace("start: landing", ""), facts="f", ground=GROUND)


def held(positions):
    return {one.place.id: (one.holder, one.note, one.departs) for one in positions}


def on(day):
    return datetime.date(1944, 6, day).toordinal()


@pytest.mark.parametrize(
    ("day", "mill", "ferry"),
    [(1, "ours", None), (2, "ours", None), (3, "contested", None), (4, "contested", "theirs"), (9, "theirs", "theirs")],
)
def test_the_record_holds_from_its_day_on(river, day, mill, ferry):
    found = held(recorded_positions(river.story.map, on(day)))
    assert found["mill"][0] == mill
    assert found["ferry"][0] == ferry
    assert found["tower"] == (None, None, False), "nothing is recorded of it"


def test_a_play_has_what_the_record_has_until_a_step_holds(river, play):
    def now(*choices):
        return held(played_positions(river, river.story.map, play(river, *choices).state))

    assert now()["mill"] == ("ours", None, False)
    assert now("leave")["mill"] == ("theirs", "Left.", True)
    assert now(*["hold"] * 2)["mill"] == ("contested", None, False)
    # held on when the record has it lost: on the day itself both are right
    assert [now(*["hold"] * 2, *["leave"] * days)["mill"][2] for days in (0, 1, 2)] == [False, True, False]
    assert now(*["hold"] * 5)["mill"] == ("theirs", "At noon.", False), (
        "no step holds: the record's holder and its note"
    )


def test_a_position_without_record_is_what_its_steps_say(river, play):
    for holds, holder in ((0, "ours"), (1, "ours"), (2, "theirs")):
        turn = play(river, *["hold"] * holds)
        assert held(played_positions(river, river.story.map, turn.state))["tower"] == (holder, None, False)


def test_what_cannot_be_worked_out_is_a_typed_error(story, play):
    broken = GROUND.replace("stock < 2", "12 // stock > 0")
    found = RIVER.replace("range: [0, 9]", "range: [1, 9]")
    program = story(found, facts="f", ground=broken)
    turn = play(program)
    values = list(turn.state.values)
    values[program.layout.variables["stock"]] = 0
    with pytest.raises(StoryFault, match="a sum cannot be done"):
        played_positions(program, program.story.map, type(turn.state)(tuple(values)))


def test_a_branch_may_change_who_holds_what(story, play):
    branch = """
    replace:
      map.places.tower.now: [{if: "'mill' in held", holder: contested}, {holder: theirs}]
    """
    program = story(RIVER, facts="f", ground=GROUND, branches={"mine": branch})
    for choices, holder in (((), "contested"), (("leave",), "theirs")):
        turn = play(program, *choices)
        assert held(played_positions(program, program.story.map, turn.state))["tower"][0] == holder


def test_what_the_map_asks_for_is_counted(story, play):
    """A condition of the map is the only one that asks whether a choice was made."""
    asking = GROUND.replace("stock < 2", "chosen('landing.leave')")
    program = story(RIVER, facts="f", ground=asking)
    assert held(played_positions(program, program.story.map, play(program).state))["tower"][0] == "ours"
    assert held(played_positions(program, program.story.map, play(program, "leave").state))["tower"][0] == "theirs"
