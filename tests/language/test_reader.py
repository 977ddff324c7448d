from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hengyang_tui.language import reader
from hengyang_tui.language.reader import Document, read, read_file

if TYPE_CHECKING:
    from pathlib import Path

    from hengyang_tui.language.diagnostics import Finding

PARSERS = sorted({yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)}, key=lambda parser: parser.__name__)


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__, autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_PARSER", request.param)


def document(text: str) -> Document:
    read_document, findings = read(text.encode(), "a.yaml")
    assert findings == []
    assert read_document is not None
    return read_document


def data(text: str) -> Any:
    return document(text).data


def findings(text: str) -> list[Finding]:
    return read(text.encode(), "a.yaml")[1]


def said(text: str) -> list[tuple[str, int, int]]:
    return [(finding.code, finding.mark.line, finding.mark.column) for finding in findings(text)]


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-0", 0),
        ("12", 12),
        ("-3", -3),
        ("999999999999999999", 999999999999999999),
        ("0.15", 0.15),
        ("-1.50", -1.5),
        ("True", "True"),
        ("yes", "yes"),
        ("off", "off"),
        ("Null", "Null"),
        ("007", "007"),
        ("+3", "+3"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("12:30", "12:30"),
        ("١٢", "١٢"),
        ("1944-06-28", "1944-06-28"),
        ("1944-07-03..1944-07-10", "1944-07-03..1944-07-10"),
        ("'true'", "true"),
        ('"12"', "12"),
        ("|\n  12", "12"),
        (">\n  null", "null"),
        ("mortar_rounds >= 8", "mortar_rounds >= 8"),
        ("fire_orders == 'on_order'", "fire_orders == 'on_order'"),
    ],
)
def test_only_a_few_plain_scalars_are_anything_but_text(written: str, meaning: object) -> None:
    value = data(f"a: {written}")["a"]
    assert value == meaning
    assert type(value) is type(meaning)


def test_keys_are_text_and_keep_the_order_of_the_file() -> None:
    assert list(data("zero: 1\n12: 2\ntrue: 3\n1944-06-28: 4\n'a: b': 5\n")) == [
        "zero",
        "12",
        "true",
        "1944-06-28",
        "a: b",
    ]


def test_collections_in_brackets_are_ordinary() -> None:
    text = "men: {start: 16275, range: [0, 20000], label: Men fit to fight}\nempty: [{}, []]\nempty_text: ''\n"
    assert data(text) == {
        "men": {"start": 16275, "range": [0, 20000], "label": "Men fit to fight"},
        "empty": [{}, []],
        "empty_text": "",
    }


def test_lists_of_lists_of_numbers_are_ordinary() -> None:
    assert data("outline: [[0, 1], [2, 3]]\none: [[4, 5]]\n") == {"outline": [[0, 1], [2, 3]], "one": [[4, 5]]}


def test_rules_with_parameters_are_keys() -> None:
    assert data("rules:\n  fire_mortars(a, b): |\n    x -= a\n") == {"rules": {"fire_mortars(a, b)": "x -= a\n"}}


@pytest.mark.parametrize("text", ["\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n", "---\na: 1\nb: |\n  x\n  y\n...\n# end\n"])
def test_line_ends_byte_order_mark_and_document_marks_are_accepted(text: str) -> None:
    assert data(text) == {"a": 1, "b": "x\ny\n"}


STORY = """\
# a comment
scenes:
  knot:
    date: 1944-06-28
    text:
      - |

        A little after ten,
          the telephone.
      - if: a == 'b'
        text: >-
          Folded text
          goes on
    title: 'Bai''s knot'
    note: "a \\"b\\" c"
    plain: It goes on
      here and

      there
    facts: [one, {two: three}]
"""


