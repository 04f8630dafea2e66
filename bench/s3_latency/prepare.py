"""Small objects and a large one from a server whose every answer takes 20 ms."""

from __future__ import annotations

from pathlib import Path

from harness import data
from s3_get import workloads
from s3_get.workloads import GIB, MIB, Workload


def chosen(quick: bool) -> dict[str, Workload]:
    large, count = (64 * MIB, 625) if quick else (GIB, 10_000)
    return {
        "late_4k": Workload("s3_stub.late", "many", "bench-4k", 4096, count, connections=256),
        "late_1g": Workload("s3_stub.late", "into", "bench", large, connections=64),
    }


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    sets = {}
    for variant, workload in chosen(quick).items():
        workload.write(out / variant)
        units = workload.count
        sets[variant] = {"full": data.Set(out / variant, units, workloads.expected(workload))}
    return sets


if __name__ == "__main__":
    data.main(prepare)
