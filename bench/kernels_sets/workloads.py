"""What is asked, and how a call is measured: shared by prepare.py and the contenders."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from harness import clock, contender

SIZES = (100, 10_000, 1_000_000)
OPERATIONS = ("isin", "intersect", "filter", "join")
KINDS = ("dense", "sparse")
SEED = 8

Integers: TypeAlias = npt.NDArray[np.int64]
Call = Callable[[], Any]
# What a result says: integers whose order does not matter, or columns of them row by row.
Said = Any


@dataclass(frozen=True)
class Workload:
    operation: str
    left: Integers
    right: Integers
    columns: dict[str, Any]
    mask: npt.NDArray[np.bool_]


def name(operation: str, kind: str, rows: int) -> str:
    return f"{operation}_{kind}_{rows}"


def made(variant: str) -> Workload:
    """Of each two rows one has a partner; `sparse` keys lie anywhere in 62 bits."""
    operation, kind, size = variant.split("_")
    rows = int(size)
    random = np.random.default_rng(SEED)
    keys = np.arange(2 * rows) if kind == "dense" else np.unique(random.integers(0, 1 << 62, 3 * rows))[: 2 * rows]
    keys = random.permutation(keys)
    others = rows // 10 if operation == "isin" else rows
    columns = {
        "whole": random.integers(0, 1000, rows),
        "real": random.random(rows),
        "short": random.integers(0, 1000, rows).astype(np.int32),
    }
    return Workload(operation, random.choice(keys, rows), keys[:others], columns, random.random(rows) < 0.5)


def digest(said: Said) -> dict[str, Any]:
    columns = [np.asarray(column).astype(np.float64) for column in (said if isinstance(said, tuple) else (said,))]
    order = np.lexsort(columns[::-1])
    state = hashlib.sha256()
    for column in columns:
        state.update(np.ascontiguousarray(column[order]).tobytes())
    return {"rows": [len(columns[0]), state.hexdigest()]}


# The calls of one contender: of each operation what makes the call, and what its result says.
Contender = dict[str, Callable[[Workload], tuple[Call, Callable[[Any], Said]]]]


def begin(operations: Contender) -> None:
    def start(data: Path) -> contender.Calls:
        workload = made(data.read_text())
        call, read = operations[workload.operation](workload)
        count = clock.calibrated(call)

        def calls(checking: bool) -> contender.Outcome:
            if checking:
                return contender.Outcome(digest(read(call())))
            return contender.Outcome(call=clock.measured_often(call, count))

        return calls

    contender.stay(start)
