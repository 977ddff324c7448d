"""Code for one day does what code for any day does, and pages come out the same whole and in parts."""

from __future__ import annotations

from random import Random

import pytest

from hengyang_tui import stories
from hengyang_tui.engine import codegen
from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.layout import DATE, SCENE
from hengyang_tui.language.loader import load_story

DAYS = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-30, day_one: 1944-06-11}
variables:
  men: {start: 700, range: [0, 900]}
  food: {start: 40.5, range: [0, 60]}
  mood: {start: calm, one_of: [calm, tired, afraid]}
  held: {start: [north, south], some_of: [north, south, west]}
  asked: {start: false}
derived:
  phase: 0 if day < 1 else 1 if day <= 9 else 2
  quiet: phase == 1 or day % 5 == 0
  weather: "'afraid' if phase == 2 else 'calm'"
  base: 7
  share: base * men // (day + 30)
  strain: max(0, 30 - men // 20) + (phase * base if quiet else 1)
  cost: strain + share + (len(held) if day > 3 else phase)
  risky: men // (day - 5)
rules:
  lose(n): |
    men -= min(n, men)
each_day: |
  if phase == 0:
    men += day % 3 + 20
  elif quiet and not asked:
    lose(cost * roll(1, 3) // 2)
    mood = weather
  else:
    lose(min(cost + day, 2 * day, 90 if date > '1944-06-20' else 40))
    food -= 0.25 * day
  if chance(0.5 if phase == 1 else 0.1) and min(phase, 1) == 1:
    held -= 'north'
  else:
    held += 'west'
  if day > 5 and day != 10:
    asked = risky > 30 or men // (day - 5) > 40
  mood = pick('calm', 'tired') if day % 4 == 0 else mood
milestones:
  - {date: 1944-06-12, compare: {men: 100, cost: 30}, tolerance: 1, facts: [a]}
  - {date: 1944-06-30, compare: {phase: 2}, tolerance: 1, facts: [a]}
scenes:
  start: {text: s}
  end: {date: 1944-06-30, text: e, ending: E}
"""


@pytest.fixture(params=[codegen.LONG, 0], ids=["written-out", "called"])
def both(story, monkeypatch, request):
    """A story with code for each day apart, and with code for any day."""
    program = story(DAYS, facts="a")
    monkeypatch.setattr(codegen, "LONG", request.param)
    return Program(program.story, apart=True), program


def test_what_follows_from_the_day_is_known_in_code_for_one_day(both):
    apart, _ = both
    writer, story = apart.writer, apart.story
    written = []
    for day in (0, 1, 5, 10):
        with writer.on(story.calendar.day_one + day - 1):
            names = ("phase", "quiet", "weather", "base", "risky")
            written.append([writer.expression(story.derived[name].node) for name in names])
    men, mood = f"v[{apart.layout.variables['men']}]", story.derived["weather"].node.kind.words
    assert [row[:4] for row in written] == [
        ["0", "True", str(mood.index("calm")), "7"],
        ["1", "True", str(mood.index("calm")), "7"],
        ["1", "True", str(mood.index("calm")), "7"],
        ["2", "True", str(mood.index("afraid")), "7"],
    ]
    assert [row[4] for row in written] == [f"({men} // {divisor})" for divisor in ("(-5)", "(-4)", "0", "5")]


def test_a_day_ends_the_same_in_its_own_code_and_in_code_for_any_day(both):
    chance = Random(1944)  # noqa: S311  these are states to compare, not secrets
    story, slots = both[0].story, both[0].layout.variables
    for seed in range(1, 300):
        values = both[0].fresh(seed)
        place = chance.randint(0, story.calendar.last_day - story.calendar.first_day)
        values[DATE] = story.calendar.first_day + place
        values[slots["men"]], values[slots["food"]] = chance.randint(0, 900), chance.uniform(0, 60)
        values[slots["mood"]], values[slots["held"]] = chance.randint(0, 2), chance.randint(0, 7)
        values[slots["asked"]] = chance.random() < 0.5
        outcomes = []
        for program in both:
            after = values.copy()
            program.calendar.ends[place](after)
            outcomes.append([(type(value), value) for value in after])
        assert outcomes[0] == outcomes[1]


def test_days_with_the_same_code_share_it(story):
    program = Program(story(DAYS.replace("day % 3", "3").replace("day % 4", "3"), facts="a").story, apart=True)
    program.begin(1)
    calendar = program.story.calendar
    before, after = (program.calendar.ends[:10], program.calendar.ends[10 : calendar.last_day - calendar.first_day])
    assert len(set(before)) == 1
    assert len(set(after)) == len(after)


def test_whole_plays_come_out_the_same_in_both(both):
    apart, plain = both
    for seed in range(1, 50):
        assert apart.begin(seed) == plain.begin(seed)


@pytest.fixture(scope="module")
def campaign():
    return Program(load_story(stories.campaign()))


def test_the_campaign_is_the_same_in_code_for_each_day_and_for_any(campaign):
    apart = Program(campaign.story, apart=True)
    for seed in range(1, 11):
        ends = []
        for program in (campaign, apart):
            values = program.begin(seed)
            chance = Random(seed)  # noqa: S311  likewise
            while program.scenes[values[SCENE]].ending is None:
                chance.choice(program.open[values[SCENE]](values))(values)
            ends.append(values)
        assert ends[0] == ends[1]


def test_what_is_offered_is_what_is_open_with_the_text_of_each(campaign):
    for seed in range(1, 11):
        values = campaign.begin(seed)
        chance = Random(seed)  # noqa: S311  likewise
        while (scene := campaign.scenes[values[SCENE]]).ending is None:
            takes = campaign.open[values[SCENE]](values)
            offered, texts = campaign.offer[values[SCENE]](values)
            assert offered == takes
            choices = [campaign.choice_of[take] for take in takes]
            assert list(texts) == [
                campaign.render(f"{scene.id}.{one.id}", one.text, values, scene.id) for one in choices
            ]
            prose = campaign.render(f"{scene.id}.text", scene.text, values, scene.id)
            assert campaign.tell[values[SCENE]](values) == prose
            chance.choice(takes)(values)


@pytest.mark.parametrize("open_ones", [(), ("a", "c"), ("a", "b", "c", "d", "e")])
def test_a_long_list_is_offered_in_order_with_its_texts(story, open_ones):
    choices = "\n".join(f"      {one}: {{text: '{one} {{n}}', if: {one}}}" for one in "abcde")
    flags = "".join(f"  {one}: {{start: {str(one in open_ones).lower()}}}\n" for one in "abcde")
    program = story(f"""
calendar: {{first_day: 1944-06-01, last_day: 1944-06-02}}
variables:
  n: {{start: 7}}
{flags}
scenes:
  start:
    text: 100% of {{n}}.
    choices:
{choices}
      none: {{text: Nothing., fallback: true}}
  end: {{date: 1944-06-02, text: e, ending: E}}
""")
    values = program.begin(1)
    assert program.tell[0](values) == "100% of 7."
    expected = [(one, f"{one} 7") for one in open_ones] or [("none", "Nothing.")]
    assert [(choice.id, text) for choice, text in program.offered(values)] == expected
