"""Variables, derived values, rules and the day's effects, for the story and its branches."""

from __future__ import annotations

import graphlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hengyang_tui.language import story as st
from hengyang_tui.language.diagnostics import Finding, did_you_mean
from hengyang_tui.language.expressions import DECIMAL, FLAG, INTEGER, Kind
from hengyang_tui.language.extent import MAX_LEVELS, MAX_READ, NOTHING, Extent, of_effects, of_value
from hengyang_tui.language.names import Names, full_name, written_names
from hengyang_tui.language.parser import Parser
from hengyang_tui.language.scope import Rule
from hengyang_tui.language.sources import SourceFile

RESERVED = {
    *("day", "date", "true", "false", "min", "max", "abs", "round", "len", "visited", "chosen", "roll", "chance"),
    *("pick", "and", "or", "not", "in", "is", "if", "else", "elif", "pass", "for", "while", "def", "class", "return"),
    *("import", "from", "as", "with", "try", "except", "finally", "raise", "lambda", "global", "nonlocal", "yield"),
    *("del", "assert", "break", "continue", "async", "await", "True", "False", "None", "match", "case", "type"),
}


@dataclass(slots=True)
class Declared:
    """What the declarations came to, by full name."""

    variables: dict[str, st.Variable] = field(default_factory=dict)
    derived: dict[str, st.Derived] = field(default_factory=dict)
    each_day: tuple[st.EffectBlock, ...] = ()
    extents: dict[str, Extent] = field(default_factory=dict)
    """of derived values"""


def declare(files: list[SourceFile], names: Names, findings: list[Finding]) -> Declared:
    """Reads every declaration, filling `names` as it goes."""
    declaring = [file for file in files if file.kind in ("story", "branch")]
    declared = Declared()
    for file in declaring:
        for name, model in file.model.variables.items():
            _declare_variable(file, name, model, names, declared, findings)
    for file in declaring:
        _declare_derived(file, names, declared, findings)
    for file in declaring:
        _declare_rules(file, names, findings)
    declared.each_day = tuple(block for file in declaring if (block := _each_day(file, names, findings)) is not None)
    return declared


def _reserved(file: SourceFile, path: tuple[str, ...], name: str, names: Names, findings: list[Finding]) -> bool:
    """Whether `name` cannot be declared here, with a finding if so."""
    taken = set(names.kinds) | set(names.derived)
    if name in RESERVED:
        findings.append(
            file.finding(
                "reserved-name", path, f"'{name}' is a word of the language.", "Choose another name.", key=True
            )
        )
        return True
    if name in taken or full_name(file.owner, name) in taken:
        hint = "A branch reads the story's values as they are; give its own another name." if file.owner else None
        findings.append(file.finding("duplicate-name", path, f"'{name}' is declared already.", hint, key=True))
        return True
    return False


def _declare_variable(
    file: SourceFile, name: str, model: Any, names: Names, declared: Declared, findings: list[Finding]
) -> None:
    path = ("variables", name)
    if _reserved(file, path, name, names, findings):
        return
    kind, problem = _kind_of(model)
    if problem is not None:
        findings.append(file.finding("bad-variable", (*path, "start"), problem))
    full = full_name(file.owner, name)
    names.kinds[full] = kind
    low, high = model.range if model.range and kind.is_number else (None, None)
    start = model.start
    if kind.name == "set":
        start = frozenset(start)
    elif kind.name == "decimal":
        start = float(start)
    declared.variables[full] = st.Variable(
        name=full,
        kind=kind,
        start=start,
        low=low,
        high=high,
        label=model.label or name.replace("_", " "),
        unit=model.unit,
        gauge=model.gauge,
        named=model.label is not None,
        spot=file.spot(*path),
    )


def _kind_of(model: Any) -> tuple[Kind, str | None]:
    """The kind of a variable, and what is wrong with its declaration."""
    start, words = model.start, model.one_of or model.some_of or ()
    problem = None
    if model.one_of and model.some_of:
        problem = "A variable is either one_of or some_of a list."
    elif len(set(words)) != len(words):
        problem = "A word stands twice in the list."
    if isinstance(start, bool):
        if words or model.range:
            problem = "A flag (true or false) has no range and no words."
        kind = FLAG
    elif isinstance(start, int | float):
        kind, problem = _number_kind(model, problem)
    elif isinstance(start, list):
        kind = Kind("set", tuple(model.some_of or dict.fromkeys(start)))
        strange = next((word for word in start if word not in kind.words), None)
        if not model.some_of:
            problem = "A set needs some_of: with every word it may hold."
        elif strange is not None:
            problem = f"'{strange}' is not among the words of some_of."
    else:
        kind = Kind("word", tuple(model.one_of or (start,)))
        if not model.one_of:
            problem = "A word needs one_of: with every word it may be."
        elif start not in kind.words:
            near = did_you_mean(start, kind.words) or ""
            problem = f"'{start}' is not among the words of one_of. {near}".rstrip()
    if model.gauge and not (kind.is_number and model.range):
        problem = problem or "A gauge needs a number with a range."
    return kind, problem


