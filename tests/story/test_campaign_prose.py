"""How the campaign reads: how long a play is, and that no page begins or goes on as others do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.history import history_choice, verdict_at
from hengyang_tui.engine.turns import begin, choose
from hengyang_tui.language import markup
from hengyang_tui.language import text as tx
from hengyang_tui.language.loader import load_story
from hengyang_tui.language.story import Story
from hengyang_tui.stories import campaign

A_MINUTE = 220
"""Words that a reader takes in."""

QUOTED = ("*By the record the city fell on the eighth.", "the wounded treated; the dead buried")


@pytest.fixture(scope="module")
def story() -> Story:
    return load_story(campaign())


def plain(prose: str) -> list[str]:
    """The words of prose, without its marks."""
    return re.findall(r"[\w'’-]+", " ".join(paragraph.text for paragraph in markup.parse(prose)))


def proses(text: tx.Text) -> Iterator[str]:
    """Every block of prose of a text; a value is left out."""
    for block in text:
        match block:
            case tx.Prose(parts=parts):
                yield "".join(part if isinstance(part, str) else "0" for part in parts)
            case tx.Conditional(then=then, otherwise=otherwise):
                yield from proses(then)
                yield from proses(otherwise)
            case tx.Variation(options=options):
                for option in options:
                    yield from proses(option)


def pages(story: Story) -> Iterator[tuple[str, list[str]]]:
    """Every text that begins a page, or what follows a choice: where it stands, and its blocks.

    Without endings, which all open by saying what of the play was made up, and the sheets of orders, which are forms;
    and without what is quoted wherever it comes: the notice that the record has ended, and the conditions of 8 August.
    """
    for scene in story.scenes.values():
        if scene.ending is not None or scene.id.startswith("orders-for-"):
            continue
        for where, text in ((scene.id, scene.text), *((f"{scene.id}.{one.id}", one.then) for one in scene.choices)):
            yield where, [prose for prose in proses(text) if not any(quoted in prose for quoted in QUOTED)]


def test_a_first_play_takes_two_hours_and_none_more_than_three(story):
    """The play that does what was done, every page and option read; then the same with the prose of every card."""
    program = Program(story)
    turn = begin(program, 1)
    told = cards = 0
    while True:
        told += sum(len(plain(passage.prose)) for passage in turn.passages)
        told += sum(len(plain(option.text)) for option in turn.options)
        if turn.made is not None and (verdict := verdict_at(program, turn.state, turn.made[0])) is not None:
            cards += sum(len(plain(one)) for one in (verdict.text, verdict.followed, verdict.dispute) if one)
        if turn.ending is not None:
            break
        turn = choose(program, turn.state, history_choice(turn))
    assert 100 <= told / A_MINUTE <= 150
    assert (told + cards) / A_MINUTE <= 180


def test_no_four_words_open_three_pages(story):
    opening = defaultdict(list)
    for where, blocks in pages(story):
        if blocks:
            opening[" ".join(plain(blocks[0])[:4]).lower()].append(where)
    assert {words: found for words, found in opening.items() if len(found) > 2} == {}


def test_no_eight_words_stand_in_three_scenes(story):
    found = defaultdict(set)
    for where, blocks in pages(story):
        for block in blocks:
            words = [word.lower() for word in plain(block)]
            for at in range(len(words) - 7):
                found[" ".join(words[at : at + 8])].add(where.partition(".")[0])
    assert {words: sorted(scenes) for words, scenes in found.items() if len(scenes) > 2} == {}


def test_dashes_are_no_habit(story):
    text = " ".join(block for _, blocks in pages(story) for block in blocks)
    assert text.count("—") * 2000 < len(text.split())
