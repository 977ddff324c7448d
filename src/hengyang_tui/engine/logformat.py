"""The lines of a play log: what they hold, how each is chained to the one before, how one line is read.

A play log is JSON Lines. The first line is the header; every other line is a choice, a choice kept from an earlier
log, or a taking back. Nothing in a line is ever evaluated: a line is data of four JSON types, checked key by key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias, TypeVar

from hengyang_tui.engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT: Final = 1
LINE_LIMIT: Final = 64 * 1024
"""Bytes of one line. A longer one is refused before it is parsed."""
REASON_LIMIT: Final = 8_000
"""Characters of a reason: with any script they fit well into a line."""
SEED_LIMIT: Final = 2**64
"""How far a seed may be from 0."""
_ID_LIMIT: Final = 400
_ALSO_FINE: Final = "\n\t\u00a0\u3000\u200c\u200d"  # spaces and joiners that some scripts need
_TITLE_LIMIT: Final = 200

_STEP_LIMIT: Final = 1_000_000

T = TypeVar("T")


class PlayLogError(EngineError):
    """A play log that cannot be used. `file` and `line` say where; `line` is None where the whole file is meant."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        self.file = file
        self.line = line
        self.message = message
        super().__init__(f"{file}: {message}" if line is None else f"{file}:{line}: {message}")


class LogInUse(PlayLogError):
    """Another running game writes to this log."""

    def __init__(self, file: str) -> None:
        super().__init__(file, None, "Another running game writes to this play log.")


class Malformed(ValueError):
    """One line that is not what a play log holds. The reader of the file adds the place."""


class NewerFormat(Malformed):
    """The header of a log that a later version of this program wrote."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: which story was played, in which state of its text, and with which luck.

    `content` is the story's content hash, `branches` are pairs of id and content hash, `program` is the version of
    the program that wrote the log. `state` and `date` describe the opening turn. `origin` is the name of the log
    from which this one goes on, where there is one.
    """

    story: str
    title: str
    version: str
    content: str
    seed: int
    branches: tuple[tuple[str, str], ...]
    program: str
    created: datetime
    state: str
    date: date | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class LoggedChoice:
    """One choice as it was made. `state`, `date` and `ending` describe the turn that it led to.

    `state` is a digest of the state. `kept` is the number of the kept choice that this one used up, where the log
    has kept choices.
    """

    scene: str
    choice: str
    at: datetime
    state: str
    reason: str | None = None
    date: date | None = None
    ending: str | None = None
    kept: int | None = None


