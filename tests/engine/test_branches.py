"""Branches: what they add, what their names mean, what they replace, and where two of them clash."""

from __future__ import annotations

import itertools

import pytest

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.history import history_choice
from hengyang_tui.engine.state import digest, values_of
from hengyang_tui.engine.turns import begin, choose
from hengyang_tui.language.loader import load_story

FORT = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-03}
variables:
  men: {start: 10, range: [0, 20]}
derived: {weak: men < 9}
rules: {lose(n): men -= n}
each_day: men -= 1
scenes:
  gate:
    title: The gate
    place: wall
    text: "{men} at the [[wall]]."
    choices:
      hold: {text: Hold., goto: wall}
      open: {text: Open., if: men > 15, unless_met: Too few.}
    history: {chose: hold, facts: [held], standing: documented, text: It was held.}
  wall: {text: On the wall.}
  second-night: {date: 1944-06-02, text: "{men} on the second night."}
  fall: {date: 1944-06-03, text: f, ending: The fall}
"""
CODEX = "wall: {name: The wall, kind: place, text: Twenty feet of brick.}"
DOG = """
author: C. Writer
variables: {bites: {start: 0}}
derived: {weak_dog: bites > men}
rules:
  lose(n): |
    bites += n
    men -= 1
each_day: |
  lose(1)
  bites *= men
