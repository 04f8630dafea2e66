"""The official driver: to_df, to_df(expand=True), and execute_query with lists of dicts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "python"))

from harness import contender
from neo4j_client import answers, calls, workloads
from neo4j_driver import drivers


def value(found: Any) -> Any:
    if isinstance(found, (set, frozenset)):
        return sorted(found)
    if hasattr(found, "to_ordinal"):
        return found.to_ordinal() - answers.EPOCH
    return None if found != found else found  # pandas' null is not equal to itself


def rows(frame: Any) -> Iterator[list[Any]]:
    return (list(map(value, row)) for row in frame.itertuples(index=False, name=None))


def checked(frame: Any) -> answers.Answer:
    return answers.of_rows(rows(frame))


def reading(driver: Any, query: str, expand: bool = False) -> Callable[[], Any]:
    def transform(result: Any) -> Any:
        return result.to_df(expand=expand)

    return lambda: driver.execute_query(query, database_="neo4j", result_transformer_=transform)


def ingesting(driver: Any, workload: workloads.Workload) -> contender.Calls:
    """In transactions of as many rows as ours: one of all rows takes the server's memory."""
    sent, step = workloads.SENT[workload.kind], workloads.BATCH_ROWS
    there = sent.rows(workload.rows)
    parts = [there[first : first + step] for first in range(0, len(there), step)]

    def send() -> None:
        for part in parts:
            driver.execute_query(workload.query, rows=part, database_="neo4j")

    what_came = reading(driver, sent.what_came)
    return calls.calls_of(send, lambda _: checked(what_came()), reading(driver, workloads.DELETE))


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    address = contender.server(workload.server)
    drivers.use(data, sys.argv[3])
    import neo4j

    driver = neo4j.GraphDatabase.driver(f"bolt://{address}")
    if workload.kind in workloads.SENT:
        return ingesting(driver, workload)
    return calls.calls_of(reading(driver, workload.query, workload.kind == workloads.NODES), checked)


contender.stay(begin)  # the harness ends the process; nothing is closed
