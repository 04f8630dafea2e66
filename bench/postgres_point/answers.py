"""Which rows are asked for in which order, and what tells right ones from wrong ones."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from postgres_read import workloads

STEP = 7919  # no divisor of the number of rows: the rows asked for lie all over the table (drain.cpp steps so, too)


def keys(workload: workloads.Workload) -> list[int]:
    return [number * STEP % workload.table_rows for number in range(workload.rows)]


def of(rows: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """Of (id, name, value, at)."""
    count, found = 0, 0
    for number, name, value, at in rows:
        count += 1
        found = zlib.crc32(repr((int(number), str(name), float(value), at.isoformat())).encode(), found)
    return {"rows": count, "checksum": found}
