"""The table and its key, made in the server where they are not there yet."""

from __future__ import annotations

import sys
from pathlib import Path

import psycopg

from harness import contender
from postgres_read import columns, workloads


def main() -> None:
    workload = workloads.read(Path(sys.argv[1]))
    try:
        url = workloads.url()
    except contender.CannotRun:
        return  # each contender will say so
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT to_regclass(%s)", [workload.table]).fetchone() == (None,):
            connection.execute(columns.create(workload.table, workload.kind, workload.table_rows))
            connection.execute(f"ALTER TABLE {workload.table} ADD PRIMARY KEY (id)")
            connection.execute(f"VACUUM (FREEZE, ANALYZE) {workload.table}")
            connection.execute("CHECKPOINT")


main()
