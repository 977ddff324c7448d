"""Functions that every export may call for, written in ink. Only those that are used stand in the text.

Whole numbers divide differently from host to host: ink says nothing of the sign, so what is divided here is always a
multiple of the divisor. A divisor of 0 gives 0, because ink works out both sides of `and` and the value is not used.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Helper:
    """A function of ink with the note that stands above it, and the helpers that it calls."""

    source: str
    uses: tuple[str, ...] = ()
    external: str = ""
    """its declaration, where the host is to bind it; the source is what ink does without a host"""


HELPERS = {
    "roll": Helper(
        """\
// Without a host that knows the seed, ink's own luck.
=== function roll(block_, run_, index_, low_, high_) ===
~ return RANDOM(low_, MAX(low_, high_))""",
        external="roll(block_, run_, index_, low_, high_)",
    ),
    "chance": Helper(
        """\
=== function chance(block_, run_, index_, odds_) ===
~ return RANDOM(0, 999999) < odds_ * 1000000""",
        external="chance(block_, run_, index_, odds_)",
    ),
    "pick": Helper(
        """\
=== function pick(block_, run_, index_, count_) ===
~ return RANDOM(0, count_ - 1)""",
        external="pick(block_, run_, index_, count_)",
    ),
    "formatted": Helper(
        """\
// Decimals as Python's format() has them; without a host, as ink has them.
=== function formatted(value_, format_) ===
~ return value_""",
        external="formatted(value_, format_)",
    ),
    "either": Helper("""\
=== function either(condition_, a_, b_) ===
{ condition_:
    ~ return a_
}
~ return b_"""),
    "floor_div": Helper(
        """\
// a // b of Python: rounded down, whatever the signs.
=== function floor_div(a_, b_) ===
{ b_ == 0:
    ~ return 0
}
~ return (a_ - floor_mod(a_, b_)) / b_""",
        ("floor_mod",),
    ),
    "floor_mod": Helper("""\
// a % b of Python: what is left over has the sign of b.
=== function floor_mod(a_, b_) ===
{ b_ == 0:
    ~ return 0
}
~ temp rest_ = a_ % b_
{ rest_ != 0 and (rest_ < 0) != (b_ < 0):
    ~ return rest_ + b_
}
~ return rest_"""),
    "divide": Helper("""\
// a / b as a decimal.
=== function divide(a_, b_) ===
{ b_ == 0:
    ~ return 0
}
~ return FLOAT(a_) / b_"""),
    "rounded": Helper("""\
// The nearest whole number; of two that are as near, the even one.
=== function rounded(x_) ===
~ temp low_ = FLOOR(x_)
~ temp rest_ = x_ - low_
{ rest_ > 0.5 or (rest_ == 0.5 and INT(low_) % 2 != 0):
    ~ return INT(low_) + 1
}
~ return INT(low_)"""),
    "absolute": Helper("""\
=== function absolute(x_) ===
{ x_ < 0:
    ~ return 0 - x_
}
~ return x_"""),
    "thousands": Helper(
        """\
// 12700 as 12,700.
=== function thousands(n_) ===
{
- n_ < 0:
    \\-{thousands(0 - n_)}
- n_ < 1000:
    {n_}
- else:
    {thousands((n_ - n_ % 1000) / 1000)},{three_digits(n_ % 1000)}
}""",
        ("three_digits",),
    ),
    "three_digits": Helper("""\
=== function three_digits(n_) ===
{n_ < 100:0}{n_ < 10:0}{n_}"""),
    "listed": Helper(
        """\
// A set as prose has it: a, b and c.
=== function listed(set_) ===
{ LIST_COUNT(set_):
- 0:
    none
- 1:
    {word_of(set_)}
- 2:
    {word_of(LIST_MIN(set_))} and {word_of(LIST_MAX(set_))}
- else:
    {word_of(LIST_MIN(set_))}, {listed(set_ - LIST_MIN(set_))}
}""",
        ("word_of",),
    ),
    "word_of": Helper(""),
    "item_of": Helper(""),
    "spaced": Helper(""),
    "show_date": Helper(""),
    "show_year": Helper(""),
    "end_of_day": Helper(""),
    "begin_day": Helper(""),
    "calendar": Helper(""),
    "wait": Helper(""),
}
"""By name. Those without a source are written from the story."""
