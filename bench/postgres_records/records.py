"""The records of a contender: fetched by asyncpg before the clock starts."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg

from postgres_read import columns, workloads


def fetched(workload: workloads.Workload) -> list[Any]:
    async def fetch() -> list[Any]:
        connection = await asyncpg.connect(workloads.url())
        try:
            return list(await connection.fetch(workload.query))
        finally:
            await connection.close()

    return asyncio.run(fetch())


def names(workload: workloads.Workload) -> list[str]:
    return [column.name for column in columns.TABLES[workload.kind]]


def kinds(workload: workloads.Workload) -> dict[str, str]:
    """Of each column, one of columns.py's."""
    return {column.name: column.kind for column in columns.TABLES[workload.kind]}
