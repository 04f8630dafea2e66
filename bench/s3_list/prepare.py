"""Names in one long listing, as Arrow and as str, and below 100 prefixes of a server that takes its time."""

from __future__ import annotations

from pathlib import Path

from harness import data
from s3_get import workloads
from s3_get.workloads import Workload

KEYS, PREFIXES, SLICE = 400_000, 100, 10


def chosen(keys: int) -> dict[str, Workload]:
    bucket = f"keys-{keys}"
    return {
        "stub_arrow": Workload("s3_stub", "list", bucket, 0, keys, connections=1),
        "stub_names": Workload("s3_stub", "names", bucket, 0, keys, connections=1),
        "late_fan_out": Workload("s3_stub.late", "fan_out", f"{bucket}-{PREFIXES}", 0, keys, PREFIXES, 16),
    }


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    keys = KEYS // (SLICE if quick else 1)
    sets: dict[str, dict[str, data.Set]] = {}
    for name, count in (("full", keys), ("slice", keys // SLICE)):
        for variant, workload in chosen(count).items():
            path = out / f"{variant}_{name}"
            workload.write(path)
            sets.setdefault(variant, {})[name] = data.Set(path, count, workloads.expected(workload))
    return sets


if __name__ == "__main__":
    data.main(prepare)
