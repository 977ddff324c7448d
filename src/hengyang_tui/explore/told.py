"""Sentences that both forms of the report share."""

from __future__ import annotations

from collections.abc import Sequence

from hengyang_tui.explore.figures import number
from hengyang_tui.explore.report import Report, never_reached
from hengyang_tui.explore.tally import Problem
from hengyang_tui.explore.unreached import Unreached

_FOLLOWING = {
    "random": "each choosing at random among what is open",
    "least-used": "each taking what was least used in its block",
    "history": "each following history",
    "log": "each following a play log",
}


def heading(report: Report) -> str:
    """Which story it is."""
    frame = report.frame
    return f"{frame.title} ({frame.id} {frame.version})"


def asked(report: Report) -> str:
    """Which plays there were, and what became of them."""
    tally, asked = report.tally, report.asked
    ranges = ", ".join(f"{first} to {last}" for first, last in report.seeds) or "none"
    ended = sum(sum(dates.values()) for dates in tally.ended.values())
    told = f"{counted(tally.plays, 'play')} (seeds {ranges}), {_FOLLOWING[asked.follow]}"
    if asked.departures:
        told += f", but for {' and '.join(asked.departures)}"
    told += f". {number(ended)} came to an ending"
    left = tally.plays - ended
    told += f", {number(left)} did not." if left else "."
    if tally.steps:
        steps = sorted(tally.steps)
        most = counted(steps[-1], "choice")
        told += f" They took {most if steps[0] == steps[-1] else f'{number(steps[0])} to {most}'}."
    if report.fresh:
        seeds = ", ".join(map(str, report.fresh))
        told += (
            f" Ranges began inside a block of {asked.block} seeds, at {seeds}: least-used learns within blocks, so one "
            f"run of all these seeds would have played some of them otherwise."
        )
    return told


def exhausted(report: Report) -> str:
    """How far an exhaustive search came."""
    found = report.exhausted
    assert found is not None
    states = (
        f"{counted(found.states, 'state')} found; {counted(found.merged, 'step')} led to one that was known already"
    )
    if not found.why:
        return (
            f"Every play of seed {found.seed} was followed to its end, in at most {counted(found.depth, 'choice')}: "
            f"{states}. What is not reached here, no player can reach with this seed. Another seed has other luck."
        )
    return (
        f"Not exhaustive: {found.why}. Of seed {found.seed}, every way that the first {number(found.depth)} choices "
        f"can go was followed: {states}. {counted(found.waiting, 'state')} of these were not gone on from (memory "
        f"allowed: {number(found.megabytes)} MB), and what is not reached here may lie beyond them."
    )


def never_chosen(report: Report) -> tuple[list[Unreached], list[str]]:
    """What was not reached, and apart from it the choices that were open and that the policy never takes."""
    named: list[Unreached] = []
    unchosen: list[str] = []
    for one in never_reached(report):
        if one.kind == "choice" and report.tally.opened.get(one.id):
            unchosen.append(one.id)
        else:
            named.append(one)
    return named, unchosen


def left_out(unchosen: Sequence[str]) -> str:
    """Choices that were open and never taken."""
    return f"Choices that were open and that these plays never took: {len(unchosen):,} ({', '.join(unchosen)})."


def counted(number_of: int, what: str) -> str:
    """So many of something."""
    return f"{number_of:,} {what}{'' if number_of == 1 else 's'}"


def problem_told(problem: Problem, report: Report) -> str:
    """What went wrong, where, and how often."""
    what = counted(problem.plays, "play" if report.exhausted is None else "state")
    where = f"'{problem.scene}'" if problem.scene else "the beginning"
    where += f", choice '{problem.choice}'" if problem.choice else ""
    witness = problem.witness
    if problem.kind == "endless":
        rounds = f" Round and round: {', '.join(witness.circle)}." if witness.circle else ""
        return f"Without end at {where} ({what}): {witness.message}{rounds}"
    error = f"{problem.error}: " if problem.error else ""
    return f"{problem.kind.capitalize()} at {where} ({what}): {error}{witness.message}"
