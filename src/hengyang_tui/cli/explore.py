"""`hengyang explore`: what can happen in a story, found out by playing it many times."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import click

from hengyang_tui.cli.group import Problem
from hengyang_tui.cli.play import SEED_LIMIT
from hengyang_tui.stories import Place, StoryNotFound, find_story

_MERGE = "merge"
_SEEDS = re.compile(r"(\d{1,19})\.\.(\d{1,19})")
_FOLLOWED = ("random", "least-used", "history")
_PLAYS = _STEPS = 1_000
_WHAT_IFS = 500
_MEGABYTES = 1_024
_FIRST_SEED = 1


@dataclass(frozen=True, slots=True)
class Output:
    """Where the report goes: JSON or text on standard output, a page in a file, play logs in a folder."""

    json: bool
    html: Path | None
    logs: Path | None


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked to explore, as it was said on the command line.

    `memory` is set, in megabytes, where the search is exhaustive; then only the first seed counts.
    """

    place: Place
    seeds: tuple[int, int]
    follow: str
    departures: tuple[str, ...]
    limit: int
    workers: int
    cluster: str | None
    memory: int | None


def _range(_: click.Context, __: click.Parameter, text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = _SEEDS.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise click.BadParameter(f"'{text}' is no range of seeds. Write the first and the last, as in 1..1000.")
    return int(found[1]), int(found[2])


def _seed(_: click.Context, __: click.Parameter, seed: int | None) -> int | None:
    if seed is not None and not 0 <= seed < SEED_LIMIT:
        raise click.BadParameter(f"{seed} is not a number from 0 to {SEED_LIMIT - 1}.")
    return seed


def _positive(_: click.Context, __: click.Parameter, number: int | None) -> int | None:
    if number is not None and not 1 <= number < SEED_LIMIT:
        raise click.BadParameter(f"{number} is not a number from 1 on.")
    return number


def _chooser(_: click.Context, __: click.Parameter, follow: str) -> str:
    if follow not in _FOLLOWED and not Path(follow).is_file():
        raise click.BadParameter(f"It is {', '.join(_FOLLOWED)} or a play log, and there is no file '{follow}'.")
    return follow


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@click.command(
    epilog="""\b
Examples:
  hengyang explore                                   the campaign, 1,000 plays at random
  hengyang explore my-branch.yaml --plays 10000 --html report.html
  hengyang explore --follow history --depart keep-the-190th.obey
  hengyang explore --seeds 1..50000 --json > a.json  one half, on one machine
  hengyang explore --seeds 50001..100000 --json > b.json
  hengyang explore merge a.json b.json               what one run would have said
  hengyang explore story/tutorial --exhaustive --seed 7
  hengyang explore --what-if play.jsonl              each order of a play, given otherwise

Exit code: 0 when every play came to an ending, 1 when some did not, 2 when it cannot run, 130 after
Ctrl+C, which prints the report of the plays that were finished.
"""
)
@click.argument("words", metavar="[STORY|BRANCH] | merge FILE...", nargs=-1)
@click.option(
    "--branch",
    "branches",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Explore with this branch; can be given several times.",
)
@click.option("--plays", metavar="N", type=int, callback=_positive, help=f"How many plays.  [default: {_PLAYS}]")
@click.option(
    "--seed",
    metavar="N",
    type=int,
    callback=_seed,
    help=f"The seed of the first play; each further one has the next.  [default: {_FIRST_SEED}]",
)
@click.option("--seeds", metavar="A..B", callback=_range, help="The plays of these seeds, both included.")
@click.option(
    "--follow",
    metavar="random|least-used|history|LOG",
    default="random",
    show_default=True,
    callback=_chooser,
    help="Who chooses: chance; whatever was taken least often; history; a play log.",
)
@click.option(
    "--depart",
    "departures",
    metavar="SCENE.CHOICE",
    multiple=True,
    help="But take this choice, once a play, when it is open; can be given several times.",
)
@click.option(
    "--limit",
    metavar="STEPS",
    type=int,
    callback=_positive,
    default=_STEPS,
    show_default=True,
    help="Choices after which a play is given up.",
)
@click.option("--workers", metavar="N", type=int, callback=_positive, help="Processes.  [default: one for each core]")
@click.option("--cluster", metavar="ADDRESS", help="Play on the workers of a dask.distributed scheduler.")
@click.option("--exhaustive", is_flag=True, help="Follow every choice that one seed allows.")
@click.option(
    "--memory", metavar="MB", type=int, callback=_positive, help=f"For --exhaustive.  [default: {_MEGABYTES}]"
)
@click.option(
    "--what-if",
    metavar="LOG",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=f"What each single order of a recorded play did to its outcome.  [{_WHAT_IFS} plays for each other order]",
)
@click.option(
    "--outcome",
    "outcomes",
    metavar="NAME",
    multiple=True,
    help="For --what-if: a variable to compare beside the date; can be given several times.  [default: the gauges]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON; 'explore merge' reads it.")
@click.option(
    "--html",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report as one HTML page, too.",
)
@click.option(
    "--logs",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where play logs of plays that failed are written.  [default: beside your own plays]",
)
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    branches: tuple[Path, ...],
    plays: int | None,
    seed: int | None,
    seeds: tuple[int, int] | None,
    follow: str,
    departures: tuple[str, ...],
    limit: int,
    workers: int | None,
    cluster: str | None,
    exhaustive: bool,
    memory: int | None,
    what_if: Path | None,
    outcomes: tuple[str, ...],
    as_json: bool,
    html: Path | None,
    logs: Path | None,
) -> None:
    """Find out what can happen in a story by playing it many times.

    The report says what is reached, and what never is and why; how often each choice is open and taken; how plays
    end, when, and with what; and the shortest way, as a play log, to plays that crash or find no end.
    """
    from hengyang_tui.cli import exploring

    if html is not None and not html.absolute().parent.is_dir():
        raise Problem(f"There is no folder {html.parent} to write {html.name} into.")
    output = Output(as_json, html, logs)
    if words and words[0] == _MERGE:
        _refuse_all_but(ctx, {"words", "as_json", "html"})
        ctx.exit(exploring.merge([Path(word) for word in words[1:]], output))
    if len(words) > 1:
        raise click.UsageError(f"One story at a time: {' '.join(words)}. Branches are given with --branch.")
    if seeds is not None and (plays is not None or seed is not None):
        raise click.UsageError("--seeds says which plays there are: leave out --plays and --seed, or --seeds.")
    if what_if is not None:
        fitting = {"words", "branches", "plays", "seed", "seeds", "workers", "what_if", "outcomes", "as_json"}
        _refuse_all_but(ctx, fitting)
    elif outcomes:
        raise click.UsageError("--outcome is for --what-if.")
    if exhaustive:
        _refuse_all_but(ctx, {"words", "branches", "seed", "limit", "exhaustive", "memory", "as_json", "html", "logs"})
    elif memory is not None:
        raise click.UsageError("--memory is for --exhaustive.")
    try:
        place = find_story(words[0] if words else None).with_branches(branches)
    except StoryNotFound as problem:
        raise Problem(str(problem)) from problem
    first = _FIRST_SEED if seed is None else seed
    if first + (plays or _PLAYS) > SEED_LIMIT:
        raise click.UsageError(f"Seeds end at {SEED_LIMIT - 1}: begin with a smaller one, or play fewer.")
    asked = plays or (_PLAYS if what_if is None else _WHAT_IFS)
    request = Request(
        place=place,
        seeds=seeds or (first, first + asked - 1),
        follow=follow,
        departures=departures,
        limit=limit,
        workers=workers or _cores(),
        cluster=cluster,
        memory=(memory or _MEGABYTES) if exhaustive else None,
    )
    if what_if is not None:
        from hengyang_tui.cli.asking import ask

        ctx.exit(ask(request, what_if, outcomes, as_json=as_json))
    ctx.exit(exploring.explore(request, output))


def _refuse_all_but(ctx: click.Context, fitting: set[str]) -> None:
    """Raises UsageError for an option that was given and means nothing here."""
    for parameter in ctx.command.params:
        name = parameter.name or ""
        if name not in fitting and ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{parameter.opts[0]} means nothing here.")
