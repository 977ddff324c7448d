"""`hengyang saves`: the plays on this machine, and how to go on with each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hengyang_tui.cli.group import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengyang_tui.engine.saves import SavedPlay


@click.command(
    epilog="""\b
Examples:
  hengyang saves
  hengyang saves --saves /srv/class-3b
  hengyang play --resume LOG
"""
)
@click.option(
    "--saves",
    "folder",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="List the plays in this folder and not those in the user's own.",
)
def command(folder: Path | None) -> None:
    """List the plays on this machine.

    The last played comes first: when it was played, which story, how far it came, and the file that
    'hengyang play --resume' takes.
    """
    from hengyang_tui.engine.playlog import PlayLogError
    from hengyang_tui.engine.saves import default_folder, list_plays

    folder = folder or default_folder()
    try:
        plays = list_plays(folder)
    except PlayLogError as problem:
        raise Problem(str(problem)) from problem
    if not plays:
        click.echo(f"There are no plays in {folder}.")
    for play in plays:
        for line in _told(play):
            click.echo(line)


def _told(play: SavedPlay) -> Iterator[str]:
    from hengyang_tui.tui.texts import short_date

    played = f"{play.played.astimezone():%Y-%m-%d %H:%M}"
    if play.problem is not None:
        yield f"{played}  {play.problem}"
        return
    reached = f", {short_date(play.date)} {play.date.year}" if play.date is not None else ""
    choices = f"{play.choices} choice{'' if play.choices == 1 else 's'}"
    end = f". The end: {play.ending}" if play.ending is not None else ""
    damaged = ". Damaged; it can be resumed" if play.damaged else ""
    yield f"{played}  {play.title} (seed {play.seed}){reached}, {choices}{end}{damaged}."
    yield f"                  {play.path}"
