"""What of a state can still make a difference: states that differ in nothing else are one for an exhaustive search.

A number that no condition ever reads, not even through other numbers, changes no way through a story. Nor does the
record of what was chosen first, which only the debriefing reads, or a third visit where only the first is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.layout import DATE, SEED, WINDOW, Slot, Values
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx
from hengyang_tui.language.nodes import every_node

Key = tuple[Slot, ...]


class Sieve:
    """Takes out of a state what can make a difference (`key`), and makes a state of that again (`state`)."""

    def __init__(self, program: Program, seed: int) -> None:
        story, layout = program.story, program.layout
        read, counted, asked = _variables_read(story), _scenes_counted(story), _scenes_asked(story)
        dropped = {SEED, *layout.decisions.values(), *layout.milestones.values()}
        dropped |= {slot for name, slot in layout.variables.items() if name not in read}
        dropped |= {slot for scene, slot in layout.visits.items() if scene not in counted | asked}
        self._kept = [slot for slot in range(layout.size) if slot not in dropped]
        self._only_whether = {slot for scene, slot in layout.visits.items() if scene in asked - counted}
        self._only_whether |= {slot for key, slot in layout.chosen.items() if not _draws(_choice(story, key).do, story)}
        self._only_today = {WINDOW, *layout.offered.values()}
        self._template = program.fresh(seed)
        for slot in layout.decisions.values():
            self._template[slot] = 1

    def key(self, values: Values) -> Key:
        """The same for states from which the same can happen."""
        whether, today, date = self._only_whether, self._only_today, values[DATE]
        return tuple(
            bool(values[slot])
            if slot in whether
            else (values[slot] if slot not in today or values[slot] == date else 0)
            for slot in self._kept
        )

    def state(self, key: Key) -> Values:
        """A state with this key."""
        values = self._template.copy()
        for slot, value in zip(self._kept, key, strict=True):
            values[slot] = value
        return values


def _variables_read(story: st.Story) -> set[str]:
    """Variables that a condition reads, or that go into one that a condition reads."""
    found: set[str] = set()
    for node in _conditions(story):
        found |= _reads(node, story)
    blocks = [block.effects for block in _blocks(story)]
    before = -1
    while len(found) != before:
        before = len(found)
        for effects in blocks:
            _add_sources(effects, frozenset(), found, story)
    return found


def _conditions(story: st.Story) -> Iterator[ir.Node]:
    for scene in story.scenes.values():
        owners: tuple[st.Scene | st.Choice, ...] = (scene, *scene.choices)
        for owner in owners:
            if owner.condition is not None:
                yield owner.condition
            yield from (step.condition for step in owner.goto if step.condition is not None)
        yield from _text_conditions(scene.text)
        for choice in scene.choices:
            yield from _text_conditions(choice.then)


def _text_conditions(text: tx.Text) -> Iterator[ir.Node]:
    for block in text:
        match block:
            case tx.Conditional(condition=condition, then=then, otherwise=otherwise):
                yield condition
                yield from _text_conditions(then)
                yield from _text_conditions(otherwise)
            case tx.Variation(options=options):
                for option in options:
                    yield from _text_conditions(option)


def _blocks(story: st.Story) -> Iterator[st.EffectBlock]:
    yield from story.each_day
    for scene in story.scenes.values():
        owners: tuple[st.Scene | st.Choice, ...] = (scene, *scene.choices)
        yield from (owner.do for owner in owners if owner.do is not None)


def _reads(node: ir.Node, story: st.Story) -> set[str]:
    """Variables that an expression reads, through derived values too."""
    found: set[str] = set()
    for inner in ir.walk(node):
        if isinstance(inner, ir.Read):
            found |= _reads(story.derived[inner.name].node, story) if inner.derived else {inner.name}
    return found


def _add_sources(effects: ir.Effects, under: frozenset[str], found: set[str], story: st.Story) -> bool:
    """Adds to `found` whatever decides the value of what is in it; `under` are reads of the conditions around.

    Gives whether any of the effects sets something in `found`.
    """
    any_set = False
    for statement in effects:
        match statement:
            case ir.Assign(name=name, value=value) | ir.Put(name=name, word=value) if name in found:
                found |= _reads(value, story) | under
                any_set = True
            case ir.When(condition=condition, then=then, otherwise=otherwise):
                inside = under | _reads(condition, story)
                for branch in (then, otherwise):
                    any_set = _add_sources(branch, inside, found, story) or any_set
            case ir.Run(rule=rule, arguments=arguments):
                passed = frozenset(name for argument in arguments for name in _reads(argument, story))
                if _add_sources(story.rules[rule].effects, under | passed, found, story):
                    found |= passed
                    any_set = True
    return any_set


def _scenes_counted(story: st.Story) -> set[str]:
    """Scenes whose number of visits matters: it keys their chance, or turns their text."""
    return {scene.id for scene in story.scenes.values() if _draws(scene.do, story) or _turns(_texts(scene))}


def _scenes_asked(story: st.Story) -> set[str]:
    """Scenes of which something asks whether they were visited; the calendar does of those that it offers."""
    asked = {node.scene for node in every_node(story) if isinstance(node, ir.Visited)}
    return asked | {scene.id for scene in story.scenes.values() if scene.dates is not None}


def _texts(scene: st.Scene) -> Iterator[tx.Text]:
    yield scene.text
    for choice in scene.choices:
        yield choice.then


def _turns(texts: Iterable[tx.Text]) -> bool:
    for text in texts:
        for block in text:
            if isinstance(block, tx.Variation):
                return True
            if isinstance(block, tx.Conditional) and _turns((block.then, block.otherwise)):
                return True
    return False


def _draws(block: st.EffectBlock | None, story: st.Story) -> bool:
    """Whether effects draw lots, by themselves or through rules."""
    return block is not None and _any_draw(block.effects, story)


def _any_draw(effects: ir.Effects, story: st.Story) -> bool:
    rules = (one.rule for one in ir.statements(effects) if isinstance(one, ir.Run))
    return any(isinstance(node, ir.Draw) for node in ir.nodes_of(effects)) or any(
        _any_draw(story.rules[rule].effects, story) for rule in rules
    )


def _choice(story: st.Story, key: tuple[str, str]) -> st.Choice:
    choice = story.scenes[key[0]].choice(key[1])
    assert choice is not None
    return choice
