"""What is promised of the campaign, asserted on real plays of it."""

from __future__ import annotations

import datetime
import json
import random
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.history import debrief, history_choice, milestones
from hengyang_tui.engine.layout import DATE, SCENE, STACK, Values
from hengyang_tui.engine.scripted import run_plays
from hengyang_tui.engine.state import State, values_of
from hengyang_tui.engine.turns import STANDING, begin, choose
from hengyang_tui.language.loader import examine
from hengyang_tui.language.usage import uses_of_facts

CAMPAIGN = Path(__file__).parents[2] / "story" / "hengyang"
SEEDS = range(1, 1001)
AUGUST = datetime.date(1944, 8, 1).toordinal() - 1


@pytest.fixture(scope="module")
def program() -> Program:
    report = examine(CAMPAIGN)
    assert report.story is not None
    assert [finding for finding in report.findings if finding.severity != "hint"] == []
    return Program(report.story, eager=True, apart=True)


SETTINGS = {
    "orders-for-rifles": ("captains-judge", "on-release", "the-rule"),
    "orders-for-mortars": ("as-called", "at-attackers", "locked-up"),
    "orders-for-grenades": ("as-asked", "by-count", "ten-metres"),
    "orders-for-guns": ("every-call", "by-the-table", "silent"),
}
"""By class, the orders for fire from the loosest to the tightest."""

Orders = Mapping[str, Mapping[str, str]]
"""By the scene at which they are changed, the orders for fire by class."""

ABROAD = {"the-gap": "ring", "white-flag": "shoot-it-down", "last-houses": "into-the-ring"}


def follow(
    program: Program,
    seed: int,
    departures: Mapping[str, str] | None = None,
    orders: Orders | None = None,
    until: str = "",
) -> Values:
    """A play that follows history but for the departures, by scene, and the orders for fire; the state in which it
    ends, or in which it first stands at its choices on or after a day (`until`, as 1944-07-20).
    """
    last = datetime.date.fromisoformat(until).toordinal() if until else 0
    changes = dict(orders or {})
    values = program.begin(seed)
    while (scene := program.scenes[values[SCENE]]).ending is None:
        if last and values[DATE] >= last:
            break
        if scene.id in changes:
            order(program, values, changes.pop(scene.id))
        open_choices = {program.choice_of[take].id: take for take in program.open[values[SCENE]](values)}
        wanted = [(departures or {}).get(scene.id, ""), *(scene.history.chose if scene.history else ())]
        take = next((open_choices[choice] for choice in wanted if choice in open_choices), None)
        (take or next(iter(open_choices.values())))(values)
    return values


def order(program: Program, values: Values, orders: Mapping[str, str]) -> None:
    """Changes the orders for fire from where the play stands: the standing scene, a class, a setting, and back."""
    there = values[SCENE]
    for class_scene, setting in orders.items():
        values[STACK] = ((there, -1),)
        program.calendar.go(values, program.index["orders-for-fire"], None)
        take(program, values, class_scene.removeprefix("orders-for-"))
        take(program, values, setting)
        take(program, values, "that-is-all")
        assert values[SCENE] == there


def take(program: Program, values: Values, choice_id: str) -> None:
    """Makes a choice; where an order for fire stands already, it is left as it stands."""
    open_choices = {program.choice_of[take].id: take for take in program.open[values[SCENE]](values)}
    open_choices[choice_id if choice_id in open_choices else "as-it-stands"](values)


def value(program: Program, values: Values, name: str) -> int:
    return values[program.layout.variables[name]]


def from_the_first(class_scene: str, setting: str) -> Orders:
    """One order for fire, given on 29 June and left."""
    return {"four-hundred-metres": {class_scene: setting}}


@pytest.fixture(scope="module")
def as_it_was(program: Program) -> list[Values]:
    return [follow(program, seed) for seed in SEEDS]


def last_days(
    program: Program, seeds: range, departures: Mapping[str, str] | None = None, orders: Orders | None = None
) -> list[int]:
    """Days of August (July's are negative) on which such plays end."""
    return [follow(program, seed, departures, orders)[DATE] - AUGUST for seed in seeds]


