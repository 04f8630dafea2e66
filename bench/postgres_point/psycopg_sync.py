"""psycopg 3 with its C part: prepared by itself after five times, results in binary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg

from harness import contender
from postgres_point import turns
from postgres_read import workloads


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    cursor = psycopg.connect(workloads.url(), autocommit=True).cursor(binary=True)
    query = workload.percent_query

    def one(key: int) -> Any:
        return cursor.execute(query, (key,)).fetchone()

    return turns.one_by_one(workload, one)


contender.stay(begin)  # the harness ends the process; nothing is closed
