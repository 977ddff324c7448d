"""A play at the table, as a player has it: keys, mouse, and what the pages say."""

from __future__ import annotations

import pytest


async def test_digits_choose_and_the_page_begins_with_what_came_of_it(sit_down):
    async with sit_down() as table:
        await table.begin()
        assert "First light" in table.words
        await table.choose("1")
        assert table.screen.page.scroll_offset.y == 0
        assert table.words.startswith("› Put a guard on the landing. Two men sit down on the planks. History")
        assert "What was done: “Count again.” h the card" in table.words
        assert (
            table.words.index("History")
            < table.words.index("It rains all day.")
            < table.words.index("The guard is wet")
        )
        assert table.heading == "衡陽 The Ferry 3 June 1944 · Day 1"


async def test_a_digit_for_a_choice_that_is_out_of_sight_brings_it_up_first(sit_down):
    async with sit_down(size=(60, 12)) as table:
        await table.begin()
        await table.press("1")
        assert table.app.game.steps == []
        assert table.screen.page.choices.marked == 0
        await table.press("1")
        assert [step.choice_id for step in table.app.game.steps] == ["guard"]


async def test_arrows_read_and_then_mark_and_enter_takes_the_marked_choice(sit_down):
    async with sit_down() as table:
        await table.begin()
        await table.press("end", "down", "down")
        assert table.screen.page.choices.marked == 1
        await table.press("up", "up")
        assert table.screen.page.choices.marked is None
        await table.press("down", "down", "enter")
        assert [step.choice_id for step in table.app.game.steps] == ["count"]
        assert "History You chose what was done." in table.words


async def test_enter_without_a_mark_reads_on(sit_down):
    async with sit_down(size=(40, 10)) as table:
        await table.begin()
        await table.press("enter")
        assert table.screen.page.scroll_offset.y > 0
        assert table.app.game.steps == []


async def test_the_mouse_chooses(sit_down):
    async with sit_down() as table:
        await table.begin()
        await table.click(table.screen.page.choices, "Count again")
        assert [step.choice_id for step in table.app.game.steps] == ["count"]


async def test_a_closed_choice_says_why_and_cannot_be_taken(sit_down):
    async with sit_down() as table:
        await table.begin()
        assert "- Burn the boats. Closed: Too many are still on the water." in table.words
        await table.choose("3")
        await table.click(table.screen.page.choices, "Burn the boats")
        await table.press("down", "down", "down", "down")
        assert table.screen.page.choices.marked == 1
        assert table.app.game.steps == []


async def test_taking_back_asks_nothing_and_says_what(sit_down):
    async with sit_down() as table:
        await table.begin()
        await table.choose("1")
        await table.press("u")
        assert table.app.game.steps == []
        assert "Taken back: “Put a guard on the landing.” (2 June, First light)." in table.words
        assert "1 Put a guard on the landing." in table.words
        await table.press("u")
        assert "There is nothing to take back." in table.words


async def test_a_link_opens_the_codex_by_mouse_and_c_lists_the_page(sit_down):
    async with sit_down() as table:
        await table.begin()
        await table.click(table.screen.page.prose, "Old Wei")
        assert table.name == "EntryScreen"
        assert "Old Wei 老魏" in table.words
        await table.press("escape", "c")
        assert "1 The landing place" in table.words
        await table.press("2")
        assert "He has kept the ferry" in table.words
        await table.press("q", "3")
        assert table.name == "WholeCodexScreen"
        await table.press("escape", "escape")
        assert table.name == "PlayScreen"


async def test_the_card_says_what_was_done_and_who_says_so(sit_down):
    async with sit_down() as table:
        await table.begin()
        await table.press("h")
        assert "There is no history card yet" in table.words
        await table.choose("1")
        await table.press("h")
        assert table.name == "CardScreen"
        for words in (
            "You chose Put a guard on the landing.",
            "What was done The boats were counted twice.",
            "What followed Two more were missing by noon.",
            "Where the sources disagree The clerk says ten, Wei says nine.",
            "The sources disagree here. A departure here weighs double.",
            "To argue about Whom would you have believed?",
        ):
            assert words in table.words


async def test_a_decision_out_of_reach_says_so(sit_down):
    async with sit_down() as table:
        await table.begin()
        await table.choose("2", "1")
        assert "What was done was not open to you, so this does not count: “Cross the river.”" in table.words


