"""pandas: str columns, or categories; keys unsorted, only those that occur, as its guide to performance has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow as pa

from kernels_groupby import questions

SUMS = {"q1": "sum", "q2": "sum", "q4": "mean", "q5": "sum"}


def two_largest(frame: pd.DataFrame, by: Any) -> Any:
    """db-benchmark's own: sorted once, then the first two of each group."""
    return frame.sort_values("v3", ascending=False).groupby("id6", as_index=False, sort=False).head(2)


def squared(frame: pd.DataFrame, names: list[str]) -> Any:
    """By sums of products, twenty times as fast as corr() group by group."""
    products = frame.assign(xx=frame.v1 * frame.v1, yy=frame.v2 * frame.v2, xy=frame.v1 * frame.v2, n=1)
    sums = products.groupby(names, as_index=False, sort=False, observed=True).sum()
    covariance = sums.xy - sums.v1 * sums.v2 / sums.n
    spread = (sums.xx - sums.v1**2 / sums.n) * (sums.yy - sums.v2**2 / sums.n)
    return sums[names].assign(r2=covariance**2 / spread)


def begin(asked: questions.Asked) -> tuple[Callable[[], Any], Callable[[Any], questions.Columns]]:
    names, question = questions.KEYS[asked.question], asked.question
    frame = pa.table(questions.table(asked, questions.has_codes())).to_pandas()
    values = [name for name in asked.columns if name not in names]

    def call() -> Any:
        if question == "q8":
            return two_largest(frame, names)
        if question == "q9":
            return squared(frame, names)
        by = frame.groupby(names, as_index=False, sort=False, observed=True, dropna=False)
        match question:
            case "q3":
                return by.agg({"v1": "sum", "v3": "mean"})
            case "q6":
                return by["v3"].agg(["median", "std"])
            case "q7":
                found = by.agg({"v1": "max", "v2": "min"})
                return found.assign(range=found.v1 - found.v2)
            case "q10":
                return by.agg(v3=("v3", "sum"), count=("v3", "size"))
            case _:
                return by[values].sum() if SUMS[question] == "sum" else by[values].mean()

    def columns_of(found: Any) -> questions.Columns:
        found = found.rename(columns={"std": "sd"})
        return {name: pa.array(found[name]) for name in found.columns if name in (*names, *questions.RESULTS[question])}

    return call, columns_of


questions.serve(begin)
