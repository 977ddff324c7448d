"""The map: the ground on a day, in this play or in the record; the list of positions, and each by itself."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hengyang_tui.engine.errors import EngineError
from hengyang_tui.engine.positions import Position, played_position, played_positions, recorded_positions
from hengyang_tui.tui.commands import CLOSE, HELP, Command, bindings
from hengyang_tui.tui.mapping import PLACED, list_blocks, map_block, named, record_line
from hengyang_tui.tui.screens.codex import EntryScreen
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.texts import fact_blocks, inline, long_date, note, prose_blocks, section, short_date
from hengyang_tui.tui.typeset import Block, Line, Run
from hengyang_tui.tui.widgets.choices import Item

if TYPE_CHECKING:
    from hengyang_tui.engine.game import Game
    from hengyang_tui.engine.turns import Turn
    from hengyang_tui.language.map import Map, MapPlace
    from hengyang_tui.language.story import CodexEntry, Story

EARLIER = Command("left", "day(-1)", "earlier", "Earlier", "The day before: in a play, the day of the choice before.")
LATER = Command("right", "day(1)", "later", "Later", "The day after: in a play, the day of the next choice.")
RECORD = Command("r", "record", "play or record", "Play or record", "This play’s map, or the record’s of the same day.")
LIST, ABOUT, ENTRY = "//list", "//about", "//entry"


class MapScreen(Sheet):
    """The ground on one day."""

    CSS_PATH = ["sheet.tcss", "map.tcss"]
    COMMANDS_HERE = (EARLIER, LATER, RECORD, CLOSE, HELP)
    BINDINGS = bindings((EARLIER, LATER, RECORD))

    def __init__(self, ground: Map, game: Game) -> None:
        super().__init__()
        self._ground = ground
        self._story = game.program.story
        self._turns = [*(step.before for step in game.steps), game.turn]
        self._date = self._turns[-1].date
        self._recorded = False

    def fill(self) -> None:
        """Show the map."""
        self.head("Map", long_date(self._date, self._day()))
        caption: list[Line] = [(Run("The record", "strong"),) if self._recorded else (Run("This play", "strong"),)]
        try:
            positions = self._positions()
        except EngineError as problem:
            self.page.show([note(f"The map cannot be drawn: {problem}")])
            return
        if self._date is not None and not self._recorded:
            departing = sum(position.departs for position in positions)
            caption += [(Run(f"{departing} otherwise", "soft"),)] if departing else []
            caption += [(Run("than in the record" if departing else "as in the record", "soft"),)]
        blocks = [map_block(self._ground, positions, caption), *list_blocks(positions)]
        items = [Item(LIST, "Every position, and how it is known.")]
        if self._ground.about:
            items.append(Item(ABOUT, "What this map rests on, and what on it is a guess."))
        self.page.show(blocks, items)

    @property
    def _turn(self) -> Turn:
        """The last turn on the day that is shown."""
        return next((turn for turn in reversed(self._turns) if turn.date == self._date), self._turns[-1])

    def _day(self) -> int | None:
        calendar = self._story.calendar
        return None if calendar is None or self._date is None else calendar.day_of(self._date.toordinal())

    def _positions(self) -> tuple[Position, ...]:
        if self._recorded and self._date is not None:
            return recorded_positions(self._ground, self._date.toordinal())
        return played_positions(self._turn.program, self._ground, self._turn.state)

    def action_day(self, by: int) -> None:
        """Another day: of the record the next, of the play the next on which there was something to choose."""
        calendar = self._story.calendar
        if calendar is None or self._date is None:
            return
        if self._recorded:
            ordinal = min(max(self._date.toordinal() + by, calendar.first_day), calendar.last_day)
            self._date = datetime.date.fromordinal(ordinal)
        else:
            dates = sorted({turn.date for turn in self._turns if turn.date is not None})
            self._date = dates[min(max(dates.index(self._date) + by, 0), len(dates) - 1)]
        self.fill()

    def action_record(self) -> None:
        """The record in place of the play, or the other way round: of the day that is shown, or the last before it."""
        if self._date is None:
            self.tell("This story has no days, so its map has no record.")
            return
        self._recorded = not self._recorded
        if not self._recorded:
            dates = [turn.date for turn in self._turns if turn.date is not None]
            self._date = max((date for date in dates if date <= self._date), default=min(dates))
        self.fill()

    def action_place(self, name: str) -> None:
        """A position by itself."""
        self.app.push_screen(place_screen(self._ground.places[name], self._turn))

    def chosen(self, item: str) -> None:
        """The list of positions, or what the map rests on."""
        if item == LIST:
            self.app.push_screen(PositionsScreen(self._positions(), self._turn))
        else:
            self.app.push_screen(AboutMapScreen(self._ground))


class AboutMapScreen(Sheet):
    """What the map rests on."""

    def __init__(self, ground: Map) -> None:
        super().__init__()
        self._ground = ground

    def fill(self) -> None:
        """Show it."""
        self.head("Map")
        self.page.show([Block((Run(self._ground.title, "title"),)), *prose_blocks(self._ground.about or "")])


class PositionsScreen(Sheet):
    """Every position, in the order of the map."""

    NUMBERED = False

    def __init__(self, positions: Sequence[Position], turn: Turn) -> None:
        super().__init__()
        self._positions = positions
        self._turn = turn

    def fill(self) -> None:
        """Show the list."""
        self.head("Map", f"{len(self._positions)} positions")
        story = self._turn.program.story
        items = [
            Item(
                position.place.id,
                f"{position.place.mark}  {named(position.place, story)}",
                record_line(position) if position.departs else "",
                aside=position.holder or "",
            )
            for position in self._positions
        ]
        self.page.show([Block((Run("Positions", "title"),))], items, 0)

    def chosen(self, item: str) -> None:
        """A position by itself."""
        place = next(position.place for position in self._positions if position.place.id == item)
        self.app.push_screen(place_screen(place, self._turn))


def place_screen(place: MapPlace, turn: Turn) -> PlaceScreen:
    """The screen of a position, as it stands at a turn."""
    return PlaceScreen(played_position(turn.program, place, turn.state), turn.program.story)


class PlaceScreen(Sheet):
    """One position: who holds it, who held it, and how both are known."""

    def __init__(self, position: Position, story: Story) -> None:
        super().__init__()
        self._position = position
        self._story = story

    def fill(self) -> None:
        """Show the position."""
        self.head("Map")
        entry = self._entry
        items = [Item(ENTRY, f"The codex: {entry.name}.")] if entry is not None else []
        self.page.show(place_blocks(self._position, self._story), items)

    def chosen(self, item: str) -> None:
        """Its entry in the codex."""
        if item == ENTRY and self._entry is not None:
            self.app.push_screen(EntryScreen(self._entry, self._story))

    @property
    def _entry(self) -> CodexEntry | None:
        return self._story.codex.get(self._position.place.entry or "")


def place_blocks(position: Position, story: Story) -> list[Block]:
    """A position with the record of who held it."""
    place = position.place
    blocks = [Block((Run(named(place, story), "title"),), right=(Run(place.mark, "soft"),))]
    if position.holder is not None:
        held = [Run(f"In this play: {position.holder}."), *(inline(f" {position.note}") if position.note else ())]
        blocks.append(Block(tuple(held)))
    spans = [
        Block(
            (Run(span.holder), *((Run(" · ", "faint"), *inline(span.note, "soft")) if span.note else ())),
            indent=10,
            label=(Run(short_date(datetime.date.fromordinal(span.first)), "soft"),),
            gap=0,
        )
        for span in place.record
    ]
    if spans:
        blocks += section("In the record, from", spans)
    about = (Run(PLACED[place.placed]), *((Run(" "), *inline(place.note)) if place.note else ()))
    blocks += section("Where it stands", [Block(about)])
    facts = dict.fromkeys(fact for span in place.record for fact in span.facts)
    if facts:
        blocks += section("How it is known", fact_blocks(story.facts[fact] for fact in facts))
    return blocks
