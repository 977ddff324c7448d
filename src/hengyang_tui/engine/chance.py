"""Keyed chance: every draw is named, and none depends on how many came before it.

Draw i of the k-th run of effect block B in a play of seed S is word i of a stream of 64-bit words. Words
8c to 8c + 7 are the digest of BLAKE2b-512 (RFC 7693) over the ASCII text `S:B:k:c`, read as eight
little-endian numbers. k counts from 1, i and c from 0. A draw site has its i by its place in the text of
the block (rules written out; a draw within another's brackets comes before it), whether or not the draws before
it are reached.
"""

from __future__ import annotations

import struct
from hashlib import blake2b

_unpack = struct.Struct("<8Q").unpack

WORDS = 8
"""Words in a digest."""


def words(seed: int, block: str, run: int, chunk: int = 0) -> tuple[int, ...]:
    """Words 8 * chunk to 8 * chunk + 7 of the stream: integers from 0 to 2**64 - 1."""
    return _unpack(blake2b(f"{seed}:{block}:{run}:{chunk}".encode()).digest())


def words_source(seed: str, block: str, run: str, chunk: int) -> str:
    """Source of a call of `words`, written out, for code that has NAMES; `seed` and `run` are source themselves."""
    key = f"%d:{block.replace('%', '%%')}:%d:{chunk}".encode()
    return f"unpack(blake2b({key!r} % ({seed}, {run})).digest())"


NAMES = {"blake2b": blake2b, "unpack": _unpack}


def roll(word: int, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included; `low` when the range is empty."""
    span = high - low + 1
    return low + (word * span >> 64) if span > 0 else low


def chance(word: int, odds: float) -> bool:
    """True in a share `odds` of all words."""
    return word < odds * 18446744073709551616.0


def pick(word: int, options: int) -> int:
    """An index below `options`."""
    return word * options >> 64
