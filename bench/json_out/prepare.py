"""The names of the variants, from which each contender makes the same columns, and the answers by Python's lists."""

from __future__ import annotations

from pathlib import Path

from harness import data
from json_out import tables


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    variants = {}
    for variant, full in tables.VARIANTS.items():
        rows = full // (tables.QUICK if quick else 1)
        path = out / variant
        tables.write(path, variant, rows)
        variants[variant] = {"full": data.Set(path, rows, tables.right(variant, rows))}
    return variants


if __name__ == "__main__":
    data.main(prepare)
