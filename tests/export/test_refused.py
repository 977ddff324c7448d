"""What the other languages cannot say is refused with its place and a way out; what is left out is said."""

from __future__ import annotations

import pytest

from hengyang_tui.export.ink.story import to_ink
from hengyang_tui.export.twee.story import to_twee

SCENES = """
variables:
  rooms: {start: 3, range: [0, 9]}
  share: {start: 0.5, range: [0.0, 1.0]}
  far: {start: 0, range: [0, 5000000000]}
derived:
  half: share // 0.25
  name: "'the *old* house' if rooms > 3 else 'a house'"
scenes:
  house:
    text: |
      A house of {rooms:3} rooms, {half}, {name}.
    choices:
      a: {text: A., goto: end, if: rooms > 3}
      b: {text: B., goto: end, fallback: true}
      c: {text: C., goto: end, fallback: true, do: far += 3000000000}
    unrecorded: x
  end: {text: End., ending: End}
"""


def refused(exported):
    return {(finding.code, finding.source.strip().partition(":")[0]) for finding in exported.refused}


def test_what_ink_cannot_say_is_refused_where_it_stands(story):
    exported = to_ink(story(SCENES).story)
    assert refused(exported) == {
        ("ink-width", "A house of {rooms"),
        ("ink-marks", "A house of {rooms"),
        ("ink-decimal-division", "half"),
        ("ink-fallbacks", "c"),
        ("ink-number", "far"),
        ("ink-number", "c"),
    }
    width = next(finding for finding in exported.refused if finding.code == "ink-width")
    assert width.mark.file.endswith("10.yaml")
    assert width.source[width.mark.column - 1 :].startswith("rooms:3")
    assert all(finding.hint for finding in exported.refused)


def test_what_twee_cannot_say_is_refused_where_it_stands(story):
    assert refused(to_twee(story(SCENES).story)) == {
        ("twee-width", "A house of {rooms"),
        ("twee-marks", "A house of {rooms"),
        ("twee-decimal-division", "half"),
    }


TOLD = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-02}
variables: {men: {start: 3, range: [0, 9]}}
milestones:
  - {date: 1944-06-01, compare: {men: 3}}
scenes:
  one:
    date: 1944-06-01
    text: One [[mill]].
    choices:
      a: {text: A., if: men > 3, unless_met: Too few.}
      b: {text: B.}
    history: {chose: b, facts: [f], standing: plausible, text: So.}
    ask: Why?
  end: {date: 1944-06-02, text: End., ending: End}
"""
MILL = "mill: {name: The mill, kind: place, text: A mill.}"


@pytest.mark.parametrize(
    ("export", "told"),
    [(to_ink, "codex history milestones questions reasons"), (to_twee, "codex history milestones questions")],
)
def test_what_is_left_out_is_said_once_as_a_hint(story, export, told):
    exported = export(story(TOLD, facts="f", codex=MILL).story)
    assert not exported.refused
    assert sorted(finding.code for finding in exported.findings) == [f"left-out-{word}" for word in told.split()]
    assert {finding.severity for finding in exported.findings} == {"hint"}


def test_names_that_mean_something_to_the_other_language_are_changed_and_the_rest_is_kept(story):
    told = story(
        "variables: {roll_on: {start: 1}, stack: {start: 1}, cycle: {start: 1}}\nscenes:\n  end: {text: E, ending: E}"
    )
    assert to_ink(told.story).names == {"roll_on": "roll_on", "stack": "stack", "cycle": "cycle_2"}
    assert to_twee(told.story).names == {"roll_on": "roll_on", "stack": "stack_2", "cycle": "cycle"}