def test_it_is_long_enough(program: Program) -> None:
    story = program.story
    assert len(story.decisions) >= 48
    assert sum(1 for scene in story.scenes.values() if scene.is_report and scene.dates is not None) >= 60
    assert sum(1 for scene in story.scenes.values() if scene.ending) >= 12
    assert sum(1 for scene in story.decisions if scene.ask) >= 20
    assert len(story.codex) >= 90


def test_every_fact_of_the_ledger_reaches_the_player(program: Program) -> None:
    uses = uses_of_facts(program.story)
    assert len(uses) == 342
    assert [fact for fact, places in uses.items() if not places] == []


def test_history_reaches_the_surrender_on_8_august(program: Program) -> None:
    turn = begin(program, 1)
    while turn.ending is None:
        turn = choose(program, turn.state, history_choice(turn))
    assert (turn.ending, turn.date) == ("The surrender", datetime.date(1944, 8, 8))
    result = debrief(program, turn.state)
    assert result.divergence == 0
    assert all(verdict.matched and not verdict.out_of_reach for verdict in result.verdicts)


def test_the_scripted_plays_come_to_what_they_should(program: Program) -> None:
    assert [str(finding) for finding in run_plays(program)] == []


def test_every_ending_has_a_scripted_play(program: Program) -> None:
    endings = {scene.id for scene in program.story.scenes.values() if scene.ending}
    assert endings == {play.expect.ending for play in program.story.plays if play.expect.ending}


def test_following_history_the_city_falls_between_7_and_9_august(as_it_was: list[Values]) -> None:
    falls = Counter(values[DATE] - AUGUST for values in as_it_was)
    assert sum(falls[day] for day in (7, 8, 9)) >= 0.97 * len(SEEDS)
    assert falls.most_common(1)[0][0] == 8  # two days after the gap of 6 August


def test_following_history_no_order_for_fire_is_changed(program: Program, as_it_was: list[Values]) -> None:
    slots = program.layout.visits
    visited = [scene for scene in ("orders-for-fire", *SETTINGS) if as_it_was[0][slots[scene]]]
    assert visited == []
    ended = values_of(program, State(tuple(as_it_was[0])))
    orders = [ended[name] for name in ("fire_orders", "mortar_orders", "grenade_orders", "gun_orders")]
    assert orders == ["three_donts", "saved", "counted", "counted"]


def test_following_history_the_milestones_hold(program: Program, as_it_was: list[Values]) -> None:
    held: Counter[str] = Counter()
    for values in as_it_was:
        held.update(result.name for result in milestones(program, State(tuple(values))) if result.within)
    assert {result.name for result in milestones(program, State(tuple(as_it_was[0])))} == set(held)
    assert min(held.values()) >= 0.9 * len(SEEDS)


def test_mortar_rounds_are_all_but_gone_by_6_august(program: Program) -> None:
    for seed in range(1, 101):
        turn = begin(program, seed)
        while turn.date < datetime.date(1944, 8, 6) and turn.ending is None:
            turn = choose(program, turn.state, history_choice(turn))
        assert values_of(program, turn.state)["mortar_rounds"] <= 100


def test_more_careful_fire_lasts_longer(program: Program) -> None:
    seeds = range(1, 41)
    careful = statistics.mean(last_days(program, seeds))
    released = statistics.mean(last_days(program, seeds, {"fire-discipline": "on-order"}))
    wasted = statistics.mean(last_days(program, seeds, {"fire-discipline": "captains-judge"}))
    assert wasted <= careful - 1
    assert wasted < released <= careful


def test_orders_for_fire_can_be_given_from_the_day_after_the_rule_until_the_line_breaks(program: Program) -> None:
    offered: dict[str, bool] = {}
    turn = begin(program, 1)
    while turn.ending is None:
        offered[turn.scene.id] = STANDING + "orders-for-fire" in {option.id for option in turn.standing}
        turn = choose(program, turn.state, history_choice(turn))
    scenes = list(offered)
    assert not any(offered[scene] for scene in scenes[: scenes.index("fire-discipline") + 1])
    assert all(offered[scene] for scene in scenes[scenes.index("four-hundred-metres") : scenes.index("the-gap")])
    assert not any(offered[scene] for scene in scenes[scenes.index("the-gap") :])


