"""The engine beside its peers: one story, one run, CPU time.

    python benchmarks/peers.py [--rounds 5] [--seconds 2] [--scratch FOLDER]

Installs the peers, by name and version, into a scratch folder (kept, so that the next run is quick; it needs npm and
pip with their package indexes), compiles the reference story to ink, and runs every engine in turn, as many rounds as
asked. Every engine must come to the checksum of the reference story in every round. The figures are medians; a ratio is
the median of the ratios of each round. What cannot be installed here is left out by name.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import reference_ink
from reference_story import CHECKSUM

HERE = Path(__file__).parent
TURNS = 50
INKJS = "inkjs@2.4.0"
WHEELS = {"inkcpp": "inkcpp-py==0.1.12", "bink": "bink==0.7.1"}
OURS = {
    "logic": "ours, no text",
    "text": "ours, text and open choices",
    "bare-logic": "bare Python, no text",
    "bare-text": "bare Python, text",
}
LEFT_OUT = "ChoiceScript's randomtest: neither npm nor PyPI has a package of it."


@dataclass(frozen=True)
class Engine:
    """An engine and the command that measures it for some seconds and prints JSON."""

    name: str
    command: list[str]


def run(*command: str | Path, **options: Any) -> str:
    """What a command printed. Raises CalledProcessError with what it said."""
    return subprocess.run([str(part) for part in command], check=True, text=True, capture_output=True, **options).stdout  # noqa: S603  the commands stand below


def install(scratch: Path, seconds: float) -> tuple[list[Engine], list[str]]:
    """The peers that can be had here, compiled and ready, and what is left out."""
    scratch.mkdir(parents=True, exist_ok=True)
    engines, left_out = [], [LEFT_OUT]
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return [], [*left_out, "The ink engines: their compiler needs Node and npm."]
    inkjs = scratch / "node_modules" / "inkjs"
    if not inkjs.exists():
        run(npm, "install", "--no-audit", "--no-fund", "--prefix", scratch, INKJS)
    (scratch / "story.ink").write_text("\n".join(reference_ink.lines()) + "\n", encoding="utf-8")
    compiled = scratch / "story.json"
    run(node, inkjs / "bin" / "inkjs-compiler.js", scratch / "story.ink", "-o", compiled)
    compiled.write_text(compiled.read_text("utf-8-sig"), encoding="utf-8")
    python = scratch / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(scratch / "venv", with_pip=True)
    for name, wheel in WHEELS.items():
        try:
            if not list((scratch / "venv").glob(f"lib/*/site-packages/{wheel.split('==')[0].replace('-', '_')}-*")):
                run(python, "-m", "pip", "install", "--quiet", wheel)
        except subprocess.CalledProcessError as error:
            left_out.append(f"{wheel}: {error.stderr.strip().splitlines()[-1]}")
            continue
        script = HERE / "peers" / f"in_{name}.py"
        engines.append(Engine(wheel.replace("==", " "), [str(python), str(script), str(compiled), str(seconds)]))
    script = HERE / "peers" / "in_inkjs.js"
    engines.append(Engine(INKJS.replace("@", " "), [node, str(script), str(inkjs), str(compiled), str(seconds)]))
    return engines, left_out


def measure(engine: Engine) -> float:
    """Choices per second of CPU time. Raises where an engine is wrong."""
    environment = {**os.environ, "PYTHONPATH": str(HERE / "peers")}
    said = json.loads(run(*engine.command, env=environment).splitlines()[-1])
    assert said["checksum"] == CHECKSUM, f"{engine.name}: checksum {said['checksum']}"
    return float(said["plays"]) * TURNS


def table(rates: dict[str, list[float]]) -> list[str]:
    """Lines of a Markdown table: the median of each engine, and of what ours is times each."""
    logic, text = rates[OURS["logic"]], rates[OURS["text"]]
    lines = ["| engine | choices/s | ours without text is | ours with text is |", "| --- | ---: | ---: | ---: |"]
    for name, column in rates.items():
        ratios = [statistics.median(a / b for a, b in zip(ours, column, strict=True)) for ours in (logic, text)]
        shown = " | ".join(f"{ratio:.1f} times" if ratio >= 2 else f"{ratio:.2f} times" for ratio in ratios)
        lines.append(f"| {name} | {statistics.median(column):,.0f} | {shown} |")
    return lines


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "hengyang-peers")
    options.add_argument("--no-install", action="store_true", help="measure nothing but ours and bare Python")
    given = options.parse_args()
    peers, left_out = ([], []) if given.no_install else install(given.scratch, given.seconds)
    script = [sys.executable, str(HERE / "engine.py"), "--seconds", str(given.seconds), "--only"]
    engines = [*(Engine(name, [*script, row]) for row, name in OURS.items()), *peers]
    rates: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for number in range(given.rounds):
        for engine in engines:
            rates[engine.name].append(measure(engine))
        print(f"round {number + 1} of {given.rounds} done", file=sys.stderr)
    print(f"median of {given.rounds} rounds of {given.seconds:g} s each, CPU time; every checksum is {CHECKSUM}\n")
    print("\n".join([*table(rates), "", *(f"Left out: {reason}" for reason in left_out)]))


if __name__ == "__main__":
    main()
