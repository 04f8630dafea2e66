"""What the objects of tests/servers/s3_stub hold (pattern.hpp there), by their size and seed."""

from __future__ import annotations

from functools import cache

import numpy

PERIOD = 1_048_573  # bytes after which a content begins again: a prime, so no two parts look alike
STEP = 7_919  # how far the content of one seed lies from that of the next


@cache
def pattern() -> bytes:
    """What all contents are cut from: SplitMix64 of 0, 1, 2, ..., little-endian."""
    z = (numpy.arange(PERIOD // 8 + 1, dtype=numpy.uint64) + numpy.uint64(1)) * numpy.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return bytes((z ^ (z >> numpy.uint64(31))).astype("<u8").tobytes()[:PERIOD])


def content(size: int, seed: int, start: int = 0) -> bytes:
    """Of obj-SIZE-SEED: `size` bytes from `start` on."""
    first = (start + seed * STEP) % PERIOD
    parts = [pattern()[first : first + size]]
    whole, rest = divmod(size - len(parts[0]), PERIOD)
    return b"".join([*parts, *[pattern()] * whole, pattern()[:rest]])
