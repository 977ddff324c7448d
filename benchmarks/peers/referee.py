"""What is measured of an engine that Python can call: the checksum of 200 plays, then plays in a second of CPU time."""

import json
import time
from collections.abc import Callable

WEIGHTS = {"morale": 7, "ammo": 5, "food": 3, "civilians": 2, "trust": 1, "fatigue": 11}


def measure(play: Callable[[int], Callable[[str], int]], seconds: float) -> None:
    """Prints the checksum and the rate. `play(i)` plays play i and gives a function that reads a number at its end."""
    check = 0
    for seed in range(1, 201):
        read = play(seed)
        total = sum(weight * read(name) for name, weight in WEIGHTS.items())
        check = ((check * 31 + total + 2**31) & 0xFFFFFFFF) - 2**31
    plays, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        for _ in range(10):
            plays += 1
            play(plays)
    print(json.dumps({"checksum": check, "plays": plays / spent}))
