from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.game import Game
from hengyang_tui.language.loader import load_story
from hengyang_tui.plain.answers import asked
from hengyang_tui.plain.session import Session

FERRY = Path(__file__).parents[1] / "fixtures" / "ferry"


@pytest.fixture(scope="session")
def program() -> Program:
    return Program(load_story(FERRY))


@pytest.fixture
def converse(program: Program) -> Callable[..., str]:
    """What the line mode prints when a person types these lines."""

    def conversing(*typed: str, seed: int = 1, width: int = 60, game: Game | None = None) -> str:
        out = io.StringIO()
        source = io.StringIO("".join(f"{line}\n" for line in typed))
        Session(
            game or Game.new(program, seed, None),
            answer=asked(source, out.write, echo=True),
            write=out.write,
            resume=lambda log: f"resume {log.name}",
            width=width,
        ).run()
        return out.getvalue()

    return conversing