async def test_the_state_shows_the_figures_and_what_changed(sit_down):
    async with sit_down() as table:
        await table.begin()
        await table.press("s")
        assert "Boats 12" in table.words
        assert "Metres of rope 1,500" in table.words
        await table.press("escape")
        await table.choose("1")
        boats = table.app.game.turn.state
        await table.press("s")
        assert boats == table.app.game.turn.state
        assert "they are the model’s" in table.words


async def test_the_journal_goes_back_to_any_page(sit_down):
    async with sit_down() as table:
        await table.begin()
        await table.press("j")
        assert "You have chosen nothing yet." in table.words
        await table.press("escape")
        await table.choose("1", "1")
        await table.press("j")
        assert table.heading == "衡陽 Journal 2 choices"
        assert "2 June First light ≠ otherwise Put a guard on the landing." in table.words
        assert "3 June Second morning = as it was done" in table.words
        await table.press("enter")
        assert "It rains all day." in table.words
        assert "You chose: Cross the river." in table.words
        await table.press("left", "left")
        assert "First light" in table.words
        await table.press("h")
        assert table.name == "CardScreen"
        await table.press("escape", "escape", "escape")
        assert table.name == "PlayScreen"


async def test_the_end_offers_the_debrief_which_sets_the_play_beside_the_record(sit_down):
    async with sit_down() as table:
        await table.begin()
        await table.choose("1", "1")
        assert "The river stays" in table.words
        await table.choose("1")
        assert table.name == "DebriefScreen"
        for words in (
            "67% divergence: 1 of 2 decisions went otherwise than in history;",
            "2 June · First light ≠ otherwise You Put a guard on the landing. Record “Count again.”",
            "Sources Disputed: ",
            "Between them the numbers are the model’s",
            "3 June · Boats the record 10, your play",
        ):
            assert words in table.words
        await table.press("end", "down", "enter")
        assert table.name == "CardScreen"
        await table.press("escape", "escape", "end", "2")
        assert "Taken back: “Cross the river.”" in table.words


async def test_help_lists_the_keys_and_where_the_play_is_kept(sit_down, saves):
    async with sit_down(size=(100, 50)) as table:
        await table.begin()
        await table.press("question_mark")
        assert "u Take back the last choice." in table.words
        assert saves.name in table.words
        assert "Seed 1." in table.words
        await table.press("question_mark", "escape")
        assert table.name == "PlayScreen"


async def test_the_palette_runs_the_same_commands(sit_down):
    async with sit_down() as table:
        await table.begin()
        names = [command.title for command in table.app.get_system_commands(table.screen)]
        assert {"History card", "Journal", "Codex", "State", "Take back", "Help", "Quit", "Light: paper"} <= set(names)
        await table.press("ctrl+p")
        await table.pilot.press(*"journal")
        await table.pilot.pause(0.5)
        await table.pilot.press("enter")
        await table.pilot.pause(0.2)
        assert table.name == "JournalScreen"


async def test_the_keys_at_the_foot_can_be_clicked(sit_down):
    async with sit_down() as table:
        await table.begin()
        await table.click(table.screen.keys, "journal")
        assert table.name == "JournalScreen"
        await table.click(table.screen.keys, "back")
        assert table.name == "PlayScreen"


async def test_the_rule_says_how_much_is_below_and_reads_on(sit_down):
    async with sit_down(size=(60, 14)) as table:
        await table.begin()
        below = table.screen.page.below
        assert f"↓ {below} more" in table.screen.lower.text
        await table.click(table.screen.lower, "more")
        assert table.screen.page.scroll_offset.y > 0
        await table.press("end")
        assert "more" not in table.screen.lower.text


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
async def test_quitting_closes_the_log(sit_down, key):
    from hengyang_tui.engine.playlog import claim, read_log

    async with sit_down() as table:
        await table.begin()
        await table.choose("1")
        await table.press(key)
        log = table.app.game.log_path
        claim(log).release()
        assert [choice.choice for choice in read_log(log).choices] == ["guard"]
        assert table.app.return_code == 0


async def test_a_decision_in_the_debrief_opens_its_card_by_mouse(sit_down):
    async with sit_down(size=(80, 40)) as table:
        await table.begin()
        await table.choose("1", "1", "1")
        await table.click(table.screen.page.prose, "Second morning")
        assert table.name == "CardScreen"
        assert "The river was crossed" in table.words
