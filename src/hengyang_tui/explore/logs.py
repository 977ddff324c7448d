"""Play logs of plays that nobody played: the way to a problem, for `hengyang play --resume`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import hengyang_tui
from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.fit import branches_of
from hengyang_tui.engine.logformat import Header, LoggedChoice, encode, entry_fields, header_fields
from hengyang_tui.engine.state import digest
from hengyang_tui.engine.turns import begin, choose
from hengyang_tui.explore.errors import ExploreError
from hengyang_tui.explore.tally import Problem, Steps


def write_log(program: Program, problem: Problem, folder: Path) -> Path | None:
    """Writes the way to a problem as a play log, over what an earlier search left there; None where there is no way.

    A choice that raises the error is left out, since nobody can go on from it: the play stands just before it. Raises
    ExploreError where the folder cannot be written.
    """
    choices = problem.witness.shortest
    if problem.choice:
        choices = choices[:-1]
    if not problem.scene:
        return None
    place = re.sub(r"[^a-z0-9-]+", "-", f"{problem.kind}-{problem.scene}-{problem.choice}".lower()).strip("-")
    path = folder / f"{program.story.id}-{place}.jsonl"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(log_of(program, problem.witness.seed, choices))
    except OSError as error:
        raise ExploreError(f"The play log {path} cannot be written: {error.strerror or error}.") from error
    return path


def log_of(program: Program, seed: int, choices: Steps) -> bytes:
    """A play log that holds these choices."""
    now = datetime.now(UTC)
    turn = begin(program, seed)
    story = program.story
    header = Header(
        story=story.id,
        title=story.title,
        version=story.version,
        content=story.content_hash,
        seed=seed,
        branches=branches_of(program),
        program=hengyang_tui.__version__,
        created=now,
        state=digest(program, turn.state),
        date=turn.date,
    )
    line, link = encode(header_fields(header), "")
    lines = [line]
    for scene, choice in choices:
        turn = choose(program, turn.state, choice)
        made = LoggedChoice(scene, choice, now, digest(program, turn.state), None, turn.date, turn.ending)
        line, link = encode(entry_fields(made), link)
        lines.append(line)
    return b"".join(lines)
