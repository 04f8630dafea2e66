"""The tables, made in the server where they are not there yet."""

from __future__ import annotations

import sys
from pathlib import Path

import psycopg

from harness import contender
from postgres_read import columns, workloads


def load(connection: psycopg.Connection, workload: workloads.Workload) -> None:
    there = connection.execute("SELECT to_regclass(%s)", [workload.table]).fetchone()
    if there == (None,):
        connection.execute(columns.create(workload.table, workload.kind, workload.table_rows))
        connection.execute(f"VACUUM (FREEZE, ANALYZE) {workload.table}")
        connection.execute("CHECKPOINT")


def main() -> None:
    try:
        url = workloads.url()
    except contender.CannotRun:
        return  # each contender will say so
    with psycopg.connect(url, autocommit=True) as connection:
        for path in sys.argv[1:]:
            load(connection, workloads.read(Path(path)))


if __name__ == "__main__":
    main()
