"""What if, at the table: asked from the debrief, answered while one reads, given up with Esc."""

from __future__ import annotations

import asyncio

import pytest

from hengyang_tui.tui.screens import whatif
from hengyang_tui.tui.screens.whatif import WhatIfScreen


async def to_the_debrief(table):
    await table.begin()
    await table.choose("1", "1", "1")
    assert table.name == "DebriefScreen"


async def answered(table, words):
    """Waits as a player does, while the screen goes on."""
    for _ in range(600):
        await table.pilot.pause()
        if words in table.words:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(table.words)


@pytest.fixture
def few(monkeypatch):
    """Few seeds, in parts that come one after the other."""
    monkeypatch.setattr(whatif, "FIRST", 10)
    monkeypatch.setattr(WhatIfScreen.__init__, "__defaults__", (30,))


@pytest.mark.usefixtures("few")
async def test_each_order_is_set_beside_the_others(sit_down):
    async with sit_down(size=(80, 40)) as table:
        await to_the_debrief(table)
        await table.press("w")
        assert table.name == "WhatIfScreen"
        assert "Esc gives it up" in table.words
        await answered(table, "30 seeds")
        assert table.heading == "衡陽 What if 30 of 30 seeds"
        for words in (
            "This is the model’s opinion, and no evidence about 1944.",
            "Second morning 3 June You Cross the river.",
            "Instead Wait for the rain to stop. 0 days · Boats 0 · the same ending · 0 of 30 pairs differ",
        ):
            assert words in table.words
        await table.press("escape")
        assert table.name == "DebriefScreen"


async def test_it_is_the_last_item_of_the_debrief_and_esc_gives_it_up(sit_down, monkeypatch):
    monkeypatch.setattr(WhatIfScreen.__init__, "__defaults__", (100_000,))
    async with sit_down(size=(80, 60)) as table:
        await to_the_debrief(table)
        await table.press("end", "up", "down", "down", "down", "down", "enter")
        assert table.name == "WhatIfScreen"
        await table.press("escape")
        assert table.name == "DebriefScreen"
        await asyncio.wait_for(table.app.workers.wait_for_complete(), 60)


async def test_what_cannot_be_answered_is_said(sit_down, tmp_path):
    async with sit_down(size=(80, 40)) as table:
        await to_the_debrief(table)
        table.app.desk.folder = tmp_path
        await table.press("w")
        await answered(table, "This cannot be answered")
