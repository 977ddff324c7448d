"""Branches: what one may replace in the story, and where two of them clash."""

from __future__ import annotations

import copy
from typing import Any

from hengyang_tui.language.diagnostics import Finding, did_you_mean
from hengyang_tui.language.sources import KeyPath, Overlay, SourceFile

REPLACEABLE = ("scenes", "variables", "derived", "rules", "each_day", "milestones", "facts", "codex", "map")


def replace_all(story: list[SourceFile], branches: list[SourceFile], findings: list[Finding]) -> None:
    """Puts every branch's `replace:` over the story's files, in place.

    Two branches that replace one path, or a part of it, are a finding that names both places.
    """
    taken: dict[tuple[str, ...], tuple[SourceFile, str]] = {}
    for branch in branches:
        replacements = branch.data.get("replace") if isinstance(branch.data, dict) else None
        if not isinstance(replacements, dict):
            continue
        for path in replacements:
            parts = tuple(path.split("."))
            clash = next((other for other in taken if _overlap(parts, other)), None)
            if clash is not None:
                findings.append(_clash(branch, path, taken[clash]))
                continue
            taken[parts] = (branch, path)
            _replace(story, branch, path, parts, findings)


def _overlap(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    shorter = min(len(a), len(b))
    return a[:shorter] == b[:shorter]


def _clash(branch: SourceFile, path: str, other: tuple[SourceFile, str]) -> Finding:
    there = other[0].key_mark(("replace", other[1]))
    return branch.finding(
        "branch-clash",
        ("replace", path),
        f"Two branches replace '{path}': here and at {there}.",
        "Play them one at a time, or let one of them leave it.",
        key=True,
    )


def _replace(
    story: list[SourceFile], branch: SourceFile, path: str, parts: tuple[str, ...], findings: list[Finding]
) -> None:
    source: KeyPath = ("replace", path)
    if parts[0] not in REPLACEABLE:
        hint = did_you_mean(parts[0], REPLACEABLE)
        findings.append(branch.finding("bad-replace", source, f"A branch cannot replace '{parts[0]}'.", hint, key=True))
        return
    target: KeyPath = {"codex": ("entries", *parts[1:]), "map": parts[1:]}.get(parts[0], parts)
    kind = {"scenes": "chapter", "facts": "facts", "codex": "codex", "map": "map"}.get(parts[0], "story")
    known: dict[int, list[str]] = {}
    for file in story:
        if file.kind != kind:
            continue
        parent = _descend(file.data, target[:-1])
        if isinstance(parent, dict) and (target[-1] in parent or _is_optional(target)):
            file.document = _patched(file, target, branch.data["replace"][path])
            file.overlays.append(Overlay(target, branch.document, source, str(branch.data.get("id", ""))))
            return
        depth, names = _deepest(file.data, target)
        known.setdefault(depth, []).extend(names)
    depth = max(known, default=0)
    hint = did_you_mean(str(target[depth]), known.get(depth, ()))
    findings.append(
        branch.finding("bad-replace", source, f"The story has nothing at '{path}' to replace.", hint, key=True)
    )


def _is_optional(target: KeyPath) -> bool:
    """Whether the path names a key of a scene or choice, which may be absent, and not a thing by its id."""
    return (target[0] == "scenes" and len(target) in (3, 5)) or (target[0] == "variables" and len(target) == 3)


def _descend(data: Any, path: KeyPath) -> Any:
    for part in path:
        if not isinstance(data, dict) or part not in data:
            return None
        data = data[part]
    return data


def _deepest(data: Any, path: KeyPath) -> tuple[int, list[str]]:
    """How many steps of `path` there are, and the names that could stand for the next."""
    for depth, part in enumerate(path):
        if not isinstance(data, dict) or part not in data:
            return depth, [str(key) for key in data] if isinstance(data, dict) else []
        data = data[part]
    return len(path) - 1, []


def _patched(file: SourceFile, target: KeyPath, value: Any) -> Any:
    import dataclasses

    data = copy.copy(file.document.data)
    parent: Any = data
    for part in target[:-1]:
        parent[part] = copy.copy(parent[part])
        parent = parent[part]
    parent[target[-1]] = value
    return dataclasses.replace(file.document, data=data)
