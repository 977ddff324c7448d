"""Typeset text as one widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import zip_longest

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget

from hengyang_tui.tui.typeset import Block, Line, Run, line_width, set_blocks

ROLES = (
    *("emphasis", "strong", "soft", "faint", "seal", "stamp", "title", "closed"),
    *("key", "link", "title-link", "link-hover", "marked", "hover"),
)


class Prose(Widget):
    """Blocks set for the width at hand, drawn line by line.

    One such widget shows a whole page, so that changing the page costs one layout and draws only what is seen. The
    roles of runs are the component classes `prose--ROLE` of the screen, which has them once for all its widgets; the
    action of a run is done by a click on it.
    """

    DEFAULT_CSS = "Prose { width: 1fr; height: auto; }"
    auto_links = Reactive(False)
    virtual_size = Reactive(Size(0, 0), repaint=False)
    """As a widget's, without its second layout and drawing of the screen: nothing here depends on it."""

    def __init__(self, blocks: Iterable[Block] = (), *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._blocks = tuple(blocks)
        self._set: tuple[tuple[int, int], list[Line]] | None = None
        self._pointed: str | None = None

    @property
    def blocks(self) -> Sequence[Block]:
        """What is shown."""
        return self._blocks

    @property
    def text(self) -> str:
        """What is shown, line by line, as plain text."""
        return "\n".join("".join(run.text for run in line).rstrip() for line in self.typeset())

    def show(self, blocks: Iterable[Block]) -> None:
        """Show other text."""
        self._blocks = tuple(blocks)
        self.reset()

    def reset(self, *, layout: bool = True) -> None:
        """Set the lines anew. `layout` says that their number may be another; else only what changed is drawn."""
        before, self._set = self._set, None
        if layout:
            self.clear_cached_dimensions()
            self.refresh(layout=True)
        elif before is None or before[0] != self._at():
            self.refresh()
        else:
            changed = [y for y, (old, new) in enumerate(zip_longest(before[1], self.typeset())) if old != new]
            if changed:
                self.refresh(*(Region(0, y, self.content_size.width, 1) for y in changed))

    def lines(self, width: int) -> list[Line]:
        """The lines at `width` cells."""
        return set_blocks(self._blocks, width)

    def typeset(self, width: int | None = None) -> list[Line]:
        """The lines at a width, by default the widget's own, for the height of the screen."""
        at = self._at(width)
        if self._set is None or self._set[0] != at:
            self._set = (at, self.lines(at[0]))
        return self._set[1]

    def _at(self, width: int | None = None) -> tuple[int, int]:
        """What lines are set for."""
        return self.content_size.width if width is None else width, self.screen.size.height

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines that the text takes at `width`."""
        return len(self.typeset(width))

    def render_line(self, y: int) -> Strip:
        """One line on the screen."""
        lines = self.typeset()
        ground = self.visual_style.rich_style
        width = self.content_size.width
        if y >= len(lines):
            return Strip.blank(width, ground)
        segments = [Segment(run.text, self._style(run, ground)) for run in lines[y]]
        return Strip(segments, line_width(lines[y])).adjust_cell_length(width, ground)

    def _style(self, run: Run, ground: Style) -> Style:
        role = "link-hover" if "link" in run.role and run.action == self._pointed else run.role
        style = self.screen.get_component_rich_style(f"prose--{role}") if role else ground
        return style if run.action is None else _acting(style, run.action)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which link a click would follow."""
        self._point_at(event.style.meta.get("@click"))

    def on_leave(self) -> None:
        """The mouse has gone."""
        self._point_at(None)

    def _point_at(self, action: str | None) -> None:
        if action != self._pointed:
            self._pointed = action
            self.refresh()


@lru_cache(maxsize=1_000)
def _acting(style: Style, action: str) -> Style:
    """A style with what a click does; making one costs more than drawing a line, and a map has many."""
    return style + Style(meta={"@click": action})
