"""What a report counts is what the game shows: every count is set against plays of the game's own turns."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.history import debrief
from hengyang_tui.engine.state import gauges
from hengyang_tui.engine.turns import begin, choose
from hengyang_tui.explore.leaves import every_leaf
from hengyang_tui.explore.policies import AtRandom
from hengyang_tui.explore.program import Observed
from hengyang_tui.language.loader import load_story
from hengyang_tui.stories import tutorial

KILN = Path(__file__).parent / "stories" / "kiln"
LAST = 80


def played(program, game, seed):
    """The turns of a random play, by the game's own rules; the choice made at each but the last."""
    pick = AtRandom(program).begin(seed)
    values, turn = program.begin(seed), begin(game, seed)
    while turn.ending is None:
        takes = program.opened[values[1]](values)
        assert [program.names[take] for take in takes] == [option.id for option in turn.offered]
        take = pick(takes)
        yield turn, program.names[take]
        take(values)
        turn = choose(game, turn.state, program.names[take])
    yield turn, None


@pytest.fixture(scope="module", params=[KILN, tutorial()], ids=["kiln", "tutorial"])
def both(request, explored):
    """A report, and the same plays turn by turn."""
    story = load_story(request.param)
    program, game = Observed(story), Program(story)
    plays = [list(played(program, game, seed)) for seed in range(1, LAST + 1)]
    return explored(request.param, 1, LAST), program, plays


def test_scenes_and_choices(both):
    report, program, plays = both
    entered, visits, stood, opened, taken, steps = (Counter() for _ in range(6))
    for turns in plays:
        last = turns[-1][0].state.values
        counts = {scene: last[slot] for scene, slot in program.layout.visits.items() if last[slot]}
        entered.update(counts.keys())
        visits.update(counts)
        steps[len(turns) - 1] += 1
        for turn, choice in turns[:-1]:
            stood[turn.scene.id] += 1
            taken[f"{turn.scene.id}.{choice}"] += 1
            opened.update(f"{turn.scene.id}.{option.id}" for option in turn.offered)
    tally = report.tally
    assert tally.plays == LAST
    assert (tally.entered, tally.visits, tally.stood) == (entered, visits, stood)
    assert (tally.opened, tally.taken, tally.steps) == (opened, taken, steps)


def test_blocks_of_text(both):
    report, program, plays = both
    leaves = defaultdict(list)
    for leaf in every_leaf(program.story):
        if not leaf.is_sure:
            words = next(part for part in leaf.prose.parts if isinstance(part, str)).strip()
            leaves[leaf.scene, leaf.choice].append((leaf.id, words))
    shown = Counter()
    for turns in plays:
        for turn, _ in turns:
            for passage in turn.passages:
                choice = turn.made[1] if passage.kind == "consequence" else ""
                for name, words in leaves[passage.scene_id, choice]:
                    shown[name] += words in passage.prose
    assert report.tally.shown == +shown


def test_endings_and_the_debriefing(both):
    report, program, plays = both
    ended, divergence, within, outside = defaultdict(Counter), Counter(), Counter(), Counter()
    finals = defaultdict(Counter)
    for turns in plays:
        last = turns[-1][0]
        result = debrief(program, last.state)
        ended[last.scene.id][str(result.date)] += 1
        if result.divergence is not None:
            divergence[int(100 * result.divergence + 1e-9)] += 1
        for milestone in result.milestones:
            name = f"{milestone.date} {milestone.name}"
            if milestone.got is not None:
                (within if milestone.within else outside)[name] += 1
        for gauge in gauges(program, last.state):
            width = next(one.width for one in report.frame.gauges if one.name == gauge.name)
            finals[gauge.name][gauge.value // width] += 1
    tally = report.tally
    assert (tally.ended, tally.divergence, tally.finals) == (ended, divergence, finals)
    assert {name: one.within for name, one in tally.milestones.items() if one.within} == within
    assert {name: one.outside for name, one in tally.milestones.items() if one.outside} == outside


def test_gauges_by_date_are_those_of_the_evening(explored):
    """A milestone is taken in the evening, too: the kiln counts its pots on one."""
    report = explored(KILN, 1, LAST)
    evening = report.tally.gauges["pots"]["1944-06-02"]
    width = report.frame.gauges[1].width
    milestone = report.tally.milestones["1944-06-02 pots"].values
    assert sum(evening.values()) == report.tally.evenings["1944-06-02"] == sum(milestone.values())
    by_bins = Counter()
    for place, plays in milestone.items():
        by_bins[place * report.frame.milestones[0].width // width] += plays
    assert evening == by_bins


def test_saturation_is_counted_in_the_plays_of_the_sample(explored):
    counted = explored(KILN, 1, 501).tally.saturation
    assert counted.plays == 11
    assert 0 < counted.cut["heat"] < counted.made["heat"]
    assert "unread" not in counted.made


def test_a_play_that_ends_with_the_last_choice_allowed_has_ended(explored):
    most = max(explored(KILN, 1, LAST).tally.steps)
    assert not explored(KILN, 1, LAST, limit=most).tally.problems
    assert explored(KILN, 1, LAST, limit=most - 1).tally.problems
