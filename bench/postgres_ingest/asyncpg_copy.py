"""asyncpg's copy_records_to_table of the rows of a frame, on uvloop."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import uvloop

from harness import contender
from postgres_ingest import tables
from postgres_read import workloads


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    target, frame = tables.Target(workload), tables.source(workload.rows).to_pandas()
    loop = uvloop.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(workloads.url()))

    def send() -> None:
        rows = frame.astype({"note": object}).where(frame.notna(), None).itertuples(index=False, name=None)
        loop.run_until_complete(connection.copy_records_to_table(target.table, records=rows))

    return tables.sends(target, send)


contender.stay(begin)
