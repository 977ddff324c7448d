"""Conditions and effects: what they may say, what is refused and where, and what is known of their values."""

from __future__ import annotations

import textwrap

import pytest

from hengyang_tui.language.expressions import DATE, DECIMAL, FLAG, INTEGER, Kind
from hengyang_tui.language.parser import Parser, Rule, Scope

ORDER = Kind("word", ("free", "on_order"))
HILLS = Kind("set", ("north", "south"))
KINDS = {"men": INTEGER, "food": DECIMAL, "ready": FLAG, "order": ORDER, "hills": HILLS}
SCOPE = Scope(
    variables={name: (name, kind) for name, kind in KINDS.items()},
    derived={"half": ("half", INTEGER)},
    rules={"lose": Rule("lose", ("n",), ())},
    scenes={"the-knot": "the-knot"},
    choices={"the-knot": {"one-tube": "one-tube"}},
)


def read(text, *, effects=False, scope=SCOPE):
    """The node, and what was said: code, line and column from 0, of each complaint."""
    said = []
    parser = Parser(scope, lambda code, _, place, __: said.append((code, place.line, place.column)), chance=effects)
    return (parser.effects(text) if effects else parser.expression(text)), said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("men", INTEGER),
        ("-men + 3 * (men - 1) // 2 % 5", INTEGER),
        ("men / 2", DECIMAL),
        ("men + food", DECIMAL),
        ("min(men, 3)", INTEGER),
        ("max(men, food)", DECIMAL),
        ("abs(food)", DECIMAL),
        ("round(food)", INTEGER),
        ("len(hills)", INTEGER),
        ("1 if ready else 2.5", DECIMAL),
        ("day", INTEGER),
        ("date", DATE),
        ("0 < men <= 12 and not ready", FLAG),
        ("'1944-06-01' <= date < '1944-07-03'", FLAG),
        ("order == 'free' or order != 'on_order'", FLAG),
        ("'north' in hills", FLAG),
        ("('north' if ready else 'south') not in hills", FLAG),
        ("visited('the-knot') and chosen('the-knot.one-tube')", FLAG),
        ("'free' if ready else order", ORDER),
        ("true", FLAG),
        (True, FLAG),
        (12, INTEGER),
    ],
)
def test_an_expression_has_the_kind_of_its_value(text, kind):
    node, said = read(text)
    assert said == []
    assert node.kind == kind


NOT_ALLOWED = """
men.real|(1).__class__|().__class__.__mro__|men[0]|men[0:1]|men ** 2|2 ** 10 ** 10|men << 3|men @ men|~men|+men|lambda: 1
[men for men in hills]|{men for men in hills}|{men: 1 for men in hills}|len(m for m in hills)|f'{men}'|(men := 1)|[men]
{men}|{1: men}|(1, men)|()|men is men|men is not men|None|True|False|...|b'free'|1j|await men|(yield)|__import__('os')
open('/etc/passwd')|eval('1')|print(men)|lose(1)|min(*hills)|round(food, ndigits=1)|visited.x('a')|'north' in hills in hills
"""


