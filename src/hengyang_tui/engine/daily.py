"""Code that every scene of a story shares: derived values, and what the end of a day does.

Both are read many times a day, and much in them follows from the day alone (`phase == 3`, `day % 2 == 0`). Every such
part is worked out beforehand for every day, so that the code takes one row of a table instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
        self._constant: set[str] = set()
        self._tables = 0

    def write(self) -> None:
        """Writes everything. A part that fails on some day is left to fail where it is read, if it ever is."""
        writer, names = self._writer, list(self._story.derived)
        writer.derived = {name: f"d{position}(v)" for position, name in enumerate(names)}
        lines = []
        for name, read in writer.derived.items():
            lines.append(f"def {read}: return {writer.expression(self._story.derived[name].node)}")
        run_code(lines, "derived values", self._namespace)
        self._tabulate()
        lines = []
        for position, name in enumerate(names):
            if name not in self._tabled:
                lines += self._derived(position, name)
        run_code([*lines, *self._end_of_day()], "days", self._namespace)

    # What follows from the day alone

    def _tabulate(self) -> None:
        """Makes a table, or a constant, of every derived value that follows from the day alone."""
        read = dict(self._writer.derived)
        for position, name in enumerate(self._story.derived):
            if not self.follows_from_the_day(self._story.derived[name].node, or_constant=True):
                continue
            table = self._worked_out(self._namespace[f"d{position}"])
            if table is None:
                continue
            self._tabled.add(name)
            if isinstance(table[0], int) and len(set(table)) == 1:
                self._constant.add(name)
                read[name] = f"({table[0]!r})"
            else:
                self._namespace[f"k{position}"] = table
                read[name] = f"k{position}[v[{DATE}] - {self._first}]"
        self._writer.derived = read

    def follows_from_the_day(self, node: ir.Node, *, or_constant: bool = False) -> bool:
        """Whether a value follows from the day alone, and there are days to work it out for."""
        if not self._days:
            return False
        reads_clock = or_constant
        for inner in ir.walk(node):
            match inner:
                case ir.Clock():
                    reads_clock = True
                case ir.Read(name=name, derived=True) if name in self._tabled:
                    reads_clock = reads_clock or name not in self._constant
                case ir.Read() | ir.Parameter() | ir.Visited() | ir.Chosen() | ir.Draw():
                    return False
        return reads_clock

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
        holder = dict(self._namespace)
        run_code([f"def row(v): return ({', '.join(row.sources)},)"], "days", holder)
        table = self._worked_out(holder["row"])
        if table is None:
            return write(_Row(None, self._writer))
        self._tables += 1
        self._namespace[f"rows{self._tables}"] = table
        return [f"{', '.join(row.sources.values())}, = rows{self._tables}[v[{DATE}] - {self._first}]", *lines]

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

    def __init__(self, shared: SharedCode | None, writer: Writer) -> None:
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
        if self._shared is None or node == _DATE:
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


_DATE = ir.Clock("date", ir.DATE)
