"""`hengyang check`: what is wrong with a story or a branch, where, and the way out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from hengyang_tui.cli.group import Problem

if TYPE_CHECKING:
    from hengyang_tui.cli.findings import Checked
    from hengyang_tui.language.diagnostics import Finding
    from hengyang_tui.language.story import Story


@click.command(
    epilog="""\b
Examples:
  hengyang check                              the campaign
  hengyang check story/tutorial my-branch.yaml
  hengyang check --plays                      and do its scripted plays still hold?
  hengyang check --facts                      where each fact reaches the player
  hengyang check my-branch.yaml --watch       again whenever you save; Ctrl+C ends it
  hengyang check my-branch.yaml --format sarif > check.sarif

Exit code: 0 when there is nothing to mend, 1 when there are errors or warnings (hints
never count), 2 when the check cannot run.
"""
)
@click.argument("stories", metavar="[STORY|BRANCH]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How findings are written to standard output.",
)
@click.option("--plays", is_flag=True, help="Also run the scripted plays of the story, and say where one goes astray.")
@click.option(
    "--facts", is_flag=True, help="Also list every fact with the cards and entries that rest on it. As text only."
)
@click.option("--watch", is_flag=True, help="Go on checking: again whenever a file is saved. As text only.")
@click.pass_context
def command(ctx: click.Context, stories: tuple[str, ...], form: str, plays: bool, facts: bool, watch: bool) -> None:
    """Find what is wrong with a story or a branch.

    STORY is a folder, a file in it, or the id of an installed story; without one, the campaign. A branch finds its
    story by itself, and branches of one story are checked together, as they would be played.
    """
    places = _together(stories)
    if (watch or facts) and form != "text":
        raise click.UsageError("--watch and --facts write text only.")
    if watch:
        _go_on(places, plays=plays)
    ctx.exit(0 if _check(places, form, plays=plays, facts=facts) else 1)


def _list_facts(story: Story) -> None:
    from hengyang_tui.language.usage import uses_of_facts

    uses = uses_of_facts(story)
    for fact, places in uses.items():
        click.echo(f"{fact}: {', '.join(f'{kind} {where}' for kind, where in places) or 'unused'}")
    click.echo(f"{sum(map(bool, uses.values()))} of {len(uses)} facts are used.")


def _check(places: dict[Path, tuple[Path, ...]], form: str, *, plays: bool, facts: bool = False) -> bool:
    """Writes what is wrong, and with `facts` where each fact is used; whether nothing must be mended."""
    from hengyang_tui.cli import findings

    checked = [_examine(folder, branches, plays=plays) for folder, branches in places.items()]
    if form == "json":
        click.echo(findings.as_json(checked))
    elif form == "sarif":
        from hengyang_tui import __version__

        click.echo(findings.as_sarif(checked, __version__))
    else:
        for line in findings.as_text(checked):
            click.echo(line)
    for one in checked:
        if facts and one.story is not None:
            _list_facts(one.story)
    return all(one.clean for one in checked)


def _go_on(places: dict[Path, tuple[Path, ...]], *, plays: bool) -> NoReturn:
    """Checks now and whenever a file is saved, until the author has had enough."""
    import datetime

    from hengyang_tui.cli.watching import Watch

    watch = Watch(places.items())  # before the first check: what is saved while it runs is not lost
    _check(places, "text", plays=plays)
    click.echo("Watching; Ctrl+C ends it.", err=True)
    while True:
        watch.wait()
        now = datetime.datetime.now().astimezone()
        click.echo(f"\n{now:%H:%M:%S}")
        _check(places, "text", plays=plays)


def _together(names: tuple[str, ...]) -> dict[Path, tuple[Path, ...]]:
    """The stories that are named, in order, each with all the branches of it that are named."""
    from hengyang_tui.stories import StoryNotFound, find_story

    places: dict[Path, tuple[Path, ...]] = {}
    for name in names or (None,):
        try:
            place = find_story(name)
        except StoryNotFound as problem:
            raise Problem(str(problem)) from problem
        before = places.get(place.folder, ())
        places[place.folder] = tuple(dict.fromkeys((*before, *place.branches)))
    return places


def _examine(folder: Path, branches: tuple[Path, ...], *, plays: bool) -> Checked:
    from hengyang_tui.cli.findings import Checked
    from hengyang_tui.language.loader import examine

    report = examine(folder, branches)
    name = ", ".join(str(path) for path in branches) or str(folder)
    if report.story is None:
        return Checked(name, report.findings)
    astray = _astray(report.story) if plays else []
    return Checked(name, (*report.findings, *astray), _measure(report.story), report.story)


def _astray(story: Story) -> list[Finding]:
    from hengyang_tui.engine.compiler import Program
    from hengyang_tui.engine.scripted import run_plays

    return run_plays(Program(story))


def _measure(story: Story) -> str:
    """How much of a story there is, so that a person sees that the right one was checked."""
    decisions = sum(scene.history is not None for scene in story.scenes.values())
    return f"{len(story.scenes)} scenes, {decisions} decisions checked against history"
