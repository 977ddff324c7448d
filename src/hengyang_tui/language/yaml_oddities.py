"""Prose that YAML reads without complaint, as something other than the text it was meant to be."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hengyang_tui.language.source_text import Hint, Source
from hengyang_tui.language.yaml_traps import in_quotes, repair, shown, value_at

_COMMENT = re.compile(r"[ \t]+#")
_CALL = re.compile(r"\w+ *\([^()]*\)")
_MANY_WORDS = 3
_SHOWN = 200
_ADVICE = "Write it under |:"
_IF_TEXT = "If it is meant as text, write it under |:"
_ALIAS_ADVICE = "Write the value itself, and text under |:"


class Oddities:
    """Looks at what was read from a source and reports what its writer cannot have meant.

    Places are lines and columns from 0. `inside` says that a value stands inside brackets, where text
    cannot be put under `|`.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines = source.lines
        self._comments = any(" #" in line or "\t#" in line for line in source.lines)

    def comment(self, value: str, line: int, column: int) -> None:
        """Report a comment behind a plain value that ends at a place, if it looks like prose cut off."""
        if not self._comments or line >= len(self._lines):
            return
        written = self._lines[line]
        match = _COMMENT.match(written, column)
        if match is None:
            return
        lost = written[match.end() - 1 :]
        if not value and lost[1:2] not in {"", " ", "#", "\t"}:
            message = f"YAML takes '{shown(lost)}' for a comment, so no value is left here."
        elif value and _cut(value, lost, near=match.end() - match.start() == len(" #")):
            kept = shown(value, last=True)
            message = f"YAML takes a space and # for a comment: the text ends at '{kept}', '{shown(lost)}' is lost."
        else:
            return
        hint = self._repair(line, "Put a comment on a line of its own, and text under |:")
        self._source.report("trap-hash", (line, match.end() - 1), message, hint, "warning")

    def alias(self, text: str, line: int, column: int, *, inside: bool) -> None:
        """Report an alias, which is often emphasis."""
        end = column + len(text)
        rest = self._lines[line][end : end + _SHOWN].strip()
        prose = not inside and rest != "" and not rest.startswith(("#", ":"))
        message = f"YAML reads {shown(text)} as a repetition of a value named elsewhere; stories have none."
        hint = self._way_out(line, column, text, _ALIAS_ADVICE, inside=inside)
        self._source.report("trap-star" if prose else "alias", (line, column), message, hint)

    def label(self, line: int, column: int, *, scalar: bool, anchored: bool, inside: bool) -> None:
        """Report a tag or an anchor before a value, which may be the beginning of a sentence."""
        written = self._lines[line][column : column + _SHOWN].rstrip()
        sign = written[:1]
        name = sign == "&" if sign in {"!", "&"} else anchored
        word = shown((written.split(maxsplit=1) or [sign])[0])
        prose = scalar and not inside and " " in written and not written.startswith(("!!", "!<"))
        what = "a name for the value behind it" if name else "a tag"
        message = f"YAML reads {word} as {what} and not as text; stories have none."
        hint: Hint
        if prose:
            hint = self._repair(line, _ADVICE, column)
            self._source.report("trap-ampersand" if name else "trap-bang", (line, column), message, hint)
        else:
            hint = f"Delete {word}, or put it in quotes if it is meant as text."
            self._source.report("anchor" if name else "tag", (line, column), message, hint)

    def prose_key(self, key: str, line: int, column: int) -> None:
        """Report a mapping that is a sentence with a colon in it."""
        message = f"YAML takes the colon for the end of a key: this is a mapping with the key '{shown(key)}'."
        hint = self._repair(line, _IF_TEXT)
        self._source.report("trap-colon", (line, column + len(key)), message, hint)

    def complex_key(self, line: int, column: int) -> None:
        """Report a mapping or list in the place of a key."""
        message = "A mapping or a list is used as a key here; keys are words."
        hint = self._repair(line, _IF_TEXT)
        self._source.report("complex-key", (line, column), message, hint)

    def braces(self, keys: Mapping[str, object], text: str, line: int, column: int, *, inside: bool) -> None:
        """Report a value in braces that YAML reads as a mapping whose keys have no values."""
        names = "', '".join(shown(key, 20) for key in list(keys)[:3])
        about = f" with the key '{names}' and no value" if names else ""
        message = f"YAML reads {shown(text)} as a mapping{about}, not as text."
        hint = self._way_out(line, column, text, inside=inside)
        self._source.report("trap-brace", (line, column), message, hint)

    def link(self, text: str, line: int, column: int, *, inside: bool) -> None:
        """Report a codex link that YAML reads as a list."""
        message = f"YAML reads {shown(text)} as a list inside a list, not as text with a link."
        hint = self._way_out(line, column, text, inside=inside)
        self._source.report("trap-link", (line, column), message, hint)

    def _way_out(self, line: int, column: int, text: str, advice: str = _ADVICE, *, inside: bool) -> Hint:
        """The repair of the value at a place: under `|` where that can stand, in quotes inside brackets."""
        if inside:
            return in_quotes(text)
        return self._repair(line, advice, column)

    def _repair(self, line: int, advice: str, column: int | None = None) -> Hint:
        """The repair of the value on a line, if it begins at the column."""

        def words() -> str:
            value = value_at(self._lines, line)
            found = value is not None and column in {None, value.place[1]}
            return repair(value if found else None, advice)

        return words


def reads_as_sentence(key: str) -> bool:
    """Whether a plain key may be the beginning of a sentence: it has a space and is no rule with parameters."""
    return " " in key and not _CALL.fullmatch(key)


def is_link(items: list[object], text: str) -> bool:
    """Whether a list, written as `text`, is a codex link."""
    if len(items) != 1 or not text.startswith("[[") or text[2:3] in {'"', "'"}:
        return False
    inner = items[0]
    if not isinstance(inner, list) or not inner or not all(isinstance(item, str) for item in inner):
        return False
    return len(inner) == 1 or any("|" in item for item in inner)


def _cut(text: str, comment: str, *, near: bool) -> bool:
    """Whether a comment behind plain text is likelier to be lost prose than a comment.

    A comment as people write it has two spaces before its # or one behind it, and follows a short value.
    """
    glued = comment[1:2] not in {"", " ", "\t", "#"}
    words = text.count(" ") + 1
    return near or glued if words > _MANY_WORDS else near and glued and words > 1
