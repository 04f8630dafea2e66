"""What the contenders in Python share: all queries, one after the other, each timed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from harness import contender
from neo4j_client.calls import measured
from postgres_point import answers
from postgres_read import workloads

Run = Callable[[], tuple[list[Any], list[int]]]  # the rows, and nanoseconds of each query


def one_by_one(workload: workloads.Workload, one: Callable[[int], Any]) -> contender.Calls:
    keys = answers.keys(workload)

    def run() -> tuple[list[Any], list[int]]:
        rows, spent = [], []
        for key in keys:
            began = time.perf_counter_ns()
            rows.append(one(key))
            spent.append(time.perf_counter_ns() - began)
        return rows, spent

    return _calls(run)


def awaited(
    workload: workloads.Workload, loop: asyncio.AbstractEventLoop, one: Callable[[int], Awaitable[Any]]
) -> contender.Calls:
    keys = answers.keys(workload)

    async def all_of_them() -> tuple[list[Any], list[int]]:
        rows, spent = [], []
        for key in keys:
            began = time.perf_counter_ns()
            rows.append(await one(key))
            spent.append(time.perf_counter_ns() - began)
        return rows, spent

    return _calls(lambda: loop.run_until_complete(all_of_them()))


def loop_of(name: str) -> asyncio.AbstractEventLoop:
    if name == "uvloop":
        import uvloop

        return uvloop.new_event_loop()  # type: ignore[no-any-return]
    return asyncio.new_event_loop()


def _calls(run: Run) -> contender.Calls:
    def calls(checking: bool) -> contender.Outcome:
        if checking:
            return contender.Outcome(answers.of(run()[0]))
        spent: list[int] = []
        call = measured(lambda: spent.extend(run()[1]))
        spent.sort()
        counters = {"p50_us": spent[len(spent) // 2] / 1000, "p99_us": spent[len(spent) * 99 // 100] / 1000}
        return contender.Outcome(call=call, counters=counters)

    return calls