def test_every_value_and_key_has_its_place() -> None:
    read_document = document(STORY)
    places = {path: (origin.line + 1, origin.column + 1) for path, origin in read_document.origins.items()}
    assert places[()] == (2, 1)
    assert places["scenes", "knot", "date"] == (4, 11)
    assert places["scenes", "knot", "text"] == (6, 7)
    assert places["scenes", "knot", "text", 0] == (6, 9)
    assert places["scenes", "knot", "text", 1, "if"] == (10, 13)
    assert places["scenes", "knot", "facts"] == (20, 12)
    assert places["scenes", "knot", "facts", 1, "two"] == (20, 24)
    assert str(read_document.keys["scenes", "knot", "facts", 1, "two"]) == "a.yaml:20:19"
    assert str(read_document.key_mark(("scenes", "knot"))) == "a.yaml:3:3"


def test_a_place_that_is_not_in_the_file_is_its_nearest_ancestors() -> None:
    read_document = document(STORY)
    assert str(read_document.mark(("scenes", "knot", "text", 7, "if"))) == "a.yaml:6:7"
    assert str(read_document.key_mark(("scenes", "nobody"))) == "a.yaml:3:3"
    assert str(read_document.mark(("elsewhere",))) == "a.yaml:2:1"
    assert str(read_document.locate(("elsewhere", 3), 5, 5)) == "a.yaml:2:1"


def test_lines_are_counted_from_one() -> None:
    read_document = document(STORY)
    assert read_document.line(2) == "scenes:"
    assert read_document.line(0) == read_document.line(99) == ""


def pointed_at(read_document: Document, path: tuple[str | int, ...], word: str) -> str:
    """What stands in the file where a word of a text is said to be."""
    text = read_document.value(path)
    assert isinstance(text, str)
    offset = text.index(word)
    line = text.count("\n", 0, offset)
    mark = read_document.locate(path, line, offset - text.rfind("\n", 0, offset) - 1)
    return read_document.line(mark.line)[mark.column - 1 :]


@pytest.mark.parametrize(
    ("path", "word"),
    [
        (("text", 0), "little"),
        (("text", 0), "telephone"),
        (("text", 1, "if"), "'b'"),
        (("text", 1, "text"), "text"),
        (("text", 1, "text"), "goes"),
        (("title",), "knot"),
        (("note",), "c"),
        (("plain",), "goes"),
        (("plain",), "and"),
        (("plain",), "there"),
        (("date",), "06"),
    ],
)
def test_a_word_of_a_text_is_found_in_the_file(path: tuple[str | int, ...], word: str) -> None:
    assert pointed_at(document(STORY), ("scenes", "knot", *path), word).startswith(word)


@pytest.mark.parametrize("header", ["|", "|-", "|+", "|2", "|2-", "| # why"])
@pytest.mark.parametrize("blank", ["", "\n", "\n\n   \n"])
def test_places_in_blocks_are_exact(header: str, blank: str) -> None:
    indent = "    " if "2" in header else "      "
    body = f"{blank}{indent}one two\n\n{indent}  three\n{indent}four five\n"
    read_document = document(f"a:\n  b: {header}\n{body}")
    for word in ("one", "two", "three", "four", "five"):
        assert pointed_at(read_document, ("a", "b"), word).startswith(word)


def test_a_place_in_a_text_is_exact_to_the_column() -> None:
    read_document = document("a:\n  b: |2\n       x\n    y\n")
    assert read_document.data == {"a": {"b": "   x\ny\n"}}
    assert str(read_document.locate(("a", "b"), 0, 0)) == "a.yaml:3:5"
    assert str(read_document.locate(("a", "b"), 1, 1)) == "a.yaml:4:6"


@pytest.mark.parametrize(
    ("line", "column", "mark"), [(9, 9, "a.yaml:3:6"), (-1, -1, "a.yaml:2:3"), (0, 99, "a.yaml:2:6")]
)
def test_a_place_past_the_text_is_put_at_its_end(line: int, column: int, mark: str) -> None:
    assert str(document("a: |\n  one\n  two\n").locate(("a",), line, column)) == mark


