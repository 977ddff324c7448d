"""The bytes of a file made into text that is safe to parse and to show, or the finding that says why not."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Sequence

from hengyang_tui.language.diagnostics import Finding, Mark, Severity

LARGEST = 4 * 1024 * 1024
"""The most bytes that a file may have."""

ALIKE = 20
"""How many findings with one code a file may have before the rest are only counted."""

Place = tuple[int, int]
"""A line and a column, both counted from 0."""

Hint = str | Callable[[], str] | None
"""A way out, or what makes up its words when they are needed."""

UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that could steer a terminal or show text in another order than it has, or that break it."""

_REPLACEMENT = "\ufffd"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_REORDERING = range(0x202A, 0x206A)
_LINE_SEPARATORS = range(0x2028, 0x202A)


class Source:
    """The text of one file, and everything found in it so far.

    `lines` hold no control characters: each stands as U+FFFD, so that columns still count. Of findings alike
    only the first are kept and the rest counted: a file can have a hundred thousand of them.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: list[str] = []
        self._findings: dict[Place, Finding] = {}
        self._said: dict[Place, Severity] = {}
        self._counts: Counter[tuple[str, Severity]] = Counter()
        self._last: dict[tuple[str, Severity], Finding] = {}

    def report(self, code: str, place: Place, message: str, hint: Hint = None, severity: Severity = "error") -> None:
        """Keep a finding. Of two about one place the first is kept, unless only the second is an error."""
        place = self.within(place)
        said = self._said.get(place)
        if said is not None and (said == "error" or severity != "error"):
            return
        self._said[place] = severity
        self._counts[code, severity] += 1
        if self._counts[code, severity] > ALIKE:
            return
        line, column = place
        mark = Mark(self.file, line + 1, column + 1)
        shown = self.lines[line] if line < len(self.lines) else ""
        words = hint() if callable(hint) else hint
        self._findings[place] = self._last[code, severity] = Finding(code, severity, mark, message, words, shown)

    def within(self, place: Place) -> Place:
        """The place, or the end of the text for one past it: the parser counts a line that ends no line."""
        last = max(0, len(self.lines) - 1)
        return place if place[0] <= last else (last, len(self.lines[last]) if self.lines else 0)

    def count_more(self, code: str, number: int) -> None:
        """Say that there are `number` more errors with this code."""
        self._counts[code, "error"] += number

    def findings(self) -> list[Finding]:
        """All findings in the order of the file."""
        found = list(self._findings.values())
        for alike, count in self._counts.items():
            if count > ALIKE:
                last = self._last[alike]
                message = f"The same is wrong in {count - ALIKE:,} more places of this file."
                found.append(Finding(last.code, last.severity, last.mark, message))
        return sorted(found, key=lambda finding: (finding.mark.line, finding.mark.column))


def take_in(source: bytes, file: str) -> tuple[Source, bool]:
    """The text of a file and whether it is worth parsing. What is wrong with it is in the Source's findings."""
    taken = Source(file)
    if len(source) > LARGEST:
        too_large(taken, len(source))
        return taken, False
    try:
        text = source.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        _not_utf_8(taken, source, error.start)
        return taken, False
    text = text.replace("\r\n", "\n")
    if UNSHOWABLE.search(text):
        text = _without_controls(taken, text)
    else:
        taken.lines = text.split("\n")
    if not text.strip():
        taken.report("empty-file", (0, 0), "This file is empty.")
        return taken, False
    _drop_directives(taken)
    return taken, True


def too_large(taken: Source, size: int) -> None:
    """Report a file of `size` bytes as larger than any story's file needs to be."""
    limit = LARGEST // (1024 * 1024)
    message = f"This file has {size / 1e6:.1f} MB; a story's file may have {limit} MB at most."
    taken.report("file-too-large", (0, 0), message, "Spread its scenes over several files.")


def unshowable(character: str) -> str:
    """What a character is that must not stand in a story, in words."""
    number = ord(character)
    code = f"U+{number:04X}"
    if number == 0:
        return f"a NUL ({code})"
    if character == "\r":
        return f"a carriage return without a line feed ({code})"
    if character == "\ufeff":
        return f"a byte order mark ({code}), which belongs only at the beginning of a file"
    if number in _LINE_SEPARATORS:
        return f"a Unicode line separator ({code}), which only some programs take for the end of a line"
    if number in _REORDERING:
        return f"an invisible character ({code}) that shows the text around it in another order than it has"
    if number > _REORDERING.stop:
        return f"a code that is no character ({code})"
    return f"a control character ({code}), which could steer a reader's terminal"


def _without_controls(taken: Source, text: str) -> str:
    clean, count = UNSHOWABLE.subn(_REPLACEMENT, text)
    taken.lines = clean.split("\n")
    hint = "Delete it, and type what was meant."
    for match, _ in zip(UNSHOWABLE.finditer(text), range(ALIKE), strict=False):
        start = match.start()
        place = text.count("\n", 0, start), start - text.rfind("\n", 0, start) - 1
        taken.report("control-character", place, f"Here is {unshowable(match.group())}.", hint)
    taken.count_more("control-character", max(0, count - ALIKE))
    return clean


def _not_utf_8(taken: Source, source: bytes, start: int) -> None:
    if source.startswith(_UTF_16):
        message = "This file is saved as UTF-16; a story's files are UTF-8."
        taken.report("not-utf-8", (0, 0), message, "Save it again in your editor, with the encoding UTF-8.")
        return
    if b"\0" in source:
        message = "This file is not text."
        taken.report("not-text", (0, 0), message, "A story is written in YAML files, which are plain text.")
        return
    first = source.rfind(b"\n", 0, start) + 1
    end = source.find(b"\n", start)
    line = source[first : end if end >= 0 else None].decode("utf-8", "replace").rstrip("\r")
    number = source.count(b"\n", 0, start)
    column = len(source[first:start].decode("utf-8", "replace"))
    taken.lines = [""] * number + [UNSHOWABLE.sub(_REPLACEMENT, line)]
    message = f"The byte 0x{source[start]:02X} here is not UTF-8, so the file is saved in another encoding."
    taken.report("not-utf-8", (number, column), message, "Save it again in your editor, with the encoding UTF-8.")


def _drop_directives(taken: Source) -> None:
    """Blank the lines before the document that begin with %; libyaml takes minutes over many of them."""
    for number, line in enumerate(taken.lines):
        if line.startswith("%"):
            message = "A line that begins with % at the top of a file is an instruction to YAML; stories have none."
            taken.report("directive", (number, 0), message, "Delete the line.")
            taken.lines[number] = ""
        elif line.strip(" \t") and not line.lstrip(" \t").startswith("#") and not line.startswith("..."):
            return


def first_content(lines: Sequence[str], start: Place) -> Place | None:
    """The first place from `start` on that is neither blank nor a comment."""
    line, column = start
    for number in range(line, len(lines)):
        text = lines[number][column:]
        bare = text.lstrip(" \t")
        if bare and not bare.startswith("#"):
            return number, column + len(text) - len(bare)
        column = 0
    return None
