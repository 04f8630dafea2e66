"""How many ask."""

from __future__ import annotations

from pathlib import Path

from cache_stampede import workload
from cache_stampede.workload import Workload
from harness import data

QUICK_PART = 10


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    variants = {}
    for name, whole in workload.VARIANTS.items():
        part = QUICK_PART if quick else 1
        asked = Workload(whole.tasks // part, whole.threads // part)
        path = out / f"{name}.json"
        workload.write(asked, path)
        askers = asked.tasks + asked.threads
        variants[name] = {"full": data.Set(path, askers, {"answered": askers})}
    return variants


if __name__ == "__main__":
    data.main(prepare)
