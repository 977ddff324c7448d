"""What a key does, once: bindings, the key bar, the help page and the palette all read these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True, slots=True)
class Command:
    """A key, the action it runs on the screen, a word for the key bar and a sentence for help and palette.

    `keys` are further keys for the same action; a command without `word` is not on the key bar.
    """

    key: str
    action: str
    word: str
    title: str
    help: str
    keys: str = ""

    @property
    def cap(self) -> str:
        """The key as it is printed."""
        return {"question_mark": "?", "escape": "Esc", "left": "←", "right": "→"}.get(self.key, self.key)


CARD = Command("h", "card", "history", "History card", "What was done, and what followed, at your last decision.")
JOURNAL = Command("j", "journal", "journal", "Journal", "Your choices with their dates; read any passage again.")
CODEX = Command("c", "codex", "codex", "Codex", "The people and places named on this page.")
STATE = Command("s", "state", "state", "State", "The figures as they stand, and what the last choice changed.")
MAP = Command("m", "map", "map", "Map", "The ground, and who holds it: in this play, and in the record.")
BACK = Command("u", "take_back", "undo", "Take back", "Take back the last choice. The record keeps both.")
HELP = Command("question_mark", "help", "help", "Help", "The keys, the history check, and where the play is kept.")
QUIT = Command("q", "leave", "quit", "Quit", "Leave. Every choice is saved as it is made.")
CLOSE = Command("escape", "close", "back", "Back", "Back to the page before.", keys="q,backspace")

PLAYING = (CARD, MAP, JOURNAL, CODEX, STATE, BACK, HELP, QUIT)
READING = (CLOSE, HELP)
AT_TITLE = (HELP, QUIT)

MOVES = (
    ("1-9 0", "choose; while the choices are still below, bring them up first"),
    ("Space", "read on"),
    ("↑ ↓", "read by lines, then go through the choices"),
    ("Enter", "take the choice that is marked, or read on"),
    ("PgUp PgDn", "read by pages; Home and End go to the ends"),
    ("Ctrl+P", "the same commands by name"),
)


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """The bindings of `commands`. They stay as they are while the screen is open."""
    return [
        Binding(",".join(filter(None, (command.key, command.keys))), command.action, command.title, show=False)
        for command in commands
    ]
