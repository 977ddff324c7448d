"""What a story's things are called in ink, what is known of its numbers, and which helpers it calls for."""

from __future__ import annotations

from collections.abc import Iterator

from hengyang_tui.export.exported import Refusals
from hengyang_tui.export.ink.helpers import HELPERS
from hengyang_tui.export.ink.words import RESERVED
from hengyang_tui.export.names import Names
from hengyang_tui.export.sites import draws_in
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx
from hengyang_tui.language.nodes import every_node
from hengyang_tui.language.ranges import Values, evaluate, join, widest


class Book:
    """The names of one story in ink, and what its parts tell each other while they are written."""

    def __init__(self, story: st.Story, refusals: Refusals) -> None:
        self.story, self.refusals = story, refusals
        self.names = Names([*RESERVED, *HELPERS])
        self.helpers: set[str] = set()
        self.functions: list[list[str]] = []
        """functions that an expression was too long for"""
        self.spaced: set[str] = set()
        """words that are shown with blanks for `_`"""
        self.variables = {name: self.names.take(name) for name in story.variables}
        self.derived = {name: self.names.take(name) for name in story.derived}
        self.rules = {name: self.names.take(name) for name in story.rules}
        self.knots = {scene: self.names.take(scene, f"{scene}_scene") for scene in story.scenes}
        self.seen_on = {
            scene.id: self.names.take(f"{self.knots[scene.id]}_day") for scene in story.scenes.values() if scene.repeat
        }
        self.visits = {
            scene.id: self.names.take(f"{self.knots[scene.id]}_visits")
            for scene in story.scenes.values()
            if _counts_visits(scene, story)
        }
        """variables that count visits where the number matters: ink's own leave out a knot that leads to itself"""
        self.items = {
            (variable.name, word): self.names.take(word, f"{variable.name}_{word}")
            for variable in story.variables.values()
            if variable.kind.name == "set"
            for word in variable.kind.words
        }
        self.parameters = {
            name: {parameter: self.names.within().take(parameter, f"{parameter}_") for parameter in rule.parameters}
            for name, rule in story.rules.items()
        }
        self.labels = self._labels()
        self.has_standing = any(scene.standing is not None for scene in story.scenes.values())
        self.days_pass = self._days_pass()
        self.can_be_cut_short = self.days_pass and any(scene.interrupt for scene in story.scenes.values())
        self.known = {variable.name: _declared(variable) for variable in story.variables.values()}
        if story.calendar is not None:
            zero = story.calendar.day_one - 1
            self.known["day"] = Values(story.calendar.first_day - zero, story.calendar.last_day - zero)
        for derived in story.derived.values():
            self.known[derived.name] = evaluate(derived.node, self.known)
        self.daily = [name for name in story.derived if self._follows_from_the_day(name)]
        """derived values that change with the day alone: variables, set when a day begins"""
        constant = {name for name, derived in story.derived.items() if isinstance(derived.node, ir.Const)}
        self.computed = set(story.derived) - set(self.daily) - constant
        """derived values that are functions"""
        self.arguments = self._arguments()

    def use(self, helper: str) -> str:
        """The name of a helper function, which the text will then hold."""
        if helper not in self.helpers:
            self.helpers.add(helper)
            for other in HELPERS[helper].uses:
                self.use(other)
        return helper

    def blocks(self) -> Iterator[st.EffectBlock]:
        """Every effect block of the story."""
        yield from self.story.each_day
        for scene in self.story.scenes.values():
            owners: tuple[st.Scene | st.Choice, ...] = (scene, *scene.choices)
            yield from (owner.do for owner in owners if owner.do is not None)

    def _days_pass(self) -> bool:
        scenes = self.story.scenes.values()
        return any(scene.days or any(choice.days for choice in scene.choices) for scene in scenes)

    def _follows_from_the_day(self, name: str) -> bool:
        node = self.story.derived[name].node
        if isinstance(node, ir.Const):
            return False
        for read in ir.walk(node):
            match read:
                case ir.Read(name=other, derived=True):
                    constant = isinstance(self.story.derived[other].node, ir.Const)
                    if not constant and not self._follows_from_the_day(other):
                        return False
                case ir.Read() | ir.Visited() | ir.Chosen():
                    return False
        return True

    def _labels(self) -> dict[tuple[str, str], str]:
        """Labels of the choices whose count something asks for."""
        counted = {
            (scene.id, choice.id)
            for scene in self.story.scenes.values()
            for choice in scene.choices
            if choice.do is not None and draws_in(choice.do.effects, self.story)
        }
        counted |= {(node.scene, node.choice) for node in every_node(self.story) if isinstance(node, ir.Chosen)}
        labels = {}
        for scene in self.story.scenes.values():
            inside = self.names.within()
            for choice in scene.choices:
                if (scene.id, choice.id) in counted:
                    labels[scene.id, choice.id] = inside.take(choice.id, f"{choice.id}_chosen")
        return labels

    def _arguments(self) -> dict[str, dict[str, Values]]:
        """What the parameters of every rule can be, from all its calls. A rule is called by those below it only."""
        found: dict[str, dict[str, Values]] = {name: {} for name in self.story.rules}

        def call(effects: ir.Effects, passed: dict[str, Values]) -> None:
            for statement in ir.statements(effects):
                if isinstance(statement, ir.Run):
                    known = self.known | passed
                    parameters = self.story.rules[statement.rule].parameters
                    for parameter, argument in zip(parameters, statement.arguments, strict=True):
                        value = evaluate(argument, known)
                        before = found[statement.rule].get(parameter)
                        found[statement.rule][parameter] = value if before is None else join(before, value)

        for block in self.blocks():
            call(block.effects, {})
        for name, rule in reversed(list(self.story.rules.items())):
            call(rule.effects, found[name])
        return found


def _declared(variable: st.Variable) -> Values:
    """What the declaration of a variable lets it be."""
    if variable.low is None or variable.high is None:
        return widest(variable.kind)
    return Values(variable.low, variable.high)


def _counts_visits(scene: st.Scene, story: st.Story) -> bool:
    """Whether something follows how often a scene was visited: chance, or a variation of its text."""
    texts = [scene.text, *(choice.then for choice in scene.choices)]
    return (scene.do is not None and draws_in(scene.do.effects, story) > 0) or any(_varies(text) for text in texts)


def _varies(text: tx.Text) -> bool:
    for block in text:
        if isinstance(block, tx.Variation):
            return True
        if isinstance(block, tx.Conditional) and (_varies(block.then) or _varies(block.otherwise)):
            return True
    return False
