"""polars: an eager frame's group_by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars

from kernels_group import workloads


def prepare(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], workloads.Grouped]]:
    keys = workload.keys.tolist() if workload.kind == "S" else workload.keys
    frame = polars.DataFrame({"k": keys, "v": workload.values}).with_row_index("row")
    results = {
        "sum": polars.col("v").sum(),
        "idxmin": polars.col("row").get(polars.col("v").arg_min()),
        "function": polars.col("v").map_batches(
            lambda v: workloads.spread(v.to_numpy()), return_dtype=polars.Int64, returns_scalar=True
        ),
    }
    result = results[workload.operation].alias("x")
    return lambda: frame.group_by("k").agg(result), lambda found: (found["k"].to_list(), found["x"].to_list())


workloads.begin(prepare)
