"""The command line on a real terminal: which game it starts, and how that ends."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time

import pytest

from hengyang_tui.engine.playlog import claim, read_log

if os.name == "nt":
    pytest.skip("pseudo-terminals of this kind are POSIX's", allow_module_level=True)

import fcntl
import pty
import struct
import termios

PATIENCE = 30.0


class Terminal:
    """`hengyang` on a pseudo-terminal of 80 by 24."""

    def __init__(self, command, environment, cwd):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, cwd=cwd, start_new_session=True
        )
        os.close(slave)
        self.seen = ""

    def wait_for(self, words):
        """Read until `words` have been printed since the last call; control sequences do not count."""
        end = time.monotonic() + PATIENCE
        raw = ""
        while words not in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", raw):
            assert time.monotonic() < end, f"{words!r} was not printed:\n{raw[-3000:]}"
            if select.select([self.master], [], [], 0.2)[0]:
                raw += self._read()
        self.seen += raw

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self):
        """The exit code, once the process has ended by itself."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end, "the process does not end"
            if select.select([self.master], [], [], 0.2)[0]:
                self.seen += self._read()
        while select.select([self.master], [], [], 0)[0] and (rest := self._read()):
            self.seen += rest
        return self.process.returncode

    def _read(self):
        try:
            return os.read(self.master, 65536).decode("utf-8", "replace")
        except OSError:
            return ""

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)


@pytest.fixture
def terminal(environment, tmp_path):
    opened = []

    def opening(*arguments, term="xterm-256color"):
        command = [sys.executable, "-m", "hengyang_tui", *arguments]
        opened.append(Terminal(command, environment | {"TERM": term}, tmp_path))
        return opened[-1]

    yield opening
    for one in opened:
        one.close()


def test_on_a_terminal_the_game_is_on_the_screen_and_leaves_with_the_way_back(terminal, ferry, tmp_path):
    screen = terminal("play", ferry, "--seed", "1", "--saves", str(tmp_path))
    screen.wait_for("What is fact")
    screen.type("1")
    screen.wait_for("First light")
    screen.type("\x1b[F2")
    screen.wait_for("Second morning")
    screen.type("q")
    assert screen.end() == 0
    (log,) = tmp_path.glob("*.jsonl")
    assert f"hengyang play {ferry} --resume {log}" in screen.seen.replace("\r\n", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_game_on_the_screen_with_its_log_closed(terminal, ferry, tmp_path, number):
    screen = terminal("play", ferry, "--seed", "1", "--saves", str(tmp_path))
    screen.wait_for("What is fact")
    screen.type("1")
    screen.wait_for("First light")
    screen.process.send_signal(number)
    assert screen.end() == 128 + number
    assert "Traceback" not in screen.seen
    (log,) = tmp_path.glob("*.jsonl")
    assert read_log(log).cut is None
    claim(log).release()


@pytest.mark.parametrize(("arguments", "term"), [(["--plain"], "xterm-256color"), ([], "dumb")])
def test_in_lines_nothing_steers_the_terminal(terminal, ferry, tmp_path, arguments, term):
    lines = terminal("play", ferry, "--saves", str(tmp_path), *arguments, term=term)
    lines.wait_for("for help):")
    lines.type("2\n")
    lines.wait_for("for help):")
    lines.type("\x04")
    assert lines.end() == 0
    assert "To go on with this play" in lines.seen
    assert "\x1b" not in lines.seen


def test_a_story_that_cannot_be_found_is_said_before_any_screen(terminal):
    screen = terminal("play", "no-such-story")
    assert screen.end() == 2
    assert "'no-such-story' is no file or folder here" in screen.seen
    assert "\x1b" not in screen.seen
