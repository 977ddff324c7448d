"""Plays the campaign as it was fought with many seeds: docs/model.svg, and the measured table of docs/model.md.

    python docs/make_model_plot.py [--seeds 1000]

The picture sets the model's band (5 to 95 per cent of the seeds, and the median) beside the few figures that the record
gives. The table goes to standard output. Both belong to the campaign's arithmetic and are made anew when that changes.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from hengyang_tui.engine.compiler import Program
from hengyang_tui.engine.history import MilestoneResult, milestones
from hengyang_tui.engine.layout import DATE, SCENE, Values
from hengyang_tui.engine.state import State, values_of
from hengyang_tui.language.loader import load_story

FIRST = datetime.date(1944, 6, 22).toordinal()
LAST = datetime.date(1944, 8, 8).toordinal()
SHOWN = ("men", "losses_share", "mortar_rounds", "rifle_rounds")

Days = Mapping[int, Mapping[str, Sequence[float]]]
"""By ordinal and name, the values of every seed at the end of that day."""


@dataclass(frozen=True, slots=True)
class Record:
    """A figure of the record: a value, or a range of them, on a day. `lower` moves its words clear of the curve."""

    date: datetime.date
    low: float
    high: float
    words: str
    lower: int = -5


@dataclass(frozen=True, slots=True)
class Panel:
    """One quantity of the picture."""

    name: str
    title: str
    top: int
    step: int
    record: tuple[Record, ...]


def _day(month: int, day: int) -> datetime.date:
    return datetime.date(1944, month, day)


PANELS = (
    Panel(
        "men",
        "Men fit to fight",
        15_000,
        5_000,
        (
            Record(_day(6, 22), 14_000, 14_000, "14,000: Ge"),
            Record(_day(8, 7), 2_000, 2_000, "2,000: seed account", 16),
        ),
    ),
    Panel(
        "losses_share",
        "Casualties, per cent of those fit in June",
        120,
        40,
        (
            Record(_day(7, 28), 70, 90, "70-90: a chronology"),
            Record(_day(7, 31), 80, 80, "over 80: a diary", 60),
        ),
    ),
    Panel(
        "mortar_rounds",
        "Mortar rounds",
        3_600,
        1_200,
        (
            Record(_day(6, 22), 3_200, 3_200, "3,200: a summary"),
            Record(_day(8, 6), 8, 8, "the last eight", -12),
        ),
    ),
    Panel(
        "rifle_rounds",
        "Rifle and machine-gun rounds, thousands",
        6_000,
        2_000,
        (
            Record(_day(6, 22), 5_300, 5_300, "5,300: a summary"),
            Record(_day(7, 28), 795, 795, "85 per cent gone: Wei", 17),
        ),
    ),
)


# Playing


def follow(program: Program, seed: int, at_end_of_day: Callable[[Values], None]) -> Values:
    """A play that follows history; the state in which it ends. The callback sees each day that ends, still dated."""
    calendar = program.calendar
    end_of_day = calendar.end_of_day

    def watched(values: Values) -> None:
        end_of_day(values)
        at_end_of_day(values)

    calendar.end_of_day = watched
    try:
        values = program.begin(seed)
        while (scene := program.scenes[int(values[SCENE])]).ending is None:  # type: ignore[arg-type]  # an index
            takes = program.open[int(values[SCENE])](values)  # type: ignore[arg-type]  # likewise
            chose = scene.history.chose if scene.history else ()
            wanted = [take for name in chose for take in takes if program.choice_of[take].id == name]
            (wanted or takes)[0](values)
    finally:
        calendar.end_of_day = end_of_day
    return values


@dataclass(frozen=True, slots=True)
class Measured:
    """What the plays came to."""

    days: Days
    gaps: Counter[int]
    ends: Counter[int]
    results: Mapping[str, Sequence[MilestoneResult]]


def measured(program: Program, seeds: range) -> Measured:
    """Every seed played along history."""
    days: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    gaps, ends = Counter[int](), Counter[int]()
    results: dict[str, list[MilestoneResult]] = defaultdict(list)
    gap = program.layout.visits["the-gap"]
    for seed in seeds:
        opened: list[int] = []

        def note(values: Values, opened: list[int] = opened) -> None:
            ended = int(values[DATE]) - 1  # type: ignore[arg-type]  # the slot holds an ordinal
            if values[gap] and not opened:
                opened.append(ended)
            if FIRST <= ended <= LAST:
                known = values_of(program, State(tuple(values)))
                for name in SHOWN:
                    days[ended][name].append(float(known[name]))  # type: ignore[arg-type]  # these are numbers

        values = follow(program, seed, note)
        gaps.update(opened)
        ends[int(values[DATE])] += 1  # type: ignore[arg-type]  # the slot holds an ordinal
        for result in milestones(program, State(tuple(values))):
            results[result.name].append(result)
    return Measured(days, gaps, ends, results)


def share(values: Sequence[float], part: float) -> float:
    """The value below which that part of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


# The picture, in hand-written SVG

