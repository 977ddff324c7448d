"""The map on the screen: who holds what by the letters of a mark, by day, in the play and in the record."""

from __future__ import annotations

import pytest

from hengyang_tui.stories import campaign

STORY = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-09}
scenes:
  landing:
    date: 1944-06-01..1944-06-08
    repeat: true
    text: Water.
    unrecorded: Invented.
    choices: {wait: {text: Wait.}, sleep: {text: Sleep., days: 2}}
  none: {text: None., goto: end}
  end: {date: 1944-06-09, text: Over., ending: E}
"""
GROUND = f"""
title: The river and the ridge
about: Everything here is invented.
drawings:
  - |2
      ~~FE~~   RI
  - |2
      ~~~FE~~~{"." * 60}   RI
places:
  ferry:
    mark: FE
    name: The ferry
    entry: ferry
    group: By the water
    placed: known
    note: Where the road ends.
    record:
      - {{from: 1944-06-01, holder: ours, facts: [held]}}
      - {{from: 1944-06-03, holder: theirs}}
    now:
      - {{if: "date >= '1944-06-03'", holder: contested, note: Held on.}}
  ridge: {{mark: RI, name: The ridge, group: Above, placed: guess, now: [{{holder: theirs}}]}}
"""
CODEX = "ferry: {name: The ferry, characters: 渡口, kind: place, text: A ferry.}"


@pytest.fixture
def river(write, tmp_path):
    folder, _ = write(tmp_path, STORY, facts="held", codex=CODEX, ground=GROUND)
    return folder


async def test_the_map_shows_the_play_and_the_record_by_day(sit_down, river):
    async with sit_down(story=river) as table:
        await table.begin()
        await table.choose("1", "2")
        await table.press("m")
        assert table.heading == "衡陽 Map 4 June 1944 · Day 4"
        assert "~~Fe~~ ri This play 1 otherwise" in table.words
        assert "AB ours 0 Ab contested 1 ab theirs 1" in table.words
        await table.press("left")
        assert table.heading == "衡陽 Map 2 June 1944 · Day 2", "there was nothing to choose on the third"
        assert "~~FE~~ ri This play as in the record" in table.words
        await table.press("left", "left")
        assert table.heading == "衡陽 Map 1 June 1944 · Day 1", "the play has no earlier day"
        await table.press("r", "right", "right")
        assert table.heading == "衡陽 Map 3 June 1944 · Day 3"
        assert "~~fe~~ RI The record" in table.words
        await table.press("r")
        assert table.heading == "衡陽 Map 2 June 1944 · Day 2", "the last day of the play before that"
        await table.press("r", *["right"] * 9)
        assert table.heading == "衡陽 Map 9 June 1944 · Day 9", "the story has no later day"


async def test_every_position_can_be_opened_with_its_record_and_its_sources(sit_down, river):
    async with sit_down(story=river) as table:
        await table.begin()
        await table.choose("1", "2")
        await table.press("m", "end", "1")
        assert "FE The ferry 渡口 contested The record: theirs since 3 June. RI The ridge theirs" in table.words
        await table.press("enter")
        assert "In this play: contested. Held on." in table.words
        assert "1 June ours" in table.words
        assert "3 June theirs" in table.words
        assert "Its place on the map is known. Where the road ends." in table.words
        assert "How it is known" in table.words
        await table.press("end", "1")
        assert table.name == "EntryScreen"
        await table.press("escape", "escape", "escape", "end", "2")
        assert "Everything here is invented." in table.words
        await table.press("escape", "escape")
        assert table.name == "PlayScreen"


async def test_a_mark_can_be_clicked(sit_down, river):
    async with sit_down(story=river) as table:
        await table.begin()
        await table.press("m")
        await table.click(table.screen.page.prose, "ri")
        assert "The ridge" in table.words
        assert "Its place on the map is a guess." in table.words


@pytest.mark.parametrize(("width", "shown"), [(80, False), (130, False), (172, True), (200, True)])
async def test_a_terminal_that_is_wide_enough_has_the_map_beside_the_page(sit_down, width, shown):
    async with sit_down(size=(width, 50), story=campaign()) as table:
        await table.begin()
        ground = table.app.screen.ground
        assert ground.display is shown
        if shown:
            assert "^ZJ^" in ground.text
            await table.click(ground, "ZJ")
            assert "Zhangjiashan 張家山" in table.words


@pytest.mark.parametrize("size", [(20, 6), (40, 12), (80, 24), (130, 36), (200, 50)])
async def test_the_map_fits_every_terminal(sit_down, size):
    async with sit_down(size=size, story=campaign()) as table:
        await table.begin()
        await table.press("m")
        width = table.screen.page.prose.content_size.width
        if width >= 46:
            lines = table.screen.page.prose.text.split("\n")
            assert max(map(len, lines)) <= width
            assert sum("RB" in line for line in lines) == 2, "the bridge is drawn, and listed"
        await table.press("r", "left", "right", "end", "escape")
        assert table.name == "PlayScreen"


async def test_a_story_without_a_map_says_so_and_shows_no_key_for_it(sit_down):
    async with sit_down() as table:
        await table.begin()
        assert "map" not in table.screen.keys.text
        await table.press("m")
        assert "This story has no map." in table.words
        await table.press("question_mark")
        assert "The ground, and who holds it" not in table.words
