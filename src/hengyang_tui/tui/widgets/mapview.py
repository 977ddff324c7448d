"""The ground beside the prose, in a terminal that has room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengyang_tui.engine.errors import EngineError
from hengyang_tui.engine.positions import played_positions
from hengyang_tui.tui.mapping import map_block
from hengyang_tui.tui.typeset import Line, Run, set_blocks
from hengyang_tui.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from hengyang_tui.engine.positions import Position
    from hengyang_tui.engine.turns import Turn
    from hengyang_tui.language.story import Story


class MapView(Prose):
    """The smallest drawing of the map, as the play stands. Worked out only where it is shown."""

    DEFAULT_CSS = "MapView { width: 52; height: 1fr; }"

    def __init__(self, story: Story) -> None:
        super().__init__()
        self._ground = story.map
        self._turn: Turn | None = None
        self._found: tuple[Position, ...] | None = None

    def say(self, turn: Turn) -> None:
        """Show the ground of another turn; drawn anew only where it is seen and has changed."""
        before, self._turn, self._found = self._found, turn, None
        if not self.display or self._positions() != before:
            self.reset(layout=False)

    def lines(self, width: int) -> list[Line]:
        """The drawing and its signs; nothing for a story without a map, or whose map cannot be worked out."""
        positions = self._positions()
        if self._ground is None or not positions:
            return []
        title: Line = (Run(self._ground.title, "seal"),)
        return [title, (), *set_blocks([map_block(self._ground, positions)], width)]

    def _positions(self) -> tuple[Position, ...]:
        if self._found is None and self._ground is not None and self._turn is not None:
            try:
                self._found = played_positions(self._turn.program, self._ground, self._turn.state)
            except EngineError:
                self._found = ()
        return self._found or ()
