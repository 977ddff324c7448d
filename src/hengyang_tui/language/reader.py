"""A YAML file read into data and the place of every value, with every mistake that can be found at once.

Only parser events are used, on an explicit stack: composing nodes recurses and crashes the process on deep
nesting. Stories use a small part of YAML: mappings with text for keys, lists, and scalars of which only plain
`true`, `false`, `null`, whole numbers and decimals are anything but text.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from hengyang_tui.language import yaml_traps
from hengyang_tui.language.diagnostics import Finding
from hengyang_tui.language.document import Document, Origin
from hengyang_tui.language.source_text import LARGEST, Source, take_in, too_large
from hengyang_tui.language.tree import Finished, TreeBuilder
from hengyang_tui.language.yaml_errors import Trouble, explain

__all__ = ["Document", "Origin", "read", "read_file"]

MOST_EVENTS = 200_000
"""The most values, keys and brackets that a file may have; 4 MB of ordinary story have 100,000."""

_REPAIRS = 20
_REREAD = 2 * LARGEST
_PARSER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(source: bytes, file: str) -> tuple[Document | None, list[Finding]]:
    """Read a file's bytes. `file` is the name that findings show.

    Never raises. There is no Document where the reading could not reach the end of the file; there may be one
    beside findings that are errors, so that what else is wrong can be looked for.
    """
    taken, readable = take_in(source, file)
    document = _read_repairing(taken) if readable else None
    return document, taken.findings()


def read_file(path: Path, shown: str) -> tuple[Document | None, list[Finding]]:
    """Read a file from disk; what keeps it from being read is a finding too. Its size is checked beforehand."""
    taken = Source(shown)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a file"
            taken.report("not-a-file", (0, 0), f"This is {what}; a YAML file is needed here.")
            return None, taken.findings()
        if status.st_size > LARGEST:
            too_large(taken, status.st_size)
            return None, taken.findings()
        with path.open("rb") as opened:
            source = opened.read(LARGEST + 1)
    except FileNotFoundError:
        taken.report("file-missing", (0, 0), "There is no such file.", "Look for a mistake in its name.")
        return None, taken.findings()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        taken.report("file-unreadable", (0, 0), f"This file cannot be read: {reason}.")
        return None, taken.findings()
    return read(source, shown)


def _read_repairing(taken: Source) -> Document | None:
    """Read; where prose stops YAML, put that prose in quotes and read again, to find what else is wrong."""
    lines = list(taken.lines)
    repaired: set[int] = set()
    spent = 0
    for _ in range(_REPAIRS):
        builder = TreeBuilder(taken, repaired)
        error = _parse("\n".join(lines), builder)
        if error is None:
            return builder.document() if builder.complete else None
        trouble = Trouble.of(error, builder.last, (builder.line, 0))
        value = explain(taken, trouble)
        spent += sum(map(len, lines[: trouble.at[0]]))
        if value is None or value.place[0] in repaired or spent > _REREAD:
            return None
        yaml_traps.quoted_over(lines, value)
        repaired.add(value.place[0])
    return None


def _parse(text: str, builder: TreeBuilder) -> Exception | None:
    """Feed the text's events to the builder until it has enough. Returns what the parser could not read."""
    try:
        take: Callable[[], yaml.Event] = _PARSER(text).get_event
        handlers = builder.handlers
        for _ in range(MOST_EVENTS):
            event = take()
            handlers[type(event)](event)
    except Finished:
        return None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        return error
    builder.too_many()
    return None
