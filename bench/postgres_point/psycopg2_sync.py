"""psycopg2: it writes the parameter into the text of the query."""

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
    cursor, query = connection.cursor(), workload.percent_query

    def one(key: int) -> Any:
        cursor.execute(query, (key,))
        return cursor.fetchone()

    return turns.one_by_one(workload, one)


contender.stay(begin)
