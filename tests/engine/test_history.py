"""The history check: verdicts, what counts and how much, milestones, and what one does who follows history."""

from __future__ import annotations

import datetime

import pytest

from hengyang_tui.engine.errors import EngineError
from hengyang_tui.engine.history import debrief, divergence, history_choice, verdict_at, verdicts
from hengyang_tui.engine.turns import begin, choose

RIVER = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-03}
variables:
  boats: {start: 4, range: [0, 20], label: Boats at the landing, gauge: true}
derived:
  per_man: {value: boats / 2, label: Boats for each of two}
  quarter: boats / 4
each_day: boats -= 1
milestones:
  - date: 1944-06-01
    compare: {boats: 4, per_man: 1.5, quarter: 0.2}
    recorded: {boats: three to five}
    tolerance: 0.25
    facts: [ten]
    note: Counted.
  - {date: 1944-06-03, compare: {boats: 1}}
scenes:
  count:
    date: 1944-06-01
    title: The count
    text: c
    history:
      chose: [count, sink]
      facts: [ten, nine]
      weight: 3
      standing: disputed
      text: They were counted.
      followed: Two were missing.
      dispute: Wei says nine.
    ask: [Whom would you believe?, And why?]
    choices:
      burn: {text: "Burn all {boats}.", do: boats = 0, goto: count-again}
      count: {text: Count., goto: count-again}
      sink: {text: Sink., goto: count-again}
      wait:
        text: Wait.
        verdict: {standing: plausible, facts: [nine], text: Wei thought of it.}
        goto: count-again
      ask-wei: {text: Ask Wei., detour: wei}
  wei: {text: "Nine, he says."}
  count-again:
    text: Once more?
    unrecorded: Nobody says.
    choices: {again: {text: Again., goto: count}, on: {text: On.}}
  cross:
    date: 1944-06-02
    text: x
    history: {chose: cross, facts: [ten], standing: documented, text: They crossed.}
    choices: {cross: {text: Cross., if: boats > 1, unless_met: None left.}, stay: {text: Stay.}}
  end: {date: 1944-06-03, text: e, ending: The far side}
"""


@pytest.fixture
def river(story):
    return story(RIVER, facts="ten nine")


def summary(turn):
    return [(one.scene_id, one.choice_id, one.matched, one.out_of_reach) for one in verdicts(turn.program, turn.state)]


def test_a_verdict_sets_the_choice_beside_the_record(river, play):
    verdict = play(river, "wait").verdict
    assert (verdict.title, verdict.date, verdict.choice_text) == ("The count", datetime.date(1944, 6, 1), "Wait.")
    assert (verdict.matched, verdict.out_of_reach, verdict.weight, verdict.standing) == (False, False, 3, "disputed")
    assert (verdict.chose, verdict.chose_texts) == (("count", "sink"), ("Count.", "Sink."))
    assert (verdict.text, verdict.followed, verdict.dispute) == (
        "They were counted.",
        "Two were missing.",
        "Wei says nine.",
    )
    assert [fact.id for fact in verdict.facts] == ["ten", "nine"]
    assert (verdict.note.text, [fact.id for fact in verdict.note_facts]) == ("Wei thought of it.", ["nine"])
    assert verdict.questions == ("Whom would you believe?", "And why?")
    assert [play(river, choice).verdict.matched for choice in ("count", "sink", "burn")] == [True, True, False]


def test_only_the_first_choice_at_a_decision_counts(river, play):
    turn = play(river, "wait", "again", "count")
    assert turn.verdict is None
    assert summary(turn) == [("count", "wait", False, False)]


def test_a_detour_that_comes_back_decides_nothing_yet(river, play):
    assert play(river, "ask-wei").verdict is None
    turn = play(river, "ask-wei", "count")
    assert turn.verdict.matched
    assert summary(turn) == [("count", "count", True, False)]


def test_a_scene_without_history_has_no_verdict(river, play):
    turn = play(river, "count", "on")
    assert turn.verdict is None
    assert verdict_at(river, turn.state, "count-again") is None
    assert verdict_at(river, turn.state, "cross") is None


def test_what_history_did_is_out_of_reach_when_it_was_closed(river, play):
    turn = play(river, "burn", "on", "stay")
    assert turn.verdict.out_of_reach
    assert summary(turn) == [("count", "burn", False, False), ("cross", "stay", False, True)]
    assert debrief(river, turn.state).divergence == 1.0
    assert not play(river, "wait", "on", "stay").verdict.out_of_reach


@pytest.mark.parametrize(
    ("choices", "chose", "taken", "reach"),
    [
        ({"a": "if: n > 5", "b": ""}, "a", "b", False),
        ({"a": "if: n < 5", "b": ""}, "a", "b", True),
        ({"a": "if: n > 5", "b": "", "c": "if: n < 5"}, "a, c", "b", True),
        ({"a": "once: true", "b": ""}, "a", "b", True),
        ({"a": "if: n < 5", "b": "fallback: true"}, "b", "a", False),
        ({"a": "if: n > 5", "b": "fallback: true"}, "a", "b", False),
        ({"a": "if: n < 5", "b": "", "c": "fallback: true"}, "a, c", "b", True),
        ({"a": "if: n > 5", "b": "fallback: true", "c": "fallback: true"}, "a, c", "b", True),
    ],
)
def test_history_is_within_reach_where_one_of_its_choices_is_open(story, play, choices, chose, taken, reach):
    listed = ", ".join(f"{name}: {{text: T, goto: end, {extra}}}" for name, extra in choices.items())
    program = story(
        f"""
