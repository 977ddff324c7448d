"""What was never reached, and why: what the checker knows, and what was never done that it waits for.

Everything follows from frame and tally, so a report that was added up says what one run would have said.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hengyang_tui.explore.causes import EVERY_DAY
from hengyang_tui.explore.frame import ChoiceFrame, Frame, Gate, SceneFrame, TextFrame, Want
from hengyang_tui.explore.tally import Tally

_NAMED = 3
"""Ways that are named before the rest is only counted."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """Something that no play came to. `kind` is `scene`, `ending`, `choice` or `text`."""

    kind: str
    id: str
    where: str
    why: str


def unreached(frame: Frame, tally: Tally) -> tuple[Unreached, ...]:
    """Everything that no play reached: endings and scenes, choices, blocks of text.

    The choices and texts of a scene that was never entered, and the texts of a choice that was never taken, are not
    named: there is one thing to mend.
    """
    found = _Search(frame, tally)
    return (*found.scenes(), *found.choices(), *found.texts())


class _Search:
    def __init__(self, frame: Frame, tally: Tally) -> None:
        self.frame, self.tally = frame, tally
        self._latest = _latest(tally)

    def scenes(self) -> Iterator[Unreached]:
        for scene in self.frame.scenes:
            if not self.tally.entered.get(scene.id):
                yield Unreached("ending" if scene.ending else "scene", scene.id, scene.where, self._why_scene(scene))

    def choices(self) -> Iterator[Unreached]:
        for scene in self.frame.scenes:
            stood = self.tally.stood.get(scene.id, 0)
            for choice in scene.choices:
                name = f"{scene.id}.{choice.id}"
                if stood and not self.tally.taken.get(name):
                    yield Unreached("choice", name, choice.where, self._why_choice(name, choice, stood))

    def texts(self) -> Iterator[Unreached]:
        for text in self.frame.texts:
            if not text.sure and self._times_read(text) and not self.tally.shown.get(text.id):
                yield Unreached("text", text.id, text.where, self._why_text(text))

    # Reasons

    def _why_scene(self, scene: SceneFrame) -> str:
        if scene.gate.never:
            return _with_condition(scene.gate.never, scene.gate)
        if scene.standing:
            return self._why_not_visited(scene)
        if scene.first > max(self._latest, self.frame.first_day):
            return f"No play lasted until {scene.first}; the longest came to {self._latest or self.frame.first_day}."
        if scene.first:
            return self._why_not_offered(scene)
        if not scene.ways:
            return "The checker: nothing leads to this scene."
        used = [way for way in scene.ways if self._happened(way.source)]
        if used:
            conditions = " or ".join(dict.fromkeys(way.condition for way in used if way.condition))
            return f"{_named(way.source for way in used)} can lead here, and the condition never held: {conditions}"
        return f"It comes only after {self._named_with_use(way.source for way in scene.ways)}."

    def _why_not_visited(self, scene: SceneFrame) -> str:
        offered = sum(count for name, count in self.tally.opened.items() if name.endswith(f".@{scene.id}"))
        if offered:
            return f"A standing scene, offered {times(offered)} and never visited by this policy."
        return self._unmet(scene.gate) or f"The condition never held at any list of choices: {scene.gate.condition}"

    def _why_not_offered(self, scene: SceneFrame) -> str:
        wanted = self._unmet(scene.gate)
        if wanted:
            return wanted
        if scene.gate.condition:
            return f"The condition did not hold on its days: {scene.gate.condition}"
        return f"{self._came_to(scene.first)}Its days went by in waits (days:), or other scenes came before it."

    def _came_to(self, date: str) -> str:
        """How many plays came to a date; a play that ended on it may have ended before anything else was offered."""
        if not self.tally.plays:
            return ""
        plays = sum(count for dates in self.tally.ended.values() for ended, count in dates.items() if ended >= date)
        return f"{plays:,} of {self.tally.plays:,} plays ended on {date} or later. "

    def _why_choice(self, name: str, choice: ChoiceFrame, stood: int) -> str:
        opened = self.tally.opened.get(name, 0)
        if opened:
            return f"Open {opened:,} of {times(stood)}, and never taken by this policy."
        if choice.fallback:
            return f"A fallback: something else was always open ({times(stood)})."
        if choice.gate.never:
            return _with_condition(choice.gate.never, choice.gate)
        return self._unmet(choice.gate) or f"The condition never held ({times(stood)}): {choice.gate.condition}"

    def _why_text(self, text: TextFrame) -> str:
        read = times(self._times_read(text))
        if text.gate.never:
            return _with_condition(text.gate.never, text.gate)
        if text.turn and not text.gate.condition:
            most = self.tally.most_visits.get(text.scene, 0)
            return f"It is {text.turn}; the text was read {read}, in one play at most {times(most)}."
        held = "always held" if text.negated else "never held"
        return self._unmet(text.gate) or f"The condition {held} ({read}): {text.gate.condition}"

    def _unmet(self, gate: Gate) -> str:
        """What the condition waits for that did not happen in any play."""
        told = [self._told(want) for want in gate.wants if not self._is_met(want)]
        return f"It waits for {' and '.join(told)}." if told else ""

    def _told(self, want: Want) -> str:
        if want.kind == "set":
            if not want.by:
                return f"{want.of}, which nothing sets so"
            return f"{want.of}, which only {self._named_with_use(want.by)} can set so"
        return self._with_use(want.of)

    # What happened

    def _is_met(self, want: Want) -> bool:
        return any(map(self._happened, want.by)) if want.kind == "set" else self._happened(want.of)

    def _happened(self, what: str) -> bool:
        """Whether a choice was ever taken, or a scene ever entered; the end of a day and the beginning always were."""
        always = what in (EVERY_DAY, "the beginning")
        return always or bool(self.tally.taken.get(what) or self.tally.entered.get(what))

    def _times_read(self, text: TextFrame) -> int:
        if text.choice:
            return self.tally.taken.get(f"{text.scene}.{text.choice}", 0)
        return self.tally.visits.get(text.scene, 0)

    # Names

    def _named_with_use(self, sources: Iterable[str]) -> str:
        return _named(self._with_use(source) for source in sources)

    def _with_use(self, what: str) -> str:
        """A scene or choice that did not happen, with how near it came to it."""
        scene, dot, _ = what.rpartition(".")
        if not dot:
            return f"{what} (never entered)"
        if not self.tally.stood.get(scene):
            return f"{what} (its scene was never reached)"
        opened = self.tally.opened.get(what, 0)
        return f"{what} (open {times(opened)}, never taken)" if opened else f"{what} (never open)"


def times(number: int) -> str:
    """How often."""
    return "once" if number == 1 else f"{number:,} times"


def _latest(tally: Tally) -> str:
    """The last date that any play came to: an ending's, or the morning after an evening."""
    ended = [date for dates in tally.ended.values() for date in dates if date]
    mornings = [
        (datetime.date.fromisoformat(evening) + datetime.timedelta(days=1)).isoformat() for evening in tally.evenings
    ]
    return max([*ended, *mornings], default="")


def _with_condition(sentence: str, gate: Gate) -> str:
    return f"{sentence} {gate.condition}" if gate.condition else sentence


def _named(names: Iterable[str]) -> str:
    known = list(dict.fromkeys(names))
    more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
    return " or ".join(known[:_NAMED]) + more