codex: {wall: {name: The dog's wall, kind: place, text: A heap of stones.}, dog: {name: Dog, kind: term, text: A dog.}}
facts: {held: {date: 1944, text: The dog held it., sources: [d], confidence: contested}}
sources: {d: {title: The dog's book}}
scenes:
  wall:
    date: 1944-06-02
    place: wall
    text: "A dog ([[dog]], [[wall|that wall]]) on the heap, {bites} bites, {men} men. {weak_dog}"
    choices:
      pet: {text: Pet it., goto: second-night}
      leave: {text: Leave., detour: kennel, goto: end}
    history: {chose: pet, facts: [held], standing: plausible, text: It was petted.}
  kennel: {text: A kennel.}
  end: {text: "{chosen('gate.whistle')} {chosen('wall.leave')} {visited('gate')}"}
choices:
  gate:
    whistle: {text: Whistle for the dog., do: lose(3), goto: wall}
"""


@pytest.fixture
def fort(story):
    return lambda *branches, **more: story(
        FORT, facts="held", codex=CODEX, branches=dict(zip("abcdefg", branches, strict=False)) | more
    )


def test_a_branch_declares_under_its_own_name_and_finds_its_own_first(fort, play):
    program = fort(dog=DOG)
    assert [*program.story.variables] == ["men", "dog/bites"]
    assert [*program.story.rules] == ["lose", "dog/lose"]
    assert {"gate", "wall", "dog/wall", "dog/kennel"} <= {*program.story.scenes}
    turn = play(program, "dog/whistle")
    assert turn.scene.id == "dog/wall"
    assert turn.passages[-1].place == "dog/wall"
    assert turn.passages[-1].prose == "A dog ([[dog/dog|dog]], [[dog/wall|that wall]]) on the heap, 3 bites, 9 men. no"
    assert [fact.text for fact in choose(program, turn.state, "pet").verdict.facts] == ["The dog held it."]
    assert play(program, "hold").passages[0].prose == "On the wall."


def test_the_story_does_not_see_what_a_branch_declares(findings):
    found = findings(FORT.replace("On the wall.", "{bites}"), facts="held", codex=CODEX, branches={"dog": DOG})
    assert ("undeclared", "error") in {(finding.code, finding.severity) for finding in found}


def test_a_branch_reads_the_storys_names_and_ids(fort, play):
    program = fort(dog=DOG)
    turn = play(program, "hold", "leave")
    assert [passage.prose for passage in turn.passages][:2] == ["A kennel.", "no yes yes"]
    assert play(program, "dog/whistle", "pet").passages[0].prose.endswith("on the second night.")


def test_each_day_of_a_branch_runs_after_the_storys_and_after_that_of_branches_before_it(fort, play):
    program = fort(
        "variables: {seen: {start: 0}}\neach_day: seen = seen * 100 + men\nscenes: {x: {text: '{seen}'}}",
        "each_day: men -= 2",
        "variables: {seen: {start: 0}}\neach_day: seen = seen * 100 + men\nscenes: {x: {text: '{seen}'}}",
    )
    values = values_of(program, play(program, "hold").state)
    assert values == {"men": 4, "weak": True, "a/seen": 906, "c/seen": 704}


def test_an_added_choice_stands_after_the_storys_and_obeys_the_same_rules(fort):
    program = fort(
        "choices: {gate: {sing: {text: Sing., if: men > 15, unless_met: Too few to sing.}}}",
        "choices: {gate: {sing: {text: Hum., once: true, detour: wall}, flee: {text: Flee., goto: wall}}}",
    )
    turn = begin(program, 1)
    assert [option.id for option in turn.options] == ["hold", "b/sing", "b/flee"]
    assert [(closed.id, closed.reason) for closed in turn.closed] == [
        ("open", "Too few."),
        ("a/sing", "Too few to sing."),
    ]
    after = choose(program, turn.state, "b/sing")
    assert [option.id for option in after.options] == ["hold", "b/flee"]
    assert history_choice(after) == "hold"
    verdict = choose(program, after.state, "b/flee").verdict
    assert (verdict.choice_text, verdict.matched, verdict.chose) == ("Flee.", False, ("hold",))


def test_an_added_scene_comes_on_its_date_and_changes_nothing_else(fort, play, told):
    plain, program = fort(), fort("scenes: {rain: {date: 1944-06-02, text: It rains.}}")
    turns = play(plain, "hold"), play(program, "hold")
    assert told(turns[0]) == {1: "wall", 2: "second-night", 3: "fall"}
    assert told(turns[1]) == {1: "wall", 2: "second-night a/rain", 3: "fall"}
    assert digest(plain, turns[0].state) == digest(program, turns[1].state)


def test_the_order_in_which_branches_are_named_makes_no_difference(write, tmp_path):
    folder, files = write(
        tmp_path,
        FORT,
        facts="held",
        codex=CODEX,
        branches={
            "amber": "each_day: men += 5\nscenes: {rain: {date: 1944-06-02, text: '{men}'}}",
            "birch": "each_day: men = men * 2\nscenes: {rain: {date: 1944-06-02, text: '{men}'}}",
            "cedar": "choices: {gate: {wait: {text: Wait., days: 1}}}",
        },
    )
    plays = set()
    for order in itertools.permutations(files):
        program = Program(load_story(folder, order))
        assert [branch.id for branch in program.story.branches] == ["amber", "birch", "cedar"]
        turn = choose(program, begin(program, 1).state, "cedar/wait")
        plays.add((turn.state, turn.passages, digest(program, turn.state)))
    assert len(plays) == 1


def test_a_branch_may_be_a_folder_of_files(write, tmp_path, told):
    parts = {"one": "scenes: {rain: {date: 1944-06-02, text: r}}", "two": "scenes: {hail: {date: 1944-06-02, text: h}}"}
    folder, files = write(tmp_path, FORT, facts="held", codex=CODEX, branches=parts)
    (tmp_path / "weather").mkdir()
    for file in files:
        text = file.read_text(encoding="utf-8").replace(f"id: {file.stem}", "id: weather")
        file.rename(tmp_path / "weather" / file.name).write_text(text, encoding="utf-8")
    program = Program(load_story(folder, [tmp_path / "weather"]))
    turn = choose(program, begin(program, 1).state, "hold")
    assert told(turn)[2] == "second-night weather/rain weather/hail"


@pytest.mark.parametrize(
    ("path", "value", "seen"),
    [
        ("scenes.gate.choices.open.if", "men > 5", lambda turn: [one.id for one in turn.options] == ["hold", "open"]),
        ("scenes.gate.choices.hold.do", "own += 3", lambda turn: turn.scene.choice("hold").do is not None),
        ("scenes.gate.text", '"{own} of its own"', lambda turn: turn.passages[0].prose == "2 of its own"),
        ("scenes.gate.title", "The dog's gate", lambda turn: turn.scene.title == "The dog's gate"),
        ("scenes.gate.history.weight", "3", None),
        ("variables.men.start", "17", lambda turn: len(turn.options) == 2),
        ("derived.weak", "own > 1", lambda turn: values_of(turn.program, turn.state)["weak"] is True),
        ("rules.lose(n)", "own -= n", lambda turn: "a/own" in str(turn.program.story.rules["lose"])),
        ("codex.wall.text", "Rebuilt.", lambda turn: turn.program.story.codex["wall"].text == "Rebuilt."),
        ("facts.held.confidence", "contested", lambda turn: turn.program.story.facts["held"].confidence == "contested"),
    ],
)
def test_a_branch_replaces_what_it_names_by_path_and_writes_it_in_its_own_names(fort, findings, path, value, seen):
    branch = f"variables: {{own: {{start: 2}}}}\nscenes: {{x: {{text: '{{own}}'}}}}\nreplace: {{'{path}': {value}}}\n"
    if seen is None:
        found = findings(FORT, facts="held", codex=CODEX, branches={"a": branch})
        assert [
            (one.code, one.mark.file.rpartition("/")[2], one.mark.line) for one in found if one.severity == "error"
        ] == [("bad-replace", "a.yaml", 6)]
        return
    assert seen(begin(fort(branch), 1))


def test_a_replaced_scene_keeps_its_place_in_the_order_of_its_day(story, told):
    text = """
calendar: {first_day: 1944-06-01, last_day: 1944-06-02}
scenes:
  start: {text: s}
  one: {date: 1944-06-01, text: a}
  two: {date: 1944-06-01, text: b}
  three: {date: 1944-06-01, text: c}
  end: {date: 1944-06-02, text: e, ending: E}
"""
    for replaced in ("one", "two", "three"):
        branch = f"replace:\n  scenes.{replaced}: {{date: 1944-06-01, text: new}}\n"
        assert told(begin(story(text, branches={"a": branch}), 1))[1] == "start one two three"


@pytest.mark.parametrize(
    ("first", "second"),
    [("scenes.gate.title", "scenes.gate.title"), ("scenes.gate", "scenes.gate.choices.hold.text")],
)
def test_two_branches_that_replace_one_path_clash_and_both_places_are_named(findings, first, second):
    gate = "{text: g, choices: {hold: {text: Hold.}}, unrecorded: x}"
    branches = {
        "amber": f"replace:\n  {first}: {gate if first == 'scenes.gate' else 'Amber'}\n",
        "birch": f"title: Birch\nreplace:\n  scenes.wall.title: Fine\n  {second}: Birch\n",
    }
    for order in ("amber", "birch"), ("birch", "amber"):
        named = {name: branches[name] for name in order}
        found = [one for one in findings(FORT, facts="held", codex=CODEX, branches=named) if one.severity == "error"]
        (finding,) = found
        assert finding.code == "branch-clash"
        assert str(finding.mark).endswith("birch.yaml:7:3")
        assert "amber.yaml:5:3" in finding.message


@pytest.mark.parametrize(
    ("branch", "code", "line", "words"),
    [
        ("replace: {scenes.gaet.title: X}", "bad-replace", 4, "nothing at 'scenes.gaet.title'"),
        ("replace: {scenes.gate.choices.opne.if: men > 1}", "bad-replace", 4, "'open'"),
        ("replace: {start: wall}", "bad-replace", 4, "cannot replace 'start'"),
        ("replace: {scenes.gate.choices.open.if: mne > 1}", "undeclared", 4, "'men'"),
        ("replace: {scenes.gate.titel: X}", "unknown-key", 4, "'title'"),
        ("choices: {gaet: {x: {text: X.}}}", "dead-link", 4, "'gate'"),
        ("variables: {men: {start: 1}}", "duplicate-name", 4, "read"),
        ("scenes: {x: {text: x, goto: gaet}}", "dead-link", 4, "'gate'"),
        ("scenes: {x: {text: x, goto: b/y}}", "dead-link", 4, "b/y"),
        ("derived: {x: mne}", "undeclared", 4, "'men'"),
    ],
)
def test_what_is_wrong_in_a_branch_is_found_in_the_branch(findings, branch, code, line, words):
    found = [
        one for one in findings(FORT, facts="held", codex=CODEX, branches={"a": branch}) if one.severity == "error"
    ]
    (finding,) = found
    assert (finding.code, finding.mark.file.rpartition("/")[2], finding.mark.line) == (code, "a.yaml", line)
    assert words in f"{finding.message} {finding.hint}"


def test_a_branch_of_another_story_is_refused(findings, tmp_path):
    found = findings(FORT, facts="held", codex=CODEX, branches={"a": "scenes: {x: {date: 1944-06-02, text: x}}"})
    assert [one for one in found if one.severity == "error"] == []
    other = FORT.replace("calendar:", "id: talle\ncalendar:", 1)
    found = findings(other, facts="held", codex=CODEX, branches={"a": "scenes: {x: {date: 1944-06-02, text: x}}"})
    (finding,) = [one for one in found if one.severity == "error"]
    assert (finding.code, str(finding.mark)) == ("foreign-branch", f"{tmp_path}/a.yaml:3:12")
    assert "Did you mean 'talle'?" in finding.hint
