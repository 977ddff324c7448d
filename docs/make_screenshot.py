"""Render the real game to docs/screen.svg and docs/map.svg, the pictures in the README.

    python docs/make_screenshot.py

It plays the campaign as it was fought, with seed 1, to the scenes named below, and takes what the terminal game shows
there.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import sys
from pathlib import Path

from rich.cells import cell_len

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from hengyang_tui.engine.history import history_choice
from hengyang_tui.stories import campaign
from hengyang_tui.tui.app import HengyangApp
from hengyang_tui.tui.desk import Desk

PICTURES = (
    ("screen.svg", (112, 40), "knot-of-officers", "end"),
    ("map.svg", (112, 40), "what-is-left", "m"),
)
"""File, size of the terminal, the scene, and the key that is pressed there."""
CELL = 12.2  # the width of a cell in the SVG that Textual exports


async def picture(size: tuple[int, int], scene: str, key: str) -> str:
    """The screen as SVG."""
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
    os.environ.pop("NO_COLOR", None)
    app = HengyangApp(Desk(campaign(), seed=1))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        app.desk.saves = Path(os.devnull) / "no-plays-are-kept"
        app.begin()
        await pilot.pause()
        game = app.game
        assert game is not None
        while game.turn.scene.id != scene:
            game.choose(history_choice(game.turn))
        game.notices.clear()
        app.screen.show_turn()
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        return whole_cells(app.export_screenshot(title="hengyang"))


def whole_cells(svg: str) -> str:
    """The SVG with Chinese characters at their full width; Rich counts one cell for each."""
    return re.sub(r'(textLength=")[\d.]+("[^>]*>)([^<]*)', _stretched, svg)


def _stretched(match: re.Match[str]) -> str:
    return f"{match[1]}{cell_len(html.unescape(match[3])) * CELL:.1f}{match[2]}{match[3]}"


def main() -> None:
    """Write the pictures."""
    for name, size, scene, key in PICTURES:
        target = ROOT / "docs" / name
        target.write_text(asyncio.run(picture(size, scene, key)), encoding="utf-8")
        sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main()
