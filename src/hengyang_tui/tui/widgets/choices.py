"""The list of choices at the end of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from textual import events
from textual.message import Message

from hengyang_tui.tui.typeset import Block, Line, Run, set_blocks
from hengyang_tui.tui.widgets.prose import Prose

_DIGITS = 10  # 1 to 9, and 0 for the tenth


@dataclass(frozen=True, slots=True)
class Item:
    """A line to choose: `note` stands under the text, of a closed item it says why it is closed."""

    id: str
    text: str
    note: str = ""
    open: bool = True
    aside: str = ""


class ChoiceList(Prose):
    """Items numbered by the digits that choose them; closed ones dim, with their reason, not to be chosen."""

    DEFAULT_CSS = """
    ChoiceList { margin-top: 1; }
    ChoiceList.-empty { display: none; }
    """

    @dataclass
    class Chosen(Message):
        """An item was chosen by mouse or key."""

        id: str

    def __init__(self, *, numbered: bool = True, id: str | None = None) -> None:
        super().__init__(id=id, classes="-empty")
        self._items: tuple[Item, ...] = ()
        self._numbered = numbered
        self._marked: int | None = None
        self._hovered: int | None = None
        self._tops: list[int] = []

    @property
    def items(self) -> Sequence[Item]:
        """What can be chosen, with what is closed."""
        return self._items

    @property
    def marked(self) -> int | None:
        """The item that Enter takes."""
        return self._marked

    def can_press(self, index: int) -> bool:
        """Whether a digit stands for this item, and it is open."""
        return self._numbered and 0 <= index < min(len(self._items), _DIGITS) and self._items[index].open

    def offer(self, items: Iterable[Item], marked: int | None = None) -> None:
        """Show other items."""
        self._items = tuple(items)
        self._marked = marked
        self._hovered = None
        self.set_class(not self._items, "-empty")
        self.reset()

    def mark(self, index: int | None) -> None:
        """Mark an open item, or none."""
        if index != self._marked:
            self._marked = index
            self.reset(layout=False)

    def move(self, by: int) -> bool:
        """Mark the next open item in a direction. False where there is none; going up from the first unmarks."""
        opened = [index for index, item in enumerate(self._items) if item.open]
        if not opened or (self._marked is None and by < 0):
            return False
        at = -1 if self._marked is None else opened.index(self._marked)
        if at + by >= len(opened):
            return False
        self.mark(opened[at + by] if at + by >= 0 else None)
        return True

    def choose(self, index: int) -> bool:
        """Choose an item. False where it is closed or does not exist."""
        if not (0 <= index < len(self._items) and self._items[index].open):
            return False
        self.post_message(self.Chosen(self._items[index].id))
        return True

    def span(self, index: int) -> tuple[int, int]:
        """First line of an item, and the line after its last."""
        self.typeset()
        return self._tops[index], self._tops[index + 1]

    def lines(self, width: int) -> list[Line]:
        """The items as lines."""
        lines: list[Line] = []
        self._tops = [0]
        for index, item in enumerate(self._items):
            lines.extend(set_blocks(self._item_blocks(index, item), width))
            self._tops.append(len(lines))
        return lines

    def _item_blocks(self, index: int, item: Item) -> list[Block]:
        marked = index == self._marked
        role = "marked" if marked else "hover" if index == self._hovered else "" if item.open else "closed"
        pointer = Run("▸ ", "key") if marked else Run("  ")
        if not self._numbered:
            label: tuple[Run, ...] = (pointer,)
        else:
            cap = "-" if not item.open else str(index + 1)[-1] if index < _DIGITS else " "
            label = (pointer, Run(cap, "key" if item.open else "closed"), Run("  "))
        indent = sum(len(run.text) for run in label)
        aside = (Run(item.aside, "soft"),) if item.aside else ()
        blocks = [Block((Run(item.text, role),), label=label, indent=indent, right=aside)]
        if item.note:
            blocks.append(Block((Run(item.note, "soft" if item.open else "closed"),), indent=indent, gap=0))
        return blocks

    def _index_at(self, line: int) -> int | None:
        for index, (top, end) in enumerate(pairwise(self._tops)):
            if top <= line < end:
                return index if self._items[index].open else None
        return None

    def on_click(self, event: events.Click) -> None:
        """Choose what is under the mouse."""
        event.stop()
        index = self._index_at(event.get_content_offset_capture(self).y)
        if index is not None:
            self.choose(index)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show what a click would choose."""
        event.prevent_default()
        self._hover(self._index_at(event.get_content_offset_capture(self).y))

    def on_leave(self) -> None:
        """The mouse has gone."""
        self._hover(None)

    def _hover(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self.reset(layout=False)
