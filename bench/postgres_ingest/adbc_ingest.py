"""ADBC's adbc_ingest, which is a COPY in binary; from pandas by way of Arrow, or by pandas' own to_sql."""

from __future__ import annotations

import sys
from pathlib import Path

import adbc_driver_postgresql.dbapi
import pyarrow

from harness import contender
from postgres_ingest import tables
from postgres_read import workloads


def begin(data: Path) -> contender.Calls:
    workload, way = workloads.read(data), sys.argv[3]
    target, schema = tables.Target(workload), tables.source(0).schema
    given = tables.given(workload.rows, "arrow" if way == "arrow" else "pandas")
    connection = adbc_driver_postgresql.dbapi.connect(workloads.url())
    cursor = connection.cursor()

    def ingest() -> None:
        source = given if way == "arrow" else pyarrow.Table.from_pandas(given, schema)
        cursor.adbc_ingest(target.table, source, mode="append")
        connection.commit()

    def to_sql() -> None:
        given.to_sql(target.table, connection, if_exists="append", index=False)
        connection.commit()

    return tables.sends(target, to_sql if way == "to_sql" else ingest)


contender.stay(begin)
