"""The debrief: the whole play beside the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengyang_tui.tui.screens.card import CardScreen
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import heading, inline, long_date, number, section, short_date
from hengyang_tui.tui.turnpage import done, standing_of
from hengyang_tui.tui.typeset import Block, Run
from hengyang_tui.tui.widgets.choices import Item

if TYPE_CHECKING:
    from hengyang_tui.engine.history import Debrief, MilestoneResult, Verdict

MODEL = (
    "The record gives a few figures. Between them the numbers are the model’s: a milestone that holds shows how "
    "the model was built, and one that does not proves nothing about 1944."
)


class DebriefScreen(Sheet):
    """Decision by decision, with sources, divergence and milestones."""

    NUMBERED = False

    def __init__(self, debrief: Debrief) -> None:
        super().__init__()
        self._debrief = debrief

    def fill(self) -> None:
        """Show the debrief."""
        self.head("Debrief", long_date(self._debrief.date))
        cards = [Item(str(index), _where(one), aside="the card") for index, one in enumerate(self._debrief.verdicts)]
        self.page.show(debrief_blocks(self._debrief), cards)

    def chosen(self, item: str) -> None:
        """Open the card of a decision."""
        self.action_open_card(int(item))

    def action_open_card(self, index: int) -> None:
        """Open the card of a decision."""
        self.app.push_screen(CardScreen(self._debrief.verdicts[index]))


def debrief_blocks(debrief: Debrief) -> list[Block]:
    """The whole debrief."""
    blocks = [heading(debrief.ending or "The play so far", long_date(debrief.date)), *_divergence(debrief)]
    for index, verdict in enumerate(debrief.verdicts):
        blocks += _decision(verdict, index)
    if debrief.milestones:
        figures = [block for milestone in debrief.milestones for block in _milestone(milestone)]
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
    titles = "; ".join(dict.fromkeys(source.title for fact in verdict.facts for source in fact.sources))
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
    stand = f"within {result.tolerance:.0%}" if result.within else f"more than {result.tolerance:.0%} away"
    got = f"your play {number(result.got)}, {stand}" if result.got is not None else "your play did not come so far"
    return [
        Block((Run(f"{short_date(result.date)} · {result.label}"),)),
        Block((Run(f"the record {number(result.expected)}, {got}", "soft"),), indent=2, gap=0),
    ]
