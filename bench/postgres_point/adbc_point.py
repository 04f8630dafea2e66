"""ADBC's DB-API on one cursor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi

from harness import contender
from postgres_point import turns
from postgres_read import workloads


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    cursor = adbc_driver_postgresql.dbapi.connect(workloads.url(), autocommit=True).cursor()

    def one(key: int) -> Any:
        cursor.execute(workload.query, (key,))
        return cursor.fetchone()

    return turns.one_by_one(workload, one)


contender.stay(begin)
