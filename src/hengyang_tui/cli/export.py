"""`hengyang export`: a story in another language."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hengyang_tui.cli.group import Problem

if TYPE_CHECKING:
    from hengyang_tui.export.exported import Exported
    from hengyang_tui.language.diagnostics import Finding
    from hengyang_tui.language.story import Story


@click.command(
    epilog="""\b
Examples:
  hengyang export --to ink -o hengyang.ink              the campaign
  hengyang export story/tutorial --to ink -o train.ink
  hengyang export my-branch.yaml --to twee -o mine.twee
  hengyang export --to ink -o -                         to standard output

What the other language has no place for is left out and said. What it cannot say is refused, with the place and a
way out, and nothing is written.

Exit code: 0 when the file was written, 1 when something was refused, 2 when it cannot run.
"""
)
@click.argument("name", metavar="[STORY|BRANCH]", required=False)
@click.option("--to", "target", type=click.Choice(["ink", "twee"]), required=True, help="The language to write.")
@click.option(
    "-o",
    "--output",
    "output",
    metavar="FILE",
    required=True,
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="The file to write; - is standard output.",
)
@click.option(
    "--branch",
    "branches",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Export with this branch; can be given several times.",
)
@click.pass_context
def command(ctx: click.Context, name: str | None, target: str, output: Path, branches: tuple[Path, ...]) -> None:
    """Write a story as ink, or as Twee 3 for Twine.

    STORY is a folder, a file in it, or the id of an installed story; without one, the campaign. A branch finds its
    story by itself. docs/exporting.md says how the result is played.
    """
    from hengyang_tui.language.loader import examine
    from hengyang_tui.stories import StoryNotFound, find_story

    try:
        place = find_story(name).with_branches(branches)
    except StoryNotFound as problem:
        raise Problem(str(problem)) from problem
    report = examine(place.folder, place.branches)
    if report.story is None or report.errors:
        _tell(report.errors)
        raise Problem(f"{place.folder} must be right before it can be exported; 'hengyang check' says more.")
    exported = _exported(report.story, target)
    _tell(exported.refused or exported.findings)
    if exported.refused:
        ctx.exit(1)
    if str(output) == "-":
        click.echo(exported.text, nl=False)
    else:
        output.write_text(exported.text, encoding="utf-8", newline="\n")
        click.echo(f"{output} is written.", err=True)


def _exported(story: Story, target: str) -> Exported:
    if target == "ink":
        from hengyang_tui.export.ink.story import to_ink

        return to_ink(story)
    from hengyang_tui.export.twee.story import to_twee

    return to_twee(story)


def _tell(findings: Iterable[Finding]) -> None:
    from hengyang_tui.cli.findings import visible

    for finding in findings:
        for row in finding.rows():
            click.echo(visible(row), err=True)
