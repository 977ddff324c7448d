"""Parser events made into data, on a stack of our own, with what is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from hengyang_tui.language.diagnostics import Mark
from hengyang_tui.language.document import Document, Origin, Path
from hengyang_tui.language.parser_events import Labelled, Located, Opening, Scalar
from hengyang_tui.language.source_text import UNSHOWABLE, Source, first_content, unshowable
from hengyang_tui.language.yaml_oddities import Oddities, is_link, reads_as_sentence
from hengyang_tui.language.yaml_traps import shown

DEEPEST = 64
"""How many mappings and lists may stand inside each other."""

MOST_DIGITS = 18
"""The most digits of a number; more do not fit what the generated code and other programs count with."""

_NUMBER = re.compile(r"-?(?:(?P<whole>0|[1-9][0-9]*)|(?P<decimal>[0-9]+\.[0-9]+))")
_MAYBE_SPECIAL = frozenset("-0123456789tfn~")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_REPLACEMENT = "\ufffd"


class Finished(Exception):
    """The builder needs no more events: the document has ended, or it is not worth reading on."""


class _Frame:
    """A mapping or list that is being read.

    `path` is None inside what is left out of the data, and so is `child`, the path of the value that a key
    awaits. `bare` counts the keys without a value, `prose_key` is a first key that may begin a sentence, and
    `spoilt` says that the whole was meant as text.
    """

    __slots__ = (
        "awaits_value",
        "bare",
        "child",
        "flow",
        "items",
        "key",
        "mapping",
        "path",
        "prose_key",
        "spoilt",
        "start",
    )

    def __init__(self, path: Path | None, start: Origin, *, mapping: bool, flow: bool) -> None:
        self.path = path
        self.start = start
        self.flow = flow
        self.mapping: dict[str, object] | None = {} if mapping else None
        self.items: list[object] = []
        self.child: Path | None = None
        self.key = ""
        self.awaits_value = False
        self.bare = 0
        self.prose_key: tuple[int, int, str] | None = None
        self.spoilt = False


class TreeBuilder:
    """Takes the events of one file and keeps data, origins and keys.

    `repaired` are the lines (from 0) whose value was put in quotes that are not in the file.
    `last` is the last scalar that was read and `line` the last line that an event began on.
    """

    def __init__(self, source: Source, repaired: set[int]) -> None:
        self.complete = False
        self.last: Scalar | None = None
        self._source = source
        self._repaired = repaired
        self._lines = source.lines
        self._odd = Oddities(source)
        self._frames: list[_Frame] = []
        self._data: object = None
        self._origins: dict[Path, Origin] = {}
        self._keys: dict[Path, Mark] = {}
        self.handlers: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.StreamStartEvent: _nothing,
            yaml.DocumentStartEvent: _nothing,
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentEndEvent: self._document_end,
            yaml.StreamEndEvent: self._stream_end,
        }

    @property
    def line(self) -> int:
        """The line (from 0) where the last scalar began."""
        return self.last.start_mark.line if self.last is not None else 0

    def document(self) -> Document:
        """What was read."""
        source = self._source
        return Document(source.file, tuple(self._lines), self._data, self._origins, self._keys)

    def too_many(self) -> None:
        """Report that there are more values than a story's file can need."""
        message = "This file has more keys and values than any story's file needs."
        self._source.report("too-many-values", (self.line, 0), message, "Spread its scenes over several files.")

    def _scalar(self, event: Scalar) -> None:
        self.last = event
        value: str = event.value
        style: str = event.style or ""
        mark = event.start_mark
        line, column = mark.line, mark.column
        if line >= len(self._lines):
            line, column = self._source.within((line, column))
        if event.tag is not None or event.anchor is not None:
            self._label(event, scalar=not style)
        if style == '"' and UNSHOWABLE.search(value):
            value = self._cleaned(value, line, column)
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.mapping is not None and not frame.awaits_value:
            self._key(frame, value, style, line, column)
            return
        if style == "'" and line in self._repaired:
            style = ""
            data: object = value
        elif style:
            data = value
        else:
            data = self._plain(frame, event, value)
        self._put(frame, data, Origin(line, column, style))

    def _plain(self, frame: _Frame | None, event: Scalar, value: str) -> object:
        """The meaning of a plain scalar, and the traps in it."""
        if frame is not None:
            if not value and frame.flow:
                frame.bare += 1
            if frame.prose_key is not None:
                self._prose_key(frame, event, value)
        end = event.end_mark
        self._odd.comment(value, end.line, end.column)
        if value and value[0] not in _MAYBE_SPECIAL:
            return value
        if value in _WORDS:
            return _WORDS[value]
        number = _NUMBER.fullmatch(value)
        return value if number is None else self._number(event, number)

    def _number(self, event: Scalar, number: re.Match[str]) -> object:
        text = number.group()
        if sum(map(str.isdigit, text)) > MOST_DIGITS:
            place = event.start_mark.line, event.start_mark.column
            message = f"This number has more than {MOST_DIGITS} digits."
            self._source.report("long-number", place, message, "Put it in quotes if it is meant as text.")
            return text
        return int(text) if number["whole"] else float(text)

    def _key(self, frame: _Frame, key: str, style: str, line: int, column: int) -> None:
        frame.awaits_value = True
        frame.child = None
        if not key and not style:
            message = "A key is missing here, before the colon."
            self._source.report("missing-key-name", (line, column), message, "Write a word before the colon.")
        if frame.path is None:
            return
        path = (*frame.path, key)
        first = self._keys.get(path)
        if first is not None:
            message = f"The key '{shown(key)}' stands twice in this mapping, first in line {first.line}."
            hint = "Rename or delete one of them; only the first is read."
            self._source.report("duplicate-key", (line, column), message, hint)
            return
        frame.child = path
        frame.key = key
        self._keys[path] = Mark(self._source.file, line + 1, column + 1)
        if not style and not frame.flow and not frame.mapping and reads_as_sentence(key):
            frame.prose_key = line, column, key

    def _put(self, frame: _Frame | None, data: object, origin: Origin) -> None:
        if frame is None:
            self._data = data
            self._origins[()] = origin
        elif frame.mapping is None:
            if frame.path is not None:
                self._origins[(*frame.path, len(frame.items))] = origin
            frame.items.append(data)
        else:
            if frame.child is not None:
                self._origins[frame.child] = origin
                frame.mapping[frame.key] = data
            frame.awaits_value = False

    def _start(self, event: Opening) -> None:
        mark = event.start_mark
        if len(self._frames) >= DEEPEST:
            message = f"Mappings and lists stand in each other more than {DEEPEST} deep here."
            self._source.report("too-deep", (mark.line, mark.column), message)
            raise Finished
        if event.tag is not None or event.anchor is not None:
            self._label(event, scalar=False)
        mapping = isinstance(event, yaml.MappingStartEvent)
        flow = bool(event.flow_style)
        start = Origin(mark.line, mark.column, ("{" if mapping else "[") if flow else "")
        frame = _Frame(self._next_path(start), start, mapping=mapping, flow=flow)
        if frame.path is not None:
            self._origins[frame.path] = start
        self._frames.append(frame)

    def _next_path(self, start: Origin) -> Path | None:
        if not self._frames:
            return ()
        parent = self._frames[-1]
        if parent.mapping is None:
            return None if parent.path is None else (*parent.path, len(parent.items))
        if not parent.awaits_value:
            self._complex_key(parent, start)
            return None
        return parent.child

    def _complex_key(self, parent: _Frame, start: Origin) -> None:
        doubled = start.column > 0 and self._lines[start.line].startswith("{", start.column - 1)
        if parent.flow and doubled:
            parent.spoilt = True
        else:
            self._odd.complex_key(start.line, start.column)

    def _end(self, event: Located) -> None:
        frame = self._frames.pop()
        parent = self._frames[-1] if self._frames else None
        if parent is not None and parent.mapping is not None and not parent.awaits_value:
            parent.awaits_value = True
            parent.child = None
            return
        data: object = frame.items if frame.mapping is None else frame.mapping
        text = self._meant_as_text(frame, event)
        if text is None:
            self._put(parent, data, frame.start)
        else:
            self._forget_inside(frame)
            self._put(parent, text, Origin(frame.start.line, frame.start.column, ""))

    def _meant_as_text(self, frame: _Frame, event: Located) -> str | None:
        """The text that was read as a collection, where that is what happened, with a finding."""
        line, column, _ = frame.start
        if frame.spoilt and not frame.flow:
            return self._lines[line][column:].rstrip() if len(frame.mapping or ()) == 1 else None
        if not frame.flow or event.end_mark.line != line:
            return None
        inside = self._inside()
        if frame.mapping is not None:
            if not frame.spoilt and not 0 < len(frame.mapping) == frame.bare:
                return None
            text = self._lines[line][column : event.end_mark.column]
            self._odd.braces(frame.mapping, text, line, column, inside=inside)
            return text
        if len(frame.items) != 1 or not isinstance(frame.items[0], list):
            return None
        text = self._lines[line][column : event.end_mark.column]
        if not is_link(frame.items, text):
            return None
        self._odd.link(text, line, column, inside=inside)
        return text

    def _inside(self) -> bool:
        """Whether the next value stands inside brackets."""
        return bool(self._frames) and self._frames[-1].flow

    def _forget_inside(self, frame: _Frame) -> None:
        """Drop what was kept of a collection's insides, which is the last that was kept."""
        path = frame.path
        if path is None:
            return
        while next(reversed(self._origins)) != path:
            self._origins.popitem()
        while self._keys and len(last := next(reversed(self._keys))) > len(path) and last[: len(path)] == path:
            self._keys.popitem()

    def _prose_key(self, frame: _Frame, event: Scalar, value: str) -> None:
        """See whether a mapping is prose with a colon in it: an item of a list, or begun with a capital."""
        if frame.prose_key is None or frame.mapping:
            return
        line, column, key = frame.prose_key
        above = self._frames[-2] if len(self._frames) > 1 else None
        item = above is not None and above.mapping is None
        if value and event.start_mark.line == line and (item or key[0].isupper()):
            self._odd.prose_key(key, line, column)
            frame.spoilt = True

    def _alias(self, event: Labelled) -> None:
        line, column = event.start_mark.line, event.start_mark.column
        text = f"*{event.anchor}"
        self._odd.alias(text, line, column, inside=self._inside())
        frame = self._frames[-1] if self._frames else None
        if frame is not None and frame.mapping is not None and not frame.awaits_value:
            self._key(frame, text, "", line, column)
        else:
            self._put(frame, text, Origin(line, column, ""))

    def _label(self, event: Labelled, *, scalar: bool) -> None:
        line, column = event.start_mark.line, event.start_mark.column
        self._odd.label(line, column, scalar=scalar, anchored=event.anchor is not None, inside=self._inside())

    def _cleaned(self, value: str, line: int, column: int) -> str:
        found = UNSHOWABLE.search(value)
        if found is not None:
            message = f"An escape in this text stands for {unshowable(found.group())}."
            self._source.report("control-character", (line, column), message, "Delete the escape.")
        return UNSHOWABLE.sub(_REPLACEMENT, value)

    def _document_end(self, event: Located) -> None:
        place = first_content(self._lines, (event.end_mark.line, event.end_mark.column))
        if place is None:
            self.complete = bool(self._origins) and self._data is not None
            if not self.complete:
                self._source.report("empty-file", (0, 0), "Nothing is written in this file.")
        elif self._lines[place[0]].startswith(("---", "...", "%")):
            message = "A second document begins here; a story's file holds one."
            self._source.report("several-documents", place, message, "Move it to a file of its own.")
        else:
            message = "This line stands outside of what the file began with."
            hint = "The outermost keys of a file all begin at the same column."
            self._source.report("indentation", place, message, hint)
        raise Finished

    def _stream_end(self, _event: object) -> None:
        self._source.report("empty-file", (0, 0), "Nothing but comments is written in this file.")
        raise Finished


def _nothing(_event: object) -> None:
    """Let an event pass that says nothing about the data."""
