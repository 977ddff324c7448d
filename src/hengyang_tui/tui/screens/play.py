"""The play: one page a turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from hengyang_tui.engine.errors import EngineError
from hengyang_tui.engine.history import debrief
from hengyang_tui.engine.state import gauges
from hengyang_tui.tui.commands import MAP, PLAYING, bindings
from hengyang_tui.tui.screens.card import CardScreen
from hengyang_tui.tui.screens.codex import CodexScreen, EntryScreen
from hengyang_tui.tui.screens.debrief import DebriefScreen
from hengyang_tui.tui.screens.help import HelpScreen
from hengyang_tui.tui.screens.journal import JournalScreen, verdict_of
from hengyang_tui.tui.screens.map import MapScreen, place_screen
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.screens.state import StateScreen
from hengyang_tui.tui.texts import EARLIER_CARD, long_date, short_date, text_of
from hengyang_tui.tui.turnpage import DEBRIEF, LEAVE, TAKE_BACK, linked, turn_blocks, turn_items
from hengyang_tui.tui.widgets.bars import KeyBar
from hengyang_tui.tui.widgets.gauges import Gauges
from hengyang_tui.tui.widgets.mapview import MapView

if TYPE_CHECKING:
    from hengyang_tui.engine.game import Game
    from hengyang_tui.engine.history import Verdict
    from hengyang_tui.engine.state import Gauge


class PlayScreen(Sheet):
    """One turn of the play, and what is offered there."""

    CSS_PATH = ["sheet.tcss", "play.tcss"]
    COMMANDS_HERE = PLAYING
    BINDINGS = bindings(PLAYING)

    def __init__(self, game: Game) -> None:
        super().__init__()
        self._game = game
        self._told = 0
        self.gauges = Gauges()
        self.ground = MapView(game.program.story)
        mapped = game.program.story.map is not None
        self._commands = tuple(command for command in PLAYING if mapped or command is not MAP)
        self.keys = KeyBar(self._commands)

    def margin(self) -> Sequence[Widget]:
        """The figures, where there is room beside the prose."""
        return (self.gauges,)

    def edge(self) -> Sequence[Widget]:
        """The ground as it stands."""
        return (self.ground,)

    def fill(self) -> None:
        """Show the turn."""
        self.show_turn()

    def show_turn(self, notices: Sequence[str] = ()) -> None:
        """Show the turn from its top, under what there is to tell."""
        game, turn = self._game, self._game.turn
        told = [*notices, *game.notices[self._told :]]
        self._told = len(game.notices)
        story = game.program.story
        last = game.steps[-1] if game.steps else None
        ordered = text_of(last.before, last.choice_id) if last is not None else None
        self.head(story.title, long_date(turn.date, turn.day))
        self.page.show(turn_blocks(turn, story, ordered, told), turn_items(turn, can_take_back=game.can_take_back))
        self.gauges.say(self._figures(), self._figures_before())
        self.ground.say(turn)

    def _figures(self) -> tuple[Gauge, ...]:
        return gauges(self._game.program, self._game.turn.state)

    def _figures_before(self) -> tuple[Gauge, ...]:
        steps = self._game.steps
        return gauges(self._game.program, steps[-1].before.state) if steps else ()

    def chosen(self, item: str) -> None:
        """Make a choice, or after an ending do something with the play."""
        if item == DEBRIEF:
            game = self._game
            found = debrief(game.program, game.turn.state, (step.scene_id for step in game.steps))
            self.app.push_screen(DebriefScreen(found, self._game))
        elif item == TAKE_BACK:
            self.action_take_back()
        elif item == LEAVE:
            self.action_leave()
        else:
            self._choose(item)

    def _choose(self, choice_id: str) -> None:
        try:
            self._game.choose(choice_id)
        except EngineError as problem:
            self.show_turn([f"This choice cannot be made: {problem}"])
            return
        self.show_turn()

    def action_take_back(self) -> None:
        """Take back the last choice, and say which."""
        if not self._game.steps:
            self.show_turn(["There is nothing to take back."])
            return
        step = self._game.steps[-1]
        when = ", ".join(part for part in (short_date(step.before.date), step.before.scene.title or "") if part)
        self._game.take_back()
        self.show_turn([f"Taken back: “{text_of(step.before, step.choice_id)}” ({when}). The record keeps both."])

    def action_card(self) -> None:
        """The history card of the last decision."""
        verdict = self._last_verdict()
        if verdict is None:
            self.tell("There is no history card yet: it comes with your first decision.")
        else:
            self.app.push_screen(CardScreen(verdict, EARLIER_CARD if self._game.turn.unrecorded else ""))

    def _last_verdict(self) -> Verdict | None:
        found = (verdict_of(self._game, index) for index in reversed(range(len(self._game.steps))))
        return next((verdict for verdict in found if verdict is not None), None)

    def action_journal(self) -> None:
        """The choices so far."""
        self.app.push_screen(JournalScreen(self._game))

    def action_codex(self) -> None:
        """The people and places named here."""
        story = self._game.program.story
        names = linked(self._game.turn, story)
        if len(names) == 1:
            self.app.push_screen(EntryScreen(story.codex[names[0]], story))
        else:
            self.app.push_screen(CodexScreen(names, story))

    def action_state(self) -> None:
        """The figures."""
        self.app.push_screen(StateScreen(self._game.turn, self._figures(), self._figures_before()))

    def action_map(self) -> None:
        """The ground, and who holds it."""
        ground = self._game.program.story.map
        if ground is None:
            self.tell("This story has no map.")
        else:
            self.app.push_screen(MapScreen(ground, self._game))

    def action_place(self, name: str) -> None:
        """A position of the map beside the page."""
        ground = self._game.program.story.map
        if ground is not None:
            self.app.push_screen(place_screen(ground.places[name], self._game.turn))

    def action_help(self) -> None:
        """Help, with where this play is kept."""
        log = self._game.log_path
        kept = (f"Kept in {log}" if log is not None else "This play is not saved.", f"Seed {self._game.seed}.")
        self.app.push_screen(HelpScreen(self._commands, kept))

    def action_close(self) -> None:
        """A play is left with q."""

    def action_leave(self) -> None:
        """Leave; the play is saved."""
        self.game_app.leave()

    def tell(self, words: str) -> None:
        """Say something above the page."""
        self.show_turn([words])
