"""Whether a play log fits the story that is here, and what the player is told where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengyang_tui.engine.logformat import PlayLogError
from hengyang_tui.engine.state import digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengyang_tui.engine.compiler import Program
    from hengyang_tui.engine.logformat import Header
    from hengyang_tui.engine.logreader import LoggedPlay
    from hengyang_tui.engine.replay import Match
    from hengyang_tui.engine.turns import Turn


def branches_of(program: Program) -> tuple[tuple[str, str], ...]:
    """The branches of a program's story as a header names them."""
    return tuple(sorted((branch.id, branch.content_hash) for branch in program.story.branches))


def check_story(program: Program, play: LoggedPlay) -> None:
    """Raises PlayLogError where `play` is of another story."""
    story, recorded = program.story, play.header
    if recorded.story == story.id:
        return
    message = (
        f"This is a play of '{recorded.title}' ({recorded.story}), and the story here is '{story.title}' ({story.id}). "
        f"Resume it together with its own story."
    )
    raise PlayLogError(str(play.path), 1, message)


def fits(program: Program, play: LoggedPlay, opening: Turn, matches: Sequence[Match]) -> bool:
    """Whether the play can go on in its own log: same text, same numbers, a whole chain."""
    standing = range(len(play.choices))
    in_order = [match.position for match in matches[: len(standing)]] == list(standing)
    untouched = play.edited is None and _same_story(program, play.header)
    return in_order and untouched and _drift(program, play, opening, matches) is None


def differences(program: Program, play: LoggedPlay, opening: Turn, matches: Sequence[Match]) -> list[str]:
    """What the player must know of the file, of the story, and of the numbers, in this order."""
    told = [_cut(play), _edited(play), _changed(program, play), _drift(program, play, opening, matches)]
    return [notice for notice in told if notice is not None]


def _same_story(program: Program, header: Header) -> bool:
    story = program.story
    here = (story.version, story.content_hash, branches_of(program))
    return here == (header.version, header.content, header.branches)


def _cut(play: LoggedPlay) -> str | None:
    if play.cut is None:
        return None
    return f"{play.path.name}: the end of the play log was cut off: {play.cut}. All lines before it were read."


def _edited(play: LoggedPlay) -> str | None:
    if play.edited is None:
        return None
    return (
        f"{play.path.name}:{play.edited}: this line does not fit the one before it. The play log was changed by hand, "
        f"or lines are missing. It was read as it stands."
    )


def _changed(program: Program, play: LoggedPlay) -> str | None:
    if _same_story(program, play.header):
        return None
    loaded = {name for name, _ in branches_of(program)}
    missing = [f"'{name}'" for name, _ in play.header.branches if name not in loaded]
    if not missing:
        return "The story was edited since this play was recorded."
    return f"This play was recorded with the branch {', '.join(missing)}, which is not here. Add it with --branch FILE."


def _drift(program: Program, play: LoggedPlay, opening: Turn, matches: Sequence[Match]) -> str | None:
    """The first place where the numbers are not the recorded ones. What follows from it is not said again."""
    first = next((match for match in matches[: len(play.choices)] if match.drifted), None)
    if digest(program, opening.state) != play.header.state:
        where = "From the opening on"
    elif first is not None:
        where = f"From the choice at '{first.recorded.scene}' on"
    else:
        return None
    return f"{where}, the numbers of this play are not the recorded ones: the rules of the story have changed."
