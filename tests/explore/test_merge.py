"""Reports of seed ranges, added up, are bit for bit the report of one run."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from hengyang_tui.explore.errors import ExploreError
from hengyang_tui.explore.jobs import tasks
from hengyang_tui.explore.policies import BLOCK, first_of_block
from hengyang_tui.explore.report import as_json, joined, merged, read_report

STORIES = Path(__file__).parent / "stories"
KILN, QUARRY = STORIES / "kiln", STORIES / "quarry"


def through_files(folder, reports):
    """The reports, written and read again."""
    for number, report in enumerate(reports):
        file = folder / f"{number}.json"
        file.write_text(as_json(report), encoding="utf-8")
        yield str(file), read_report(file)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=some.sets(some.integers(2, 299), max_size=4), order=some.randoms(use_true_random=False))
def test_any_cut_of_a_range_adds_up_in_any_order(tmp_path, explored, cuts, order):
    borders = [1, *sorted(cuts), 301]
    parts = [explored(QUARRY, first, after - 1) for first, after in pairwise(borders)]
    order.shuffle(parts)
    assert as_json(merged(through_files(tmp_path, parts))) == as_json(explored(QUARRY, 1, 300))


def test_a_policy_that_learns_adds_up_when_cut_at_the_borders_of_blocks(tmp_path, explored):
    parts = [explored(KILN, 251, 700, follow="least-used"), explored(KILN, 1, 250, follow="least-used")]
    whole = explored(KILN, 1, 700, follow="least-used")
    assert as_json(merged(through_files(tmp_path, parts))) == as_json(whole)
    assert whole.fresh == ()


def test_a_policy_that_learns_says_where_it_was_cut_inside_a_block(tmp_path, explored):
    parts = [explored(KILN, 1, 100, follow="least-used"), explored(KILN, 101, 300, follow="least-used")]
    both = merged(through_files(tmp_path, parts))
    assert (both.seeds, both.fresh) == (((1, 300),), (101,))
    assert both.tally.taken != explored(KILN, 1, 300, follow="least-used").tally.taken


def test_a_report_reads_back_as_it_was_written(tmp_path, explored):
    report = explored(QUARRY, 1, 300)
    [(_, again)] = through_files(tmp_path, [report])
    assert again == report
    assert list(json.loads(as_json(report)))[:3] == ["report", "format", "asked"]


def test_what_does_not_belong_together_is_refused(explored):
    kiln, quarry = explored(KILN, 1, 10), explored(QUARRY, 11, 20)
    history, limited = explored(KILN, 11, 20, follow="history"), explored(KILN, 11, 20, limit=99)
    for other, why in ((quarry, "different stories"), (history, "different policies"), (limited, "policies")):
        with pytest.raises(ExploreError, match=why):
            merged([("a.json", kiln), ("b.json", other)])
    with pytest.raises(ExploreError, match="Seed 10 is in two"):
        merged([("a.json", kiln), ("b.json", explored(KILN, 10, 12))])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is no report"),
        ("[" * 100_000, "is no report"),
        ('{"report": "something else"}', "is no report"),
        ('{"report": "hengyang explore", "format": 2}', "has format 2"),
        ('{"report": "hengyang explore", "format": 1, "asked": 3}', "is a damaged report: asked"),
    ],
)
def test_a_file_that_is_no_report_is_said_to_be_none(tmp_path, text, why):
    file = tmp_path / "report.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ExploreError, match=why):
        read_report(file)
    with pytest.raises(ExploreError, match="cannot be read"):
        read_report(tmp_path / "missing.json")


@given(first=some.integers(0, 5_000), plays=some.integers(1, 5_000), workers=some.integers(1, 64))
def test_tasks_are_the_range_cut_at_borders_of_blocks(first, plays, workers):
    last = first + plays - 1
    found = list(tasks((first, last), workers))
    assert joined(found) == ((first, last),)
    assert all(begin == first_of_block(begin) for begin, _ in found[1:])
    assert max(end - begin for begin, end in found) < 4 * BLOCK
