from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from hengyang_tui import stories
from hengyang_tui.stories import StoryNotFound, campaign, find_story, installed_story


def write_story(folder: Path, story_id: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "story.yaml").write_text(f"format: 1\nid: {story_id}\n", "utf-8")
    (folder / "chapters").mkdir()
    (folder / "chapters" / "10-first.yaml").write_text("scenes:\n", "utf-8")
    return folder


def write_branch(path: Path, story_id: str) -> Path:
    path.write_text(f"format: 1\nid: mine\nbranch_of: {story_id}\n", "utf-8")
    return path


def test_without_a_name_the_story_is_the_campaign():
    assert find_story().folder.absolute() == campaign()
    assert (campaign() / "story.yaml").is_file()


def test_a_story_is_found_by_its_folder_and_by_any_file_in_it(tmp_path):
    folder = write_story(tmp_path / "mine", "mine")
    for path in (folder, folder / "story.yaml", folder / "chapters", folder / "chapters" / "10-first.yaml"):
        assert find_story(str(path)).folder == folder
        assert find_story(str(path)).branches == ()


def test_a_relative_name_stays_relative(tmp_path, monkeypatch):
    write_story(tmp_path / "mine", "mine")
    monkeypatch.chdir(tmp_path)
    assert find_story("mine/chapters/10-first.yaml").folder == Path("mine")


@pytest.mark.parametrize("where", ["mine/branch.yaml", "branch.yaml", "branches/branch.yaml"])
def test_a_branch_finds_the_story_around_it(tmp_path, where):
    folder = write_story(tmp_path / "mine", "mine")
    branch = tmp_path / where
    branch.parent.mkdir(exist_ok=True)
    write_branch(branch, "mine")
    assert find_story(str(branch)) == stories.Place(folder, (branch,))


def test_a_branch_takes_the_story_of_its_id_and_no_other(tmp_path):
    write_story(tmp_path / "another", "another")
    branch = write_branch(tmp_path / "branch.yaml", "hengyang-1944")
    assert find_story(str(branch)).folder == campaign()


def test_a_branch_whose_yaml_is_broken_still_finds_its_story(tmp_path):
    branch = tmp_path / "branch.yaml"
    branch.write_bytes(b"\xef\xbb\xbfbranch_of: 'hengyang-1944'\r\nscenes: [[[\r\n\xff\x00")
    assert find_story(str(branch)) == stories.Place(campaign(), (branch,))


def test_a_branch_can_be_a_folder(tmp_path):
    folder = tmp_path / "branch"
    folder.mkdir()
    write_branch(folder / "branch.yaml", "hengyang-1944")
    assert find_story(str(folder)) == stories.Place(campaign(), (folder,))


def test_branch_of_inside_prose_makes_no_branch(tmp_path):
    file = tmp_path / "notes.yaml"
    file.write_text("text: |\n  branch_of: hengyang-1944\n", "utf-8")
    with pytest.raises(StoryNotFound, match="neither a story nor a branch"):
        find_story(str(file))


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe\x00", b"just words", b"\x7fELF"])
def test_a_foreign_file_is_refused_in_words(tmp_path, content):
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(StoryNotFound, match="neither a story nor a branch"):
        find_story(str(file))


def test_a_folder_without_a_story_is_refused_in_words(tmp_path):
    with pytest.raises(StoryNotFound, match=r"it has no story\.yaml"):
        find_story(str(tmp_path))


def test_an_unknown_parent_names_the_branch_and_the_id(tmp_path):
    branch = write_branch(tmp_path / "branch.yaml", "nanking-1937")
    with pytest.raises(StoryNotFound, match=r"branch\.yaml extends the story 'nanking-1937'"):
        find_story(str(branch))


@pytest.mark.parametrize("name", ["hengyang-1945", "no/such/folder", "a\0b", "x" * 5000, ""])
def test_an_unknown_name_is_refused_with_a_way_out(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoryNotFound, match=r"hengyang-1944|no story"):
        find_story(name)


def test_the_story_of_another_package_is_found_by_its_id(tmp_path, monkeypatch):
    folder = write_story(tmp_path / "theirs", "theirs")
    module = tmp_path / "their_package.py"
    module.write_text(
        f"folder = {str(folder)!r}\ndef where():\n    return folder\ndef broken():\n    return 1 / 0\n", "utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    points = {
        name: EntryPoint(name, f"their_package:{attribute}", stories.ENTRY_POINTS)
        for name, attribute in [("theirs", "folder"), ("called", "where"), ("broken", "broken"), ("gone", "missing")]
    }
    monkeypatch.setattr(stories, "_installed", lambda: points)
    assert find_story("theirs").folder == folder
    assert installed_story("called") == folder
    for name in ("broken", "gone"):
        with pytest.raises(StoryNotFound, match=f"The installed story '{name}'"):
            installed_story(name)


def test_branches_are_added_once_and_in_order():
    one, two = Path("one.yaml"), Path("two.yaml")
    place = stories.Place(Path("story"), (one,)).with_branches((two, one))
    assert place.branches == (one, two)
