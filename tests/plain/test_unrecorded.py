"""A choice of which nothing is recorded says so: under it, at h, and in the debrief."""

from __future__ import annotations

import pytest

from hengyang_tui.engine.game import Game

STORY = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-04}
variables: {carts: {start: 7, range: [0, 9], label: Carts}}
scenes:
  ford:
    date: 1944-06-01
    title: The ford
    text: Water.
    choices: {wade: {text: Wade.}, wait: {text: Wait.}}
    history: {chose: wade, facts: [f], standing: documented, text: He waded.}
  fire:
    date: 1944-06-02
    title: The fire
    text: Smoke.
    choices: {look: {text: Look., detour: ash}, leave: {text: Leave it.}}
    unrecorded: The fire is ours.
  ash: {text: Ash.}
  end: {date: 1944-06-04, title: After, epilogue: true, text: Years later., ending: E}
"""


@pytest.fixture
def ford(story):
    return story(STORY, facts="f")


def test_it_is_said_once_and_the_card_of_another_decision_is_called_that(converse, ford):
    printed = converse("1", "h", "1", "2", "h", "s", "q", game=Game.new(ford, 1, None))
    assert printed.count("Not on record: The fire is ours.") == 1
    first, second = printed.split("History card. 1 June, The ford.")[:2]
    assert "no card" not in first
    assert "Your last choice has no card. This is the last that has one." in " ".join(second.split())


def test_the_debrief_lists_it_and_an_epilogue_has_no_date(converse, ford):
    printed = converse("1", "2", "q", game=Game.new(ford, 1, None))
    assert "Not on record, and not compared:\n-  The fire: Leave it." in printed
    assert "\nAfter\n\nYears later." in printed
    assert "4 June 1944, day 4.\nAfter" not in printed


def test_a_detour_that_comes_back_is_no_decision(converse, ford):
    printed = converse("1", "1", "2", "q", game=Game.new(ford, 1, None))
    assert "Not on record, and not compared:\n-  The fire: Leave it." in printed


def test_numbers_with_a_label_are_listed_with_the_figures(converse, ford):
    assert "Carts: 7" in converse("s", "q", game=Game.new(ford, 1, None))
