"""The names of the variants, from which each contender makes the same rows, and the answers from the columns."""

from __future__ import annotations

from pathlib import Path

from harness import data
from postgres_read import columns, digest
from rows_columns import rows


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    count = rows.ROWS // (rows.QUICK if quick else 1)
    answer = digest.of(columns.expected("wide", count))
    variants = {}
    for variant in ("tuples", "objects"):
        path = out / variant
        path.write_text(f"{variant} {count}")
        variants[variant] = {"full": data.Set(path, count, answer)}
    return variants


if __name__ == "__main__":
    data.main(prepare)
