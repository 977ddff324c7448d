"""The rules of the calendar, 1 to 11 (docs/language.md): each has a test that begins with its number.

The days are 1 to 5 June. `told` gives, by day, the scenes that a turn tells, so most tests are reports in a
calendar and the days on which they come.
"""

from __future__ import annotations

import datetime

import pytest

from hengyang_tui.engine.errors import CalendarRanOut, TurnTooLong
from hengyang_tui.engine.history import milestones
from hengyang_tui.engine.state import values_of
from hengyang_tui.engine.turns import begin, choose

CALENDAR = "calendar: {first_day: 1944-06-01, last_day: 1944-06-05}\n"
END = "\n  end: {date: 1944-06-05, priority: -9, text: The end., ending: The end}\n"


def codes(found):
    return [finding.code for finding in found]


def test_rule_01_a_day_offers_then_each_day_runs_then_milestones_are_taken_then_the_date_moves(story, prose):
    program = story(
        CALENDAR
        + """
variables:
  days_ended: {start: 0}
  on_the_second: {start: 0}
each_day: |
  days_ended = days_ended * 10 + day
  if date == '1944-06-02':
    on_the_second += 1
milestones: [{date: 1944-06-02, compare: {days_ended: 12, on_the_second: 1}, tolerance: 0.0}]
scenes:
  morning: {date: 1944-06-01.., repeat: true, text: "{day}: {days_ended}"}
"""
        + END
    )
    turn = begin(program, 1)
    assert prose(turn)[:-1] == ["1: 0", "2: 1", "3: 12", "4: 123", "5: 1234"]
    assert values_of(program, turn.state)["on_the_second"] == 1
    assert [result.got for result in milestones(program, turn.state)] == [12, 1]


def test_rule_01_a_day_is_offered_from_again_until_nothing_is_left(story, told):
    program = story(
        CALENDAR
        + """
variables: {seen: {start: false}}
scenes:
  start: {text: s}
  after: {date: 1944-06-01, if: seen, text: a}
  before: {date: 1944-06-01, do: seen = true, text: b}
"""
        + END
    )
    assert told(begin(program, 1)) == {1: "start before after", 5: "end"}


def test_rule_01_day_counts_from_day_one_and_is_not_positive_before(story, play, prose):
    program = story(
        """
calendar: {first_day: 1944-06-01, last_day: 1944-06-05, day_one: 1944-06-03}
scenes:
  morning: {date: 1944-06-01.., repeat: true, text: "{date} is day {day}."}
"""
        + END
    )
    turn = play(program)
    assert prose(turn)[:3] == ["1 June is day -1.", "2 June is day 0.", "3 June is day 1."]
    assert (turn.day, turn.date) == (3, datetime.date(1944, 6, 5))


def test_rule_02_interrupting_then_priority_then_exact_days_then_file_and_line(story, told):
    program = story(
        CALENDAR
        + """
scenes:
  start: {text: s}
  in-a-window: {date: 1944-06-02..1944-06-04, text: w}
  second: {date: 1944-06-02, text: b}
  third: {date: 1944-06-02, text: c}
  first: {date: 1944-06-02, priority: 1, text: a}
  forced: {date: 1944-06-02, interrupt: true, priority: -1, text: f}
scenes:
  fourth: {date: 1944-06-02, text: d}
"""
        + END
    )
    assert told(begin(program, 1)) == {1: "start", 2: "forced first second third fourth in-a-window", 5: "end"}


def test_rule_02_the_story_comes_before_its_branches_and_those_by_id(story, told):
    day = "scenes: {scene: {date: 1944-06-02, text: b}}"
    text = CALENDAR + "scenes:\n  start: {text: s}\n  scene: {date: 1944-06-02, text: s}" + END
    for branches in ({"amber": day, "birch": day}, {"birch": day, "amber": day}):
        program = story(text, branches=branches)
        assert told(begin(program, 1)) == {1: "start", 2: "scene amber/scene birch/scene", 5: "end"}


