"""A block of effects as it is being written: where its draws of chance come from."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from hengyang_tui.engine.chance import WORDS, words_source
from hengyang_tui.engine.layout import SEED


@dataclass(slots=True)
class Block:
    """An effect block being written: its id and run number key its draws."""

    id: str
    run: str
    draws: int = 0
    sure: set[int] = field(default_factory=set)
    """The digests of which every run of the block needs a word."""
    _branches: int = 0

    def word(self) -> str:
        """Source of the next draw's word."""
        chunk, index = divmod(self.draws, WORDS)
        self.draws += 1
        if not self._branches:
            self.sure.add(chunk)
        return f"{self._lazily(chunk)}[{index}]"

    @contextmanager
    def branch(self) -> Iterator[None]:
        """What is written meanwhile runs only sometimes."""
        self._branches += 1
        try:
            yield
        finally:
            self._branches -= 1

    def around(self, lines: list[str]) -> list[str]:
        """The lines of the block, after those that make its digests: at once if sure, else when first needed."""
        for chunk in self.sure:
            lines = [line.replace(self._lazily(chunk), f"w{chunk}") for line in lines]
        chunks = range(math.ceil(self.draws / WORDS))
        made = [f"w{chunk} = {self._digest(chunk) if chunk in self.sure else None}" for chunk in chunks]
        return [*made, *lines]

    def _lazily(self, chunk: int) -> str:
        return f"(w{chunk} := w{chunk} or {self._digest(chunk)})"

    def _digest(self, chunk: int) -> str:
        return words_source(f"v[{SEED}]", self.id, self.run, chunk)
