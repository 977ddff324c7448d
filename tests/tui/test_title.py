"""The title, the plays on this machine, and stories that cannot be played."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from hengyang_tui.tui.app import HengyangApp
from hengyang_tui.tui.desk import Desk

FERRY = Path(__file__).parents[1] / "fixtures" / "ferry"


async def test_the_title_is_there_before_the_story(saves, monkeypatch):
    monkeypatch.setattr(HengyangApp, "read_story", lambda _: None)
    app = HengyangApp(Desk(saves / "nowhere", (), 1, saves))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "第十軍" in app.screen.cover.text
        assert "The story is being read." in app.screen.page.choices.text
        await pilot.press("1", "enter")
        assert app.game is None


async def test_a_new_play_begins_from_the_title(sit_down):
    async with sit_down() as table:
        assert "The Ferry" in table.screen.cover.text
        assert "1 Begin 2 What is fact here" in table.words
        await table.press("2")
        assert "Everything here is made up for the tests." in table.words
        assert "A. Writer, B. Writer" in table.words
        await table.press("escape", "1")
        assert table.name == "PlayScreen"
        assert "First light" in table.words


async def test_going_on_with_the_last_play(sit_down):
    async with sit_down() as table:
        await table.begin()
        await table.choose("1")
    async with sit_down() as table:
        assert "1 Go on from 3 June 1944 1 choice 2 Begin again, from the first day 3 Earlier plays 1" in table.words
        await table.press("1")
        assert "The guard is wet." in table.words
        assert [step.choice_id for step in table.app.game.steps] == ["guard"]


async def test_the_list_of_plays_resumes_any_and_says_what_is_wrong_with_one(sit_down, saves):
    async with sit_down() as table:
        await table.begin()
        await table.choose("1", "1")
    (saves / "broken.jsonl").write_text("not a play log\n", encoding="utf-8")
    async with sit_down() as table:
        await table.press("2")
        assert table.name == "ResumeScreen"
        assert "The river stays ended 2 choices, played" in table.words
        assert "- broken.jsonl" in table.words
        index = next(index for index, item in enumerate(table.screen.page.choices.items, 1) if item.open)
        await table.press(str(index))
        assert table.name == "PlayScreen"
        assert "The debrief" in table.words
        assert len(table.app.screen_stack) == 2


async def test_a_torn_log_is_said_once_and_quietly(sit_down, saves):
    async with sit_down() as table:
        await table.begin()
        await table.choose("1", "1")
    (log,) = saves.glob("*.jsonl")
    log.write_bytes(log.read_bytes()[:-20])
    async with sit_down(resume=log) as table:
        assert table.name == "PlayScreen"
        assert "was cut off" in table.words
        await table.choose("1")
        assert "was cut off" not in table.words


async def test_a_log_of_another_story_is_refused_on_the_title(sit_down, saves, tmp_path):
    async with sit_down() as table:
        await table.begin()
        await table.choose("1")
    (log,) = saves.glob("*.jsonl")
    log.write_text(log.read_text(encoding="utf-8").replace('"ferry"', '"barge"'), encoding="utf-8")
    async with sit_down(resume=log, folder=tmp_path / "elsewhere") as table:
        assert table.name == "TitleScreen"
        assert "(barge)" in table.words
        assert "1 Begin" in table.words


@pytest.mark.skipif(os.name == "nt", reason="folders are kept from writing otherwise there")
async def test_a_folder_that_cannot_be_written_is_said_and_the_play_goes_on(sit_down, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    async with sit_down(folder=blocked / "plays") as table:
        await table.begin()
        assert "No play log can be written in this folder" in table.words
        await table.choose("1")
        assert "The guard is wet." in table.words
        await table.press("question_mark")
        assert "This play is not saved." in table.words


async def test_a_second_game_on_one_log_says_so(sit_down, saves):
    async with sit_down() as first:
        await first.begin()
        await first.choose("1")
        (log,) = saves.glob("*.jsonl")
        async with sit_down(resume=log) as second:
            assert "new log" in second.words
            await second.choose("1")
            assert second.app.game.log_path != log


async def test_findings_are_readable_and_there_is_a_way_out(sit_down, tmp_path):
    story = tmp_path / "ferry"
    shutil.copytree(FERRY, story)
    chapter = next((story / "chapters").iterdir())
    sound = chapter.read_text(encoding="utf-8")
    chapter.write_text(sound.replace("    place: landing", "    place: landning", 1), encoding="utf-8")
    async with sit_down(story=story) as table:
        assert table.name == "FindingsScreen"
        assert "landning" in table.words
        assert "landing" in table.words
        assert f"{chapter.name}:" in "".join(table.words.split())
        chapter.write_text(sound, encoding="utf-8")
        await table.press("end", "1")
        await table.story_read()
        assert table.name == "TitleScreen"
        assert "1 Begin" in table.words


@pytest.mark.parametrize("key", ["q", "escape", "2"])
async def test_a_story_that_is_missing_leaves_with_2(sit_down, tmp_path, key):
    async with sit_down(story=tmp_path / "nothing") as table:
        assert "There is no story at" in table.words
        await table.press(key)
        assert table.app.return_code == 2
