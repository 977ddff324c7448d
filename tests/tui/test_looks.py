"""Five pictures of the game. `pytest tests/tui/test_looks.py --snapshot-update` takes them anew; look at each."""

from __future__ import annotations

from pathlib import Path

import pytest

from hengyang_tui.stories import campaign
from hengyang_tui.tui.app import HengyangApp
from hengyang_tui.tui.desk import Desk

FERRY = Path(__file__).parents[1] / "fixtures" / "ferry"


def playing(*keys):
    """What is done before the picture is taken."""

    async def play(pilot):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    return play


def test_the_map_looks(snap_compare, tmp_path):
    app = HengyangApp(Desk(campaign(), (), 1, tmp_path))
    assert snap_compare(app, terminal_size=(80, 24), run_before=playing("1", "m", "r", *["right"] * 42))


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param((80, 24), (), id="title"),
        pytest.param((80, 24), ("1", "end", "down"), id="choices"),
        pytest.param((130, 36), ("1", "end", "1"), id="wide"),
        pytest.param((80, 24), ("1", "end", "1", "h"), id="card"),
    ],
)
def test_looks(snap_compare, tmp_path, size, keys):
    app = HengyangApp(Desk(FERRY, (), 1, tmp_path))
    assert snap_compare(app, terminal_size=size, run_before=playing(*keys))
