"""The calendar as ink: a knot for every day, or for days alike, that offers the scenes of the day in their order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from hengyang_tui.engine.shown import MONTHS
from hengyang_tui.export.ink.book import Book
from hengyang_tui.export.ink.effects import Deeds, block, branches
from hengyang_tui.export.ink.sums import Sums
from hengyang_tui.export.sites import Site, in_order_of_offer
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language.story import date_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A scene that a day may offer; `limited` where it counts as the day's one scene with a window."""

    scene: st.Scene
    limited: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that offer the same scenes, as numbers of the story's `day`."""

    knot: str
    first: int
    last: int
    offers: tuple[Offer, ...]


class Days:
    """Writes the calendar of a story."""

    def __init__(self, book: Book, sums: Sums, calendar: st.Calendar) -> None:
        self.book, self.sums, self.calendar = book, sums, calendar
        self.zero = calendar.day_one - 1
        self.scenes = in_order_of_offer(book.story)
        self.stretches = self._stretches()
        self.has_windows = any(offer.limited for stretch in self.stretches for offer in stretch.offers)
        self._conditions = {
            scene.id: sums.test(scene.condition, Site(scene.spot.child("if"), book.knots[scene.id]))
            for scene in self.scenes
            if scene.condition is not None
        }

    def _stretches(self) -> list[Stretch]:
        days = range(self.calendar.first_day, self.calendar.last_day + 1)
        found = []
        for offers, group in groupby(days, key=self._offers):
            first, last = (together := list(group))[0], together[-1]
            knot = self.book.names.take(self._named(first, last), self._named(first, last, year=True))
            found.append(Stretch(knot, first - self.zero, last - self.zero, offers))
        return found

    def _offers(self, day: int) -> tuple[Offer, ...]:
        """What a day may offer, in order."""
        offers = []
        for scene in self.scenes:
            dates = scene.dates
            if dates is not None and dates.first <= day <= dates.last:
                offers.append(Offer(scene, not dates.exact and not scene.interrupt and day != dates.last))
        return tuple(offers)

    @staticmethod
    def _named(first: int, last: int, *, year: bool = False) -> str:
        """`june_21`, `june_25_to_july_2`."""
        names = []
        for day in dict.fromkeys((first, last)):
            date = date_of(day)
            names.append(f"{MONTHS[date.month - 1].lower()}_{date.day}" + (f"_{date.year}" if year else ""))
        return "_to_".join(names)

    @property
    def first(self) -> str:
        """The knot with which the calendar begins."""
        return self.stretches[0].knot

    def knots(self) -> list[list[str]]:
        """The knots of all days, of the way to the day it is, and of waiting."""
        following = [*(stretch.knot for stretch in self.stretches[1:]), "END"]
        knots = [self._knot(stretch, next_one) for stretch, next_one in zip(self.stretches, following, strict=True)]
        if self.book.days_pass:
            arms = [(f"day <= {stretch.last}", [f"-> {stretch.knot}"]) for stretch in self.stretches]
            knots.append(["// The day it is, after some have passed.", "=== calendar ===", *branches(arms), "-> END"])
            knots.append(self._wait())
        return knots

    def _knot(self, stretch: Stretch, following: str) -> list[str]:
        alone = stretch.first == stretch.last
        lines = [f"=== {stretch.knot} ==="]
        if self.book.days_pass:
            passed = f"day != {stretch.first}" if alone else f"day < {stretch.first} or day > {stretch.last}"
            lines.append(f"{{ {passed}: -> calendar }}")
        for offer in stretch.offers:
            lines += self._offer(offer, stretch.knot)
        lines.append("~ end_of_day()")
        if alone:
            return [*lines, f"-> {following}"]
        return [*lines, f"{{ day > {stretch.last}: -> {following} }}", f"-> {stretch.knot}"]

    def _offer(self, offer: Offer, here: str) -> list[str]:
        scene = offer.scene
        inside = ["~ window_day = day"] if offer.limited else []
        if scene.interrupt and self.book.can_be_cut_short:
            inside.append("~ cut_short = false")
        tests = [*self._tests(scene), *(["window_day != day"] if offer.limited else [])]
        return block(" and ".join(tests), [*inside, f"-> {self.book.knots[scene.id]} -> {here}"])

    def _tests(self, scene: st.Scene) -> list[str]:
        book = self.book
        unseen = f"{book.seen_on[scene.id]} != day" if scene.repeat else f"{book.knots[scene.id]} == 0"
        return [unseen, *([self._conditions[scene.id]] if scene.id in self._conditions else [])]

    def _wait(self) -> list[str]:
        """Lets days pass. A scene that interrupts is told by `cut_short`; the calendar then offers it first."""
        lines = [
            "=== wait(days_) ===",
            f"~ temp until_ = MIN(day + days_, {self.calendar.last_day - self.zero})",
            "- (passing)",
            "{ day >= until_: ->-> }",
        ]
        for scene in self.scenes:
            if scene.interrupt and scene.dates is not None:
                window = [f"day >= {scene.dates.first - self.zero}", f"day <= {scene.dates.last - self.zero}"]
                lines += block(" and ".join([*window, *self._tests(scene)]), ["~ cut_short = true", "->->"])
        return [*lines, "~ end_of_day()", "-> passing"]

    def end_of_day(self, deeds: Deeds) -> list[str]:
        """The function that ends a day."""
        lines = ["=== function end_of_day() ==="]
        shift = self.calendar.day_one - self.calendar.first_day
        run = f"day + {shift}" if shift > 0 else f"day - {-shift}" if shift else "day"
        for each_day in self.book.story.each_day:
            lines += deeds.block(each_day, run, "each_day")
        return [*lines, "~ day = day + 1", *(["~ begin_day()"] if self.book.daily else [])]

    def begin_day(self) -> list[str]:
        """The function that sets what follows from the day alone."""
        if not self.book.daily:
            return []
        lines = ["=== function begin_day() ==="]
        for name in in_order(self.book.daily, self.book.story):
            derived, written = self.book.story.derived[name], self.book.derived[name]
            lines.append(f"~ {written} = {self.sums(derived.node, Site(derived.spot, written))}")
        return lines

    def show_date(self) -> list[str]:
        """The function that shows a day as prose has it: `28 June`."""
        arms = []
        for month in self._months("month"):
            shift = date_of(month).day - (month - self.zero)
            shown = f"{{day_ + {shift}}}" if shift > 0 else f"{{day_ - {-shift}}}" if shift else "{day_}"
            arms.append((f"day_ <= {month - self.zero}", [f"{shown} {MONTHS[date_of(month).month - 1]}"]))
        return ["=== function show_date(day_) ===", *_by_day(arms)]

    def show_year(self) -> list[str]:
        """The function that shows the year of a day."""
        arms = [(f"day_ <= {last - self.zero}", [str(date_of(last).year)]) for last in self._months("year")]
        return ["=== function show_year(day_) ===", *_by_day(arms)]

    def _months(self, kind: str) -> list[int]:
        """The last day of every month, or year, of the story."""
        days = range(self.calendar.first_day, self.calendar.last_day + 1)
        ends = {date_of(day).isoformat()[: 7 if kind == "month" else 4]: day for day in days}
        return list(ends.values())


def in_order(names: list[str], story: st.Story) -> list[str]:
    """Derived values, each behind those that it reads."""
    found: list[str] = []

    def add(name: str) -> None:
        for node in ir.walk(story.derived[name].node):
            if isinstance(node, ir.Read) and node.name in names:
                add(node.name)
        if name not in found:
            found.append(name)

    for name in names:
        add(name)
    return found


def _by_day(arms: list[tuple[str, list[str]]]) -> list[str]:
    """What the first arm that holds says; the last one needs no condition."""
    *others, (_, last) = arms
    return branches([*others, ("else", last)]) if others else last
