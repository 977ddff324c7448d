"""How values read in prose."""

from __future__ import annotations

import datetime

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def shown_date(ordinal: int) -> str:
    """A date as prose has it: `28 June`."""
    date = datetime.date.fromordinal(ordinal)
    return f"{date.day} {MONTHS[date.month - 1]}"


def shown_decimal(value: float) -> str:
    """A decimal as prose has it: six digits that count, and no exponent."""
    text = format(value + 0.0, "g")
    return format(value, ".0f") if "e" in text else text


def members(mask: int, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a set, in the order declared."""
    return tuple(word for position, word in enumerate(words) if mask >> position & 1)


def listed(mask: int, words: tuple[str, ...]) -> str:
    """A set as prose has it: `a, b and c`; `none` when it is empty."""
    held = [word.replace("_", " ") for word in members(mask, words)]
    if len(held) < 2:
        return held[0] if held else "none"
    return ", ".join(held[:-1]) + " and " + held[-1]
