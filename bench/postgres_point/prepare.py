"""Which rows are asked for, one at a time, and what they hold."""

from __future__ import annotations

from pathlib import Path

from harness import data
from postgres_point import answers
from postgres_read import columns, workloads

TABLE_ROWS, QUERIES, SLICE = 100_000, 10_000, 10


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    table = columns.expected("points", TABLE_ROWS)
    queries = QUERIES // (SLICE if quick else 1)
    sets = {}
    for size, count in (("full", queries), ("slice", queries // SLICE)):
        name = columns.table_name("points", TABLE_ROWS)
        query = f"SELECT id, name, value, at FROM {name} WHERE id = $1"
        workload = workloads.Workload("points", name, TABLE_ROWS, query, "[]", count)
        workload.write(out / size)
        found = table.take(answers.keys(workload)).to_pylist()
        sets[size] = data.Set(out / size, count, answers.of(tuple(row.values()) for row in found))
    return {"one_row": sets}


if __name__ == "__main__":
    data.main(prepare)
