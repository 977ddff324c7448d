"""The listings of the documents: files are written, commands run, and what is shown is what they print."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from hengyang_tui.cli.group import hengyang

FENCE = re.compile(r"^```(?P<language>\w+)[ ]?(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = re.compile(r"for help(?:, q to leave)?\): (.*)")
LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class Listing:
    """A fenced block of a document. `info` is what stands behind its language, as `file=my-branch.yaml`."""

    language: str
    info: str
    text: str
    place: str


def listings_of(document: Path) -> Iterator[Listing]:
    text = document.read_text("utf-8")
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Listing(match["language"], match["info"].strip(), match["text"], f"{document.name}:{line}")


def run(command: str, typed: str = "") -> str:
    """What a command of the document prints."""
    program, *arguments = shlex.split(command)
    assert program == "hengyang", command
    result = CliRunner().invoke(hengyang, arguments, input=typed, prog_name="hengyang")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def shows(printed: str, shown: str) -> bool:
    """Whether `printed` is what is `shown`, in which a line of … stands for any lines."""
    pattern = "".join(".*\n?" if line.strip() == LEFT_OUT else re.escape(line) + "\n" for line in shown.splitlines())
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n", re.DOTALL) is not None


def converse(listing: Listing) -> None:
    """Runs each command of a console listing, with the answers that stand behind its prompts typed in."""
    for part in re.split(r"^\$ ", listing.text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        printed = run(command, "".join(f"{answer}\n" for answer in PROMPT.findall(shown)))
        assert shows(printed, shown.rstrip("\n")), f"{listing.place}\n{command}\n{printed}"


def changed(text: str, listing: Listing) -> str:
    """`text` with the minus line of a diff turned into its plus line."""
    before = [line[1:] for line in listing.text.splitlines() if line.startswith("-")]
    after = [line[1:] for line in listing.text.splitlines() if line.startswith("+")]
    assert text.count("\n".join(before)) == 1, listing.place
    return text.replace("\n".join(before), "\n".join(after))


def follow(document: Path, folder: Path) -> list[str]:
    """Does what the listings say, in order. Gives the kinds that were met."""
    met: list[str] = []
    undo: tuple[Path, str] | None = None
    for listing in listings_of(document):
        what, _, name = listing.info.partition("=")
        met.append(what or listing.language)
        file = folder / name
        if what == "file":
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(listing.text, "utf-8")
        elif what == "add-to":
            file.write_text(file.read_text("utf-8") + listing.text, "utf-8")
        elif what == "try":
            undo = file, file.read_text("utf-8")
            file.write_text(changed(undo[1], listing), "utf-8")
        else:
            assert listing.language == "console", f"{listing.place}: a listing that nothing tests"
            converse(listing)
            if undo is not None:
                undo[0].write_text(undo[1], "utf-8")
                undo = None
    return met


def test_writing_a_branch_goes_as_the_document_says(docs, home):
    met = follow(docs / "writing.md", home)
    assert met.count("console") >= 15
    assert met.count("try") >= 7


@pytest.mark.parametrize("name", ["language.md", "../README.md"])
def test_the_listings_of_the_other_documents_are_what_they_say(docs, home, name):
    assert "console" in follow(docs / name, home)


def test_a_line_of_dots_stands_for_any_lines():
    assert shows("a\nb\nc\n", "a\n…\nc")
    assert shows("a\nb\nc\n\n", "a\nb\n…")
    assert shows("a\n", "a")
    assert not shows("a\nb\n", "a")
    assert not shows("a\nb\n", "…\na")
