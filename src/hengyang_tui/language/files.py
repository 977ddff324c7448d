"""The format of a story's files: the one definition of every key.

The models validate what the reader found, the JSON Schema comes from them, and the tables of
`docs/language.md` are made from their descriptions. They know nothing of positions: a validation
error carries the path of the value, and the document knows where that is.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from hengyang_tui.language.chapters import ChapterFile, Choice, Scene
from hengyang_tui.language.fields import (
    MARK,
    WORD,
    ChoiceRef,
    Date,
    Drawing,
    Effects,
    Expression,
    Id,
    Model,
    Name,
    Number,
    Prose,
    RuleHead,
    SceneRef,
    Word,
    WordList,
)
from hengyang_tui.language.map import Holder


class Variable(Model):
    """A typed, bounded, declared quantity. Its type is read from `start`."""

    start: bool | int | float | str | list[Word] = Field(description="value at the beginning of a play")
    range: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = Field(
        None, description="lowest and highest value; assignment saturates there"
    )
    one_of: WordList | None = Field(None, description="the words it may be")
    some_of: WordList | None = Field(None, description="the words its set may hold")
    label: Prose | None = Field(
        None, description="name shown to the player; a number that has one is listed with the figures"
    )
    unit: Prose | None = Field(None, description="unit shown after the value")
    gauge: bool = Field(False, description="shown beside the text (needs a range)")


class DerivedValue(Model):
    """A derived value with a name for the player."""

    value: Expression = Field(description="the expression")
    label: Prose | None = Field(None, description="name shown to the player")


def _shape_of_derived(value: Any) -> str:
    return "<mapping>" if isinstance(value, dict) else "<expression>"


Derivation = Annotated[
    Annotated[Expression, Tag("<expression>")] | Annotated[DerivedValue, Tag("<mapping>")],
    Discriminator(_shape_of_derived),
]


class Calendar(Model):
    """The days of the story."""

    first_day: Date = Field(description="day on which a play begins")
    last_day: Date = Field(description="day on which it must end")
    day_one: Date | None = Field(None, description="date on which `day` is 1; the first day if absent")


class Milestone(Model):
    """A date on which the model's numbers are compared with the record."""

    date: Date = Field(description="day of the comparison, taken when that day ends")
    compare: dict[Name, Number] = Field(min_length=1, description="recorded value by variable or derived value")
    recorded: dict[Name, Prose] = Field(
        default_factory=dict, description="a figure as the record has it, where that is no single number, by name"
    )
    tolerance: Annotated[float, Field(ge=0, le=1)] = Field(
        0.1, description="share of the recorded value that counts as agreement"
    )
    facts: list[Id] = Field(default_factory=list, description="facts the recorded values rest on")
    note: Prose | None = Field(None, description="what to know about the figure")


class Declarations(Model):
    """What a story and a branch may both declare."""

    format: Literal[1] = Field(description="version of the language")
    id: Id = Field(description="id of the story or branch")
    title: Prose | None = Field(None, description="title")
    variables: dict[Name, Variable] = Field(default_factory=dict, description="variables by name")
    derived: dict[Name, Derivation] = Field(
        default_factory=dict, description="values computed when read, by name: an expression, or a mapping with a label"
    )
    rules: dict[RuleHead, Effects] = Field(
        default_factory=dict, description="named effects with parameters, as `lose(n)`"
    )
    each_day: Effects | None = Field(None, description="effects of every day that ends")


class StoryFile(Declarations):
    """`story.yaml`."""

    title: Prose = Field(description="title")
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$")] = Field(
        "1", description="version of the story, quoted"
    )
    subtitle: Prose | None = Field(None, description="line under the title")
    authors: list[Prose] = Field(default_factory=list, description="who wrote it")
    licence: Prose | None = Field(None, description="licence of the text")
    about: Prose | None = Field(None, description="front matter, shown from the title")
    start: Id = Field(description="scene with which a play begins")
    calendar: Calendar | None = Field(None, description="days of the story; without it scenes follow by `goto`")
    milestones: list[Milestone] = Field(
        default_factory=list, description="dates where the model is compared with the record"
    )


class Source(Model):
    """Where a fact was read."""

    title: Prose = Field(description="title, and how much of it was read")
    url: Prose | None = Field(None, description="address")
    kind: Literal["book", "memoir", "article", "official", "reportage", "novel", "reference"] | None = Field(
        None, description="kind of source"
    )


class Fact(Model):
    """One dated, sourced statement."""

    date: Annotated[str, StringConstraints(min_length=4, max_length=40)] | int = Field(
        description="date, month or year, or two of them joined by `/`"
    )
    kind: Id | None = Field(None, description="kind of statement")
    text: Prose = Field(description="the statement")
    sources: list[Annotated[str, StringConstraints(pattern=WORD)]] = Field(
        min_length=1, description="keys of `sources`"
    )
    confidence: Literal["high", "medium", "contested"] = Field(description="how far it can be trusted")
    note: Prose | None = Field(None, description="disagreements and limits")


class FactsFile(Model):
    """`facts.yaml`."""

    sources: dict[Annotated[str, StringConstraints(pattern=WORD)], Source] = Field(
        default_factory=dict, description="sources by key"
    )
    facts: dict[Id, Fact] = Field(default_factory=dict, description="facts by id")


