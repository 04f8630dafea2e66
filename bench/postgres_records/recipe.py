"""The article's pipeline over asyncpg's records."""

from __future__ import annotations

from pathlib import Path

from harness import contender
from postgres_read import calls, workloads
from postgres_records import article, records


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    rows = records.fetched(workload)
    recipe = article.Recipe(records.kinds(workload), article.built(contender.scratch()))
    return calls.reads(lambda: recipe(rows), calls.of_frame)


contender.stay(begin)
