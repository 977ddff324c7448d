"""The format of a story's files: the one definition of every key.

The models validate what the reader found, the JSON Schema comes from them, and the tables of
`docs/language.md` are made from their descriptions. They know nothing of positions: a validation
error carries the path of the value, and the document knows where that is.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
)

FORMAT = 1

KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"
WORD = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
MARK = r"^[A-Z]{2,3}$"
RULE = r"^[A-Za-z_][A-Za-z0-9_]*\([A-Za-z0-9_, ]*\)$"

Id = Annotated[str, StringConstraints(pattern=KEBAB, max_length=80)]
SceneRef = Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]+/)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=160)]
ChoiceRef = Annotated[str, StringConstraints(pattern=r"^@?([a-z0-9-]+/)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=160)]
Name = Annotated[str, StringConstraints(pattern=NAME, max_length=60)]
Word = Annotated[str, StringConstraints(pattern=WORD, max_length=60)]
RuleHead = Annotated[str, StringConstraints(pattern=RULE, max_length=120)]
Prose = Annotated[str, StringConstraints(min_length=1, pattern=r"\S", max_length=20_000)]
Expression = Annotated[str | bool | int | float, Field(description="a condition or value")]
Effects = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def parse_date(text: str) -> datetime.date:
    """A date from `YYYY-MM-DD`. Raises ValueError with a sentence for the author."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a date; write it as 1944-06-28")
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise ValueError(f"there is no day {text}") from None


def _date(value: Any) -> Any:
    if isinstance(value, str):
        return parse_date(value)
    raise ValueError("write a date as 1944-06-28")


Date = Annotated[
    datetime.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]


class Window(BaseModel):
    """The days on which the calendar may offer a scene; either end may be open (None)."""

    first: datetime.date | None
    last: datetime.date | None
    exact: bool


def _window(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("write a date as 1944-06-28, or a window as 1944-07-03..1944-07-10")
    if ".." not in value:
        day = parse_date(value)
        return Window(first=day, last=day, exact=True)
    first, _, last = (part.strip() for part in value.partition(".."))
    if not first and not last:
        raise ValueError("a window needs at least one end, as in 1944-07-03.. or ..1944-07-10")
    window = Window(first=parse_date(first) if first else None, last=parse_date(last) if last else None, exact=False)
    if window.first and window.last and window.first > window.last:
        raise ValueError(f"the window {value} ends before it begins")
    return window


WindowText = Annotated[
    Window,
    BeforeValidator(_window),
    WithJsonSchema(
        {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2})?(\.\.(\d{4}-\d{2}-\d{2})?)?$"}, mode="validation"
    ),
]


class Model(BaseModel):
    """A mapping of the format: unknown keys are refused and nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


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


def _one_or_many(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _schema_of_one_or_many(pattern: str) -> WithJsonSchema:
    one = {"type": "string", "pattern": pattern}
    return WithJsonSchema({"anyOf": [one, {"type": "array", "items": one}]})


Ids = Annotated[list[Id], BeforeValidator(_one_or_many), Field(min_length=1), _schema_of_one_or_many(KEBAB)]
Questions = Annotated[list[Prose], BeforeValidator(_one_or_many), _schema_of_one_or_many(r"\S")]
Standing = Literal["documented", "disputed", "plausible"]


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


Number = Annotated[int | float, Field()]
WordList = Annotated[list[Word], Field(min_length=1, max_length=60)]


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


class ChapterFile(Model):
    """A file of `chapters/`."""

    title: Prose | None = Field(None, description="title of the chapter")
    scenes: dict[Id, Scene] = Field(min_length=1, description="scenes by id")


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


Holder = Literal["ours", "contested", "theirs"]
Drawing = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]


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