class CodexEntry(Model):
    """A person, unit, place, weapon or term."""

    name: Prose = Field(description="name as the text uses it")
    characters: Prose | None = Field(None, description="the name in characters")
    kind: Literal["person", "unit", "place", "weapon", "term"] = Field(description="kind of entry")
    text: Prose = Field(description="what is known")
    facts: list[Id] = Field(default_factory=list, description="facts it rests on")


class CodexFile(Model):
    """`codex.yaml`."""

    entries: dict[Id, CodexEntry] = Field(default_factory=dict, description="entries by id")


class RecordedHolder(Model):
    """Who held a position in fact, from a day on."""

    from_: Date = Field(alias="from", description="first day")
    holder: Holder = Field(description="who held it: ours, contested, theirs")
    facts: list[Id] = Field(default_factory=list, description="facts it rests on")
    note: Prose | None = Field(None, description="what to know about it, such as that it is inferred")


class HolderIf(Model):
    """One step of `now`."""

    if_: Expression | None = Field(None, alias="if", description="condition; only the last step may go without")
    holder: Holder = Field(description="who holds it in this play: ours, contested, theirs")
    note: Prose | None = Field(None, description="what to know about it")


class MapPlace(Model):
    """A position on the map."""

    mark: Annotated[str, StringConstraints(pattern=MARK)] = Field(
        description="two or three capitals, by which the drawings show it"
    )
    name: Prose = Field(description="name as the map's list has it")
    characters: Prose | None = Field(None, description="the name in characters, where no codex entry has them")
    entry: SceneRef | None = Field(None, description="codex entry of the place")
    group: Prose = Field(description="heading in the list under which it stands")
    placed: Literal["known", "texts", "guess"] = Field(
        description="how its place on the map is known: `known`, after what `texts` say, or a `guess`"
    )
    note: Prose | None = Field(None, description="how it was placed, and how far off it may be")
    record: list[RecordedHolder] = Field(default_factory=list, description="who held it in fact, by date")
    now: list[HolderIf] = Field(
        default_factory=list,
        description="who holds it in a play: the first step whose condition holds; where none does, as in the record",
    )


class MapFile(Model):
    """`map.yaml`."""

    title: Prose = Field(description="title of the map")
    about: Prose | None = Field(None, description="what the map rests on, and what on it is a guess")
    drawings: list[Drawing] = Field(
        min_length=1, max_length=6, description="the map drawn in lines of characters, for several widths"
    )
    places: dict[Id, MapPlace] = Field(min_length=1, description="positions by id")


class BranchFile(Declarations):
    """A branch: it adds to the story it names, and replaces nothing silently."""

    branch_of: Id = Field(description="id of the story it extends")
    author: Prose | None = Field(None, description="who wrote it")
    scenes: dict[Id, Scene] = Field(default_factory=dict, description="scenes it adds")
    choices: dict[SceneRef, dict[Id, Choice]] = Field(
        default_factory=dict, description="choices it adds to scenes of the story, by scene"
    )
    sources: dict[Annotated[str, StringConstraints(pattern=WORD)], Source] = Field(
        default_factory=dict, description="sources by key"
    )
    facts: dict[Id, Fact] = Field(default_factory=dict, description="facts it adds")
    codex: dict[Id, CodexEntry] = Field(default_factory=dict, description="codex entries it adds")
    replace: dict[str, Any] = Field(
        default_factory=dict, description="new values by the path they replace, as `scenes.ID.choices.ID.if`"
    )


class Expectation(Model):
    """What a scripted play must come to."""

    ending: SceneRef | None = Field(None, description="scene in which it ends")
    date: Date | None = Field(None, description="date on which it ends")
    visited: list[SceneRef] = Field(default_factory=list, description="scenes it enters")
    not_visited: list[SceneRef] = Field(default_factory=list, description="scenes it does not enter")
    values: dict[Name, bool | int | float | str] = Field(
        default_factory=dict, description="values at the end: a number, a word, true or false, or a range as `10..20`"
    )
    shows: list[Prose] = Field(default_factory=list, description="words that must be read on the way")


class PlayFile(Model):
    """A file of `plays/`: a scripted play, which `check --plays` runs."""

    title: Prose = Field(description="what the play shows")
    seed: Annotated[int, Field(ge=0, lt=2**64)] = Field(1, description="seed of its chance")
    follow: Literal["history", "first", "last"] = Field(
        "history",
        description="what to choose where `choices` says nothing: history's, the first open, or the last open",
    )
    choices: dict[SceneRef, ChoiceRef | list[ChoiceRef]] = Field(
        default_factory=dict,
        description="choice by scene, or `@` and the id of a standing scene; a list for one visit after another",
    )
    expect: Expectation = Field(description="what it must come to")


KINDS: dict[str, type[Model]] = {
    "story": StoryFile,
    "chapter": ChapterFile,
    "facts": FactsFile,
    "codex": CodexFile,
    "map": MapFile,
    "branch": BranchFile,
    "play": PlayFile,
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of every kind of file, for editors: one document, one definition a kind."""
    from pydantic.json_schema import models_json_schema

    _, shared = models_json_schema([(model, "validation") for model in KINDS.values()], by_alias=True)
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of a hengyang story",
        "anyOf": [{"$ref": f"#/$defs/{model.__name__}"} for model in KINDS.values()],
    }
    schema.update(shared)
    return schema
