"""The traces, and what they add up to."""

from __future__ import annotations

from pathlib import Path

from cache_hits import workload
from harness import data

KEYS, ASKS = 10_000, 200_000
QUICK_PART = 20


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    variants = {}
    for kind in workload.KINDS:
        made = workload.make(kind, KEYS, ASKS // (QUICK_PART if quick else 1))
        path = out / f"{kind}.json"
        workload.write(made, path)
        answer = {"sum": sum(map(workload.value, made.trace)), "misses": 0}
        variants[kind] = {"full": data.Set(path, len(made.trace), answer)}
    return variants


if __name__ == "__main__":
    data.main(prepare)
