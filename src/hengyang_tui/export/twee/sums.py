"""Conditions, sums and effects as JavaScript: in a script over `v`, in a passage over SugarCube's `$variables`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hengyang_tui.export.exported import Refusals
from hengyang_tui.export.names import Names
from hengyang_tui.export.sites import Site, draws_in
from hengyang_tui.export.twee.words import RESERVED, string
from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st


@dataclass
class Book:
    """What a story's things are called in Twee."""

    story: st.Story
    refusals: Refusals
    helpers: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        names = Names(RESERVED)
        self.variables = {name: names.take(name) for name in self.story.variables}
        self.functions = {name: names.take(name) for name in (*self.story.derived, *self.story.rules)}
        self.parameters: dict[str, Mapping[str, str]] = {
            rule.name: {name: names.within().take(name) for name in rule.parameters}
            for rule in self.story.rules.values()
        }

    def use(self, helper: str) -> str:
        """The name of a helper in a source; the script will then hold it."""
        self.helpers.add(helper)
        return f"setup.{helper}"


@dataclass(frozen=True, slots=True)
class Sums:
    """Writes expressions. `prefix` stands before the name of a variable: `v.` in a script, `$` in a passage."""

    book: Book
    prefix: str

    def __call__(self, node: ir.Node, site: Site) -> str:
        """An expression; whatever is not a single thing stands in brackets."""
        book = self.book
        match node:
            case ir.Const():
                return self._literal(node)
            case ir.Read(name=name, derived=True):
                return f"setup.{book.functions[name]}()"
            case ir.Read(name=name):
                return self.prefix + book.variables[name]
            case ir.Parameter(name=name):
                return site.parameters[name]
            case ir.Clock():
                return f"{self.prefix}day"
            case ir.Unary(op=op, operand=operand):
                return f"({'!' if op == 'not' else '0 - '}{self(operand, site)})"
            case ir.Binary():
                return self._arithmetic(node, site)
            case ir.Compare(op=op, left=left, right=right):
                sign = {"==": "===", "!=": "!=="}.get(op, op)
                return f"({self(left, site)} {sign} {self(right, site)})"
            case ir.Logic(op=logic, parts=parts):
                return "(" + (" && " if logic == "and" else " || ").join(self(part, site) for part in parts) + ")"
            case ir.IfElse(condition=condition, then=then, otherwise=otherwise):
                a, test = self(then, site), self(condition, site)
                return f"({test} ? {a} : {self(otherwise, site)})"
            case ir.Call():
                return self._call(node, site)
            case ir.Has(word=word, of=of):
                return f"{self(of, site)}.includes({self(word, site)})"
            case ir.Visited(scene=scene):
                return f"(visited({string(scene)}) > 0)"
            case ir.Chosen(scene=scene, choice=choice):
                return f"(visited({string(f'{scene}.{choice}')}) > 0)"
            case ir.Draw():
                return self._draw(node, site)

    def bare(self, node: ir.Node, site: Site) -> str:
        """An expression without the brackets around it."""
        source = self(node, site)
        return source[1:-1] if source.startswith("(") and _spans(source) else source

    def _literal(self, node: ir.Const) -> str:
        value = node.value
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str):
            return string(value)
        if node.kind.name == "date":
            assert self.book.story.calendar is not None
            value = int(value) - self.book.story.calendar.day_one + 1
        return f"({value})" if value < 0 else str(value)

    def _arithmetic(self, node: ir.Binary, site: Site) -> str:
        a, b = self(node.left, site), self(node.right, site)
        if node.op not in ("//", "%"):
            return f"({a} {node.op} {b})"
        if node.kind.name == "decimal":
            self.book.refusals.refuse(
                "twee-decimal-division",
                f"JavaScript has no '{node.op}' for decimals that rounds as ours does.",
                "Use whole numbers here, or round() the result of '/'.",
                site.spot,
                node.place,
            )
        return f"{self.book.use('div' if node.op == '//' else 'mod')}({self.bare(node.left, site)}, {b})"

    def _call(self, node: ir.Call, site: Site) -> str:
        arguments = ", ".join(self.bare(argument, site) for argument in node.arguments)
        match node.function:
            case "len":
                return f"{self(node.arguments[0], site)}.length"
            case "round":
                return f"{self.book.use('rounded')}({arguments})"
        return f"Math.{node.function}({arguments})"

    def _draw(self, node: ir.Draw, site: Site) -> str:
        assert site.draws is not None, "the parser keeps chance out of conditions"
        arguments = [self.bare(argument, site) for argument in node.arguments]
        helper = self.book.use(node.function)
        place = site.draws.place(node)
        if node.function == "pick":
            return f"[{', '.join(arguments)}][{helper}({place}, {len(arguments)})]"
        return f"{helper}({place}, {', '.join(arguments)})"


