"""One object of 10 GiB, piece by piece."""

from __future__ import annotations

from pathlib import Path

from harness import data
from s3_get import workloads
from s3_get.workloads import GIB, MIB, Workload


def chosen(quick: bool) -> dict[str, Workload]:
    return {"stub": Workload("s3_stub", "stream", "bench", 256 * MIB if quick else 10 * GIB)}


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    sets = {}
    for variant, workload in chosen(quick).items():
        workload.write(out / variant)
        units = workload.total
        sets[variant] = {"full": data.Set(out / variant, units, workloads.expected(workload))}
    return sets


if __name__ == "__main__":
    data.main(prepare)
