"""Rule 13 of the language: chance is keyed and not sequenced. The vectors here are those of docs/language.md."""

from __future__ import annotations

from collections import Counter

import pytest

from hengyang_tui.engine.chance import chance, pick, roll, words
from hengyang_tui.engine.state import values_of
from hengyang_tui.engine.turns import begin

# seed, block, run → words 0, 1, 7 and 8
VECTORS = [
    (
        (1, "the-knot.all-eight.do", 1),
        (2979755130189081962, 15618910405183489531, 7426643493303955604, 17362640054046322905),
    ),
    (
        (1, "the-knot.all-eight.do", 2),
        (6948300211244484262, 8575025018332989524, 3474240861898003123, 5179091816179480059),
    ),
    (
        (2, "the-knot.all-eight.do", 1),
        (7487625809092425924, 13842042118961644956, 4071082385503296590, 6201901250632825801),
    ),
    ((1, "each_day", 1), (17676687565507595890, 8068212440611392506, 12636620863721097361, 16818706359666856462)),
    ((-1, "night/flare.do", 12), (9586594814851198691, 14347911220398302871, 2584089249452914148, 1719798803710023292)),
]

# word → roll(1, 6), roll(40, 120), chance(0.8), which of pick(…) of three
FORMULAS = [
    (0, (1, 40, True, 0)),
    (2979755130189081962, (1, 53, True, 0)),
    (6948300211244484262, (3, 70, True, 1)),
    (7487625809092425924, (3, 72, True, 1)),
    (9586594814851198691, (4, 82, True, 1)),
    (17676687565507595890, (6, 117, False, 2)),
    (2**64 - 1, (6, 120, False, 2)),
]


@pytest.mark.parametrize(("key", "expected"), VECTORS)
def test_rule_13_words_are_the_published_ones(key, expected):
    first, second = words(*key), words(*key, 1)
    assert (first[0], first[1], first[7], second[0]) == expected
    assert (len(first), len(second)) == (8, 8)


@pytest.mark.parametrize(("word", "expected"), FORMULAS)
def test_rule_13_roll_chance_and_pick_follow_from_the_word(word, expected):
    assert (roll(word, 1, 6), roll(word, 40, 120), chance(word, 0.8), pick(word, 3)) == expected


def test_rule_13_the_ends_of_roll_and_chance():
    assert [roll(word, -3, -3) for word in (0, 2**64 - 1)] == [-3, -3]
    assert roll(2**64 - 1, 5, 2) == 5
    assert [chance(word, odds) for word in (0, 2**64 - 1) for odds in (0.0, 1.0)] == [False, True, False, True]
    assert [chance(2**63, odds) for odds in (0.5, 0.5000001)] == [False, True]


SITES = """
variables:
  a: {start: 0}
  b: {start: 0}
  c: {start: 0}
  d: {start: 0}
  p: {start: 0.25, range: [0.0, 1.0]}
  e: {start: false}
  word: {start: x, one_of: [x, y, z]}
rules: {twice(n): "c += roll(1, n)"}
scenes:
  the-knot:
    text: t
    choices:
      all-eight:
        text: All.
        goto: the-knot
        do: |
"""

ROLL_6, ROLL_9 = (lambda word: roll(word, 1, 6)), (lambda word: roll(word, 1, 9))


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        ("a = roll(1, 6)\nb = roll(1, 6)", lambda w: {"a": ROLL_6(w[0]), "b": ROLL_6(w[1])}),
        ("if a > 5:\n  b = roll(1, 6)\nelse:\n  a = roll(1, 9)", lambda w: {"a": ROLL_9(w[1])}),
        ("a = roll(1, 6) if chance(0.5) else roll(1, 9)", lambda w: {"a": (ROLL_6(w[0]), ROLL_9(w[2]))[w[1] >= 2**63]}),
        ("a = roll(1, roll(1, 9))\nb = roll(1, 6)", lambda w: {"a": roll(w[1], 1, ROLL_9(w[0])), "b": ROLL_6(w[2])}),
        ("twice(6)\ntwice(9)\na = roll(1, 6)", lambda w: {"c": ROLL_6(w[0]) + ROLL_9(w[1]), "a": ROLL_6(w[2])}),
        ("\n".join(["a += roll(1, 6)"] * 10), lambda w: {"a": sum(ROLL_6(word) for word in w[:10])}),
        ("e = chance(p)\nword = pick('z', 'y', word)", lambda w: {"e": w[0] < 2**62, "word": "zyx"[w[1] * 3 >> 64]}),
        ("word = 'y' if chance(0.5) else pick('x', 'z')", lambda w: {"word": ("y", "xz"[w[1] >> 63])[w[0] >= 2**63]}),
        ("a = pick(roll(1, 6), roll(1, 9))", lambda w: {"a": (ROLL_6(w[0]), ROLL_9(w[1]))[w[2] >> 63]}),
        ("e = 2 <= roll(1, 6) < 5\na = roll(1, 9)", lambda w: {"e": 2 <= ROLL_6(w[0]) < 5, "a": ROLL_9(w[1])}),
    ],
)
@pytest.mark.parametrize("run", [1, 2])
def test_rule_13_a_draw_is_keyed_by_its_place_and_the_run_of_its_block(story, play, effects, expected, run):
    program = story(SITES + "".join(f"          {line}\n" for line in effects.split("\n")))
    for seed in (1, 2, 3, 4):
        before, after = (
            values_of(program, play(program, *["all-eight"] * n, seed=seed).state) for n in (run - 1, run)
        )
        drawn = [*words(seed, "the-knot.all-eight.do", run), *words(seed, "the-knot.all-eight.do", run, 1)]
        added = {name: before[name] for name in ("a", "c") if f"{name} +=" in effects or name == "c"}
        for name, value in expected(drawn).items():
            assert after[name] == value + added.get(name, 0)


