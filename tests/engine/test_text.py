"""Rule 12 of the language: visits, moments and variations, and what prose shows of a value."""

from __future__ import annotations

import pytest

from hengyang_tui.engine.chance import words
from hengyang_tui.engine.errors import StoryFault
from hengyang_tui.engine.turns import begin, choose

ROUND = """
variables: {n: {start: 0}}
scenes:
  again:
    text:
      - first: Once.
        again: "More than once: {n}."
      - cycle: [Red., Green., Blue.]
      - sequence: [One., Two., Last.]
      - first: Only at first.
      - shuffle: [North., South., West.]
      - if: n == 2
        text: [Twice., {cycle: [Odd., Even.]}]
    choices:
      go: {text: Go., do: n += 1, then: [{sequence: [Then one., Then two., Then more.]}], goto: again}
      aside: {text: Aside., detour: notice}
  notice: {text: A notice.}
"""


def test_rule_12_variations_follow_the_visits_of_their_scene(story, play):
    program = story(ROUND)

    def shown(visits):
        paragraphs = play(program, *["go"] * (visits - 1)).passages[-1].prose.split("\n\n")
        return [one for one in paragraphs if one not in ("North.", "South.", "West.")]

    assert shown(1) == ["Once.", "Red.", "One.", "Only at first."]
    assert shown(2) == ["More than once: 1.", "Green.", "Two."]
    assert shown(3) == ["More than once: 2.", "Blue.", "Last.", "Twice.", "Odd."]
    assert shown(4) == ["More than once: 3.", "Red.", "Last."]


def test_rule_12_visits_count_on_entry_and_a_detour_is_none(story, play, prose):
    program = story(ROUND)
    assert [prose(play(program, *["go"] * n))[0] for n in (1, 2, 3)] == ["Then one.", "Then two.", "Then more."]
    assert prose(play(program, "aside", "go"))[0] == "Then one."


def test_rule_12_a_shuffle_is_keyed_by_seed_and_block(story, play):
    program = story(ROUND)
    options = ("North.", "South.", "West.")
    drawn = set()
    for seed in range(20):
        for visit in (1, 2, 3):
            expected = options[words(seed, "again.text.4", visit)[0] * 3 >> 64]
            assert expected in play(program, *["go"] * (visit - 1), seed=seed).passages[-1].prose
            drawn.add((visit, expected))
    assert len(drawn) == 9


def test_rule_12_each_passage_keeps_the_state_of_its_own_moment(story, play):
    program = story(
        """
calendar: {first_day: 1944-06-01, last_day: 1944-06-03}
variables: {men: {start: 10}}
each_day: men -= 1
scenes:
  start:
    text: "{men} in the morning."
    choices:
      attack: {text: "Attack with {men}.", do: men -= 4, then: "{men} came back."}
  night: {date: 1944-06-01, do: men -= 1, text: "{men} at night."}
  dawn: {date: 1944-06-02, text: "{men} on {date}, day {day}.", do: men += 0}
  last: {date: 1944-06-03, text: "{men} at the end.", do: men = 0, ending: The end}
"""
    )
    turn = play(program, "attack")
    assert [(one.kind, one.date.day, one.prose) for one in turn.passages] == [
        ("consequence", 1, "6 came back."),
        ("report", 1, "5 at night."),
        ("report", 2, "4 on 2 June, day 2."),
        ("scene", 3, "0 at the end."),
    ]


def test_rule_12_rendering_changes_nothing(story, play):
    program = story(ROUND)
    seen, unseen = begin(program, 5), begin(program, 5)
    for _ in range(4):
        before = seen.state.values
        told = [(seen.options, seen.closed, seen.passages) for _ in range(2)]
        assert told[0] == told[1]
        assert seen.state.values == before
        seen, unseen = choose(program, seen.state, "go"), choose(program, unseen.state, "go")
    assert seen.state == unseen.state
    assert play(program, *["go"] * 4, seed=5).passages == unseen.passages


