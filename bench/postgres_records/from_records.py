"""pandas' own way: DataFrame.from_records, which infers the types."""

from __future__ import annotations

from pathlib import Path

import pandas

from harness import contender
from postgres_read import calls, workloads
from postgres_records import records


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    rows, names = records.fetched(workload), records.names(workload)
    return calls.reads(lambda: pandas.DataFrame.from_records(rows, columns=names), calls.of_frame)


contender.stay(begin)  # the harness ends the process; nothing is closed