SIEGE = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-06}
variables:
  lost: {start: 0}
  raid: {start: 0}
  shells: {start: 0}
each_day: |
  lost = lost * 100 + roll(10, 99)
scenes:
  start:
    do: shells = roll(100, 999)
    text: s
    choices:
      raid: {text: Raid., do: "raid = roll(100, 999)"}
      hold: {text: Hold.}
  raining: {date: 1944-06-03.., repeat: true, do: "shells += roll(100, 999)"}
  last: {date: 1944-06-06, text: t, ending: E}
"""


def luck(program, choice="raid", seed=3):
    turn = begin(program, seed)
    values = values_of(program, turn.state)
    from hengyang_tui.engine.turns import choose

    after = values_of(program, choose(program, turn.state, choice).state)
    return values["shells"], after["shells"], after["raid"], after["lost"]


def test_rule_13_each_day_is_keyed_by_the_day_and_a_scene_by_its_visits(story):
    shells, after, raid, lost = luck(story(SIEGE))
    assert shells == roll(words(3, "start.do", 1)[0], 100, 999)
    assert after - shells == sum(roll(words(3, "raining.do", visit)[0], 100, 999) for visit in (1, 2, 3, 4))
    assert raid == roll(words(3, "start.raid.do", 1)[0], 100, 999)
    assert lost == int("".join(str(roll(words(3, "each_day", day)[0], 10, 99)) for day in (1, 2, 3, 4, 5)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  last:", "  flare: {date: 1944-06-02, do: 'pyre = roll(0, 9)', text: '{pyre}'}\n  last:"),
        ("      hold:", "      burn: {text: Burn., do: 'pyre = roll(0, 9)'}\n      hold:"),
        ("      raid: {", "      above: {text: Above., if: pyre > 9}\n      raid: {"),
        ("text: t, ending: E", "do: pyre = roll(0, 9), text: '{pyre}', ending: E"),
        ("  raining:", "  earlier: {date: 1944-06-01.., do: pyre = roll(0, 9), repeat: true, priority: 5}\n  raining:"),
    ],
)
def test_rule_13_what_is_added_elsewhere_moves_no_draw(story, old, new):
    edited = SIEGE.replace(old, new).replace("variables:", "variables:\n  pyre: {start: 0}")
    assert edited.count(new) == 1
    assert luck(story(edited)) == luck(story(SIEGE))


def test_rule_13_a_branch_with_draws_of_its_own_moves_none_of_the_storys(story):
    branch = "variables: {pyre: {start: 0}}\neach_day: pyre = roll(0, 9)\nscenes: {x: {date: 1944-06-02, text: '{pyre}'}}"
    assert luck(story(SIEGE, branches={"amber": branch})) == luck(story(SIEGE))


def test_rule_13_two_plays_with_one_different_order_share_the_luck_of_what_they_share(story):
    program = story(SIEGE)
    for seed in range(20):
        raiding, holding = luck(program, "raid", seed), luck(program, "hold", seed)
        assert raiding[:2] + raiding[3:] == holding[:2] + holding[3:]
        assert (raiding[2] > 0, holding[2]) == (True, 0)


def test_rule_13_the_odds_are_right_over_many_seeds(story):
    program = story(
        """
variables: {die: {start: 0}, hit: {start: false}, way: {start: n, one_of: [n, s, w]}, mid: {start: false}}
scenes:
  start:
    text: s
    ending: E
    do: |
      die = roll(1, 6)
      hit = chance(0.8)
      way = pick('n', 's', 'w')
      mid = 2 <= roll(1, 6) <= 4
"""
    )
    seeds = 6_000
    drawn = [tuple(values_of(program, begin(program, seed).state).values()) for seed in range(seeds)]
    dice, ways = Counter(one[0] for one in drawn), Counter(one[2] for one in drawn)
    assert sorted(dice) == [1, 2, 3, 4, 5, 6]
    assert all(abs(count - seeds / 6) < 4 * (seeds * 5 / 36) ** 0.5 for count in dice.values())
    assert all(abs(count - seeds / 3) < 4 * (seeds * 2 / 9) ** 0.5 for count in ways.values())
    assert abs(sum(one[1] for one in drawn) / seeds - 0.8) < 0.02
    assert abs(sum(one[3] for one in drawn) / seeds - 0.5) < 0.025
    assert abs(sum(one[1] for one in drawn if one[0] == 6) / dice[6] - 0.8) < 0.05
