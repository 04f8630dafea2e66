"""wirespeed.postgres: ingest from Arrow or pandas."""

from __future__ import annotations

import sys
from pathlib import Path

from harness import contender
from postgres_ingest import tables
from postgres_read import workloads
from postgres_read.ours import module


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    connection, target = module().connect(workloads.url()), tables.Target(workload)
    given = tables.given(workload.rows, sys.argv[3])
    return tables.sends(target, lambda: connection.ingest(target.table, given, mode="append"))


contender.stay(begin)  # the harness ends the process; nothing is closed
