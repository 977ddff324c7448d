"""What if: every order of the play given otherwise, asked of the model while the player reads."""

from __future__ import annotations

import contextlib
import multiprocessing.resource_tracker
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from hengyang_tui.explore.departures import DATE_OF_ENDING
from hengyang_tui.explore.errors import ExploreError
from hengyang_tui.explore.figures import percent
from hengyang_tui.explore.framing import content_of
from hengyang_tui.explore.recall import RecordedPlay
from hengyang_tui.explore.whatif import SEEDS, Answer, Departure, Outcome, StoryFiles, WhatIf, growing, size
from hengyang_tui.explore.whatif_told import CAUTION, DOUBTFUL, METHOD, differing, effect_told, is_doubtful, notes, own
from hengyang_tui.language.diagnostics import StoryError
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import heading, note, short_date
from hengyang_tui.tui.typeset import Block, Run

if TYPE_CHECKING:
    from hengyang_tui.engine.game import Game

FIRST = 60
"""Seeds after which something is shown."""
_OUTCOMES = 2


class WhatIfScreen(Sheet):
    """Each order beside the others that were open. Plays go on in other processes while this is read."""

    @dataclass
    class Known(Message):
        """What is known by now."""

        found: WhatIf

    @dataclass
    class Failed(Message):
        """Nothing more will be known."""

        why: str

    def __init__(self, game: Game, seeds: int = SEEDS) -> None:
        super().__init__()
        story = game.program.story
        self._content = content_of(story)
        self._play = RecordedPlay(game.seed, tuple((step.scene_id, step.choice_id) for step in game.steps))
        self._seeds = seeds
        self._shown = 0
        self._left = False

    def fill(self) -> None:
        """Say what is being done, and begin it."""
        self.head("What if", f"0 of {self._seeds} seeds")
        self.page.show(_waiting(0.0))
        desk = self.game_app.desk
        files = StoryFiles(desk.folder, tuple(desk.branches), self._content)
        self.run_worker(lambda: self._ask(files), thread=True)

    def on_unmount(self) -> None:
        """However this page is left, the work ends."""
        self._left = True

    def action_close(self) -> None:
        """Back; what is not known yet will not be."""
        self._left = True
        super().action_close()

    def _ask(self, files: StoryFiles) -> None:
        """In a thread of its own: hands the plays out, and tells what comes back."""
        try:
            _begin_tracking()
            with closing(growing(files, self._play, seeds=self._seeds)) as answers:
                for found in answers:
                    if self._left:
                        return
                    self.post_message(self.Known(found))
        except (ExploreError, StoryError, OSError) as problem:
            self.post_message(self.Failed(str(problem)))

    @on(Known)
    def _known(self, message: Known) -> None:
        found = message.found
        self.head("What if", f"{found.plays} of {self._seeds} seeds")
        whole = found.plays == self._seeds
        if found.plays < min(FIRST, self._seeds):
            self.page.prose.show(_waiting(found.plays / min(FIRST, self._seeds)))
        elif not self._shown or whole:
            # where the reader has got to stays as it is
            self._shown = found.plays
            self.page.prose.show(what_if_blocks(found))

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        self.tell(f"This cannot be answered: {message.why}")


def _begin_tracking() -> None:
    """Starts what watches over new processes, with the process's own standard error: Textual's has no descriptor."""
    if os.name == "posix":
        with contextlib.redirect_stderr(sys.__stderr__):
            multiprocessing.resource_tracker.ensure_running()


def _waiting(share: float) -> list[Block]:
    told = "The story is played again and again, each time with one of your orders given otherwise."
    return [
        heading("Each of your orders, given otherwise"),
        Block((Run("This takes some seconds. " + told + " Esc gives it up."),)),
        Block((Run("", "seal"),), meter=share),
    ]


def what_if_blocks(found: WhatIf) -> list[Block]:
    """The whole answer: the decisions on which most depended first."""
    more = found.seeds[1] - found.seeds[0] + 1 - found.plays
    aside = f"{found.plays} seeds, {more} to come" if more else f"{found.plays} seeds"
    blocks = [
        heading("Each of your orders, given otherwise", aside),
        Block((Run(CAUTION, "strong"),)),
        Block((Run(f"{METHOD} Decisions on which most depended come first.", "soft"),)),
        Block((Run(f"Your own orders, under other luck: {own(found)}."),)),
        *(note(f"Note: {one}") for one in notes(found) if not more),
    ]
    if not found.answers:
        return [*blocks, note("There was no decision with another order open.")]
    for answer in sorted(found.answers, key=lambda one: max(map(size, one.departures)), reverse=True):
        blocks += _decision(answer, found.outcomes[:_OUTCOMES])
    if any(is_doubtful(effect) for _, one in found.ranked for effect in one.effects[:_OUTCOMES]):
        blocks += [Block(fill="─"), Block((Run(DOUBTFUL, "soft"),))]
    return blocks


def _decision(answer: Answer, outcomes: Sequence[Outcome]) -> list[Block]:
    decision = answer.decision
    blocks = [
        Block(fill="─"),
        heading(decision.title, short_date(decision.date), gap=0),
        Block((Run(decision.chosen.text, "emphasis"),), indent=10, label=(Run("You", "soft"),), gap=0),
    ]
    for one in sorted(answer.departures, key=size, reverse=True):
        blocks.append(Block((Run(one.choice.text),), indent=10, label=(Run("Instead", "soft"),)))
        blocks.append(Block(tuple(_effects(one, outcomes)), indent=10, gap=0))
    return blocks


def _effects(one: Departure, outcomes: Sequence[Outcome]) -> Iterator[Run]:
    """`+2.3 ± 0.4 days · Men −310 ± 25 · another ending in 34%`."""
    if not one.pairs:
        yield Run("never open under these seeds", "soft")
        return
    for outcome, effect in zip(outcomes, one.effects, strict=False):
        if outcome.name == DATE_OF_ENDING:
            yield Run(effect_told(effect, outcome.unit), "strong")
        else:
            yield Run(f"{outcome.label} {effect_told(effect, outcome.unit)}")
        yield Run(" · ", "faint")
    yield Run(f"another ending in {percent(one.otherwise, one.pairs)}" if one.otherwise else "the same ending")
    yield Run(f" · {differing(one)} pairs differ", "soft")
