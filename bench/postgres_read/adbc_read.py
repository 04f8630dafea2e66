"""ADBC's driver for PostgreSQL: to Arrow, and from there to pandas, as its documentation has it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi
import pyarrow

from harness import contender
from postgres_read import calls, workloads


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    connection = adbc_driver_postgresql.dbapi.connect(workloads.url())
    cursor = connection.cursor()

    def arrow() -> pyarrow.Table:
        cursor.execute(workload.query, workload.values or None)
        return cursor.fetch_arrow_table()

    if sys.argv[3] == "arrow":
        return calls.reads(arrow, lambda table: table, calls.of_table)

    def pandas() -> Any:
        cursor.execute(workload.query, workload.values or None)
        return cursor.fetch_df()

    return calls.reads(pandas, calls.of_frame)


contender.stay(begin)  # the harness ends the process; nothing is closed
