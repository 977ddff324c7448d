"""Why something may never happen: what the checker knows, and what a condition waits for.

What is said is sound and not complete: a condition may wait for more than is found here, and then its text has to
speak for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengyang_tui.explore.frame import Gate, Want
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language.checks.values import Survey
from hengyang_tui.language.ranges import Env, evaluate, narrow

NEVER = "The checker: this condition can never hold."
ALWAYS = "The checker: this condition always holds."
_EXCERPT = 100
_NEXT_KEY = re.compile(r",\s+[a-z_]+:|\}")
"""What ends a value between braces."""
EVERY_DAY = "each_day"


class Causes:
    """What is known of the conditions of one story."""

    def __init__(self, story: st.Story) -> None:
        self._story = story
        self._survey = Survey(story)
        self._setters: dict[str, list[tuple[str, ir.Assign | ir.Put]]] = {}
        for owner, effects in self._effects():
            for statement in self._written_out(effects):
                if isinstance(statement, ir.Assign | ir.Put):
                    self._setters.setdefault(statement.name, []).append((owner, statement))

    def scene_gate(self, scene: st.Scene) -> Gate:
        """When the calendar may offer a scene."""
        env = self._survey.env
        if scene.dates is not None:
            env = env | self._survey.clock(scene.dates.first, scene.dates.last)
        return self._gate(scene.condition, scene.spot.child("if"), env)

    def choice_gate(self, choice: st.Choice) -> Gate:
        """When a choice is open."""
        return self._gate(choice.condition, choice.spot.child("if"), self._survey.env)

    def text_gate(self, conditions: tuple[tuple[ir.Node, bool], ...], spot: st.Spot) -> Gate:
        """When all of some conditions come out as they must; `spot` is the place of the innermost."""
        wants: list[Want] = []
        env, never = self._survey.env, ""
        for node, holds in conditions:
            value = evaluate(node, env)
            if not (value.can_hold if holds else value.can_fail):
                never = NEVER if holds else ALWAYS
            env = narrow(env, node, holds)
            wants += list(self._wants(node, holds))
        return Gate(source_line(spot) if conditions else "", tuple(dict.fromkeys(wants)), never)

    def _gate(self, condition: ir.Node | None, spot: st.Spot, env: Env) -> Gate:
        if condition is None:
            return Gate()
        never = "" if evaluate(condition, env).can_hold else NEVER
        return Gate(source_line(spot), tuple(dict.fromkeys(self._wants(condition, True))), never)

    # What a condition waits for

    def _wants(self, node: ir.Node, holds: bool) -> Iterator[Want]:
        """Things without which `node` cannot hold (or, without `holds`, cannot fail)."""
        match node:
            case ir.Unary(op="not", operand=operand):
                yield from self._wants(operand, not holds)
            case ir.Logic(op=op, parts=parts) if (op == "and") == holds:
                for part in parts:
                    yield from self._wants(part, holds)
            case ir.Chosen(scene=scene, choice=choice) if holds:
                yield Want("taken", f"{scene}.{choice}")
            case ir.Visited(scene=scene) if holds:
                yield Want("entered", scene)
            case ir.Read(name=name, derived=True):
                yield from self._wants(self._story.derived[name].node, holds)
            case ir.Read(name=name, kind=kind) if kind.name == "flag" and self._story.variables[name].start != holds:
                yield Want("set", name, self._who_sets(name, holds))
            case ir.Compare(op="==" | "!=" as op, left=ir.Read(name=name, derived=False), right=ir.Const(value=word)):
                yield from self._word_wants(name, word, (op == "==") == holds)
            case ir.Has(word=ir.Const(value=word), of=ir.Read(name=name, derived=False)):
                start = self._story.variables[name].start
                if isinstance(start, frozenset) and (word in start) != holds:
                    yield Want("set", name, self._who_puts(name, str(word), holds))

    def _word_wants(self, name: str, word: object, same: bool) -> Iterator[Want]:
        variable = self._story.variables[name]
        if variable.kind.name == "word" and (variable.start == word) != same:
            owners = (
                owner
                for owner, statement in self._setters.get(name, ())
                if isinstance(statement, ir.Assign)
                and (not isinstance(statement.value, ir.Const) or (statement.value.value == word) == same)
            )
            yield Want("set", name, tuple(dict.fromkeys(owners)))

    def _who_sets(self, name: str, flag: bool) -> tuple[str, ...]:
        owners = (
            owner
            for owner, statement in self._setters.get(name, ())
            if isinstance(statement, ir.Assign)
            and (not isinstance(statement.value, ir.Const) or statement.value.value == flag)
        )
        return tuple(dict.fromkeys(owners))

    def _who_puts(self, name: str, word: str, add: bool) -> tuple[str, ...]:
        owners = (
            owner
            for owner, statement in self._setters.get(name, ())
            if isinstance(statement, ir.Put)
            and statement.add == add
            and (not isinstance(statement.word, ir.Const) or statement.word.value == word)
        )
        return tuple(dict.fromkeys(owners))

    def _effects(self) -> Iterator[tuple[str, ir.Effects]]:
        """Every block of effects, with the scene, the choice or the day that runs it."""
        for block in self._story.each_day:
            yield EVERY_DAY, block.effects
        for scene in self._story.scenes.values():
            if scene.do is not None:
                yield scene.id, scene.do.effects
            for choice in scene.choices:
                if choice.do is not None:
                    yield f"{scene.id}.{choice.id}", choice.do.effects

    def _written_out(self, effects: ir.Effects) -> Iterator[ir.Statement]:
        """Statements with those of the rules that they run."""
        for statement in ir.statements(effects):
            yield statement
            if isinstance(statement, ir.Run):
                yield from self._written_out(self._story.rules[statement.rule].effects)


def source_line(spot: st.Spot) -> str:
    """What the author wrote at a spot, as far as its line goes."""
    mark = spot.mark()
    line = spot.line(mark)
    before, here = line[: mark.column - 1], line[mark.column - 1 :].partition(" #")[0].strip()
    if before.rpartition("if:")[0].count("{") > before.count("}"):
        here = _NEXT_KEY.split(here)[0].strip()
    if here.count('"') % 2:
        here = here.removesuffix('"')  # the mark stands inside the quotes
    return here if len(here) <= _EXCERPT else here[: _EXCERPT - 1] + "…"