@pytest.mark.parametrize(
    ("class_scene", "stock"),
    [
        ("orders-for-rifles", "rifle_rounds"),
        ("orders-for-mortars", "mortar_rounds"),
        ("orders-for-grenades", "grenades"),
        ("orders-for-guns", "shells"),
    ],
)
def test_what_is_spared_of_a_class_is_there_later_and_paid_for_in_men(
    program: Program, class_scene: str, stock: str
) -> None:
    loose, _, tight = SETTINGS[class_scene]
    for seed in range(1, 21):
        spent = follow(program, seed, None, from_the_first(class_scene, loose), until="1944-07-20")
        spared = follow(program, seed, None, from_the_first(class_scene, tight), until="1944-07-20")
        assert value(program, spared, stock) > value(program, spent, stock)
        assert value(program, spared, "hit") > value(program, spent, "hit")


@pytest.mark.parametrize("class_scene", ["orders-for-rifles", "orders-for-mortars", "orders-for-grenades"])
def test_no_order_for_fire_wins_outright(program: Program, class_scene: str) -> None:
    """The looser, the fewer men are hit by 20 July; the tighter, the more the line can still do on 4 August."""
    seeds = range(1, 21)
    hit, defence = [], []
    for setting in SETTINGS[class_scene]:
        orders = from_the_first(class_scene, setting)
        july = [follow(program, seed, None, orders, until="1944-07-20") for seed in seeds]
        august = [follow(program, seed, None, orders, until="1944-08-04") for seed in seeds]
        hit.append(statistics.mean(value(program, values, "hit") for values in july))
        defence.append(statistics.mean(program.derived_value("defence", State(tuple(values))) for values in august))
    assert hit[0] < hit[1] < hit[2]
    assert defence[0] < defence[1] < defence[2]


def test_sparing_mortars_in_quiet_weeks_costs_no_more_men_and_holds_longer(program: Program) -> None:
    """What the instrument is for: one order for the lull and another for the assault."""
    quiet, loud = {"orders-for-mortars": "locked-up"}, {"orders-for-mortars": "at-attackers"}
    changes = {
        "how-to-spend-it": quiet,
        "the-last-battalion": loud,
        "shots-in-the-south-west": quiet,
        "the-last-rounds": {"orders-for-mortars": "as-called"},
    }
    always = from_the_first("orders-for-mortars", "locked-up")
    for seed in range(1, 11):
        changed = follow(program, seed, None, changes, until="1944-08-04")
        assert value(program, changed, "mortar_rounds") > 300
        assert value(program, changed, "hit") < value(
            program, follow(program, seed, None, always, until="1944-08-04"), "hit"
        )
    seeds = range(1, 21)
    assert statistics.mean(last_days(program, seeds, None, changes)) >= statistics.mean(last_days(program, seeds)) + 0.5


def test_better_works_cost_fewer_men(program: Program) -> None:
    slots = program.layout.variables

    def casualties(seed: int, more_works: int) -> int:
        """Casualties of the first assault with so many more points of works in June."""
        values = program.begin(seed)
        values[slots["works"]] += more_works
        while values[DATE] < datetime.date(1944, 7, 3).toordinal():
            open_choices = {program.choice_of[take].id: take for take in program.open[values[SCENE]](values)}
            history = program.scenes[values[SCENE]].history
            chosen = [choice for choice in (history.chose if history else ()) if choice in open_choices]
            open_choices[chosen[0] if chosen else next(iter(open_choices))](values)
        return values[slots["hit"]]

    for seed in range(1, 41):
        assert casualties(seed, 30) < casualties(seed, 0) < casualties(seed, -10)


def test_no_single_departure_holds_a_week_longer(program: Program) -> None:
    base = statistics.mean(last_days(program, range(1, 7)))
    for scene in program.story.scenes.values():
        chose = scene.history.chose if scene.history else ()
        for choice in scene.choices:
            if choice.id not in chose and not scene.id.startswith("orders-for-"):
                days = statistics.mean(last_days(program, range(1, 7), {scene.id: choice.id}))
                assert days < base + 7, f"{scene.id}.{choice.id}"