TRAPS = {
    'text: "Go," he said.': ("trap-quote", 7),
    "text: 'Tis the season.": ("trap-quote", 7),
    'text: "What?" he asked: "Go!"': ("trap-quote", 7),
    "text: *emphasis* begins it": ("trap-star", 7),
    "text: **strong** begins it": ("trap-star", 7),
    "text: *word begins it": ("trap-star", 7),
    "text: *word": ("alias", 7),
    "text: {men} men are left.": ("trap-brace", 7),
    "text: {men:,} men are left.": ("trap-brace", 7),
    "text: {men}": ("trap-brace", 7),
    "text: {{men}} is a brace": ("trap-brace", 7),
    "text: {'no' if men else 'yes'} it is": ("trap-brace", 7),
    "text: [[bai|Captain Bai]] is here": ("trap-link", 7),
    "text: [[bai|Bai, the captain]]": ("trap-link", 7),
    "text: [[bai]]": ("trap-link", 7),
    "text: [He waits.] No": ("trap-link", 7),
    "text: !hold the line": ("trap-bang", 7),
    "text: ! the line": ("trap-bang", 7),
    "text: !Hold": ("tag", 7),
    "text: !!str 5": ("tag", 7),
    "text: !!python/object/apply:os.system [ls]": ("tag", 7),
    "text: &c. and so on": ("trap-ampersand", 7),
    "text: & so on": ("trap-ampersand", 7),
    "text: &base {a: 1}": ("anchor", 7),
    "text: %5 of them": ("trap-mark", 7),
    "text: @dawn": ("trap-mark", 7),
    "text: `dawn`": ("trap-mark", 7),
    "text: , and so on": ("trap-mark", 7),
    "text: ? and so on": ("trap-mark", 7),
    "text: > a quotation": ("trap-bar", 7),
    "text: | a text": ("trap-bar", 7),
    "text: - Go, he said.": ("trap-dash", 7),
    "text: He said: go": ("trap-colon", 14),
    "text: He said\n  and then: go": ("trap-colon", 11),
    "text:\n  The night.\n  He said: go.": ("trap-colon", 10),
    "text:\n  He said: go": ("trap-colon", 10),
    "- he said: go": ("trap-colon", 10),
    "text: He took gun #3 with him": ("trap-hash", 19),
    "text: He and his men left # and went": ("trap-hash", 27),
    "text: The gun #3": ("trap-hash", 15),
    "text: #3 is lost": ("trap-hash", 7),
    "text: He took gun #3\n  with him": ("trap-hash", 19),
    'text:\n  "Go," he said.\n  And went.': ("trap-quote", 3),
}


@pytest.mark.parametrize("text", TRAPS)
def test_each_trap_of_plain_scalars_is_explained(text: str) -> None:
    code, column = TRAPS[text]
    found = findings(text)
    assert [(finding.code, finding.mark.column) for finding in found] == [(code, column)]
    assert found[0].hint
    assert found[0].source == text.splitlines()[found[0].mark.line - 1]


def test_the_repair_is_what_the_writer_would_type() -> None:
    (found,) = findings('scenes:\n  - text: "Go," he said.\n      And he went.\n    title: x\n')
    assert found.rows() == [
        f"a.yaml:2:11: error: {found.message} [trap-quote]",
        '      - text: "Go," he said.',
        "              ^",
        "    " + (found.hint or ""),
    ]
    assert found.message == (
        "This text begins with a quotation mark, so YAML ends it at the next one and cannot read what follows."
    )
    assert (found.hint or "").splitlines() == [
        "Write it under |:",
        "        - text: |",
        '            "Go," he said.',
        "            And he went.",
    ]


@pytest.mark.parametrize("text", [text for text in TRAPS if TRAPS[text][0].startswith("trap-")])
def test_the_repair_that_is_shown_can_be_read(text: str) -> None:
    hint = findings(text)[0].hint
    assert hint is not None
    rows = [row.removeprefix("        ") for row in hint.splitlines()[1:]]
    repaired = data("\n".join(rows) + "\n")
    value = repaired["text"] if isinstance(repaired, dict) else repaired[0]
    assert isinstance(value, str)
    assert not value.startswith("|")


