"""Text blocks as ink: a paragraph is a line, a variation a switch over the visits of its scene."""

from __future__ import annotations

from collections.abc import Iterator

from hengyang_tui.export.ink.book import Book
from hengyang_tui.export.ink.effects import branches, indented
from hengyang_tui.export.ink.sums import Sums
from hengyang_tui.export.ink.words import escaped, opening, quoted
from hengyang_tui.export.prose import Line, Run, lines_of
from hengyang_tui.export.sites import Site
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import text as tx

MARKS = ("*", "[[", "\n", ">")
_LEADS = {"paragraph": "", "quote": r"\> ", "break": ""}


class Pages:
    """Writes the texts of a story."""

    def __init__(self, book: Book, sums: Sums) -> None:
        self.book, self.sums = book, sums

    def lines(self, text: tx.Text, site: Site, visits: str) -> list[str]:
        """The lines of a text. `visits` is ink for the visits to its scene."""
        lines: list[str] = []
        for place, block in enumerate(text):
            here = site.below(place)
            match block:
                case tx.Prose(listed=listed):
                    lines += [self._line(line, here if listed else site) for line in lines_of(block)]
                case tx.Conditional(condition=condition, then=then, otherwise=otherwise):
                    test = self.sums(condition, here.below("if"))
                    lines += _either(
                        test,
                        self.lines(then, here.below("text"), visits),
                        self.lines(otherwise, here.below("else"), visits),
                    )
                case tx.Variation():
                    options = [self.lines(option, below, visits) for option, below in _options(block, here)]
                    lines += self._variation(block, options, visits)
        return lines

    def inline(self, text: tx.Text, site: Site) -> str:
        """The one piece of prose that a choice has, in one line and without marks."""
        lines = [line for block in text if isinstance(block, tx.Prose) for line in lines_of(block)]
        return " ".join(self._runs(line, site, plain=True) for line in lines if line.runs)

    def _variation(self, block: tx.Variation, options: list[list[str]], visits: str) -> list[str]:
        if block.kind == "first":
            return _either(f"{visits} <= 1", *options)
        lines = [f"{{ {self._index(block, visits)}:"]
        for number, option in enumerate(options):
            lines += [f"- {number}:", *indented(option)]
        return [*lines, "}"]

    def _index(self, block: tx.Variation, visits: str) -> str:
        count = len(block.options)
        match block.kind:
            case "first":
                return f"MIN({visits} - 1, 1)"
            case "cycle":
                return f"({visits} - 1) % {count}"
            case "sequence":
                return f"MIN({visits} - 1, {count - 1})"
        return f"{self.book.use('pick')}({quoted(block.block)}, {visits}, 0, {count})"

    def _line(self, line: Line, site: Site) -> str:
        if line.kind == "break":
            return r"\* * *"
        return opening(_LEADS[line.kind] + self._runs(line, site))

    def _runs(self, line: Line, site: Site, *, plain: bool = False) -> str:
        written: list[str] = []
        style = (False, False)
        for run in (*line.runs, Run("")):
            now = (False, False) if plain or not run.part else (run.emphasis, run.strong)
            if now != style:
                written += [*_ended(style), *_begun(now)]
                style = now
            written.append(escaped(run.part) if isinstance(run.part, str) else self.value(run.part, site))
        return "".join(written)

    def value(self, value: tx.Value, site: Site) -> str:
        """A value as the text shows it."""
        node, spec = value.node, value.spec
        self._check(value, site)
        if isinstance(node, ir.IfElse) and not spec:
            condition = self.sums.inside(node.condition, site)
            a, b = (self._branch(one, site) for one in (node.then, node.otherwise))
            # ink takes no empty text before the bar
            return f"{{{condition}:{a}|{b}}}" if a else f"{{not ({condition}):{b}}}"
        if isinstance(node, ir.Const) and isinstance(node.value, str):
            return escaped(node.value)
        if isinstance(node, ir.Const) and node.kind.name == "integer" and not spec:
            return str(node.value)
        source = self.sums.inside(node, site)
        match node.kind.name:
            case "integer" if spec in ("", "d"):
                return f"{{{source}}}"
            case "integer" if spec in (",", ",d"):
                return f"{{{self.book.use('thousands')}({source})}}"
            case "integer" | "decimal":
                return f"{{{self.book.use('formatted')}({source}, {quoted(spec)})}}"
            case "flag":
                return f"{{{source}:yes|no}}"
            case "word":
                spaced = [word for word in node.kind.words if "_" in word]
                self.book.spaced.update(spaced)
                return f"{{{self.book.use('spaced')}({source})}}" if spaced else f"{{{source}}}"
            case "set":
                return f"{{{self.book.use('listed')}({source})}}"
        return f"{{{self.book.use('show_date')}({source})}}"

    def _branch(self, node: ir.Node, site: Site) -> str:
        """One of two values; what stands behind a colon must not look like a branch of a longer list."""
        if isinstance(node, ir.Const) and isinstance(node.value, str):
            return opening(escaped(node.value.replace("_", " ")))
        return opening(self.value(tx.Value(node, ""), site))

    def _check(self, value: tx.Value, site: Site) -> None:
        refuse = self.book.refusals.refuse
        if value.spec[:1].isdigit():
            refuse(
                "ink-width",
                f"Ink closes up blanks, so the width of '{value.spec}' would show nothing.",
                "Leave the width out.",
                site.spot,
                value.node.place,
            )
        if any(mark in word for word in value.node.kind.words for mark in MARKS):
            refuse(
                "ink-marks",
                "A value with marks of prose in its words cannot be told in ink.",
                "Put the marks around the value, or into blocks with an if.",
                site.spot,
                value.node.place,
            )


def _either(condition: str, then: list[str], otherwise: list[str]) -> list[str]:
    if not then and not otherwise:
        return []
    if not then:
        return branches([(f"not ({condition})", otherwise)])
    return branches([(condition, then), ("else", otherwise)] if otherwise else [(condition, then)])


def _options(block: tx.Variation, site: Site) -> Iterator[tuple[tx.Text, Site]]:
    for place, option in enumerate(block.options):
        keys = (("first", "again")[place],) if block.kind == "first" else (block.kind, place)
        yield option, site.below(*keys)


def _begun(style: tuple[bool, bool]) -> list[str]:
    return [tag for tag, on in zip(("<i>", "<b>"), style, strict=True) if on]


def _ended(style: tuple[bool, bool]) -> list[str]:
    return [tag for tag, on in zip(("</b>", "</i>"), reversed(style), strict=True) if on]
