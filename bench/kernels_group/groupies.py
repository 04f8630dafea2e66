"""numpy_groupies over the codes of numpy.unique."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy_groupies

from kernels_group import workloads

FUNCTIONS: dict[str, Any] = {"sum": "sum", "idxmin": "argmin", "function": workloads.spread}


def prepare(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], workloads.Grouped]]:
    keys, values, function = workload.keys, workload.values, FUNCTIONS[workload.operation]

    def call() -> Any:
        distinct, codes = np.unique(keys, return_inverse=True)
        return distinct, numpy_groupies.aggregate(codes, values, func=function)

    return call, lambda result: (result[0].tolist(), result[1].tolist())


workloads.begin(prepare)
