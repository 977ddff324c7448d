"""What the keys of a story's files take: names, prose, dates, windows; and what all mappings of the format share."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"
WORD = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
MARK = r"^[A-Z]{2,3}$"
RULE = r"^[A-Za-z_][A-Za-z0-9_]*\([A-Za-z0-9_, ]*\)$"

Id = Annotated[str, StringConstraints(pattern=KEBAB, max_length=80)]
SceneRef = Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]+/)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=160)]
ChoiceRef = Annotated[str, StringConstraints(pattern=r"^@?([a-z0-9-]+/)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=160)]
Name = Annotated[str, StringConstraints(pattern=NAME, max_length=60)]
Word = Annotated[str, StringConstraints(pattern=WORD, max_length=60)]
RuleHead = Annotated[str, StringConstraints(pattern=RULE, max_length=120)]
Prose = Annotated[str, StringConstraints(min_length=1, pattern=r"\S", max_length=20_000)]
Expression = Annotated[str | bool | int | float, Field(description="a condition or value")]
Effects = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def parse_date(text: str) -> datetime.date:
    """A date from `YYYY-MM-DD`. Raises ValueError with a sentence for the author."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a date; write it as 1944-06-28")
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise ValueError(f"there is no day {text}") from None


def _date(value: Any) -> Any:
    if isinstance(value, str):
        return parse_date(value)
    raise ValueError("write a date as 1944-06-28")


Date = Annotated[
    datetime.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]


class Window(BaseModel):
    """The days on which the calendar may offer a scene; either end may be open (None)."""

    first: datetime.date | None
    last: datetime.date | None
    exact: bool


def _window(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("write a date as 1944-06-28, or a window as 1944-07-03..1944-07-10")
    if ".." not in value:
        day = parse_date(value)
        return Window(first=day, last=day, exact=True)
    first, _, last = (part.strip() for part in value.partition(".."))
    if not first and not last:
        raise ValueError("a window needs at least one end, as in 1944-07-03.. or ..1944-07-10")
    window = Window(first=parse_date(first) if first else None, last=parse_date(last) if last else None, exact=False)
    if window.first and window.last and window.first > window.last:
        raise ValueError(f"the window {value} ends before it begins")
    return window


WindowText = Annotated[
    Window,
    BeforeValidator(_window),
    WithJsonSchema(
        {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2})?(\.\.(\d{4}-\d{2}-\d{2})?)?$"}, mode="validation"
    ),
]


class Model(BaseModel):
    """A mapping of the format: unknown keys are refused and nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


def _one_or_many(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _schema_of_one_or_many(pattern: str) -> WithJsonSchema:
    one = {"type": "string", "pattern": pattern}
    return WithJsonSchema({"anyOf": [one, {"type": "array", "items": one}]})


Ids = Annotated[list[Id], BeforeValidator(_one_or_many), Field(min_length=1), _schema_of_one_or_many(KEBAB)]
Questions = Annotated[list[Prose], BeforeValidator(_one_or_many), _schema_of_one_or_many(r"\S")]
Standing = Literal["documented", "disputed", "plausible"]
Number = Annotated[int | float, Field()]
WordList = Annotated[list[Word], Field(min_length=1, max_length=60)]
Drawing = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
