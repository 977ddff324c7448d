"""The whole siege on the screen, as it was fought."""

from __future__ import annotations

from hengyang_tui.engine.history import history_choice
from hengyang_tui.stories import campaign


async def test_the_campaign_can_be_played_to_its_end_and_every_page_read(sit_down):
    async with sit_down(story=campaign()) as table:
        await table.begin()
        while table.app.game.turn.ending is None:
            turn = table.app.game.turn
            width = table.screen.page.prose.content_size.width
            assert 56 <= width <= 72
            assert turn.scene.title in table.words
            wanted = history_choice(turn)
            number = next(at for at, option in enumerate(turn.options, 1) if option.id == wanted)
            await table.choose(str(number))
            assert table.app.game.steps[-1].choice_id == wanted, "the digit chose another"
            if len(table.app.game.steps) % 6 == 1:
                for key in ("c", "h", "m", "s"):
                    await table.press(key, "escape")
        await table.choose("1")
        assert table.heading == "衡陽 Debrief 8 August 1944"
        assert "0% divergence" in table.words
        await table.press("escape", "j", "enter", "left", "escape", "escape")
        assert table.name == "PlayScreen"
