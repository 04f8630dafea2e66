"""psycopg 3's COPY of the rows of a frame, in binary; or of a CSV that pyarrow writes of a table."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import psycopg
import pyarrow.csv

from harness import contender
from postgres_ingest import tables
from postgres_read import workloads

TYPES = ["int8", "int4", "float8", "float8", "bool", "timestamp", "date", "text", "text", "text"]


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    target, table = tables.Target(workload), tables.source(workload.rows)
    cursor = psycopg.connect(workloads.url(), autocommit=True).cursor()
    frame = table.to_pandas()

    def binary() -> None:
        rows = frame.astype({"note": object}).where(frame.notna(), None).itertuples(index=False, name=None)
        with cursor.copy(tables.COPY.format(target.table, "binary")) as copy:
            copy.set_types(TYPES)
            for row in rows:
                copy.write_row(row)

    def csv() -> None:
        buffer = io.BytesIO()
        pyarrow.csv.write_csv(table, buffer, pyarrow.csv.WriteOptions(include_header=False))
        with cursor.copy(tables.COPY.format(target.table, "csv")) as copy:
            copy.write(buffer.getbuffer())

    return tables.sends(target, {"binary": binary, "csv": csv}[sys.argv[3]])


contender.stay(begin)
