from __future__ import annotations

import pytest
from rich.cells import cell_len

from hengyang_tui.plain.lines import measure, paragraphs, set_prose, wrap

CHINESE = "方先觉站在电话旁边，听着远处的炮声。「敌人又来了」，孙鸣玉说，『今天是第六天。』"


@pytest.mark.parametrize("width", [12, 13, 20, 33, 72])
def test_chinese_fits_the_width_in_cells(width):
    lines = wrap(CHINESE, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines) == CHINESE


@pytest.mark.parametrize("width", range(12, 40))
def test_no_line_begins_with_a_closing_mark(width):
    assert not any(line[0] in "，。」』" or line[-1] in "「『" for line in wrap(CHINESE, width))


def test_a_long_item_hangs_under_its_number():
    lines = wrap("All eight tubes, one round each, together, and then the crate that came last night.", 40, "12. ")
    assert lines[0].startswith("12. All eight")
    assert all(line.startswith("    ") for line in lines[1:])


def test_prose_is_plain_text_in_blocks():
    prose = "He said *no*, **twice**, to [[bai-tianlin|Captain Bai]].\n\n> First\\\n> second.\n\n***\n\nThe end."
    assert set_prose(prose, 60) == [
        "He said no, twice, to Captain Bai.",
        "",
        "    First",
        "    second.",
        "",
        "* * *",
        "",
        "The end.",
    ]


def test_the_measure_follows_the_terminal_within_reason():
    assert [measure(columns) for columns in (None, 1, 60, 300)] == [72, 12, 60, 88]


def test_empty_groups_leave_no_gap():
    assert paragraphs([], ["one"], [], ["two", "three"]) == ["one", "", "two", "three"]
