"""wirespeed.kernels; `encoded`: the keys carry codes; `fused`: aggregates in the function's place."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from kernels_group import workloads
from wirespeed import kernels

HOW = sys.argv[3] if len(sys.argv) > 3 else ""


def call_of(keys: Any, values: Any, operation: str) -> Callable[[], Any]:
    group = kernels.group
    if operation != "function":
        return lambda: group(keys).agg(x=(operation, values)).x
    if HOW == "fused":
        return lambda: group(keys).agg(high=("max", values), low=("min", values))
    return lambda: group(keys).apply(workloads.spread, values, out="i8")


def prepare(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], workloads.Grouped]]:
    keys = kernels.encode(workload.keys) if HOW == "encoded" else workload.keys
    distinct = kernels.group(keys).keys
    texts = distinct.to_numpy() if workload.kind == "arrow" else distinct

    def read(result: Any) -> workloads.Grouped:
        return texts.tolist(), (result.high - result.low if HOW == "fused" else result).tolist()

    return call_of(keys, workload.values, workload.operation), read


workloads.begin(prepare)
