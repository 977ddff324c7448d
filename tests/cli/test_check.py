from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from hengyang_tui.cli.findings import Checked, as_json, as_sarif, as_text, visible
from hengyang_tui.cli.group import hengyang
from hengyang_tui.language.diagnostics import Finding, Mark


def check(*arguments, **keys):
    return CliRunner().invoke(hengyang, ["check", *map(str, arguments)], prog_name="hengyang", **keys)


@pytest.fixture
def broken(ferry, tmp_path, monkeypatch):
    """The ferry with a choice that leads nowhere, seen from the folder above."""
    folder = tmp_path / "ferry"
    shutil.copytree(ferry, folder)
    chapter = folder / "chapters" / "10-river.yaml"
    text = chapter.read_text("utf-8")
    chapter.write_text(text.replace("text: Count again.", "text: Count again.\n        goto: secnd-morning"), "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_clean_story_is_exit_code_0_and_says_what_was_checked(ferry):
    result = check(ferry)
    assert result.exit_code == 0
    assert "nothing to mend (4 scenes, 2 decisions checked against history)." in result.stdout


def test_a_branch_is_checked_with_its_story(ferry_branch):
    result = check(ferry_branch)
    assert result.exit_code == 0
    assert "ferry-branch.yaml: nothing to mend (5 scenes, " in result.stdout


def test_a_story_and_its_branches_are_checked_together_and_once(ferry, ferry_branch):
    result = check(ferry, ferry_branch, ferry_branch)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.usefixtures("broken")
def test_a_finding_is_exit_code_1_with_its_place_and_the_way_out():
    result = check("ferry")
    assert result.exit_code == 1
    assert "ferry/chapters/10-river.yaml:22:15: error: " in result.stdout
    assert "secnd-morning" in result.stdout
    assert "Did you mean 'second-morning'?" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("ferry: 1 error")


@pytest.mark.usefixtures("broken")
def test_findings_as_json():
    result = check("ferry", "--format", "json")
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["clean"] is False
    (story,) = data["stories"]
    (error,) = [finding for finding in story["findings"] if finding["severity"] == "error"]
    assert (error["file"], error["line"], error["column"]) == ("ferry/chapters/10-river.yaml", 22, 15)
    assert error["source"].strip() == "goto: secnd-morning"


@pytest.mark.usefixtures("broken")
def test_findings_as_sarif():
    result = check("ferry", "--format", "sarif")
    assert result.exit_code == 1
    log = json.loads(result.stdout)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    (error,) = [found for found in run["results"] if found["level"] == "error"]
    assert rules[error["ruleIndex"]] == error["ruleId"]
    place = error["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "ferry/chapters/10-river.yaml"
    assert place["region"] == {"startLine": 22, "startColumn": 15}


@pytest.mark.parametrize(("severity", "clean"), [("error", False), ("warning", False), ("hint", True)])
def test_errors_and_warnings_count_and_hints_do_not(severity, clean):
    finding = Finding("some-code", severity, Mark("a b/ü.yaml", 2, 3), "A message.", "A way out.", "the line")
    checked = [Checked("story", (finding,))]
    assert checked[0].clean is clean
    assert json.loads(as_json(checked))["clean"] is clean
    assert list(as_text(checked))[-1] == f"story: 1 {severity}."
    result = json.loads(as_sarif(checked, "1"))["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/%C3%BC.yaml"
    assert result["message"]["text"] == "A message. A way out."


def test_nothing_that_steers_a_terminal_reaches_it():
    assert visible("a\x1b[31m\x07\u202eb\u3000渡\t\u009b") == "a\\x1b[31m\\x07\\u202eb\u3000渡\t\\x9b"


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\xff" * 100, b"[" * 200_000, b"format: 99\n"],
    ids=["empty", "binary", "brackets", "newer"],
)
def test_a_foreign_story_file_is_a_finding(tmp_path, content):
    (tmp_path / "story.yaml").write_bytes(content)
    result = check(tmp_path)
    assert result.exit_code == 1
    assert "story.yaml:" in result.stdout
    assert "\0" not in result.stdout


def test_scripted_plays_are_run_where_that_is_asked(ferry, tmp_path):
    assert check(ferry, "--plays").exit_code == 0
    folder = tmp_path / "ferry"
    shutil.copytree(ferry, folder)
    play = folder / "plays" / "10-guarded.yaml"
    play.write_text(play.read_text("utf-8").replace("guarded: true", "guarded: false"), "utf-8")
    assert check(folder).exit_code == 0
    astray = check(folder, "--plays")
    assert astray.exit_code == 1
    assert f"{play}:6:" in astray.stdout
