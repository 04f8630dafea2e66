"""psycopg 3's asynchronous connection, otherwise as psycopg_sync; on asyncio's loop or uvloop."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import psycopg

from harness import contender
from postgres_point import turns
from postgres_read import workloads


def begin(data: Path) -> contender.Calls:
    workload, loop = workloads.read(data), turns.loop_of(sys.argv[3])
    connected = psycopg.AsyncConnection.connect(workloads.url(), autocommit=True)
    cursor, query = loop.run_until_complete(connected).cursor(binary=True), workload.percent_query

    async def one(key: int) -> Any:
        await cursor.execute(query, (key,))
        return await cursor.fetchone()

    return turns.awaited(workload, loop, one)


contender.stay(begin)
