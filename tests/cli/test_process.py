from __future__ import annotations

import os
import select
import shlex
import shutil
import signal

import pytest

from hengyang_tui.engine.playlog import claim, read_log

posix = pytest.mark.skipif(os.name == "nt", reason="signals of this kind are POSIX's")


def read_until(stream, words):
    """What the process printed up to `words`; letter by letter, for a prompt has no line end."""
    seen = ""
    while words not in seen:
        letter = stream.read(1)
        assert letter, f"the output ended without {words!r}:\n{seen}"
        seen += letter
    return seen


def only_log(folder):
    (log,) = folder.glob("*.jsonl")
    return log


@posix
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (getattr(signal, "SIGHUP", 1), 129)]
)
def test_a_signal_ends_a_play_cleanly_with_its_log_closed(start, ferry, tmp_path, number, code):
    saves = tmp_path / "plays"
    with start("play", ferry, "--saves", str(saves)) as process:
        read_until(process.stdout, "for help): ")
        process.stdin.write("1\n")
        process.stdin.flush()
        read_until(process.stdout, "for help): ")
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert err.strip() == ""
    assert "Traceback" not in out
    log = only_log(saves)
    assert [choice.choice for choice in read_log(log).choices] == ["guard"]
    claim(log).release()


@posix
def test_ctrl_c_says_how_to_go_on(start, ferry, tmp_path):
    with start("play", ferry, "--saves", str(tmp_path)) as process:
        read_until(process.stdout, "for help): ")
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert f"--resume {only_log(tmp_path)}" in out


def test_at_the_end_of_input_it_says_exactly_how_to_go_on(run, ferry, tmp_path):
    saves = tmp_path / "my plays"
    first = run("play", ferry, "--plain", "--seed", "3", "--saves", str(saves), typed="2 The book is old.\n")
    assert first.returncode == 0
    assert first.stderr == ""
    words = shlex.split(first.stdout.rstrip().splitlines()[-1])
    assert words[0] == "hengyang"
    second = run(*words[1:], typed="q\n")
    assert second.returncode == 0
    assert "You go on after 1 choice." in second.stdout
    assert "Second morning" in second.stdout
    assert [choice.reason for choice in read_log(only_log(saves)).choices] == ["The book is old."]


@posix
def test_a_reader_that_goes_away_is_no_error(start, ferry):
    with start("play", ferry, "--auto", "history", "--seed", "1") as process:
        process.stdout.close()
        process.stdin.close()
        err = process.stderr.read()
        process.wait(timeout=30)
    assert err == ""
    assert process.returncode == 141


@posix
def test_a_full_disk_under_the_output_is_a_message(start):
    with open("/dev/full", "w") as full, start("schema", stdout=full) as process:  # noqa: PTH123  a device
        _, err = process.communicate(timeout=30)
    assert "Traceback" not in err
    assert process.returncode == 2


def test_without_a_terminal_the_game_is_played_in_lines(run):
    result = run(typed="")
    assert result.returncode == 0
    assert "2 June 1944" in result.stdout
    assert "--resume" in result.stdout
    assert "\x1b" not in result.stdout


def test_output_in_a_pipe_is_utf_8_whatever_the_locale_says(run, ferry, environment):
    environment.update(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="ascii")
    result = run("play", ferry, "--auto", "history", "--seed", "1")
    assert result.returncode == 0
    assert "渡口的老人" in result.stdout


def test_a_play_that_cannot_be_saved_goes_on(run, ferry, tmp_path):
    folder = tmp_path / "plays"
    folder.write_text("a file stands here", "utf-8")
    result = run("play", ferry, "--plain", typed="1\n")
    assert result.returncode == 0
    missing = tmp_path / "file" / "plays"
    missing.parent.write_text("", "utf-8")
    result = run("play", ferry, "--plain", "--saves", str(missing), typed="1\n1\nq\n")
    assert result.returncode == 0
    assert "this play is not saved" in result.stdout
    assert "The end: The river stays." in result.stdout


@posix
def test_watching_checks_again_when_a_file_is_saved(start, ferry, tmp_path):
    folder = tmp_path / "ferry"
    shutil.copytree(ferry, folder)
    chapter = folder / "chapters" / "10-river.yaml"
    process = start("check", "ferry", "--watch")
    try:
        assert "nothing to mend" in process.stdout.readline()
        text = chapter.read_text("utf-8")
        assert "Watching" in process.stderr.readline()
        chapter.write_text(text.replace("text: Count again.", "text: Count again.\n        goto: nowhere"), "utf-8")
        lines = [process.stdout.readline() for _ in range(3)]
        assert any("There is no scene 'nowhere'." in line for line in lines)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
    finally:
        process.kill()
        process.communicate()


def shown_until(terminal, words):
    """Reads what is drawn in a terminal up to some words."""
    shown = b""
    while words not in shown:
        assert select.select([terminal], [], [], 30)[0], f"{words!r} was never drawn"
        shown += os.read(terminal, 65536)


@posix
def test_a_terminal_that_is_closed_ends_the_game_though_no_signal_comes(start, ferry, tmp_path):
    """As where `make play` is all that a remote terminal runs: the signal goes to make, which waits for the game."""
    ours, theirs = os.openpty()
    termios = pytest.importorskip("termios")
    termios.tcsetwinsize(theirs, (24, 80))
    with start("play", ferry, "--saves", str(tmp_path), stdin=theirs, stdout=theirs, stderr=theirs) as process:
        try:
            os.close(theirs)
            shown_until(ours, b"What is fact")
            os.write(ours, b"1")
            shown_until(ours, b"history")
            os.close(ours)
            assert process.wait(timeout=30) == 129
        finally:
            process.kill()
    claim(only_log(tmp_path)).release()