@pytest.mark.parametrize("text", NOT_ALLOWED.replace("\n", "|").strip("|").split("|"))
def test_what_is_not_on_the_list_is_refused(text):
    node, said = read(text)
    assert node is None
    assert [code for code, *_ in said] == ["not-allowed"]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("1 + men.real", "not-allowed", 4),
        ("ready and mne > 1", "undeclared", 10),
        ("__class__", "undeclared", 0),
        ("1 + männer", "undeclared", 4),
        ("order == 'zählt' or mne", "unknown-word", 0),
        ("visited('nowhere')", "dead-link", 0),
        ("ready or visited('é') or mne", "dead-link", 9),
        ("'é' in hills or mne", "unknown-word", 0),
        ("1 + ｍｅｎ", "not-allowed", 4),
        ("ｔｒｕｅ", "not-allowed", 0),
        ("  men +  mne", "undeclared", 9),
        ("ready && ready", "syntax", 7),
        ("men = 5", "syntax", 4),
        ("men < (5", "syntax", 6),
        ("'free", "syntax", 0),
        ("men > 5）", "syntax", 7),
        ("", "syntax", 0),
        ("1000000000000001", "number-too-large", 0),
        ("1e400", "number-too-large", 0),
        ("order == '" + "a" * 201 + "'", "too-long", 9),
        ("1 + ready", "type-clash", 4),
        ("men + order", "type-clash", 6),
        ("order + 'x'", "type-clash", 0),
        ("not men", "type-clash", 4),
        ("ready and men", "type-clash", 10),
        ("1 if men else 2", "type-clash", 5),
        ("1 if ready else 'a'", "type-clash", 0),
        ("ready > 1", "type-clash", 0),
        ("order < 'free'", "type-clash", 0),
        ("order == 'fere'", "unknown-word", 0),
        ("order == hills", "type-clash", 0),
        ("hills == hills", "type-clash", 0),
        ("'north' in order", "type-clash", 11),
        ("'west' in hills", "unknown-word", 0),
        ("men in hills", "type-clash", 0),
        ("date > 3", "type-clash", 0),
        ("date > '3 July'", "type-clash", 0),
        ("len(men)", "type-clash", 0),
        ("min(men)", "wrong-arguments", 0),
        ("abs()", "wrong-arguments", 0),
        ("visited(men)", "type-clash", 0),
        ("chosen('the-knot')", "dead-link", 0),
        ("chosen('the-knot.two')", "dead-link", 0),
        ("roll(1, 6) > 2", "chance-in-condition", 0),
    ],
)
def test_a_wrong_expression_is_one_finding_with_its_place(text, code, column):
    node, said = read(text)
    assert node is None
    assert said == [(code, 0, column)]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("men = 1.5", "type-clash", 0, 0),
        ("men = men / 2", "type-clash", 0, 0),
        ("men += food", "type-clash", 0, 0),
        ("ready = 1", "type-clash", 0, 0),
        ("ready += 1", "type-clash", 0, 0),
        ("order = ready", "type-clash", 0, 0),
        ("order = 'fere'", "unknown-word", 0, 0),
        ("hills = 'north'", "type-clash", 0, 0),
        ("hills += 'west'", "unknown-word", 0, 0),
        ("hills *= 'north'", "type-clash", 0, 0),
        ("half = 3", "assign-derived", 0, 0),
        ("day = 3", "assign-clock", 0, 0),
        ("men += 1\nmne = 2", "undeclared", 1, 0),
        ("men **= 2", "not-allowed", 0, 0),
        ("lose()", "wrong-arguments", 0, 0),
        ("lose(n=1)", "not-allowed", 0, 0),
        ("lose(2.5)", "type-clash", 0, 5),
        ("lose(men / 2)", "type-clash", 0, 5),
        ("lsoe(1)", "unknown-rule", 0, 0),
        ("roll(1, 6)", "no-effect", 0, 0),
        ("men == 3", "no-effect", 0, 0),
        ("men", "not-allowed", 0, 0),
        ("men = roll(6, 1)", "empty-roll", 0, 6),
        ("men = roll(1, 2.5)", "type-clash", 0, 6),
        ("ready = chance(80)", "type-clash", 0, 8),
        ("men = pick(1, 'free')", "type-clash", 0, 6),
        ("men = hills = 1", "not-allowed", 0, 0),
        ("men: int = 1", "not-allowed", 0, 0),
        ("for men in hills:\n  pass", "not-allowed", 0, 0),
        ("while ready:\n  pass", "not-allowed", 0, 0),
        ("import os", "not-allowed", 0, 0),
        ("del men", "not-allowed", 0, 0),
        ("def f():\n  pass", "not-allowed", 0, 0),
        ("global men", "not-allowed", 0, 0),
        ("if ready:\n  men = mne", "undeclared", 1, 8),
        ("if ready:\nmen = 1", "syntax", 1, 0),
    ],
)
def test_a_wrong_effect_is_one_finding_with_its_place(text, code, line, column):
    _, said = read(text, effects=True)
    assert said == [(code, line, column)]


