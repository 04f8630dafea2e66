"""sort_index() against NumPy, pandas and polars, on random data of every type."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pytest

from kernels_columns import ALL, held, seeded
from wirespeed import errors, kernels

MISSING = (None, "not a number")


def key_of(value: Any) -> Any:
    return value.encode() if isinstance(value, str) else value


def obvious(values: list[Any], descending: bool, nulls: str) -> list[int]:
    there = [i for i, v in enumerate(values) if v not in MISSING]
    missing = [i for i, v in enumerate(values) if v in MISSING]
    there.sort(key=lambda i: key_of(values[i]), reverse=False)
    if descending:  # stable, unlike reverse=True of what is sorted already
        there = sorted(
            (i for i, v in enumerate(values) if v not in MISSING), key=lambda i: key_of(values[i]), reverse=True
        )
    return missing + there if nulls == "first" else there + missing


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("n", (0, 1, 100, 2000))
def test_every_type_is_sorted_stably(kind: str, n: int) -> None:
    column = ALL[kind](seeded(), n)
    values = held(column)
    for descending in (False, True):
        for nulls in ("last", "first"):
            found = kernels.sort_index(column, descending=descending, nulls=nulls)
            assert found.dtype == np.int64
            assert found.tolist() == obvious(values, descending, nulls)


def test_several_keys_are_those_of_pandas_and_polars() -> None:
    rng = seeded()
    frame = pd.DataFrame(
        {"a": rng.integers(0, 5, 3000), "b": rng.choice(["x", "yy", "z"], 3000), "c": rng.random(3000)}
    )
    frame.loc[rng.random(3000) < 0.1, "c"] = np.nan
    keys = [frame[name].to_numpy() for name in frame]
    expected = frame.sort_values(["a", "b", "c"], ascending=[True, False, False], kind="stable").index
    found = kernels.sort_index(*keys, descending=[False, True, True])
    assert found.tolist() == expected.tolist()
    ordered = pl.DataFrame(frame).with_columns(pl.col("c").fill_nan(None)).with_row_index()
    ordered = ordered.sort(
        "a", "b", "c", descending=[False, True, False], nulls_last=[True, True, False], maintain_order=True
    )
    found = kernels.sort_index(*keys, descending=(False, True, False), nulls=["last", "last", "first"])
    assert found.tolist() == ordered["index"].to_list()


def test_wide_integers_are_sorted_by_all_of_their_bits() -> None:
    rng = seeded()
    extremes = np.array([np.iinfo("i8").max, np.iinfo("i8").min, 0])
    a = np.concatenate([extremes, rng.integers(np.iinfo("i8").min, np.iinfo("i8").max, 5000)])
    b = rng.integers(0, 3, len(a))
    np.testing.assert_array_equal(kernels.sort_index(a), np.argsort(a, kind="stable"))
    np.testing.assert_array_equal(kernels.sort_index(b, a), np.lexsort((a, b)))


def test_what_cannot_be_sorted_is_refused() -> None:
    one = np.array([1])
    with pytest.raises(errors.InvalidArgumentError, match="at least one key"):
        kernels.sort_index()
    with pytest.raises(ValueError, match="of one length, found 1 and 2 rows"):
        kernels.sort_index(one, np.array([1, 2]))
    with pytest.raises(ValueError, match="descending for each of 1 keys, found 2"):
        kernels.sort_index(one, descending=[True, False])
    with pytest.raises(ValueError, match='"last" or "first"'):
        kernels.sort_index(one, nulls="middle")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="unexpected keyword"):
        kernels.sort_index(one, ascending=True)  # type: ignore[call-arg]
