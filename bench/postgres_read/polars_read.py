"""polars.read_database_uri by its two engines; the answer is compared as Arrow."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import polars

from harness import contender
from postgres_read import calls, workloads


def begin(data: Path) -> contender.Calls:
    workload, url, engine = workloads.read(data), workloads.url(), sys.argv[3]
    options: dict[str, Any] = {"execute_options": {"parameters": workload.values}} if workload.values else {}
    return calls.reads(
        lambda: polars.read_database_uri(workload.query, url, engine=engine, **options),
        lambda frame: frame.to_arrow(),
        lambda frame: int(frame.estimated_size()),
    )


contender.stay(begin)
