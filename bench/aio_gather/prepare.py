"""Nothing but which case is meant."""

from __future__ import annotations

from pathlib import Path

from aio_gather import cases
from harness import data


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    sets = {}
    for name, case in cases.CASES.items():
        path = out / name
        path.write_text(name)
        sets[name] = {"full": data.Set(path, cases.REQUESTS, {"found": sorted(case.waits)})}
    return sets


if __name__ == "__main__":
    data.main(prepare)
