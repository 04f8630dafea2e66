"""interval_overlaps() against each interval held to each other."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from kernels_columns import seeded
from wirespeed import errors, kernels


def obvious(starts: Any, ends: Any, offsets: Any) -> Any:
    sums = np.zeros(len(starts), np.result_type(starts, "i8") if starts.dtype.kind == "f" else np.int64)
    for begin, end in itertools.pairwise(offsets):
        for i in range(begin, end):
            common = np.minimum(ends[i], ends[begin:end]) - np.maximum(starts[i], starts[begin:end])
            sums[i] = np.maximum(common, 0).sum() - (ends[i] - starts[i])
    return sums


def intervals(n: int) -> tuple[Any, Any, Any]:
    rng = seeded()
    starts = rng.integers(-1000, 1000, n)
    cuts = np.sort(rng.integers(0, n + 1, 5))
    return starts, starts + rng.integers(0, 100, n), np.concatenate([[0], cuts, [n]])


@pytest.mark.parametrize("n", (0, 1, 2, 50, 1000))
def test_sums_are_those_of_each_with_each(n: int) -> None:
    starts, ends, offsets = intervals(n)
    np.testing.assert_array_equal(kernels.interval_overlaps(starts, ends, offsets), obvious(starts, ends, offsets))
    np.testing.assert_array_equal(kernels.interval_overlaps(starts, ends), obvious(starts, ends, [0, n]))
    reals = kernels.interval_overlaps(starts / 8, ends / 8, offsets)
    np.testing.assert_allclose(reals, obvious(starts / 8, ends / 8, offsets))


def test_time_is_how_long_there_is_another() -> None:
    starts, ends, _ = intervals(60)
    open_at = np.array([[s <= t < e for t in range(-1000, 1100)] for s, e in zip(starts, ends, strict=True)])
    expected = (open_at & (open_at.sum(axis=0) > 1)).sum(axis=1)
    np.testing.assert_array_equal(kernels.interval_overlaps(starts, ends, kind="time"), expected)


def test_overlaps_of_times_are_spans_of_time() -> None:
    starts = np.array([0, 5, "NaT"], "M8[s]")
    ends = np.array([10_000, 20_000, 7_000], "M8[ms]")
    found = kernels.interval_overlaps(starts, ends)
    assert found.dtype == np.dtype("m8[ms]")
    assert found.astype(int).tolist() == [5000, 5000, 0]
    arrow = kernels.interval_overlaps(pa.array([0, 5], pa.timestamp("us")), pa.array([10, None], pa.timestamp("us")))
    assert pa.array(arrow).type == pa.duration("us")
    series = kernels.interval_overlaps(pl.Series([0.0, 0.5]), pl.Series([1.0, 2.0]))
    assert pa.array(series).to_pylist() == [0.5, 0.5]


def test_what_is_no_interval_is_refused() -> None:
    one, two = np.array([1]), np.array([2])
    with pytest.raises(ValueError, match="no end before its start, found one at 0"):
        kernels.interval_overlaps(two, one)
    with pytest.raises(ValueError, match="offsets that ascend from 0 to 1"):
        kernels.interval_overlaps(one, two, np.array([0, 2]))
    with pytest.raises(ValueError, match='"sum" or "time"'):
        kernels.interval_overlaps(one, two, kind="mean")  # type: ignore[arg-type]
    with pytest.raises(errors.InvalidArgumentError, match="as many starts as ends"):
        kernels.interval_overlaps(one, np.array([2, 3]))
    least, most = np.iinfo("i8").min, np.iinfo("i8").max
    with pytest.raises(OverflowError, match="leaves int64"):
        kernels.interval_overlaps(np.array([least] * 2), np.array([most] * 2))
