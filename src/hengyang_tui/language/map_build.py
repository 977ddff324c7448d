"""From `map.yaml` to a story's map: marks found in the drawings, names resolved, conditions typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from hengyang_tui.language import map as mp
from hengyang_tui.language.expressions import Place
from hengyang_tui.language.resolve import Resolver
from hengyang_tui.language.sources import SourceFile
from hengyang_tui.language.story import Calendar, Spot

if TYPE_CHECKING:
    from hengyang_tui.language.files import HolderIf, MapPlace

NARROW = 68
"""Columns that a terminal of 80 leaves for a drawing."""
TALLEST, WIDEST = 60, 110


def build_map(resolver: Resolver, file: SourceFile, calendar: Calendar | None) -> mp.Map:
    """The map of a story, with a finding for everything in it that cannot be resolved or drawn."""
    model = file.model
    places = {
        place_id: _place(resolver, file.spot("places", place_id), place_id, one, calendar)
        for place_id, one in model.places.items()
    }
    _check_marks(resolver, file, places)
    drawings = [
        _drawing(resolver, file.spot("drawings", index), text, places) for index, text in enumerate(model.drawings)
    ]
    _check_drawn(resolver, file, places, drawings)
    return mp.Map(
        model.title,
        resolver.maybe_words(file.spot("about"), model.about),
        tuple(sorted(drawings, key=lambda drawing: drawing.width)),
        places,
    )


def _place(resolver: Resolver, spot: Spot, place_id: str, model: MapPlace, calendar: Calendar | None) -> mp.MapPlace:
    entry = resolver.codex_ref(spot.child("entry"), model.entry)
    if model.record and calendar is None:
        message = "This story has no calendar, so the record of a position has no days."
        resolver.findings.append(spot.child("record").finding("no-calendar", message, "Add calendar: to story.yaml."))
    record = tuple(
        mp.Recorded(
            one.from_.toordinal(),
            one.holder,
            resolver.fact_refs(spot.child("record", index, "facts"), one.facts),
            resolver.maybe_words(spot.child("record", index, "note"), one.note),
        )
        for index, one in enumerate(model.record)
    )
    for index, (before, after) in enumerate(pairwise(record)):
        if after.first <= before.first:
            here = spot.child("record", index + 1, "from")
            message = "This day does not come after the one above it."
            resolver.findings.append(here.finding("map-record", message, "Write the days in their order, each once."))
    now = tuple(
        mp.HeldIf(
            resolver.condition(spot.child("now", index, "if"), one.if_),
            one.holder,
            resolver.maybe_words(spot.child("now", index, "note"), one.note),
        )
        for index, one in enumerate(model.now)
    )
    _check_steps(resolver, spot.child("now"), model.now)
    note = resolver.maybe_words(spot.child("note"), model.note)
    return mp.MapPlace(
        id=place_id,
        mark=model.mark,
        name=model.name,
        characters=model.characters,
        entry=entry,
        group=model.group,
        placed=model.placed,
        note=note,
        record=record,
        now=now,
    )


def _check_steps(resolver: Resolver, spot: Spot, steps: Sequence[HolderIf]) -> None:
    for index, step in enumerate(steps[:-1]):
        if step.if_ is None:
            message, hint = "Steps after this one are never reached.", "A step without if comes last."
            resolver.findings.append(spot.child(index).finding("map-steps", message, hint))


def _drawing(resolver: Resolver, spot: Spot, text: str, places: dict[str, mp.MapPlace]) -> mp.Drawing:
    rows = tuple(row.rstrip() for row in text.rstrip("\n").split("\n"))
    for number, row in enumerate(rows):
        for column, letter in enumerate(row):
            if not _takes_one_cell(letter):
                message = f"{letter!r} does not take one cell, so what follows on this row stands in no column."
                at = Place(number, column)
                resolver.findings.append(spot.finding("bad-drawing", message, "Draw with other signs.", place=at))
                break
    if len(rows) > TALLEST or max(map(len, rows)) > WIDEST:
        message = f"This drawing is larger than {WIDEST} columns and {TALLEST} rows."
        resolver.findings.append(spot.finding("bad-drawing", message, "Draw less of it, or smaller."))
    cells: dict[str, mp.Cell] = {}
    for one in places.values():
        for cell in mp.found(rows, one.mark):
            if cells.setdefault(one.id, cell) != cell:
                message = f"The mark '{one.mark}' stands here a second time."
                hint = f"It is the mark of '{one.id}'; give what is meant here another."
                resolver.findings.append(spot.finding("map-mark", message, hint, place=Place(*cell)))
    return mp.Drawing(rows, cells)


def _takes_one_cell(letter: str) -> bool:
    wide = unicodedata.east_asian_width(letter) in "WF"
    return letter.isprintable() and not wide and not unicodedata.combining(letter)


def _check_marks(resolver: Resolver, file: SourceFile, places: dict[str, mp.MapPlace]) -> None:
    seen: dict[str, str] = {}
    for place in places.values():
        if place.mark in seen:
            message = f"'{place.mark}' is the mark of '{seen[place.mark]}' already."
            spot = file.spot("places", place.id, "mark")
            resolver.findings.append(spot.finding("map-mark", message, "Each position has a mark of its own."))
        seen.setdefault(place.mark, place.id)


def _check_drawn(
    resolver: Resolver, file: SourceFile, places: dict[str, mp.MapPlace], drawings: Sequence[mp.Drawing]
) -> None:
    drawn = {place for drawing in drawings for place in drawing.cells}
    for place in places.values():
        if place.id not in drawn:
            message = f"The mark '{place.mark}' stands in no drawing."
            hint = "Write it where the position is, with no letter or digit beside it."
            resolver.findings.append(file.spot("places", place.id, "mark").finding("map-mark", message, hint))
    narrowest = min(drawings, key=lambda drawing: drawing.width)
    if narrowest.width > NARROW:
        message = f"No drawing fits a terminal of 80 columns: the narrowest has {narrowest.width}."
        hint = f"Add one of at most {NARROW} columns."
        resolver.findings.append(file.spot("drawings").finding("map-wide", message, hint, severity="warning"))
