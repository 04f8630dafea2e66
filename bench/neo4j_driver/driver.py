"""The official driver, as it is (stock), with neo4j-rust-ext (rust_ext), or with ours."""

from __future__ import annotations

import asyncio
import gc
import importlib
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from statistics import median
from typing import Any

from harness import contender
from neo4j_driver import answers, drivers, workloads

WARM_CALLS, WARM_SECONDS = 20, 0.6
SERVER_WARM_CALLS, SERVER_WARM_SECONDS = 400, 3.0  # before the first clock starts: a real server compiles what it runs
LEAST_CALLS, MOST_CALLS, TIMED_SECONDS = 3, 300, 0.8

Call = Callable[[str, dict[str, Any]], Any]  # an EagerResult


def accelerate() -> None:
    try:
        ours = importlib.import_module("wirespeed.neo4j")
    except ImportError as error:
        raise contender.CannotRun(f"the product in bench/.venv has no wirespeed.neo4j: {error}") from error
    ours.accelerate()
    if not ours.status()["active"]:
        raise contender.CannotRun(f"the driver is not accelerated: {ours.status()['reason']}")


def choose(data: Path, setting: str) -> None:
    """Before neo4j is imported for the first time."""
    drivers.use(data, "rust_ext" if setting == "rust_ext" else "stock")
    if setting == "ours":
        accelerate()
    codec = importlib.import_module("neo4j._codec.packstream")
    expected = {"stock": False, "rust_ext": True}
    if codec.RUST_AVAILABLE is not expected.get(setting, codec.RUST_AVAILABLE):
        raise contender.CannotRun(f"expected the driver to run as {setting}; RUST_AVAILABLE is {codec.RUST_AVAILABLE}")


def measured(call: Callable[[], Any]) -> dict[str, float]:
    """Of one call, the medians; the client's alone, since the server is another process."""
    walls: list[float] = []
    cpus: list[float] = []
    gc.collect()
    began = time.perf_counter()
    while len(walls) < LEAST_CALLS or (len(walls) < MOST_CALLS and time.perf_counter() - began < TIMED_SECONDS):
        wall, cpu = time.perf_counter(), time.process_time()
        kept = call()
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
        del kept
    return {"call_ms": 1e3 * median(walls), "cpu_ms": 1e3 * median(cpus)}


def warm_up(call: Callable[[], Any], calls: int, seconds: float) -> None:
    began = time.perf_counter()
    for _ in range(calls):
        call()
        if time.perf_counter() - began > seconds:
            return


def outcome(workload: workloads.Workload, call: Call, checking: bool) -> contender.Outcome:
    arguments = workload.arguments()

    def once() -> Any:
        return call(workload.query, arguments)

    if not checking:
        warm_up(once, WARM_CALLS, WARM_SECONDS)
        return contender.Outcome({"records": len(once().records)}, measured(once))
    if workload.server == "neo4j":
        warm_up(once, SERVER_WARM_CALLS, SERVER_WARM_SECONDS)
    records = once().records
    arrived = call(workload.check, arguments).records if workload.check else []
    found = {"records": len(records), "rows": answers.digest(map(tuple, records))}
    return contender.Outcome({**found, "arrived": answers.digest(map(tuple, arrived))})


def in_turn(uri: str, workload: workloads.Workload, checking: bool) -> contender.Outcome:
    import neo4j

    with neo4j.GraphDatabase.driver(uri) as driver:
        return outcome(workload, lambda query, sent: driver.execute_query(query, sent, database_="neo4j"), checking)


def in_a_loop(uri: str, workload: workloads.Workload, checking: bool) -> contender.Outcome:
    """One task that asks again and again; the loop's turns are part of the call."""
    import neo4j

    with asyncio.Runner() as runner:
        driver = neo4j.AsyncGraphDatabase.driver(uri)

        def run(work: Coroutine[Any, Any, Any]) -> Any:
            return runner.run(work)

        try:
            return outcome(
                workload, lambda query, sent: run(driver.execute_query(query, sent, database_="neo4j")), checking
            )
        finally:
            run(driver.close())


def work(data: Path, checking: bool) -> contender.Outcome:
    workload = workloads.read(data)
    uri = f"neo4j://{contender.server(workload.server)}"
    choose(data, sys.argv[3])
    return (in_a_loop if workload.mode == "async" else in_turn)(uri, workload, checking)


contender.main(work)
