"""pandas: groupby(sort=False), which its manual advises for speed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas

from kernels_group import workloads


def prepare(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], workloads.Grouped]]:
    keys = workload.keys
    if workload.kind == "S":
        keys = keys.astype(object)
    frame = pandas.DataFrame({"k": pandas.Series(keys), "v": workload.values})
    if workload.kind == "U":
        frame["k"] = frame["k"].astype("str")
    calls: dict[str, Callable[[], Any]] = {
        "sum": lambda: frame.groupby("k", sort=False)["v"].sum(),
        "idxmin": lambda: frame.groupby("k", sort=False)["v"].idxmin(),
        "function": lambda: frame.groupby("k", sort=False)["v"].apply(workloads.spread),
    }
    return calls[workload.operation], lambda result: (result.index.tolist(), result.tolist())


workloads.begin(prepare)
