"""Exhaustive search against every play, played one by one; and what it says when it cannot be complete."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from hengyang_tui.explore.as_text import as_text
from hengyang_tui.explore.exhaustive import DEEP, FULL, STOPPED, exhaust
from hengyang_tui.explore.framing import frame_of
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.relevant import Sieve
from hengyang_tui.explore.report import Asked, as_json, never_reached
from hengyang_tui.language.loader import load_story
from hengyang_tui.language.story import date_of
from hengyang_tui.stories import tutorial

STORIES = Path(__file__).parent / "stories"
FIXTURES = Path(__file__).parents[1] / "fixtures"
KILN, QUARRY = STORIES / "kiln", STORIES / "quarry"


def searched(folder, seed=1, limit=1_000, megabytes=100, stop=lambda: False):
    program = Observed(load_story(folder))
    asked = Asked("every choice", "", (), limit, 250)
    return exhaust(program, frame_of(program.story), asked, seed, megabytes, stop, lambda _: None)


def every_play(program, seed):
    """What all plays of a seed come to, each played by itself from its beginning: the oracle, slow and simple."""
    seen, ended = defaultdict(set), Counter()
    ways = [()]
    while ways:
        way = ways.pop()
        masks = []
        values = program.begin(seed, masks.append)
        for take in way:
            take(values, masks.append)
        scene = program.scenes[values[1]]
        seen["entered"] |= {one.id for one in program.scenes if values[program.layout.visits[one.id]]}
        masks += [program.masks[values[1]](values)] if program.masks[values[1]] else []
        seen["shown"] |= {leaf.id for mask in masks for leaf in program.leaves_in(mask)}
        if scene.ending is not None:
            ended[scene.id, values[2]] += 1
            continue
        for take in program.opened[values[1]](values):
            seen["taken"].add(f"{scene.id}.{program.names[take]}")
            ways.append((*way, take))
    return seen, ended


@pytest.mark.parametrize("folder", [KILN, tutorial(), FIXTURES / "canal"], ids=["kiln", "tutorial", "canal"])
@pytest.mark.parametrize("seed", [1, 2])
def test_it_finds_what_all_plays_come_to(folder, seed):
    program = Observed(load_story(folder))
    seen, ended = every_play(program, seed)
    report = searched(folder, seed)
    tally = report.tally
    assert (report.exhausted.why, report.exhausted.waiting) == ("", 0)
    assert set(tally.entered) == seen["entered"]
    assert set(tally.taken) == seen["taken"]
    assert set(tally.shown) == seen["shown"]
    dates = {(scene, date) for scene, dates in tally.ended.items() for date in dates}
    assert dates == {(scene, date_of(date).isoformat()) for scene, date in ended}
    assert sum(sum(dates.values()) for dates in tally.ended.values()) < sum(ended.values())


def test_a_state_made_again_of_what_matters_goes_on_in_the_same_way(kiln):
    """Three choices deep, each state and what the sieve makes of it lead to the same scenes and the same keys."""
    sieve = Sieve(kiln, 3)
    states = [kiln.begin(3)]
    for _ in range(3):
        following = []
        for state in states:
            twin = sieve.state(sieve.key(state))
            assert sieve.key(twin) == sieve.key(state)
            takes = kiln.opened[state[1]](state)
            assert kiln.opened[twin[1]](twin) == takes
            for take in takes:
                one, other = state.copy(), twin.copy()
                take(one)
                take(other)
                assert sieve.key(one) == sieve.key(other)
                following.append(one)
        states = [state for state in following if kiln.scenes[state[1]].ending is None]


def test_what_nothing_reads_makes_no_difference(kiln):
    sieve, state = Sieve(kiln, 1), kiln.begin(1)
    other = state.copy()
    other[kiln.layout.variables["unread"]] += 1
    other[kiln.layout.variables["pots"]] += 1
    other[kiln.layout.decisions["clay"]] = 2
    assert sieve.key(other) == sieve.key(state)
    other[kiln.layout.variables["heat"]] += 1
    assert sieve.key(other) != sieve.key(state)


def test_failures_are_found_with_the_way_to_them():
    report = searched(QUARRY)
    found = {problem.kind: problem for problem in report.tally.problems.values()}
    assert {kind: problem.scene for kind, problem in found.items()} == {
        "crashed": "gate",
        "stranded": "pit",
        "endless": "ring",
    }
    assert found["endless"].witness.choices == (("gate", "ring"),)
    assert len(found["crashed"].witness.choices) == 3
    assert "can reach with this seed" in " ".join(as_text(report))


def test_a_full_memory_is_said_and_nothing_is_claimed_beyond_it():
    report = searched(KILN, megabytes=0)
    assert (report.exhausted.why, report.exhausted.depth, report.exhausted.waiting) == (FULL, 0, 1)
    assert never_reached(report) == ()
    told = " ".join(" ".join(as_text(report)).split())
    assert "Not exhaustive: the memory allowed was full. Of seed 1, every way that the first 0 choices can go" in told
    assert '"unreached":[]' in as_json(report)


def test_a_story_without_end_is_followed_to_the_limit_of_choices():
    report = searched(FIXTURES / "mill", limit=40)
    assert (report.exhausted.why, report.exhausted.depth) == (DEEP, 40)
    assert report.exhausted.waiting > 0


def test_it_stops_when_it_is_told_to():
    report = searched(KILN, stop=lambda: True)
    assert report.exhausted.why == STOPPED
