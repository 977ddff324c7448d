"""Small pictures for the page: columns, bands over dates. Colours come from the page's own style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 320, 96
_FOOT = 16
"""Height of the line below a picture."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value of the record: where it stands (0 to 1), from where to where it is allowed, and what it says."""

    at: float
    low: float
    high: float
    label: str


def share_bar(share: float) -> str:
    """A bar that is full at 1."""
    width = 120 * min(1.0, max(0.0, share))
    return (
        '<svg class="share" viewBox="0 0 120 10" width="120" height="10" role="presentation">'
        f'<rect class="ground" width="120" height="10"/><rect class="bar" width="{width:.1f}" height="10"/></svg>'
    )


def columns(counts: Sequence[int], left: str, right: str, label: str, mark: Mark | None = None) -> str:
    """A histogram: columns from left to right, the names of both ends below, the record's value across it."""
    top, step = max([*counts, 1]), WIDTH / max(1, len(counts))
    parts = []
    if mark is not None:
        band = (mark.high - mark.low) * WIDTH
        parts.append(f'<rect class="allowed" x="{mark.low * WIDTH:.1f}" width="{band:.1f}" height="{HEIGHT}"/>')
    for place, count in enumerate(counts):
        if count:
            tall = max(1.0, count / top * HEIGHT)
            parts.append(
                f'<rect class="bar" x="{place * step:.2f}" y="{HEIGHT - tall:.1f}" width="{step * 0.9:.2f}" '
                f'height="{tall:.1f}"><title>{count:,}</title></rect>'
            )
    if mark is not None:
        x = mark.at * WIDTH
        parts.append(
            f'<line class="record" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{HEIGHT}">'
            f"<title>{escape(mark.label)}</title></line>"
        )
    return _picture(parts, left, right, label)


def bands(rows: Sequence[Sequence[float] | None], left: str, right: str, label: str, marks: Sequence[Mark]) -> str:
    """Five shares (each 0 to 1, the low one first) by date as two bands and a line; marks at their dates."""
    step = WIDTH / max(1, len(rows) - 1)
    heights_by_date = [None if row is None else [HEIGHT * (1 - value) for value in row] for row in rows]
    known = [(place * step, heights) for place, heights in enumerate(heights_by_date) if heights is not None]
    parts = []
    for name, low, high in (("outer", 0, 4), ("inner", 1, 3)):
        there = [f"{x:.1f},{heights[high]:.1f}" for x, heights in known]
        back = [f"{x:.1f},{heights[low]:.1f}" for x, heights in reversed(known)]
        parts.append(f'<polygon class="{name}" points="{" ".join([*there, *back])}"/>')
    parts.append(f'<polyline class="median" points="{" ".join(f"{x:.1f},{one[2]:.1f}" for x, one in known)}"/>')
    for mark in marks:
        x, foot, head = mark.at * WIDTH, HEIGHT * (1 - mark.low), HEIGHT * (1 - mark.high)
        parts.append(
            f'<g class="record"><title>{escape(mark.label)}</title>'
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{foot:.1f}" y2="{head:.1f}"/>'
            f'<circle cx="{x:.1f}" cy="{(foot + head) / 2:.1f}" r="3"/></g>'
        )
    return _picture(parts, left, right, label)


def _picture(parts: Sequence[str], left: str, right: str, label: str) -> str:
    return (
        f'<svg class="picture" viewBox="-2 -2 {WIDTH + 4} {HEIGHT + _FOOT + 4}" role="img" '
        f'aria-label="{escape(label, quote=True)}">'
        f'{"".join(parts)}<line class="floor" x1="0" x2="{WIDTH}" y1="{HEIGHT}" y2="{HEIGHT}"/>'
        f'<text x="0" y="{HEIGHT + _FOOT - 3}">{escape(left)}</text>'
        f'<text x="{WIDTH}" y="{HEIGHT + _FOOT - 3}" text-anchor="end">{escape(right)}</text></svg>'
    )
