"""wirespeed.postgres.columns_from_records."""

from __future__ import annotations

from pathlib import Path

from harness import contender
from postgres_read import calls, columns, workloads
from postgres_read.ours import module
from postgres_records import records

DTYPES = {columns.INT: "int64", columns.FLOAT: "float64", columns.BOOL: "bool", columns.TEXT: "str"}
DTYPES[columns.TIME] = "datetime64[us, UTC]"


def begin(data: Path) -> contender.Calls:
    workload, postgres = workloads.read(data), module()
    rows = records.fetched(workload)
    dtypes = {name: DTYPES[kind] for name, kind in records.kinds(workload).items()}
    return calls.reads(lambda: postgres.columns_from_records(rows, dtypes).to_pandas(), calls.of_frame)


contender.stay(begin)
