"""Scripted plays: plays that are written down beside the story, with what they must come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hengyang_tui.language import story as st
from hengyang_tui.language.declarations import Declared
from hengyang_tui.language.diagnostics import Finding, did_you_mean
from hengyang_tui.language.sources import SourceFile

_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")


def scripted_plays(
    files: Iterable[SourceFile], scenes: Mapping[str, st.Scene], declared: Declared, findings: list[Finding]
) -> tuple[st.ScriptedPlay, ...]:
    """The plays of a story, with a finding for every name in them that it does not know."""
    plays = []
    for file in files:
        model = file.model
        script = {}
        for scene_id, written in model.choices.items():
            choices = tuple(written) if isinstance(written, list) else (written,)
            _check_choices(file, scene_id, choices, scenes, findings)
            script[scene_id] = choices
        expect = model.expect
        for key in ("visited", "not_visited"):
            for name in getattr(expect, key):
                _known(file, ("expect", key), name, scenes, "scene", findings)
        if expect.ending is not None:
            _known(file, ("expect", "ending"), expect.ending, scenes, "scene", findings)
        for name in expect.values:
            _known(
                file, ("expect", "values", name), name, {**declared.variables, **declared.derived}, "value", findings
            )
        expectation = st.Expectation(
            ending=expect.ending,
            date=expect.date.toordinal() if expect.date else None,
            visited=tuple(expect.visited),
            not_visited=tuple(expect.not_visited),
            values={name: _expected(value) for name, value in expect.values.items()},
            shows=tuple(expect.shows),
        )
        plays.append(st.ScriptedPlay(model.title, model.seed, model.follow, script, expectation, file.spot()))
    return tuple(plays)


def _check_choices(
    file: SourceFile,
    scene_id: str,
    choices: tuple[str, ...],
    scenes: Mapping[str, st.Scene],
    findings: list[Finding],
) -> None:
    if not _known(file, ("choices", scene_id), scene_id, scenes, "scene", findings):
        return
    known: dict[str, object] = {choice.id: choice for choice in scenes[scene_id].choices}
    known |= {f"@{scene.id}": scene for scene in scenes.values() if scene.standing is not None}
    for choice in choices:
        _known(file, ("choices", scene_id), choice, known, "choice", findings)


def _known(
    file: SourceFile,
    path: tuple[str, ...],
    name: str,
    known: Mapping[str, object],
    what: str,
    findings: list[Finding],
) -> bool:
    if name in known:
        return True
    code = "undeclared" if what == "value" else "dead-link"
    findings.append(file.finding(code, path, f"There is no {what} '{name}'.", did_you_mean(name, known)))
    return False


def _expected(value: bool | int | float | str) -> tuple[float, float] | bool | str:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return (float(value), float(value))
    match = _RANGE.fullmatch(value)
    return (float(match[1]), float(match[2])) if match else value
