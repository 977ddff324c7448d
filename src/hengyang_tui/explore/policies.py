"""Who chooses in a play: a policy is a function of the story, the seed and what was open, and of nothing else.

So a play is the same whoever runs it, and after whatever other plays. The one policy that learns (least used first)
learns within a block of seeds and forgets at its border.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count
from typing import Protocol

from hengyang_tui.engine import chance
from hengyang_tui.engine.compiler import Take
from hengyang_tui.explore.program import Observed

BLOCK = 250
"""Seeds in a block. Block 0 begins with seed 1."""

Pick = Callable[[tuple[Take, ...]], Take]
"""One of the open choices."""


def first_of_block(seed: int) -> int:
    """The first seed of the block of a seed."""
    return (seed - 1) // BLOCK * BLOCK + 1


class Policy(Protocol):
    """Chooses in plays, one after the other."""

    def forget(self) -> None:
        """A new block of seeds begins."""

    def begin(self, seed: int) -> Pick:
        """A new play begins."""


class AtRandom:
    """Each open choice is as likely as any other, by the words of the seed's own stream.

    Standing scenes are offered beside every list; one time in sixteen a play visits one, which a player does seldom.
    """

    def __init__(self, program: Observed) -> None:
        self._visits = program.visits
        self._known: dict[tuple[Take, ...], tuple[tuple[Take, ...], tuple[Take, ...]]] = {}

    def forget(self) -> None:
        """Nothing was learnt."""

    def begin(self, seed: int) -> Pick:
        """A pick by the seed's own stream of words."""
        stream, visits, known = _stream(seed, "explore:random"), self._visits, self._known

        def pick(takes: tuple[Take, ...]) -> Take:
            if takes[-1] in visits:
                parted = known.get(takes) or self._parted(takes)
                takes = parted[next(stream) < _SELDOM]
            return takes[next(stream) * len(takes) >> 64]

        return pick

    def _parted(self, takes: tuple[Take, ...]) -> tuple[tuple[Take, ...], tuple[Take, ...]]:
        """What a list offers of its own, and the standing scenes; these for both where there is nothing else."""
        standing = tuple(take for take in takes if take in self._visits)
        parted = self._known[takes] = (takes[: -len(standing)] or standing, standing)
        return parted


class LeastUsed:
    """The open choice that was taken least often in the plays of this block; among equals one by chance."""

    def __init__(self) -> None:
        self._used: Counter[Take] = Counter()

    def forget(self) -> None:
        """Counts begin at nothing."""
        self._used.clear()

    def begin(self, seed: int) -> Pick:
        """A pick that counts as it goes."""
        stream, used = _stream(seed, "explore:least-used"), self._used

        def pick(takes: tuple[Take, ...]) -> Take:
            least = min(map(used.__getitem__, takes))
            equal = [take for take in takes if used[take] == least]
            take = equal[next(stream) * len(equal) >> 64]
            used[take] += 1
            return take

        return pick


class AsInHistory:
    """What was done in fact: the first of history's choices that is open, else the first open choice."""

    def __init__(self, program: Observed) -> None:
        self._program = program
        self._known: dict[tuple[Take, ...], Take] = {}

    def forget(self) -> None:
        """Nothing was learnt."""

    def begin(self, seed: int) -> Pick:
        """The same pick for every seed."""
        del seed
        return self.pick

    def pick(self, takes: tuple[Take, ...]) -> Take:
        """What one who follows history takes of these."""
        take = self._known.get(takes)
        if take is None:
            take = self._known[takes] = self._wanted(takes)
        return take

    def _wanted(self, takes: tuple[Take, ...]) -> Take:
        program = self._program
        history = program.scenes[program.places[takes[0]][0]].history
        by_id = {program.names[take]: take for take in takes}
        wanted = (by_id[choice] for choice in (history.chose if history else ()) if choice in by_id)
        return next(wanted, takes[0])


class AsRecorded:
    """What a recorded play did at each scene, in the order of its visits there; where it says nothing, history."""

    def __init__(self, program: Observed, recorded: Iterable[tuple[str, str]]) -> None:
        self._program = program
        self._history = AsInHistory(program)
        self._recorded: dict[int, list[str]] = {}
        for scene, choice in recorded:
            if scene in program.index:
                self._recorded.setdefault(program.index[scene], []).append(choice)

    def forget(self) -> None:
        """Nothing was learnt."""

    def begin(self, seed: int) -> Pick:
        """A pick that goes through the recording from its beginning."""
        del seed
        waiting = {scene: iter(choices) for scene, choices in self._recorded.items()}
        program = self._program

        def pick(takes: tuple[Take, ...]) -> Take:
            recorded = next(waiting.get(program.places[takes[0]][0], _NOTHING), None)
            for take in takes:
                if program.names[take] == recorded:
                    return take
            return self._history.pick(takes)

        return pick


class Departing:
    """Another policy with departures (`scene.choice`): each is made once a play, where it is first open.

    The other policy chooses there too and is overruled, so that its luck stays with the scenes that follow.
    """

    def __init__(self, program: Observed, base: Policy, departures: Iterable[str]) -> None:
        self._base = base
        wanted = set(departures)
        self._departures = frozenset(
            take
            for take, (scene, _) in program.places.items()
            if f"{program.scenes[scene].id}.{program.names[take]}" in wanted
        )

    def forget(self) -> None:
        """As the other policy does."""
        self._base.forget()

    def begin(self, seed: int) -> Pick:
        """The other policy's pick, overruled where a departure is open that was not made."""
        other, left = self._base.begin(seed), set(self._departures)

        def pick(takes: tuple[Take, ...]) -> Take:
            take = other(takes)
            if left and not left.isdisjoint(takes):
                take = next(one for one in takes if one in left)
                left.remove(take)
            return take

        return pick


_SELDOM = 2**64 // 16
_NOTHING: Iterator[str] = iter(())


def _stream(seed: int, block: str) -> Iterator[int]:
    """The words of a seed under a block id that no story can have: the ids of a story hold no colon."""
    return chain.from_iterable(chance.words(seed, block, 1, chunk) for chunk in count())