def test_every_wrong_line_of_an_effect_is_found_and_the_right_ones_are_kept():
    effects, said = read("men = mne\nmen += 1\nif mne > 1:\n  ready = 3\nelse:\n  men.x = 2", effects=True)
    assert [(code, line) for code, line, _ in said] == [
        ("undeclared", 0),
        ("undeclared", 2),
        ("type-clash", 3),
        ("not-allowed", 5),
    ]
    assert len(effects) == 1


def nested(levels, body, step="  "):
    return "".join(f"{step * level}if ready:\n" for level in range(levels)) + f"{step * levels}{body}\n"


HOSTILE = {
    "brackets": "(" * 9_000 + "1" + ")" * 9_000,
    "10,000 brackets": "(" * 10_000 + "1" + ")" * 10_000,
    "open brackets": "[" * 19_000,
    "not": "not " * 4_900 + "ready",
    "10,000 nots": "not " * 10_000 + "ready",
    "minus": "-" * 19_000 + "1",
    "sum": "1" + " + 1" * 4_500,
    "word": "'" + "a" * 19_000 + "'",
    "endless word": "'" + "a" * 19_000,
    "digits": "9" * 19_000,
    "hexadecimal": "0x" + "f" * 19_000,
    "attributes": "men" + ".real" * 3_900,
    "calls": "round(" * 3_000 + "1" + ")" * 3_000,
    "if else": "1 if ready else " * 1_200 + "2",
    "comparisons": "men < " * 3_000 + "men",
    "powers": "9" + " ** 9" * 3_000,
    "repeated word": "'a' * 1000000000000",
    "backslashes": "\\\n" * 9_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("effects", [False, True])
def test_hostile_text_is_a_finding_and_the_process_lives(text, effects):
    _, said = read(f"men = {text}" if effects else text, effects=effects)
    assert len(said) == 1 or (effects and text.startswith("men < ")), said


def test_deep_conditions_are_findings_and_what_follows_is_read():
    effects, said = read(nested(45, "men = 1", " ") * 6 + "men = 2", effects=True)
    assert {code for code, *_ in said} == {"too-deep"}
    assert len(said) <= 12
    assert effects[-1].name == "men"


def rules(bodies):
    return "".join(f"  {name}(n): |\n{textwrap.indent(body, '    ')}" for name, body in bodies.items())


@pytest.mark.parametrize(
    ("bodies", "message"),
    [
        ({"r0": "men += n\n"} | {f"r{n}": f"r{n - 1}(n)\n" * 2 for n in range(1, 10)}, "has 1,534 statements"),
        ({"a": nested(15, "men += n"), "b": nested(15, "a(n)"), "c": nested(15, "b(n)")}, "is nested too deeply"),
    ],
)
def test_a_rule_counts_for_what_it_stands_for(findings, bodies, message):
    text = "variables: {men: {start: 1, gauge: true, range: [0, 9]}, ready: {start: false}}\nrules:\n" + rules(bodies)
    found = findings(text + "scenes:\n  end: {text: e, ending: The end}\n")
    (finding,) = [finding for finding in found if finding.severity == "error"]
    assert finding.code == "too-long"
    assert message in finding.message


def test_a_derived_value_counts_for_what_it_reads(findings):
    doubling = "".join(f"  d{n}: d{n - 1} + d{n - 1}\n" for n in range(1, 15))
    chain = "".join(f"  c{n}: c{n - 1} + 1\n" for n in range(1, 50))
    text = f"variables: {{men: {{start: 1}}}}\nderived:\n  d0: men\n  c0: men\n{doubling}{chain}"
    found = findings(text + "scenes:\n  end: {text: '{d14} {c49}', ending: The end}\n")
    assert [finding.source.strip().partition(":")[0] for finding in found] == ["d11", "c40"]


VALUES = """
variables:
  men: {start: 5, range: [0, 20]}
  spare: {start: 3, range: [0, 20]}
  never_set: {start: false}
  order: {start: free, one_of: [free, on_order, three_donts]}
derived: {few: men // 4}
scenes:
  start:
    do: |
      men += roll(0, 20)
      spare -= 1
      order = 'on_order'
    text: "{men} {spare} {order} {few} {never_set}"
    unrecorded: x
    choices:
      one: {text: Yes., if: PROBE, goto: end}
      two: {text: No., goto: end}
  end: {text: e, ending: The end}
"""


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("men >= 0", "always-true"),
        ("men > 20", "never-true"),
        ("men == 20 or spare == 0", None),
        ("men // 2 > 10", "never-true"),
        ("few < 6", "always-true"),
        ("men + spare <= 40", "always-true"),
        ("men < 5 and men > 7", "never-true"),
        ("men < 5 and men > 3", None),
        ("men < 5 or men >= 5", "always-true"),
        ("never_set", "never-true"),
        ("order == 'three_donts'", "never-true"),
        ("order != 'three_donts'", "always-true"),
        ("order == 'free'", None),
        ("100 // men > 5", "divisor-zero"),
        ("100 % (men - spare) > 5", "divisor-zero"),
        ("100 // (men + 1) > 5", None),
        ("men > 0 and 100 // men > 5", None),
        ("men == 0 or 100 // men > 5", None),
        ("100 // men > 5 if men > 0 else never_set", None),
        ("(100 // men if men > spare else 0) > 5", None),
        ("(100 // men if men >= spare else 0) > 5", "divisor-zero"),
        ("men > 1.5 and men < 2 and men < 1.2", "never-true"),
    ],
)
def test_what_can_be_known_of_a_value_is_said_of_it(findings, condition, found):
    assert [finding.code for finding in findings(VALUES.replace("PROBE", condition))] == [found] * bool(found)


