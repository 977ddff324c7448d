"""The line mode's conversation: print a turn, ask, act, until the play ends or the input does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from hengyang_tui.engine.history import debrief, verdict_at
from hengyang_tui.engine.positions import played_positions, recorded_positions
from hengyang_tui.engine.state import gauges, tallies
from hengyang_tui.plain import pages
from hengyang_tui.plain.lines import wrap
from hengyang_tui.tui.mapping import drawing_for
from hengyang_tui.tui.texts import EARLIER_CARD, text_of, unrecorded

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from hengyang_tui.engine.game import Game
    from hengyang_tui.engine.history import Verdict
    from hengyang_tui.engine.turns import Option, Turn

Answer = Callable[["Turn"], str | None]
"""What the player says at a turn; None at the end of input."""

_CHOICE = re.compile(r"(\d{1,4})(?:[\s.,:;)]+(.*\w.*))?[\s.)]*", re.DOTALL)
_HELP = (
    "A number chooses. A number with words after it keeps the words as your reason.",
    "What is offered at any time takes no day, and you come back to the same choices.",
    "h   the history card of your last decision; h 3 that of the third choice",
    "j   the journal: what you chose so far",
    "s   the figures as they stand",
    "c   the people and places named on this page",
    "m   who holds what on the map; m record in fact on this day; m drawing the map drawn",
    "u   take back the last choice",
    "q   quit; every choice is saved as it is made",
    "?   this list",
)


class Session:
    """One play in lines of text.

    `answer` gives what the player types, `write` prints text, and `resume` makes the command that goes
    on with a log.
    """

    def __init__(
        self, game: Game, *, answer: Answer, write: Callable[[str], None], resume: Callable[[Path], str], width: int
    ) -> None:
        self._game = game
        self._answer = answer
        self._write = write
        self._resume = resume
        self._width = width
        self._told = 0
        self._commands: dict[str, Callable[[str], None]] = {
            "h": self._card,
            "j": self._journal,
            "s": self._state,
            "c": self._codex,
            "m": self._map,
            "u": self._take_back,
            "?": self._help,
        }

    def run(self) -> None:
        """Play until the player quits or the input ends."""
        game = self._game
        if game.steps:
            self._say(f"You go on after {len(game.steps)} choice{'' if len(game.steps) == 1 else 's'}.")
        else:
            self._page(pages.front(game.program.story, game.seed, self._width))
        self._notices()
        self._turn(game.turn)
        while (said := self._answer(game.turn)) is not None:
            said = said.strip()
            if said in ("q", "quit"):
                break
            self._obey(said)
        self.farewell()

    def _obey(self, said: str) -> None:
        word, _, rest = said.partition(" ")
        command = self._commands.get(word.lower()) or self._commands.get({"help": "?"}.get(word.lower(), ""))
        if not said:
            self._ask_again(self._game.turn)
        elif command is not None:
            command(rest.strip())
        elif match := _CHOICE.fullmatch(said):
            self._choose(int(match[1]), match[2])
        else:
            self._say(f"“{said}” is no choice and no command. ? lists the commands.")

    def _choose(self, number: int, reason: str | None) -> None:
        options = self._game.turn.offered
        if not 1 <= number <= len(options):
            self._say(_range(options))
            return
        turn = self._game.choose(options[number - 1].id, reason)
        self._notices()
        self._turn(turn)

    def _turn(self, turn: Turn) -> None:
        """A turn as it is read: what came of the choice, the history check, what happened next, the choices."""
        story = self._game.program.story
        consequences = [page for page in turn.passages if page.kind == "consequence"]
        others = [page for page in turn.passages if page.kind != "consequence"]
        for page in consequences:
            self._page(pages.passage(page, story, self._width))
        if turn.verdict is not None:
            self._page(pages.verdict(turn.verdict, self._width))
        if turn.unrecorded is not None:
            self._page(pages.unrecorded(turn.unrecorded, self._width))
        for page in others:
            self._page(pages.passage(page, story, self._width))
        self._ask_again(turn)

    def _ask_again(self, turn: Turn) -> None:
        if turn.ending is None:
            self._page(pages.choices(turn.options, turn.closed, turn.standing, self._width))
            return
        self._say(f"The end: {turn.ending}.")
        dates: dict[str, datetime.date | None] = {}
        for step in self._game.steps:
            dates.setdefault(step.scene_id, step.before.date)
        result = debrief(self._game.program, turn.state, dates)
        self._page(pages.debrief(result, dates, unrecorded(self._game.steps), self._width))

    def _card(self, which: str) -> None:
        result = self._verdict(which)
        if result is None:
            text = "There is no history card yet: it comes with your first decision."
            if which:
                text = f"There is no history card for “{which}”. j lists your choices with their numbers."
            elif self._game.steps:
                text = "None of your choices so far is checked against history."
            self._say(text)
        else:
            if not which and self._game.turn.unrecorded:
                self._say(EARLIER_CARD)
            self._page(pages.card(result, self._width))

    def _verdict(self, which: str) -> Verdict | None:
        """The verdict of the choice of that number, or of the last one that has any."""
        scenes = [step.scene_id for step in self._game.steps]
        if which:
            scenes = scenes[int(which) - 1 : int(which)] if which.isdecimal() and int(which) > 0 else []
        state = self._game.turn.state
        found = (verdict_at(self._game.program, state, scene) for scene in reversed(scenes))
        return next((result for result in found if result is not None), None)

    def _journal(self, _: str) -> None:
        self._page(pages.journal(self._game.steps, self._width))

    def _state(self, _: str) -> None:
        program, now = self._game.program, self._game.turn.state
        self._page(pages.state((*gauges(program, now), *tallies(program, now)), self._width))

    def _codex(self, _: str) -> None:
        story = self._game.program.story
        self._page(pages.codex(pages.linked(self._game.turn.passages, story), self._width))

    def _map(self, which: str) -> None:
        turn, ground = self._game.turn, self._game.program.story.map
        if ground is None:
            self._say("This story has no map.")
            return
        positions, whose = played_positions(turn.program, ground, turn.state), "This play"
        if which == "record" and turn.date is not None:
            positions, whose = recorded_positions(ground, turn.date.toordinal()), "The record"
        heading = f"{ground.title}. {pages.dated(turn.date, turn.program.story)} {whose}.".replace("  ", " ")
        if which == "drawing":
            self._page(pages.ground_drawn(drawing_for(ground, self._width), positions, heading, self._width))
        else:
            self._page(pages.ground(positions, heading, self._width))

    def _take_back(self, _: str) -> None:
        taken = self._game.steps[-1].choice_id if self._game.steps else ""
        turn = self._game.take_back()
        if turn is None:
            self._say("There is nothing to take back.")
            return
        self._say(f"Taken back: “{text_of(turn, taken)}” The record keeps both.")
        for page in turn.passages[-1:]:
            self._page(pages.passage(page, self._game.program.story, self._width))
        self._ask_again(turn)

    def _help(self, _: str) -> None:
        self._page([line for row in _HELP for line in wrap(row, self._width, "", "    ")])

    def _notices(self) -> None:
        for notice in self._game.notices[self._told :]:
            self._say(f"Note: {notice}")
        self._told = len(self._game.notices)

    def farewell(self) -> None:
        """Say how to go on with a play that has not ended."""
        game = self._game
        if game.turn.ending is not None:
            return
        if game.log_path is None:
            self._say("This play was not saved, so it cannot be gone on with.")
        else:
            self._page([*wrap("Saved. To go on with this play:", self._width), self._resume(game.log_path)])

    def _say(self, text: str) -> None:
        self._page(wrap(text, self._width))

    def _page(self, lines: list[str]) -> None:
        if lines:
            self._write("\n".join([*lines, "", ""]))


def _range(options: tuple[Option, ...]) -> str:
    if not options:
        return "The play has ended. u takes back the last choice, q leaves."
    return "There is one choice: 1." if len(options) == 1 else f"The choices are 1 to {len(options)}."
