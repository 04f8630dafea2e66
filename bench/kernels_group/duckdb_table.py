"""DuckDB over an Arrow table, by a prepared statement of one connection; its answer is fetched as NumPy arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pyarrow

from kernels_group import workloads

RESULTS = {"sum": "sum(v)", "idxmin": "arg_min(i, v)"}


def prepare(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], workloads.Grouped]]:
    keys = workload.keys.tolist() if workload.kind in "US" else workload.keys
    table = pyarrow.table({"k": keys, "v": workload.values, "i": np.arange(len(workload.values))})
    connection = duckdb.connect()
    connection.register("rows", table)
    statement = f"SELECT k, {RESULTS[workload.operation]} AS x FROM rows GROUP BY k"

    def read(result: Any) -> workloads.Grouped:
        return [bytes(k) if isinstance(k, bytearray) else k for k in result["k"].tolist()], result["x"].tolist()

    return lambda: connection.execute(statement).fetchnumpy(), read


workloads.begin(prepare)
