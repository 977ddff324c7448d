"""A whole story as ink."""

from __future__ import annotations

from hengyang_tui.export.exported import Exported, Refusals
from hengyang_tui.export.ink.book import Book
from hengyang_tui.export.ink.days import Days
from hengyang_tui.export.ink.effects import indented
from hengyang_tui.export.ink.helpers import HELPERS
from hengyang_tui.export.ink.scenes import Scenes
from hengyang_tui.export.ink.sums import Sums
from hengyang_tui.export.ink.words import LARGEST, escaped, number, opening, quoted
from hengyang_tui.export.left_out import leave_out
from hengyang_tui.export.sites import Site
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language.markup import plain


def to_ink(story: st.Story) -> Exported:
    """The story in ink, for ink 1.1 and later. Chance is asked of the host, which `docs/exporting.md` describes."""
    refusals = Refusals("ink")
    book = Book(story, refusals)
    sums = Sums(book)
    days = None if story.calendar is None else Days(book, sums, story.calendar)
    scenes = Scenes(book, sums)
    knots = [scenes.knot(scene) for scene in story.scenes.values()]
    calendar = [] if days is None else [*days.knots(), days.end_of_day(scenes.deeds), days.begin_day()]
    rules = [scenes.deeds.rule(name) for name in story.rules]
    derived = [_derived(one, book, sums) for one in story.derived.values() if one.name in book.computed]
    helpers = _helpers(book, days)
    parts = [
        [*_head(story), *_external(book)],
        _variables(book, days),
        _beginning(book, days),
        *knots,
        *calendar,
        *rules,
        *derived,
        *book.functions,
        *helpers,
    ]
    leave_out(story, refusals, reasons=True)
    text = "\n\n".join("\n".join(part) for part in parts if part) + "\n"
    return Exported(text, refusals.in_order(), _names(book))


def _head(story: st.Story) -> list[str]:
    tags = [("title", story.title), ("subtitle", story.subtitle), *(("author", author) for author in story.authors)]
    tags += [("author", branch.author) for branch in story.branches if branch.author is not None]
    tags += [("version", story.version), ("licence", story.licence)]
    written = [f"# {name}: {escaped(plain(value))}".replace("\n", " ") for name, value in tags if value is not None]
    return [*written, ""]


def _external(book: Book) -> list[str]:
    asked = [HELPERS[name].external for name in sorted(book.helpers) if HELPERS[name].external]
    if not asked:
        return []
    return ["// Asked of the host; without one, ink does what it can.", *(f"EXTERNAL {head}" for head in asked)]


def _variables(book: Book, days: Days | None) -> list[str]:
    lines = [_variable(variable, book) for variable in book.story.variables.values()]
    for derived in book.story.derived.values():
        if isinstance(derived.node, ir.Const):
            value = Sums(book)(derived.node, Site(derived.spot, derived.name))
            lines.append(f"CONST {book.derived[derived.name]} = {value.strip('()')}")
    blank = {"flag": "false", "word": '""', "decimal": "0.0"}
    kinds = {name: book.story.derived[name].node.kind.name for name in book.daily}
    lines += [f"VAR {book.derived[name]} = {blank.get(kind, '0')}" for name, kind in kinds.items()]
    if days is not None:
        first = days.calendar.first_day - days.zero
        lines.append(f"VAR day = {first}")
        never = [*(["window_day"] if days.has_windows else []), *book.seen_on.values()]
        lines += [f"VAR {name} = {first - 1}" for name in never]
    lines += [f"VAR {name} = 0" for name in book.visits.values()]
    if book.has_standing:
        lines.append("VAR away = 0")
    if book.can_be_cut_short:
        lines.append("VAR cut_short = false")
    return lines


def _variable(variable: st.Variable, book: Book) -> str:
    name, start = book.variables[variable.name], variable.start
    if isinstance(start, frozenset):
        words = [(word, book.items[variable.name, word]) for word in variable.kind.words]
        return f"LIST {name} = " + ", ".join(f"({item})" if word in start else item for word, item in words)
    if isinstance(start, bool):
        return f"VAR {name} = {str(start).lower()}"
    if isinstance(start, str):
        return f"VAR {name} = {quoted(start)}  // {', '.join(variable.kind.words)}"
    ends = [end for end in (variable.low, variable.high, start) if end is not None]
    if any(abs(end) > LARGEST for end in ends):
        book.refusals.refuse(
            "ink-number", f"Numbers end at {LARGEST:,} in ink.", "Count in thousands or millions.", variable.spot
        )
    shown = number(float(start) if variable.kind.name == "decimal" else start)
    note = "" if variable.low is None else f"  // {variable.low} to {variable.high}"
    return f"VAR {name} = {shown}{note}"


def _beginning(book: Book, days: Days | None) -> list[str]:
    start = f"-> {book.knots[book.story.start]}"
    if days is None:
        return [start]
    return [*(["~ begin_day()"] if book.daily else []), f"{start} -> {days.first}"]


def _derived(derived: st.Derived, book: Book, sums: Sums) -> list[str]:
    name = book.derived[derived.name]
    return [f"=== function {name}() ===", *sums.returns(derived.node, Site(derived.spot, name))]


def _helpers(book: Book, days: Days | None) -> list[list[str]]:
    """The helpers that were called for, in the order of the table."""
    own = {"word_of": _word_of(book), "item_of": _item_of(book), "spaced": _spaced(book)}
    if days is not None:
        own |= {"show_date": days.show_date(), "show_year": days.show_year()}
    written = []
    for name, helper in HELPERS.items():
        if name in book.helpers and (helper.source or name in own):
            written.append(helper.source.split("\n") if helper.source else own[name])
    return written


def _word_of(book: Book) -> list[str]:
    arms = []
    for (_, word), item in book.items.items():
        arms += [f"- {item}:", *indented([opening(escaped(word.replace("_", " ")))])]
    return ["=== function word_of(item_) ===", "{ item_:", *arms, "}"]


def _item_of(book: Book) -> list[str]:
    """Words of a set as its items."""
    arms = []
    for (name, word), item in book.items.items():
        arms += [f"- set_ == {quoted(name)} and word_ == {quoted(word)}:", *indented([f"~ return {item}"])]
    return ["=== function item_of(set_, word_) ===", "{", *arms, "}"]


def _spaced(book: Book) -> list[str]:
    arms = []
    for word in sorted(book.spaced):
        arms += [f"- {quoted(word)}:", *indented([opening(escaped(word.replace("_", " ")))])]
    return ["=== function spaced(word_) ===", "{ word_:", *arms, "- else:", "    {word_}", "}"]


def _names(book: Book) -> dict[str, str]:
    return dict(book.variables) | {f"{name}.{word}": item for (name, word), item in book.items.items()}
