"""A map as an author writes it: each mistake is one finding at its place."""

from __future__ import annotations

import pytest

from hengyang_tui.language.loader import load_story
from hengyang_tui.language.usage import uses_of_facts

STORY = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-09}
scenes:
  first: {text: "[[mill]]", goto: end}
  end: {date: 1944-06-09, text: t, ending: E}
"""
CODEX = "mill: {name: The mill, kind: place, text: Of stone.}"
GROUND = """\
title: The river
about: See the [[mill]].
drawings:
  - |2
      ~~MI~~  500 m
      ~~FE~~  SWIM
  - |2
      ~~~~MI~~~~  FERRY
places:
  mill:
    mark: MI
    name: The mill
    entry: mill
    group: River
    placed: known
    record:
      - {from: 1944-06-01, holder: ours, facts: [f]}
      - {from: 1944-06-05, holder: theirs, note: "At [[mill|it]]."}
    now:
      - {if: day > 2, holder: theirs}
      - {holder: ours}
  ferry: {mark: FE, name: The ferry, group: River, placed: guess}
"""


def test_marks_are_found_where_they_stand_by_themselves(write, tmp_path):
    folder, _ = write(tmp_path, STORY, facts="f", codex=CODEX, ground=GROUND)
    ground = load_story(folder).map
    assert [drawing.width for drawing in ground.drawings] == [15, 19], "the narrowest comes first"
    assert [dict(drawing.cells) for drawing in ground.drawings] == [
        {"mill": (0, 4), "ferry": (1, 4)},
        {"mill": (0, 6)},
    ], "FERRY and SWIM are words"


def test_the_facts_of_a_map_reach_the_player(write, tmp_path):
    folder, _ = write(tmp_path, STORY, facts="f", codex=CODEX, ground=GROUND)
    assert uses_of_facts(load_story(folder)) == {"f": (("map", "mill"),)}


@pytest.mark.parametrize(
    ("old", "new", "at", "expected"),
    [
        ("mark: FE", "mark: FR", "22:17", "map-mark: The mark 'FR' stands in no drawing."),
        ("mark: FE", "mark: MI", "22:17", "map-mark: 'MI' is the mark of 'mill' already."),
        ("SWIM", "MI", "6:15", "map-mark: The mark 'MI' stands here a second time."),
        ("500 m", "五百 m", "5:15", "bad-drawing: '五' does not take one cell"),
        ("500 m", "5e\u0301 m", "5:17", "bad-drawing: '\u0301' does not take one cell"),
        ("500 m", "x" * 120, "5:5", "bad-drawing: This drawing is larger than 110 columns and 60 rows."),
        ("1944-06-05", "1944-06-01", "18:16", "map-record: This day does not come after the one above it."),
        ("1944-06-05", "1944-06-31", "18:16", "bad-value: there is no day 1944-06-31."),
        ("if: day > 2, holder: theirs", "holder: theirs", "20:9", "map-steps: Steps after this one are never reached."),
        ("holder: ours}\n  ferry", "holder: mine}\n  ferry", "21:18", "bad-value: Allowed here: 'ours'"),
        ("day > 2", "dya > 2", "20:14", "undeclared: No variable 'dya' is declared."),
        ("facts: [f]", "facts: [g]", "17:50", "unknown-fact: There is no fact 'g'."),
        ("entry: mill", "entry: mlil", "13:12", "unknown-codex: There is no codex entry 'mlil'."),
        ("about: See the [[mill]]", "about: See the [[mlil]]", "2:16", "unknown-codex: There is no codex entry 'mlil'"),
        ("placed: guess", "placed: somewhere", "22:60", "bad-value: Allowed here: 'known'"),
        ("mark: FE", "mark: fe", "22:17", "bad-value: This is no id or name"),
    ],
)
def test_a_mistake_is_found_at_its_place(findings, old, new, at, expected):
    assert GROUND.count(old) == 1
    assert findings(STORY, facts="f", codex=CODEX, ground=GROUND) == []
    errors = findings(STORY, facts="f", codex=CODEX, ground=GROUND.replace(old, new))
    first = errors[0]
    assert f"{first.code}: {first.message}".startswith(expected), errors
    assert str(first.mark).endswith(f"map.yaml:{at}"), errors


def test_a_map_that_is_too_wide_for_eighty_columns_is_a_warning(findings):
    wide = GROUND.replace("500 m", "x" * 60).replace("~~~~MI~~~~", f"~~~~MI~~~~{'~' * 60}")
    (found,) = findings(STORY, facts="f", codex=CODEX, ground=wide)
    assert (found.code, found.severity) == ("map-wide", "warning")


def test_a_record_needs_days(findings):
    timeless = STORY.split("\n", 2)[2].replace("date: 1944-06-09, ", "")
    ground = GROUND.replace("day > 2", "1 > 2")
    found = findings(timeless, facts="f", codex=CODEX, ground=ground)
    assert [(one.code, one.mark.line) for one in found if one.severity == "error"] == [("no-calendar", 16)]
