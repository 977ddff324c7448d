"""What is wrong with a story that can be read: one module for each family of findings."""

from __future__ import annotations

from hengyang_tui.language.checks.choices import check_choices
from hengyang_tui.language.checks.days import check_days
from hengyang_tui.language.checks.flow import check_flow
from hengyang_tui.language.checks.recorded import check_recorded
from hengyang_tui.language.checks.values import check_values
from hengyang_tui.language.diagnostics import Finding
from hengyang_tui.language.story import Story

FAMILIES = (check_flow, check_choices, check_recorded, check_days, check_values)


def check(story: Story) -> list[Finding]:
    """Every finding about a story."""
    return [finding for family in FAMILIES for finding in family(story)]
