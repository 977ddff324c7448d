"""Generated source becomes functions here, at once or when one of them is first called."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

Table = list[Any] | dict[int, Any]


def run_code(lines: list[str], what: str, namespace: dict[str, Any]) -> None:
    """Compiles generated source, and puts what it defines into `namespace`."""
    exec(compile("\n".join(lines), f"<story: {what}>", "exec"), namespace)  # noqa: S102  generated from checked nodes only


def lazy(make: Callable[[int], None], position: int, table: Table, place: int) -> Any:  # noqa: ANN401  any kind of function
    """Stands in `table` for the function that `make(position)` puts at `place`, until it is first called.

    A partial, and no closure: of a hundred thousand scenes there are half a million.
    """
    return partial(_make_and_call, make, position, table, place)


def _make_and_call(make: Callable[[int], None], position: int, table: Table, place: int, *arguments: object) -> object:
    make(position)
    return table[place](*arguments)
