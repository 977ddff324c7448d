"""How a play is gone on with: the command, as it can be typed."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengyang_tui.cli.play import Request


def resume_command(request: Request, log: Path) -> str:
    """The command that goes on with a play, as the user's shell takes it."""
    words = ["hengyang", "play", *([request.story] if request.story else [])]
    for branch in request.branches:
        words += ["--branch", str(branch)]
    words += ["--plain"] if request.plain else []
    words += ["--resume", str(log.absolute())]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
