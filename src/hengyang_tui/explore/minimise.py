"""The shortest play found that still shows a problem: delta debugging over its choices, the seed kept.

A candidate is a list of wishes. At each scene the next wish for it that is open is granted; where there is none, the
first open choice is taken. So choices can be dropped and replaced one by one, and what counts is the play that comes of
the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hengyang_tui.engine.layout import SCENE
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.tally import Problem, Steps

REPLAYS = 1_000
"""Candidates that are tried for one problem."""
_LONGEST = 2_000
"""Choices of a play beyond which nothing is tried: it would take too long."""


def minimised(program: Observed, problem: Problem) -> Problem:
    """The problem with the fewest choices found that lead to it. The same for the same problem, always."""
    choices = problem.witness.choices
    if choices and len(choices) <= _LONGEST:
        choices = _Search(program, problem).shortest()
    return replace(problem, witness=replace(problem.witness, minimal=choices))


class _Search:
    """`best` is the shortest play found so far."""

    def __init__(self, program: Observed, problem: Problem) -> None:
        self.program, self.problem = program, problem
        self.best = problem.witness.choices
        self.left = REPLAYS

    def shortest(self) -> Steps:
        before = None
        while before != self.best and self.left:
            before = self.best
            self._drop()
            self._replace()
        return self.best

    def _drop(self) -> None:
        """Drops halves of the choices, then quarters, down to single ones."""
        size = len(self.best)
        while size > 1:
            size = (size + 1) // 2
            start = 0
            while start < len(self.best):
                if not self._is_shorter(self.best[:start] + self.best[start + size :]):
                    start += size

    def _replace(self) -> None:
        """Tries every other choice at every scene."""
        for place, (scene, made) in enumerate(self.best):
            for choice in self.program.story.scenes[scene].choices:
                wishes = (*self.best[:place], (scene, choice.id), *self.best[place + 1 :])
                if choice.id != made and self._is_shorter(wishes):
                    return

    def _is_shorter(self, wishes: Steps) -> bool:
        """Whether these wishes lead to the problem on a shorter play; then that is the best."""
        if not self.left:
            return False
        self.left -= 1
        found = self._played(wishes, len(self.best) - 1)
        if found is not None:
            self.best = found
        return found is not None

    def _played(self, wishes: Steps, most: int) -> Steps | None:
        """The choices that wishes come to, where they lead to the problem within so many."""
        program, problem = self.program, self.problem
        waiting: dict[str, Iterator[str]] = {}
        for scene_id in {scene for scene, _ in wishes}:
            waiting[scene_id] = iter([choice for scene, choice in wishes if scene == scene_id])
        made: list[tuple[str, str]] = []
        values = program.begin(problem.witness.seed)
        while True:
            index: int = values[SCENE]  # type: ignore[assignment]  # the slot holds an index
            scene = program.scenes[index]
            if problem.kind == "endless" and scene.id == problem.scene:
                return tuple(made)
            if scene.ending is not None:
                return None
            choice = ""
            try:
                takes = {program.names[take]: take for take in program.opened[index](values)}
                if not takes:
                    return tuple(made) if (problem.kind, problem.scene) == ("stranded", scene.id) else None
                if len(made) == most:
                    return None
                wished = (one for one in waiting.get(scene.id, ()) if one in takes)
                choice = next(wished, next(iter(takes)))
                made.append((scene.id, choice))
                takes[choice](values)
            except Exception as error:  # noqa: BLE001  whatever it is, it is the problem or it is another one
                same = (problem.scene, problem.choice, problem.error) == (scene.id, choice, type(error).__name__)
                return tuple(made) if same else None
