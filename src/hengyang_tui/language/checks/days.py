"""The calendar: it must not run out, and a wait should not jump over what was written for its days."""

from __future__ import annotations

from collections.abc import Iterator

from hengyang_tui.language.diagnostics import Finding
from hengyang_tui.language.story import Scene, Spot, Story, date_of


def check_days(story: Story) -> Iterator[Finding]:
    """Findings about dates and waits."""
    calendar = story.calendar
    if calendar is None:
        yield from _waits_without_days(story)
        return
    if not any(_ends_the_story(scene, calendar.last_day) for scene in story.scenes.values()):
        yield story.spot.child("calendar").finding(
            "calendar-runs-out",
            f"No ending is dated {date_of(calendar.last_day)}, the last day, without an if: the calendar can run out.",
            f"Add a scene with date: {date_of(calendar.last_day)}, an ending and no if.",
        )
    for scene in story.scenes.values():
        for days, spot in _waits(scene):
            yield from _missed(story, scene, days, spot)


def _ends_the_story(scene: Scene, last_day: int) -> bool:
    return (
        scene.ending is not None
        and scene.condition is None
        and scene.dates is not None
        and scene.dates.last == last_day
        and scene.dates.first == last_day
    )


def _waits(scene: Scene) -> Iterator[tuple[int, Spot]]:
    if scene.days is not None:
        yield scene.days, scene.spot.child("days")
    for choice in scene.choices:
        if choice.days is not None:
            yield choice.days, choice.spot.child("days")


def _waits_without_days(story: Story) -> Iterator[Finding]:
    for scene in story.scenes.values():
        for _, spot in _waits(scene):
            yield spot.finding("no-calendar", "This story has no calendar, so no days can pass.", "Leave days out.")


def _missed(story: Story, scene: Scene, days: int, spot: Spot) -> Iterator[Finding]:
    """What a wait can miss: scenes whose last day lies in it. Sure only from a scene with one date."""
    if story.calendar is None or scene.dates is None or not scene.dates.exact:
        return
    start = scene.dates.first
    end = min(start + days, story.calendar.last_day)
    missed = [
        other
        for other in story.scenes.values()
        if other.dates is not None and not other.interrupt and other.id != scene.id and start < other.dates.last < end
    ]
    if missed:
        names = ", ".join(f"{other.id} ({date_of(other.dates.last)})" for other in missed[:5] if other.dates)
        yield spot.finding(
            "wait-misses",
            f"This wait jumps over {len(missed)} dated scene(s): {names}.",
            "Shorten the wait, or mark them interrupt: true.",
            severity="warning",
        )
