"""The referees: inkjs and extwee, installed once into a folder that is named by their versions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # `told` is no test

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WORKERS = 2

Referee = Callable[..., list[Any]]


def install(folder: Path) -> None:
    """Installs what package.json names. Skips the tests that need it, and says why, where that cannot be done."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: inkjs and extwee cannot referee the exports")
    if (folder / "node_modules").is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    shutil.copy(HERE / "package.json", fresh)
    command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=fresh, capture_output=True, encoding="utf-8", timeout=180, check=False)
        problem = done.stderr.strip() if done.returncode else ""
    except subprocess.TimeoutExpired:
        problem = "no answer for three minutes"
    if problem:
        shutil.rmtree(fresh)
        pytest.skip(f"npm cannot install inkjs and extwee, which referee the exports: {problem.splitlines()[0]}")
    try:
        fresh.rename(folder)
    except OSError:  # another run was faster
        shutil.rmtree(fresh)


@pytest.fixture(scope="session")
def scratch() -> Path:
    """The folder with the referees' packages, and the referees themselves as they are now."""
    needed = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
    name = "-".join(f"{package}-{version}" for package, version in needed.items())
    folder = platformdirs.user_cache_path("hengyang-tui-tests") / name
    install(folder)
    for referee in HERE.glob("*referee.*js"):
        fresh = folder / f"{referee.name}.{os.getpid()}"
        shutil.copy(referee, fresh)
        fresh.replace(folder / referee.name)
    return folder


@pytest.fixture
def plays(scratch: Path, tmp_path: Path) -> Referee:
    """What a referee says of an exported text and the plays of seeds 1 to `last`: a list of what it prints."""

    def playing(referee: str, text: str, last: int) -> list[Any]:
        file = tmp_path / "exported"
        file.write_text(text, "utf-8")
        ends = [last * part // WORKERS for part in range(WORKERS + 1)]
        pages = [tmp_path / f"plays-{part}" for part in range(WORKERS)]
        running = []
        for page, before, end in zip(pages, ends, ends[1:], strict=False):
            command = ["node", str(scratch / referee), str(file), str(before + 1), str(end)]
            with page.open("wb") as out:
                running.append(subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, encoding="utf-8"))
        problems = [process.communicate(timeout=300)[1] for process in running]
        assert [process.returncode for process in running] == [0] * WORKERS, "\n".join(problems)
        return [json.loads(line) for page in pages for line in page.read_text("utf-8").splitlines()]

    return playing
