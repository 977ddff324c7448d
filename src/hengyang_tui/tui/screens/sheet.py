"""What all screens share: one sheet of paper with a heading, a page and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widget import Widget

from hengyang_tui.tui.commands import CLOSE, HELP, READING, Command, bindings
from hengyang_tui.tui.texts import note
from hengyang_tui.tui.typeset import Run
from hengyang_tui.tui.widgets.bars import KeyBar, Masthead, Rule
from hengyang_tui.tui.widgets.choices import ChoiceList
from hengyang_tui.tui.widgets.page import Page
from hengyang_tui.tui.widgets.prose import ROLES

if TYPE_CHECKING:
    from hengyang_tui.tui.app import HengyangApp

MARK = "衡陽"


class Sheet(Screen[None]):
    """A screen of one page. Subclasses say what is on it and what a choice does."""

    CSS_PATH: ClassVar[CSSPathType | None] = "sheet.tcss"
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"prose--{role}" for role in ROLES}
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = READING
    NUMBERED: ClassVar[bool] = True
    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (60, "-normal"), (110, "-wide"), (172, "-broad")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (12, "-normal-height"), (32, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings((CLOSE, HELP)),
        *(Binding(str(digit), f"press({digit or 10})", show=False) for digit in range(10)),
        Binding("up,k", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("space", "read_on", show=False),
        Binding("enter", "take", show=False),
        Binding("pagedown", "turn_page(1)", show=False),
        Binding("pageup,b", "turn_page(-1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.masthead = Masthead()
        self.page = Page(numbered=self.NUMBERED)
        self.upper = Rule(classes="upper")
        self.lower = Rule(classes="lower")
        self.keys = KeyBar(self.COMMANDS_HERE)

    @property
    def game_app(self) -> HengyangApp:
        """The app, as what it is."""
        return cast("HengyangApp", self.app)

    def compose(self) -> ComposeResult:
        """Heading, rule, page, rule, keys."""
        with Vertical(id="sheet"):
            yield self.masthead
            yield self.upper
            with Horizontal(id="body"):
                yield from self.margin()
                yield self.page
                yield from self.edge()
            yield self.lower
            yield self.keys

    def margin(self) -> Sequence[Widget]:
        """What stands beside the page in a wide terminal."""
        return ()

    def edge(self) -> Sequence[Widget]:
        """What stands on the other side of the page, in a terminal that is wider still."""
        return ()

    def on_mount(self) -> None:
        """Put the text on the page."""
        self.fill()

    def fill(self) -> None:
        """Say what is on the page."""

    def head(self, what: str, when: str = "") -> None:
        """The heading line."""
        self.masthead.say((Run(MARK, "seal"), Run("  "), Run(what, "strong")), (Run(when, "soft"),) if when else ())

    def chosen(self, item: str) -> None:
        """A choice was made."""

    @on(ChoiceList.Chosen)
    def _chosen(self, message: ChoiceList.Chosen) -> None:
        message.stop()
        self.chosen(message.id)

    @on(Page.Scrolled)
    def _scrolled(self) -> None:
        self.lower.say(self.page.below)
        self.keys.say(self.page.below)

    def action_close(self) -> None:
        """Back to the page before."""
        self.dismiss()

    def tell(self, words: str) -> None:
        """Say something the player must know, above the page."""
        self.page.show([note(words), *self.page.prose.blocks], self.page.choices.items)

    def action_help(self) -> None:
        """Open the help page."""
        self.game_app.open_help(self.COMMANDS_HERE)

    def action_press(self, digit: int) -> None:
        """A digit."""
        self.page.press(digit)

    def action_step(self, by: int) -> None:
        """An arrow."""
        self.page.step(by)

    def action_read_on(self) -> None:
        """Space."""
        self.page.read_on()

    def action_take(self) -> None:
        """Enter."""
        self.page.take()

    def action_turn_page(self, by: int) -> None:
        """A page up or down."""
        self.page.scroll_relative(y=by * max(1, self.page.size.height - 2), animate=False)

    def action_first(self) -> None:
        """The top of the page."""
        self.page.scroll_home(animate=False)

    def action_last(self) -> None:
        """The end of the page."""
        self.page.scroll_end(animate=False)
