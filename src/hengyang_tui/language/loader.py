"""From a folder to a story: reading, validating, applying branches, building, checking."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hengyang_tui.language.branches import replace_all
from hengyang_tui.language.diagnostics import Finding, Mark, StoryError, did_you_mean
from hengyang_tui.language.sources import SourceFile, content_hash, read_files, story_files, validate
from hengyang_tui.language.story import BranchInfo, Story


@dataclass(frozen=True, slots=True)
class Report:
    """What examining a story came to. `story` is None when it cannot be built; what the checks say of a
    story that can be built leaves it whole.
    """

    story: Story | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep a story from being right."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps the garbage collector at rest: what loading makes is kept, and looking through it again and again is a
    third of the work. Afterwards it counts as old.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def load_story(path: Path | str, branches: Sequence[Path | str] = ()) -> Story:
    """The story of a folder, with branches applied.

    Raises StoryError with every error found in its files.
    """
    report = examine(path, branches, checks=False)
    if report.story is None:
        raise StoryError(report.errors)
    return report.story


@_uncollected()
def examine(path: Path | str, branches: Sequence[Path | str] = (), *, checks: bool = True) -> Report:
    """Reads a story and says everything that is wrong with it. Never raises for what is in the files."""
    folder = Path(path)
    if folder.name == "story.yaml":
        folder = folder.parent
    shown = str(folder)
    if not folder.is_dir():
        message = f"There is no story at '{shown}'."
        return Report(
            None, (Finding("no-story", "error", Mark(shown), message, "Name a folder that holds story.yaml."),)
        )
    if not (folder / "story.yaml").exists():
        message = f"'{shown}' holds no story.yaml."
        return Report(
            None, (Finding("no-story", "error", Mark(shown), message, "Name a folder that holds story.yaml."),)
        )
    files, findings = read_files(story_files(folder, shown))
    branch_files = _read_branches([Path(branch) for branch in branches], findings)
    replace_all(files, branch_files, findings)
    for file in [*files, *branch_files]:
        validate(file, findings)
    story = _build(folder, files, branch_files, findings)
    if any(finding.severity == "error" for finding in findings):
        return Report(None, _ordered(findings))
    if story is not None and checks:
        from hengyang_tui.language.checks import check

        findings.extend(check(story))
    return Report(story, _ordered(findings))


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(sorted(findings, key=lambda finding: (finding.mark, finding.code))))


def _read_branches(paths: list[Path], findings: list[Finding]) -> list[SourceFile]:
    """Branch files in the order of their ids, each with its id as owner."""
    read: list[SourceFile] = []
    for path in paths:
        names = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        found, problems = read_files(iter([("branch", name, str(name)) for name in names]))
        findings.extend(problems)
        read.extend(found)
    for file in read:
        branch_id = file.data.get("id") if isinstance(file.data, dict) else None
        file.owner = branch_id if isinstance(branch_id, str) else Path(file.document.file).stem
    read.sort(key=lambda file: (file.owner, file.document.file))
    for index, file in enumerate(read):
        file.index = index
    return read


def _build(
    folder: Path, files: list[SourceFile], branch_files: list[SourceFile], findings: list[Finding]
) -> Story | None:
    from hengyang_tui.language.build import Builder

    main = next((file for file in files if file.kind == "story"), None)
    if main is None or main.model is None:
        return None
    usable = [file for file in branch_files if file.model is not None and _belongs(file, main, findings)]
    infos = tuple(
        BranchInfo(
            file.owner,
            file.model.title or file.owner,
            file.model.author,
            content_hash([Path(file.document.file)]),
            file.document.file,
        )
        for file in usable
    )
    paths = [path for kind, path, _ in story_files(folder, "") if kind != "play"]
    return Builder([*files, *usable], findings).build(content_hash(paths), infos)


def _belongs(file: SourceFile, main: SourceFile, findings: list[Finding]) -> bool:
    if file.model.branch_of == main.model.id:
        return True
    findings.append(
        file.finding(
            "foreign-branch",
            ("branch_of",),
            f"This branch belongs to '{file.model.branch_of}', and the story is '{main.model.id}'.",
            did_you_mean(file.model.branch_of, [main.model.id]),
        )
    )
    return False
