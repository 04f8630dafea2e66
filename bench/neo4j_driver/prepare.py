"""The workloads as files, the drivers, and what must be answered: by the formulas that records are made from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests" / "python"))

import replay_values
from harness import data
from neo4j_driver import answers, drivers, workloads


class Node:
    """As the driver's, as far as answers look."""

    def __init__(self, number: int) -> None:
        self.element_id = f"4:node:{number}"
        self.labels = {"Person", "Writer" if number % 2 else "Reader"}
        self.items = replay_values.person(number).items


def rows(workload: workloads.Workload) -> list[list[Any]]:
    if workload.parameters == "data":
        return [[1 if workload.server == "neo4j" else 0]]
    if workload.shape == "nodes":
        return [[Node(number)] for number in range(workload.length)]
    return replay_values.rows(workload.shape, workload.width, workload.length)


def answer(workload: workloads.Workload) -> dict[str, Any]:
    there = rows(workload)
    arrived = [[workload.length, workload.width, workloads.TEXT]] if workload.check else []
    return {"records": len(there), "rows": answers.digest(there), "arrived": answers.digest(arrived)}


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    drivers.install(out)
    variants = {}
    for name, workload in workloads.all_of_them():
        path = out / f"{name}.workload"
        workload.write(path)
        variants[name] = {"full": data.Set(path, workload.units, answer(workload))}
    return variants


if __name__ == "__main__":
    data.main(prepare)
