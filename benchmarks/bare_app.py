"""The widgets of the title screen in a bare Textual app: the peer of benchmarks/first_frame.py."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static

COVER = "\n".join(("Hengyang", *("▟▛▜█ " * 8 for _ in range(9))))


class BareApp(App[None]):
    """A cover, a page with text and a list, a rule and a line of keys."""

    CSS = "VerticalScroll { height: 1fr; padding: 1 6; } #sheet { max-width: 80; }"

    def compose(self) -> ComposeResult:
        """As the title screen has them."""
        with Vertical(id="sheet"):
            yield Static(COVER)
            with VerticalScroll():
                yield Static("")
                yield OptionList("Take command")
            yield Static("─" * 72)
            yield Static("? help   q quit")


if __name__ == "__main__":
    BareApp().run()
