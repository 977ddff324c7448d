"""Scenes as passages: one for the scene, one for its list of choices, one for each choice."""

from __future__ import annotations

from dataclasses import dataclass

from hengyang_tui.export.sites import Draws, Site
from hengyang_tui.export.twee.prose import Pages
from hengyang_tui.export.twee.sums import Book, Deeds, Sums
from hengyang_tui.export.twee.words import ONWARD, escaped, list_of, string
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx

CONTINUE = "Continue"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of Twee."""

    name: str
    lines: list[str]
    tag: str = ""

    def __str__(self) -> str:
        head = f":: {self.name}" + (f" [{self.tag}]" if self.tag else "")
        return "\n".join([head, *self.lines]).rstrip()


class Scenes:
    """Writes the scenes of a story."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.sums = Sums(book, "$")
        self.deeds, self.pages = Deeds(self.sums), Pages(book, self.sums)
        self.routes: dict[str, tuple[tuple[st.Goto, ...], st.Spot]] = {}
        """gotos that are taken later than their scene or choice: after days have passed, or on the way back"""

    def passages(self, scene: st.Scene) -> list[Passage]:
        """The passages of a scene."""
        lines = self._effects(scene.do, f"visited({string(scene.id)})", scene)
        if scene.text or scene.choices or scene.ending is not None:
            lines += self._heading(scene)
        lines += self.pages.lines(scene.text, Site(scene.spot.child("text"), scene.id), scene.id)
        if scene.choices:
            lines.append(f"<<include {string(list_of(scene.id))}>>")
            own = [Passage(list_of(scene.id), self._list(scene))]
            own += [Passage(f"{scene.id}.{choice.id}", self._choice(scene, choice)) for choice in scene.choices]
            return [Passage(scene.id, lines, "scene"), *own]
        if scene.ending is not None:
            return [Passage(scene.id, [*lines, f"<h3>{escaped(scene.ending)}</h3>"], "ending")]
        lines += self._onward(scene.id, scene, reads=bool(scene.text))
        return [Passage(scene.id, lines, "scene")]

    def _effects(self, block: st.EffectBlock | None, run: str, scene: st.Scene | None = None) -> list[str]:
        lines = [] if block is None else self._deeds(block, run)
        if scene is not None and scene.repeat:
            lines = [f"<<set $entered[{string(scene.id)}] to $day>>", *lines]
        return ["<<nobr>>", *lines, "<</nobr>>\\"] if lines else []

    def _deeds(self, block: st.EffectBlock, run: str) -> list[str]:
        return self.deeds(block.effects, Site(block.spot, "", draws=Draws(string(block.id), run)))

    def _heading(self, scene: st.Scene) -> list[str]:
        story = self.book.story
        dated = story.calendar is not None and not scene.epilogue
        parts = [f"<<= {self.book.use('shownDate')}($day, true)>>"] if dated else []
        if scene.place is not None:
            parts.append(escaped(story.codex[scene.place].name))
        if scene.title is not None:
            parts.append(escaped(scene.title))
        return [f"<h2>{' · '.join(parts)}</h2>"] if parts else []

    # Choices

    def _list(self, scene: st.Scene) -> list[str]:
        lines = []
        tests = {choice.id: self._tests(scene, choice) for choice in scene.choices}
        regular = [" && ".join(tests[choice.id]) or "true" for choice in scene.choices if not choice.fallback]
        for choice in scene.choices:
            target = f"{scene.id}.{choice.id}"
            link = self.pages.link(choice.text, Site(choice.spot.child("text"), ""), target)
            if choice.fallback:
                condition = f"!({' || '.join(f'({test})' for test in regular)})" if regular else ""
            else:
                condition = " && ".join(tests[choice.id])
            lines += [*self._offered(condition, link, choice), ""]
        for other in self.book.story.scenes.values():
            if other.standing is not None:
                lines += [*self._standing(scene, other, other.standing), ""]
        return lines

    def _tests(self, scene: st.Scene, choice: st.Choice) -> list[str]:
        once = [f"!visited({string(f'{scene.id}.{choice.id}')})"] if choice.once else []
        if choice.condition is None:
            return once
        return [self.sums(choice.condition, Site(choice.spot.child("if"), "")), *once]

    def _offered(self, condition: str, link: str, choice: st.Choice) -> list[str]:
        """A link that shows while its condition holds; a closed choice with a reason shows that."""
        if not condition:
            return [link]
        lines = [f"<<if {condition}>>", link]
        if choice.unless_met is not None:
            site = Site(choice.spot, "")
            words, reason = (
                " ".join(one for one in self.pages.lines(text, site.below(key), "") if one)
                for key, text in (("text", choice.text), ("unless_met", choice.unless_met))
            )
            lines += ["<<else>>", f'<span class="closed">{words} ({reason})</span>']
        return [*lines, "<</if>>"]

    def _standing(self, scene: st.Scene, other: st.Scene, words: tx.Text) -> list[str]:
        condition = "$stack.length === 0"
        if other.condition is not None:
            condition += f" && {self.sums(other.condition, Site(other.spot.child('if'), ''))}"
        setter = f"$stack to $stack.concat({string(list_of(scene.id))})"
        link = self.pages.link(words, Site(other.spot.child("standing"), ""), other.id, setter)
        return [f"<<if {condition}>>", link, "<</if>>"]

    def _choice(self, scene: st.Scene, choice: st.Choice) -> list[str]:
        name = f"{scene.id}.{choice.id}"
        lines = self._effects(choice.do, f"visited({string(name)})")
        lines += self.pages.lines(choice.then, Site(choice.spot.child("then"), ""), scene.id)
        reads = bool(choice.then)
        if choice.detour is None:
            return lines + self._onward(name, choice, reads=reads)
        back = name if choice.goto else list_of(scene.id)
        if choice.goto:
            self.routes[name] = (choice.goto, choice.spot)
        lines.append(f"<<set $stack to $stack.concat({string(back)})>>\\")
        return [*lines, _go(choice.detour, reads=reads)]

    # What follows

    def _onward(self, name: str, one: st.Scene | st.Choice, *, reads: bool) -> list[str]:
        if one.days is not None:
            lines = [f"<<set $wait to {one.days}>>\\"]
            if one.goto:
                self.routes[name] = (one.goto, one.spot)
                lines.append(f"<<set $after to {string(name)}>>\\")
            return [*lines, _go(ONWARD, reads=reads)]
        if not one.goto:
            return [_go(ONWARD, reads=reads)]
        lines = []
        for place, step in enumerate(one.goto):
            if step.condition is not None:
                test = self.sums.bare(step.condition, Site(one.spot.child("goto", place, "if"), ""))
                lines += [f"<<{'elseif' if lines else 'if'} {test}>>\\", _go(step.to, reads=reads)]
        last = _go(one.goto[-1].to, reads=reads)
        return [*lines, "<<else>>\\", last, "<</if>>"] if lines else [last]


def _go(target: str, *, reads: bool) -> str:
    """A link to go on by; where there is nothing to read before it, the passage goes on by itself."""
    return f"[[{CONTINUE}|{target}]]" if reads else f"<<goto {string(target)}>>"
