"""The game on a table: an application with a pilot, and words for what a player does and sees."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from hengyang_tui.tui.app import HengyangApp
from hengyang_tui.tui.desk import Desk
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.widgets.prose import Prose

FERRY = Path(__file__).parents[1] / "fixtures" / "ferry"


class Table:
    """One running game."""

    def __init__(self, app: HengyangApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> Sheet:
        assert isinstance(self.app.screen, Sheet)
        return self.app.screen

    @property
    def name(self) -> str:
        return type(self.app.screen).__name__

    @property
    def words(self) -> str:
        """Everything on the screen's page, with lines joined, so that a test need not know where they break."""
        text = f"{self.screen.page.prose.text}\n{self.screen.page.choices.text}"
        return " ".join(text.replace("▏", " ").split())

    @property
    def heading(self) -> str:
        return " ".join(self.screen.masthead.text.split())

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def choose(self, *digits: str) -> None:
        """As a reader does: to the end of the page, then the digit."""
        for digit in digits:
            await self.press("end", digit)

    async def click(self, widget: Prose, words: str) -> None:
        """Click on the first place where a widget shows `words`."""
        for line, row in enumerate(widget.text.split("\n")):
            if words in row:
                inside = widget.content_region.offset - widget.region.offset
                await self.pilot.click(widget, offset=(inside.x + cell_len(row[: row.index(words)]), inside.y + line))
                await self.pilot.pause()
                return
        raise AssertionError(f"{words!r} is not in:\n{widget.text}")

    async def begin(self) -> None:
        """From the title into a new play."""
        await self.pilot.pause()
        self.app.begin()
        await self.pilot.pause()

    async def story_read(self) -> None:
        await self.pilot.pause()
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()


Tables = Callable[..., AbstractAsyncContextManager[Table]]


@pytest.fixture
def saves(tmp_path: Path) -> Path:
    return tmp_path / "saves"


@pytest.fixture(autouse=True)
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("NO_COLOR", "COLORFGBG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def sit_down(saves: Path) -> Tables:
    """A game of the ferry, with the story read."""

    @asynccontextmanager
    async def sitting(
        size: tuple[int, int] = (80, 24), story: Path = FERRY, resume: Path | None = None, folder: Path = saves
    ) -> AsyncIterator[Table]:
        app = HengyangApp(Desk(story, (), 1, folder), resume)
        async with app.run_test(size=size) as pilot:
            table = Table(app, pilot)
            await table.story_read()
            yield table
        if app.game is not None:
            app.game.close()

    return sitting
