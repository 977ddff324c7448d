"""The cover of the title screen."""

from __future__ import annotations

from hengyang_tui.tui.typeset import Block, Line, Run, line_width, set_blocks
from hengyang_tui.tui.widgets.prose import Prose

CHARACTERS = (
    "    ▄  ▗▄             ▗▖  ▗▄  ▄     ▄▄ ",
    "  ▗█▀ ▗█▙▄█▙ ▄▄▄█▖    ▐▛▀▀▜▛  █     ▐▛ ",
    "▗▞▘ ▄▄▌  ▟▘▄▖         ▐▌ ▗▛   █▀▀▀▀▀▜▌ ",
    "   ▟▛▜█ ▐▌ █▙▄▄▄▟▙    ▐▌ █    █▀▀▀▀▀▜▌ ",
    " ▗▟█ ▐█▀▜▛▀█▌  █      ▐▌  ▜▖▗▄▄▄▄▄▄▄▄▄█▌",
    "▄▀▐▌ ▐█▀█▛▀█▌  █      ▐▌   █  ▟█▄▄▄▄▄▄▙▖",
    "  ▐▌▗▄▄▄█▙▄▄█▖ █      ▐▌▝██▀▄▛▘▗▛▘▗▛▘▗█ ",
    "  ▐▌   ▗▛▀▄▄   █      ▐▌   ▝ ▄▞▀ ▄▛  ▐▌ ",
    "  ▐▌  ▄▛   ▜▗▄▄█      ▐▌    ▘ ▄▄▀▘▄▄▄▟▘ ",
    "  ▝▘▝▀        ▀▘      ▝▘    ▀▀     ▝▀   ",
)
"""衡陽 in quarter blocks, after the face AR PL UMing."""

STAMP = " 第十軍 "
_WIDE, _NARROW, _HIGH, _LOW = 68, 44, 20, 12
_ASIDE = 24


class Cover(Prose):
    """The name of the city, large where there is room, with the title of the story beside or under it."""

    DEFAULT_CSS = "Cover { height: auto; }"

    title = ""
    subtitle = ""

    def say(self, title: str, subtitle: str) -> None:
        """Show another title."""
        self.title, self.subtitle = title, subtitle
        self.reset()

    def lines(self, width: int) -> list[Line]:
        """The cover at this width, for the height of the screen."""
        high = self.screen.size.height
        name = (Run("衡陽", "seal"), Run("  "), Run(self.title, "title"))
        if high < _LOW:
            return [name]
        if high < _HIGH or width < _NARROW:
            return set_blocks([Block(name), Block((Run(self.subtitle, "soft"),), gap=0)], width)
        words = [Block((Run(self.title, "title"),)), Block((Run(self.subtitle, "soft"),))]
        drawn = [(Run(row, "strong"),) for row in CHARACTERS]
        if width < _WIDE:
            return [*drawn, (), *set_blocks(words, width)]
        aside = [(), *set_blocks(words, _ASIDE)][: len(drawn) - 2]
        aside += [()] * (len(drawn) - 1 - len(aside)) + [(Run(STAMP, "stamp"),)]
        return [_beside(left, right) for left, right in zip(drawn, aside, strict=True)]


def _beside(left: Line, right: Line) -> Line:
    return (*left, Run(" " * (44 - line_width(left))), *right)
