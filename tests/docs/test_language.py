"""docs/language.md says what the code does: keys, limits, draws of chance, and every code of a finding."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest

from hengyang_tui.engine import chance
from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.state import values_of
from hengyang_tui.engine.turns import begin, choose
from hengyang_tui.language.expressions import FLAG, INTEGER, Kind
from hengyang_tui.language.fields import Model
from hengyang_tui.language.files import KINDS
from hengyang_tui.language.loader import load_story
from hengyang_tui.language.parser import Parser
from hengyang_tui.language.scope import Rule, Scope

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "src/hengyang_tui/language").rglob("*.py"), *(ROOT / "src/hengyang_tui/engine").glob("*.py")]
REPORTING = {"finding", "report", "complain", "Finding", "_refuse", "_finding"}
CODE = re.compile(r"`([a-z0-9-]+)`")
ROW = re.compile(r"^\| (.+?) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "docs" / "language.md").read_text("utf-8")


@pytest.fixture(scope="module")
def tables():
    spec = importlib.util.spec_from_file_location("make_tables", ROOT / "docs" / "make_tables.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(text: str) -> list[list[str]]:
    """The cells of every row of the tables in `text`, heads and rules left out."""
    found = [re.split(r"(?<!\\) \| ?", match[1]) for match in ROW.finditer(text)]
    return [cells for cells in found if not set("".join(cells)) <= {"-", " "} and cells[0] not in ("code", "key")]


def section(text: str, title: str) -> str:
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[1]


# Tables made from the code


def test_the_tables_are_up_to_date(tables, text):
    assert tables.rewritten(text) == text, "run: python docs/make_tables.py"


def test_every_mapping_of_the_format_has_its_table(tables, text):
    documented = {match["model"] for match in tables.TABLE.finditer(text)} - {None}
    pending, needed = list(KINDS.values()), set()
    while pending:
        model = pending.pop()
        if model.__name__ not in needed:
            needed.add(model.__name__)
            pending += [one for one in Model.__subclasses__() if one.__name__ in str(model.model_fields)]
    assert needed - {"Declarations"} <= documented


def test_the_published_draws_follow_from_the_formulas(text):
    published = [cells for cells in rows(section(text, "Chance")) if len(cells) == 7 and cells[0].isdigit()]
    assert len(published) >= 6
    for seed, block, run, index, word, rolled, held in published:
        i = int(index)
        digest = blake2b(f"{seed}:{block.strip('`')}:{run}:{i // 8}".encode("ascii"), digest_size=64).digest()
        w = int.from_bytes(digest[i % 8 * 8 : i % 8 * 8 + 8], "little")
        assert w == int(word) == chance.words(int(seed), block.strip("`"), int(run), i // 8)[i % 8]
        assert int(rolled) == 1 + (w * 6 >> 64) == chance.roll(w, 1, 6)
        assert (held == "true") is (w < 2**63) is chance.chance(w, 0.5)


def test_blocks_have_the_names_that_the_document_gives_them():
    """A draw under `do`, one in each_day, and a shuffle of The Last Train, worked out from the document alone."""
    program = Program(load_story(ROOT / "story" / "tutorial"))
    for seed in range(20):
        walk = choose(program, begin(program, seed).state, "walk")
        shuffled = chance.words(seed, "down-the-platform.text.0", 1)[0] * 2 >> 64
        assert ("A dentist", "A cook")[shuffled] in walk.passages[0].prose
        values = values_of(program, choose(program, walk.state, "roofs").state)
        assert values["engine_hit"] is (chance.words(seed, "incendiaries.do", 1)[0] < 0.4 * 2**64)
        came = [chance.roll(chance.words(seed, "each_day", run)[0], 900, 1300) for run in (1, 2)]
        assert values["waiting"] == 12700 + sum(came) - 6000 - 2000 * values["engines"]


# Codes


def constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


def severity(call: ast.Call) -> str:
    words = {word for argument in [*call.args, *(one.value for one in call.keywords)] for word in constants(argument)}
    return next((word for word in ("warning", "hint") if word in words), "error")


def codes_of_the_code() -> dict[str, set[str]]:
    """Every code that a finding can have, with its severities, read out of the calls that make findings."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                place = node.args[:1] if name in REPORTING else node.args[-1:] if name == "reference" else []
                for argument in place:
                    for code in constants(argument):
                        found[code].add(severity(node))
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
                for code in constants(node.value):
                    found[code].add("error")
            elif isinstance(node, ast.Constant) and str(node.value).startswith("trap-"):
                found[node.value].add("error")
    return found


def codes_of_the_document(text: str) -> dict[str, str]:
    """Every code in the first column of the tables of findings, with the row that it stands in."""
    found: dict[str, str] = {}
    for cells in rows(section(text, "What check says")):
        for code in CODE.findall(cells[0]):
            assert code not in found, f"'{code}' stands twice"
            found[code] = " ".join(cells[1:])
    return found


def test_every_code_is_explained_and_every_code_explained_exists(text):
    assert sorted(codes_of_the_document(text)) == sorted(codes_of_the_code())


def test_the_document_says_which_findings_are_warnings_and_hints(text):
    explained = codes_of_the_document(text)
    for code, severities in codes_of_the_code().items():
        if len(severities) == 1:
            said = re.match(r"\*(warning|hint)\.\*", explained[code])
            assert (said[1] if said else "error") in severities, code


def test_no_code_is_made_up_at_run_time():
    """What passes a code on takes it from a caller that the search above reads."""
    dynamic = {
        (file.name, ast.unparse(node.args[0]))
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"finding", "report", "complain", "Finding"}
        and node.args
        and not list(constants(node.args[0]))
    }
    assert {argument for _, argument in dynamic} <= {"code", "last.code"}, dynamic


# The language


SCOPE = Scope(
    variables={
        **{name: (name, INTEGER) for name in ("men", "rounds", "tubes", "food")},
        **{name: (name, FLAG) for name in ("hungry", "sakuma_wounded", "bridge_cut")},
        "orders": ("orders", Kind("word", ("free", "on_order"))),
        "held": ("held", Kind("set", ("hill",))),
    },
    derived={},
    rules={"lose": Rule("lose", ("n",), ())},
    scenes={"scene": "scene"},
    choices={"scene": {"choice": "choice"}},
)


def samples(text: str, wanted: str) -> list[str]:
    """What stands in backquotes and holds one of the names `wanted`, as whole code."""
    found = [sample.removeprefix("if: ") for sample in re.findall(r"`([^`\n]+)`", text)]
    return [sample for sample in found if "…" not in sample and re.search(rf"\b({wanted})\b", sample)]


def problems_of(sample: str, *, effects: bool) -> list[object]:
    found: list[object] = []
    parser = Parser(SCOPE, lambda *problem: found.append(problem), chance=effects)
    (parser.effects if effects else parser.expression)(sample)
    return found


def test_every_sample_of_a_condition_or_effect_can_be_read(text):
    conditions, _, effects = section(text, "Conditions and effects").partition("Effects, one to a line")
    names = "men|rounds|held|hungry|date|day|visited|chosen|sakuma_wounded"
    for sample in samples(conditions, names):
        assert sample in ("day", "date") or problems_of(sample, effects=False) == [], sample
    for sample in samples(effects, "men|orders|held|hungry|lose|pass"):
        assert problems_of(sample, effects=True) == [], sample
    assert len(samples(conditions, names)) + len(samples(effects, "men|orders|held|hungry|lose|pass")) >= 20


def test_the_rules_are_numbered_one_after_another(text):
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", text, re.MULTILINE)]
    assert numbers == list(range(1, 14))
