"""What other languages have no place for: said once for each kind of thing, never left out in silence."""

from __future__ import annotations

from hengyang_tui.export.exported import Refusals
from hengyang_tui.language import story as st


def leave_out(story: st.Story, refusals: Refusals, *, reasons: bool) -> None:
    """Says which parts of a story the export does without: among them the `reasons` of closed choices, or not."""
    target = refusals.target
    scenes = tuple(story.scenes.values())
    decided = [scene for scene in scenes if scene.history is not None]
    if decided:
        refusals.leave_out(
            "left-out-history",
            f"The history of {_counted(len(decided), 'decision')} is left out: {target} has no place for it.",
            "The cards are read in hengyang play.",
            decided[0].spot.child("history"),
        )
    if story.milestones:
        refusals.leave_out(
            "left-out-milestones",
            f"{_counted(len(story.milestones), 'milestone')} are left out: they compare, and change nothing."
            if len(story.milestones) > 1
            else "One milestone is left out: it compares, and changes nothing.",
            "The debrief of hengyang play compares them.",
            story.milestones[0].spot,
        )
    told = [choice for scene in scenes for choice in scene.choices if choice.unless_met is not None]
    if told and reasons:
        refusals.leave_out(
            "left-out-reasons",
            f"The reasons of {_counted(len(told), 'closed choice')} are left out: a closed choice is not shown at all.",
            f"In {target} a choice that is closed is absent.",
            told[0].spot.child("unless_met"),
        )
    asking = [scene for scene in scenes if scene.ask]
    if asking:
        refusals.leave_out(
            "left-out-questions",
            f"The questions for a class of {_counted(len(asking), 'scene')} are left out.",
            "They are asked in hengyang play.",
            asking[0].spot.child("ask"),
        )
    if story.codex:
        refusals.leave_out(
            "left-out-codex",
            f"The codex ({_counted(len(story.codex), 'entry', 'entries')}) is left out; its links are plain words.",
            "The entries are read in hengyang play.",
            story.spot,
        )
    if story.map is not None:
        refusals.leave_out(
            "left-out-map",
            f"The map ({_counted(len(story.map.places), 'position')}) is left out: {target} has no place for it.",
            "It is opened in hengyang play.",
            story.spot,
        )


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"one {one}" if number == 1 else f"{number} {many or one + 's'}"