def test_rule_02_only_one_window_scene_a_day_beside_those_on_their_last_day_and_interrupting_ones(story, told):
    program = story(
        CALENDAR
        + """
scenes:
  start: {text: s}
  a: {date: 1944-06-01..1944-06-04, text: a}
  b: {date: 1944-06-01..1944-06-04, text: b}
  c: {date: ..1944-06-04, text: c}
  ends-on-2: {date: ..1944-06-02, text: d}
  too-ends-on-2: {date: 1944-06-02..1944-06-02, text: e}
  forced: {date: 1944-06-01.., interrupt: true, text: f}
"""
        + END
    )
    # Both scenes that end on the 2nd come beside b, whose day it is; c has its turn on the 3rd.
    assert told(begin(program, 1)) == {
        1: "start forced a",
        2: "b ends-on-2 too-ends-on-2",
        3: "c",
        5: "end",
    }


def test_rule_02_a_window_scene_that_is_not_yet_open_leaves_the_day_to_the_next(story, told):
    program = story(
        CALENDAR
        + """
variables: {ready: {start: false}}
each_day: ready = day >= 2
scenes:
  start: {text: s}
  when-ready: {date: 1944-06-01..1944-06-04, if: ready, text: a}
  any-time: {date: 1944-06-01..1944-06-04, text: b}
  never: {date: 1944-06-01.., if: day > 9, text: c}
"""
        + END
    )
    assert told(begin(program, 1)) == {1: "start any-time", 3: "when-ready", 5: "end"}


def test_rule_03_once_a_play_and_an_exact_day_that_was_closed_is_gone(story, told):
    program = story(
        CALENDAR
        + """
variables: {late: {start: false}}
each_day: late = true
scenes:
  start: {text: s}
  once: {date: 1944-06-01.., text: a}
  closed-that-day: {date: 1944-06-01, if: late, text: b}
"""
        + END
    )
    assert told(begin(program, 1)) == {1: "start once", 5: "end"}


def test_rule_03_repeat_is_once_a_day_while_window_and_condition_hold(story, told):
    program = story(
        CALENDAR
        + """
scenes:
  start: {text: s}
  bells: {date: 1944-06-02.., repeat: true, if: day != 3, text: a}
"""
        + END
    )
    assert told(begin(program, 1)) == {1: "start", 2: "bells", 4: "bells", 5: "bells end"}


def test_rule_03_a_repeating_scene_that_begins_the_play_has_had_its_first_day(story, told):
    program = story(CALENDAR + "scenes:\n  bells: {date: ..1944-06-02, repeat: true, text: a}" + END)
    assert told(begin(program, 1)) == {1: "bells", 2: "bells", 5: "end"}


LED_AWAY = (
    CALENDAR
    + """
scenes:
  start: {text: s, goto: on-the-third}
  on-the-third: {date: 1944-06-03, if: day > 5, text: a}
  every-day: {date: 1944-06-03.., repeat: true, text: r}
"""
    + END
)


def test_rule_04_goto_disregards_date_and_condition_and_uses_the_scene_up(story, findings, told):
    assert told(begin(story(LED_AWAY), 1))[1] == "start on-the-third"
    assert "on-the-third" not in " ".join(list(told(begin(story(LED_AWAY), 1)).values())[1:])
    assert "takes-dated-scene" in codes(findings(LED_AWAY))


def test_rule_04_goto_uses_up_the_day_of_a_repeating_scene(story, told):
    program = story(
        CALENDAR
        + """
scenes:
  start: {text: s, goto: bells}
  bells: {date: ..1944-06-02, repeat: true, text: r}
"""
        + END
    )
    assert told(begin(program, 1)) == {1: "start bells", 2: "bells", 5: "end"}


