"""How many records, and the sum of their numbers; the records are made in columns.py."""

from __future__ import annotations

from pathlib import Path

from harness import data

RECORDS = 1000


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    n = RECORDS // (10 if quick else 1)
    variants = {}
    for variant in ("objects", "columns", "frame"):
        path = out / variant
        path.write_text(str(n))
        variants[variant] = {"full": data.Set(path, n, {"sum": n * (n - 1) // 2, "rows": n})}
    return variants


if __name__ == "__main__":
    data.main(prepare)
