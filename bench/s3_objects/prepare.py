"""Many objects of one size in one call, from 4 KiB to 128 MiB."""

from __future__ import annotations

from pathlib import Path

from harness import data
from s3_get import workloads
from s3_get.workloads import GIB, MIB, Workload

SERVERS = {"stub": "s3_stub", "versity": "s3", "minio": "s3.minio"}
SIZES = {"4k": 4096, "128k": MIB // 8, "1m": MIB, "8m": 8 * MIB, "32m": 32 * MIB, "128m": 128 * MIB}
SMALL = 10_000  # of 4 KiB; of the others, so many as make half a GiB
QUICK = 16  # so much less
REAL = ("4k", "1m")  # sizes that the real servers are asked for


def chosen(quick: bool) -> dict[str, Workload]:
    found = {}
    for name, server in SERVERS.items():
        for what, size in SIZES.items():
            count = (SMALL if what == "4k" else GIB // 2 // size) // (QUICK if quick else 1)
            if (name == "stub" or what in REAL) and not (quick and name == "minio"):
                found[f"{name}_{what}"] = Workload(server, "many", f"bench-{what}", size, max(count, 1))
    return found


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    sets = {}
    for variant, workload in chosen(quick).items():
        workload.write(out / variant)
        units = workload.count
        sets[variant] = {"full": data.Set(out / variant, units, workloads.expected(workload))}
    return sets


if __name__ == "__main__":
    data.main(prepare)
