from __future__ import annotations

import shlex
from pathlib import Path

from click.testing import CliRunner

from hengyang_tui.cli.group import hengyang
from hengyang_tui.cli.play import Request
from hengyang_tui.cli.resuming import resume_command
from hengyang_tui.engine.playlog import read_log


def run(*arguments, typed=""):
    return CliRunner().invoke(hengyang, list(map(str, arguments)), input=typed, prog_name="hengyang")


def test_an_empty_or_missing_folder_has_no_plays(tmp_path):
    for folder in (tmp_path, tmp_path / "missing"):
        result = run("saves", "--saves", folder)
        assert result.exit_code == 0
        assert result.stdout == f"There are no plays in {folder}.\n"


def test_plays_are_listed_with_how_far_they_came_and_their_file(ferry, tmp_path):
    run("play", ferry, "--seed", 1, "--saves", tmp_path, typed="1\n")
    run("play", ferry, "--seed", 2, "--saves", tmp_path, typed="2\n1\n")
    listed = run("saves", "--saves", tmp_path).stdout
    assert "The Ferry (seed 1), 3 June 1944, 1 choice." in listed
    assert "The Ferry (seed 2), 4 June 1944, 2 choices. The end: The river stays." in listed
    assert all(str(log) in listed for log in tmp_path.glob("*.jsonl"))


def test_a_file_that_is_no_play_log_is_said_and_hides_no_other(ferry, tmp_path):
    run("play", ferry, "--seed", 1, "--saves", tmp_path)
    (tmp_path / "other.jsonl").write_bytes(b"\x00\xff")
    result = run("saves", "--saves", tmp_path)
    assert result.exit_code == 0
    assert "other.jsonl" in result.stdout
    assert "(seed 1)" in result.stdout


def test_the_story_of_a_log_must_be_named_where_it_is_not_installed(ferry, tmp_path):
    run("play", ferry, "--seed", 1, "--saves", tmp_path, typed="1\n")
    (log,) = tmp_path.glob("*.jsonl")
    alone = run("play", "--resume", log)
    assert alone.exit_code == 2
    assert "'ferry'" in alone.stderr
    assert run("play", ferry, "--resume", log).exit_code == 0


def test_a_log_of_another_story_is_refused_in_words(ferry, tmp_path):
    run("play", ferry, "--seed", 1, "--saves", tmp_path)
    (log,) = tmp_path.glob("*.jsonl")
    log.write_text(log.read_text("utf-8").replace('"story": "ferry"', '"story": "other"'), "utf-8")
    result = run("play", ferry, "--resume", log)
    assert result.exit_code == 2
    assert "This is a play of 'The Ferry' (other)" in result.stderr


def test_what_is_no_play_log_is_refused_in_words(ferry, tmp_path):
    file = tmp_path / "file"
    for content in (b"", b"\x00\xff", b"{}", b'{"play_log": 99}\n'):
        file.write_bytes(content)
        for option in ("--resume", "--auto"):
            result = run("play", ferry, option, file)
            assert result.exit_code == 2
            assert str(file) in result.stderr


def test_auto_saves_only_where_a_folder_is_named(ferry, tmp_path):
    assert run("play", ferry, "--auto", "history", "--seed", 1).exit_code == 0
    assert run("play", ferry, "--auto", "history", "--seed", 1, "--saves", tmp_path).exit_code == 0
    (log,) = tmp_path.glob("*.jsonl")
    assert [choice.choice for choice in read_log(log).choices] == ["count", "wait"]


def test_auto_plays_a_log_again_with_its_seed(ferry, tmp_path):
    played = run("play", ferry, "--auto", "random", "--seed", 5, "--saves", tmp_path).stdout
    (log,) = tmp_path.glob("*.jsonl")
    assert run("play", ferry, "--auto", log).stdout == played


def test_auto_says_where_a_log_ends(ferry, tmp_path):
    run("play", ferry, "--seed", 1, "--saves", tmp_path, typed="1\n")
    (log,) = tmp_path.glob("*.jsonl")
    result = run("play", ferry, "--auto", log)
    assert result.exit_code == 0
    assert "The play log ends here, at “Second morning”." in result.stdout


def test_a_branch_plays_with_its_story(ferry_branch):
    result = run("play", ferry_branch, "--auto", "history", "--seed", 1)
    assert result.exit_code == 0
    assert "With the branch The dog." in result.stdout
    assert "A dog has come over in the night." in result.stdout


def test_the_command_that_goes_on_names_everything_that_was_named():
    request = Request("my story", (Path("a.yaml"),), 1, True, None, None, Path("plays"))
    words = shlex.split(resume_command(request, Path("/plays/it's.jsonl")))
    expected = "hengyang play|my story|--branch|a.yaml|--plain|--resume|/plays/it's.jsonl".replace("play|", "|play|", 1)
    assert words == [word.strip() for word in expected.split("|")]
