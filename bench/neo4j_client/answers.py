"""What tells one result from another: of each column the sum and the nulls, and a sample of rows.

The weight of a number is itself, of text its length, of a list that of its items, of null nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

SAMPLE_EVERY = 997
EPOCH = 719_163  # the ordinal of 1970-01-01

Answer = dict[str, Any]


class Digest:
    def __init__(self) -> None:
        self.rows = 0
        self._sums: list[float] = []
        self._nulls: list[int] = []
        self._sample = hashlib.sha256()

    def add(self, sums: Sequence[float], nulls: Sequence[int], rows: int, sample: Iterable[Sequence[Any]]) -> None:
        """`sample`: of these rows those whose number in the whole is a multiple of SAMPLE_EVERY."""
        self._sums = [a + b for a, b in zip(self._sums or [0.0] * len(sums), sums, strict=True)]
        self._nulls = [a + b for a, b in zip(self._nulls or [0] * len(nulls), nulls, strict=True)]
        self.rows += rows
        for row in sample:
            self._sample.update(repr(list(row)).encode())

    def skip(self) -> int:
        """How many of the next rows come before one of the sample."""
        return -self.rows % SAMPLE_EVERY

    def answer(self) -> Answer:
        said = {"sums": self._sums, "nulls": self._nulls, "sample": self._sample.hexdigest()}
        return {"rows": self.rows, **said}


def weight(value: Any) -> float:
    if value is None:
        return 0.0
    if isinstance(value, str):
        return float(len(value))
    return sum(map(weight, value)) if isinstance(value, list) else float(value)


def of_rows(rows: Iterable[Sequence[Any]]) -> Answer:
    """Of rows in values of Python; dates as days since 1970."""
    digest = Digest()
    for row in rows:
        sample = [] if digest.skip() else [row]
        digest.add(list(map(weight, row)), [value is None for value in row], 1, sample)
    return digest.answer()
