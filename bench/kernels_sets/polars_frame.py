"""polars: eager frames and series that are there before the clock starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from kernels_sets import workloads


def isin(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    left, right = pl.Series(workload.left), pl.Series(workload.right).implode()
    return lambda: left.is_in(right), lambda found: found.to_numpy()


def intersect(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    left, right = pl.DataFrame({"key": workload.left}), pl.DataFrame({"key": workload.right})
    return lambda: left.join(right, on="key", how="semi").unique(), lambda found: found["key"].to_numpy()


def keep(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    frame, mask = pl.DataFrame(workload.columns), pl.Series(workload.mask)
    return lambda: frame.filter(mask), lambda found: tuple(found[name].to_numpy() for name in found.columns)


def join(workload: workloads.Workload) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    left = pl.DataFrame({"key": workload.left, "left": np.arange(len(workload.left))})
    right = pl.DataFrame({"key": workload.right, "right": np.arange(len(workload.right))})
    return (
        lambda: left.join(right, on="key", how="inner"),
        lambda found: (found["left"].to_numpy(), found["right"].to_numpy()),
    )


workloads.begin({"isin": isin, "intersect": intersect, "filter": keep, "join": join})
