"""What was never reached is named with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from hengyang_tui.explore.report import never_reached

STORIES = Path(__file__).parent / "stories"
QUARRY, KILN = STORIES / "quarry", STORIES / "kiln"

STORY = """\
format: 1
id: orders
title: Orders
start: first
calendar: {first_day: 1944-06-01, last_day: 1944-06-04}
variables:
  care: {start: 0, range: [0, 9]}
  mood: {start: calm, one_of: [calm, cross]}
  held: {start: [hill], some_of: [hill, ford]}
"""
SCENES = """\
scenes:
  first:
    text: The first.
    unrecorded: a test
    choices:
      on: {text: Go on.}
      lose: {text: Lose the hill., do: held -= 'hill'}
      shout: {text: Shout., do: mood = 'cross'}
      spare: {text: Nothing else., fallback: true}
  orders:
    standing: Change the orders.
    if: care < 3
    text: What shall it be?
    unrecorded: a test
    choices:
      more: {text: More care., do: care += 1}
  sealed:
    standing: Open the seal.
    if: mood == 'cross' and care > 20
    text: Sealed.
    unrecorded: a test
    choices:
      back: {text: Back.}
  angry: {date: 1944-06-02, if: mood == 'cross', text: Angry.}
  hill-lost: {date: 1944-06-02, if: "not 'hill' in held", text: Lost.}
  ford-held: {date: 1944-06-02, if: "'ford' in held", text: Held.}
  alone: {text: Nobody leads here.}
  the-end: {date: 1944-06-04, text: The end., ending: The end}
"""


def reasons(report):
    return {one.id: one.why for one in never_reached(report)}


def test_the_quarry(explored):
    why = reasons(explored(QUARRY, 1, 300, limit=60))
    never = "The checker: this condition can never hold."
    assert why == {
        "well": "It comes only after gate.well (never open).",
        "deep": "It comes only after well (never entered).",
        "cross": f"{never} mood == 'cross'",
        "third": "It waits for gate.well (never open).",
        "signal": f"{never} horn",
        "late": "No play lasted until 1944-06-08; the longest came to 1944-06-05.",
        "last-day": "No play lasted until 1944-06-10; the longest came to 1944-06-05.",
        "gate.well": f"{never} stone > 100",
        "shed.text.0.again.0": why["shed.text.0.again.0"],
        "end.text.1.text.0": "It waits for well (never entered).",
    }
    assert why["shed.text.0.again.0"].startswith("It is for a later visit; the text was read ")


def test_what_a_policy_does_not_do_is_told_apart_from_what_cannot_be_done(explored):
    why = reasons(explored(KILN, 1, 50, follow="history"))
    assert why["clay.coal"] == "Open 50 of 50 times, and never taken by this policy."
    assert why["door"] == "It comes only after fire.look (open 150 times, never taken)."


@pytest.fixture
def orders(written):
    return written(STORY, SCENES)


def test_what_a_condition_waits_for_is_named_with_who_could_do_it(explored, orders):
    why = reasons(explored(orders, 1, 20, follow="history"))
    assert why["angry"] == "It waits for mood, which only first.shout (open 20 times, never taken) can set so."
    assert why["hill-lost"] == "It waits for held, which only first.lose (open 20 times, never taken) can set so."
    assert why["ford-held"] == "It waits for held, which nothing sets so."
    assert why["alone"] == "The checker: nothing leads to this scene."
    assert why["first.spare"] == "A fallback: something else was always open (20 times)."


def test_standing_scenes_are_visited_at_random_and_not_by_history(explored, orders):
    why = reasons(explored(orders, 1, 20, follow="history"))
    assert why["orders"] == "A standing scene, offered 20 times and never visited by this policy."
    assert why["sealed"].startswith("The checker: this condition can never hold.")
    for follow in ("random", "least-used"):
        report = explored(orders, 1, 200, follow=follow)
        assert 0 < report.tally.entered["orders"] < 200
        assert report.tally.taken["first.@orders"] == report.tally.stood["orders"]
        assert "orders" not in reasons(report)


def test_a_departure_may_be_a_visit_to_a_standing_scene(explored, orders):
    report = explored(orders, 1, 20, follow="history", departures=("first.@orders",))
    assert report.tally.taken == {"first.@orders": 20, "orders.more": 20, "first.on": 20}
