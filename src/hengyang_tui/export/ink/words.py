"""The spelling of ink: its own words, and how a text is kept from being read as code."""

from __future__ import annotations

import re
from decimal import Decimal

RESERVED = (
    *("and", "or", "not", "mod", "has", "hasnt", "true", "false", "else", "return", "temp", "ref", "function"),
    *("VAR", "CONST", "LIST", "EXTERNAL", "INCLUDE", "TODO", "END", "DONE", "once", "stopping", "shuffle", "cycle"),
    *("CHOICE_COUNT", "TURNS", "TURNS_SINCE", "RANDOM", "SEED_RANDOM", "READ_COUNT", "POW", "FLOOR", "CEILING"),
    *("INT", "FLOAT", "MIN", "MAX", "LIST_VALUE", "LIST_COUNT", "LIST_MIN", "LIST_MAX", "LIST_ALL", "LIST_INVERT"),
    *("LIST_RANDOM", "LIST_RANGE", "day", "window_day", "away", "cut_short", "options", "passing"),
    *("block_", "run_", "at_", "index_", "low_", "high_", "odds_", "count_", "value_", "format_", "condition_"),
    *("a_", "b_", "x_", "n_", "set_", "rest_", "item_", "word_", "which_", "day_", "days_", "until_"),
)
"""Names that mean something to ink, or to what every export has."""

LARGEST = 2**31 - 1
"""The largest whole number of ink on every host."""

_SPECIAL = re.compile(r"[\\{}|#\[\]]|-(?=>)|<(?=[->])")
_COMMENT = re.compile(r"/(?=[/*])")
_OPENING = re.compile(r"[-*+=~&!@]|(?:VAR|CONST|LIST|EXTERNAL|INCLUDE|TODO|return|temp)\b")


def escaped(text: str) -> str:
    """Words as ink shows them as they are."""
    return _COMMENT.sub(r"/\\", _SPECIAL.sub(r"\\\g<0>", text))


def opening(line: str) -> str:
    """A line that ink takes for text, whatever it begins with."""
    return f"\\{line}" if _OPENING.match(line) else line


def quoted(text: str) -> str:
    """A string."""
    return '"' + escaped(text).replace('"', '\\"') + '"'


def number(value: float) -> str:
    """A literal; ink has no exponents."""
    if isinstance(value, int):
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return text if "." in text else f"{text}.0"
