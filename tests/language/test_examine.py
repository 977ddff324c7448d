"""Examining a story: one mistake is one finding, at its place, and what hangs on it is no second one."""

from __future__ import annotations

import pytest

from hengyang_tui.language.diagnostics import StoryError
from hengyang_tui.language.loader import examine, load_story

FRAME = """
variables:
  men: {start: 5, range: [0, 9], gauge: true}
derived: {half: men // 2}
scenes:
  first:
    do: men = roll(0, 9)
    text: "{half}"
    unrecorded: Invented.
    choices:
      go: {text: Go., goto: second}
      see: {text: See., if: half > 2, goto: [{if: half > 3, to: end}, second]}
  second: {text: s, place: wall, goto: end}
scenes:
  end: {text: "[[wall]]", ending: E}
"""
CODEX = "wall: {name: A wall, kind: place, text: Brick., facts: [f]}"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("place: wall", "plaec: wall", "unknown-key: There is no key 'plaec' here. Did you mean 'place'?"),
        (
            "text: s,",
            "text: {a: 1},",
            "bad-value: Text is needed here. Write prose under |, on the next line and indented.",
        ),
        ("ending: E", "endng: E", "unknown-key: There is no key 'endng' here. Did you mean 'ending'?"),
        ("start: 5", "start: ", "bad-value: Needed here: true or false, a number, text, or a list."),
        ("range: [0, 9]", "range: [0, many]", "bad-value: Needed here: a number."),
        ("range: [0, 9]", "range: [0]", "bad-value: This is empty, and at least one is needed."),
        ("gauge: true", "gauge: maybe", "bad-value: true or false is needed here."),
        ("half > 3, to", "[half], to", "bad-value: Needed here: text, true or false, or a number."),
        ("goto: end}", "goto: edn}", "dead-link: There is no scene 'edn'. Did you mean 'end'?"),
        ("half: men", "half: mne", "undeclared: No variable 'mne' is declared. Did you mean 'men'?"),
        (
            "half: men // 2",
            "half: third, third: half",
            "derived-cycle: These derived values need each other: half → third → half.",
        ),
        ("ending: E", "ending: E, days: 0", "bad-value: Input should be greater than or equal to 1."),
    ],
)
def test_one_mistake_is_one_finding(findings, old, new, expected):
    assert FRAME.count(old) == 1
    found = findings(FRAME.replace(old, new), facts="f", codex=CODEX)
    errors = [f"{one.code}: {one.message} {one.hint or ''}".split("Nothing is written")[0].strip() for one in found]
    assert errors == [expected]


def test_a_broken_file_of_facts_or_codex_makes_no_dead_links(findings, write, tmp_path):
    assert findings(FRAME, facts="f", codex=CODEX) == []
    folder, _ = write(tmp_path, FRAME, facts="f", codex=CODEX.replace("kind", "knid"))
    codes = [finding.code for finding in examine(folder).findings]
    assert sorted(codes) == ["missing-key", "unknown-key"]
    facts = folder / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("text:", "txet:"), encoding="utf-8")
    (folder / "codex.yaml").write_text("entries: {wall: {name: A wall, kind: place, text: B., facts: [f]}}", "utf-8")
    assert sorted(finding.code for finding in examine(folder).findings) == ["missing-key", "unknown-key"]


def test_findings_come_in_the_order_of_the_files_and_loading_raises_them_all(findings, write, tmp_path):
    wrong = FRAME.replace("half: men", "half: mne").replace("goto: end}", "goto: edn}").replace("[[wall]]", "[[wlal]]")
    found = findings(wrong, facts="f", codex=CODEX)
    assert [finding.code for finding in found] == ["dead-link", "unknown-codex", "undeclared"]
    folder, _ = write(tmp_path, wrong, facts="f", codex=CODEX)
    with pytest.raises(StoryError) as raised:
        load_story(folder)
    assert [finding.code for finding in raised.value.findings] == [finding.code for finding in found]
    assert "^" in str(raised.value)


@pytest.mark.parametrize("name", ["nowhere", "empty", "file.txt"])
def test_what_is_no_story_is_a_finding(tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("no story", encoding="utf-8")
    (finding,) = examine(tmp_path / name).findings
    assert (finding.code, finding.hint) == ("no-story", "Name a folder that holds story.yaml.")
