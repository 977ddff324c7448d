"""Code that every scene of a story shares: derived values, and what the end of a day does.

Both are read many times a day, and much in them follows from the day alone (`phase == 3`, `day % 2 == 0`). Every such
part is worked out beforehand for every day, so that the code takes one row of a table instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import partial
from itertools import accumulate
from typing import Any

from hengyang_tui.engine.codegen import Block, Writer
from hengyang_tui.engine.errors import FAULTS
from hengyang_tui.engine.layout import DATE, Layout, Values
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language.ranges import evaluate

LONGEST_TABLE = 1_000
"""Days up to which something is worked out beforehand."""

SHORT = 120
"""Characters up to which a derived value is written out where it is read."""

LONG, DEEP = 3_000, 60
"""Characters and brackets up to which a derived value is written out where shared code first reads it."""


def run_code(lines: list[str], what: str, namespace: dict[str, Any]) -> None:
    """Compiles generated source, and puts what it defines into `namespace`."""
    exec(compile("\n".join(lines), f"<story: {what}>", "exec"), namespace)  # noqa: S102  generated from checked nodes only


class _Source(IntEnum):
    """What a value follows from."""

    NOTHING = 0
    DAY = 1
    STATE = 2


class SharedCode:
    """Writes the shared code of a story into a namespace: `d0`, `d1` … for its derived values, and `end_of_day`.

    Afterwards the writer knows how every derived value is read.
    """

    def __init__(self, story: st.Story, layout: Layout, writer: Writer, namespace: dict[str, Any]) -> None:
        self._story, self._layout, self._writer, self._namespace = story, layout, writer, namespace
        calendar = story.calendar
        self._first = calendar.first_day if calendar else 0
        self._days = range(0)
        if calendar is not None and calendar.last_day - calendar.first_day <= LONGEST_TABLE:
            self._days = range(calendar.first_day, calendar.last_day + 2)
        self._tabled: set[str] = set()
        """derived values with a table, or with the same value on every day"""
        self._constant: set[str] = set()
        self._known: dict[int, _Source] = {}
        self._rows: list[str] = []

    def write(self) -> None:
        """Writes everything. A part that fails on some day is left to fail where it is read, if it ever is."""
        self._writer.derived = {name: f"d{position}(v)" for position, name in enumerate(self._story.derived)}
        self._tabulate()
        read = self._writer.derived
        lines = self._lines()
        if not self._fill_rows():
            self._days, self._writer.derived = range(0), read
            lines = self._lines()
        run_code(lines, "days", self._namespace)

    def _lines(self) -> list[str]:
        lines = []
        for position, name in enumerate(self._story.derived):
            if name not in self._tabled:
                lines += self._derived(position, name)
        return [*lines, *self._end_of_day()]

    # What follows from the day alone

    def _tabulate(self) -> None:
        """Makes a table, or a constant, of every derived value that follows from the day alone."""
        lines, tried = [], []
        for position, (name, derived) in enumerate(self._story.derived.items()):
            if self._days and self._source(derived.node) is not _Source.STATE:
                self._tabled.add(name)
                tried.append((position, name))
                lines.append(f"def d{position}(v): return {self._writer.expression(derived.node)}")
        run_code(lines, "derived values", self._namespace)
        read = dict(self._writer.derived)
        for position, name in tried:
            table = self._worked_out(self._namespace[f"d{position}"])
            if table is None:
                self._tabled.remove(name)
            elif isinstance(table[0], int) and len(set(table)) == 1:
                self._constant.add(name)
                read[name] = f"({table[0]!r})"
            else:
                self._namespace[f"k{position}"] = table
                read[name] = f"k{position}[v[{DATE}] - {self._first}]"
        self._writer.derived = read
        self._known.clear()

    def follows_from_the_day(self, node: ir.Node) -> bool:
        """Whether a value follows from the day alone, is not the same every day, and can be worked out beforehand."""
        return bool(self._days) and self._source(node) is _Source.DAY

    def _source(self, node: ir.Node) -> _Source:
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = self._looked_into(node)
        return known

    def _looked_into(self, node: ir.Node) -> _Source:
        match node:
            case ir.Clock():
                return _Source.DAY
            case ir.Read(name=name, derived=True) if name in self._tabled:
                return _Source.NOTHING if name in self._constant else _Source.DAY
            case ir.Read() | ir.Parameter() | ir.Visited() | ir.Chosen() | ir.Draw():
                return _Source.STATE
        return max((self._source(inner) for inner in ir.children(node)), default=_Source.NOTHING)

    def _worked_out(self, value: Callable[[Values], Any]) -> tuple[Any, ...] | None:
        """A value on every day of the calendar and on the day after; None where some day has none."""
        start: Values = [0] * DATE
        try:
            return tuple(value([*start, date]) for date in self._days)
        except FAULTS:
            return None

    def _with_row(self, write: Callable[[_Row], list[str]]) -> list[str]:
        """Lines that begin with the row of the day, if they use anything of it."""
        row = _Row(self, self._writer)
        lines = write(row)
        if not row.sources:
            return lines
        self._rows.append(f"({', '.join(row.sources)},)")
        table = f"rows{len(self._rows)}"
        return [f"{', '.join(row.sources.values())}, = {table}[v[{DATE}] - {self._first}]", *lines]

    def _fill_rows(self) -> bool:
        """Makes the tables of rows. False where a part fails that should not: then there can be none."""
        lines = [f"def row{number}(v): return {source}" for number, source in enumerate(self._rows, 1)]
        holder = dict(self._namespace)
        run_code(lines, "days", holder)
        for number in range(1, len(self._rows) + 1):
            table = self._worked_out(holder[f"row{number}"])
            if table is None:
                return False
            self._namespace[f"rows{number}"] = table
        return True

    # Derived values

    def _derived(self, position: int, name: str) -> list[str]:
        node = self._story.derived[name].node
        lines = self._with_row(lambda row: [f"return {row.expression(node)}"])
        source = lines[-1].removeprefix("return ")
        if len(lines) == 1 and len(source) <= SHORT and ":=" not in source:
            self._writer.derived = {**self._writer.derived, name: f"({source})"}
        return [f"def d{position}(v):", *(" " + line for line in lines)]

    # The end of a day

    def _end_of_day(self) -> list[str]:
        lines = ["def end_of_day(v):", " pass"]
        calendar = self._story.calendar
        if calendar is None:
            return lines
        for effects in self._story.each_day:
            lines += [" " + line for line in self._with_row(partial(self._each_day, effects, calendar.first_day))]
        return [*lines, *self._milestones(), f" v[{DATE}] += 1"]

    @staticmethod
    def _each_day(effects: st.EffectBlock, first: int, row: _Row) -> list[str]:
        block = Block(effects.id, f"v[{DATE}] - {first - 1}")
        body = row.effects(effects.effects, block)
        return block.prelude() + body

    def _milestones(self) -> list[str]:
        lines = []
        for position, milestone in enumerate(self._story.milestones):
            lines.append(f"  if v[{DATE}] == {milestone.date}:")
            for place, comparison in enumerate(milestone.compare):
                slot = self._layout.milestones[position, place]
                read = self._writer.derived.get(comparison.name)
                source = read or f"v[{self._layout.variables[comparison.name]}]"
                lines.append(f"   v[{slot}] = {source}")
        if not lines:
            return []
        dates = sorted({milestone.date for milestone in self._story.milestones})
        return [f" if v[{DATE}] in {{{', '.join(map(str, dates))}}}:", *lines]


class _Row:
    """What a piece of code reads that follows from the day alone: its source, and the name it gets there."""

    def __init__(self, shared: SharedCode, writer: Writer) -> None:
        self._shared, self._writer = shared, writer
        self.sources: dict[str, str] = {}
        self._written: set[str] = set()

    def expression(self, node: ir.Node) -> str:
        """Source of an expression that reads from this row."""
        with self._at_hand():
            return self._writer.expression(node)

    def effects(self, effects: ir.Effects, block: Block) -> list[str]:
        """Statements that read from this row."""
        with self._at_hand():
            return self._writer.effects(effects, block)

    @contextmanager
    def _at_hand(self, *, asked: bool = True) -> Iterator[None]:
        before = self._writer.at_hand
        self._writer.at_hand = self._name_of if asked else None
        try:
            yield
        finally:
            self._writer.at_hand = before

    def _name_of(self, node: ir.Node) -> str | None:
        """The name of a value that follows from the day alone; None for most others, and for what may fail."""
        if isinstance(node, ir.Clock) and node.which == "date":
            return None
        if not self._shared.follows_from_the_day(node):
            return self._written_out(node)
        complaints: list[str] = []
        evaluate(node, self._writer.known, lambda code, _, __: complaints.append(code))
        if complaints:
            return None
        with self._at_hand(asked=False):
            source = self._writer.expression(node)
        return self.sources.setdefault(source, f"a{len(self.sources)}")

    def _written_out(self, node: ir.Node) -> str | None:
        """A derived value where it is first read: no call, and its parts that follow from the day stand in this row."""
        if not isinstance(node, ir.Read) or not node.derived or node.name in self._written:
            return None
        self._written.add(node.name)
        source = self._writer.expression(self._writer.story.derived[node.name].node)
        return source if len(source) <= LONG and _depth(source) <= DEEP else None


def _depth(source: str) -> int:
    """How deep brackets stand in one another."""
    return max(accumulate((character in "([") - (character in ")]") for character in source))
