"""Where stories are: what a person means by STORY on the command line.

A STORY is a folder, any file in it, a branch, the id of an installed story, or nothing: the campaign. Reading here
goes by lines and parses nothing, so a branch whose YAML is broken still finds its story and can be checked against
it, and nothing here slows the first frame.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import EntryPoint

CAMPAIGN = "hengyang-1944"
TUTORIAL = "last-train"
ENTRY_POINTS = "hengyang_tui.stories"
STORY_FILE = "story.yaml"
_HEAD = 1 << 20  # bytes in which `id` or `branch_of` must come; nobody writes a longer preface
_TOP_LEVEL = re.compile(rb"^(id|branch_of)[ \t]*:[ \t]*[\"']?([A-Za-z0-9_-]+)", re.MULTILINE)


class StoryNotFound(Exception):
    """No story is where the user says it is. The message says what was looked for, and a way out."""


@dataclass(frozen=True, slots=True)
class Place:
    """A story's folder, and the branches that were named with it."""

    folder: Path
    branches: tuple[Path, ...] = ()

    def with_branches(self, branches: tuple[Path, ...]) -> Place:
        """The same story with more branches after its own; each file counts once."""
        return Place(self.folder, tuple(dict.fromkeys((*self.branches, *branches))))


def campaign() -> Path:
    """The campaign's folder: in the installed package, or beside `src` in a checkout.

    Raises StoryNotFound where the package was taken apart and has neither.
    """
    return _ours("hengyang")


def tutorial() -> Path:
    """The folder of the small story that docs/writing.md adds to. Raises StoryNotFound as `campaign` does."""
    return _ours("tutorial")


def _ours(name: str) -> Path:
    package = Path(__file__).resolve().parent
    for folder in (package / "story" / name, package.parents[1] / "story" / name):
        if (folder / STORY_FILE).is_file():
            return folder
    raise StoryNotFound(f"The story is missing: {package} was installed without its folder `story/{name}`.")


_OURS = {CAMPAIGN: campaign, TUTORIAL: tutorial}
"""Found by their ids where the package is not installed, too."""


def find_story(name: str | None = None) -> Place:
    """The story that `name` stands for; without a name, the campaign. Raises StoryNotFound."""
    if name is None:
        return Place(_as_given(campaign(), Path()))
    path = Path(name).expanduser()
    try:
        exists = path.exists()
    except (OSError, ValueError):
        exists = False
    return _at(path) if exists else Place(installed_story(name))


def installed_story(story_id: str) -> Path:
    """The folder of a story that this or another installed package brings. Raises StoryNotFound."""
    known = _installed()
    if story_id in known:
        return _folder_of(known[story_id])
    if story_id in _OURS:
        return _OURS[story_id]()
    names = sorted({*known, *_OURS})
    near = difflib.get_close_matches(story_id, names, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else f"Installed: {', '.join(names)}."
    raise StoryNotFound(f"'{story_id}' is no file or folder here, and no installed story has that id. {hint}")


def branch_parent(path: Path) -> str | None:
    """The id of the story that the branch at `path` (a file or a folder) extends; None where it is no branch."""
    if path.is_dir():
        found = (_top_level(file).get("branch_of") for file in sorted(path.glob("*.yaml")))
        return next((parent for parent in found if parent), None)
    return _top_level(path).get("branch_of")


def _at(path: Path) -> Place:
    if path.is_dir() and (path / STORY_FILE).is_file():
        return Place(path)
    parent = branch_parent(path)
    if parent is not None:
        return Place(_story_of_branch(path, parent), (path,))
    for folder in path.absolute().parents[:2]:
        if (folder / STORY_FILE).is_file():
            return Place(_as_given(folder, path))
    if path.is_dir():
        raise StoryNotFound(
            f"{path} is no story: it has no {STORY_FILE}. Name the folder that holds {STORY_FILE}, or a branch file."
        )
    raise StoryNotFound(
        f"{path} is neither a story nor a branch. A branch is a YAML file that begins with `branch_of:` and "
        f"the id of a story; a story is a folder that holds {STORY_FILE}."
    )


def _story_of_branch(branch: Path, story_id: str) -> Path:
    """The nearest story of that id around the branch, or the installed one."""
    for folder in _around(branch.absolute()):
        if _top_level(folder / STORY_FILE).get("id") == story_id:
            return _as_given(folder, branch)
    try:
        return installed_story(story_id)
    except StoryNotFound as problem:
        raise StoryNotFound(
            f"{branch} extends the story '{story_id}', which is not in a folder around it. {problem}"
        ) from None


def _around(branch: Path) -> Iterator[Path]:
    """Folders that may hold a branch's story: those above it, and beside it on the first levels up."""
    for distance, folder in enumerate(branch.parents):
        if (folder / STORY_FILE).is_file():
            yield folder
        if distance < 2:  # a whole home directory is not searched
            yield from (file.parent for file in sorted(folder.glob(f"*/{STORY_FILE}")))


def _as_given(folder: Path, argument: Path) -> Path:
    """The folder as the user would write it: relative where the argument is."""
    if argument.is_absolute():
        return folder
    try:
        return folder.relative_to(Path.cwd())
    except ValueError:
        return folder


def _top_level(file: Path) -> dict[str, str]:
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return {}
    pairs = _TOP_LEVEL.findall(head.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"\n"))
    return {key.decode("ascii"): value.decode("ascii") for key, value in reversed(pairs)}


def _installed() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}


def _folder_of(point: EntryPoint) -> Path:
    """What an entry point names. Another package's code runs here, so whatever it raises is its fault to report."""
    try:
        value = point.load()
        folder = Path(value() if callable(value) else value)
    except StoryNotFound:
        raise
    except Exception as problem:
        message = f"The installed story '{point.name}' ({point.value}) cannot be found: {problem}."
        raise StoryNotFound(message) from problem
    if not (folder / STORY_FILE).is_file():
        raise StoryNotFound(f"The installed story '{point.name}' names {folder}, which has no {STORY_FILE}.")
    return folder
