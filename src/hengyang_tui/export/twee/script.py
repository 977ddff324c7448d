"""The script of a story: its calendar, rules and derived values, and the helpers that they call for."""

from __future__ import annotations

from hengyang_tui.export.sites import Draws, Site, draws_in, in_order_of_offer, rule_spot
from hengyang_tui.export.twee.library import CALENDAR, HELPERS
from hengyang_tui.export.twee.scenes import Scenes
from hengyang_tui.export.twee.sums import Book, Deeds, Sums, heads, indented
from hengyang_tui.export.twee.words import string
from hengyang_tui.language import story as st
from hengyang_tui.language.story import date_of


class Script:
    """Writes the script passage of a story."""

    def __init__(self, book: Book, scenes: Scenes) -> None:
        self.book, self.story = book, book.story
        self.sums = Sums(book, "v.")
        self.deeds = Deeds(self.sums)
        self.scenes = scenes

    def lines(self) -> list[str]:
        """The whole script."""
        parts = [self._derived(one) for one in self.story.derived.values()]
        parts += [self._rule(name) for name in self.story.rules]
        parts.append(self._routes())
        if self.story.calendar is not None:
            parts += [self._offers(self.story.calendar), self._end_of_day(self.story.calendar)]
        parts.append(CALENDAR.format(last=self._last_day()).split("\n"))
        helpers = [source.split("\n") for name, source in HELPERS.items() if self._needs(name)]
        if self.story.calendar is not None and "shownDate" in self.book.helpers:
            helpers.append(self._shown_date(self.story.calendar))
        return [line for part in (*helpers, *parts) for line in (*part, "")]

    def _needs(self, name: str) -> bool:
        used = self.book.helpers
        chance = {"roll", "chance", "pick"}
        return (
            name in used or (name == "word" and bool(used & chance)) or (name == "halfToEven" and "formatted" in used)
        )

    def _function(self, name: str, parameters: str, body: list[str]) -> list[str]:
        return [f"setup.{name} = function ({parameters}) {{", "  const v = State.variables;", *indented(body), "};"]

    def _derived(self, derived: st.Derived) -> list[str]:
        source = self.sums.bare(derived.node, Site(derived.spot, ""))
        return self._function(self.book.functions[derived.name], "", [f"return {source};"])

    def _rule(self, name: str) -> list[str]:
        rule = self.story.rules[name]
        drawn = draws_in(rule.effects, self.story)
        draws = Draws("block", "run", "at") if drawn else None
        site = Site(rule_spot(self.story, name), "", self.book.parameters[name], draws)
        return self._function(self.book.functions[name], heads(self.book, name), self.deeds(rule.effects, site))

    def _routes(self) -> list[str]:
        """Where plays go that were put off: by the passage that put them off."""
        lines = ["setup.routes = {"]
        for name, (steps, spot) in self.scenes.routes.items():
            source = string(steps[-1].to)
            for place, step in reversed(list(enumerate(steps[:-1]))):
                assert step.condition is not None
                test = self.sums.bare(step.condition, Site(spot.child("goto", place, "if"), ""))
                source = f"{test} ? {string(step.to)} : {source}"
            lines.append(f"  {string(name)}: (v) => {source},")
        return [*lines, "};"]

    def _offers(self, calendar: st.Calendar) -> list[str]:
        """The dated scenes in the order in which a day offers them."""
        lines = ["setup.offers = ["]
        for scene in in_order_of_offer(self.story):
            assert scene.dates is not None
            first, last = (day - calendar.day_one + 1 for day in (scene.dates.first, scene.dates.last))
            parts = [f"scene: {string(scene.id)}, first: {first}, last: {last}"]
            parts += [name for name, on in (("repeat", scene.repeat), ("interrupt", scene.interrupt)) if on]
            if not scene.dates.exact and not scene.interrupt:
                parts.append("window")
            text = ", ".join(part if ":" in part else f"{part}: true" for part in parts)
            if scene.condition is not None:
                text += f", test: (v) => {self.sums(scene.condition, Site(scene.spot.child('if'), ''))}"
            lines.append(f"  {{ {text} }},")
        return [*lines, "];"]

    def _end_of_day(self, calendar: st.Calendar) -> list[str]:
        body: list[str] = []
        shift = calendar.day_one - calendar.first_day
        for block in self.story.each_day:
            draws = Draws(string(block.id), f"v.day + {shift}" if shift >= 0 else f"v.day - {-shift}")
            body += self.deeds(block.effects, Site(block.spot, "", draws=draws))
        return self._function("endOfDay", "", [*body, "v.day += 1;"])

    def _last_day(self) -> int:
        calendar = self.story.calendar
        return 0 if calendar is None else calendar.last_day - calendar.day_one + 1

    @staticmethod
    def _shown_date(calendar: st.Calendar) -> list[str]:
        one = date_of(calendar.day_one)
        return [
            "setup.shownDate = function (day, year) {",
            f"  const date = new Date(Date.UTC({one.year}, {one.month - 1}, {one.day} + day - 1));",
            '  const style = { day: "numeric", month: "long", timeZone: "UTC", ...(year ? { year: "numeric" } : {}) };',
            '  return date.toLocaleDateString("en-GB", style);',
            "};",
        ]
