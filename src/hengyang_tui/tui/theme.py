"""Paper, ink and one vermilion.

Two palettes in full colour, and one that leaves every colour but the accent to the terminal: for sixteen
colours and for NO_COLOR.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from textual.theme import Theme

NIGHT = Theme(
    name="ink",
    primary="#c8503a",
    secondary="#9b917f",
    accent="#d9614a",
    warning="#d9614a",
    error="#d9614a",
    success="#9b917f",
    foreground="#ddd5c5",
    background="#161412",
    surface="#1e1b18",
    panel="#26221e",
    dark=True,
    variables={
        "ink": "#ddd5c5",
        "ink-strong": "#f3ecdc",
        "ink-soft": "#a89e8c",
        "ink-faint": "#4b453d",
        "ink-closed": "#847b6d",
        "seal": "#e0684f",
        "seal-ink": "#161412",
        "hover": "#26221e",
        "block-cursor-foreground": "#161412",
        "block-cursor-background": "#ddd5c5",
        "block-cursor-text-style": "none",
    },
)

PAPER = Theme(
    name="paper",
    primary="#9c2f1f",
    secondary="#6f6656",
    accent="#9c2f1f",
    warning="#9c2f1f",
    error="#9c2f1f",
    success="#6f6656",
    foreground="#2a2622",
    background="#f4eee1",
    surface="#ece4d3",
    panel="#e6ddca",
    dark=False,
    variables={
        "ink": "#2a2622",
        "ink-strong": "#12100e",
        "ink-soft": "#675e50",
        "ink-faint": "#c9bea8",
        "ink-closed": "#7d7363",
        "seal": "#9c2f1f",
        "seal-ink": "#f4eee1",
        "hover": "#e9e0cd",
        "block-cursor-foreground": "#f4eee1",
        "block-cursor-background": "#2a2622",
        "block-cursor-text-style": "none",
    },
)

PLAIN = Theme(
    name="plain",
    ansi=True,
    primary="ansi_red",
    secondary="ansi_default",
    accent="ansi_red",
    warning="ansi_red",
    error="ansi_red",
    success="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables={
        "ink": "ansi_default",
        "ink-strong": "ansi_default",
        "ink-soft": "ansi_default",
        "ink-faint": "ansi_default",
        "ink-closed": "ansi_default",
        "seal": "ansi_red",
        "seal-ink": "ansi_default",
        "hover": "ansi_default",
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-text-style": "reverse",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_white",
        "input-selection-foreground": "ansi_black",
        "screen-selection-background": "ansi_white",
        "screen-selection-foreground": "ansi_black",
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
    },
)

THEMES = (NIGHT, PAPER, PLAIN)


def theme_for(environ: Mapping[str, str]) -> Theme:
    """The palette for this terminal: plain under NO_COLOR and with sixteen colours or fewer.

    A terminal that says (in COLORFGBG) that its background is light gets paper.
    """
    if "NO_COLOR" in environ:
        return PLAIN
    console = Console(force_terminal=True, legacy_windows=False, _environ=environ)
    if console.color_system not in ("truecolor", "256"):
        return PLAIN
    return PAPER if environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15") else NIGHT
