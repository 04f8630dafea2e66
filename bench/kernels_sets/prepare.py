"""The names of the variants, from which each contender makes the same arrays, and the answers by Python's own sets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from harness import data
from kernels_sets import workloads


def answer(workload: workloads.Workload) -> dict[str, Any]:
    left, right = workload.left.tolist(), workload.right.tolist()
    rows = {key: row for row, key in enumerate(right)}
    if workload.operation == "isin":
        return workloads.digest(np.array([key in rows for key in left]))
    if workload.operation == "intersect":
        return workloads.digest(np.array(sorted(set(left) & set(right)), np.int64))
    if workload.operation == "join":
        pairs = [(row, rows[key]) for row, key in enumerate(left) if key in rows]
        return workloads.digest(tuple(np.array(pairs, np.int64).T))
    columns = (
        np.array([value for value, wanted in zip(column.tolist(), workload.mask.tolist(), strict=True) if wanted])
        for column in workload.columns.values()
    )
    return workloads.digest(tuple(columns))


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    variants = {}
    for operation in workloads.OPERATIONS:
        for kind in workloads.KINDS[: 1 if operation == "filter" else None]:
            for rows in workloads.SIZES[: 2 if quick else None]:
                variant = workloads.name(operation, kind, rows)
                path = out / variant
                path.write_text(variant)
                variants[variant] = {"full": data.Set(path, rows, answer(workloads.made(variant)))}
    return variants


if __name__ == "__main__":
    data.main(prepare)
