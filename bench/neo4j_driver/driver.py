"""The official driver, as it is (stock), with neo4j-rust-ext (rust_ext), or with ours."""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from harness import contender
from neo4j_driver import answers, drivers, workloads

WARM_CALLS, WARM_SECONDS = 20, 0.6
TURN_CALLS, TURN_SECONDS = 50, 0.08  # of one turn; at least one call

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


def turn(call: Callable[[], Any]) -> dict[str, float]:
    """Of a call and of dropping its result, the medians of a turn; of the client alone."""
    walls: list[float] = []
    cpus: list[float] = []
    gc.collect()
    call()  # another contender's turn came before
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    while not walls or (len(walls) < TURN_CALLS and time.perf_counter() - began < TURN_SECONDS):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
    used = resource.getrusage(resource.RUSAGE_SELF)
    user, system = used.ru_utime - before.ru_utime, used.ru_stime - before.ru_stime
    share = system / (user + system) if user + system else 0.0
    return {"wall": median(walls), "user": median(cpus) * (1 - share), "system": median(cpus) * share}


def warm_up(call: Callable[[], Any]) -> None:
    """The client; the drain has warmed up the server."""
    began = time.perf_counter()
    for _ in range(WARM_CALLS):
        call()
        if time.perf_counter() - began > WARM_SECONDS:
            return


def calls_of(workload: workloads.Workload, call: Call) -> contender.Calls:
    arguments = workload.arguments()

    def once() -> Any:
        return call(workload.query, arguments)

    def calls(checking: bool) -> contender.Outcome:
        if not checking:
            return contender.Outcome(call=turn(once))
        records = once().records
        arrived = call(workload.check, arguments).records if workload.check else []
        found = {"records": len(records), "rows": answers.digest(map(tuple, records))}
        return contender.Outcome({**found, "arrived": answers.digest(map(tuple, arrived))})

    warm_up(once)
    return calls


def in_turn(uri: str) -> Call:
    import neo4j

    driver = neo4j.GraphDatabase.driver(uri)
    return lambda query, sent: driver.execute_query(query, sent, database_="neo4j")


def in_a_loop(uri: str) -> Call:
    """A task for each call; the loop's turns are part of it. No asyncio.Runner: when it puts Python's own handler for
    Ctrl-C back, it makes the text of the task's result, which cost more than anything else here.
    """
    import neo4j

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    driver = neo4j.AsyncGraphDatabase.driver(uri)
    return lambda query, sent: loop.run_until_complete(driver.execute_query(query, sent, database_="neo4j"))


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    uri = f"neo4j://{contender.server(workload.server)}"
    choose(data, sys.argv[3])
    if workload.core >= 0:
        os.sched_setaffinity(0, {workload.core})
    return calls_of(workload, (in_a_loop if workload.mode == "async" else in_turn)(uri))


contender.stay(begin)  # the harness ends the process; nothing is closed
