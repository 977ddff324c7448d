"""The reference story in inkcpp: prints one line of JSON. Its text is asked for; the texts of its choices are not.

in_inkcpp.py STORY.json SECONDS
"""

import sys
from collections.abc import Callable
from pathlib import Path

import inkcpp_py
from referee import measure

compiled = Path(sys.argv[1]).with_suffix(".bin")
inkcpp_py.compile_json(sys.argv[1], str(compiled))
story = inkcpp_py.Story.from_file(str(compiled))


def play(generator: int) -> Callable[[str], int]:
    """One play; the function that reads a number at its end."""
    values = story.new_globals()
    runner = story.new_runner(values)
    while True:
        runner.getall()
        count = runner.num_choices()
        if not count:
            return lambda name: getattr(values, name).as_int()
        generator = (generator * 1103515245 + 12345) & 0xFFFFFFFF
        runner.choose((generator >> 16) % count)


measure(play, float(sys.argv[2]))
