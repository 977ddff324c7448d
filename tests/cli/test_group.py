from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from hengyang_tui.cli.group import COMMANDS, hengyang


def run(*arguments: str, **keys):
    return CliRunner().invoke(hengyang, list(arguments), prog_name="hengyang", **keys)


def test_the_help_lists_every_command_with_the_first_line_of_its_own_help():
    listed = run("--help").stdout
    for name, summary in COMMANDS.items():
        assert summary in listed
        assert summary in run(name, "--help").stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_has_examples(name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"Examples:\n    hengyang {name}" in result.stdout


def test_the_version_is_printed():
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("hengyang ")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["chek"], "Did you mean 'check'?"),
        (["xyzzy"], "The commands are play, check, saves, schema."),
        (["."], "To play it: hengyang play ."),
    ],
)
def test_a_word_that_is_no_command_is_answered_with_a_way_out(arguments, hint):
    result = run(*arguments)
    assert result.exit_code == 2
    assert hint in result.stderr


def test_options_without_a_command_are_those_of_play():
    result = run("--auto", "no-such-log")
    assert result.exit_code == 2
    assert "--auto takes history, random or a play log" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["play", "--resume", __file__, "--seed", "1"], "leave out --seed"),
        (["play", "--resume", __file__, "--auto", "random"], "leave out one of them"),
        (["play", "--seed", "-1"], "-1 is not a number from 0"),
        (["play", "--seed", str(2**64)], "is not a number from 0"),
        (["play", "--seed", "one"], "not a valid integer"),
        (["play", "--branch", "no-such-branch.yaml"], "no-such-branch.yaml"),
        (["play", "--resume", "no-such-log"], "no-such-log"),
        (["play", "no-such-story"], "'no-such-story' is no file or folder here"),
        (["play", __file__], "is neither a story nor a branch"),
        (["check", "no-such-story"], "'no-such-story' is no file or folder here"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["saves", "--saves", __file__], "is a file"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_message_and_exit_code_2(arguments, complaint):
    result = run(*arguments)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr


def test_the_schema_is_json_for_every_kind_of_file():
    result = run("schema")
    assert result.exit_code == 0
    schema = json.loads(result.stdout)
    assert {"StoryFile", "ChapterFile", "BranchFile"} <= set(schema["$defs"])
