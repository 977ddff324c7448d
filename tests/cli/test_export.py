from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from hengyang_tui.cli.group import hengyang


def export(*arguments):
    return CliRunner().invoke(hengyang, ["export", *map(str, arguments)], prog_name="hengyang")


@pytest.fixture
def wide(ferry, tmp_path):
    """The ferry with a value that no other language can show."""
    folder = tmp_path / "ferry"
    shutil.copytree(ferry, folder)
    story = folder / "story.yaml"
    story.write_text(story.read_text("utf-8") + "\n", "utf-8")
    chapter = folder / "chapters" / "10-river.yaml"
    text = chapter.read_text("utf-8")
    chapter.write_text(text.replace("text: |\n", "text: |\n      It is {1 + 1:4}.\n\n", 1), "utf-8")
    return folder


@pytest.mark.parametrize(("target", "begins"), [("ink", "# title: "), ("twee", ":: StoryTitle")])
def test_a_story_is_written_and_what_is_left_out_is_said(ferry, tmp_path, target, begins):
    file = tmp_path / f"ferry.{target}"
    result = export(ferry, "--to", target, "-o", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert file.read_text("utf-8").startswith(begins)
    assert "left-out-history" in result.stderr
    assert f"{file} is written." in result.stderr


def test_a_dash_is_standard_output(ferry):
    result = export(ferry, "--to", "ink", "-o", "-")
    assert result.exit_code == 0
    assert "-> END" in result.stdout
    assert "left-out" not in result.stdout


def test_a_branch_is_exported_with_its_story(ferry, ferry_branch, tmp_path):
    alone, with_branch = tmp_path / "a.ink", tmp_path / "b.ink"
    assert export(ferry, "--to", "ink", "-o", alone).exit_code == 0
    assert export(ferry_branch, "--to", "ink", "-o", with_branch).exit_code == 0
    assert len(with_branch.read_text("utf-8")) > len(alone.read_text("utf-8"))


def test_what_is_refused_is_exit_code_1_with_its_place_and_no_file(wide, tmp_path):
    file = tmp_path / "wide.ink"
    result = export(wide, "--to", "ink", "-o", file)
    assert result.exit_code == 1
    assert "10-river.yaml:" in result.stderr
    assert "[ink-width]" in result.stderr
    assert "left-out" not in result.stderr
    assert not file.exists()


def test_a_story_that_is_not_right_cannot_be_exported(wide, tmp_path):
    chapter = wide / "chapters" / "10-river.yaml"
    chapter.write_text(chapter.read_text("utf-8").replace("{1 + 1:4}", "{1 + }"), "utf-8")
    result = export(wide, "--to", "twee", "-o", tmp_path / "wide.twee")
    assert result.exit_code == 2
    assert "10-river.yaml:" in result.stderr
