"""The loop that plays: without text and without a log, on the code that the game runs."""

from __future__ import annotations

from hengyang_tui.engine.compiler import Take
from hengyang_tui.engine.layout import SCENE, Values
from hengyang_tui.explore.frame import Frame
from hengyang_tui.explore.gather import Gatherer
from hengyang_tui.explore.policies import Policy, first_of_block
from hengyang_tui.explore.problems import crashed, endless, stranded
from hengyang_tui.explore.program import Observed
from hengyang_tui.explore.saturation import SAMPLE, Saturated
from hengyang_tui.explore.tally import Tally


class Player:
    """Plays ranges of seeds under a policy. `limit` is the number of choices after which a play is given up."""

    def __init__(self, program: Observed, frame: Frame, policy: Policy, limit: int) -> None:
        self._program, self._policy, self._limit = program, policy, limit
        self._gatherer = Gatherer(program, frame)
        self._saturated = Saturated(program)
        self._final = [scene.ending is not None for scene in program.scenes]
        self._visits = [program.layout.visits[scene.id] for scene in program.scenes]

    def play(self, first: int, last: int) -> Tally:
        """Everything counted over the plays of the seeds from `first` to `last`."""
        self._policy.forget()
        for seed in range(first, last + 1):
            if seed != first and seed == first_of_block(seed):
                self._gatherer.end_block()
                self._policy.forget()
            self._play(seed)
        self._gatherer.end_block()
        tally = self._gatherer.take()
        tally.saturation = self._saturated.take()
        return tally

    def _play(self, seed: int) -> None:
        opened, final, masks = self._program.opened, self._final, self._program.masks
        lists, visits, show = self._gatherer.opened, self._visits, self._gatherer.shown.append
        taken: list[Take] = []
        values: Values | None = None
        read: dict[int, object] = {}
        choosing = False
        try:
            values = self._program.begin(seed, show)
            pick = self._policy.begin(seed)
            for _ in range(self._limit + 1):
                scene: int = values[SCENE]  # type: ignore[assignment]  # the slot holds an index
                mask = masks[scene]
                if mask is not None and read.get(scene) != values[visits[scene]]:
                    read[scene] = values[visits[scene]]
                    show(mask(values))
                if final[scene]:
                    break
                takes = opened[scene](values)
                if not takes:
                    break
                take = pick(takes)
                lists.append(takes)
                taken.append(take)
                choosing = True
                take(values, show)
                choosing = False
        except Exception as error:  # noqa: BLE001  whatever a story's code raises is what is looked for
            self._crashed(seed, values, taken, error, by_choice=choosing)
        else:
            self._finished(seed, values, taken)
        self._gatherer.taken += taken

    def _finished(self, seed: int, values: Values, taken: list[Take]) -> None:
        gatherer, program = self._gatherer, self._program
        scene: int = values[SCENE]  # type: ignore[assignment]  # the slot holds an index
        if self._final[scene] and len(taken) <= self._limit:
            gatherer.ended.append(values)
            gatherer.steps.append(len(taken))
            if seed % SAMPLE == 1:
                self._saturated.replay(seed, taken)
            return
        gatherer.unended.append(values)
        if len(taken) > self._limit:
            gatherer.tally.add_problem(endless(program, seed, taken[: self._limit]))
        else:
            gatherer.tally.add_problem(stranded(program, seed, program.scenes[scene].id, taken))

    def _crashed(
        self, seed: int, values: Values | None, taken: list[Take], error: Exception, *, by_choice: bool
    ) -> None:
        gatherer, program = self._gatherer, self._program
        if values is None:
            gatherer.tally.plays += 1
            gatherer.tally.add_problem(crashed(program, seed, "", taken, error))
            return
        gatherer.unended.append(values)
        place = program.places[taken[-1]][0] if by_choice else values[SCENE]
        scene = program.scenes[place].id  # type: ignore[index]  # the slot holds an index
        gatherer.tally.add_problem(crashed(program, seed, scene, taken, error, by_choice=by_choice))
