"""The report as text and as a page, where there is little to tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from hengyang_tui.explore.as_html import as_html
from hengyang_tui.explore.as_text import as_text
from hengyang_tui.explore.bins import bin_width
from hengyang_tui.explore.figures import columns, percent, spread
from hengyang_tui.explore.run import Crewed, explore

KILN = Path(__file__).parent / "stories" / "kiln"
MILL = Path(__file__).parents[1] / "fixtures" / "mill"


def test_no_play_at_all_makes_a_report(job):
    outcome = explore(job(KILN), (1, 10), Crewed(), lambda: True, lambda _: None)
    assert not outcome.whole
    assert "0 plays (seeds none)" in "\n".join(as_text(outcome.report))
    assert "0 of 3" in as_html(outcome.report)


def test_a_story_without_calendar_gauges_and_history_makes_a_report(explored):
    report = explored(MILL, 1, 50)
    told = "\n".join(as_text(report))
    assert "The wheel stands still" in told
    assert "in history" not in told
    assert "Gauges" not in as_html(report)


def test_what_a_story_calls_itself_cannot_break_the_page(explored, written):
    story = "format: 1\nid: odd\ntitle: 'A <b>odd</b> & \"story\"'\nstart: here\nvariables:\n"
    story += "  x: {start: 1, range: [0, 3], label: '</script><i>', gauge: true}\n"
    scenes = "scenes:\n  here: {text: Here., ending: '<u>The end</u>'}\n"
    page = as_html(explored(written(story, scenes), 1, 5))
    for raw in ("<b>", "<i>", "<u>", "</script>"):
        assert raw not in page
    assert "&lt;u&gt;The end&lt;/u&gt;" in page


@pytest.mark.parametrize(
    ("span", "whole", "width"),
    [
        (3, True, 1),
        (128, True, 1),
        (129, True, 2),
        (18_000, True, 200),
        (4.0, False, 0.05),
        (0, True, 1),
        (0.3, False, 0.005),
    ],
)
def test_bins_are_of_a_round_width(span, whole, width):
    assert bin_width(span, whole) == width


def test_a_share_is_never_rounded_to_none_or_to_all():
    assert [percent(part, 100_000) for part in (0, 1, 50_000, 99_999, 100_000)] == [
        "0.0%",
        "<0.1%",
        "50.0%",
        ">99.9%",
        "100.0%",
    ]
    assert percent(0, 0) == "–"


def test_a_spread_is_that_of_the_bins():
    assert spread({0: 1, 5: 8, 9: 1}, 10).values == (0, 50, 50, 50, 50)
    assert spread({}, 10) is None
    assert columns({0: 1, 1: 2, 5: 3}, 0, 5, 3) == [3, 0, 3]
