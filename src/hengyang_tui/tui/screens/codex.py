"""The codex: an entry, and the list of those named on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import fact_blocks, prose_blocks, section
from hengyang_tui.tui.typeset import Block, Run
from hengyang_tui.tui.widgets.choices import Item

if TYPE_CHECKING:
    from hengyang_tui.language.story import CodexEntry, Story

ALL = "//all"


class EntryScreen(Sheet):
    """One person, unit, place, weapon or term."""

    def __init__(self, entry: CodexEntry, story: Story) -> None:
        super().__init__()
        self._entry = entry
        self._story = story

    def fill(self) -> None:
        """Show the entry."""
        self.head("Codex")
        self.page.show(entry_blocks(self._entry, self._story))


class CodexScreen(Sheet):
    """The entries that a page names, or all."""

    def __init__(self, names: Sequence[str], story: Story) -> None:
        super().__init__()
        self._names = tuple(names)
        self._story = story

    def fill(self) -> None:
        """Show the list."""
        self.head("Codex")
        here = [_item(self._story.codex[name]) for name in self._names]
        words = "Named on this page" if here else "Nobody is named on this page."
        whole = [Item(ALL, f"The whole codex: {len(self._story.codex)} entries.")] if self._story.codex else []
        self.page.show([Block((Run(words, "title"),))], here + whole)

    def chosen(self, item: str) -> None:
        """Open an entry, or the whole list."""
        if item == ALL:
            self.app.push_screen(WholeCodexScreen((), self._story))
        else:
            self.app.push_screen(EntryScreen(self._story.codex[item], self._story))


class WholeCodexScreen(CodexScreen):
    """Every entry, by name."""

    NUMBERED = False

    def fill(self) -> None:
        """Show the list."""
        entries = sorted(self._story.codex.values(), key=lambda entry: entry.name)
        self.head("Codex", f"{len(entries)} entries")
        self.page.show([Block((Run("The whole codex", "title"),))], [_item(entry) for entry in entries], 0)


def _item(entry: CodexEntry) -> Item:
    name = f"{entry.name} {entry.characters}" if entry.characters else entry.name
    return Item(entry.id, name, aside=entry.kind)


def entry_blocks(entry: CodexEntry, story: Story) -> list[Block]:
    """An entry with its facts."""
    name = (Run(entry.name, "title"), *((Run("  "), Run(entry.characters, "seal")) if entry.characters else ()))
    blocks = [Block(name, right=(Run(entry.kind, "soft"),)), *prose_blocks(entry.text)]
    facts = [story.facts[fact] for fact in entry.facts if fact in story.facts]
    return [*blocks, *section("How it is known", fact_blocks(facts))] if facts else blocks
