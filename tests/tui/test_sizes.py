"""Terminals of every size and with few colours or none."""

from __future__ import annotations

import pytest

from hengyang_tui.tui.theme import theme_for


@pytest.mark.parametrize("size", [(20, 5), (10, 3), (1, 1), (40, 12), (80, 24), (109, 30), (110, 30), (200, 50)])
async def test_a_whole_play_in_any_terminal(sit_down, size):
    async with sit_down(size=size) as table:
        await table.begin()
        for key in (
            "space",
            "down",
            "h",
            "j",
            "enter",
            "escape",
            "escape",
            "c",
            "escape",
            "s",
            "escape",
            "question_mark",
        ):
            await table.press(key)
        await table.press("escape")
        table.screen.chosen("guard")
        await table.press("h", "escape", "u")
        assert table.name == "PlayScreen"


async def test_twenty_by_five_can_be_read_and_played(sit_down):
    async with sit_down(size=(20, 5)) as table:
        assert table.screen.cover.text == "衡陽  The Ferry"
        await table.press("1")
        await table.press("1")
        assert "First light" in table.words
        assert table.screen.page.size.height >= 3
        assert "?" in table.screen.keys.text
        assert "q" in table.screen.keys.text
        await table.press("1")
        await table.press("1")
        assert len(table.app.game.steps) == 1


async def test_nothing_is_wider_than_the_terminal(sit_down):
    for width in (12, 20, 37, 60, 80):
        async with sit_down(size=(width, 24)) as table:
            await table.begin()
            for widget in (
                table.screen.page.prose,
                table.screen.page.choices,
                table.screen.keys,
                table.screen.masthead,
            ):
                assert widget.region.right <= width
                assert all(len(row) <= widget.content_size.width for row in widget.text.split("\n"))


@pytest.mark.parametrize(("width", "shown"), [(80, False), (109, False), (110, True), (200, True)])
async def test_the_figures_stand_beside_the_prose_where_there_is_room(sit_down, width, shown):
    async with sit_down(size=(width, 40)) as table:
        await table.begin()
        assert table.screen.gauges.display is shown
        assert 56 <= table.screen.page.prose.content_size.width <= 72


async def test_the_page_follows_a_terminal_that_changes(sit_down):
    async with sit_down(size=(160, 40)) as table:
        await table.begin()
        for size in ((20, 5), (80, 24), (160, 45)):
            await table.pilot.resize_terminal(*size)
            await table.pilot.pause()
            assert table.screen.region.size == size


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "ink"),
        ({"TERM": "tmux-256color"}, "ink"),
        ({"TERM": "xterm-256color", "COLORFGBG": "0;15"}, "paper"),
        ({"TERM": "xterm"}, "plain"),
        ({"TERM": "linux"}, "plain"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "plain"),
        ({}, "plain"),
    ],
)
def test_the_palette_fits_the_terminal(environment, name):
    assert theme_for(environment).name == name


async def test_without_colour_nothing_is_coloured_and_nothing_is_lost(sit_down, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with sit_down() as table:
        await table.begin()
        await table.press("end", "down")
        colours = {
            (segment.style.color, segment.style.bgcolor)
            for strip in table.app.screen._compositor.render_strips()
            for segment in strip.apply_filter(table.app._filters[-1], table.screen.styles.background)
            if segment.style is not None
        }
        assert all(colour is None or colour.is_default for pair in colours for colour in pair)
        assert "▸ 1" in table.words
        assert "Closed:" in table.words
        assert not [command for command in table.app.get_system_commands(table.screen) if "paper" in command.title]
