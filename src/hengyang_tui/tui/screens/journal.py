"""The journal: the choices made, and any passage again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengyang_tui.tui.commands import CARD, CLOSE, HELP, Command, bindings
from hengyang_tui.tui.screens.card import CardScreen
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import long_date, note, short_date, text_of
from hengyang_tui.tui.turnpage import standing_of, turn_blocks
from hengyang_tui.tui.typeset import Block, Run
from hengyang_tui.tui.widgets.choices import Item

if TYPE_CHECKING:
    from hengyang_tui.engine.game import Game
    from hengyang_tui.engine.history import Verdict

EARLIER = Command("left", "turn_back(-1)", "earlier", "Earlier", "The page before this one.")
LATER = Command("right", "turn_back(1)", "later", "Later", "The page after this one.")


def verdict_of(game: Game, index: int) -> Verdict | None:
    """The history check of a step of the play; the second choice at one decision has none."""
    steps = game.steps
    after = steps[index + 1].before if index + 1 < len(steps) else game.turn
    return after.verdict


class JournalScreen(Sheet):
    """Every choice with its date."""

    NUMBERED = False

    def __init__(self, game: Game) -> None:
        super().__init__()
        self._game = game

    def fill(self) -> None:
        """Show the list."""
        steps = self._game.steps
        self.head("Journal", f"{len(steps)} {'choice' if len(steps) == 1 else 'choices'}")
        items = [self._item(index) for index in range(len(steps))]
        words_ = "Your choices" if items else "You have chosen nothing yet."
        self.page.show([Block((Run(words_, "title"),))], items, len(items) - 1 if items else None)
        self.call_after_refresh(self.page.show_marked)

    def _item(self, index: int) -> Item:
        step = self._game.steps[index]
        verdict = verdict_of(self._game, index)
        title = f"{short_date(step.before.date)}  {step.before.scene.title or ''}".strip()
        return Item(
            str(index), title, text_of(step.before, step.choice_id), aside=standing_of(verdict) if verdict else ""
        )

    def chosen(self, item: str) -> None:
        """Read that page again."""
        self.app.push_screen(PastScreen(self._game, int(item)))


class PastScreen(Sheet):
    """A page of the play as it was, with what was chosen there."""

    COMMANDS_HERE = (EARLIER, LATER, CARD, CLOSE, HELP)
    BINDINGS = bindings((EARLIER, LATER, CARD))

    def __init__(self, game: Game, index: int) -> None:
        super().__init__()
        self._game = game
        self._index = index

    def fill(self) -> None:
        """Show the page."""
        steps = self._game.steps
        step = steps[self._index]
        self.head(f"Journal, {self._index + 1} of {len(steps)}", long_date(step.before.date, step.before.day))
        earlier = steps[self._index - 1] if self._index else None
        ordered = text_of(earlier.before, earlier.choice_id) if earlier else None
        chosen = text_of(step.before, step.choice_id)
        blocks = turn_blocks(step.before, self._game.program.story, ordered)
        blocks.append(Block((Run("You chose: ", "soft"), Run(chosen, "strong")), gap=2))
        if step.reason:
            blocks.append(note(f"Your reason: {step.reason}"))
        self.page.show(blocks)

    def action_turn_back(self, by: int) -> None:
        """Another page of the play."""
        if 0 <= self._index + by < len(self._game.steps):
            self._index += by
            self.fill()

    def action_card(self) -> None:
        """The history card of this decision."""
        verdict = verdict_of(self._game, self._index)
        if verdict is not None:
            self.app.push_screen(CardScreen(verdict))
