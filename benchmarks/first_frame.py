"""From exec to the first frame: the game beside a bare Textual app of the same widgets, in one run.

    python benchmarks/first_frame.py [--rounds 9]

Each program is started in a pseudo-terminal of 80 by 24 cells, in turn, and ended as soon as the words of its first
frame are on the screen. What counts is the CPU time that it has used by then, and the wall time beside it; the figure
is the median of the ratios of each round. Linux only: it reads /proc.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 20.0


def cpu_seconds(process: int) -> float:
    """Time on a processor of a running process so far, over all its threads."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9


def first_frame(command: list[str], words: str) -> tuple[float, float]:
    """CPU and wall seconds until `words` stand on the screen of `command`."""
    start = time.perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the peer's modules are compiled; ours must be too
        os.environ.update(TERM="xterm-256color", PYTHONPATH=str(ROOT / "src"), COLUMNS="80", LINES="24")
        os.execvp(command[0], command)  # noqa: S606  the child of a fork becomes the program that is measured
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    shown = b""
    try:
        while words.encode() not in shown:
            assert time.perf_counter() - start < PATIENCE, f"no first frame from {command}"
            shown += os.read(terminal, 65536)
        return cpu_seconds(process), time.perf_counter() - start
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=9)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as saves:
        game = [sys.executable, "-m", "hengyang_tui", "play", "--saves", saves]
        bare = [sys.executable, str(ROOT / "benchmarks" / "bare_app.py")]
        first_frame(game, "quit")
        first_frame(bare, "quit")
        pairs = [(first_frame(game, "quit"), first_frame(bare, "quit")) for _ in range(given.rounds)]
    print(f"median of {given.rounds} rounds, exec to first frame at 80 by 24")
    for index, name in enumerate(("CPU", "wall")):
        ours = statistics.median(pair[0][index] for pair in pairs)
        peer = statistics.median(pair[1][index] for pair in pairs)
        ratio = statistics.median(pair[0][index] / pair[1][index] for pair in pairs)
        print(f"{name:<5} ours {ours * 1000:6.0f} ms   bare {peer * 1000:6.0f} ms   ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
