"""How much of a story the plays came to."""

from __future__ import annotations

from dataclasses import dataclass

from hengyang_tui.explore.frame import Frame
from hengyang_tui.explore.tally import Tally


@dataclass(frozen=True, slots=True)
class Covered:
    """So many of so many."""

    reached: int
    of: int


def coverage(frame: Frame, tally: Tally) -> dict[str, Covered]:
    """Scenes and endings entered, choices open and taken, blocks of text shown."""
    scenes = [scene for scene in frame.scenes if not scene.ending]
    endings = [scene for scene in frame.scenes if scene.ending]
    choices = [f"{scene.id}.{choice.id}" for scene in frame.scenes for choice in scene.choices]
    return {
        "scenes": Covered(sum(scene.id in tally.entered for scene in scenes), len(scenes)),
        "endings": Covered(sum(scene.id in tally.entered for scene in endings), len(endings)),
        "choices open": Covered(sum(choice in tally.opened for choice in choices), len(choices)),
        "choices taken": Covered(sum(choice in tally.taken for choice in choices), len(choices)),
        "text blocks": Covered(
            sum(
                (f"{text.scene}.{text.choice}" in tally.taken if text.choice else text.scene in tally.entered)
                if text.sure
                else text.id in tally.shown
                for text in frame.texts
            ),
            len(frame.texts),
        ),
    }
