"""connectorx with its defaults (COPY in binary, one connection); it knows no parameters."""

from __future__ import annotations

import sys
from pathlib import Path

import connectorx

from harness import contender
from postgres_read import calls, workloads


def begin(data: Path) -> contender.Calls:
    workload, url = workloads.read(data), workloads.url()
    if sys.argv[3] == "arrow":
        return calls.reads(
            lambda: connectorx.read_sql(url, workload.query, return_type="arrow"), lambda table: table, calls.of_table
        )
    return calls.reads(lambda: connectorx.read_sql(url, workload.query), calls.of_frame)


contender.stay(begin)
