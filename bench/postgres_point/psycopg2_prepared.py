"""psycopg2 on a statement that was prepared by SQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg2

from harness import contender
from postgres_point import turns
from postgres_read import workloads


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    connection = psycopg2.connect(workloads.url())
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute(f"PREPARE one_row (int8) AS {workload.query}")

    def one(key: int) -> Any:
        cursor.execute("EXECUTE one_row (%s)", (key,))
        return cursor.fetchone()

    return turns.one_by_one(workload, one)


contender.stay(begin)
