"""How many rows are put into the server, and what is to be found there."""

from __future__ import annotations

from pathlib import Path

from harness import data
from postgres_ingest import tables
from postgres_read import digest, workloads

ROWS, SLICE = 1_000_000, 10


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    rows = ROWS // (SLICE if quick else 1)
    sets = {}
    for size, count in (("full", rows), ("slice", rows // SLICE)):
        workloads.plain("rows", rows, count).write(out / size)
        sets[size] = data.Set(out / size, count, digest.of(tables.source(count)))
    return {"append": sets}


if __name__ == "__main__":
    data.main(prepare)
