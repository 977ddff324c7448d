"""From a key to the changed screen: choices of the game beside new pages of a bare Textual app, in one run.

    python benchmarks/key_to_screen.py [--keys 40] [--rounds 3]

Each program runs in a pseudo-terminal, in turn, at 80 by 24 and at 200 by 50 cells, and `1` is pressed again and again:
in the game that brings the choices of a page into sight or makes the first one, in the bare app it shows another text
and another list. What counts is the CPU time from a key until the program rests with the new screen written, median and
95th percentile over all keys; the ratio is that of the medians. Linux only: it reads /proc.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from first_frame import PATIENCE, ROOT, cpu_seconds

QUIET = 0.15
"""Seconds without a word after which a screen counts as written."""
CLOSED = 2.0
"""Seconds after which a key counts as one that does nothing: the choice is closed."""
SIZES = ((80, 24), (200, 50))


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(self, command: list[str], size: tuple[int, int]) -> None:
        self.process, self._terminal = pty.fork()
        if self.process == 0:
            os.environ.update(TERM="xterm-256color", PYTHONPATH=str(ROOT / "src"))
            os.execvp(command[0], command)  # noqa: S606  the child of a fork becomes the program that is measured
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def read(self, words: str = "", patience: float = PATIENCE) -> bool:
        """Reads until something was written, `words` among it, and nothing more comes for a while; or in vain."""
        shown, start = b"", time.perf_counter()
        while time.perf_counter() - start < patience:
            ready, _, _ = select.select([self._terminal], [], [], QUIET)
            if ready:
                shown += os.read(self._terminal, 65536)
            elif shown and words.encode() in shown:
                return True
        return False

    def press(self, keys: str) -> float:
        """Presses the first of these keys that changes the screen; CPU seconds until that is written."""
        for key in keys:
            before = cpu_seconds(self.process)
            os.write(self._terminal, key.encode())
            if self.read(patience=CLOSED):
                return cpu_seconds(self.process) - before
        raise AssertionError(f"none of {keys} changed the screen")

    def end(self) -> None:
        """Ends the program."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self._terminal)


def pressed(command: list[str], ready: str, size: tuple[int, int], keys: int) -> list[float]:
    """CPU seconds of each key once the screen has the words that say it is ready; the first key is left out."""
    terminal = Terminal(command, size)
    try:
        assert terminal.read(words=ready), f"{command} did not begin"
        terminal.press("1")
        return [terminal.press("123") for _ in range(keys)]
    finally:
        terminal.end()


def told(name: str, times: list[float]) -> str:
    """A line: median and 95th percentile in milliseconds."""
    slow = statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
    return f"{name} median {statistics.median(times) * 1000:5.1f} ms, 95% within {slow * 1000:5.1f} ms"


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--keys", type=int, default=40)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    for size in SIZES:
        ours: list[float] = []
        bare: list[float] = []
        for seed in range(1, given.rounds + 1):
            with tempfile.TemporaryDirectory() as saves:
                game = [sys.executable, "-m", "hengyang_tui", "play", "--saves", saves, "--seed", str(seed)]
                ours += pressed(game, "What is fact", size, given.keys)
            bare += pressed([sys.executable, str(ROOT / "benchmarks" / "bare_pages.py")], "quit", size, given.keys)
        print(f"{size[0]} by {size[1]}, {len(ours)} keys each, CPU time")
        print(told("  the game ", ours), told("  bare app ", bare), sep="\n")
        print(f"  ratio of the medians {statistics.median(ours) / statistics.median(bare):.2f}")


if __name__ == "__main__":
    main()