@pytest.mark.parametrize(
    "text",
    [
        "weight: 2   # why",
        "men: {start: 3} # x",
        "facts: [a, b] # x",
        "if: men > 300 # enough",
        "if: men > 300 and rounds >= 8  # enough",
        "place: fengshushan # the maple hill",
        "title: A knot  # working title",
        'title: "Go on and on and on" # a title',
        "text: | # prose\n  Gun #3: it\n  *x* {men} [[bai]]",
        "text: Gun#3 is lost",
        "title: # not yet",
        "variables: # all of them\n  men: 3 # three",
        "text: Note:this and a-b",
        "url: https://example.org/a#b",
        "a: 'it''s'\nb: \"x\\ty\"",
        "text: He waits\n  a while.",
        "then:\n  all eight:\n    men: 3",
        "cycle: [a, b]\nnone: {x: null, y: ~}",
    ],
)
def test_ordinary_yaml_is_not_taken_for_a_trap(text: str) -> None:
    assert said(text) == []


def test_inside_brackets_the_repair_is_in_quotes() -> None:
    found = findings("a: {x: [[b|c]], y: {men}}\n")
    assert [finding.hint for finding in found] == [
        "Inside brackets, put the text in quotes: '[[b|c]]'",
        "Inside brackets, put the text in quotes: '{men}'",
    ]


def test_reading_goes_on_after_a_trap_with_the_text_that_was_meant() -> None:
    text = 'a: "Go," it\'s he.\n  More.\nb: {men} men\nc:\n  - [[x]] y\n  - He said: go\nd: *e\nb: 1\n'
    read_document, found = read(text.encode(), "a.yaml")
    assert [finding.code for finding in found] == [
        "trap-quote",
        "trap-brace",
        "trap-link",
        "trap-colon",
        "alias",
        "duplicate-key",
    ]
    assert read_document is not None
    assert read_document.data == {
        "a": '"Go," it\'s he. More.',
        "b": "{men} men",
        "c": ["[[x]] y", "He said: go"],
        "d": "*e",
    }
    assert set(read_document.keys) == {("a",), ("b",), ("c",), ("d",)}
    assert set(read_document.origins) == {(), ("a",), ("b",), ("c",), ("c", 0), ("c", 1), ("d",)}
    assert str(read_document.locate(("a",), 0, 5)) == "a.yaml:1:9"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ta: 1", ("tab-indent", 1, 1)),
        ("a:\n\tb: 1", ("tab-indent", 2, 1)),
        ("a: |\n\tb", ("tab-indent", 2, 1)),
        ("text: |\nHe waits.", ("block-indent", 2, 1)),
        ("a:\n  text: |\n    He\n   Then\n  b: 3", ("block-indent", 4, 4)),
        ("text: |\n        \n    He waits.", ("block-indent", 3, 5)),
        ("a:b\nc: d", ("missing-space", 1, 3)),
        ("a: 1\n b: 2", ("indentation", 2, 2)),
        (" a: 1\nb: 2", ("indentation", 2, 1)),
        ("foo\nbar: x", ("indentation", 2, 1)),
        ("a: {x: 1 y: 2}", ("yaml-syntax", 1, 11)),
        ("a: [1, 2\nb: 3", ("yaml-syntax", 2, 2)),
        ("- a\nb: 2", ("yaml-syntax", 2, 1)),
        ("a: 1\n---\nb: 2", ("several-documents", 2, 1)),
        ("a: 1\n...\n%YAML 1.1\n---\nb: 2", ("several-documents", 3, 1)),
    ],
)
def test_what_yaml_cannot_read_is_explained(text: str, expected: tuple[str, int, int]) -> None:
    read_document, found = read(text.encode(), "a.yaml")
    assert read_document is None
    assert [(finding.code, finding.mark.line, finding.mark.column) for finding in found] == [expected]
    assert found[0].severity == "error"
    assert found[0].hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3", ("duplicate-key", 3, 1)),
        ("a: {x: 1, x: 2}", ("duplicate-key", 1, 11)),
        ("? [a]\n: b", ("complex-key", 1, 3)),
        ("? {a: b}\n: b", ("complex-key", 1, 3)),
        ("? \n: a", ("missing-key-name", 1, 2)),
        ("a: 1234567890123456789", ("long-number", 1, 4)),
        ("a: 123456789012345678.5", ("long-number", 1, 4)),
        ("%YAML 1.1\n---\na: 1", ("directive", 1, 1)),
        ('a: "\\e[2J"', ("control-character", 1, 4)),
        ('a: "\\u202e"', ("control-character", 1, 4)),
        ('"\\0": 1', ("control-character", 1, 1)),
    ],
)
def test_what_a_story_may_not_hold_is_found_and_reading_goes_on(text: str, expected: tuple[str, int, int]) -> None:
    read_document, found = read(text.encode(), "a.yaml")
    assert read_document is not None
    assert [(finding.code, finding.mark.line, finding.mark.column) for finding in found] == [expected]
    assert found[0].severity == "error"


