"""The wheel as a user has it: built, installed beside nothing of the checkout, and played."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def call(*command: str | Path, cwd: Path) -> str:
    """Standard output of a command that must succeed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_CONSTRAINT"))}
    result = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=clean | {"HOME": str(cwd), "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = "from hatchling.builders.wheel import WheelBuilder; import sys; "
    build += "print(*WheelBuilder(sys.argv[1]).build(directory=sys.argv[2], versions=['standard']))"
    call(sys.executable, "-c", build, ROOT, folder, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `hengyang` of an environment that holds the wheel, with the dependencies of the tests beside it."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    (site,) = call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).split()
    call(sys.executable, "-m", "pip", f"--python={python}", "install", "--no-deps", "--no-index", wheel, cwd=folder)
    Path(site, "dependencies.pth").write_text(_dependencies(folder), "utf-8")
    return scripts / "hengyang"


def _dependencies(folder: Path) -> str:
    """A folder with links to everything the tests have installed, except this package itself."""
    links = folder / "dependencies"
    links.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith(("hengyang_tui", "_hengyang_tui")) and path.suffix != ".pth":
            (links / path.name).symlink_to(path)
    return f"{links}\n"


def test_the_wheel_carries_the_story_the_licences_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "hengyang_tui/story/hengyang/story.yaml" in names
    assert "hengyang_tui/story/LICENSE" in names
    assert "hengyang_tui/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert not [name for name in names if "test" in name.lower() or name.startswith(("src", "docs"))]
    assert {name for name in names if name.endswith(".tcss")} == {
        f"hengyang_tui/{path.relative_to(ROOT / 'src' / 'hengyang_tui').as_posix()}"
        for path in (ROOT / "src" / "hengyang_tui").rglob("*.tcss")
    }


def test_the_installed_game_plays_what_was_done_to_the_end(installed, tmp_path):
    printed = call(installed, "play", "--auto", "history", "--plain", "--seed", "1", cwd=tmp_path)
    assert "2 June 1944" in printed
    assert "The end: " in printed
    assert "The play beside the record." in printed
    assert "\x1b" not in printed


@pytest.mark.parametrize("story", ["hengyang-1944", "last-train"])
def test_the_installed_stories_are_found_by_their_ids_and_are_clean(installed, tmp_path, story):
    assert "nothing to mend" in call(installed, "check", story, cwd=tmp_path)


def test_the_installed_command_knows_its_version(installed, wheel, tmp_path):
    version = call(installed, "--version", cwd=tmp_path).split()[1]
    assert wheel.name.startswith(f"hengyang_tui-{version}-")
