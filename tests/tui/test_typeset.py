"""Lines: where they may break, and what hangs in their margins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hengyang_tui.tui.typeset import Block, Run, break_row, plain, set_blocks


def rows(text, width):
    return [text[begin:end] for begin, end in break_row(text, width)]


def shown(blocks, width):
    return ["".join(run.text for run in line).rstrip() for line in set_blocks(blocks, width)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("one two three", 9, ["one two", "three"]),
        ("1944年6月28日，方先覺守衡陽城。", 12, ["1944年6月", "28日，方先覺", "守衡陽城。"]),
        ("守衡陽城「好」。", 10, ["守衡陽城", "「好」。"]),
        ("the Chinese 10th Corps", 15, ["the Chinese", "10th Corps"]),
        ("on 28 June he rang", 8, ["on", "28 June", "he rang"]),
        ("a—b c–d", 4, ["a—b", "c–d"]),
        ("rounds: 12,300 left", 12, ["rounds:", "12,300 left"]),
        ("unbreakablewords", 6, ["unbrea", "kablew", "ords"]),
        ("", 5, [""]),
    ],
)
def test_lines_break_where_a_reader_expects(text, width, expected):
    assert rows(text, width) == expected


@given(st.text(st.characters(exclude_characters="\n\r\t", exclude_categories=["Cs", "Cc"])), st.integers(2, 90))
def test_no_line_is_too_long_and_only_spaces_are_lost(text, width):
    lines = rows(text, width)
    assert all(cell_len(line) <= width or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_labels_hang_and_what_is_on_the_right_finds_its_place():
    item = Block((Run("one two three"),), label=(Run("1  "),))
    assert shown([item], 12) == ["1  one two", "   three"]
    head = Block((Run("Rain"),), right=(Run("3 June"),))
    assert shown([head], 20) == ["Rain          3 June"]
    assert shown([head], 11) == ["Rain", "     3 June"]


def test_quotes_keep_their_bar_and_rules_fill_the_width():
    quote = Block((Run("one two"),), indent=4, bar=Run(" │"))
    assert shown([quote, Block(fill="─")], 16) == [" │  one two", "", "─" * 16]
    assert shown([plain("a"), plain("b", gap=0), plain("c")], 5) == ["a", "b", "", "c"]
