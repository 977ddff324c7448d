"""The one-line bars of a sheet: what it is, a thin rule, the keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size

from hengyang_tui.tui.commands import Command
from hengyang_tui.tui.typeset import Line, Run, line_width
from hengyang_tui.tui.widgets.prose import Prose


class Bar(Prose):
    """One line."""

    DEFAULT_CSS = "Bar { height: 1; width: 1fr; }"

    def reset(self, *, layout: bool = False) -> None:
        """Set the line anew; there is always one."""
        super().reset(layout=layout)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line, always."""
        return 1


class Masthead(Bar):
    """What this is on the left, when it is on the right; where there is little room, when alone."""

    left: tuple[Run, ...] = ()
    right: tuple[Run, ...] = ()

    def say(self, left: Sequence[Run], right: Sequence[Run] = ()) -> None:
        """Show other words."""
        shown = (self.left, self.right)
        self.left, self.right = tuple(left), tuple(right)
        if (self.left, self.right) != shown:
            self.reset()

    def lines(self, width: int) -> list[Line]:
        """One line."""
        space = width - line_width(self.left) - line_width(self.right)
        if space >= 2 or not self.right:
            return [(*self.left, Run(" " * max(0, space)), *self.right)]
        return [self.right if line_width(self.right) <= width else self.left[:1]]


class Rule(Bar):
    """A thin rule that says when there is more to read."""

    below: int = 0

    def say(self, below: int) -> None:
        """Show how many lines are below."""
        if below != self.below:
            self.below = below
            self.reset()

    def lines(self, width: int) -> list[Line]:
        """One line."""
        if not self.below or width < 24:
            return [(Run("─" * width, "faint"),)]
        words = f" ↓ {self.below} more {'line' if self.below == 1 else 'lines'}  Space "
        return [
            (
                Run("─" * (width - len(words) - 2), "faint"),
                Run(words, "soft", "screen.read_on"),
                Run("──", "faint"),
            )
        ]


class KeyBar(Bar):
    """The keys of this screen. Its commands never change; where there is little room it drops the first ones."""

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__()
        self.commands = tuple(command for command in commands if command.word)
        self.below = 0

    def say(self, below: int) -> None:
        """In a low terminal the rule is not there to say that there is more."""
        if bool(below) != bool(self.below):
            self.below = below
            self.reset()

    def lines(self, width: int) -> list[Line]:
        """One line of what has room."""
        more: Line = (Run("↓ ", "seal"),) if self.below and self.screen.has_class("-low") else ()
        for gap, words in ((3, True), (2, True), (1, False)):
            line = more + self._set_keys(self.commands, gap, words)
            if line_width(line) <= width:
                return [line]
        kept = list(self.commands)
        while kept and line_width(line := more + self._set_keys(kept, 1, True)) > width:
            kept.pop(0)
        return [line if kept else ()]

    @staticmethod
    def _set_keys(commands: Sequence[Command], gap: int, words: bool) -> Line:
        runs: list[Run] = []
        for number, command in enumerate(commands):
            if number:
                runs.append(Run(" " * gap))
            action = f"screen.{command.action}"
            runs.append(Run(command.cap, "key", action))
            if words:
                runs.append(Run(f" {command.word}", "soft", action))
        return tuple(runs)
