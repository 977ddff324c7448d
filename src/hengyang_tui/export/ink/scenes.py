"""Scenes as knots. Every scene is called as a tunnel and returns with `->->`; an ending ends the play."""

from __future__ import annotations

from hengyang_tui.export.ink.book import Book
from hengyang_tui.export.ink.effects import Deeds, branches, indented
from hengyang_tui.export.ink.prose import Pages
from hengyang_tui.export.ink.sums import Sums
from hengyang_tui.export.ink.words import escaped, opening
from hengyang_tui.export.sites import Site
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx
from hengyang_tui.language.story import date_of

RETURN = "->->"


class Scenes:
    """Writes the scenes of a story."""

    def __init__(self, book: Book, sums: Sums) -> None:
        self.book, self.sums = book, sums
        self.deeds, self.pages = Deeds(book, sums), Pages(book, sums)

    def knot(self, scene: st.Scene) -> list[str]:
        """The lines of a scene."""
        book, knot = self.book, self.book.knots[scene.id]
        visits = book.visits.get(scene.id, knot)
        lines = [f"=== {knot} ==="]
        if visits != knot:
            lines.append(f"~ {visits} = {visits} + 1")
        if scene.repeat:
            lines.append(f"~ {book.seen_on[scene.id]} = day")
        if scene.do is not None:
            lines += self.deeds.block(scene.do, visits, knot)
        if scene.text or scene.choices or scene.ending is not None:
            lines += self._heading(scene)
        lines += self.pages.lines(scene.text, Site(scene.spot.child("text"), knot), visits)
        if scene.choices:
            return lines + self._list(scene)
        if scene.ending is not None:
            return [*lines, f"{opening(escaped(scene.ending))} # ending", "-> END"]
        return lines + self._onward(scene, scene.goto)

    def _heading(self, scene: st.Scene) -> list[str]:
        """Date, place and title in a line that a host can tell by its tag."""
        story = self.book.story
        parts = []
        if story.calendar is not None and not scene.epilogue:
            years = {date_of(day).year for day in (story.calendar.first_day, story.calendar.last_day)}
            year = str(*years) if len(years) == 1 else f"{{{self.book.use('show_year')}(day)}}"
            parts.append(f"{{{self.book.use('show_date')}(day)}} {year}")
        if scene.place is not None:
            parts.append(escaped(story.codex[scene.place].name))
        if scene.title is not None:
            parts.append(escaped(scene.title))
        return [f"{opening(' · '.join(parts))} # heading"] if parts else []

    # Choices

    def _list(self, scene: st.Scene) -> list[str]:
        book = self.book
        comes_back = any(choice.comes_back for choice in scene.choices)
        lines = ["- (options)"] if comes_back or book.has_standing else []
        fallbacks = [choice for choice in scene.choices if choice.fallback]
        if len(fallbacks) > 1:
            book.refusals.refuse(
                "ink-fallbacks",
                "Ink can tell that nothing else is open once in a list, not twice.",
                "Keep one fallback, and lead from it to a scene with the others.",
                fallbacks[1].spot,
            )
        for choice in (*(one for one in scene.choices if not one.fallback), *fallbacks):
            lines += self._choice(scene, choice)
        for other in book.story.scenes.values():
            if other.standing is not None:
                lines += self._standing(other, other.standing)
        return lines

    def _choice(self, scene: st.Scene, choice: st.Choice) -> list[str]:
        book, knot = self.book, self.book.knots[scene.id]
        label = book.labels.get((scene.id, choice.id))
        site = Site(choice.spot, book.names.within().take(f"{knot}_{choice.id}"))
        head = "*" if choice.once else "+"
        if label is not None:
            head += f" ({label})"
        if choice.fallback:
            head += " {CHOICE_COUNT() == 0}"
        if choice.condition is not None:
            head += f" {{{self.sums.inside(choice.condition, site.below('if'))}}}"
        lines = [f"{head} [{self.pages.inline(choice.text, site.below('text'))}]"]
        body: list[str] = []
        if choice.do is not None:
            run = self.sums.count_of(scene.id, choice.id) if label is not None else "1"
            body += self.deeds.block(choice.do, run, site.owner)
        body += self.pages.lines(choice.then, site.below("then"), book.visits.get(scene.id, knot))
        if choice.detour is None:
            return [*lines, *indented(body + self._onward(choice, choice.goto))]
        body += self._detour(choice.detour)
        body += self._route(choice.goto, choice.spot) if choice.goto else ["-> options"]
        return [*lines, *indented(body)]

    def _standing(self, scene: st.Scene, words: tx.Text) -> list[str]:
        """A scene that is offered beside every list, and not inside a detour."""
        knot = self.book.knots[scene.id]
        tests = ["away == 0"]
        if scene.condition is not None:
            tests.append(self.sums.test(scene.condition, Site(scene.spot.child("if"), knot)))
        text = self.pages.inline(words, Site(scene.spot.child("standing"), knot))
        return [f"+ {{{' and '.join(tests)}}} [{text}]", *indented([*self._detour(scene.id), "-> options"])]

    def _detour(self, scene_id: str) -> list[str]:
        tunnel = [f"-> {self.book.knots[scene_id]} ->"]
        if self.book.has_standing:
            tunnel = ["~ away = away + 1", *tunnel, "~ away = away - 1"]
        return tunnel + self._cut()

    # What follows

    def _onward(self, one: st.Scene | st.Choice, goto: tuple[st.Goto, ...]) -> list[str]:
        lines: list[str] = []
        if one.days is not None:
            lines = [f"-> {self.book.use('wait')}({one.days}) ->", *(self._cut() if goto else [])]
        return lines + (self._route(goto, one.spot) if goto else [RETURN])

    def _cut(self) -> list[str]:
        """An interrupting scene cancels what would follow: every tunnel returns, and the calendar offers it."""
        return [f"{{ cut_short: {RETURN} }}"] if self.book.can_be_cut_short else []

    def _route(self, steps: tuple[st.Goto, ...], spot: st.Spot) -> list[str]:
        target = f"-> {self.book.knots[steps[-1].to]}"
        arms = []
        for place, step in enumerate(steps[:-1]):
            assert step.condition is not None
            site = Site(spot.child("goto", place, "if"), self.book.knots[step.to])
            arms.append((self.sums(step.condition, site), [f"-> {self.book.knots[step.to]}"]))
        return branches([*arms, ("else", [target])]) if arms else [target]
