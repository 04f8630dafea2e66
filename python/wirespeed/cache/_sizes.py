"""What a value takes, for caches that are bound by bytes."""

from __future__ import annotations

import sys


def size_of(value: object) -> int:
    """The bytes of a value: of its buffer where it has one (``nbytes``: arrays, tables, memory views), else what
    :func:`sys.getsizeof` says, and for plain containers the same of what they hold, one level deep."""
    nbytes = getattr(value, "nbytes", None)
    if isinstance(nbytes, int):
        return nbytes
    size = sys.getsizeof(value, 64)
    if isinstance(value, (tuple, list, set, frozenset)):
        return size + sum(sys.getsizeof(one, 64) for one in value)
    if isinstance(value, dict):
        return size + sum(sys.getsizeof(key, 64) + sys.getsizeof(one, 64) for key, one in value.items())
    return size
