"""`hengyang play`: the terminal game, or the line mode where there is no terminal or none is wanted."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from hengyang_tui.cli.group import Problem
from hengyang_tui.stories import Place, StoryNotFound, find_story

SEED_LIMIT = 2**64
_WITHOUT_LOG = ("history", "random")


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked to play, as it was said on the command line."""

    story: str | None
    branches: tuple[Path, ...]
    seed: int | None
    plain: bool
    auto: str | None
    resume: Path | None
    saves: Path | None

    @property
    def log(self) -> Path | None:
        """The play log to go on with or to play again."""
        if self.auto is None or self.auto in _WITHOUT_LOG:
            return self.resume
        return Path(self.auto)

    def place(self, story_id: str | None = None) -> Place:
        """Where the story is: as named, or as the log names it (`story_id`). Raises Problem."""
        try:
            return find_story(self.story or story_id).with_branches(self.branches)
        except StoryNotFound as problem:
            raise Problem(str(problem)) from problem


def _in_range(_: click.Context, __: click.Parameter, seed: int | None) -> int | None:
    if seed is not None and not 0 <= seed < SEED_LIMIT:
        raise click.BadParameter(f"{seed} is not a number from 0 to {SEED_LIMIT - 1}.")
    return seed


@click.command(
    epilog="""\b
Examples:
  hengyang play
  hengyang play --plain --seed 7
  hengyang play my-branch.yaml --branch another.yaml
  hengyang play --auto history --seed 1 > what-fang-did.txt
  hengyang play --resume ~/plays/hengyang-1944-20440628-101200-0a1b2c.jsonl
"""
)
@click.argument("story", metavar="[STORY|BRANCH]", required=False)
@click.option(
    "--branch",
    "branches",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Play with this branch; can be given several times.",
)
@click.option(
    "--seed",
    metavar="N",
    type=int,
    callback=_in_range,
    help="The number that fixes every chance. Without it each play has its own.",
)
@click.option("--plain", is_flag=True, help="Lines of text and numbered choices, without control codes.")
@click.option(
    "--auto",
    metavar="history|random|FILE",
    help="Play without asking: what was done in history, any open choice, or what the play log FILE holds. It prints "
    "in lines as --plain does, ends with the play, and is saved only where --saves names a folder.",
)
@click.option(
    "--resume",
    metavar="LOG",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Go on with a play. 'hengyang saves' lists them.",
)
@click.option(
    "--saves",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep plays in this folder and not in the user's own.",
)
@click.pass_context
def command(
    ctx: click.Context,
    story: str | None,
    branches: tuple[Path, ...],
    seed: int | None,
    plain: bool,
    auto: str | None,
    resume: Path | None,
    saves: Path | None,
) -> None:
    """Play the siege, another story, or a branch.

    STORY is a folder, a file in it, or the id of an installed story; without one, the campaign. A branch finds its
    story by itself. Where standard input or output is no terminal, the play is in lines, as with --plain; at the end
    of the input it says how to go on with it.
    """
    _refuse_contradictions(seed, auto, resume)
    request = Request(story, branches, seed, plain, auto, resume, saves)
    if plain or auto is not None or not _on_terminal():
        from hengyang_tui.cli.lines import play_in_lines

        play_in_lines(request)
        return
    from hengyang_tui.cli.screen import play_on_screen

    ctx.exit(play_on_screen(request))


def _refuse_contradictions(seed: int | None, auto: str | None, resume: Path | None) -> None:
    if resume is not None and seed is not None:
        raise click.UsageError("A play that is resumed has its seed: leave out --seed, or --resume.")
    if resume is not None and auto is not None:
        raise click.UsageError("--resume goes on with a play and --auto plays a new one: leave out one of them.")
    if auto is not None and auto not in _WITHOUT_LOG and not Path(auto).is_file():
        raise click.UsageError(f"--auto takes history, random or a play log, and there is no file '{auto}'.")


def _on_terminal() -> bool:
    """Whether a terminal game can be shown: both ends are a terminal, and it can place the cursor."""
    ends = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    return ends and os.environ.get("TERM", "") != "dumb"
