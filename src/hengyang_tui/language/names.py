"""What every name in a story means, for the story and for each of its branches.

A branch finds its own names first, then the story's; the full name of what a branch declares is
`branch/name`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from hengyang_tui.language.expressions import Kind
from hengyang_tui.language.scope import Rule, Scope


def full_name(owner: str, name: str) -> str:
    """The name of `name` as declared by `owner`; the story's own names stand alone."""
    return f"{owner}/{name}" if owner else name


@dataclass(slots=True)
class Names:
    """Everything that is declared, by full name."""

    calendar: bool
    kinds: dict[str, Kind] = field(default_factory=dict)
    derived: dict[str, Kind] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    scenes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """full scene id → full ids of its choices"""
    unread: set[str] = field(default_factory=set)
    """derived values that could not be read: what uses them is no second finding"""
    facts: set[str] = field(default_factory=set)
    codex: set[str] = field(default_factory=set)

    _choices: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    """by owner, what `choices` gave; scenes are collected before the first scope is asked for"""

    def choices(self, owner: str) -> dict[str, dict[str, str]]:
        """Full scene id → what `owner` may call its choices → their full ids."""
        if owner not in self._choices:
            self._choices[owner] = {
                scene: {local(owner, choice): choice for choice in ids} | {choice: choice for choice in ids}
                for scene, ids in self.scenes.items()
            }
        return self._choices[owner]

    def scope(self, owner: str, parameters: tuple[str, ...] = ()) -> Scope:
        """The names as `owner` may write them. Made anew at each call: declarations go on growing."""
        return Scope(
            variables={written: (full, self.kinds[full]) for written, full in written_names(owner, self.kinds).items()},
            derived={
                written: (full, self.derived[full]) for written, full in written_names(owner, self.derived).items()
            },
            rules={written: self.rules[full] for written, full in written_names(owner, self.rules).items()},
            scenes=written_names(owner, self.scenes),
            choices=self.choices(owner),
            calendar=self.calendar,
            parameters=parameters,
            unread=written_names(owner, self.unread),
        )


def local(owner: str, name: str) -> str:
    """`name` as `owner` writes it."""
    return name.removeprefix(f"{owner}/") if owner else name


def meant(owner: str, written: str, declared: Collection[str]) -> str | None:
    """The full name of what `owner` calls `written`, or None: what `written_names` says, for one name."""
    if owner:
        if written.startswith(f"{owner}/") and written in declared:
            return written
        own = full_name(owner, written)
        if own in declared:
            return own
    return written if "/" not in written and written in declared else None


def written_names(owner: str, declared: Iterable[str]) -> Mapping[str, str]:
    """Written name → full name, as `owner` sees them: the story's, then its own over them."""
    names = list(declared)
    written = {name: name for name in names if "/" not in name}
    if owner:
        own = [name for name in names if name.startswith(f"{owner}/")]
        written.update((name.removeprefix(f"{owner}/"), name) for name in own)
        written.update((name, name) for name in own)
    return written
