"""The command as a process: what it exits with, and that it ends without noise.

A command returns its exit code or raises; here that becomes one message on standard error and a number. 2 stands for
whatever the user can mend, 130 for Ctrl+C, 141 for a reader that went away.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import click

CANNOT_RUN = 2
INTERRUPTED = 130
READER_GONE = 141


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run `hengyang` with `arguments` (the process's own by default) and exit."""
    _speak_utf8()
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        code = READER_GONE
    except OSError as problem:
        code = _say(f"{problem.filename or 'The output'}: {problem.strerror or problem}.")
    _discard_what_nobody_reads()
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    import click

    from hengyang_tui.cli.group import ReaderGone, hengyang

    try:
        code = hengyang.main(arguments, prog_name="hengyang", standalone_mode=False)
    except click.Abort:
        return INTERRUPTED
    except ReaderGone:
        return READER_GONE
    except click.ClickException as problem:
        return _say(_sentence(problem))
    return code if isinstance(code, int) else 0


def _sentence(problem: click.ClickException) -> str:
    """What is wrong, with the command whose help says more."""
    message = problem.format_message()
    context = getattr(problem, "ctx", None)
    return message if context is None else f"{message}\n'{context.command_path} --help' says more."


def _say(message: str) -> int:
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"hengyang: {message}\n")
    return CANNOT_RUN


def _speak_utf8() -> None:
    """Write UTF-8 where no terminal says otherwise, and never fail for a character that a terminal lacks."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None or not hasattr(stream, "reconfigure"):
            continue
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.stdin is not None and hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")


def _discard_what_nobody_reads() -> None:
    """Let the interpreter's last flush succeed when the reader has gone, so that it has nothing to complain of."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
