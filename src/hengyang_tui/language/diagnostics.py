"""A finding: what is wrong with a story, where, and the way out."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file. `line` and `column` count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the checker has to say about one place.

    `code` is a kebab-case word that the documentation explains, `message` says what is wrong,
    `hint` the way out, `source` is the offending line as it stands in the file.
    """

    code: str
    severity: Severity
    mark: Mark
    message: str
    hint: str | None = None
    source: str = ""

    def __str__(self) -> str:
        return "\n".join(self.rows())

    def rows(self) -> list[str]:
        """The finding as a reader of a terminal sees it: message, offending line, way out."""
        rows = [f"{self.mark}: {self.severity}: {self.message} [{self.code}]"]
        if self.source.strip():
            shown = self.source.rstrip()
            start = max(0, self.mark.column - 60) if len(shown) > 100 else 0
            rows.append("    " + shown[start : start + 100])
            rows.append("    " + _blank(shown[start : self.mark.column - 1]) + "^")
        if self.hint:
            rows.append(f"    {self.hint}")
        return rows


def _blank(text: str) -> str:
    """Blanks as wide as `text` is on a terminal."""
    return "".join(
        "\t" if character == "\t" else "  " if unicodedata.east_asian_width(character) in "WF" else " "
        for character in text
    )


class StoryError(Exception):
    """A story that cannot be played. `findings` says why, all at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` most likely stands for, or None where none is near."""
    matches = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A hint that names the nearest known name, or the known ones where they are few."""
    options = sorted(known)
    near = nearest(name, options)
    if near is not None:
        return f"Did you mean '{near}'?"
    if 0 < len(options) <= 8:
        return "Known here: " + ", ".join(options) + "."
    return None
