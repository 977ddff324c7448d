from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hengyang_tui.language import reader
from hengyang_tui.language.reader import read
from hengyang_tui.language.source_text import LARGEST, UNSHOWABLE

PARSERS = sorted({yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)}, key=lambda parser: parser.__name__)
FAST = getattr(yaml, "CSafeLoader", None)


def check(source: bytes) -> set[str]:
    """Read hostile bytes with each parser, see that nothing escapes, and return the codes found."""
    found: set[str] = set()
    for parser in PARSERS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "_PARSER", parser)
            found |= check_once(source)
    return found


def check_once(source: bytes) -> set[str]:
    document, findings = read(source, "a.yaml")
    shown = "".join(map(str, findings)).replace("\n", "")
    assert not UNSHOWABLE.search(shown)
    if document is None:
        assert any(finding.severity == "error" for finding in findings)
        return {finding.code for finding in findings}
    for path in document.origins:
        value = document.value(path)
        if isinstance(value, str):
            assert not UNSHOWABLE.search(value)
            value.encode()
        mark = document.locate(path, 1, 3)
        assert 1 <= mark.line <= len(document.lines)
        assert 1 <= mark.column <= len(document.line(mark.line)) + 1
    assert set(document.keys) <= set(document.origins)
    return {finding.code for finding in findings}


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
@example(b'"\\ud800"')
@example(b'"\\U00110000"')
@example(b'"\\UFFFFFFFF"')
@example(b"%YAML 99999999999999999999.1\n---\n")
@example(b"a: !<%ff> b")
@example(b"a: !<%zz> b")
def test_no_bytes_raise(source: bytes) -> None:
    check(source)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    check(text.encode("utf-8", "replace"))


PIECES = [
    "a: ", "b:", "- ", "? ", ": ", "text: ", "\n", "\n  ", "\n    ", "\n", "\t", " ", "#", " # ", '"', "'", "*", "*x ",
    "&", "&x ", "!", "!!str ", "{", "}", "[", "]", "[[", "]]", ",", ", ", "|", "|\n", ">\n", "|2\n", ">-\n", "%", "@",
    "`", "---\n", "...\n", "%TAG ! x\n", "\\", '"\\x1b"', "word", "He said", "12", "true", "1.5", "~", "\r\n", "\r",
    "\x85", "\u2028", "\ufeff", "\0", "衡阳", "😀",
]  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_heap_of_yaml_raises(text: str) -> None:
    check(text.encode())


@pytest.mark.parametrize("piece", ["[", "{", "- ", "? ", "[a: ", "{a: ", "[{", "[\n", '{"a":'])
def test_deep_nesting_is_a_finding(piece: str) -> None:
    assert "too-deep" in check((piece * 200_000).encode())


def test_the_deepest_nesting_that_is_allowed_is_read() -> None:
    assert check(b"[" * 64 + b"]" * 64) == set()
    assert check(b"[" * 65 + b"]" * 65) == {"too-deep"}


def test_deep_indentation_is_a_finding() -> None:
    assert check("".join(" " * depth + "a:\n" for depth in range(500)).encode()) == {"too-deep"}


def full(piece: str) -> str:
    """A megabyte made of one piece over and over: minutes, if reading takes the square of its size."""
    return piece * (LARGEST // 4 // len(piece.encode()))


MANY = {
    "values": ("[" + full("1,") + "1]", {"too-many-values"}),
    "aliases": (full("- *a\n"), {"alias", "too-many-values"}),
    "aliases on a line": ("[" + full("*a,") + "*a]", {"alias", "too-many-values"}),
    "tags": (full("- !a b c\n"), {"trap-bang", "too-many-values"}),
    "braces": (full("- {a}\n"), {"trap-brace", "too-many-values"}),
    "links": (full("- [[a|b]]\n"), {"trap-link", "too-many-values"}),
    "sentences": (full("- He said: go\n"), {"trap-colon", "too-many-values"}),
    "comments": (full("- a b c d e #f\n"), {"trap-hash", "too-many-values"}),
    "keys": (full("a: 1\n"), {"duplicate-key", "too-many-values"}),
    "quotes": (full('- "a" b\n'), {"trap-quote"}),
    "directives": (full("%TAG !a! b\n"), {"directive", "empty-file"}),
    "later directives": ("a: 1\n...\n" + full("%TAG !a! b\n"), {"several-documents"}),
    "escapes": ('a: "' + full("\\x1b") + '"', {"control-character"}),
    "controls": ("a: " + full("\x1b"), {"control-character"}),
    "blanks": ("a:\n  b\n  x" + " " * (LARGEST // 2) + "y: q: z", {"yaml-syntax", "indentation", "trap-colon"}),
    "blank lines": (full("- \n" + "\n" * 198 + " *a\n"), {"alias"}),
    "dashes": ("a: " + full("- "), {"trap-dash"}),
    "digits": ("a: " + full("9"), {"long-number"}),
}


@pytest.mark.skipif(FAST is None, reason="without libyaml these files take half a minute each")
@pytest.mark.parametrize("name", MANY)
def test_large_files_with_much_wrong_are_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_EVENTS", 50_000)
    text, allowed = MANY[name]
    found = check_once(text.encode())
    assert found
    assert found <= allowed
