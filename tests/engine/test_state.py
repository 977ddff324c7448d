"""States: what they hold, how numbers saturate, and that nothing but a choice moves a play."""

from __future__ import annotations

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.errors import ClosedChoice, UnknownChoice
from hengyang_tui.engine.state import Gauge, digest, gauges, values_of
from hengyang_tui.engine.turns import begin, choose

STORES = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-04}
variables:
  rice: {start: 5, range: [0, 9], label: Days of rice, unit: days, gauge: true}
  share: {start: 0.5, range: [0, 1.5], gauge: true}
  debt: {start: -3, range: [-9, -1]}
  tally: {start: 3}
  ledger: {start: 0.5}
  sealed: {start: false}
  keeper: {start: wei, one_of: [lin, wei]}
  rooms: {start: [east], some_of: [west, east]}
derived: {square: tally * tally, low: rice < 3, whose: keeper if low else 'lin', twin: rooms}
rules: {put(n): tally = n}
scenes:
  store:
    text: s
    choices:
      work: {text: Work., do: "WORK", goto: store}
      seal: {text: Seal., if: sealed, goto: store}
      ask: {text: Ask., detour: office, goto: yard}
  office: {text: o, choices: {back: {text: Back.}}}
  yard: {text: y, choices: {on: {text: On.}}}
  end: {date: 1944-06-04, text: e, ending: E}
"""


def test_values_are_told_as_an_author_writes_them(story, play):
    program = story(STORES.replace("WORK", "rice -= 3"))
    told = values_of(program, play(program, "work").state)
    numbers = {"rice": 2, "share": 0.5, "debt": -3, "tally": 3, "ledger": 0.5, "square": 9}
    words = {"keeper": "wei", "whose": "wei", "rooms": {"east"}, "twin": {"east"}}
    assert told == numbers | words | {"sealed": False, "low": True}
    assert gauges(program, play(program).state) == (
        Gauge("rice", "Days of rice", "days", 5, 0, 9),
        Gauge("share", "share", None, 0.5, 0, 1.5),
    )


HUGE = 2**53 - 1


@pytest.mark.parametrize(
    ("effects", "name", "value"),
    [
        ("rice += 7", "rice", 9),
        ("rice = -1", "rice", 0),
        ("rice = 9 if rice > 9 else rice * 2", "rice", 9),
        ("share += 7", "share", 1.5),
        ("share = rice", "share", 1.5),
        ("share = min(rice, 1.25, 1)", "share", 1.0),
        ("debt += 9", "debt", -1),
        ("debt -= 9", "debt", -9),
        ("tally += 1000000", "tally", 1_000_003),
        ("tally = square * square * square * square * square * square * square * square", "tally", 3**16),
        ("tally = 900000000000000\ntally = square", "tally", HUGE),
        ("tally = 0 - 900000000000000\ntally *= square", "tally", -HUGE),
        ("tally = 900000000000000\nput(tally * tally)", "tally", HUGE),
        ("ledger = 900000000000000.5\nledger *= ledger", "ledger", float(HUGE)),
        ("rooms += 'west'\nrooms -= 'east'\nrooms -= 'east'", "rooms", {"west"}),
    ],
)
def test_assignment_saturates_at_the_range_or_at_the_largest_whole_number(story, play, effects, name, value):
    program = story(STORES.replace("WORK", effects.replace("\n", "\\n")))
    held = values_of(program, play(program, "work").state)[name]
    assert (type(held) if value != {"west"} else set, held) == (type(value), value)


def test_a_digest_tells_values_scene_and_date_and_not_where_they_stand(story, play):
    program = story(STORES.replace("WORK", "share = min(rice, 1)"))
    longer = story(
        "start: store\n"
        + STORES.replace("WORK", "share = 1.0").replace("scenes:\n", "scenes:\n  first: {text: f}\nscenes:\n")
        + "  more: {date: 1944-06-03, text: m}\n  other: {text: o}\n",
        eager=True,
    )
    told = digest(program, play(program, "work").state)
    assert told == digest(program, play(program, "work", "work").state) == digest(longer, play(longer, "work").state)
    others = [play(program), play(program, "ask"), play(program, "work", "ask", "back", "on")]
    assert len({told, *(digest(program, turn.state) for turn in others)}) == 4
    assert len(told) == 16


def test_a_state_can_be_gone_on_with_in_another_program_of_the_story(story, play):
    """Inside a detour the state refers to the goto that follows it, whatever has been compiled before."""
    text = STORES.replace("WORK", "rice -= 1")
    program = story(text)
    turn = play(program, "work", "ask")
    for other in (Program(program.story), Program(program.story, eager=True)):
        assert choose(other, turn.state, "back").scene.id == "yard"
        assert play(other, "work", "ask").state == turn.state


def test_what_cannot_be_chosen_is_a_typed_error_and_leaves_the_state(story):
    program = story(STORES.replace("WORK", "rice -= 1"))
    turn = begin(program, 1)
    before = turn.state.values
    with pytest.raises(ClosedChoice, match="'seal' of scene 'store' is not open"):
        choose(program, turn.state, "seal")
    with pytest.raises(UnknownChoice, match=r"no choice 'wrok'\. Did you mean 'work'"):
        choose(program, turn.state, "wrok")
    assert turn.state.values == before
    assert hash(turn.state) == hash(begin(program, 1).state)
    assert begin(program, 2).state != turn.state
