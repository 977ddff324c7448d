"""Effects and rules as ink."""

from __future__ import annotations

from hengyang_tui.export.ink.book import Book
from hengyang_tui.export.ink.sums import Sums
from hengyang_tui.export.ink.words import number, quoted
from hengyang_tui.export.sites import Draws, Site, draws_in, rule_spot
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st

STEP = "    "


class Deeds:
    """Writes the effects of a story."""

    def __init__(self, book: Book, sums: Sums) -> None:
        self.book, self.sums = book, sums

    def block(self, block: st.EffectBlock, run: str, owner: str) -> list[str]:
        """The lines of an effect block. `run` is ink for how often it has run, this time included."""
        draws = Draws(quoted(block.id), run)
        return self._lines(block.effects, Site(block.spot, owner, draws=draws))

    def rule(self, name: str) -> list[str]:
        """The function of a rule. One that draws is told which block it runs in, and from which draw on."""
        rule, book = self.book.story.rules[name], self.book
        parameters = book.parameters[name]
        drawn = draws_in(rule.effects, book.story)
        site = Site(
            rule_spot(book.story, name),
            book.rules[name],
            parameters,
            Draws("block_", "run_", "at_") if drawn else None,
            book.arguments[name],
        )
        head = ", ".join([*(("block_", "run_", "at_") if drawn else ()), *parameters.values()])
        return [f"=== function {book.rules[name]}({head}) ===", *(self._lines(rule.effects, site) or ["~ return"])]

    def _lines(self, effects: ir.Effects, site: Site) -> list[str]:
        lines: list[str] = []
        for statement in effects:
            match statement:
                case ir.Assign():
                    lines.append(self._assign(statement, site))
                case ir.Put(name=name, word=word, add=add):
                    lines.append(f"~ {self.book.variables[name]} {'+' if add else '-'}= {self._item(word, name, site)}")
                case ir.When():
                    lines += self._when(statement, site)
                case ir.Run():
                    lines.append(self._run(statement, site))
        return lines

    def _item(self, word: ir.Node, name: str, site: Site) -> str:
        return self.sums.item(word, name, site)

    def _assign(self, statement: ir.Assign, site: Site) -> str:
        name = statement.name
        source, variable = self.sums(statement.value, site), self.book.story.variables[name]
        if variable.kind.is_number and variable.low is not None and variable.high is not None:
            values = self.sums.values(statement.value, site)
            if values.low < variable.low:
                source = f"MAX({_end(variable.low, variable.kind)}, {source})"
            if values.high > variable.high:
                source = f"MIN({_end(variable.high, variable.kind)}, {source})"
        return f"~ {self.book.variables[name]} = {source}"

    def _when(self, statement: ir.When, site: Site) -> list[str]:
        """An `if` with its `elif`s as the branches of one block. What does nothing may still have drawn."""
        arms: list[tuple[str, list[str]]] = []
        rest: ir.Effects = (statement,)
        while len(rest) == 1 and isinstance(rest[0], ir.When):
            one = rest[0]
            condition = self.sums(one.condition, site)
            arms.append((condition, self._lines(one.then, site)))
            rest = one.otherwise
        otherwise = self._lines(rest, site)
        if len(arms) == 1 and not otherwise:
            return block(arms[0][0], arms[0][1])
        return branches([*arms, ("else", otherwise)] if otherwise else arms)

    def _run(self, statement: ir.Run, site: Site) -> str:
        effects = self.book.story.rules[statement.rule].effects
        arguments = [self.sums(argument, site) for argument in statement.arguments]  # they draw before the rule does
        drawn = [] if site.draws is None else site.draws.handed_on(effects, self.book.story)
        return f"~ {self.book.rules[statement.rule]}({', '.join([*drawn, *arguments])})"


def block(condition: str, lines: list[str]) -> list[str]:
    """Lines under one condition; nothing where there are none."""
    return [f"{{ {condition}:", *indented(lines), "}"] if lines else []


def branches(arms: list[tuple[str, list[str]]]) -> list[str]:
    """Lines under several conditions, of which the first that holds counts; `else` is a condition."""
    lines = ["{"]
    for condition, inside in arms:
        lines += [f"- {condition}:", *indented(inside)]
    return [*lines, "}"]


def indented(lines: list[str]) -> list[str]:
    """The lines one step further in."""
    return [f"{STEP}{line}" for line in lines]


def _end(value: float, kind: ir.Kind) -> str:
    written = number(float(value) if kind.name == "decimal" else value)
    return f"({written})" if written.startswith("-") else written
