"""A turn as a page: what came of the choice, the history check, what happened next, the choices."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from hengyang_tui.language.markup import links
from hengyang_tui.tui.texts import heading, inline, note, prose_blocks, short_date, words
from hengyang_tui.tui.typeset import Block, Run
from hengyang_tui.tui.widgets.choices import Item

if TYPE_CHECKING:
    from hengyang_tui.engine.history import Verdict
    from hengyang_tui.engine.turns import Closed, Turn
    from hengyang_tui.language.story import Story

DEBRIEF, TAKE_BACK, LEAVE = "//debrief", "//take-back", "//leave"


def turn_blocks(turn: Turn, story: Story, ordered: str | None = None, notices: Iterable[str] = ()) -> list[Block]:
    """What is read at a turn. `ordered` is the text of the choice that led here."""
    blocks = [note(notice) for notice in notices]
    if ordered is not None:
        blocks.append(Block(inline(ordered, "emphasis"), indent=2, label=(Run("› ", "seal"),)))
    for passage in turn.passages:
        if passage.kind == "consequence":
            blocks.extend(prose_blocks(passage.prose))
    if turn.verdict is not None:
        blocks.append(verdict_line(turn.verdict))
    if turn.unrecorded is not None:
        blocks.append(Block(inline(turn.unrecorded, "soft"), indent=15, label=(Run("Not on record", "seal"),)))
    for passage in turn.passages:
        if passage.kind != "consequence":
            blocks.extend(_headed(passage.title, passage.date, passage.place, story, ruled=bool(blocks)))
            blocks.extend(prose_blocks(passage.prose))
    if turn.ending is not None:
        blocks.append(Block((Run(turn.ending, "title"),), centred=True, gap=2))
    elif all(passage.scene_id != turn.scene.id or passage.kind != "scene" for passage in turn.passages):
        # a detour has come back to its list of choices, which stands under its own name again
        blocks.extend(_headed(turn.scene.title, turn.date, turn.scene.place, story, ruled=True))
    return blocks


def _headed(
    title: str | None, date: datetime.date | None, place_id: str | None, story: Story, *, ruled: bool
) -> list[Block]:
    """The head of a passage: title, date and place, under a rule where something stands above."""
    place = story.codex.get(place_id) if place_id else None
    named = place.name if place is not None and place.name != title else ""
    where = " · ".join(part for part in (short_date(date), named) if part)
    head = heading(title, where) if title else Block((Run(where, "soft"),))
    return [Block(fill="─"), head] if ruled else [head]


def verdict_line(verdict: Verdict) -> Block:
    """The history check in one quiet line; the card says the rest."""
    card = (Run("h", "key"), Run(" "), Run("the card", "link", "screen.card"))
    return Block((Run(comparison(verdict), "soft"), Run("  "), *card), indent=9, label=(Run("History", "seal"),))


def done(verdict: Verdict) -> str:
    """What was done in fact, in the words of the choices."""
    return " or ".join(f"“{words(text)}”" for text in verdict.chose_texts)


def comparison(verdict: Verdict) -> str:
    """Whether the choice is what was done, in one sentence."""
    if verdict.matched:
        return "You chose what was done."
    if verdict.out_of_reach:
        return f"What was done was not open to you, so this does not count: {done(verdict)}"
    return f"What was done: {done(verdict)}"


def standing_of(verdict: Verdict) -> str:
    """The history check in a mark and a word or two."""
    if verdict.out_of_reach:
        return "not counted"
    return "= as it was done" if verdict.matched else "≠ otherwise"


def turn_items(turn: Turn, *, can_take_back: bool) -> list[Item]:
    """The choices of a turn; after an ending, what can be done with the play."""
    if turn.ending is None:
        listed = [Item(option.id, words(option.text)) for option in turn.options]
        standing = [Item(option.id, words(option.text), aside="at any time") for option in turn.standing]
        return [*listed, *map(_shut, turn.closed), *standing]
    items = [Item(DEBRIEF, "The debrief: this play beside the record.")]
    if can_take_back:
        items.append(Item(TAKE_BACK, "Take back the last choice."))
    return [*items, Item(LEAVE, "Leave.")]


def _shut(closed: Closed) -> Item:
    return Item(closed.id, words(closed.text), f"Closed: {words(closed.reason)}", open=False)


def linked(turn: Turn, story: Story) -> list[str]:
    """Codex ids that the page names, in order: its links, and the places of its passages."""
    named: list[str] = []
    for passage in turn.passages:
        named.extend([passage.place] if passage.place else [])
        named.extend(links(passage.prose))
    return [name for name in dict.fromkeys(named) if name in story.codex]
