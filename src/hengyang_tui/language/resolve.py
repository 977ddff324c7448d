"""What the words of a story mean: references to ids, expressions, and text with values in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from hengyang_tui.language import markup
from hengyang_tui.language import story as st
from hengyang_tui.language import text as tx
from hengyang_tui.language.diagnostics import Finding, did_you_mean
from hengyang_tui.language.expressions import Node, Place
from hengyang_tui.language.names import Names, meant, written_names
from hengyang_tui.language.parser import Parser

_DECLARED = {
    "unknown-fact": "Facts are declared under facts:, in facts.yaml or in the branch that needs them.",
    "unknown-codex": "Entries are declared in codex.yaml, or under codex: in a branch.",
}
"""Where a thing is declared, for an author who has not written it yet."""


class Resolver:
    """Reads what authors write in the scope they write it in, adding a finding for everything that means nothing."""

    def __init__(self, names: Names, findings: list[Finding]) -> None:
        self.names = names
        self.findings = findings
        self._scopes: dict[str, Parser] = {}

    # References

    def reference(self, spot: st.Spot, name: str, known: Collection[str], what: str, code: str) -> str | None:
        """The full name of a thing, or None after a finding. `what` and `code` say what it should have been."""
        full = meant(spot.owner, name, known)
        if full is not None:
            return full
        hint = did_you_mean(name, written_names(spot.owner, known)) or _DECLARED.get(code)
        self.findings.append(spot.finding(code, f"There is no {what} '{name}'.", hint))
        return None

    def scene_ref(self, spot: st.Spot, name: str) -> str | None:
        """The full id of a scene."""
        return self.reference(spot, name, self.names.scenes, "scene", "dead-link")

    def codex_ref(self, spot: st.Spot, name: str | None) -> str | None:
        """The full id of a codex entry."""
        return None if name is None else self.reference(spot, name, self.names.codex, "codex entry", "unknown-codex")

    def fact_refs(self, spot: st.Spot, names: Iterable[str]) -> tuple[str, ...]:
        """The full ids of facts, without those that do not exist."""
        full = (
            self.reference(spot.child(index), name, self.names.facts, "fact", "unknown-fact")
            for index, name in enumerate(names)
        )
        return tuple(name for name in full if name is not None)

    # Expressions and text

    def parser(self, spot: st.Spot, owner: str, *, chance: bool = False) -> Parser:
        """A parser in the scope of the branch that wrote the text, reporting at its place."""
        if owner not in self._scopes:
            self._scopes[owner] = Parser(self.names.scope(owner), lambda *_: None)
        return Parser(self._scopes[owner].scope, reporter(spot, self.findings), chance)

    def condition(self, spot: st.Spot, text: Any) -> Node | None:
        """A condition as a node."""
        return None if text is None else self.parser(spot, spot.owner).expression(text, "flag")

    def effects(self, spot: st.Spot, text: str | None, block: str) -> st.EffectBlock | None:
        """Effects as statements, with the id that keys their chance."""
        if text is None:
            return None
        effects = self.parser(spot, spot.owner, chance=True).effects(text)
        return None if effects is None else st.EffectBlock(block, effects, spot)

    def text(self, spot: st.Spot, model: Any, block: str) -> tx.Text:
        """A text as blocks. `block` is its path."""
        if model is None:
            return ()
        if isinstance(model, str):
            return (self._prose(spot, model),)
        return tuple(self._block(spot.child(index), one, f"{block}.{index}") for index, one in enumerate(model))

    def _block(self, spot: st.Spot, model: Any, block: str) -> tx.TextBlock:
        if isinstance(model, str):
            return self._prose(spot, model, listed=True)
        if hasattr(model, "if_"):
            condition = self.condition(spot.child("if"), model.if_)
            then = self.text(spot.child("text"), model.text, f"{block}.text")
            otherwise = self.text(spot.child("else"), model.else_, f"{block}.else")
            if condition is None:
                return tx.Prose(())
            return tx.Conditional(condition, then, otherwise)
        if hasattr(model, "first"):
            visits = (
                self.text(spot.child("first"), model.first, f"{block}.first"),
                self.text(spot.child("again"), model.again, f"{block}.again"),
            )
            return tx.Variation("first", visits, block)
        kind = next(kind for kind in ("cycle", "shuffle", "sequence") if hasattr(model, kind))
        options = tuple(
            self.text(spot.child(kind, index), one, f"{block}.{kind}.{index}")
            for index, one in enumerate(getattr(model, kind))
        )
        return tx.Variation(kind, options, block)  # type: ignore[arg-type]  # kind is one of the three names above

    def _prose(self, spot: st.Spot, text: str, *, listed: bool = False) -> tx.Prose:
        parts: list[str | tx.Value] = []
        blank = len(text) - len(text.lstrip("\n"))
        try:
            for piece in tx.pieces(text.strip("\n")):
                if piece.expression is None:
                    parts.append(self.words(spot, piece.text, text))
                    continue
                parser = self.parser(spot, spot.owner)
                parser.origin = Place(piece.line + blank, piece.column)
                node = parser.expression(piece.expression)
                if node is not None:
                    self._check_format(spot, node, piece, parser.origin)
                    parts.append(tx.Value(node, piece.text))
        except tx.ProseError as error:
            place = Place(error.line + blank, error.column)
            self.findings.append(spot.finding("bad-braces", str(error), error.hint, place=place))
        return tx.Prose(tuple(parts), listed)

    def _check_format(self, spot: st.Spot, node: Node, piece: tx.Piece, place: Place) -> None:
        if piece.text and not node.kind.is_number:
            self.findings.append(
                spot.finding(
                    "bad-format",
                    f"'{piece.text}' formats numbers and this is {node.kind}.",
                    "Leave the format out.",
                    place=place,
                )
            )
        elif piece.text.endswith("d") and node.kind.name == "decimal":
            self.findings.append(
                spot.finding(
                    "bad-format",
                    "d formats whole numbers and this is a decimal.",
                    "Use .1f.",
                    place=place,
                )
            )

    def maybe_words(self, spot: st.Spot, text: str | None) -> str | None:
        """Plain prose, where there is any."""
        return None if text is None else self.words(spot, text)

    def words(self, spot: st.Spot, text: str, whole: str | None = None) -> str:
        """Text with its codex links resolved to full ids. `whole` is the text it is a part of."""
        for target in markup.links(text):
            if target in self.names.codex and not spot.owner:
                continue
            full = meant(spot.owner, target, self.names.codex)
            if full is None:
                message = f"There is no codex entry '{target}' to link to."
                place = place_of(whole or text, f"[[{target}")
                hint = did_you_mean(target, written_names(spot.owner, self.names.codex)) or _DECLARED["unknown-codex"]
                self.findings.append(spot.finding("unknown-codex", message, hint, place=place))
            elif full != target:
                text = text.replace(f"[[{target}]]", f"[[{full}|{target.replace('-', ' ')}]]")
                text = text.replace(f"[[{target}|", f"[[{full}|")
        return text


def place_of(text: str, part: str) -> Place:
    """Where `part` first stands in `text`."""
    at = max(0, text.find(part))
    return Place(text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1))


def reporter(spot: st.Spot, findings: list[Finding]) -> Callable[[str, str, Place, str | None], None]:
    """Takes the parser's complaints to the findings."""

    def report(code: str, message: str, place: Place, hint: str | None) -> None:
        findings.append(spot.finding(code, message, hint, place=place))

    return report
