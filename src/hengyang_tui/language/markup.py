"""Prose: the small Markdown of rendered text, as blocks that a screen can show.

Paragraphs are parted by blank lines. `*emphasis*`, `**strong**`, `[[id]]` and `[[id|words]]` links, lines that
begin with `> ` are a quote, a line of `***` is a break, a backslash at a line's end keeps the line break.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. `link` is a codex id. A line feed in `text` is a hard break."""

    text: str
    emphasis: bool = False
    strong: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of prose."""

    kind: Literal["paragraph", "quote", "break"]
    spans: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(span.text for span in self.spans)


LINK = re.compile(r"\[\[([^\[\]|\n]*)(?:\|([^\[\]\n]*))?\]\]")
_TOKEN = re.compile(r"\[\[([^\[\]|\n]*)(?:\|([^\[\]\n]*))?\]\]|(\*\*)|(?<!\*)(\*)(?!\*)")


def parse(prose: str) -> list[Paragraph]:
    """The blocks of `prose`. Any text is readable; unpaired marks stay as they are written."""
    blocks = []
    for chunk in re.split(r"\n[ \t]*\n", prose.strip("\n")):
        lines = [line for line in chunk.split("\n") if line.strip()]
        if not lines:
            continue
        if len(lines) == 1 and lines[0].strip() == "***":
            blocks.append(Paragraph("break"))
        elif all(line.startswith(">") for line in lines):
            blocks.append(Paragraph("quote", _spans(_joined([line[1:].lstrip() for line in lines]))))
        else:
            blocks.append(Paragraph("paragraph", _spans(_joined(lines))))
    return blocks


def plain(prose: str) -> str:
    """The words of `prose` without its marks, paragraphs parted by a blank line."""
    return "\n\n".join(block.text if block.kind != "break" else "* * *" for block in parse(prose))


def links(prose: str) -> list[str]:
    """The codex ids that `prose` links to, in order, each once."""
    if "[[" not in prose:
        return []
    return list(dict.fromkeys(match[1].strip() for match in LINK.finditer(prose)))


def _joined(lines: list[str]) -> str:
    text = ""
    for line in lines:
        kept = line.rstrip()
        text += kept[:-1].rstrip() + "\n" if kept.endswith("\\") else kept + " "
    return text.rstrip()


def _spans(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    marks = _paired(text)
    emphasis = strong = False
    end = 0
    for match in _TOKEN.finditer(text):
        if match[1] is None and match.start() not in marks:
            continue
        _add(spans, Span(text[end : match.start()], emphasis, strong))
        end = match.end()
        if match[1] is not None:
            target = match[1].strip()
            _add(spans, Span(match[2] or target.replace("-", " "), emphasis, strong, target))
        elif match[3]:
            strong = not strong
        else:
            emphasis = not emphasis
    _add(spans, Span(text[end:], emphasis, strong))
    return tuple(spans)


def _paired(text: str) -> set[int]:
    """Where the marks stand that have a partner; a lone one is just a star."""
    places: dict[str, list[int]] = {"*": [], "**": []}
    for match in _TOKEN.finditer(text):
        if match[1] is None:
            places["**" if match[3] else "*"].append(match.start())
    return {at for found in places.values() for at in found[: len(found) - len(found) % 2]}


def _add(spans: list[Span], span: Span) -> None:
    if span.text:
        spans.append(span)
