"""A page to read: text that scrolls, and the choices at its end."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive

from hengyang_tui.tui.typeset import Block
from hengyang_tui.tui.widgets.choices import ChoiceList, Item
from hengyang_tui.tui.widgets.prose import Prose


class Page(VerticalScroll, can_focus=False):
    """Text and choices. Reading on and choosing share the same keys: first the text, then the choices."""

    DEFAULT_CSS = """
    Page {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size: 0 0;
    }
    """

    virtual_size = Reactive(Size(0, 0), repaint=False)
    """As a container's, without its second layout and drawing of the screen: there are no scrollbars here."""

    class Scrolled(Message):
        """The reader is at another place, or the text has changed."""

    def __init__(self, *, numbered: bool = True, id: str | None = None) -> None:
        super().__init__(id=id)
        self.prose = Prose()
        self.choices = ChoiceList(numbered=numbered)

    def compose(self) -> ComposeResult:
        """Text, then choices."""
        yield self.prose
        yield self.choices

    def show(self, blocks: Iterable[Block], items: Iterable[Item] = (), marked: int | None = None) -> None:
        """Another page, from its top."""
        self.scroll_home(animate=False, force=True, immediate=True)
        self.prose.show(blocks)
        self.choices.offer(items, marked)

    def show_marked(self) -> None:
        """Bring the marked item into the window."""
        if self.choices.marked is not None:
            self._bring(self.choices.marked)

    @property
    def below(self) -> int:
        """Lines that are still below the window."""
        return max(0, self.virtual_size.height - self.scroll_offset.y - self.size.height)

    def read_on(self) -> None:
        """One window further, two lines kept."""
        self.scroll_relative(y=max(1, self.scrollable_content_region.height - 2), animate=False)

    def step(self, by: int) -> None:
        """One line of text, or one choice once the choices are in sight."""
        moving = self.choices.marked is not None or (by > 0 and self._in_sight(0))
        if moving and self.choices.move(by):
            if self.choices.marked is not None:
                self._bring(self.choices.marked)
            return
        self.scroll_relative(y=by, animate=False)

    def press(self, digit: int) -> None:
        """Choose by number; what is still below is brought up and marked instead."""
        index = digit - 1
        if not self.choices.can_press(index):
            return
        if self._in_sight(index):
            self.choices.choose(index)
        else:
            self.choices.mark(index)
            self._bring(index)

    def take(self) -> None:
        """Choose what is marked, or read on."""
        if self.choices.marked is None:
            self.read_on()
        else:
            self.choices.choose(self.choices.marked)

    def _in_sight(self, index: int) -> bool:
        if index >= len(self.choices.items):
            return False
        top = self.choices.virtual_region.y + self.choices.span(index)[0]
        return self.scroll_offset.y <= top < self.scroll_offset.y + self.scrollable_content_region.height

    def _bring(self, index: int) -> None:
        """Scroll as little as shows the whole list; where it is too long, the item."""
        count = len(self.choices.items)
        top, end = self.choices.span(index)
        first, last = self.choices.span(0)[0], self.choices.span(count - 1)[1]
        if last - first < self.scrollable_content_region.height:
            top, end = first, last
        region = Region(0, self.choices.virtual_region.y + top, 1, end - top + (1 if end == last else 0))
        self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell how much is still below."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled())

    def watch_virtual_size(self) -> None:
        """Tell how much is still below."""
        self.post_message(self.Scrolled())

    def on_resize(self) -> None:
        """Tell how much is still below."""
        self.post_message(self.Scrolled())
