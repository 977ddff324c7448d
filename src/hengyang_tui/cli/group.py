"""The group `hengyang`: its commands by name, each imported when it is called."""

from __future__ import annotations

import difflib
from importlib import import_module
from pathlib import Path
from typing import Any

import click

COMMANDS = {
    "play": "Play the siege, another story, or a branch.",
    "check": "Find what is wrong with a story or a branch.",
    "saves": "List the plays on this machine.",
    "schema": "Print the JSON Schema of the story files.",
}
_OWN_OPTIONS = ("--help", "-h", "--version")


class Problem(click.ClickException):
    """Something the user can mend: one message, exit code 2."""

    exit_code = 2


class ReaderGone(Exception):
    """Whoever read our output closed it: the rest is nobody's, and no error."""


class Commands(click.Group):
    """A group that lists its commands without importing them and plays when no command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"hengyang_tui.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help, from the table."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with `play` for granted where the first word is no command."""
        if not args or (args[0].startswith("-") and args[0] not in _OWN_OPTIONS):
            args = ["play", *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a way out for a word that is no command."""
        word = args[0]
        if word not in COMMANDS and not ctx.resilient_parsing:
            near = difflib.get_close_matches(word, COMMANDS, n=1)
            if Path(word).exists():
                hint = f"To play it: hengyang play {word}"
            else:
                hint = f"Did you mean '{near[0]}'?" if near else f"The commands are {', '.join(COMMANDS)}."
            ctx.fail(f"There is no command '{word}'. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own signature
        """As click does, with a closed pipe told apart from other trouble of the operating system."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as problem:
            raise ReaderGone from problem


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from hengyang_tui import __version__

        click.echo(f"hengyang {__version__}")
        ctx.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 88},
    epilog="Without a command, hengyang plays. 'hengyang COMMAND --help' says what a command does.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and exit.",
)
def hengyang() -> None:
    """The siege of Hengyang, 2 June to 8 August 1944: a game in the terminal, checked against the record.

    \b
    Examples:
      hengyang                            the game
      hengyang play --plain --seed 7      the same in lines of text
      hengyang play my-branch.yaml        the siege with your branch in it
      hengyang check my-branch.yaml       what is wrong with it
    """  # noqa: D301  click reads the backspace
