"""A request's three queries, gathered by asyncio in an order by hand, or by wirespeed.aio."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aio_gather import cases
from harness import contender
from neo4j_client.calls import calls_of
from postgres_read import workloads
from postgres_read.ours import module

WARM_UP = 5

Gather = Callable[..., Awaitable[list[Any]]]


def work(seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


async def query(pool: Any, case: cases.Case, wait: float) -> float:
    work(case.work)
    async with pool.connection() as connection:
        rows = await (await connection.query("SELECT $1::float8, pg_sleep($1)", [wait])).rows()
    return float(rows[0][0])


async def requests(case: cases.Case, gather: Gather, waits: list[float], pool: Any, count: int) -> list[float]:
    found: list[float] = []
    for _ in range(count):
        found = await gather(*(query(pool, case, wait) for wait in waits))
    return found


def gather_of(way: str, case: cases.Case) -> Gather:
    if way != "ours":
        return asyncio.gather
    from wirespeed import aio

    async def ours(*queries: Awaitable[Any]) -> list[Any]:
        return list(await aio.gather(*queries, limit=case.connections))

    return ours


def begin(data: Path) -> contender.Calls:
    case, way = cases.CASES[data.read_text()], sys.argv[3]
    loop = asyncio.new_event_loop()
    waits = sorted(case.waits, reverse=way == "best")
    gather = gather_of(way, case)

    async def connected() -> Any:
        pool = module().AsyncPool(workloads.url(), min_size=case.connections, max_size=case.connections)
        await pool.__aenter__()
        await requests(case, gather, waits, pool, WARM_UP)
        return pool

    pool = loop.run_until_complete(connected())

    def call() -> list[float]:
        return loop.run_until_complete(requests(case, gather, waits, pool, cases.REQUESTS))

    return calls_of(call, lambda found: {"found": sorted(found)})


contender.stay(begin)
