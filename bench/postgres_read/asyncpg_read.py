"""asyncpg on uvloop, and pandas made of its records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import asyncpg
import pandas
import uvloop

from harness import contender
from postgres_read import calls, workloads


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    loop = uvloop.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(workloads.url()))

    def read() -> Any:
        records = loop.run_until_complete(connection.fetch(workload.query, *workload.values))
        return pandas.DataFrame.from_records(records, columns=list(records[0].keys()))

    return calls.reads(read, calls.of_frame)


contender.stay(begin)