WAITING = (
    CALENDAR
    + """
variables: {ended: {start: 0, label: Days ended}}
each_day: ended += 1
scenes:
  start:
    text: s
    choices:
      one: {text: To tomorrow., days: 1}
      three: {text: Three days., days: 3}
      three-then: {text: Three days and on., days: 3, goto: aim}
      ninety: {text: For ever., days: 90}
  same-day: {date: 1944-06-01, text: a}
  on-the-second: {date: 1944-06-02, text: b}
  in-a-window: {date: 1944-06-02..1944-06-04, text: w}
  aim: {text: "after {ended}"}
"""
    + END
)


@pytest.mark.parametrize(
    ("choice", "days"),
    [
        ("one", {2: "on-the-second in-a-window", 5: "end"}),
        ("three", {4: "in-a-window", 5: "end"}),
        ("three-then", {4: "aim in-a-window", 5: "end"}),
        ("ninety", {5: "end"}),
    ],
)
def test_rule_05_days_skip_offers_and_every_day_still_ends(story, play, told, choice, days):
    program = story(WAITING)
    turn = play(program, choice)
    assert told(turn) == days
    assert values_of(program, turn.state)["ended"] == 4


def test_rule_05_a_report_can_let_days_pass_and_lead_on(story, told):
    text = (
        CALENDAR
        + """
scenes:
  start: {text: s, days: 2, goto: aim}
  missed: {date: 1944-06-02, text: b}
  aim: {text: a}
"""
    )
    assert told(begin(story(text + END), 1)) == {1: "start", 3: "aim", 5: "end"}


INTERRUPTED = (
    CALENDAR
    + """
scenes:
  start:
    text: s
    choices:
      wait: {text: Wait., days: 3, goto: aim}
      ask: {text: Ask., detour: aside}
  aside: {text: d, choices: {wait: {text: Wait., days: 3, goto: aim}}}
  aim: {text: a}
  missed: {date: 1944-06-02, text: m}
  alarm: {date: 1944-06-03, interrupt: true, text: alarm}
  after: {date: 1944-06-03, text: c}
"""
    + END
)


@pytest.mark.parametrize("choices", [("wait",), ("ask", "wait")])
def test_rule_05_interrupt_cancels_wait_goto_and_detours(story, play, told, choices):
    turn = play(story(INTERRUPTED), *choices)
    assert told(turn) == {3: "alarm after", 5: "end"}
    assert turn.ending == "The end"


def test_rule_05_an_interrupting_scene_of_today_comes_before_the_wait_begins(story, play, told):
    program = story(
        CALENDAR
        + """
variables: {struck: {start: false}}
scenes:
  start: {text: s, choices: {wait: {text: Wait., do: struck = true, days: 3}}}
  alarm: {date: 1944-06-01.., if: struck, interrupt: true, text: a}
  tomorrow: {date: 1944-06-02, text: b}
"""
        + END
    )
    assert told(play(program, "wait")) == {1: "alarm", 2: "tomorrow", 5: "end"}


def test_rule_05_check_lists_what_a_wait_can_miss(findings):
    text = (
        CALENDAR
        + """
scenes:
  start: {date: 1944-06-01, text: s, unrecorded: x, choices: {wait: {text: Wait., days: 3}}}
  missed: {date: 1944-06-02, text: b}
  alarm: {date: 1944-06-02, interrupt: true, text: c}
  on-time: {date: 1944-06-04, text: d}
"""
    )
    (finding,) = findings(text + END)
    assert finding.code == "wait-misses"
    assert "1 dated scene(s): missed (1944-06-02)" in finding.message
    assert (finding.mark.line, finding.source[finding.mark.column - 1 :][:1]) == (2, "3")


FALL = (
    CALENDAR
    + """
variables: {wall: {start: 1}}
scenes:
  start:
    text: s
    choices:
      breach: {text: Breach it., do: wall -= 1, goto: second}
  second: {text: b, choices: {on: {text: On., goto: third}}}
  third: {text: c, choices: {rest: {text: Rest.}}}
  planned: {date: 1944-06-01, text: d}
  fall: {date: 1944-06-01.., interrupt: true, if: wall <= 0, text: f, ending: The fall}
"""
    + END
)


