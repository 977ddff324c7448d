"""Whole sieges a second on one core: a synthetic siege of 68 days, about 50 decisions and 60 reports.

    python benchmarks/siege.py [--seconds 2] [--rounds 5] [--story FOLDER]

The siege is made up and has the size of a real one: a score of numbers with ranges, derived values, rules, an
`each_day` of forty statements with six draws of chance, three choices at every decision with conditions and effects,
history at each. It is played without text by a generator that takes any open choice. Another story (the campaign, say)
can be measured in its place. Median of the rounds, CPU time; the bare reference story beside it says how fast the
machine was, and the ratio of the two is what means something elsewhere.
"""

from __future__ import annotations

import argparse
import datetime
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

import bare

from hengyang_tui.engine.compiler import Program
from hengyang_tui.language.loader import load_story

FIRST = datetime.date(1944, 6, 2)
DAYS, DECISIONS, REPORTS = 68, 50, 60
TURNS = 50
"""Choices in a play of the reference story, the yardstick of how fast the machine is just now."""
SITES = ("bank", "gate", "hill", "mill", "yard")

FRAME = """\
format: 1
id: siege
title: A synthetic siege
start: the-order
calendar: {first_day: 1944-06-02, last_day: 1944-08-08, day_one: 1944-06-23}
variables:
  men: {start: 14000, range: [0, 18000]}
  wounded: {start: 0, range: [0, 18000]}
  dead: {start: 0, range: [0, 18000]}
  rifle: {start: 5300, range: [0, 6000]}
  mortar: {start: 3200, range: [0, 4000]}
  grenades: {start: 28000, range: [0, 40000]}
  shells: {start: 600, range: [0, 3000]}
  works: {start: 10, range: [0, 100]}
  food: {start: 90, range: [0, 120]}
  morale: {start: 65, range: [0, 100]}
  hope: {start: 50, range: [0, 100]}
  labour: {start: 20, range: [0, 40]}
  credit: {start: 50, range: [0, 100]}
  losses: {start: 0, range: [0, 6000]}
  fired: {start: 0, range: [0, 2000]}
  orders: {start: free, one_of: [free, on_order, silent]}
  care: {start: posts, one_of: [posts, cellars, line]}
  held: {start: [bank, gate, hill, mill, yard], some_of: [bank, gate, hill, mill, yard]}
  warned: {start: false}
  sortie: {start: false}
derived:
  phase: 0 if day < 1 else 1 if day <= 5 else 2 if day <= 10 else 3 if day <= 18 else 4 if day <= 27 else 5
  assault: phase == 2 or phase == 4
  plain_losses: 35 if phase == 1 else 320 if phase == 2 else 30 if phase == 3 else 275 if phase == 4 else 120
  firepower: 40 + min(25, rifle // 40) + min(20, grenades // 300) + min(15, mortar // 20)
  needed: 1500 + 250 * len(held)
  defence: men * firepower // max(1, needed)
  hungry: food <= 5
  strain: max(0, 50 - morale) // 2 + (10 if hungry else 0)
  rate: 100 if orders == 'silent' else 130 if orders == 'on_order' else 170
  cost: max(30, 150 - works + strain + (100 - firepower) + 4 * (5 - len(held)) - (6 if warned and phase == 2 else 0))
rules:
  lose(n): |
    dead += min(n, men) * 3 // 10
    wounded += min(n, men) - min(n, men) * 3 // 10
    men -= n
  rest(n): |
    men += min(n, wounded)
    wounded -= n
  die(n): |
    dead += min(n, wounded)
    wounded -= n
each_day: |
  losses = 0
  if phase == 0:
    works += 1
    if labour >= 10 and day % 2 == 0:
      works += 1
  else:
    losses = min(men // 3, plain_losses * cost // 100 * roll(90, 110) // 100)
    lose(losses)
    fired = min((50 if phase == 1 else 340 if phase == 2 else 20 if phase == 3 else 215) * rate // 100, rifle // 8)
    rifle -= fired * roll(90, 110) // 100
    mortar -= min((15 if phase == 1 else 190 if assault else 60) * rate // 100, mortar // 4) * roll(90, 110) // 100
    grenades -= min(1900 if phase == 2 else 1250 if phase == 4 else 250, grenades // 6) * roll(90, 110) // 100
    shells -= min(40 if phase == 1 else 170 if assault else 30, shells // 5)
    if care == 'line':
      rest(wounded * 12 // 1000)
      die(wounded * 9 // 1000)
    elif care == 'cellars':
      rest(wounded * 6 // 1000)
      die(wounded * 8 // 1000)
    else:
      rest(wounded * 8 // 1000)
      die(wounded * 9 // 1000)
    if assault:
      works -= 2
      morale -= 2
      if chance(0.05) and len(held) > 2:
        held -= 'hill'
    elif phase == 3 and (labour >= 10 or day % 2 == 0):
      works += 1
    food -= 1
    if day % 2 == 0:
      food -= roll(0, 1)
    if hungry:
      morale -= 2
    elif not assault and morale < 60:
      morale += 1
    if day >= 12 and day % 2 == 0:
      hope -= 1
milestones:
  - {date: 1944-07-02, compare: {men: 11000}, tolerance: 0.9, facts: [made-up]}
  - {date: 1944-08-01, compare: {men: 5000, dead: 4000}, tolerance: 0.9, facts: [made-up]}
"""
FACTS = """\
sources: {none: {title: Invented for a benchmark}}
facts:
  made-up: {date: '1944', text: Nothing, sources: [none], confidence: contested}
"""
CHOICES = (
    ("hold", "", "morale += 2\n{fire}", ""),
    ("fall-back", "works >= 20 and len(held) >= 3", "held -= '{site}'\nmen += roll(0, 40)", "works -= 3"),
    ("strike", "men > 4000 and not sortie", "sortie = chance(0.3)\nlose(roll(40, 160))", "hope += 3"),
)
FIRES = ("mortar -= 40", "rifle -= 60\nshells -= 4", "orders = 'on_order'", "care = 'cellars'", "warned = true")


