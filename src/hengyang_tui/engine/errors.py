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
    """The last day is over and no ending was offered, or there is no calendar to go on with."""


class StoryFault(EngineError):
    """A sum of the story cannot be done, as a division by 0. The checks find these; a story may be played unchecked."""


FAULTS = (ArithmeticError, ValueError)
"""What the code of a story may raise where it was not checked: a division by 0, a number beyond all measure."""
