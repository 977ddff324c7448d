"""Waiting for an author to save a file."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

PAUSE = 0.4
"""Seconds between two looks. Looking at the times of some twenty files costs nothing worth a library."""


class Watch:
    """The files of story folders, each with its branch files, as they were when last looked at."""

    def __init__(self, places: Iterable[tuple[Path, tuple[Path, ...]]]) -> None:
        self._places = tuple(places)
        self._before = _stamps(self._places)

    def wait(self) -> None:
        """Returns when a file was saved, added or taken away since the last look, and nothing moves any more.

        A file that is being written is empty for a moment; nobody wants to be told so.
        """
        seen = self._before
        while (now := _stamps(self._places)) == self._before or now != seen:
            seen = now
            time.sleep(PAUSE)
        self._before = now


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
