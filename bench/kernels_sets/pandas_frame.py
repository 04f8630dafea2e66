"""pandas: frames, series and indexes that are there before the clock starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from kernels_sets import workloads


def isin(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    series = pd.Series(workload.left)
    return lambda: series.isin(workload.right), lambda found: found.to_numpy()


def intersect(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    left, right = pd.Index(workload.left), pd.Index(workload.right)
    return lambda: left.intersection(right, sort=False), lambda found: found.to_numpy()


def keep(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    frame = pd.DataFrame(workload.columns)
    return lambda: frame[workload.mask], lambda found: tuple(found[name].to_numpy() for name in found)


def join(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    left = pd.DataFrame({"key": workload.left, "left": np.arange(len(workload.left))})
    right = pd.DataFrame({"key": workload.right, "right": np.arange(len(workload.right))})
    return (
        lambda: left.merge(right, on="key", how="inner", sort=False),
        lambda found: (found["left"].to_numpy(), found["right"].to_numpy()),
    )


workloads.begin({"isin": isin, "intersect": intersect, "filter": keep, "join": join})
