"""What can go wrong with exploring, apart from the plays."""

from __future__ import annotations


class ExploreError(Exception):
    """Something the user can mend. The message is a sentence that says what, and a way out."""


class WorkerLost(ExploreError):
    """A process that played ended without an answer."""