def test_ranges_follow_effects_and_a_contradiction_ends_quietly(findings):
    effects = """
      if men > 1.5:
        if men < 2:
          if men < 1.2:
            spare = 100 // men
      if spare == 0:
        spare = 1
      men = 100 // spare"""
    text = VALUES.replace("spare -= 1", effects.strip()).replace("PROBE", "men > 5")
    assert findings(text) == []


@pytest.mark.parametrize(
    ("chapter", "place", "shown"),
    [
        ("  end:\n    ending: E\n    text: |\n\n      Men.\n      So {  mne  } are left.\n", (7, 13), "mne  }"),
        (
            "  end:\n    ending: E\n    text:\n      - |\n        Men.\n      - |\n        {9 // (men - 5)}\n",
            (8, 10),
            "9 // (men",
        ),
        ("  end: {ending: E, text: 'Give {9 // (men - 5)} each.'}\n", (2, 33), "9 // (men"),
        ("  end:\n    ending: E\n    text: |\n      {men} }} of { men\n", (5, 19), "{ men"),
        ("  end:\n    ending: E\n    text: |\n      方先觉 {men} {方 + mne}\n", (5, 18), "方 + mne"),
        ("  end: {ending: E, text: a, do: 'men = (1 +  mne)'}\n", (2, 46), "mne"),
        (
            "  end:\n    ending: E\n    text: a\n    do: |\n      # 一二三\n      men = 1 if '方' == '方' else mne\n",
            (7, 34),
            "mne",
        ),
    ],
)
def test_a_finding_in_a_story_points_at_the_very_word(findings, chapter, place, shown):
    found = findings("variables: {men: {start: 5, range: [0, 9], gauge: true}}\nscenes:\n" + chapter)
    (finding,) = [one for one in found if one.severity == "error"]
    assert (finding.mark.line, finding.mark.column) == place
    assert finding.source[finding.mark.column - 1 :].startswith(shown)