def write(folder: Path) -> Path:
    """Writes the siege as a story folder."""
    (folder / "chapters").mkdir(parents=True, exist_ok=True)
    (folder / "story.yaml").write_text(FRAME, encoding="utf-8")
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    scenes = ["scenes:", *_order(), *_decisions(), *_reports(), *_endings()]
    (folder / "chapters" / "siege.yaml").write_text("\n".join(scenes) + "\n", encoding="utf-8")
    return folder


def _order() -> Iterator[str]:
    yield "  the-order: {text: The city is to be held., choices: {so: {text: Very well.}}}"


def _decisions() -> Iterator[str]:
    for number in range(DECISIONS):
        date = FIRST + datetime.timedelta(days=1 + number * (DAYS - 4) // DECISIONS)
        yield f"  decision-{number}:"
        yield f"    date: {date}"
        yield f"    text: [{{if: hungry, text: 'They ask for rice.'}}, 'Question {number}, with {{men:,}} men.']"
        yield "    choices:"
        for place, (name, test, effects, more) in enumerate(CHOICES):
            yield f"      {name}:"
            yield f"        text: {name.replace('-', ' ').capitalize()}."
            if test:
                yield f"        if: {test}"
            yield "        do: |"
            done = effects.format(fire=FIRES[number % len(FIRES)], site=SITES[(number + place) % len(SITES)])
            yield from (f"          {line}" for line in f"{done}\n{more}".split("\n") if line)
        yield "    history: {chose: hold, facts: [made-up], standing: plausible, text: It was so.}"


def _reports() -> Iterator[str]:
    for number in range(REPORTS):
        date = FIRST + datetime.timedelta(days=2 + number * (DAYS - 4) // REPORTS)
        yield f"  report-{number}:"
        yield f"    date: {date}"
        if number % 3 == 0:
            yield f"    if: {('morale > 20', 'rifle > 50 or mortar > 20', 'defence > 40')[number // 3 % 3]}"
        yield "    do: |"
        yield f"      {('morale -= 1', 'hope += 1', 'lose(roll(5, 25))', 'food += 2', 'credit -= 1')[number % 5]}"
        yield f"    text: 'Report {number}: {{losses}} lost yesterday.'"


def _endings() -> Iterator[str]:
    yield "  the-fall: {date: 1944-08-05.., interrupt: true, if: defence < 20, text: It falls., ending: The fall}"
    yield "  the-last-day: {date: 1944-08-08, text: It holds., ending: The last day}"


def plays_a_second(play: Callable[[int], Any], seconds: float) -> float:
    """Plays per second of CPU time."""
    plays, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        for _ in range(10):
            plays += 1
            play(plays)
    return plays / spent


class Sieges:
    """Plays whole sieges and counts what happens in them."""

    def __init__(self, folder: Path) -> None:
        self.program = Program(load_story(folder), eager=True, apart=True)
        self.ended = [scene.ending is not None for scene in self.program.scenes]

    def play(self, seed: int) -> list[Any]:
        """The values at the end of a play."""
        values: list[Any] = self.program.begin(seed)
        opened, ended, generator = self.program.open, self.ended, seed
        while not ended[values[1]]:
            takes = opened[values[1]](values)
            generator = (generator * 1103515245 + 12345) & 0xFFFFFFFF
            takes[(generator >> 16) % len(takes)](values)
        return values

    def told(self, seed: int) -> tuple[int, int, int]:
        """Days, decisions and reports of one play."""
        values, visits = self.play(seed), self.program.layout.visits
        entered = [scene for scene in self.program.scenes if values[visits[scene.id]]]
        calendar = self.program.story.calendar
        days = values[2] - calendar.first_day + 1 if calendar else 0
        decisions = sum(1 for scene in entered if scene.choices)
        return days, decisions, len(entered) - decisions - 1


def main() -> None:
    """Prints the figures."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--story", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sieges = Sieges(given.story or write(Path(folder)))
    told = [statistics.mean(column) for column in zip(*map(sieges.told, range(1, 101)), strict=True)]
    days, decisions, reports = (round(one) for one in told)
    bare_play, _ = bare.player(text=False)
    rates, yardstick = [], []
    for _ in range(given.rounds):
        rates.append(plays_a_second(sieges.play, given.seconds))
        yardstick.append(plays_a_second(bare_play, given.seconds) * TURNS)
    print(f"{sieges.program.story.title}: on average {days} days, {decisions} decisions and {reports} reports")
    print(f"{statistics.median(rates):,.0f} whole plays/s, median of {given.rounds} rounds of {given.seconds:g} s each")
    print(f"bare Python in the same run: {statistics.median(yardstick):,.0f} choices/s of the reference story")
    ratio = statistics.median(bare_rate / rate for rate, bare_rate in zip(rates, yardstick, strict=True))
    print(f"a whole play takes as long as {ratio:,.0f} choices of bare Python, median of the rounds")


if __name__ == "__main__":
    main()
