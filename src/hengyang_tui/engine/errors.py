"""What can go wrong in a play, as types."""

from __future__ import annotations


class EngineError(Exception):
    """A play cannot go on. The message names the place."""


class UnknownChoice(EngineError):
    """The scene has no such choice."""


class ClosedChoice(EngineError):
    """The choice exists and is not open."""


class PlayEnded(EngineError):
    """The play has reached an ending; there is nothing to choose."""


class TurnTooLong(EngineError):
    """A thousand scenes followed one another without a choice."""


class CalendarRanOut(EngineError):
    """The last day is over and no ending was offered."""
