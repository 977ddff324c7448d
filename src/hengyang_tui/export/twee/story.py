"""A whole story as Twee 3."""

from __future__ import annotations

import json
import uuid
from hashlib import blake2b

from hengyang_tui.export.exported import Exported, Refusals
from hengyang_tui.export.left_out import leave_out
from hengyang_tui.export.twee.scenes import Passage, Scenes
from hengyang_tui.export.twee.script import Script
from hengyang_tui.export.twee.sums import Book
from hengyang_tui.export.twee.words import ONWARD, escaped, string
from hengyang_tui.language import story as st
from hengyang_tui.language.markup import plain

FORMAT, VERSION = "SugarCube", "2.37.3"


def to_twee(story: st.Story) -> Exported:
    """The story in Twee 3 for SugarCube 2.37 and later, with the luck of the game in its script."""
    refusals = Refusals("Twee")
    book = Book(story, refusals)
    scenes = Scenes(book)
    passages = [passage for scene in story.scenes.values() for passage in scenes.passages(scene)]
    script = Script(book, scenes).lines()
    parts = [
        Passage("StoryTitle", [plain(story.title)]),
        Passage("StoryData", json.dumps(_data(story), indent=2, ensure_ascii=False).split("\n")),
        Passage("StoryInit", _variables(book)),
        Passage("Story JavaScript", script, "script"),
        Passage("StoryCaption", _caption(story)),
        Passage(ONWARD, ["<<goto `setup.onward()`>>"], "nobr"),
        *passages,
    ]
    leave_out(story, refusals, reasons=False)
    return Exported("\n\n\n".join(str(part) for part in parts) + "\n", refusals.in_order(), _names(book))


def _data(story: st.Story) -> dict[str, str]:
    ifid = uuid.UUID(bytes=blake2b(story.id.encode(), digest_size=16).digest(), version=4)
    return {"ifid": str(ifid).upper(), "format": FORMAT, "format-version": VERSION, "start": story.start}


def _variables(book: Book) -> list[str]:
    lines = [f"<<set ${book.variables[one.name]} to {_start(one)}>>" for one in book.story.variables.values()]
    calendar = book.story.calendar
    day = 0 if calendar is None else calendar.first_day - calendar.day_one + 1
    lines += [f"<<set $day to {day}>>", f"<<set $windowDay to {day - 1}>>", "<<set $wait to 0>>"]
    lines += ['<<set $after to "">>', "<<set $stack to []>>", "<<set $entered to {}>>"]
    return [*lines, "<<set $seed to random(1, 999999999)>>"]


def _start(variable: st.Variable) -> str:
    start = variable.start
    if isinstance(start, frozenset):
        return "[" + ", ".join(string(word) for word in variable.kind.words if word in start) + "]"
    return json.dumps(start)


def _caption(story: st.Story) -> list[str]:
    """Who wrote it, for the side bar."""
    said = [story.subtitle, *story.authors, *(branch.author for branch in story.branches), story.licence]
    return [escaped(plain(line)) for line in said if line is not None]


def _names(book: Book) -> dict[str, str]:
    words = {
        f"{one.name}.{word}": word
        for one in book.story.variables.values()
        if one.kind.name == "set"
        for word in one.kind.words
    }
    return dict(book.variables) | words
