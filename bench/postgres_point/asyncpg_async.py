"""asyncpg's fetchrow on a prepared statement, or by the text of the query; on asyncio's loop or uvloop."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import asyncpg

from harness import contender
from postgres_point import turns
from postgres_read import workloads


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    way, loop = sys.argv[3], turns.loop_of(sys.argv[4])
    connection = loop.run_until_complete(asyncpg.connect(workloads.url()))
    if way == "prepared":
        statement = loop.run_until_complete(connection.prepare(workload.query))
        return turns.awaited(workload, loop, statement.fetchrow)

    def one(key: int) -> Any:
        return connection.fetchrow(workload.query, key)

    return turns.awaited(workload, loop, one)


contender.stay(begin)
