"""One object of 1 GiB, into memory that is there and into memory of its own, from three servers."""

from __future__ import annotations

from pathlib import Path

from harness import data
from s3_get import workloads
from s3_get.workloads import GIB, MIB, Workload

SERVERS = {"stub": "s3_stub", "versity": "s3", "minio": "s3.minio"}
OPERATIONS = {"into": "into", "fresh": "get"}


def chosen(quick: bool) -> dict[str, Workload]:
    size = 64 * MIB if quick else GIB
    return {
        f"{name}_{what}": Workload(server, operation, "bench", size)
        for name, server in SERVERS.items()
        for what, operation in OPERATIONS.items()
        if not (quick and name == "minio")
    }


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    sets = {}
    for variant, workload in chosen(quick).items():
        workload.write(out / variant)
        units = workload.total
        sets[variant] = {"full": data.Set(out / variant, units, workloads.expected(workload))}
    return sets


if __name__ == "__main__":
    data.main(prepare)