def test_the_first_of_two_keys_is_kept() -> None:
    read_document, _ = read(b"a: 1\na: {b: 2}\nc: 3\n", "a.yaml")
    assert read_document is not None
    assert read_document.data == {"a": 1, "c": 3}
    assert set(read_document.origins) == {(), ("a",), ("c",)}


def test_all_is_reported_at_once() -> None:
    text = 'a: \x07\nb: *x\nb: 1\nc: "Go," he\nd: 12345678901234567890\ne: [1\n'
    assert [code for code, _, _ in said(text)] == [
        "control-character",
        "alias",
        "duplicate-key",
        "trap-quote",
        "long-number",
        "yaml-syntax",
    ]


CONTROLS = "\0\x01\x08\x0b\x0c\r\x1b\x1f\x7f\x80\x85\x9b\u2028\u2029\u202a\u202e\u2066\u2069\ufeff\ufffe"


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: f"U+{ord(control):04X}")
def test_control_characters_are_findings_with_their_place(control: str) -> None:
    read_document, found = read(f"a: 1\nb: é{control}x\n".encode(), "a.yaml")
    assert [(finding.code, finding.mark.line, finding.mark.column) for finding in found] == [
        ("control-character", 2, 5)
    ]
    assert f"U+{ord(control):04X}" in found[0].message
    assert read_document is not None
    assert read_document.data == {"a": 1, "b": "é\ufffdx"}
    assert control not in "".join(map(str, found)) + "".join(read_document.lines)


def test_of_many_findings_alike_the_rest_are_counted() -> None:
    found = findings("\x07" * 1000)
    assert len(found) == 21
    assert found[-1].message == "The same is wrong in 980 more places of this file."


@pytest.mark.parametrize("text", ["", "  \n\n", "# nothing\n", "---\n", "null\n"])
def test_an_empty_file_is_a_finding(text: str) -> None:
    read_document, found = read(text.encode(), "a.yaml")
    assert read_document is None
    assert [finding.code for finding in found] == ["empty-file"]


@pytest.mark.parametrize(
    ("source", "code", "place"),
    [
        ("a: é".encode("latin-1"), "not-utf-8", (1, 4)),
        (b"a: 1\nb: \xe2\x82\n", "not-utf-8", (2, 4)),
        ("a: 衡阳".encode("gb18030"), "not-utf-8", (1, 4)),
        ("a: 1".encode("utf-16"), "not-utf-8", (1, 1)),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not-text", (1, 1)),
        (b"x" * 100_000_000, "file-too-large", (1, 1)),
    ],
    ids=["latin-1", "cut", "gb18030", "utf-16", "binary", "large"],
)
def test_bytes_that_are_no_story_are_refused(source: bytes, code: str, place: tuple[int, int]) -> None:
    read_document, found = read(source, "a.yaml")
    assert read_document is None
    assert [(finding.code, (finding.mark.line, finding.mark.column)) for finding in found] == [(code, place)]