WIDTH, HEIGHT = 430, 250
LEFT, RIGHT, ABOVE, BELOW = 58, 16, 34, 30
STYLE = """
  text { font: 12px sans-serif; fill: #222 }
  .title { font-weight: bold; font-size: 13px }
  .axis { stroke: #888; stroke-width: 1 }
  .grid { stroke: #ddd; stroke-width: 1 }
  .band { fill: #9db8d2; fill-opacity: 0.7 }
  .median { fill: none; stroke: #1f4e79; stroke-width: 2 }
  .record { stroke: #b02a1a; fill: #b02a1a; stroke-width: 2 }
  .said { fill: #b02a1a; font-size: 11px }
  .ground { fill: #fff }
"""


def picture(days: Days) -> str:
    """The four panels."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {2 * HEIGHT + 28}" role="img">',
        "<title>The model's band, following history, beside the record</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{2 * WIDTH}" height="{2 * HEIGHT + 28}"/>',
    ]
    for place, panel in enumerate(PANELS):
        parts.append(f'<g transform="translate({place % 2 * WIDTH} {place // 2 * HEIGHT})">')
        parts += _panel(panel, days)
        parts.append("</g>")
    words = "Band: 5 to 95 per cent of the seeds; line: the median. Red: the record, with its source."
    parts += [f'<text x="{LEFT}" y="{2 * HEIGHT + 16}">{words}</text>', "</svg>", ""]
    return "\n".join(parts)


def _panel(panel: Panel, days: Days) -> Iterator[str]:
    def x(date: int) -> float:
        return round(LEFT + (date - FIRST) * (WIDTH - LEFT - RIGHT) / (LAST - FIRST), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BELOW - value * (HEIGHT - ABOVE - BELOW) / panel.top, 1)

    yield f'<text class="title" x="{LEFT}" y="20">{panel.title}</text>'
    for value in range(0, panel.top + 1, panel.step):
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value)}" y2="{y(value)}"/>'
        yield f'<text x="{LEFT - 6}" y="{y(value) + 4}" text-anchor="end">{value:,}</text>'
    for date in (_day(6, 28), _day(7, 11), _day(7, 20), _day(8, 4)):
        at = x(date.toordinal())
        yield f'<line class="axis" x1="{at}" x2="{at}" y1="{y(0)}" y2="{y(0) + 5}"/>'
        yield f'<text x="{at}" y="{y(0) + 18}" text-anchor="middle">{date.day} {date:%B}</text>'
    known = [(date, days[date][panel.name]) for date in sorted(days)]
    high = [f"{x(date)},{y(share(values, 0.95))}" for date, values in known]
    low = [f"{x(date)},{y(share(values, 0.05))}" for date, values in reversed(known)]
    yield f'<polygon class="band" points="{" ".join(high + low)}"/>'
    middle = " ".join(f"{x(date)},{y(share(values, 0.5))}" for date, values in known)
    yield f'<polyline class="median" points="{middle}"/>'
    for record in panel.record:
        yield from _recorded(record, x(record.date.toordinal()), y)


def _recorded(record: Record, at: float, y: Callable[[float], float]) -> Iterator[str]:
    if record.low < record.high:
        yield f'<line class="record" x1="{at}" x2="{at}" y1="{y(record.low)}" y2="{y(record.high)}"/>'
    else:
        yield f'<circle class="record" cx="{at}" cy="{y(record.low)}" r="4"/>'
    late = at > WIDTH / 2
    to, anchor = (at - 9, "end") if late else (at + 9, "start")
    height = round(y(record.high) + record.lower, 1)
    yield f'<text class="said" x="{to}" y="{height}" text-anchor="{anchor}">{record.words}</text>'


# The table


def table(found: Measured, seeds: int) -> str:
    """What was measured, in Markdown."""
    lines = [
        "| what | record | tolerance | 5% | median | 95% | within |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, results in found.results.items():
        first = results[0]
        got = [result.got for result in results if result.got is not None]
        within = sum(result.within for result in results) / seeds
        spread = " | ".join(f"{share(got, part):,.0f}" for part in (0.05, 0.5, 0.95))
        compared = f"`{name}`, {first.date.day} {first.date:%B} | {first.expected:,.0f} | {first.tolerance:.0%}"
        lines.append(f"| {compared} | {spread} | {within:.1%} |")
    for words, counted in (("the gap opens", found.gaps), ("the play ends", found.ends)):
        shares = ", ".join(f"{_date(day)} {counted[day] / seeds:.1%}" for day in sorted(counted))
        lines += ["", f"{words}: {shares}"]
    return "\n".join(lines) + "\n"


def _date(ordinal: int) -> str:
    date = datetime.date.fromordinal(ordinal)
    return f"{date.day} {date:%B}"


def main() -> None:
    """Write docs/model.svg and print the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--seeds", type=int, default=1_000)
    seeds = options.parse_args().seeds
    program = Program(load_story(ROOT / "story" / "hengyang"), eager=True)
    found = measured(program, range(1, seeds + 1))
    (ROOT / "docs" / "model.svg").write_text(picture(found.days), encoding="utf-8")
    sys.stdout.write(table(found, seeds))


if __name__ == "__main__":
    main()