VALUES = """
calendar: {{first_day: 1944-06-01, last_day: 1944-06-01, day_one: 1944-05-27}}
variables:
  men: {{start: 12345}}
  share: {{start: 0.25, range: [0.0, 1.0]}}
  tons: {{start: 1250000.5}}
  ready: {{start: true}}
  order: {{start: three_donts, one_of: [free, three_donts]}}
  hills: {{start: [west, north], some_of: [north, south, west]}}
  none: {{start: [], some_of: [north]}}
derived: {{half: men // 2, bold: ready, kept: hills}}
scenes:
  end:
    text: |
      {}
    ending: E
"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{men}", "12345"),
        ("{men:,}", "12,345"),
        ("{men:8,}|{day:3}|{share:6.2f}|{men:5d}", "  12,345|  6|  0.25|12345"),
        ("{share:.0%} {share:.1%} {men:.1f} {men / 7:.1f} {men / 7:,.2f}", "25% 25.0% 12345.0 1763.6 1,763.57"),
        ("{share} {1 / 3} {2 / 1} {0.0 * -1}", "0.25 0.333333 2 0"),
        ("{tons} {tons:,.0f} {1 / 100000000}", "1250000 1,250,000 0"),
        ("{half} {men - 12346}", "6172 -1"),
        ("{ready} {not ready} {bold} {men > 5 and 'south' in hills}", "yes no yes no"),
        ("{order} {'free'} {order if ready else 'free'}", "three donts free three donts"),
        ("{hills}; {none}; {kept}", "north and west; none; north and west"),
        ("{date} is day {day}, {day + 1} tomorrow", "1 June is day 6, 7 tomorrow"),
        ("{{men}} {{{men}}} {men}}} }}{{", "{men} {12345} 12345} }{"),
        ("方先觉有{men:,}人。", "方先觉有12,345人。"),
    ],
)
def test_prose_shows_a_value_by_its_kind_and_format(story, play, prose, text, shown):
    assert prose(play(story(VALUES.format(text)))) == [shown]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("a {men", "bad-braces", 9),
        ("a } b", "bad-braces", 9),
        ("{}", "bad-braces", 7),
        ("{men:x}", "bad-braces", 7),
        ("{men:.9g}", "bad-braces", 7),
        ("{men:999}", "bad-braces", 7),
        ("{men!r}", "syntax", 11),
        ("{ready:,}", "bad-format", 8),
        ("{share:d}", "bad-format", 8),
        ("{roll(1, 6)}", "chance-in-condition", 8),
        ("{men +\n      1}", "syntax", 13),
        ("see [[nobody]]", "unknown-codex", 11),
    ],
)
def test_what_prose_cannot_show_is_a_finding_with_its_place(findings, text, code, column):
    found = [one for one in findings(VALUES.format(text)) if one.severity == "error"]
    assert [(one.code, one.mark.line, one.mark.column) for one in found] == [(code, 4, column)]


def test_a_set_of_three_is_listed_with_and(story, play, prose):
    text = "variables: {hills: {start: [a, b, c_d], some_of: [c_d, a, b]}}\nscenes:\n  end: {text: '{hills}', ending: E}"
    assert prose(play(story(text))) == ["c d, a and b"]


def test_long_texts_are_shown(story, play, prose):
    many = "".join(f"      - {{if: n >= 0, text: '{{n}} '}}\n" for _ in range(1_500))
    text = f"variables: {{n: {{start: 7}}}}\nscenes:\n  end:\n    ending: E\n    text:\n      - \"{'{n} ' * 3_000}\"\n{many}"
    assert prose(play(story(text)))[0].count("7") == 4_500


def test_a_sum_that_cannot_be_done_is_a_typed_error_that_names_the_scene(story, findings):
    text = """
variables: {men: {start: 0, range: [0, 9]}}
scenes:
  start:
    text: s
    unrecorded: x
    choices:
      all: {text: "{9 // men} each.", do: men += 0, goto: end}
      most: {text: Most., do: men = 9 // men, goto: end}
  end: {text: "{9 % men}", ending: E}
"""
    assert [finding.code for finding in findings(text)] == ["divisor-zero"] * 3
    program = story(text)
    turn = begin(program, 1)
    with pytest.raises(StoryFault, match=r"10\.yaml:2:3: .*'start'"):
        _ = turn.options
    with pytest.raises(StoryFault, match="'start'"):
        choose(program, turn.state, "most")
    with pytest.raises(StoryFault, match="'end'"):
        _ = choose(program, turn.state, "all").passages
