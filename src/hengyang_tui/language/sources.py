"""The files of a story on their way in: read, validated, with branches' replacements applied."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hengyang_tui.language.diagnostics import Finding, Mark, did_you_mean
from hengyang_tui.language.reader import Document, read_file
from hengyang_tui.language.story import Spot

KeyPath = tuple[str | int, ...]


@dataclass(slots=True)
class Overlay:
    """A value of a branch put over a value of the story."""

    target: KeyPath
    document: Document
    source: KeyPath
    branch: str


@dataclass(slots=True)
class SourceFile:
    """One file: what it says, where, and what branches put over it."""

    kind: str
    document: Document
    owner: str = ""
    index: int = 0
    overlays: list[Overlay] = field(default_factory=list)
    model: Any = None

    @property
    def data(self) -> Any:
        """What the file says."""
        return self.document.data

    def _over(self, path: KeyPath) -> tuple[Document, KeyPath, str]:
        for overlay in self.overlays:
            if path[: len(overlay.target)] == overlay.target:
                return overlay.document, overlay.source + path[len(overlay.target) :], overlay.branch
        return self.document, path, self.owner

    def locate(self, path: KeyPath, line: int, column: int) -> Mark:
        """Where a place inside the value at `path` stands, in this file or in a branch's."""
        document, inner, _ = self._over(path)
        if isinstance(document.value(inner), dict | list):
            return document.key_mark(inner)
        return document.locate(inner, line, column)

    def key_mark(self, path: KeyPath) -> Mark:
        """Where the key stands that `path` ends in."""
        document, inner, _ = self._over(path)
        return document.key_mark(inner)

    def line(self, mark: Mark) -> str:
        """The line of the file, or of the branch laid over it, that a mark names."""
        for overlay in self.overlays:
            if overlay.document.file == mark.file:
                return overlay.document.line(mark.line)
        return self.document.line(mark.line)

    def spot(self, *path: str | int) -> Spot:
        """The spot of a value, with the branch that wrote it."""
        _, _, owner = self._over(path)
        return Spot(self.locate, self.line, path, owner)

    def finding(self, code: str, path: KeyPath, message: str, hint: str | None = None, *, key: bool = False) -> Finding:
        """An error at a value, or at its key."""
        mark = self.key_mark(path) if key else self.locate(path, 0, 0)
        return Finding(code, "error", mark, message, hint, self.line(mark))


def story_files(folder: Path, shown: str) -> Iterator[tuple[str, Path, str]]:
    """Kind, path and shown name of the files of a story's folder, in reading order."""
    yield "story", folder / "story.yaml", _join(shown, "story.yaml")
    for chapter in sorted((folder / "chapters").glob("*.yaml")):
        yield "chapter", chapter, _join(shown, f"chapters/{chapter.name}")
    for kind in ("facts", "codex", "map"):
        if (folder / f"{kind}.yaml").exists():
            yield kind, folder / f"{kind}.yaml", _join(shown, f"{kind}.yaml")
    for play in sorted((folder / "plays").glob("*.yaml")):
        yield "play", play, _join(shown, f"plays/{play.name}")


def _join(shown: str, name: str) -> str:
    return name if shown in ("", ".") else f"{shown.rstrip('/')}/{name}"


def read_files(files: Iterator[tuple[str, Path, str]], owner: str = "") -> tuple[list[SourceFile], list[Finding]]:
    """Reads files into documents. A file that cannot be read is a finding and is left out."""
    read: list[SourceFile] = []
    findings: list[Finding] = []
    for kind, path, shown in files:
        document, found = read_file(path, shown)
        findings.extend(found)
        if document is not None:
            read.append(SourceFile(kind, document, owner, len(read)))
    return read, findings


def content_hash(paths: list[Path]) -> str:
    """BLAKE2b-128 over names and bytes: changes when any file of a story does."""
    digest = hashlib.blake2b(digest_size=16)
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError:
            continue
        digest.update(f"{path.name}:{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def validate(file: SourceFile, findings: list[Finding]) -> None:
    """Checks a file against the format and keeps the model, or adds a finding for every fault."""
    from pydantic import ValidationError

    from hengyang_tui.language.files import KINDS

    try:
        file.model = KINDS[file.kind].model_validate(file.data)
    except ValidationError as error:
        findings.extend(_faults(file, error.errors(include_url=False)))


_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
}


