"""A page and a list in a bare Textual app, new with every `1`: the peer of benchmarks/key_to_screen.py."""

from __future__ import annotations

from itertools import count
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static

SENTENCE = "Page {number}: the guns across the river fired again at dusk, and nobody on the wall counted them. "


class BarePages(App[None]):
    """A line above, a page with a list below it, and a line of keys."""

    CSS = "VerticalScroll { height: 1fr; padding: 1 6; } #sheet { max-width: 80; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("1", "turn", "Turn the page")]

    def __init__(self) -> None:
        super().__init__()
        self._numbers = count(1)

    def compose(self) -> ComposeResult:
        """As the screen of a play has them."""
        with Vertical(id="sheet"):
            yield Static("A bare app")
            with VerticalScroll():
                yield Static("", id="page")
                yield OptionList()
            yield Static("? help   q quit")

    def action_turn(self) -> None:
        """The next page, from its top."""
        number = next(self._numbers)
        paragraphs = [SENTENCE.format(number=number) * 4] * 4
        self.query_one("#page", Static).update("\n\n".join(paragraphs))
        choices = self.query_one(OptionList)
        choices.clear_options()
        choices.add_options([f"Choice {place} of page {number}" for place in (1, 2, 3)])
        self.query_one(VerticalScroll).scroll_home(animate=False)


if __name__ == "__main__":
    BarePages().run()