def test_rule_06_a_forced_event_comes_at_the_next_hand_back_and_never_inside_gotos(story, play):
    program = story(FALL)
    assert [play(program, *choices).scene.id for choices in [("breach",), ("breach", "on")]] == ["second", "third"]
    assert play(program, "breach", "on", "rest").ending == "The fall"


def test_rule_07_a_report_runs_its_effects_joins_the_turn_and_is_no_step(story, play, prose):
    program = story(
        CALENDAR
        + """
variables: {men: {start: 10}}
scenes:
  start: {text: "{men} men", choices: {wait: {text: Wait.}}}
  losses: {date: 1944-06-01, do: men -= 3, text: "three fell, {men} left"}
  silent: {date: 1944-06-02, do: men -= 1}
  roll-call: {date: 1944-06-03, text: "{men} at the roll call", choices: {wait: {text: Wait.}}}
"""
        + END
    )
    turn = play(program, "wait")
    assert prose(turn) == ["three fell, 7 left", "6 at the roll call"]
    assert [passage.kind for passage in turn.passages] == ["report", "scene"]
    assert turn.made == ("start", "wait")


def test_rule_07_a_thousand_scenes_in_one_turn_are_a_typed_error_that_names_the_place(story):
    program = story("variables: {n: {start: 0}}\nscenes:\n  round: {do: n += 1, goto: about}\n  about: {goto: round}")
    with pytest.raises(TurnTooLong, match=r"10\.yaml:\d:\d+: scene 'round'"):
        begin(program, 1)


DETOURS = (
    CALENDAR
    + """
variables: {asked: {start: 0}}
scenes:
  start:
    do: asked += 100
    text: "{asked}"
    choices:
      ask: {text: Ask., detour: clerk, then: You ask.}
      ask-and-go: {text: Ask and go., detour: clerk, goto: gone}
      look: {text: Look., detour: notice}
      go: {text: "Go, having asked {asked}."}
  clerk:
    do: asked += 1
    text: He looks up.
    choices:
      why: {text: Why?, detour: notice}
      more: {text: More., goto: ledger}
      thanks: {text: Thanks.}
  ledger: {text: A ledger., choices: {shut: {text: Shut it.}}}
  notice: {text: A notice on the wall.}
  gone: {text: Gone., choices: {on: {text: On.}}}
"""
    + END
)


def test_rule_08_a_detour_comes_back_to_the_same_list_without_a_new_visit(story, play, prose):
    program = story(DETOURS)
    turn = play(program, "look")
    assert prose(turn) == ["A notice on the wall."]
    assert turn.scene.id == "start"
    assert [option.id for option in turn.options] == ["ask", "ask-and-go", "look", "go"]
    assert values_of(program, turn.state)["asked"] == 100
    turn = play(program, "ask", "thanks")
    assert (turn.scene.id, turn.options[-1].text) == ("start", "Go, having asked 101.")
    assert turn.passages == ()


def test_rule_08_in_a_detour_the_end_of_a_scene_returns_through_gotos_and_detours_in_detours(story, play, prose):
    program = story(DETOURS)
    assert prose(play(program, "ask")) == ["You ask.", "He looks up."]
    assert play(program, "ask", "more", "shut").scene.id == "start"
    assert play(program, "ask", "why").scene.id == "clerk"
    assert play(program, "ask", "why", "thanks", "look", "ask", "thanks").scene.id == "start"


def test_rule_08_a_detour_with_goto_goes_on_there_when_it_returns(story, play):
    assert play(story(DETOURS), "ask-and-go", "why", "thanks").scene.id == "gone"


