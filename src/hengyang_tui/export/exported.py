"""What an export comes to: a text, what it leaves out, and what it cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hengyang_tui.language import expressions as ir
from hengyang_tui.language import story as st
from hengyang_tui.language.diagnostics import Finding


@dataclass(frozen=True, slots=True)
class Exported:
    """A story in another language.

    `findings` has an error for each thing that language cannot say, and a hint for each that is left out. With an
    error among them `text` is no whole story. `names` gives the name that a variable has over there, by its name
    here, and that of each word of a set, as `set.word`.
    """

    text: str
    findings: tuple[Finding, ...]
    names: Mapping[str, str]

    @property
    def refused(self) -> tuple[Finding, ...]:
        """The findings that keep the text from being the story."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


@dataclass(slots=True)
class Refusals:
    """Collects what cannot be said in `target`, each with its place and a way out."""

    target: str
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, code: str, message: str, hint: str, spot: st.Spot, place: ir.Place | None = None) -> None:
        """Says that something cannot be exported."""
        self._add(spot.finding(code, message, hint, place=place))

    def leave_out(self, code: str, message: str, hint: str, spot: st.Spot) -> None:
        """Says that something is left out, and that the rest does without it."""
        self._add(spot.finding(code, message, hint, severity="hint"))

    def _add(self, finding: Finding) -> None:
        if finding not in self.findings:
            self.findings.append(finding)

    def in_order(self) -> tuple[Finding, ...]:
        """What was said, by file and line."""
        return tuple(sorted(self.findings, key=lambda finding: (finding.mark, finding.code)))