LONGER = {
    "hands and spades": {
        "the-four-ten": "who-will",
        "men-to-carry": "three-thousand",
        "how-to-spend-it": "dig",
        "the-length-of-the-line": "inner-heights",
    },
    "spades and a day more": {
        "what-to-build": "west-first",
        "men-to-carry": "three-thousand",
        "how-to-spend-it": "dig",
        "in-form": "one-day-more",
        "the-last-battalion": "whole-to-ge",
        "pan-zhi": "thirty-each",
    },
    "a battalion kept for the hole": {"clerks-and-grooms": "one-battalion", "the-gap": "the-kept"},
}


@pytest.mark.parametrize("line", LONGER)
def test_several_lines_hold_a_few_days_longer(program: Program, line: str) -> None:
    seeds = range(1, 21)
    gained = statistics.mean(last_days(program, seeds, LONGER[line])) - statistics.mean(last_days(program, seeds))
    assert 0.5 <= gained < 5


SPARING = {
    "the wounded underground": {"the-way-back": "cellars"},
    "out in July": {"a-door-left-open": "break-out", "the-embankment": "by-the-ponds"},
    "the sheet of July": {
        "passes-from-the-air": "ask-a-question",
        "a-table-at-the-hall": "the-envelope",
        "by-the-third": "sign",
    },
}


@pytest.mark.parametrize("line", SPARING)
def test_several_lines_save_more_men(program: Program, line: str) -> None:
    seeds = range(1, 21)
    for seed in seeds:
        dead = value(program, follow(program, seed, SPARING[line]), "dead")
        assert dead < value(program, follow(program, seed), "dead") - 300


def test_the_ring_alone_does_not_reach_the_twentieth(program: Program) -> None:
    """The last day is for the longest lines only; a scripted play reaches it."""
    assert max(last_days(program, range(1, 21), ABROAD)) < 20


@pytest.fixture(scope="module")
def at_random(program: Program) -> list[Values]:
    """Plays of chance: any open choice, and now and then the orders for fire."""
    draws = random.Random(1944)  # noqa: S311  not a secret
    ended = []
    for seed in range(1, 1001):
        values = program.begin(seed)
        while program.scenes[values[SCENE]].ending is None:
            standing = program.standing(values) if not values[STACK] and draws.random() < 0.05 else ()
            if standing:
                values[STACK] = ((values[SCENE], -1),)
                program.calendar.go(values, program.index[standing[0].id], None)
            else:
                draws.choice(program.open[values[SCENE]](values))(values)
        ended.append(values)
    return ended


def test_plays_of_chance_are_spread_over_the_siege(program: Program, at_random: list[Values]) -> None:
    days = [values[DATE] - AUGUST for values in at_random]
    shares = {
        "second assault": sum(day <= -10 for day in days),
        "while they waited": sum(-10 < day <= 3 for day in days),
        "third assault": sum(3 < day <= 8 for day in days),
        "past the record": sum(day > 8 for day in days),
    }
    least = {"second assault": 0.01, "while they waited": 0.15, "third assault": 0.25, "past the record": 0.01}
    assert all(shares[when] >= least[when] * len(days) for when in least), shares
    assert max(shares.values()) <= 0.6 * len(days), shares
    endings = Counter(program.scenes[values[SCENE]].id for values in at_random)
    assert len(endings) >= 12
    assert max(endings.values()) <= 0.3 * len(days)


def test_one_run_of_the_explorer_reaches_every_scene_choice_and_ending() -> None:
    """As a writer runs it; what is not reached is in the report, with what it waits for."""
    asked = ["explore", str(CAMPAIGN), "--plays", "10000", "--follow", "least-used", "--json"]
    printed = subprocess.run([sys.executable, "-m", "hengyang_tui", *asked], capture_output=True, check=True)
    report = json.loads(printed.stdout)
    wanted = ("scenes", "endings", "choices open", "choices taken")
    missed = {what: report["coverage"][what] for what in wanted}
    assert all(one["reached"] == one["of"] for one in missed.values()), (missed, report["unreached"][:9])


def test_every_history_card_has_sources(program: Program) -> None:
    for scene in program.story.decisions:
        assert scene.history.facts
        assert all(program.story.facts[fact].sources for fact in scene.history.facts)
