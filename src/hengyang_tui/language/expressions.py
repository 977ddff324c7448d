"""The nodes of conditions and effects, and the kinds of their values.

A condition or effect is a small typed subset of Python. `parser` makes these nodes from an author's
text; `ranges` reasons about them; the engine's compiler turns them into Python functions. Nothing
here is ever evaluated as the author wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a value: what may be done with it.

    `words` are the members of a word (`one_of`) or set (`some_of`), in the order declared.
    """

    name: Literal["integer", "decimal", "flag", "word", "set", "date"]
    words: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is a whole number or a decimal."""
        return self.name in ("integer", "decimal")

    def __str__(self) -> str:
        return {
            "integer": "a whole number",
            "decimal": "a decimal number",
            "flag": "true or false",
            "word": "a word",
            "set": "a set of words",
            "date": "a date",
        }[self.name]


INTEGER = Kind("integer")
DECIMAL = Kind("decimal")
FLAG = Kind("flag")
DATE = Kind("date")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands in its text: line and column, both from 0."""

    line: int = 0
    column: int = 0


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Const:
    """A literal. A date is its ordinal; a word is its text."""

    value: int | float | bool | str
    kind: Kind
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Read:
    """The value of a variable, or of a derived value (`derived`)."""

    name: str
    kind: Kind
    derived: bool = False
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a rule."""

    name: str
    kind: Kind = INTEGER
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Clock:
    """`day` (a number) or `date` (a date)."""

    which: Literal["day", "date"]
    kind: Kind
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`not x` or `-x`."""

    op: Literal["not", "-"]
    operand: Node
    kind: Kind
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic."""

    op: Literal["+", "-", "*", "/", "//", "%"]
    left: Node
    right: Node
    kind: Kind
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison; a chain is a conjunction of them."""

    op: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Node
    right: Node
    kind: Kind = FLAG
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """`and` or `or` over two or more parts."""

    op: Literal["and", "or"]
    parts: tuple[Node, ...]
    kind: Kind = FLAG
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IfElse:
    """`a if condition else b`."""

    condition: Node
    then: Node
    otherwise: Node
    kind: Kind
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A pure function of numbers, or the size of a set."""

    function: Literal["min", "max", "abs", "round", "len"]
    arguments: tuple[Node, ...]
    kind: Kind
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Has:
    """Whether a set holds a word."""

    word: Node
    of: Node
    kind: Kind = FLAG
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Visited:
    """Whether a scene was entered."""

    scene: str
    kind: Kind = FLAG
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whether a choice was made."""

    scene: str
    choice: str
    kind: Kind = FLAG
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Draw:
    """A chance function: `roll(a, b)`, `chance(p)` or `pick(…)`. Effects only."""

    function: Literal["roll", "chance", "pick"]
    arguments: tuple[Node, ...]
    kind: Kind
    place: Place = field(default=NOWHERE, compare=False)


Node = (
    Const | Read | Parameter | Clock | Unary | Binary | Compare | Logic | IfElse | Call | Has | Visited | Chosen | Draw
)


@dataclass(frozen=True, slots=True)
class Assign:
    """Sets a variable; the value saturates at the variable's range."""

    name: str
    value: Node
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Put:
    """Adds a word to a set, or takes it out."""

    name: str
    word: Node
    add: bool
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class When:
    """`if`, with `elif` nested in `otherwise`."""

    condition: Node
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Run:
    """A call of a rule."""

    rule: str
    arguments: tuple[Node, ...]
    place: Place = field(default=NOWHERE, compare=False)


Statement = Assign | Put | When | Run
Effects = tuple[Statement, ...]


def children(node: Node) -> tuple[Node, ...]:
    """The nodes a node is made of."""
    match node:
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Logic(parts=parts):
            return parts
        case IfElse(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case Call(arguments=arguments) | Draw(arguments=arguments):
            return arguments
        case Has(word=word, of=of):
            return (word, of)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))


def statements(effects: Effects) -> Iterator[Statement]:
    """Every statement, those inside `if` included."""
    stack = list(reversed(effects))
    while stack:
        statement = stack.pop()
        yield statement
        if isinstance(statement, When):
            stack.extend(reversed(statement.then + statement.otherwise))


def nodes_of(effects: Effects) -> Iterator[Node]:
    """Every expression node of the statements."""
    for statement in statements(effects):
        match statement:
            case Assign(value=value):
                yield from walk(value)
            case Put(word=word):
                yield from walk(word)
            case When(condition=condition):
                yield from walk(condition)
            case Run(arguments=arguments):
                for argument in arguments:
                    yield from walk(argument)