def _number_kind(model: Any, problem: str | None) -> tuple[Kind, str | None]:
    numbers = [model.start, *(model.range or ())]
    kind = DECIMAL if any(isinstance(number, float) for number in numbers) else INTEGER
    if model.one_of or model.some_of:
        problem = "A number has no words; quote them all to make it a word."
    elif any(isinstance(number, bool) for number in numbers):
        problem = "A range takes numbers."
    elif any(abs(number) > 10**15 for number in numbers):
        problem = "Numbers reach up to 10 to the power 15."
    elif model.range:
        low, high = model.range
        if low > high:
            problem = "This range ends below its beginning."
        elif not low <= model.start <= high:
            problem = f"The start {model.start} lies outside its range {low} to {high}."
    return kind, problem


def _reporter(file: SourceFile, path: tuple[str, ...], findings: list[Finding]) -> Any:
    from hengyang_tui.language.resolve import reporter

    return reporter(file.spot(*path), findings)


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _declare_derived(file: SourceFile, names: Names, declared: Declared, findings: list[Finding]) -> None:
    models: Mapping[str, Any] = file.model.derived
    texts = {name: getattr(model, "value", model) for name, model in models.items()}
    needs = {name: [word for word in _NAME.findall(str(text)) if word in texts] for name, text in texts.items()}
    try:
        order = list(graphlib.TopologicalSorter(needs).static_order())
    except graphlib.CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        findings.append(
            file.finding(
                "derived-cycle",
                ("derived", error.args[1][0]),
                f"These derived values need each other: {circle}.",
                key=True,
            )
        )
        names.unread.update(full_name(file.owner, name) for name in texts)
        return
    for name in order:
        path: tuple[str, ...] = ("derived", name)
        if _reserved(file, path, name, names, findings):
            continue
        place = (*path, "value") if hasattr(models[name], "value") else path
        scope = names.scope(file.spot(*place).owner)
        node = Parser(scope, _reporter(file, place, findings)).expression(texts[name])
        full = full_name(file.owner, name)
        if node is None:
            names.unread.add(full)
            continue
        names.derived[full] = node.kind
        extent = of_value(node, declared.extents)
        if extent.size > MAX_READ or extent.levels > MAX_LEVELS:
            message = "With the derived values it reads written out, this is too long or nested too deeply."
            hint = f"The limit is {MAX_READ:,} values and {MAX_LEVELS} levels."
            findings.append(file.finding("too-long", place, message, hint))
            extent = NOTHING
        declared.extents[full] = extent
        label = getattr(models[name], "label", None) or name.replace("_", " ")
        declared.derived[full] = st.Derived(full, node, label, file.spot(*place))


def _declare_rules(file: SourceFile, names: Names, findings: list[Finding]) -> None:
    for head, text in file.model.rules.items():
        path = ("rules", head)
        name, _, rest = head.partition("(")
        parameters = tuple(part.strip() for part in rest.rstrip(")").split(",") if part.strip())
        full = full_name(file.owner, name)
        problem = _rule_problem(name, parameters, full, names, file)
        if problem is not None:
            findings.append(file.finding("bad-rule", path, problem, key=True))
            continue
        scope = names.scope(file.spot(*path).owner, parameters)
        effects = Parser(scope, _reporter(file, path, findings), chance=True).effects(text) or ()
        extents = {rule.name: rule.extent for rule in names.rules.values()}
        names.rules[full] = Rule(full, parameters, effects, of_effects(effects, extents))


def _rule_problem(name: str, parameters: tuple[str, ...], full: str, names: Names, file: SourceFile) -> str | None:
    if full in names.rules:
        return f"There is another rule '{name}'."
    if name in RESERVED:
        return f"'{name}' is a word of the language."
    if len(set(parameters)) != len(parameters):
        return "A parameter stands twice."
    known = {**written_names(file.owner, names.kinds), **written_names(file.owner, names.derived)}
    for parameter in parameters:
        if not _NAME.fullmatch(parameter) or parameter in RESERVED:
            return f"'{parameter}' is no name for a parameter."
        if parameter in known:
            return f"The parameter '{parameter}' has the name of a variable."
    return None


def _each_day(file: SourceFile, names: Names, findings: list[Finding]) -> st.EffectBlock | None:
    text = file.model.each_day
    if text is None:
        return None
    path = ("each_day",)
    if not names.calendar:
        findings.append(file.finding("no-calendar", path, "A story without calendar has no days to end.", key=True))
        return None
    owner = file.spot(*path).owner
    effects = Parser(names.scope(owner), _reporter(file, path, findings), chance=True).effects(text)
    if effects is None:
        return None
    return st.EffectBlock(full_name(file.owner, "each_day"), effects, file.spot(*path))
