"""Seeded plays of exported stories, in inkjs and of what extwee reads, beside the same plays in our engine.

At every turn the lines read, the choices offered and the variables are the same.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import told

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.turns import begin, choose
from hengyang_tui.export.ink.story import to_ink
from hengyang_tui.export.twee.story import to_twee
from hengyang_tui.language.loader import load_story
from hengyang_tui.language.story import Story

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
INK, TWEE = "referee.js", "twee_referee.mjs"


@pytest.fixture(scope="session")
def reference(tmp_path_factory) -> Path:
    """The reference story, that many engines agree on."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import reference_story

    return reference_story.write(tmp_path_factory.mktemp("reference"))


def assert_same(story: Story, names, theirs: list[list[dict]]) -> None:
    """Compares plays of seeds 1, 2, 3 …, turn by turn; sets as lists in the order declared."""
    program = Program(story)
    for seed, plays in enumerate(theirs, 1):
        ours = json.loads(json.dumps(told.play(program, seed, names)))
        for number, (here, there) in enumerate(zip(ours, plays, strict=False)):
            kept = {name: value for name, value in there["variables"].items() if name in here["variables"]}
            for name, value in kept.items():
                if isinstance(value, list):
                    kept[name] = [word for word in here["variables"][name] if word in value]
                    kept[name] += [word for word in value if word not in here["variables"][name]]
            assert here == {**there, "variables": kept}, f"seed {seed}, turn {number}"
        assert len(ours) == len(plays), f"seed {seed}"


def of_ink(plays, story: Story, last: int) -> list[list[dict]]:
    exported = to_ink(story)
    assert not exported.refused
    theirs = plays(INK, exported.text, last)
    assert len(theirs) == last
    assert_same(story, exported.names, theirs)
    return theirs


def of_twee(plays, story: Story, last: int) -> list[dict]:
    """What extwee read, after the plays were compared."""
    exported = to_twee(story)
    assert not exported.refused
    printed = plays(TWEE, exported.text, last)
    read, theirs = [one for one in printed if isinstance(one, dict)], [one for one in printed if isinstance(one, list)]
    assert len(theirs) == last
    assert_same(story, exported.names, theirs)
    return read


def test_the_reference_story_in_ink_has_the_checksum_of_all_engines(plays, reference):
    theirs = of_ink(plays, load_story(reference), 200)
    check = 0
    for turns in theirs:
        end = turns[-1]["variables"]
        weights = {"morale": 7, "ammo": 5, "food": 3, "civilians": 2, "trust": 1, "fatigue": 11}
        total = sum(end[name] * factor for name, factor in weights.items())
        check = ((check * 31 + total + 2**31) & 0xFFFFFFFF) - 2**31
    assert check == 1502339726


def test_the_tutorial_in_ink_plays_as_it_does_here(plays):
    of_ink(plays, load_story(ROOT / "story" / "tutorial"), 200)


def test_the_campaign_in_ink_plays_to_the_same_endings(plays):
    story = load_story(ROOT / "story" / "hengyang")
    theirs = of_ink(plays, story, 200)
    endings = {scene.ending for scene in story.scenes.values() if scene.ending is not None}
    assert {turns[-1]["lines"][-1][0] for turns in theirs} <= endings


def test_every_part_of_the_language_plays_the_same_in_ink(plays):
    of_ink(plays, load_story(HERE / "everything"), 40)


def test_a_branch_plays_the_same_in_ink(plays):
    of_ink(plays, load_story(HERE / "everything", [HERE / "everything-branch.yaml"]), 20)


@pytest.mark.parametrize(("name", "last"), [("tutorial", 200), ("hengyang", 30)])
def test_stories_in_twee_play_as_they_do_here(plays, name, last):
    of_twee(plays, load_story(ROOT / "story" / name), last)


def test_the_reference_story_in_twee_plays_as_it_does_here(plays, reference):
    of_twee(plays, load_story(reference), 200)


def test_every_part_of_the_language_plays_the_same_in_twee(plays):
    of_twee(plays, load_story(HERE / "everything"), 40)
    of_twee(plays, load_story(HERE / "everything", [HERE / "everything-branch.yaml"]), 20)


def test_extwee_reads_the_passages_the_links_and_the_data(plays):
    story = load_story(ROOT / "story" / "tutorial")
    read = of_twee(plays, story, 2)[0]
    passages = {passage["name"]: passage for passage in read["passages"]}
    assert (read["name"], read["format"], read["start"]) == ("The Last Train", "SugarCube", "roofs")
    assert len(passages) == len(read["passages"])
    assert {target for passage in passages.values() for target in passage["links"]} <= set(passages)
    assert passages["the-fence"]["tags"] == ["ending"]
    for scene in story.scenes.values():
        assert scene.id in passages
        offered = [f"{scene.id}.{choice.id}" for choice in scene.choices]
        assert passages.get(f"{scene.id} (choices)", {"links": []})["links"] == offered


STILL = """
variables:
  keys: {start: 0, range: [0, 3]}
scenes:
  hall:
    text: The hall. You have {keys} keys.
    choices:
      look: {text: Look round., detour: corner, once: true}
      again: {text: Again., goto: hall, do: keys += 1, if: keys < 3}
      out: {text: Out., goto: [{if: keys == 0, to: hall}, end], if: keys > 1}
      wait: {text: Wait., fallback: true, goto: end}
    unrecorded: x
  corner:
    text: A corner.
    choices:
      key: {text: A key., do: keys += 1}
      deep: {text: Deeper., goto: cellar}
    unrecorded: x
  cellar:
    text: {first: Dark.}
  end:
    text: Out, with {keys}.
    ending: Out
"""


@pytest.mark.parametrize("play_in", [of_ink, of_twee])
def test_a_story_without_calendar_plays_the_same(plays, story, play_in):
    text = STILL.replace("text: {first: Dark.}", "text:\n      - {first: Dark., again: Dark again.}")
    play_in(plays, story(text).story, 40)


def test_the_host_in_the_documentation_plays_with_the_luck_of_the_game(scratch, tmp_path):
    document = (ROOT / "docs" / "exporting.md").read_text("utf-8")
    script = re.search(r"^```js file=play.js\n(.*?)^```$", document, re.MULTILINE | re.DOTALL)
    assert script is not None
    (scratch / "play.js").write_text(script[1], "utf-8")
    story = load_story(ROOT / "story" / "tutorial")
    file = tmp_path / "train.ink"
    file.write_text(to_ink(story).text, "utf-8")
    command = ["node", str(scratch / "play.js"), str(file), "7"]
    done = subprocess.run(command, input="2\n" * 3, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    turn = begin(program := Program(story), 7)
    for _ in range(3):
        turn = choose(program, turn.state, turn.options[1].id)
    assert turn.ending is not None
    lines = [line for line, _ in told.told(turn, to_ink(story).names)["lines"]]
    assert done.stdout.rstrip().endswith("\n".join(lines))
