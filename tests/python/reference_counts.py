"""What native code that counts references by hand leaves behind: what it is asked to do many times over leaves no more
objects than doing it once.

A test module takes ``pytestmark = counted`` and imports :func:`only_new_objects`.
"""

from __future__ import annotations

import gc
import itertools
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress

import neo4j
import pytest
from neo4j.exceptions import DriverError
from neo4j.time import Date, DateTime, Duration, Time

from wirespeed import errors
from wirespeed.packstream import Structure

Work = Callable[[], object]
ROUNDS = 40
# Shared by all: a reference too many to one of these is no block more.
SHARED = (None, True, False, (), Structure, neo4j.Record, neo4j.graph.Node, Date, Time, DateTime, Duration, uuid.UUID)

counted = [
    pytest.mark.skipif(sys.getallocatedblocks() == 0, reason="Python's own allocator, which counts, is off"),
    pytest.mark.usefixtures("only_new_objects"),
]


@pytest.fixture
def only_new_objects() -> Iterator[None]:
    """The collector need not look through all that was imported each time."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def alive() -> tuple[int, int]:
    """Blocks that live, and references to what is shared."""
    gc.collect()
    return sys.getallocatedblocks(), sum(sys.getrefcount(one) for one in SHARED)


def grown(work: Work) -> tuple[int, int]:
    """By how much ROUNDS of the work let both grow."""
    blocks, references = alive()
    for _ in range(ROUNDS):
        work()
    blocks_after, references_after = alive()
    return blocks_after - blocks, references_after - references


def check(work: Work) -> None:
    """A leak shows each time; what the interpreter and the driver keep for themselves, as caches, does not."""
    grown(work)
    growth = []
    for _ in range(12):
        growth.append(grown(work))
        if max(growth[-1]) < ROUNDS * 3 // 4:
            return
    pytest.fail(f"(blocks, references) grew by {growth} in {ROUNDS} rounds each")


numbers = itertools.count(10**6)


def fresh() -> int:
    """A number that nobody holds yet, so that keeping it shows."""
    return next(numbers)


def refused(work: Work) -> None:
    with suppress(ValueError, TypeError, OverflowError, RuntimeError, LookupError, DriverError, errors.Error):
        work()
