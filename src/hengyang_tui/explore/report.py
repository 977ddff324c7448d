"""The report of many plays: how it is written to a file, read from one, and added up.

A report is what was asked, a frame and a tally. Everything else that a reader is told follows from these. So reports of
seed ranges, added up, are bit for bit the report of one run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from hengyang_tui.explore.coverage import coverage
from hengyang_tui.explore.errors import ExploreError
from hengyang_tui.explore.frame import Frame
from hengyang_tui.explore.jobs import Range
from hengyang_tui.explore.tally import Tally
from hengyang_tui.explore.unreached import Unreached, unreached

FORMAT = 1
_MARK = "hengyang explore"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which plays were asked for, but for their seeds. `log` is a digest of the choices of the play log followed."""

    follow: str
    log: str
    departures: tuple[str, ...]
    limit: int
    block: int
    """seeds in a block, within which a policy may learn"""


@dataclass(frozen=True, slots=True)
class Exhausted:
    """How much of a story an exhaustive search covered, for one seed. `why` it is not complete; empty when it is.

    Every way that the first `depth` choices can go was followed. `waiting` states were found and not gone on from.
    """

    seed: int
    why: str
    depth: int
    states: int
    merged: int
    """steps that led to a state already known"""
    waiting: int
    megabytes: int
    """the memory allowed"""


@dataclass(frozen=True, slots=True)
class Report:
    """Many plays of one story. `seeds` are the ranges that were played, in order.

    `fresh` are the seeds inside a block at which a range began: a policy that learns within blocks began afresh there.
    """

    asked: Asked
    frame: Frame
    seeds: tuple[Range, ...]
    fresh: tuple[int, ...]
    tally: Tally
    exhausted: Exhausted | None = None


def as_json(report: Report) -> str:
    """The report as one line of JSON, the same for the same plays."""
    fields_in_order = {
        "report": _MARK,
        "format": FORMAT,
        **_plain(report),
        "coverage": _plain(coverage(report.frame, report.tally)),
        "unreached": _plain(never_reached(report)),
    }
    return json.dumps(fields_in_order, ensure_ascii=False, separators=(",", ":"))


def never_reached(report: Report) -> tuple[Unreached, ...]:
    """What was not reached; nothing is said of a search that was broken off, which may still have come to it."""
    if report.exhausted is not None and report.exhausted.why:
        return ()
    return unreached(report.frame, report.tally)


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever a report is made of
    """A value as JSON has it: fields in their order, counts sorted by what is counted."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def read_report(path: Path) -> Report:
    """The report in a file that `explore --json` wrote. Raises ExploreError."""
    from pydantic import TypeAdapter, ValidationError

    try:
        text = path.read_bytes()
    except OSError as problem:
        raise ExploreError(f"{path} cannot be read: {problem.strerror or problem}.") from problem
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or data.get("report") != _MARK:
        raise ExploreError(f"{path} is no report. Reports are what 'hengyang explore --json' prints.")
    if data.get("format") != FORMAT:
        raise ExploreError(f"{path} has format {data.get('format')}, and this program reads format {FORMAT}.")
    try:
        return TypeAdapter(Report).validate_json(text)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ExploreError(f"{path} is a damaged report: {place}: {first['msg']}.") from problem


def merged(reports: Iterable[tuple[str, Report]]) -> Report:
    """Reports of seed ranges, each with its name, as one. Raises ExploreError where they do not belong together."""
    named = list(reports)
    first_name, first = named[0]
    tally = Tally()
    seeds: list[Range] = []
    fresh: set[int] = set()
    for name, report in named:
        if report.exhausted is not None:
            raise ExploreError(f"{name} is of an exhaustive search, which cannot be added to anything.")
        if report.frame != first.frame:
            raise ExploreError(f"{name} and {first_name} are of different stories, or of different versions of one.")
        if report.asked != first.asked:
            raise ExploreError(f"{name} and {first_name} are of plays under different policies.")
        tally.add(report.tally)
        seeds += report.seeds
        fresh.update(report.fresh)
    return Report(first.asked, first.frame, joined(seeds), tuple(sorted(fresh)), tally)


def joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Ranges in order, those that touch made one. Raises ExploreError where a seed is in two of them."""
    found: list[Range] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1]:
            raise ExploreError(f"Seed {first} is in two of the reports; its play would be counted twice.")
        if found and first == found[-1][1] + 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple(found)
