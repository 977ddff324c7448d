"""The front matter of a story: what is fact in it, what is drama, who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import heading, prose_blocks, section
from hengyang_tui.tui.typeset import Block, Run

if TYPE_CHECKING:
    from hengyang_tui.language.story import Story


class AboutScreen(Sheet):
    """The front matter."""

    def __init__(self, story: Story) -> None:
        super().__init__()
        self._story = story

    def fill(self) -> None:
        """Show it."""
        story = self._story
        self.head("About", story.version and f"version {story.version}")
        blocks = [heading(story.title), *prose_blocks(story.about or "")]
        by = "; ".join(filter(None, (", ".join(story.authors), story.licence)))
        if by:
            blocks.append(Block((Run(by, "soft"),), gap=2))
        if story.branches:
            blocks += section("Branches", [Block((Run(branch.title),), gap=0) for branch in story.branches])
        self.page.show(blocks)
