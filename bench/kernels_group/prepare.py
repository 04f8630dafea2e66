"""The names of the variants, from which each contender makes the same arrays, and the answers by a dictionary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness import data
from kernels_group import workloads


def answer(workload: workloads.Workload) -> dict[str, Any]:
    rows: dict[Any, list[int]] = {}
    for row, key in enumerate(workload.keys.tolist()):
        rows.setdefault(key, []).append(row)
    values = workload.values.tolist()
    results = {
        "sum": lambda of: sum(values[row] for row in of),
        "idxmin": lambda of: min(of, key=values.__getitem__),
        "function": lambda of: max(values[row] for row in of) - min(values[row] for row in of),
    }
    found = workloads.digest((list(rows), [results[workload.operation](of) for of in rows.values()]))
    return {"groups": [list(pair) for pair in found["groups"]]}


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    sizes = list(workloads.SIZES)[: 1 if quick else None]
    variants = {}
    for kind in workloads.KINDS:
        for operation in workloads.OPERATIONS:
            for rows in sizes:
                variant = workloads.name(kind, operation, rows)
                path = out / variant
                path.write_text(variant)
                variants[variant] = {"full": data.Set(path, rows, answer(workloads.made(variant)))}
    return variants


if __name__ == "__main__":
    data.main(prepare)
