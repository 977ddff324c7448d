"""The reference story in bink: prints one line of JSON.

in_bink.py STORY.json SECONDS
"""

import sys
from collections.abc import Callable
from pathlib import Path

from bink.story import Story
from referee import measure

story = Story(Path(sys.argv[1]).read_text("utf-8"))


def play(generator: int) -> Callable[[str], int]:
    """One play; the function that reads a number at its end."""
    story.reset_state()
    while True:
        story.continue_maximally()
        choices = story.get_current_choices()
        count = len(choices)
        if not count:
            return story.get_variable
        for place in range(count):
            choices[place]
        generator = (generator * 1103515245 + 12345) & 0xFFFFFFFF
        story.choose_choice_index((generator >> 16) % count)


measure(play, float(sys.argv[2]))
