"""psycopg 3 with its C part and binary results, and pandas made of its rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas
import psycopg

from harness import contender
from postgres_read import calls, workloads


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    cursor = psycopg.connect(workloads.url(), autocommit=True).cursor(binary=True)

    def read() -> Any:
        cursor.execute(workload.percent_query, workload.values)
        assert cursor.description is not None
        return pandas.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])

    return calls.reads(read, calls.of_frame)


contender.stay(begin)
