"""The title. It is on the screen before the story is read; what it opens is imported when it is opened."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from hengyang_tui.tui.commands import AT_TITLE, bindings
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import long_date
from hengyang_tui.tui.typeset import Block, Run
from hengyang_tui.tui.widgets.choices import Item
from hengyang_tui.tui.widgets.cover import Cover

NEW, ON, PLAYS, ABOUT = "new", "on", "plays", "about"


class TitleScreen(Sheet):
    """The cover, and what can be done: all of it closed until the story is read."""

    CSS_PATH = ["sheet.tcss", "title.tcss"]
    COMMANDS_HERE = AT_TITLE
    BINDINGS = bindings(AT_TITLE)

    def __init__(self) -> None:
        super().__init__()
        self.cover = Cover()

    def compose(self) -> ComposeResult:
        """Cover, choices, keys."""
        with Vertical(id="sheet"):
            yield self.cover
            yield self.page
            yield self.lower
            yield self.keys

    def fill(self) -> None:
        """Show what can be done now."""
        program = self.game_app.desk.program
        if program is None:
            self.cover.say("Hengyang", "")
            self.page.show([], [Item(NEW, "Begin", "The story is being read.", open=False)])
            return
        self.cover.say(program.story.title, program.story.subtitle or "")
        self.page.show([], self._items())

    def _items(self) -> list[Item]:
        desk = self.game_app.desk
        items = []
        if desk.last is not None:
            choices = "1 choice" if desk.last.choices == 1 else f"{desk.last.choices} choices"
            reached = f" from {long_date(desk.last.date)}" if desk.last.date else ""
            items.append(Item(ON, f"Go on{reached}", aside=choices))
        items.append(Item(NEW, "Begin" if not items else "Begin again, from the first day"))
        if desk.plays:
            items.append(Item(PLAYS, "Earlier plays", aside=str(len(desk.plays))))
        if desk.program is not None and desk.program.story.about:
            items.append(Item(ABOUT, "What is fact here, what is drama, what is model"))
        return items

    def on_screen_resume(self) -> None:
        """Coming back, the list of plays may be another."""
        if self.is_mounted and self.game_app.desk.program is not None:
            self.game_app.desk.list_plays()
            self.fill()

    def tell(self, words: str) -> None:
        """Say what went wrong."""
        self.page.show([Block((Run(words),), indent=2, bar=Run("▏", "seal"))], self._items())

    def chosen(self, item: str) -> None:
        """Begin, go on, or read."""
        from hengyang_tui.tui.screens.about import AboutScreen
        from hengyang_tui.tui.screens.resume import ResumeScreen

        app = self.game_app
        if item == NEW:
            app.begin()
        elif item == ON and app.desk.last is not None:
            app.open_log(app.desk.last.path)
        elif item == PLAYS:
            app.push_screen(ResumeScreen())
        elif item == ABOUT and app.desk.program is not None:
            app.push_screen(AboutScreen(app.desk.program.story))

    def action_close(self) -> None:
        """There is nothing behind the title."""

    def action_leave(self) -> None:
        """Leave."""
        self.game_app.leave()
