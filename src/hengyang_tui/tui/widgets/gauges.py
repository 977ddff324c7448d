"""The figures of the story beside the prose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from hengyang_tui.tui.texts import measured, number
from hengyang_tui.tui.typeset import Block, Line, Run, set_blocks
from hengyang_tui.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from hengyang_tui.engine.state import Gauge


_FRAME = 6  # lines of a screen that are not for figures


class Gauges(Prose):
    """Each figure with its bar and what the last choice changed."""

    DEFAULT_CSS = "Gauges { width: 40; height: 1fr; }"

    now: tuple[Gauge, ...] = ()
    before: tuple[Gauge, ...] = ()

    def say(self, now: Iterable[Gauge], before: Iterable[Gauge]) -> None:
        """Show other figures."""
        shown = (self.now, self.before)
        self.now, self.before = tuple(now), tuple(before)
        if (self.now, self.before) != shown:
            self.reset(layout=False)

    def lines(self, width: int) -> list[Line]:
        """The figures at the width of the widget; closer together where the screen is low."""
        close = self.screen.size.height - _FRAME < 3 * len(self.now)
        return set_blocks(gauge_blocks(self.now, self.before, close=close), width)


def gauge_blocks(now: Sequence[Gauge], before: Sequence[Gauge], *, close: bool = False) -> list[Block]:
    """A line of label, change and value for each figure, over a bar of where it stands in its range.

    `close` leaves no blank lines between the figures.
    """
    then: Mapping[str, float] = {gauge.name: gauge.value for gauge in before}
    return [block for gauge in now for block in _gauge(gauge, then.get(gauge.name, gauge.value), 0 if close else 1)]


def _gauge(gauge: Gauge, before: float, gap: int) -> list[Block]:
    change = gauge.value - before
    sign = "+" if change > 0 else "−"
    changed = (Run(f"{sign}{number(abs(change))} ", "seal"),) if change else ()
    share = (gauge.value - gauge.low) / (gauge.high - gauge.low) if gauge.high > gauge.low else 0.0
    return [
        Block((Run(gauge.label, "soft"),), right=(*changed, Run(measured(gauge), "strong")), gap=gap),
        Block(meter=share, gap=0),
    ]
