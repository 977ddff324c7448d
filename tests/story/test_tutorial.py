"""The small story of story/tutorial: it is clean, true to the ledger, and comes to both of its endings."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.history import debrief, history_choice
from hengyang_tui.engine.scripted import run_plays
from hengyang_tui.engine.state import values_of
from hengyang_tui.engine.turns import Turn, begin, choose
from hengyang_tui.language.loader import examine, load_story
from hengyang_tui.language.markup import plain

STORY = Path(__file__).parents[2] / "story"


@pytest.fixture(scope="module")
def program() -> Program:
    return Program(load_story(STORY / "tutorial"))


def played(program: Program, seed: int = 1, **choices: str) -> Turn:
    """A play to its end. `choices` are by scene, `_` for hyphens; elsewhere, and where closed, history's."""
    turn = begin(program, seed)
    while turn.ending is None:
        wanted = choices.get(turn.scene.id.replace("-", "_"))
        open_ids = [option.id for option in turn.options]
        turn = choose(program, turn.state, wanted if wanted in open_ids else history_choice(turn))
    return turn


def test_it_has_nothing_to_mend():
    assert examine(STORY / "tutorial").findings == ()


def test_its_scripted_plays_come_to_both_endings(program):
    assert run_plays(program) == []
    assert {play.expect.ending for play in program.story.plays} == {"the-fence", "left-behind"}


def test_what_was_done_empties_the_platform_and_differs_in_nothing(program):
    turn = played(program, seed=1)
    assert turn.ending == "The platform is empty"
    result = debrief(program, turn.state)
    assert [verdict.matched for verdict in result.verdicts] == [True, True]
    assert result.divergence == 0
    assert [milestone.within for milestone in result.milestones] == [True]


def test_going_by_the_book_leaves_people_behind(program):
    turn = played(program, seed=1, roofs="seats", the_desk="sleep", three_spans="all-of-it")
    assert turn.ending == "Some are left"
    assert "No one fell from a roof." in plain(turn.passages[-1].prose)
    assert debrief(program, turn.state).divergence == 1


def test_looking_round_first_is_no_departure_from_history(program):
    turn = choose(program, begin(program, 1).state, "walk")
    assert turn.verdict is None
    assert [passage.scene_id for passage in turn.passages] == ["down-the-platform"]
    turn = choose(program, turn.state, "roofs")
    assert turn.verdict is not None
    assert turn.verdict.matched


def test_luck_and_one_more_train_matter(program):
    def endings(**choices: str) -> Counter[str | None]:
        return Counter(played(program, seed, **choices).ending for seed in range(100))

    assert 0 < endings()["Some are left"] < 40
    with_the_train, without = endings(roofs="wagons"), endings(roofs="wagons", the_desk="sleep")
    assert with_the_train["The platform is empty"] > without["The platform is empty"] > 0


def test_an_engine_that_is_lost_closes_the_night_train(program):
    turns = [choose(program, begin(program, seed).state, "roofs") for seed in range(20)]
    for turn in turns:
        lost = values_of(program, turn.state)["engine_hit"]
        assert [closed.id for closed in turn.closed] == (["one-more"] if lost else [])
    assert 0 < sum(bool(turn.closed) for turn in turns) < 20


def test_its_facts_are_those_of_the_campaign(program):
    ledger = load_story(STORY / "hengyang").facts

    def told(text: str | None) -> str:
        return " ".join((text or "").split())

    for fact in program.story.facts.values():
        ours = ledger[fact.id]
        assert (told(fact.text), told(fact.note)) == (told(ours.text), told(ours.note))
        assert (fact.date, fact.confidence) == (ours.date, ours.confidence)
        assert [told(source.title) for source in fact.sources] == [told(source.title) for source in ours.sources]
        assert [source.url for source in fact.sources] == [source.url for source in ours.sources]


def test_every_fact_of_it_is_used(program):
    story = program.story
    used = {fact for scene in story.decisions for fact in scene.history.facts}
    used |= {
        fact for scene in story.scenes.values() for choice in scene.choices if choice.note for fact in choice.note.facts
    }
    used |= {fact for entry in story.codex.values() for fact in entry.facts}
    used |= {fact for milestone in story.milestones for fact in milestone.facts}
    assert set(story.facts) - used == {"incendiaries-22-june"}  # the report of the 22nd tells of it
