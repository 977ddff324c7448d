"""Scenes that cannot be reached, loops without exit, detours in a circle, ends that are none."""

from __future__ import annotations

from collections.abc import Iterator

from hengyang_tui.language.checks.graph import Ways, all_ways, reached
from hengyang_tui.language.diagnostics import Finding
from hengyang_tui.language.story import Scene, Story


def check_flow(story: Story) -> Iterator[Finding]:
    """Findings about how scenes follow one another."""
    found = all_ways(story)
    yield from _unreachable(story, found)
    yield from _detour_circles(story, found)
    yield from _loops(story, found)
    yield from _dead_ends(story, found)
    for scene in story.scenes.values():
        yield from _shape(scene)
        yield from _taken_away(scene, story)


def _roots(story: Story) -> list[str]:
    offered = (scene for scene in story.scenes.values() if scene.dates is not None or scene.standing is not None)
    return [story.start, *(scene.id for scene in offered)]


def _unreachable(story: Story, found: dict[str, Ways]) -> Iterator[Finding]:
    follow = {scene: way.gotos | way.detours for scene, way in found.items()}
    reachable = reached(_roots(story), follow)
    for scene in story.scenes.values():
        if scene.id not in reachable:
            yield scene.spot.finding(
                "unreachable-scene",
                f"Nothing leads to the scene '{scene.id}'.",
                "Give it a date, or lead to it with goto or detour.",
                severity="warning",
            )


def _detour_circles(story: Story, found: dict[str, Ways]) -> Iterator[Finding]:
    """A detour must not lead to the scene it starts from: the way back would grow without end."""
    follow = {scene: way.gotos | way.detours for scene, way in found.items()}
    for scene in story.scenes.values():
        for choice in scene.choices:
            if choice.detour is not None and scene.id in reached([choice.detour], follow):
                yield choice.spot.child("detour").finding(
                    "detour-circle",
                    f"This detour can come back to '{scene.id}' from inside itself.",
                    "A detour returns on its own; leave the goto out, or use goto instead of detour.",
                )


def _loops(story: Story, found: dict[str, Ways]) -> Iterator[Finding]:
    """Scenes from which no ending and no way back to the calendar can be reached."""
    into: dict[str, set[str]] = {}
    for scene, way in found.items():
        for target in way.gotos:
            into.setdefault(target, set()).add(scene)
    back = {target: frozenset(sources) for target, sources in into.items()}
    endings = {scene.id for scene in story.scenes.values() if scene.ending is not None}
    follow = {scene: way.gotos | way.detours for scene, way in found.items()}
    exits = endings | {scene for scene, way in found.items() if way.hands_back}
    exits |= {scene for scene, way in found.items() if endings & reached(way.detours, follow)}
    free = reached(exits, back)
    stuck = [scene for scene in story.scenes if scene not in free]
    named: set[str] = set()
    for scene in stuck:
        if scene in named:
            continue
        circle = reached([scene], {one: way.gotos for one, way in found.items()})
        named |= circle
        yield story.scenes[scene].spot.finding(
            "loop-without-exit",
            f"From '{scene}' the play goes round without an exit: {', '.join(sorted(circle)[:6])}.",
            "Lead one of them to an ending, or leave out a goto so that the calendar goes on.",
        )


def _dead_ends(story: Story, found: dict[str, Ways]) -> Iterator[Finding]:
    if story.calendar is not None:
        return
    follow = {scene: way.gotos for scene, way in found.items()}
    for scene in reached([story.start], follow):
        if found.get(scene) is not None and found[scene].hands_back:
            yield story.scenes[scene].spot.finding(
                "dead-end",
                f"Nothing follows '{scene}' on one of its ways, and the story has no calendar.",
                "Give the scene or the choice a goto, or make it an ending.",
            )


def _shape(scene: Scene) -> Iterator[Finding]:
    """Keys that do not go together."""
    if scene.choices and (scene.goto or scene.days is not None):
        key = "goto" if scene.goto else "days"
        yield scene.spot.child(key).finding(
            "goto-with-choices", f"A scene with choices has no {key} of its own.", f"Put {key} on the choices."
        )
    if scene.ending is not None and (scene.choices or scene.goto or scene.days is not None):
        yield scene.spot.child("ending").finding(
            "ending-goes-on", "An ending closes the play: nothing can follow it.", "Leave out choices, goto and days."
        )
    if not scene.text and not scene.choices and scene.do is None and not scene.goto:
        yield scene.spot.finding(
            "empty-scene",
            f"The scene '{scene.id}' shows nothing and does nothing.",
            "Give it text.",
            severity="warning",
        )
    if scene.dates is not None and scene.standing is not None:
        yield scene.spot.child("standing").finding(
            "standing-with-date", "A scene either stands beside every list or has a date.", "Leave one of them out."
        )
    if scene.dates is None:
        for key, used in (("repeat", scene.repeat), ("priority", scene.priority), ("interrupt", scene.interrupt)):
            if used:
                yield scene.spot.child(key).finding(
                    "needs-date", f"Only a dated scene can have {key}.", "Give the scene a date."
                )
        if scene.condition is not None and scene.standing is None:
            yield scene.spot.child("if").finding(
                "needs-date",
                "The calendar reads `if` only on a dated scene; a goto disregards it.",
                "Give the scene a date, or put the condition on the goto.",
            )
    for choice in scene.choices:
        if choice.detour is not None and choice.days is not None:
            yield choice.spot.child("days").finding(
                "detour-with-days", "A choice has either a detour or days.", "Let the days pass in the detour's scene."
            )


def _taken_away(scene: Scene, story: Story) -> Iterator[Finding]:
    """A goto that uses up a scene which the calendar would offer."""
    places = [(scene.goto, scene.spot)] + [(choice.goto, choice.spot) for choice in scene.choices]
    for steps, spot in places:
        for step in steps:
            target = story.scenes[step.to]
            if target.dates is not None and not target.repeat and target.ending is None:
                yield spot.child("goto").finding(
                    "takes-dated-scene",
                    f"This goto takes '{target.id}' away from the calendar, which offers it on a date of its own.",
                    "Lead to an undated scene, or leave the goto out.",
                    severity="warning",
                )
