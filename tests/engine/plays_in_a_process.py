"""A real process that plays the mill until it is told to stop or is killed. Says every choice that was made.

Arguments: the folder of the story, the folder of the plays, and a log to resume or nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.game import Game
from hengyang_tui.language.loader import load_story


def say(words: object) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def play(story: Path, saves: Path, log: Path | None) -> None:
    program = Program(load_story(story))
    game = Game.new(program, 1, saves) if log is None else Game.resume(program, log, saves=saves)
    say(f"at {len(game.steps)}")
    for line in sys.stdin:
        for _ in range(int(line)):
            game.choose("turn", "because the river runs")
            say(len(game.steps))
        say(f"log {game.log_path}")
        for notice in game.notices:
            say(f"notice {notice}")
    game.close()


if __name__ == "__main__":
    story, saves, *log = (Path(argument) for argument in sys.argv[1:])
    play(story, saves, log[0] if log else None)