@dataclass(frozen=True, slots=True)
class Deeds:
    """Writes effects: statements of a script, or macros of a passage."""

    sums: Sums

    @property
    def _in_script(self) -> bool:
        return self.sums.prefix == "v."

    def __call__(self, effects: ir.Effects, site: Site) -> list[str]:
        """Lines of effects."""
        lines: list[str] = []
        for statement in effects:
            match statement:
                case ir.Assign(name=name):
                    lines.append(self._set(name, self._clamped(statement, site)))
                case ir.Put(name=name, word=word, add=add):
                    lines.append(self._set(name, self._put(name, self.sums(word, site), add)))
                case ir.When():
                    lines += self._when(statement, site)
                case ir.Run():
                    lines.append(self._run(statement, site))
        return lines

    def _set(self, name: str, source: str) -> str:
        variable = self.sums.prefix + self.sums.book.variables[name]
        return f"{variable} = {source};" if self._in_script else f"<<set {variable} to {source}>>"

    def _clamped(self, statement: ir.Assign, site: Site) -> str:
        variable = self.sums.book.story.variables[statement.name]
        source = self.sums.bare(statement.value, site)
        if variable.low is None or variable.high is None or not variable.kind.is_number:
            return source
        return f"Math.clamp({source}, {variable.low}, {variable.high})"

    def _put(self, name: str, word: str, add: bool) -> str:
        helper = self.sums.book.use("hold" if add else "drop")
        return f"{helper}({self.sums.prefix}{self.sums.book.variables[name]}, {word})"

    def _when(self, statement: ir.When, site: Site) -> list[str]:
        lines: list[str] = []
        rest: ir.Effects = (statement,)
        while len(rest) == 1 and isinstance(rest[0], ir.When):
            one = rest[0]
            condition = self.sums.bare(one.condition, site)
            lines.append(self._head(condition, first=not lines))
            lines += indented(self(one.then, site))
            rest = one.otherwise
        otherwise = self(rest, site)
        if otherwise:
            lines += ["} else {" if self._in_script else "<<else>>", *indented(otherwise)]
        return [*lines, "}" if self._in_script else "<</if>>"]

    def _head(self, condition: str, *, first: bool) -> str:
        if self._in_script:
            return f"{'' if first else '} else '}if ({condition}) {{"
        return f"<<{'if' if first else 'elseif'} {condition}>>"

    def _run(self, statement: ir.Run, site: Site) -> str:
        book = self.sums.book
        effects = book.story.rules[statement.rule].effects
        arguments = [self.sums.bare(argument, site) for argument in statement.arguments]  # they draw before the rule
        drawn = [] if site.draws is None else site.draws.handed_on(effects, book.story)
        call = f"setup.{book.functions[statement.rule]}({', '.join([*drawn, *arguments])})"
        return f"{call};" if self._in_script else f"<<run {call}>>"


def heads(book: Book, rule: str) -> str:
    """The parameters of a rule's function."""
    drawn = ("block", "run", "at") if draws_in(book.story.rules[rule].effects, book.story) else ()
    return ", ".join([*drawn, *book.parameters[rule].values()])


def indented(lines: list[str]) -> list[str]:
    """The lines one step further in."""
    return [f"  {line}" for line in lines]


def _spans(source: str) -> bool:
    """Whether the bracket that opens a source closes at its end. Strings of a story may hold brackets."""
    depth, quoted, skip = 0, False, False
    for place, character in enumerate(source):
        if skip:
            skip = False
        elif quoted:
            skip = character == "\\"
            quoted = character != '"'
        elif character == '"':
            quoted = True
        elif character in "()":
            depth += 1 if character == "(" else -1
            if depth == 0:
                return place == len(source) - 1
    return False
