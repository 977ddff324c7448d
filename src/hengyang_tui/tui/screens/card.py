"""The history card of one decision: what was done, what followed, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import fact_blocks, heading, inline, note, prose_blocks, section, short_date, standing_told
from hengyang_tui.tui.turnpage import done
from hengyang_tui.tui.typeset import Block, Run

if TYPE_CHECKING:
    from hengyang_tui.engine.history import Verdict
    from hengyang_tui.language.story import Fact


class CardScreen(Sheet):
    """One history card."""

    def __init__(self, verdict: Verdict, notice: str = "") -> None:
        super().__init__()
        self._verdict = verdict
        self._notice = notice

    def fill(self) -> None:
        """Show the card."""
        self.head("History card")
        told = [note(self._notice)] if self._notice else []
        self.page.show([*told, *card_blocks(self._verdict)])


def card_blocks(verdict: Verdict) -> list[Block]:
    """The whole card."""
    blocks = [
        heading(verdict.title or "A decision", short_date(verdict.date)),
        Block(inline(verdict.choice_text, "emphasis"), indent=12, label=(Run("You chose", "soft"),)),
        Block((Run(_record(verdict)),), indent=12, label=(Run("The record", "soft"),), gap=0),
        *section("What was done", prose_blocks(verdict.text)),
    ]
    for name, prose in (("What followed", verdict.followed), ("Where the sources disagree", verdict.dispute)):
        if prose:
            blocks += section(name, prose_blocks(prose))
    if verdict.note is not None:
        blocks += section("On your choice", prose_blocks(verdict.note.text))
    weight = {1: "", 2: " A departure here weighs double.", 3: " A departure here weighs threefold."}[verdict.weight]
    known = [Block((Run(standing_told(verdict) + weight),)), *fact_blocks(_facts(verdict))]
    blocks += section("How it is known", known)
    if verdict.questions:
        blocks += section("To argue about", [Block(inline(question)) for question in verdict.questions])
    return blocks


def _record(verdict: Verdict) -> str:
    if verdict.matched:
        return "You chose what was done."
    return f"{done(verdict)} It was not open to you, so this does not count." if verdict.out_of_reach else done(verdict)


def _facts(verdict: Verdict) -> list[Fact]:
    return list({fact.id: fact for fact in (*verdict.facts, *verdict.note_facts)}.values())