def test_a_file_is_read_under_the_name_that_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: 1\n")
    read_document, found = read_file(tmp_path / "a.yaml", "story/a.yaml")
    assert found == []
    assert read_document is not None
    assert str(read_document.mark(("a",))) == "story/a.yaml:1:4"


def test_what_keeps_a_file_from_being_read_is_a_finding(tmp_path: Path) -> None:
    with (tmp_path / "large.yaml").open("wb") as large:
        large.truncate(100_000_000)
    found = [read_file(tmp_path / name, name)[1][0].code for name in ("none.yaml", "large.yaml", "", "a\0b")]
    assert found == ["file-missing", "file-too-large", "not-a-file", "file-unreadable"]


prose = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters=CONTROLS), max_size=30)
clean = prose.filter(lambda text: not any("\u2028" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" for c in text))
scalars = st.one_of(
    clean,
    st.lists(clean, max_size=4).map("\n".join),
    st.booleans(),
    st.none(),
    st.integers(-(10**18) + 1, 10**18 - 1),
    st.floats(-1000, 1000).map(lambda number: round(number, 3)).filter(lambda number: "e" not in repr(number)),
)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(clean, inner, max_size=4), max_leaves=12
)


class Dumper(yaml.SafeDumper):
    """Writes as stories are written: text of several lines under |, what could be mistaken in quotes."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature is the base class's
        return True


def write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else '"')


Dumper.add_representer(str, write_text)


@settings(max_examples=60, deadline=None)
@given(tree=trees, width=st.sampled_from([40, 10**6]), flow=st.booleans())
def test_what_is_written_as_yaml_is_read_back(tree: object, width: int, *, flow: bool) -> None:
    written = yaml.dump(
        {"root": tree}, Dumper=Dumper, allow_unicode=True, width=width, sort_keys=False, default_flow_style=flow
    )
    read_document, found = read(written.encode(), "a.yaml")
    assert [finding for finding in found if finding.code != "control-character"] == []
    assert read_document is not None
    assert read_document.data == {"root": tree}
    check_places(read_document)


def check_places(read_document: Document) -> None:
    """Every text begins where its origin says: on that line, or under it for a block."""
    for path, origin in read_document.origins.items():
        text = read_document.value(path)
        if not isinstance(text, str) or not text.strip() or origin.style == '"':
            continue
        first = next(line for line in text.split("\n") if line.strip())
        mark = read_document.locate(path, text[: text.index(first)].count("\n"), 0)
        assert read_document.line(mark.line)[mark.column - 1 :].startswith(first)


sentences = st.lists(st.from_regex(r"[A-Za-z][a-z]{0,7}", fullmatch=True), min_size=1, max_size=6).map(" ".join)
paragraphs = st.lists(sentences | st.just(""), min_size=1, max_size=5).map("\n".join)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(paragraphs, min_size=1, max_size=4), indent=st.integers(1, 6), explicit=st.booleans())
def test_every_character_of_prose_under_a_bar_is_located(texts: list[str], indent: int, *, explicit: bool) -> None:
    header = f"|{indent}" if explicit else "|"
    written = "".join(
        f"- {header}\n" + "".join(" " * indent + line + "\n" if line else "\n" for line in text.split("\n"))
        for text in texts
    )
    read_document = document(written)
    for index in range(len(texts)):
        text = read_document.value((index,))
        assert isinstance(text, str)
        for number, line in enumerate(text.split("\n")):
            for column, character in enumerate(line):
                mark = read_document.locate((index,), number, column)
                assert read_document.line(mark.line)[mark.column - 1] == character
