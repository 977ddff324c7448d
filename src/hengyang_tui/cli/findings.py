"""Findings as text, JSON and SARIF."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from hengyang_tui.language.diagnostics import Finding
    from hengyang_tui.language.story import Story

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "hint": "note"}
_UNSAFE = {"Cc", "Cs"}
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checker said of one story and the branches that were checked with it."""

    name: str
    findings: tuple[Finding, ...]
    summary: str = ""
    story: Story | None = None

    @property
    def clean(self) -> bool:
        """Whether nothing must be mended: hints are advice and do not count."""
        return all(finding.severity == "hint" for finding in self.findings)


def as_text(checked: Iterable[Checked]) -> Iterator[str]:
    """The lines a person reads: each finding with its place, and a summary for each story."""
    for one in checked:
        for finding in one.findings:
            yield from (visible(row) for row in finding.rows())
        count = counted(one.findings) or "nothing to mend"
        yield visible(f"{one.name}: {count}" + (f" ({one.summary})." if one.summary else "."))


def counted(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 hint`; empty where there is none."""
    counts = Counter(finding.severity for finding in findings)
    kinds = [(kind, counts[kind]) for kind in ("error", "warning", "hint") if counts[kind]]
    return ", ".join(f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in kinds)


def as_json(checked: Iterable[Checked]) -> str:
    """One object with a list of stories, each with its findings."""
    stories = [
        {"story": one.name, "clean": one.clean, "findings": [_plain_finding(found) for found in one.findings]}
        for one in checked
    ]
    clean = all(story["clean"] for story in stories)
    return json.dumps({"format": 1, "clean": clean, "stories": stories}, indent=2, ensure_ascii=False)


def as_sarif(checked: Iterable[Checked], version: str) -> str:
    """SARIF 2.1.0, as continuous integration reads it."""
    findings = [finding for one in checked for finding in one.findings]
    rules = sorted({finding.code for finding in findings})
    driver = {"name": "hengyang", "version": version, "rules": [{"id": code} for code in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, rules) for finding in findings],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def visible(text: str) -> str:
    """The text with whatever could steer a terminal, or turn a line round, written out as an escape."""
    return "".join(
        character.encode("unicode_escape").decode("ascii")
        if character in _BIDI or (unicodedata.category(character) in _UNSAFE and character not in "\t\n")
        else character
        for character in text
    )


def _plain_finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "file": finding.mark.file,
        "line": finding.mark.line,
        "column": finding.mark.column,
        "message": finding.message,
        "hint": finding.hint,
        "source": finding.source,
    }


def _sarif_result(finding: Finding, rules: list[str]) -> dict[str, Any]:
    mark = finding.mark
    message = finding.message if finding.hint is None else f"{finding.message} {finding.hint}"
    location = {
        "artifactLocation": {"uri": quote(Path(mark.file).as_posix())},
        "region": {"startLine": mark.line, "startColumn": mark.column},
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": rules.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": location}],
    }
