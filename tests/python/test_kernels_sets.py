"""isin(), intersect(), union(), difference(), setdiff_index(), map_values() and searchsorted_inrange() against Python's
own sets, NumPy, pandas and polars, on random data of every type."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from kernels_columns import ALL, NUMPY, arrow_of, held, is_arrow, seeded
from wirespeed import errors, kernels

SIZES = (0, 1, 100, 3000)
each_type = pytest.mark.parametrize("kind", ALL)


def two(kind: str, n: int) -> tuple[Any, Any]:
    rng = seeded()
    return ALL[kind](rng, n), ALL[kind](rng, n // 10 + 1)


def first_seen(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


@each_type
@pytest.mark.parametrize("n", SIZES)
def test_sets_are_those_of_python(kind: str, n: int) -> None:
    a, b = two(kind, n)
    left, right = held(a), held(b)
    found = kernels.isin(a, b)
    assert held(found) == [value in set(right) for value in left]
    assert held(kernels.intersect(a, b)) == [v for v in first_seen(left) if v in set(right)]
    assert held(kernels.difference(a, b)) == [v for v in first_seen(left) if v not in set(right)]
    assert held(kernels.union(a, b)) == first_seen(left + right)
    missing = kernels.setdiff_index(a, b)
    assert missing.dtype == np.int64
    assert missing.tolist() == [i for i, v in enumerate(left) if v not in set(right)]
    for result in (found, kernels.intersect(a, b), kernels.union(a, b)):
        assert is_arrow(result) == is_arrow(a)


@pytest.mark.parametrize("kind", NUMPY)
def test_results_keep_the_type(kind: str) -> None:
    a, b = two(f"numpy {kind}", 50)
    assert kernels.difference(a, b).dtype == a.dtype.newbyteorder("=")


@each_type
def test_sorted_sets_are_in_order_and_null_comes_last(kind: str) -> None:
    a, b = two(kind, 1000)
    found = held(kernels.union(a, b, sorted=True))
    there = [v for v in found if v is not None and v != "not a number"]
    text = isinstance(there[0], str)
    assert there == sorted(there, key=(lambda v: v.encode()) if text else None)
    assert found[: len(there)] == there
    assert sorted(map(repr, found)) == sorted(map(repr, first_seen(held(a) + held(b))))


def test_isin_is_that_of_pandas_and_numpy() -> None:
    rng = seeded()
    for below in (10, 10_000, 1 << 62):
        a, b = rng.integers(-below, below, 5000), rng.integers(-below, below, 700)
        b[:50] = a[:50]
        np.testing.assert_array_equal(kernels.isin(a, b), np.isin(a, b))
        np.testing.assert_array_equal(kernels.intersect(a, b, sorted=True), np.intersect1d(a, b))
        np.testing.assert_array_equal(kernels.union(a, b, sorted=True), np.union1d(a, b))
        np.testing.assert_array_equal(kernels.difference(a, b, sorted=True), np.setdiff1d(a, b))
    reals = np.array([np.nan, 1.0, -0.0])
    np.testing.assert_array_equal(kernels.isin(reals, np.array([np.nan, 0.0])), pd.Series(reals).isin([np.nan, 0.0]))


def test_many_rows_give_the_same_with_threads() -> None:
    rng = seeded()
    for below in (1 << 20, 1 << 62):
        a, b = rng.integers(0, below, 400_000), rng.integers(0, below, 300_000)
        b[:1000] = a[-1000:]
        np.testing.assert_array_equal(kernels.isin(a, b), np.isin(a, b))
        np.testing.assert_array_equal(kernels.intersect(a, b, sorted=True), np.intersect1d(a, b))


def test_sorted_columns_of_any_lengths_are_intersected() -> None:
    rng = seeded()
    for n, m in ((1000, 1000), (10, 5000), (5000, 10)):
        a, b = (np.unique(rng.integers(0, 8000, size)) for size in (n, m))
        np.testing.assert_array_equal(kernels.intersect(a, b), np.intersect1d(a, b))


def test_text_of_numpy_arrow_and_objects_is_one() -> None:
    words = ["é", "a", "long enough to be no view"]
    shapes = [np.array(words), np.array(words, dtype=object), pa.array(words), pl.Series(words), words]
    for a in shapes:
        for b in shapes:
            assert held(kernels.isin(a, b)) == [True] * 3
    assert held(kernels.isin(np.array([b"a"]), np.array(["a"]))) == [True]


def test_integers_of_any_width_meet_by_value() -> None:
    assert kernels.isin(np.array([-1, 2], "i1"), np.array([2], "u8")).tolist() == [False, True]
    assert kernels.isin(np.array([1, 2]), np.array([2.0, 2.5])).tolist() == [False, True]
    with pytest.raises(errors.InvalidArgumentError):
        kernels.isin(np.array([-1]), np.array([2**64 - 1], "u8"))


def test_times_of_two_units_are_compared_as_times() -> None:
    seconds = np.array(["2020-01-01T00:00:01", "NaT"], "M8[s]")
    days = np.array(["2020-01-01T00:00:01", "NaT"], "M8[us]")
    assert kernels.isin(seconds, days).tolist() == [True, True]
    with pytest.raises(TypeError, match="same kind of time"):
        kernels.isin(seconds, np.array([1]))
    with pytest.raises(TypeError, match="times of one kind"):
        kernels.isin(seconds, np.array([1], "m8[s]"))
    with pytest.raises(TypeError, match="same kind of time"):
        kernels.isin(pa.array([1], pa.timestamp("us")), pa.array([1], pa.timestamp("ns")))


@each_type
def test_a_list_of_nothing_is_one_of_what_it_is_compared_with(kind: str) -> None:
    some = ALL[kind](seeded(), 100)
    nothing: list[Any] = []
    assert not any(held(kernels.isin(some, nothing))) and len(kernels.isin(nothing, some)) == 0
    assert held(kernels.union(some, nothing)) == held(kernels.union(nothing, some)) == held(kernels.unique(some))
    assert held(kernels.difference(some, nothing)) == held(kernels.unique(some))
    assert len(kernels.intersect(nothing, some)) == len(kernels.intersect(some, nothing)) == 0
    assert kernels.map_values(some, nothing, np.zeros(0, "i8"), 7).tolist() == [7] * 100
    assert kernels.join_index(some, nothing, "left")[1].tolist() == [-1] * 100
    assert kernels.join_index(nothing, some, "outer")[1].tolist() == list(range(100))


def test_kinds_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(ValueError, match="expected two columns of one kind, found integers and text"):
        kernels.isin(np.array([1]), np.array(["1"]))
    with pytest.raises(TypeError, match="misses the argument 'values'"):
        kernels.isin(np.array([1]))  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword"):
        kernels.intersect(np.array([1]), np.array([1]), sort=True)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="multiple values"):
        kernels.isin(np.array([1]), np.array([1]), a=np.array([1]))  # type: ignore[misc]


@each_type
def test_map_values_is_a_dict_in_which_the_first_key_counts(kind: str) -> None:
    rng = seeded()
    a, keys = ALL[kind](rng, 500), ALL[kind](rng, 40)
    values = rng.random(40)
    expected: dict[Any, float] = {}
    for key, value in zip(held(keys), values.tolist(), strict=True):
        expected.setdefault(key, value)
    assert held(kernels.map_values(a, keys, values)) == [expected.get(v, "not a number") for v in held(a)]
    assert held(kernels.map_values(a, keys, values, default=-1)) == [expected.get(v, -1.0) for v in held(a)]
    found = kernels.map_values(a, keys, pa.array(values))
    assert arrow_of(found).to_pylist() == [expected.get(v) for v in held(a)]


def test_map_values_has_a_value_for_rows_without_a_key() -> None:
    a, keys = np.array([1, 2, 3]), np.array([1, 3])
    assert kernels.map_values(a, keys, np.array(["x", "yy"], object)).tolist() == ["x", None, "yy"]
    assert kernels.map_values(a, keys, np.array(["x", "yy"]), default="?").tolist() == ["x", "?", "yy"]
    assert kernels.map_values(a, keys, np.array([7, 9], "u1"), default=0).tolist() == [7, 0, 9]
    assert np.isnat(kernels.map_values(a, keys, np.array([7, 9], "M8[D]"))[1])
    assert arrow_of(kernels.map_values(a, keys, pa.array(["x", "y"]))).to_pylist() == ["x", None, "y"]
    assert arrow_of(kernels.map_values(a, keys[:0], pa.array([], pa.string()))).to_pylist() == [None] * 3
    assert kernels.map_values(a, keys[:0], np.array([], "f8"), 5.0).tolist() == [5.0] * 3
    with pytest.raises(ValueError, match="no NaN or NaT; give it"):
        kernels.map_values(a, keys, np.array([7, 9]))
    with pytest.raises(ValueError, match="as many values as keys, found 1 and 2"):
        kernels.map_values(a, keys, np.array([7.0]))


@pytest.mark.parametrize("kind", [kind for kind in NUMPY if kind not in ("object", "bool")])
def test_searchsorted_gives_places_in_range(kind: str) -> None:
    rng = seeded()
    values = NUMPY[kind](rng, 2000)
    ordered = np.sort(NUMPY[kind](rng, 300)).astype(values.dtype)
    if ordered.dtype.kind in "fmM":
        ordered = ordered[~np.isnan(ordered) if ordered.dtype.kind == "f" else ~np.isnat(ordered)]
    for side in ("left", "right"):
        expected: Any = np.searchsorted(ordered, values, side)
        expected[expected == len(ordered)] = 0
        found = kernels.searchsorted_inrange(ordered, values, side=side)
        np.testing.assert_array_equal(found, expected)


def test_searchsorted_refuses_what_it_cannot_search() -> None:
    with pytest.raises(ValueError, match="sort them first"):
        kernels.searchsorted_inrange(np.array([2, 1]), np.array([1]))
    with pytest.raises(ValueError, match="found none"):
        kernels.searchsorted_inrange(np.array([], "i8"), np.array([1]))
    with pytest.raises(ValueError, match='"left" or "right"'):
        kernels.searchsorted_inrange(np.array([1]), np.array([1]), side="middle")  # type: ignore[arg-type]


def test_encoded_columns_are_their_values() -> None:
    a = kernels.encode(np.array(["x", "y", "x"]))
    assert kernels.isin(a, np.array(["y"])).tolist() == [False, True, False]
    assert kernels.intersect(a, np.array(["x"])).tolist() == ["x"]
    assert kernels.union(a, np.array(["z"])).tolist() == ["x", "y", "z"]
    assert kernels.map_values(np.array([1, 5]), np.array([1, 2, 3]), a, default="-").tolist() == ["x", "-"]
