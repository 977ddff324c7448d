"""A terminal game of the siege of Hengyang, and the language in which such stories are written.

The public names are imported when they are first asked for, so `import hengyang_tui` costs next to nothing and
brings in neither the loader of stories nor the terminal.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hengyang_tui.engine.compiler import Program
    from hengyang_tui.engine.game import Game
    from hengyang_tui.engine.turns import begin, choose
    from hengyang_tui.language.loader import load_story
    from hengyang_tui.language.story import Story

    __version__: str

__all__ = ["Game", "Program", "Story", "__version__", "begin", "choose", "load_story"]

_HOMES = {
    "Game": "hengyang_tui.engine.game",
    "Program": "hengyang_tui.engine.compiler",
    "Story": "hengyang_tui.language.story",
    "begin": "hengyang_tui.engine.turns",
    "choose": "hengyang_tui.engine.turns",
    "load_story": "hengyang_tui.language.loader",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  a module's attribute can be anything
    if name == "__version__":
        value: object = _version()
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'hengyang_tui' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def _version() -> str:
    """The installed version; a checkout that was never installed has none and says so."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("hengyang-tui")
    except PackageNotFoundError:
        return "0+checkout"