@dataclass(frozen=True, slots=True)
class KeptChoice:
    """A choice of an earlier log that has not come up yet in the edited story. `number` counts from 1."""

    number: int
    choice: LoggedChoice


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The last `count` choices that stood do not stand any more."""

    count: int
    at: datetime


Entry: TypeAlias = LoggedChoice | KeptChoice | TakenBack


def clean(text: str, limit: int) -> str:
    """`text` without what could harm a terminal or a line: control characters, lone surrogates, undue length."""
    return "".join(c for c in text[:limit] if c.isprintable() or c in _ALSO_FINE)


def encode(fields: Mapping[str, object], previous: str) -> tuple[bytes, str]:
    """The line of the file for `fields`, and its link in the chain. `previous` is the link before, or empty."""
    link = chain(fields, previous)
    text = json.dumps({**fields, "chain": link}, ensure_ascii=False, separators=(", ", ": "))
    return text.encode("utf-8", "surrogatepass") + b"\n", link


def chain(fields: Mapping[str, object], previous: str) -> str:
    """BLAKE2b-128 of the link before and the line as canonical JSON: keys sorted, no spaces, without `chain`."""
    bare = {key: value for key, value in fields.items() if key != "chain"}
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    data = previous.encode("utf-8", "surrogatepass") + text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def header_fields(header: Header) -> dict[str, object]:
    """The header as a JSON object. `play_log` stands first: it is what a play log is known by."""
    fields: dict[str, object] = {
        "play_log": FORMAT,
        "story": header.story,
        "title": clean(header.title, _TITLE_LIMIT),
        "version": header.version,
        "content": header.content,
        "seed": header.seed,
        "branches": [{"id": name, "content": content} for name, content in header.branches],
        "program": header.program,
        "created": _stamp(header.created),
        "state": header.state,
    }
    if header.date is not None:
        fields["date"] = header.date.isoformat()
    if header.origin is not None:
        fields["from"] = header.origin
    return fields


def entry_fields(entry: Entry) -> dict[str, object]:
    """One entry as a JSON object."""
    if isinstance(entry, TakenBack):
        return {"back": entry.count, "at": _stamp(entry.at)}
    if isinstance(entry, KeptChoice):
        return {"keep": entry.number, **_choice_fields(entry.choice)}
    fields = _choice_fields(entry)
    return fields if entry.kept is None else {**fields, "kept": entry.kept}


def _choice_fields(entry: LoggedChoice) -> dict[str, object]:
    fields: dict[str, object] = {"scene": entry.scene, "choice": entry.choice, "at": _stamp(entry.at)}
    if entry.reason:
        fields["reason"] = clean(entry.reason, REASON_LIMIT)
    fields["state"] = entry.state
    if entry.date is not None:
        fields["date"] = entry.date.isoformat()
    if entry.ending is not None:
        fields["ending"] = clean(entry.ending, _TITLE_LIMIT)
    return fields


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def decode(raw: bytes) -> dict[str, object]:
    """The JSON object of one line, keys unchecked. Raises `Malformed`, whatever the bytes are."""
    if len(raw) > LINE_LIMIT:
        raise Malformed(f"it is longer than {LINE_LIMIT // 1024} KB")
    if b"\0" in raw:
        raise Malformed("it holds binary data")
    try:
        data = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise Malformed("it is not UTF-8 text") from None
    except RecursionError:
        raise Malformed("its brackets are nested too deeply") from None
    except ValueError:
        raise Malformed("it is not valid JSON") from None
    if not isinstance(data, dict):
        raise Malformed("it is not a JSON object")
    return data


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def link_of(data: Mapping[str, object], previous: str) -> tuple[str, bool]:
    """The link that a line carries, and whether it fits the link before it."""
    carried = data.get("chain")
    try:
        expected = chain(data, previous)
    except RecursionError:
        raise Malformed("its brackets are nested too deeply") from None
    if not isinstance(carried, str) or len(carried) > _ID_LIMIT:
        return expected, False
    return carried, carried == expected


def header_of(data: Mapping[str, object]) -> Header:
    """The header that a first line holds. Raises `NewerFormat` before anything else is looked at."""
    number = _take(data, "play_log", _number(1, _STEP_LIMIT))
    if number > FORMAT:
        raise NewerFormat(f"it has format {number}, and this program reads formats up to {FORMAT}")
    return Header(
        story=_take(data, "story", _id),
        title=clean(_take(data, "title", _text), _TITLE_LIMIT),
        version=_take(data, "version", _id),
        content=_take(data, "content", _id),
        seed=_take(data, "seed", _number(-SEED_LIMIT, SEED_LIMIT)),
        branches=_take(data, "branches", _branches),
        program=_take(data, "program", _id),
        created=_take(data, "created", _moment),
        state=_take(data, "state", _id),
        date=_maybe(data, "date", _date),
        origin=_maybe(data, "from", _id),
    )


def entry_of(data: Mapping[str, object]) -> Entry:
    """The entry that any later line holds."""
    if "back" in data:
        return TakenBack(_take(data, "back", _number(1, _STEP_LIMIT)), _take(data, "at", _moment))
    choice = LoggedChoice(
        scene=_take(data, "scene", _id),
        choice=_take(data, "choice", _id),
        at=_take(data, "at", _moment),
        state=_take(data, "state", _id),
        reason=_maybe(data, "reason", _reason),
        date=_maybe(data, "date", _date),
        ending=_maybe(data, "ending", _text),
        kept=_maybe(data, "kept", _number(1, _STEP_LIMIT)),
    )
    if "keep" in data:
        return KeptChoice(_take(data, "keep", _number(1, _STEP_LIMIT)), choice)
    return choice


def _take(data: Mapping[str, object], key: str, read: Callable[[object], T]) -> T:
    if key not in data:
        raise Malformed(f"'{key}' is missing")
    try:
        return read(data[key])
    except (ValueError, OverflowError):
        raise Malformed(f"the value of '{key}' is not one that a play log holds") from None


def _maybe(data: Mapping[str, object], key: str, read: Callable[[object], T]) -> T | None:
    return None if data.get(key) is None else _take(data, key, read)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Malformed
    return clean(value, REASON_LIMIT)


def _reason(value: object) -> str | None:
    return _text(value) or None


def _id(value: object) -> str:
    if not isinstance(value, str) or len(value) > _ID_LIMIT or not value.isprintable():
        raise Malformed
    return value


def _number(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Malformed
        return value

    return read


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_id(value))
    if moment.tzinfo is None:
        raise Malformed
    return moment.astimezone(UTC)


def _date(value: object) -> date:
    return date.fromisoformat(_id(value))


def _branches(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        raise Malformed
    pairs: list[tuple[str, str]] = []
    for item in value:
        if not isinstance(item, Mapping):
            raise Malformed
        pairs.append((_id(item.get("id")), _id(item.get("content"))))
    return tuple(pairs)
