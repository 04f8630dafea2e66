"""join_index() and asof_index() against pandas and polars, on random data of every type."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from kernels_columns import ALL, NUMPY, held, seeded
from wirespeed import errors, kernels

NEVER = object()  # equals nothing but itself


def pairs(left: list[Any], right: list[Any], how: str, *, equal: bool) -> list[tuple[int, int]]:
    """The obvious way."""
    rows: dict[Any, list[int]] = {}
    for j, value in enumerate(right):
        rows.setdefault(object() if value is None and not equal else value, []).append(j)
    found, used = [], set()
    for i, value in enumerate(left):
        partners = rows.get(NEVER if value is None and not equal else value, [])
        used.update(partners)
        found += [(i, j) for j in partners] or ([(i, -1)] if how != "inner" else [])
    return found + ([(-1, j) for j in range(len(right)) if j not in used] if how == "outer" else [])


def nat_is_a_value(kind: str, values: list[Any]) -> list[Any]:
    return ["NaT" if v is None else v for v in values] if kind.startswith(("numpy M8", "numpy m8")) else values


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("n", (0, 1, 200))
def test_pairs_are_those_of_the_obvious_way(kind: str, n: int) -> None:
    rng = seeded()
    a, b = ALL[kind](rng, n), ALL[kind](rng, n // 2 + 1)
    left, right = (nat_is_a_value(kind, held(column)) for column in (a, b))
    for nulls in ("never", "equal"):
        for how in ("inner", "left", "outer"):
            li, ri = kernels.join_index(a, b, how, nulls=nulls)
            assert li.dtype == ri.dtype == np.int64
            assert list(zip(li.tolist(), ri.tolist(), strict=True)) == pairs(left, right, how, equal=nulls == "equal")
        matched = sorted({i for i, _ in pairs(left, right, "inner", equal=nulls == "equal")})
        assert kernels.join_index(a, b, "semi", nulls=nulls).tolist() == matched
        others = kernels.join_index(a, b, "anti", nulls=nulls)
        assert others.tolist() == [i for i in range(len(left)) if i not in set(matched)]


@pytest.mark.parametrize("below", (50, 3000, 1 << 62))
def test_joins_are_those_of_pandas_and_polars(below: int) -> None:
    rng = seeded()
    left, right = (rng.integers(-(below // 2), below, n) for n in (4000, 3000))
    right[:500] = left[:500]
    frames = [pd.DataFrame({"k": k, name: np.arange(len(k))}) for k, name in ((left, "l"), (right, "r"))]
    merged = frames[0].merge(frames[1], on="k", how="inner")
    li, ri = kernels.join_index(left, right)
    assert sorted(zip(li.tolist(), ri.tolist(), strict=True)) == sorted(zip(merged.l, merged.r, strict=True))
    full = pl.DataFrame(frames[0]).join(pl.DataFrame(frames[1]), on="k", how="full")
    li, ri = kernels.join_index(left, right, how="outer")
    assert sorted(zip(li, ri, strict=True)) == sorted(full.select(pl.col("l", "r").fill_null(-1)).rows())


def test_many_rows_give_the_same_with_threads() -> None:
    rng = seeded()
    for below in (600_000, 1 << 62):
        left, right = rng.permutation(np.unique(rng.integers(0, below, 300_000))), rng.integers(0, below, 400_000)
        left[:100_000] = right[:100_000]
        li, ri = kernels.join_index(left, right)
        np.testing.assert_array_equal(left[li], right[ri])
        expected = pl.DataFrame({"k": left}).join(pl.DataFrame({"k": right}), on="k").height
        assert len(li) == expected
        assert len(set(zip(li.tolist(), ri.tolist(), strict=True))) == len(li)


@pytest.mark.parametrize(
    "kinds", [("i8", "U"), ("i4", "f8", "M8[us]"), ("object", "S"), ("wide i8", "wide i8"), ("u1", "bool")]
)
def test_several_keys_match_together(kinds: tuple[str, ...]) -> None:
    rng = seeded()
    left, right = (tuple(NUMPY[kind](rng, n) for kind in kinds) for n in (300, 200))
    rows = [
        [
            None if any(v is None for v in row) else row
            for row in zip(
                *(nat_is_a_value(f"numpy {k}", held(c)) for k, c in zip(kinds, side, strict=True)), strict=True
            )
        ]
        for side in (left, right)
    ]
    for how in ("inner", "left", "outer"):
        li, ri = kernels.join_index(left, right, how)
        assert list(zip(li.tolist(), ri.tolist(), strict=True)) == pairs(rows[0], rows[1], how, equal=False)


def test_a_null_in_one_of_several_keys_is_equal_only_when_asked() -> None:
    key = (pa.array([1, None]), np.array(["a", "a"]))
    assert kernels.join_index(key, key)[0].tolist() == [0]
    assert kernels.join_index(key, key, nulls="equal")[0].tolist() == [0, 1]


def test_joined_rows_are_taken_from_columns() -> None:
    left, right = pa.array(["x", "y", "z"]), np.array(["y", "y", "q"])
    li, ri = kernels.join_index(left, right, how="left")
    assert held(kernels.take(left, li)) == ["x", "y", "y", "z"]
    assert held(kernels.take(pa.array([1, 2, 3]), ri)) == [None, 1, 2, None]


def test_what_cannot_be_joined_is_refused() -> None:
    one = np.array([1])
    with pytest.raises(ValueError, match='"inner" or "left" or "outer" or "semi" or "anti", found \'right\''):
        kernels.join_index(one, one, how="right")  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="as many keys left as right, found 1 and 2"):
        kernels.join_index(one, (one, one))
    with pytest.raises(ValueError, match="left keys of one length, found 1 and 2 rows"):
        kernels.join_index((one, np.array([1, 2])), (one, one))
    with pytest.raises(ValueError, match="empty tuple"):
        kernels.join_index((), ())
    with pytest.raises(errors.InvalidArgumentError):
        kernels.join_index(one, np.array(["1"]))


def asof_of_pandas(left: Any, right: Any, direction: str, exact: bool, tolerance: Any, by: Any = None) -> list[int]:
    sides = [
        pd.DataFrame({"t": side, name: np.arange(len(side)), **({} if by is None else {"by": by[i]})})
        for i, (side, name) in enumerate(((left, "l"), (right, "r")))
    ]
    merged = pd.merge_asof(
        *sides,
        on="t",
        by=None if by is None else "by",
        direction=direction,
        allow_exact_matches=exact,
        tolerance=tolerance,
    )
    result: list[int] = merged.r.fillna(-1).astype(int).tolist()
    return result


@pytest.mark.parametrize("direction", ("backward", "forward", "nearest"))
@pytest.mark.parametrize("exact", (True, False))
@pytest.mark.parametrize("tolerance", (None, 3))
def test_asof_is_that_of_pandas(direction: Any, exact: bool, tolerance: int | None) -> None:
    rng = seeded()
    for n, m in ((0, 10), (300, 200), (50, 2000)):
        left, right = (np.sort(rng.integers(0, 500, size)) for size in (n, m))
        by = [rng.integers(0, 5, size) for size in (n, m)]
        options: dict[str, Any] = {"direction": direction, "exact": exact, "tolerance": tolerance}
        expected = asof_of_pandas(left, right, direction, exact, tolerance)
        assert kernels.asof_index(left, right, **options).tolist() == expected
        expected = asof_of_pandas(left, right, direction, exact, tolerance, by)
        assert kernels.asof_index(left, right, left_by=by[0], right_by=by[1], **options).tolist() == expected
        reals = kernels.asof_index(left / 2, right / 2, **{**options, "tolerance": tolerance and tolerance / 2})
        assert reals.tolist() == asof_of_pandas(left, right, direction, exact, tolerance)


def test_asof_of_times_takes_a_timedelta() -> None:
    left = np.array(["2020-01-01T00:00:10", "NaT"], "M8[s]")
    right = np.array(["2020-01-01T00:00:07"], "M8[us]")
    assert kernels.asof_index(left, right).tolist() == [0, -1]
    assert kernels.asof_index(left, right, tolerance=np.timedelta64(2, "s")).tolist() == [-1, -1]
    assert kernels.asof_index(left, right, tolerance=np.timedelta64(3000, "ms")).tolist() == [0, -1]


def test_asof_refuses_what_it_cannot_search() -> None:
    one = np.array([1])
    with pytest.raises(ValueError, match="left times in order, found an earlier one at 1"):
        kernels.asof_index(np.array([2, 1]), one)
    with pytest.raises(ValueError, match="right times in order"):
        kernels.asof_index(one, np.array([2, 1]))
    with pytest.raises(ValueError, match="keys on both sides"):
        kernels.asof_index(one, one, left_by=one)
    with pytest.raises(ValueError, match="tolerance of at least 0"):
        kernels.asof_index(one, one, tolerance=-1)
    with pytest.raises(errors.InvalidArgumentError, match="found text"):
        kernels.asof_index(np.array(["a"]), np.array(["a"]))
