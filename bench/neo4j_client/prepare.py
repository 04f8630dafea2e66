"""The workloads as files, the drivers, and what must be answered: by the formulas that records are made from."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "python"))

import replay_values
from harness import data
from neo4j_client import answers, workloads
from neo4j_driver import drivers

READ_ROWS, SENT_ROWS = 1_000_000, 100_000
TO_DF_MIXED, TO_DF_NODES = 100_000, 20_000  # the driver's to_df takes 40 us a row, or more
QUICK = 10  # parts


def rows(workload: workloads.Workload) -> Iterator[list[Any]]:
    if workload.kind == workloads.NODES:
        return map(node, range(workload.rows))
    if workload.kind == workloads.INGEST_NODES:
        return (person(number) for number in range(workload.rows))
    return ([replay_values.mixed(row, column) for column in range(5)] for row in range(workload.rows))


def node(number: int) -> list[Any]:
    return [f"4:node:{number}", ["Person", "Writer" if number % 2 else "Reader"], *person(number)]


def person(number: int) -> list[Any]:
    properties = replay_values.person(number)
    properties["joined"] = properties["joined"].to_ordinal() - answers.EPOCH
    return list(properties.values())


def made(path: Path, workload: workloads.Workload) -> data.Set:
    workload.write(path)
    return data.Set(path, workload.rows, answers.of_rows(rows(workload)))


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    drivers.install(out)
    part = QUICK if quick else 1
    asked = {
        "replay_mixed": (workloads.replay_mixed, READ_ROWS, TO_DF_MIXED),
        "real_mixed": (workloads.real_mixed, READ_ROWS, TO_DF_MIXED),
        "replay_nodes": (workloads.replay_nodes, READ_ROWS, TO_DF_NODES),
        "real_ingest": (workloads.real_ingest, SENT_ROWS, SENT_ROWS),
        "real_ingest_nodes": (workloads.real_ingest_nodes, SENT_ROWS, SENT_ROWS),
    }
    variants = {}
    for name, (workload, full, small) in asked.items():
        sizes = {"full": workload(full // part), "slice": workload(small // part)}
        variants[name] = {size: made(out / f"{name}.{size}", one) for size, one in sizes.items()}
    return variants


if __name__ == "__main__":
    data.main(prepare)