def test_rule_08_circular_detours_are_refused(findings):
    text = """
scenes:
  start: {text: s, unrecorded: x, choices: {ask: {text: Ask., detour: aside}, on: {text: On., goto: end}}}
  aside: {text: d, unrecorded: x, choices: {back: {text: Back., goto: start}, on: {text: On.}}}
  end: {text: e, ending: The end}
"""
    (finding,) = findings(text)
    assert (finding.code, finding.severity, finding.mark.line) == ("detour-circle", "error", 2)


@pytest.mark.parametrize(
    "ending",
    ["", "if: 1 > 0, date: 1944-06-05, ending: E", "date: 1944-06-04, ending: E", "date: 1944-06-05"],
)
def test_rule_09_a_calendar_needs_an_ending_on_its_last_day_without_condition(story, findings, ending):
    text = CALENDAR + f"scenes:\n  start: {{text: s}}\n  last: {{text: l, {ending}}}\n"
    assert "calendar-runs-out" in codes(findings(text))
    if "ending" not in ending:
        with pytest.raises(CalendarRanOut, match=r"story\.yaml"):
            begin(story(text), 1)
    assert "calendar-runs-out" not in codes(findings(CALENDAR + "scenes:\n  start: {text: s}" + END))


def test_rule_09_days_without_a_calendar_are_an_error_and_never_a_crash(story, findings, play):
    text = """
scenes:
  start: {text: s, unrecorded: x, choices: {wait: {text: Wait., days: 1, goto: end}}}
  end: {text: e, ending: The end}
"""
    assert codes(findings(text)) == ["no-calendar"]
    with pytest.raises(CalendarRanOut, match="scene 'start'"):
        play(story(text), "wait")


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        ("{a: {text: A, if: men > 5}, b: {text: B, once: true}}", ["choices-can-be-empty"]),
        ("{a: {text: A, if: men > 5}, b: {text: B}}", []),
        ("{a: {text: A, if: men > 5}, b: {text: B, fallback: true}}", []),
        ("{a: {text: A}, b: {text: B, fallback: true, if: men > 5}}", ["fallback-with-condition"]),
    ],
)
def test_rule_10_every_list_has_a_way_out(findings, choices, found):
    text = f"""
variables: {{men: {{start: 5, range: [0, 9], gauge: true}}}}
scenes:
  start: {{text: s, do: men += 1, unrecorded: x, choices: {choices}}}
"""
    assert codes(findings(CALENDAR + text + END)) == found


def test_rule_10_a_fallback_shows_only_when_nothing_else_is_open(story, play):
    program = story(
        CALENDAR
        + """
variables: {men: {start: 1}}
scenes:
  start:
    text: s
    choices:
      send: {text: Send one., if: men > 0, unless_met: "{men} left.", do: men -= 1, detour: report}
      boast: {text: Boast., once: true, detour: report}
      sit: {text: Sit., fallback: true}
  report: {text: r}
"""
        + END
    )

    def options(*choices):
        return [option.id for option in play(program, *choices).options]

    assert options() == ["send", "boast"]
    assert options("send") == ["boast"]
    assert options("send", "boast") == ["sit"]
    assert [(closed.id, closed.reason) for closed in play(program, "send").closed] == [("send", "0 left.")]


def test_rule_11_a_scene_is_added_by_its_date_alone(story, play, told):
    text = (
        CALENDAR + "scenes:\n  start: {text: s, choices: {wait: {text: Wait.}}}\n  storm: {date: 1944-06-03, text: t}"
    )
    before = told(play(story(text + END), "wait"))
    added = told(play(story(text + END + "scenes:\n  letter: {date: 1944-06-02, text: a}\n"), "wait"))
    assert added == {2: "letter"} | before


def test_a_choice_after_the_end_is_a_typed_error(story):
    from hengyang_tui.engine.errors import EngineError

    turn = begin(story(CALENDAR + "scenes:\n  start: {text: s}" + END), 1)
    with pytest.raises(EngineError, match="The play has ended: The end"):
        choose(turn.program, turn.state, "wait")
