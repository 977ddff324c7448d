"""The debrief: the whole play beside the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hengyang_tui.tui.commands import CLOSE, HELP, Command, bindings
from hengyang_tui.tui.screens.card import CardScreen
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import (
    heading,
    inline,
    long_date,
    number,
    out_of_reach,
    recorded_figure,
    section,
    short_date,
    short_titles,
    unrecorded,
)
from hengyang_tui.tui.turnpage import done, standing_of
from hengyang_tui.tui.typeset import Block, Run
from hengyang_tui.tui.widgets.choices import Item

if TYPE_CHECKING:
    from hengyang_tui.engine.game import Game
    from hengyang_tui.engine.history import Debrief, MilestoneResult, Verdict

WHAT_IF = Command("w", "what_if", "what if", "What if", "Each of your orders, given otherwise: what came of it.")
_WHAT_IF = "//what-if"

MODEL = (
    "The record gives a few figures. Between them the numbers are the model’s: a milestone that holds shows how "
    "the model was built, and one that does not proves nothing about 1944."
)


class DebriefScreen(Sheet):
    """Decision by decision, with sources, divergence and milestones."""

    NUMBERED = False
    COMMANDS_HERE = (WHAT_IF, CLOSE, HELP)
    BINDINGS = bindings((WHAT_IF,))

    def __init__(self, debrief: Debrief, game: Game) -> None:
        super().__init__()
        self._debrief = debrief
        self._game = game

    def fill(self) -> None:
        """Show the debrief."""
        self.run_worker(_import_explorer, thread=True)
        self.head("Debrief", long_date(self._debrief.date))
        cards = [Item(str(index), _where(one), aside="the card") for index, one in enumerate(self._debrief.verdicts)]
        what_if = Item(_WHAT_IF, "What if: each of your orders, given otherwise.")
        blocks = debrief_blocks(self._debrief, unrecorded(self._game.steps))
        self.page.show(blocks, [*cards, what_if] if self._game.steps else cards)

    def chosen(self, item: str) -> None:
        """Open the card of a decision, or what would have come of other orders."""
        if item == _WHAT_IF:
            self.action_what_if()
        else:
            self.action_open_card(int(item))

    def action_what_if(self) -> None:
        """Ask what would have come of other orders."""
        from hengyang_tui.tui.screens.whatif import WhatIfScreen

        self.app.push_screen(WhatIfScreen(self._game))

    def action_open_card(self, index: int) -> None:
        """Open the card of a decision."""
        self.app.push_screen(CardScreen(self._debrief.verdicts[index]))


def _import_explorer() -> None:
    """What few plays need is imported while the debrief is read."""
    import hengyang_tui.tui.screens.whatif

    assert hengyang_tui


def debrief_blocks(debrief: Debrief, beyond: Sequence[str] = ()) -> list[Block]:
    """The whole debrief. `beyond` are the decisions of which nothing is recorded."""
    blocks = [heading(debrief.ending or "The play so far", long_date(debrief.date)), *_divergence(debrief)]
    for index, verdict in enumerate(debrief.verdicts):
        blocks += _decision(verdict, index)
    if beyond:
        rows = [Block(inline(row), indent=2, label=(Run("· ", "seal"),), gap=0) for row in beyond]
        blocks += [Block(fill="─"), *section("Not on record, and not compared", rows)]
    if debrief.milestones:
        figures = [block for milestone in debrief.milestones for block in _milestone(milestone)]
        figures += [Block((Run(row, "soft"),)) for row in out_of_reach(debrief.milestones)]
        blocks.append(Block(fill="─"))
        blocks += section("The figures beside the record", [Block((Run(MODEL, "soft"),)), *figures])
    if debrief.verdicts:
        blocks += [Block(fill="─"), Block((Run("The cards", "seal"),))]
    return blocks


def _divergence(debrief: Debrief) -> list[Block]:
    if debrief.divergence is None:
        return [Block((Run("No decision of this play could be compared with the record."),))]
    counted = [one for one in debrief.verdicts if not one.out_of_reach]
    departures = sum(not one.matched for one in counted)
    told = f"{departures} of {len(counted)} decisions went otherwise than in history; the share counts their weight."
    share = Block((Run("", "seal"),), meter=debrief.divergence)
    return [share, Block((Run(f"{debrief.divergence:.0%} divergence", "strong"), Run(f": {told}")), gap=0)]


def _decision(verdict: Verdict, index: int) -> list[Block]:
    titles = "; ".join(short_titles(verdict.facts))
    rows = [
        Block(fill="─"),
        Block(
            (Run(_where(verdict), "title-link", f"screen.open_card({index})"),),
            right=(Run(standing_of(verdict), "soft"),),
            gap=0,
        ),
        Block(inline(verdict.choice_text, "emphasis"), indent=10, label=(Run("You", "soft"),)),
    ]
    if not verdict.matched:
        rows.append(Block((Run(done(verdict)),), indent=10, label=(Run("Record", "soft"),), gap=0))
    if verdict.followed:
        rows.append(Block(inline(verdict.followed), indent=10, label=(Run("After", "soft"),), gap=0))
    sources = ": ".join(part for part in (verdict.standing.capitalize(), titles) if part)
    rows.append(Block((Run(sources, "soft"),), indent=10, label=(Run("Sources", "soft"),), gap=0))
    return rows


def _where(verdict: Verdict) -> str:
    return " · ".join(part for part in (short_date(verdict.date), verdict.title or "") if part)


def _milestone(result: MilestoneResult) -> list[Block]:
    if result.got is None:
        return []
    stand = f"within {result.tolerance:.0%}" if result.within else f"more than {result.tolerance:.0%} away"
    got = f"your play {number(result.got)}, {stand}"
    return [
        Block((Run(f"{short_date(result.date)} · {result.label}"),)),
        Block((Run(f"the record {recorded_figure(result)}, {got}", "soft"),), indent=2, gap=0),
    ]