def _faults(file: SourceFile, faults: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """A finding for every fault; what one value of several kinds could have been is one finding."""
    paths = [_path_in(file.data, fault["loc"]) for fault in faults]
    wanted: dict[KeyPath, list[str]] = {}
    for fault, path in zip(faults, paths, strict=True):
        if fault["type"] in _WANTED:
            wanted.setdefault(path, []).append(_WANTED[fault["type"]])
    for fault, path in zip(faults, paths, strict=True):
        kinds = wanted.get(path, []) if fault["type"] in _WANTED else []
        if len(kinds) < 2:
            yield _fault(file, fault)
        elif kinds[0] == _WANTED[fault["type"]] and not any(_is_below(other, path) for other in paths):
            *some, last = [kind for kind in kinds if kind != "a whole number" or "a number" not in kinds]
            hint = _value_hint("string_type", fault.get("input")) if fault.get("input") is None else None
            message = f"Needed here: {', '.join(some)}, or {last}." if some else f"Needed here: {last}."
            yield file.finding("bad-value", path, message, hint)


def _path_in(data: Any, loc: Sequence[str | int]) -> KeyPath:
    """As much of a fault's location as there is in the file: the models add the names of their alternatives."""
    path: list[str | int] = []
    for part in loc:
        below = _below(data, part)
        if below is not None:
            data = below[0]
            path.append(part)
        elif not isinstance(part, str) or not (part.startswith("<") or isinstance(data, list)):
            break
    return tuple(path)


def _below(data: Any, part: str | int) -> tuple[Any] | None:
    """What stands below a part of a path, if that is there."""
    if isinstance(data, dict) and part in data:
        return (data[part],)
    return (data[part],) if isinstance(data, list) and isinstance(part, int) and part < len(data) else None


def _is_below(path: KeyPath, other: KeyPath) -> bool:
    return len(path) > len(other) and path[: len(other)] == other


def _fault(file: SourceFile, fault: Mapping[str, Any]) -> Finding:
    loc: KeyPath = tuple(part for part in fault["loc"] if not (isinstance(part, str) and part.startswith("<")))
    kind, message = fault["type"], fault["msg"]
    context = fault.get("ctx") or {}
    if loc and loc[-1] == "[key]":
        return _bad_key(file, loc[:-1])
    if kind == "extra_forbidden":
        hint = did_you_mean(str(loc[-1]), _known_keys(file, loc[:-1]))
        if hint is None and len(loc) == 1 and "-" in str(loc[-1]):
            hint = "If it is a scene, indent it by two spaces, so that it stands below scenes:."
        return file.finding("unknown-key", loc, f"There is no key '{loc[-1]}' here.", hint, key=True)
    if kind == "missing":
        return file.finding("missing-key", loc[:-1], f"The key '{loc[-1]}' is missing here.", None, key=bool(loc[:-1]))
    if kind == "value_error":
        return file.finding("bad-value", loc, str(context.get("error", message)).rstrip(".") + ".")
    return file.finding("bad-value", loc, _reworded(kind, context, message), _value_hint(kind, fault.get("input")))


def _bad_key(file: SourceFile, path: KeyPath) -> Finding:
    return file.finding(
        "bad-id",
        path,
        f"'{path[-1]}' cannot be used as a name here.",
        "Ids are small letters, digits and hyphens (the-order); variables are letters, digits and _ (mortar_rounds).",
        key=True,
    )


def _reworded(kind: str, context: Mapping[str, Any], message: str) -> str:
    """Pydantic's message in the words of the language."""
    match kind:
        case "string_type":
            return "Text is needed here."
        case "dict_type" | "model_type" | "model_attributes_type":
            return "A mapping of keys is needed here."
        case "list_type":
            return "A list is needed here."
        case "int_type" | "int_from_float":
            return "A whole number is needed here."
        case "float_type":
            return "A number is needed here."
        case "bool_type":
            return "true or false is needed here."
        case "literal_error":
            return f"Allowed here: {context.get('expected')}."
        case "string_pattern_mismatch":
            if context.get("pattern") == r"\S":
                return "This text is empty."
            return "This is no id or name of the kind that is needed here."
        case "string_too_short":
            return "This text is empty."
        case "too_short":
            return "This is empty, and at least one is needed."
        case "too_long":
            return f"Too many: at most {context.get('max_length')}."
        case "string_too_long":
            return f"This text is longer than {context.get('max_length'):,} characters."
    return message.rstrip(".") + "."


def _value_hint(kind: str, value: Any) -> str | None:
    if kind == "string_type" and isinstance(value, bool | int | float):
        shown = str(value).lower() if isinstance(value, bool) else value
        return f'Quote it to make it text: "{shown}".'
    if kind == "string_type" and value is None:
        return "Nothing is written after the colon."
    if kind == "string_type" and isinstance(value, dict | list):
        return "Write prose under |, on the next line and indented."
    if kind in ("dict_type", "model_type") and value is None:
        return "Nothing is written below it; indent what belongs to it."
    if kind in ("dict_type", "model_type"):
        return "Write its keys below it, indented by two spaces."
    return None


def _known_keys(file: SourceFile, path: KeyPath) -> list[str]:
    """The keys the format knows at `path`, found by walking its models."""
    from hengyang_tui.language import files

    model: Any = files.KINDS[file.kind]
    for part in path:
        if isinstance(part, int):
            continue
        field_ = _field(model, str(part))
        if field_ is not None:
            inner = _models_in(field_.annotation)
            if inner:
                model = inner[0] if len(inner) == 1 else inner
    models = model if isinstance(model, list) else [model]
    return [info.alias or name for one in models for name, info in one.model_fields.items()]


def _field(model: Any, key: str) -> Any:
    for one in model if isinstance(model, list) else [model]:
        for name, info in one.model_fields.items():
            if (info.alias or name) == key:
                return info
    return None


def _models_in(annotation: Any) -> list[Any]:
    """The format's models inside a type, however it is wrapped."""
    import typing

    from hengyang_tui.language.fields import Model

    found: list[Any] = []
    stack, seen = [annotation], 0
    while stack and seen < 200:
        seen += 1
        one = stack.pop(0)
        if isinstance(one, type) and issubclass(one, Model):
            if one not in found:
                found.append(one)
            continue
        stack.extend(typing.get_args(one))
    return found
