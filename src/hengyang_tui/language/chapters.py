"""The format of chapters: scenes, choices, their text and their history."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from hengyang_tui.language.fields import (
    Effects,
    Expression,
    Id,
    Ids,
    Model,
    Prose,
    Questions,
    SceneRef,
    Standing,
    WindowText,
)


def _shape_of_text(value: Any) -> str:
    return "<list>" if isinstance(value, list) else "<prose>"


def _shape_of_block(value: Any) -> str:
    if not isinstance(value, dict):
        return "<prose>"
    for key in ("if", "first", "cycle", "shuffle", "sequence"):
        if key in value:
            return f"<{key}>"
    for key in ("text", "else"):
        if key in value:
            return "<if>"
    return "<first>" if "again" in value else "<if>"


class IfBlock(Model):
    """Text that is shown when a condition holds."""

    if_: Expression = Field(alias="if", description="condition, read when the passage is shown")
    text: Text = Field(description="shown when it holds")
    else_: Text | None = Field(None, alias="else", description="shown when it does not")


class FirstBlock(Model):
    """Text that differs between the first visit of a scene and later ones."""

    first: Text = Field(description="shown on the first visit")
    again: Text | None = Field(None, description="shown on later visits")


class CycleBlock(Model):
    """Texts in turn, one a visit, and round again."""

    cycle: list[Text] = Field(min_length=1, description="one a visit, then from the beginning")


class ShuffleBlock(Model):
    """One of several texts, chosen by seed and visit."""

    shuffle: list[Text] = Field(min_length=1, description="one a visit, keyed by the seed")


class SequenceBlock(Model):
    """Texts in turn, one a visit; the last one stays."""

    sequence: list[Text] = Field(min_length=1, description="one a visit; the last stays")


Block = Annotated[
    Annotated[Prose, Tag("<prose>")]
    | Annotated[IfBlock, Tag("<if>")]
    | Annotated[FirstBlock, Tag("<first>")]
    | Annotated[CycleBlock, Tag("<cycle>")]
    | Annotated[ShuffleBlock, Tag("<shuffle>")]
    | Annotated[SequenceBlock, Tag("<sequence>")],
    Discriminator(_shape_of_block),
]
Text = Annotated[
    Annotated[Prose, Tag("<prose>")] | Annotated[list[Block], Tag("<list>"), Field(min_length=1)],
    Discriminator(_shape_of_text),
]


def _shape_of_goto(value: Any) -> str:
    return "<list>" if isinstance(value, list) else "<id>"


def _shape_of_step(value: Any) -> str:
    return "<if>" if isinstance(value, dict) else "<id>"


class GotoIf(Model):
    """One conditional step of a `goto` list."""

    if_: Expression = Field(alias="if", description="condition")
    to: SceneRef = Field(description="scene to go to when it holds")


Goto = Annotated[
    Annotated[SceneRef, Tag("<id>")]
    | Annotated[
        list[
            Annotated[Annotated[SceneRef, Tag("<id>")] | Annotated[GotoIf, Tag("<if>")], Discriminator(_shape_of_step)]
        ],
        Tag("<list>"),
        Field(min_length=1, max_length=60),
    ],
    Discriminator(_shape_of_goto),
]


class VerdictNote(Model):
    """What the record says about one option that history did not take."""

    standing: Standing = Field(description="how firmly the record speaks about this option")
    facts: list[Id] = Field(default_factory=list, description="facts it rests on")
    text: Prose = Field(description="what the record says of it")


class History(Model):
    """What was done in fact, and how firmly that is known."""

    chose: Ids = Field(description="the choice that history made; a list where the record allows several")
    facts: list[Id] = Field(min_length=1, description="facts it rests on")
    weight: Annotated[int, Field(ge=1, le=3)] = Field(1, description="how much a departure counts, 1 to 3")
    standing: Standing = Field(description="how firmly the record speaks: documented, disputed, plausible")
    text: Prose = Field(description="what was done")
    followed: Prose | None = Field(None, description="what came of it in fact")
    dispute: Prose | None = Field(None, description="where sources disagree: who says what")


class Choice(Model):
    """One option of a scene."""

    text: Prose = Field(description="the option, in one line")
    if_: Expression | None = Field(None, alias="if", description="condition for the choice to be open")
    unless_met: Prose | None = Field(None, description="why it is closed; without it a closed choice is not shown")
    do: Effects | None = Field(None, description="effects of choosing")
    then: Text | None = Field(None, description="text shown after choosing, read after the effects")
    goto: Goto | None = Field(None, description="scene to go on with; without it the calendar goes on")
    detour: SceneRef | None = Field(None, description="scene to visit and come back from")
    days: Annotated[int, Field(ge=1, le=366)] | None = Field(None, description="days to let pass, 1 or more")
    once: bool = Field(False, description="can be chosen only once in a play")
    fallback: bool = Field(False, description="shown only when nothing else is open")
    verdict: VerdictNote | None = Field(None, description="what the record says of this option")
    tags: list[Id] = Field(default_factory=list, description="words for tools and classes")


class Scene(Model):
    """A unit of narrative."""

    date: WindowText | None = Field(
        None, description="day, or window of days (`first..last`, either end may be open), of the offer"
    )
    if_: Expression | None = Field(None, alias="if", description="condition for the calendar to offer the scene")
    repeat: bool = Field(False, description="offered once a day while its window and condition hold")
    priority: Annotated[int, Field(ge=-1000, le=1000)] = Field(
        0, description="higher is offered earlier on the same day"
    )
    interrupt: bool = Field(False, description="offered even while days pass; cancels the wait")
    standing: Prose | None = Field(
        None, description="offers the scene beside every list of choices, in these words, as a detour (undated scenes)"
    )
    title: Prose | None = Field(None, description="heading")
    place: SceneRef | None = Field(None, description="codex entry of the place")
    do: Effects | None = Field(None, description="effects on entry, before the text")
    text: Text | None = Field(None, description="what the player reads")
    choices: dict[Id, Choice] | None = Field(None, description="options, by id, in the order shown")
    goto: Goto | None = Field(None, description="scene to go on with (only without choices)")
    days: Annotated[int, Field(ge=1, le=366)] | None = Field(
        None, description="days to let pass (only without choices)"
    )
    ending: Prose | None = Field(None, description="name of the ending; the scene closes the play")
    history: History | None = Field(None, description="what was done in fact; makes the scene a decision")
    unrecorded: Prose | None = Field(None, description="why these choices have no history; read after the first")
    ask: Questions | None = Field(None, description="question, or questions, for a class")
    epilogue: bool = Field(False, description="stands outside the days of the play: shown without a date")
    tags: list[Id] = Field(default_factory=list, description="words for tools and classes")


class ChapterFile(Model):
    """A file of `chapters/`."""

    title: Prose | None = Field(None, description="title of the chapter")
    scenes: dict[Id, Scene] = Field(min_length=1, description="scenes by id")
