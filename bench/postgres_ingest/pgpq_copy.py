"""pgpq encodes, psycopg's COPY sends; a batch at a time, as pgpq's documentation has it."""

from __future__ import annotations

import sys
from pathlib import Path

import pgpq
import psycopg
import pyarrow

from harness import contender
from postgres_ingest import tables
from postgres_read import workloads

BATCH_ROWS = 1 << 16


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    target, given = tables.Target(workload), tables.given(workload.rows, sys.argv[3])
    schema = tables.source(0).schema
    # Its encoder for int64 writes int8, for int32 int4: the types are those of the target.
    cursor = psycopg.connect(workloads.url(), autocommit=True).cursor()

    def send() -> None:
        source = given if isinstance(given, pyarrow.Table) else pyarrow.Table.from_pandas(given, schema)
        encoder = pgpq.ArrowToPostgresBinaryEncoder(source.schema)
        with cursor.copy(tables.COPY.format(target.table, "binary")) as copy:
            copy.write(encoder.write_header())
            for batch in source.to_batches(max_chunksize=BATCH_ROWS):
                copy.write(encoder.write_batch(batch))
            copy.write(encoder.finish())

    return tables.sends(target, send)


contender.stay(begin)
