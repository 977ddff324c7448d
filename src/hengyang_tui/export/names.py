"""Names for another language: each declared once, none of its own words, as near to the author's as can be."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FOREIGN = re.compile(r"[^A-Za-z0-9_]")


class Names:
    """Gives out identifiers of letters, digits and `_`, no two alike."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = set(reserved)

    def take(self, wanted: str, *others: str) -> str:
        """The first of the names that is free, or the last with a number behind it."""
        names = [identifier(name) for name in (wanted, *others)]
        free = next((name for name in names if name not in self._taken), None)
        number = 2
        while free is None:
            numbered = f"{names[-1]}_{number}"
            free = None if numbered in self._taken else numbered
            number += 1
        self._taken.add(free)
        return free

    def within(self) -> Names:
        """Names of a smaller scope, in which none of these may be used."""
        return Names(self._taken)


def identifier(name: str) -> str:
    """`the-order` as `the_order`; what begins with a digit gets a letter before it."""
    plain = _FOREIGN.sub("_", name)
    return plain if plain[:1].isalpha() else f"n{plain}"
