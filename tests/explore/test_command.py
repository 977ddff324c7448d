"""`hengyang explore`: what is asked for, what is printed, what it exits with."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hengyang_tui.cli.group import hengyang
from hengyang_tui.cli.progress import progress
from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.game import Game

ROOT = Path(__file__).parents[2]
STORIES = Path(__file__).parent / "stories"
KILN, QUARRY = str(STORIES / "kiln"), str(STORIES / "quarry")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs `hengyang explore` in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def running(*words):
        return CliRunner().invoke(hengyang, ["explore", *map(str, words)])

    return running


def test_the_report_is_text_that_fits_a_hundred_columns(run):
    done = run(KILN, "--plays", 100)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "100 plays (seeds 1 to 100), each choosing at random among what is open." in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    for told in ("Reached: scenes 3 of 3", "Shards  burst", "Heat", "18 ±10%", "clay (100): *wood"):
        assert told in done.stdout


def test_ranges_added_up_are_what_one_run_prints(run, tmp_path):
    for name, seeds in (("a", "1..120"), ("b", "121..400"), ("all", "1..400")):
        done = run(KILN, "--seeds", seeds, "--json")
        (tmp_path / f"{name}.json").write_bytes(done.stdout_bytes)
    done = run("merge", "b.json", "a.json", "--json")
    assert done.stdout_bytes == (tmp_path / "all.json").read_bytes()
    assert run("merge", "a.json", "b.json").stdout == run(KILN, "--plays", 400).stdout


def test_seed_is_that_of_the_first_play(run):
    done = run(KILN, "--plays", 10, "--seed", 41, "--json")
    assert json.loads(done.stdout)["seeds"] == [[41, 50]]


def test_history_with_a_departure(run):
    done = run(KILN, "--follow", "history", "--depart", "clay.coal", "--plays", 20, "--json")
    taken = json.loads(done.stdout)["tally"]["taken"]
    assert taken["clay.coal"] == 20
    assert "clay.wood" not in taken


def test_a_play_log_can_be_followed(run, tmp_path, kiln):
    game = Game.new(Program(kiln.story), 1, tmp_path / "plays")
    for choice in ("straw", "look", "stoke", "leave"):
        game.choose(choice)
    game.close()
    done = run(KILN, "--follow", game.log_path, "--plays", 30, "--json")
    report = json.loads(done.stdout)
    assert report["asked"]["follow"] == "log"
    assert report["tally"]["taken"] == {"clay.straw": 30, "fire.leave": 60, "fire.look": 30, "fire.stoke": 30}


def test_a_play_log_of_another_story_is_refused(run, tmp_path, quarry):
    game = Game.new(Program(quarry.story), 1, tmp_path / "plays")
    game.close()
    done = run(KILN, "--follow", game.log_path)
    assert done.exit_code == 2
    assert "is a play of 'quarry', and the story here is 'kiln'" in done.output


def test_where_no_play_log_can_be_written_the_way_is_told_in_words(run, tmp_path):
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    done = run(QUARRY, "--plays", 300, "--limit", 60)
    assert done.exit_code == 1
    assert "cannot be written" in done.stdout
    assert ": gate.yard, yard.climb" in done.stdout


def test_failures_exit_with_1_and_bring_their_play_logs(run, tmp_path):
    done = run(QUARRY, "--plays", 300, "--limit", 60)
    assert done.exit_code == 1
    assert "Stranded at 'pit' (" in done.stdout
    log = tmp_path / "data" / "hengyang-tui" / "explored" / "quarry-crashed-gate-blow.jsonl"
    assert f"  hengyang play {QUARRY} --resume {log}  (and take 'blow')" in done.stdout.replace("'/", "/")
    assert log.exists()


def test_a_merge_tells_the_way_to_a_failure_in_words(run, tmp_path):
    (tmp_path / "a.json").write_text(run(QUARRY, "--plays", 300, "--limit", 60, "--json").stdout, encoding="utf-8")
    done = run("merge", "a.json")
    assert done.exit_code == 1
    assert "The way, with seed " in done.stdout
    assert ": gate.burn, gate.burn, gate.blow" in done.stdout


def test_the_page_stands_by_itself(run, tmp_path):
    done = run(QUARRY, "--plays", 300, "--limit", 60, "--html", "report.html", "--logs", "logs")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert done.exit_code == 1
    assert page.startswith("<!DOCTYPE html>")
    for foreign in ("<script", "src=", "href=", "http:", "https:", "@import", "url("):
        assert foreign not in page
    for told in ("prefers-color-scheme: dark", "<svg", "The evening", "Crashed at &#x27;gate&#x27;", "stone &gt; 100"):
        assert told in page
    assert min(path.name for path in (tmp_path / "logs").iterdir()) == "quarry-crashed-gate-blow.jsonl"


def test_everything_that_one_seed_allows(run):
    done = run(KILN, "--exhaustive", "--seed", 7)
    assert done.exit_code == 0
    assert "Every play of seed 7 was followed to its end" in done.stdout
    assert run(KILN, "--exhaustive", "--json").stdout.startswith('{"report":"hengyang explore","format":1')


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["no-such-story"], "no-such-story"),
        ([KILN, QUARRY], "One story at a time"),
        ([KILN, "--plays", "0"], "0 is not a number from 1 on"),
        ([KILN, "--seeds", "9..3"], "'9..3' is no range of seeds"),
        ([KILN, "--seeds", "1..9", "--plays", "3"], "leave out --plays and --seed"),
        ([KILN, "--seed", str(2**64 - 5)], "Seeds end at"),
        ([KILN, "--follow", "nobody"], "there is no file 'nobody'"),
        ([KILN, "--depart", "clay"], "'clay' should be SCENE.CHOICE"),
        ([KILN, "--depart", "clai.wood"], "Did you mean 'clay'?"),
        ([KILN, "--depart", "clay.tar"], "It has wood, coal, straw."),
        ([KILN, "--depart", "clay.coal", "--depart", "clay.wood"], "more than one departure at 'clay'"),
        ([KILN, "--memory", "9"], "--memory is for --exhaustive"),
        ([KILN, "--exhaustive", "--plays", "9"], "--plays means nothing here"),
        ([KILN, "--follow", __file__], "play log"),
        ([KILN, "--html", "no/such/folder.html"], "no/such"),
        (["merge"], "There is nothing to merge"),
        (["merge", "missing.json"], "missing.json cannot be read"),
        (["merge", KILN, "--seed", "3"], "--seed means nothing here"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run, words, told):
    done = run(*words)
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output


def test_a_story_that_cannot_be_read_is_said(run, written):
    done = run(written("format: 1\n", "scenes: {}\n"))
    assert done.exit_code == 2
    assert "cannot be explored" in done.output


def test_there_is_a_bar_on_a_terminal_and_none_in_a_pipe(monkeypatch, capsys):
    with progress("plays", 100) as played:
        played(50)
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress("plays", 100) as played:
        played(50)
    assert "plays" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows to see the bar on")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_prints_the_report_of_what_was_finished(workers, tmp_path):
    command = [sys.executable, "-m", "hengyang_tui", "explore", KILN, "--plays", "50000000", "--workers", str(workers)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    environment |= {"TERM": "xterm", "COLUMNS": "100"}
    pipe = subprocess.PIPE
    ours, theirs = os.openpty()
    with subprocess.Popen(command, stdout=pipe, stderr=theirs, text=True, cwd=tmp_path, env=environment) as process:
        told = b""
        while not re.search(rb"[1-9]\d*/50000000", told):
            told += os.read(ours, 10_000)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    told += os.read(ours, 10_000)
    assert process.returncode == 130
    assert "plays (seeds 1 to " in out
    assert b"Interrupted: the report is of " in told
