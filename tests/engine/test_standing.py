"""Standing scenes: visited from any list of choices, and back to it."""

from __future__ import annotations

import pytest

from hengyang_tui.engine.errors import ClosedChoice, UnknownChoice
from hengyang_tui.engine.history import verdicts
from hengyang_tui.engine.state import values_of
from hengyang_tui.engine.turns import begin, choose

STORY = """
variables:
  care: {start: 0, range: [0, 9]}
start: first
scenes:
  first:
    text: The first.
    unrecorded: a test
    choices:
      on: {text: Go on., goto: second}
  second:
    text: The second.
    history: {chose: on, facts: [made-up], standing: plausible, text: They went on.}
    choices:
      on: {text: Go on., goto: the-end}
      aside: {text: Step aside., detour: aside}
  aside:
    text: Aside.
    unrecorded: a test
    choices:
      back: {text: Back.}
  orders:
    standing: Change the orders ({care}).
    if: care < 2
    text: What shall it be?
    unrecorded: a test
    choices:
      more: {text: More care., do: care += 1, then: More care from today.}
      as-it-is: {text: As it is.}
  the-end: {text: The end., ending: The end}
"""


@pytest.fixture
def program(story):
    return story(STORY, facts="made-up")


def ids(turn):
    return [option.id for option in turn.offered]


def test_it_is_offered_beside_every_list_in_its_own_words(program):
    turn = begin(program, 1)
    assert ids(turn) == ["on", "@orders"]
    assert turn.standing[0].text == "Change the orders (0)."
    assert [option.id for option in turn.options] == ["on"]


def test_it_comes_back_to_the_list_without_a_new_visit(program):
    turn = begin(program, 1)
    inside = choose(program, turn.state, "@orders")
    assert (inside.scene.id, inside.passages[-1].prose) == ("orders", "What shall it be?")
    back = choose(program, inside.state, "more")
    assert back.scene.id == "first"
    assert [passage.kind for passage in back.passages] == ["consequence"]
    assert values_of(program, back.state)["care"] == 1


def test_it_is_not_offered_inside_itself_or_another_detour_or_at_an_ending(program):
    turn = begin(program, 1)
    assert "@orders" not in ids(choose(program, turn.state, "@orders"))
    second = choose(program, turn.state, "on")
    aside = choose(program, second.state, "aside")
    assert ids(aside) == ["back"]
    with pytest.raises(ClosedChoice):
        choose(program, aside.state, "@orders")
    assert choose(program, second.state, "on").offered == ()


def test_its_condition_closes_it(program):
    turn = begin(program, 1)
    for _ in range(2):
        turn = choose(program, choose(program, turn.state, "@orders").state, "more")
    assert ids(turn) == ["on"]
    with pytest.raises(ClosedChoice):
        choose(program, turn.state, "@orders")


def test_a_visit_is_no_decision(program):
    second = choose(program, begin(program, 1).state, "on")
    turn = choose(program, choose(program, second.state, "@orders").state, "as-it-is")
    assert verdicts(program, turn.state) == ()
    assert turn.verdict is None
    assert choose(program, turn.state, "on").verdict.matched


def test_a_name_that_stands_nowhere(program):
    with pytest.raises(UnknownChoice):
        choose(program, begin(program, 1).state, "@second")
