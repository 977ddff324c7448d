"""docs/model.md says what the campaign's arithmetic does: every name, every constant, and facts of the ledger."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import yaml

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.layout import DATE
from hengyang_tui.engine.state import State
from hengyang_tui.language.loader import load_story

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"`([a-z0-9_-]+)`")
CONSTANT = re.compile(r"^\| `(c_\w+)` \| (\d+) \|", re.MULTILINE)
BY_PHASE = re.compile(r"^\| `(plan_\w+|full_line)`[^|]*((?:\| [\d,]+ ){6})\|", re.MULTILINE)


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "docs" / "model.md").read_text("utf-8")


@pytest.fixture(scope="module")
def story() -> dict:
    return yaml.safe_load((ROOT / "story" / "hengyang" / "story.yaml").read_text("utf-8"))


def test_every_variable_derived_value_and_rule_is_named(text, story):
    named = set(NAME.findall(text))
    rules = {head.partition("(")[0] for head in story["rules"]}
    assert {*story["variables"], *story["derived"], *rules} - named == set()


def test_the_constants_are_the_storys(text, story):
    documented = {name: int(number) for name, number in CONSTANT.findall(text)}
    assert documented == {name: value for name, value in story["derived"].items() if name.startswith("c_")}


def test_the_numbers_by_phase_are_the_storys(text):
    program = Program(load_story(ROOT / "story" / "hengyang"))
    documented = {
        name: [int(cell.replace(",", "")) for cell in cells.split("|")[1:]] for name, cells in BY_PHASE.findall(text)
    }
    assert set(documented) == {"full_line", "plan_rifle", "plan_mortar", "plan_grenades", "plan_shells"}
    values = program.fresh(1)
    for phase, date in enumerate(("06-23", "06-28", "07-03", "07-11", "07-20", "08-04")):
        values[DATE] = datetime.date.fromisoformat(f"1944-{date}").toordinal()
        state = State(tuple(values))
        assert program.derived_value("phase", state) == phase + 1
        for name, numbers in documented.items():
            assert program.derived_value(name, state) == numbers[phase], name


def test_what_it_rests_on_is_in_the_ledger_or_in_the_story(text, story):
    facts = yaml.safe_load((ROOT / "story" / "hengyang" / "facts.yaml").read_text("utf-8"))["facts"]
    words = {word for one in story["variables"].values() for word in (*one.get("one_of", ()), *one.get("some_of", ()))}
    rules = {head.partition("(")[0] for head in story["rules"]}
    scenes = {"the-gap"}
    known = {*facts, *story["variables"], *story["derived"], *rules, *words, *scenes, "variables", "derived", "rules"}
    assert set(NAME.findall(text)) - known - {"each_day", "milestones"} == set()


def test_the_picture_is_there():
    picture = (ROOT / "docs" / "model.svg").read_text("utf-8")
    assert picture.startswith("<svg")
    assert "Mortar rounds" in picture
