"""How many records there are, and what is in them: the table `wide` of postgres_read."""

from __future__ import annotations

from pathlib import Path

from harness import data
from postgres_read import columns, digest, workloads

ROWS, QUICK = 300_000, 30


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    rows = ROWS // (QUICK if quick else 1)
    workloads.plain("wide", rows, rows).write(out / "full")
    return {"wide": {"full": data.Set(out / "full", rows, digest.of(columns.expected("wide", rows)))}}


if __name__ == "__main__":
    data.main(prepare)
