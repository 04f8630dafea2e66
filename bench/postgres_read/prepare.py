"""What is asked and what the right answers are; the tables themselves are made in the server (load.py)."""

from __future__ import annotations

from pathlib import Path

from harness import data
from postgres_read import columns, digest, workloads

ROWS = {workloads.WIDE: 300_000, workloads.BARS: 4_500_000, workloads.LOWCARD: 3_000_000}
QUICK, SLICE = 30, 15  # parts


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    variants = {}
    for kind, all_rows in ROWS.items():
        rows = all_rows // (QUICK if quick else 1)
        answers = {count: digest.of(columns.expected(kind, count)) for count in (rows, rows // SLICE)}
        makers = {kind: workloads.plain}
        if kind in workloads.KEYS:
            makers[f"{kind}_params"] = workloads.with_parameters
        for variant, make in makers.items():
            variants[variant] = {
                size: made(out / f"{variant}.{size}", make(kind, rows, count), answers[count])
                for size, count in (("full", rows), ("slice", rows // SLICE))
            }
    return variants


def made(path: Path, workload: workloads.Workload, answer: digest.Answer) -> data.Set:
    workload.write(path)
    return data.Set(path, workload.rows, answer)


if __name__ == "__main__":
    data.main(prepare)