variables: {{n: {{start: 1}}}}
scenes:
  start:
    text: s
    history: {{chose: [{chose}], facts: [f], standing: plausible, text: So.}}
    choices: {{{listed}}}
  end: {{text: e, ending: E}}
""",
        facts="f",
    )
    verdict = play(program, taken).verdict
    assert (verdict.matched, verdict.out_of_reach) == (False, not reach)


def test_divergence_is_the_weighted_share_of_departures_that_counted(river, play):
    def share(*choices):
        return debrief(river, play(river, *choices).state).divergence

    assert share() is None
    assert [share("count", "on", "cross"), share("count", "on", "stay")] == [0.0, 0.25]
    assert [share("wait", "on", "cross"), share("wait", "on", "stay")] == [0.75, 1.0]
    assert share("burn", "on", "stay") == 1.0
    assert divergence(()) is None


def test_a_decision_stands_in_the_debrief_in_the_order_of_the_story(river, play):
    found = debrief(river, play(river, "count", "on", "cross").state)
    assert [verdict.scene_id for verdict in found.verdicts] == ["count", "cross"]
    assert (found.ending, found.date) == ("The far side", datetime.date(1944, 6, 3))


def test_milestones_are_taken_when_their_day_ends_and_not_before(river, play):
    def results(*choices):
        found = debrief(river, play(river, *choices).state).milestones
        return [(one.date.day, one.name, one.got, one.within) for one in found]

    assert results("count")[0] == (1, "boats", None, False)
    assert results("count", "on") == [
        (1, "boats", 3, True),
        (1, "per_man", 1.5, True),
        (1, "quarter", 0.75, False),
        (3, "boats", None, False),
    ]
    # The play ends on the 3rd, which therefore never ends.
    assert results("count", "on", "cross")[-1] == (3, "boats", None, False)
    assert results("burn", "on")[0] == (1, "boats", 0, False)
    first = debrief(river, play(river).state).milestones[:3]
    assert [one.label for one in first] == ["Boats at the landing", "Boats for each of two", "quarter"]
    assert (first[0].expected, first[0].tolerance) == (4, 0.25)
    assert [one.note for one in first] == [None, None, "Counted."], "the note of a milestone is read once"
    assert [one.recorded for one in first] == ["three to five", None, None]
    assert [fact.id for fact in first[0].facts] == ["ten"]


def test_who_follows_history_takes_the_first_of_its_choices_that_is_open(river, play):
    assert history_choice(play(river)) == "count"
    assert history_choice(play(river, "count")) == "again"
    assert [history_choice(play(river, first, "on")) for first in ("count", "burn")] == ["cross", "stay"]
    ended = play(river, "count", "on", "cross")
    assert ended.ending
    with pytest.raises(EngineError):
        history_choice(ended)


def test_following_history_to_the_end_departs_from_nothing(river):
    turn = begin(river, 1)
    for choice in ("count", "on"):
        turn = choose(river, turn.state, choice)
    while turn.ending is None:
        turn = choose(river, turn.state, history_choice(turn))
    assert debrief(river, turn.state).divergence == 0.0
