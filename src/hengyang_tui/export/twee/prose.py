"""Text blocks as SugarCube's markup."""

from __future__ import annotations

from dataclasses import dataclass

from hengyang_tui.export.prose import Line, Run, lines_of
from hengyang_tui.export.sites import Site
from hengyang_tui.export.twee.sums import Book, Sums
from hengyang_tui.export.twee.words import escaped, is_plain, string
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import text as tx

MARKS = ("*", "[[", "\n", ">")
_LEADS = {"paragraph": "", "quote": "&gt; ", "break": ""}


@dataclass(frozen=True, slots=True)
class Pages:
    """Writes the texts of a story."""

    book: Book
    sums: Sums

    def lines(self, text: tx.Text, site: Site, scene: str) -> list[str]:
        """The lines of a text that stands in `scene`: a paragraph is a line with an empty one behind it."""
        lines: list[str] = []
        for place, block in enumerate(text):
            here = site.below(place)
            match block:
                case tx.Prose(listed=listed):
                    for line in lines_of(block):
                        lines += [self._line(line, here if listed else site), ""]
                case tx.Conditional(condition=condition, then=then, otherwise=otherwise):
                    test = self.sums.bare(condition, here.below("if"))
                    lines += [f"<<if {test}>>\\", *self.lines(then, here.below("text"), scene)]
                    if otherwise:
                        lines += ["<<else>>\\", *self.lines(otherwise, here.below("else"), scene)]
                    lines.append("<</if>>\\")
                case tx.Variation():
                    lines += self._variation(block, here, scene)
        return lines

    def _variation(self, block: tx.Variation, site: Site, scene: str) -> list[str]:
        """One of several texts by the visits to its scene, which are those of the scene's passage."""
        visits, count = f"visited({string(scene)})", len(block.options)
        index = {
            "first": f"Math.min({visits} - 1, 1)",
            "cycle": f"({visits} - 1) % {count}",
            "sequence": f"Math.min({visits} - 1, {count - 1})",
        }.get(block.kind) or f"{self.book.use('pick')}({string(block.block)}, {visits}, 0, {count})"
        lines: list[str] = []
        for place, option in enumerate(block.options):
            keys = (("first", "again")[place],) if block.kind == "first" else (block.kind, place)
            head = "" if place else f"<<switch {index}>>"
            lines += [f"{head}<<case {place}>>\\", *self.lines(option, site.below(*keys), scene)]
        return [*lines, "<</switch>>\\"]

    def link(self, text: tx.Text, site: Site, target: str, setter: str = "") -> str:
        """A link in the words of a choice. Words with values in them need the macro, which Twine draws no arrow for."""
        lines = [line for block in text if isinstance(block, tx.Prose) for line in lines_of(block)]
        runs = [run for line in lines if line.runs for run in (*line.runs, Run(" "))][:-1]
        plain = "".join(run.part for run in runs if isinstance(run.part, str))
        if is_plain(plain) and all(isinstance(run.part, str) for run in runs):
            return f"[[{plain}|{target}]" + (f"[{setter}]]" if setter else "]")
        words = " + ".join(
            string(escaped(run.part)) if isinstance(run.part, str) else self._source(run.part, site) for run in runs
        )
        inside = f"<<set {setter}>>" if setter else ""
        return f"<<link `{words}` {string(target)}>>{inside}<</link>>"

    def _line(self, line: Line, site: Site) -> str:
        if line.kind == "break":
            return "&#42; &#42; &#42;"
        written: list[str] = []
        for run in line.runs:
            begun = ["<i>"] * run.emphasis + ["<b>"] * run.strong
            ended = ["</b>"] * run.strong + ["</i>"] * run.emphasis
            written += [*begun, self._part(run, site), *ended]
        text = "".join(written)
        return _LEADS[line.kind] + text.replace("</b></i><i><b>", "").replace("</b><b>", "").replace("</i><i>", "")

    def _part(self, run: Run, site: Site) -> str:
        return escaped(run.part) if isinstance(run.part, str) else f"<<= {self._source(run.part, site)}>>"

    def _source(self, value: tx.Value, site: Site) -> str:
        """JavaScript for a value as the text shows it."""
        node, spec = value.node, value.spec
        self._check(value, site)
        if isinstance(node, ir.IfElse) and not spec:
            a, b = (self._branch(one, site) for one in (node.then, node.otherwise))
            return f"({self.sums(node.condition, site)} ? {a} : {b})"
        if isinstance(node, ir.Const) and isinstance(node.value, str):
            return string(escaped(node.value))
        source = self.sums.bare(node, site)
        match node.kind.name:
            case "integer" if spec in ("", "d"):
                return self.sums(node, site)
            case "integer" if spec in (",", ",d"):
                return f"{self.book.use('thousands')}({source})"
            case "integer" | "decimal":
                return f"{self.book.use('formatted')}({source}, {string(spec)})"
            case "flag":
                return f'({self.sums(node, site)} ? "yes" : "no")'
            case "word":
                return f"{self.book.use('shown')}({source})"
            case "set":
                words = ", ".join(string(word) for word in node.kind.words)
                return f"{self.book.use('listed')}({source}, [{words}])"
        return f"{self.book.use('shownDate')}({source})"

    def _branch(self, node: ir.Node, site: Site) -> str:
        if isinstance(node, ir.Const) and isinstance(node.value, str):
            return string(escaped(node.value.replace("_", " ")))
        return self._source(tx.Value(node, ""), site)

    def _check(self, value: tx.Value, site: Site) -> None:
        refuse = self.book.refusals.refuse
        if value.spec[:1].isdigit():
            refuse(
                "twee-width",
                f"A page closes up blanks, so the width of '{value.spec}' would show nothing.",
                "Leave the width out.",
                site.spot,
                value.node.place,
            )
        if any(mark in word for word in value.node.kind.words for mark in MARKS):
            refuse(
                "twee-marks",
                "A value with marks of prose in its words cannot be told in Twee.",
                "Put the marks around the value, or into blocks with an if.",
                site.spot,
                value.node.place,
            )
