"""What is put into the server: the table `rows` of columns.py; and how it is looked at there."""

from __future__ import annotations

import os
from typing import Any

import adbc_driver_postgresql.dbapi
import psycopg
import pyarrow

from harness import contender
from postgres_read import calls, columns, digest, workloads


def source(rows: int) -> pyarrow.Table:
    return columns.expected("rows", rows)


def given(rows: int, form: str) -> Any:
    """As a contender has it in its hands: `arrow`, or `pandas`."""
    return source(rows) if form == "arrow" else source(rows).to_pandas()


class Target:
    """A table of this contender alone, empty before each call. Its types are those of the one that the server made."""

    def __init__(self, workload: workloads.Workload) -> None:
        self.table = f"target_{os.getpid()}"
        self._connection = psycopg.connect(workloads.url(), autocommit=True)
        self._connection.execute(f"CREATE TABLE {self.table} (LIKE {workload.table})")

    def empty(self) -> None:
        self._connection.execute(f"TRUNCATE {self.table}")

    def answer(self) -> digest.Answer:
        """By ADBC, whatever put the rows there."""
        with adbc_driver_postgresql.dbapi.connect(workloads.url()) as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {self.table} ORDER BY id")
            return digest.of(cursor.fetch_arrow_table())


def sends(target: Target, send: Any) -> contender.Calls:
    """Of a contender whose send() puts all rows into target.table."""
    return calls.writes(send, target.answer, target.empty)


COPY = "COPY {} FROM STDIN (FORMAT {})"
