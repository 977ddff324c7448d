from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FERRY = ROOT / "tests" / "fixtures" / "ferry"


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after `code`."""
    program = f"{code}\nimport sys\nprint('\\nLOADED', *sys.modules)"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    result = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert result.returncode == 0, result.stderr
    return set(result.stdout.rpartition("LOADED")[2].split())


def command(*arguments: str) -> str:
    """Code that runs `hengyang` in the interpreter and outlives it."""
    return (
        "from hengyang_tui.cli.main import main\n"
        f"try:\n    main({list(arguments)!r})\nexcept SystemExit as end:\n    assert not end.code, end.code"
    )


@pytest.mark.parametrize(
    ("code", "kept_out"),
    [
        ("import hengyang_tui", {"pydantic", "yaml", "textual", "rich", "click"}),
        (command("--version"), {"pydantic", "yaml", "textual", "rich"}),
        (command("--help"), {"pydantic", "yaml", "textual", "rich", "hengyang_tui.cli.play", "hengyang_tui.engine"}),
        (command("check", str(FERRY)), {"textual", "rich", "hengyang_tui.engine", "hengyang_tui.cli.play"}),
        (command("schema"), {"textual", "rich", "hengyang_tui.engine"}),
        (command("export", str(FERRY), "--to", "ink", "-o", "-"), {"textual", "rich", "hengyang_tui.explore"}),
        ("import hengyang_tui.engine.game", {"textual", "rich", "click"}),
        ("import hengyang_tui.language.loader", {"textual", "rich", "click", "hengyang_tui.engine"}),
        ("import hengyang_tui.tui.app", {"pydantic", "yaml", "click"}),
        ("import hengyang_tui.cli.screen, hengyang_tui.cli.play", {"pydantic", "yaml", "filelock"}),
        (command("play", str(FERRY), "--auto", "history", "--seed", "1"), {"textual"}),
        (command("explore", str(FERRY), "--plays", "10"), {"textual", "rich", "distributed"}),
    ],
)
def test_nothing_is_imported_that_is_not_needed(code, kept_out):
    assert not modules_after(code) & kept_out


def test_the_public_names_are_there_and_are_found_late():
    names = ["Game", "Program", "Story", "begin", "choose", "load_story"]
    code = f"import hengyang_tui\nassert set({names}) <= set(dir(hengyang_tui))\n"
    assert "hengyang_tui.engine.game" not in modules_after(code)
    code += f"for name in {names}:\n    assert callable(getattr(hengyang_tui, name)), name\nhengyang_tui.__version__"
    assert "hengyang_tui.engine.game" in modules_after(code)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Siege'"):
        __import__("hengyang_tui").Siege  # noqa: B018  reading it is the test


def test_a_checkout_that_is_not_installed_has_a_version_all_the_same():
    code = (
        "import importlib.metadata as metadata\n"
        "def missing(name):\n    raise metadata.PackageNotFoundError(name)\n"
        "metadata.version = missing\nimport hengyang_tui\nassert hengyang_tui.__version__ == '0+checkout'"
    )
    modules_after(code)
