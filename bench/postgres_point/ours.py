"""wirespeed.postgres, blocking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness import contender
from postgres_point import turns
from postgres_read import workloads
from postgres_read.ours import module


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    connection = module().connect(workloads.url())

    def one(key: int) -> Any:
        return connection.query(workload.query, (key,)).rows()[0]

    return turns.one_by_one(workload, one)


contender.stay(begin)
