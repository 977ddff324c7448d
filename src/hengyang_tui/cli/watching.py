"""Waiting for an author to save a file."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

PAUSE = 0.4
"""Seconds between two looks. Looking at the times of some twenty files costs nothing worth a library."""


def changes(places: Iterable[tuple[Path, tuple[Path, ...]]]) -> Iterator[None]:
    """Yields once for every time that a file of a story or branch was saved, added or taken away; never ends.

    `places` are story folders, each with its branch files.
    """
    watched = tuple(places)
    before = _stamps(watched)
    while True:
        time.sleep(PAUSE)
        now = _stamps(watched)
        if now != before:
            before = now
            yield


def _stamps(places: Iterable[tuple[Path, tuple[Path, ...]]]) -> dict[Path, tuple[int, int]]:
    stamps = {}
    for folder, branches in places:
        for path in [*folder.rglob("*.yaml"), *branches]:
            try:
                status = path.stat()
            except OSError:
                continue  # it was taken away between the two lines, or it is a name without a file
            stamps[path] = (status.st_mtime_ns, status.st_size)
    return stamps
