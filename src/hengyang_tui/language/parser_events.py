"""What is used of the parser's events. Both of its implementations set all of it; its own types leave it optional."""

from __future__ import annotations

from typing import Protocol


class Point(Protocol):
    """A place in the text: line and column, both counted from 0."""

    line: int
    column: int


class Located(Protocol):
    """An event that has a beginning and an end in the text."""

    start_mark: Point
    end_mark: Point


class Labelled(Located, Protocol):
    """An event that may carry an anchor: a scalar, the beginning of a collection, or an alias."""

    anchor: str | None


class Scalar(Labelled, Protocol):
    """A scalar. `style` is the character that opens it, None or empty for a plain one."""

    tag: str | None
    value: str
    style: str | None


class Opening(Labelled, Protocol):
    """The beginning of a mapping or list; `flow_style` says that it is written in brackets."""

    tag: str | None
    flow_style: bool | None
