"""Groups.agg() against pandas and polars, on random data of every type, and against NumPy at the edges."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from wirespeed import kernels

INTS = ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")
FLOATS = ("f4", "f8")
TIMES = ("M8[ns]", "M8[us]", "m8[ns]", "m8[ms]")
PLAIN = ("sum", "mean", "min", "max", "count", "first", "last", "nunique", "median", "var", "std")
WITHOUT_A_SUM = ("mean", "min", "max", "count", "first", "last", "nunique", "median")


@pytest.fixture
def rng() -> Iterator[np.random.Generator]:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    yield np.random.default_rng(seed)


def column(rng: np.random.Generator, dtype: str, rows: int) -> Any:
    values = rng.integers(0, 100, rows).astype(dtype.replace("M8", "i8").replace("m8", "i8")[:2])
    if dtype[0] in "mM":
        values = values.view(dtype)
        values[rng.random(rows) < 0.3] = np.array("NaT", dtype)
    elif dtype[0] == "f":
        values = values / np.array(7, dtype)
        values[rng.random(rows) < 0.3] = np.nan
    elif dtype[0] == "i":
        values -= 50
    return values


def keys(rng: np.random.Generator, rows: int, groups: int = 20) -> Any:
    return rng.integers(0, groups, rows)


def of_pandas(key: Any, values: Any) -> Any:
    return pd.DataFrame({"key": key, "value": values}).groupby("key", sort=False)["value"]


def same(found: Any, expected: Any) -> None:
    found, expected = np.asarray(found), np.asarray(expected)
    if found.dtype.kind in "mM":
        assert found.dtype.kind == expected.dtype.kind
        missing = np.isnat(found)
        np.testing.assert_array_equal(missing, np.isnat(expected))
        unit = f"{found.dtype.kind}8[ns]"
        gaps = found[~missing].astype(unit).view("i8") - expected[~missing].astype(unit).view("i8")
        slack = int(np.array(1, found.dtype.str.replace("M", "m")).astype("m8[ns]").view("i8"))
        assert (np.abs(gaps) <= slack).all()
    else:
        np.testing.assert_allclose(
            found.astype(float), expected.astype(float), rtol=1e-6 if found.dtype == "f4" else 1e-9
        )


@pytest.mark.parametrize("rows", [1, 7, 500, 9000])
@pytest.mark.parametrize("dtype", [*INTS, *FLOATS])
def test_numbers_as_pandas_has_them(rng: np.random.Generator, dtype: str, rows: int) -> None:
    key, values = keys(rng, rows), column(rng, dtype, rows)
    found = kernels.group(key).agg(**{name: (name, values) for name in PLAIN}, q=("quantile", values, 0.3))
    wide = of_pandas(key, values.astype("f8") if dtype[0] == "f" else values)
    for name in PLAIN:
        same(found[name], getattr(wide, name)())
    same(found.q, wide.quantile(0.3))


@pytest.mark.parametrize("rows", [1, 500, 9000])
@pytest.mark.parametrize("dtype", TIMES)
def test_times_as_pandas_has_them(rng: np.random.Generator, dtype: str, rows: int) -> None:
    key, values = keys(rng, rows), column(rng, dtype, rows)
    names = [*WITHOUT_A_SUM, "sum", "std"] if dtype[0] == "m" else list(WITHOUT_A_SUM)
    found = kernels.group(key).agg(**{name: (name, values) for name in names})
    for name in names:
        same(found[name], getattr(of_pandas(key, values), name)())
    assert found["min"].dtype == values.dtype and found["mean"].dtype == values.dtype


@pytest.mark.parametrize("dtype", [*INTS, *FLOATS, *TIMES])
def test_places_and_ranks_as_pandas_has_them(rng: np.random.Generator, dtype: str) -> None:
    key, values = keys(rng, 3000), column(rng, dtype, 3000)
    series = of_pandas(key, values)
    found = kernels.group(key).agg(low=("idxmin", values), high=("idxmax", values))
    frame = pd.DataFrame({"key": key, "value": values}).dropna().groupby("key", sort=False)["value"]
    np.testing.assert_array_equal(np.sort(found.low), np.sort(frame.idxmin()))
    np.testing.assert_array_equal(np.sort(found.high), np.sort(frame.idxmax()))
    for method in ("average", "min", "max", "first", "dense"):
        for is_ascending in (True, False):
            ranks = kernels.group(key).agg(r=("rank", values, method, is_ascending)).r
            same(ranks, series.rank(method=method, ascending=is_ascending))


@pytest.mark.parametrize("dtype", [*INTS, *FLOATS, "m8[us]"])
def test_running_sums_as_pandas_has_them(rng: np.random.Generator, dtype: str) -> None:
    key, values = keys(rng, 3000), column(rng, dtype, 3000)
    found = kernels.group(key).agg(s=("cumsum", values), c="cumcount", n="size")
    wide = values.astype("f8") if dtype[0] == "f" else values
    same(found.s, of_pandas(key, wide).cumsum())
    same(found.c, of_pandas(key, wide).cumcount())
    same(found.n, of_pandas(key, wide).size())


def test_truth_as_pandas_has_it(rng: np.random.Generator) -> None:
    for values in (rng.random(500) < 0.05, rng.integers(0, 2, 500), column(rng, "f8", 500)):
        key = keys(rng, 500)
        found = kernels.group(key).agg(any=("any", values), all=("all", values))
        assert found.any.dtype == bool
        np.testing.assert_array_equal(found.any, of_pandas(key, values).any())
        np.testing.assert_array_equal(found.all, of_pandas(key, values).all())


def test_pairs_as_pandas_has_them(rng: np.random.Generator) -> None:
    key, x, y = keys(rng, 5000), column(rng, "i8", 5000), column(rng, "f8", 5000)
    found = kernels.group(key).agg(r=("corr", x, y), c=("cov", x, y), s=("slope", x, y))
    groups = pd.DataFrame({"key": key, "x": x, "y": y}).groupby("key", sort=False)[["x", "y"]]
    same(found.r, [part["x"].corr(part["y"]) for _, part in groups])
    same(found.c, [part["x"].cov(part["y"]) for _, part in groups])
    there = [part.dropna() for _, part in groups]
    same(found.s, [np.polyfit(part["x"], part["y"], 1)[0] for part in there])


@pytest.mark.parametrize("dtype", [*INTS, *FLOATS, "M8[s]"])
@pytest.mark.parametrize("count", [1, 3, 30])
def test_picks_as_pandas_has_them(rng: np.random.Generator, dtype: str, count: int) -> None:
    key, values = keys(rng, 4000, 7), column(rng, dtype, 4000)
    found = kernels.group(key).agg(top=("largest", values, count), low=("smallest", values, count))
    assert found.top.shape == (7, count) and found.top.dtype == values.dtype
    for i, (_, part) in enumerate(of_pandas(key, values)):
        ordered = np.sort(part.dropna().to_numpy())
        np.testing.assert_array_equal(found.low[i], ordered[:count])
        np.testing.assert_array_equal(found.top[i], ordered[::-1][:count])


def test_picks_run_out() -> None:
    found = kernels.group([1, 2, 1]).agg(i=("largest", [5, 6, 7], 2), f=("largest", [5.0, 6.0, 7.0], 2)).i
    np.testing.assert_array_equal(found, [[7, 5], [6, np.nan]])


@pytest.mark.parametrize("dtype", ["M8[s]", "M8[us]", "m8[ns]", "M8[D]"])
@pytest.mark.parametrize("count", [2, 30])
def test_picks_of_arrow_s_times_are_times(dtype: str, count: int) -> None:
    values = np.array([3, "NaT", 8, 5, "NaT"], dtype)
    groups = kernels.group([1, 2, 1, 1, 2])
    found = groups.agg(x=("largest", pa.array(values), count)).x
    assert found.dtype == values.dtype and found.shape == (2, count)
    np.testing.assert_array_equal(found, groups.agg(x=("largest", values, count)).x)
    assert kernels.group([]).agg(x=("smallest", pa.array(values[:0]), count)).x.shape == (0, count)


TEXTS: dict[str, Callable[[list[str | None]], Any]] = {
    "U": lambda texts: np.array([text or "" for text in texts], "U"),
    "S": lambda texts: np.array([text or "" for text in texts], "S"),
    "objects": lambda texts: np.array(texts, object),
    "utf8": lambda texts: pa.array(texts),
    "large": lambda texts: pa.array(texts, pa.large_utf8()),
    "view": lambda texts: pa.array(texts, pa.string_view()),
    "dictionary": lambda texts: pa.array(texts).dictionary_encode(),
    "polars": lambda texts: pl.Series(texts),
    "pandas": lambda texts: pd.Series(texts, dtype="str"),
    "encoded": lambda texts: kernels.encode(pa.array(texts)),
}


def listed(result: Any) -> list[Any]:
    values = pa.array(result).to_pylist() if isinstance(result, kernels.Array) else list(result)
    return [text.decode() if isinstance(text, bytes) else text for text in values]


@pytest.mark.parametrize("form", TEXTS)
def test_texts_as_polars_has_them(rng: np.random.Generator, form: str) -> None:
    words: list[str | None] = ["pear", "fig", "a word of more than twelve", "", "zoo"]
    has_nulls = form not in ("U", "S")
    texts = [words[i] if i < 5 else None if has_nulls else "" for i in rng.integers(0, 6, 700)]
    texts[0] = None if has_nulls else ""
    key = keys(rng, 700, 90)
    key[0] = 1000
    values = TEXTS[form](texts)
    names = ("min", "max", "first", "last", "nunique", "count")
    found = kernels.group(key).agg(**{name: (name, values) for name in names})
    there = list(texts)
    groups = [[t for t, k in zip(there, key, strict=True) if k == group and t is not None] for group in pd.unique(key)]
    assert listed(found["min"]) == [min(part) if part else None for part in groups]
    assert listed(found["max"]) == [max(part) if part else None for part in groups]
    assert listed(found["first"]) == [part[0] if part else None for part in groups]
    assert listed(found["last"]) == [part[-1] if part else None for part in groups]
    assert listed(found["nunique"]) == [len(set(part)) for part in groups]
    assert listed(found["count"]) == [len(part) for part in groups]


ARROW = [pa.int8(), pa.int64(), pa.uint32(), pa.float32(), pa.float64(), pa.bool_()]


@pytest.mark.parametrize("kind", ARROW, ids=str)
def test_arrow_with_nulls_as_polars_has_it(rng: np.random.Generator, kind: pa.DataType) -> None:
    key = keys(rng, 2000, 300)
    numbers = (
        rng.integers(0, 2, 2000).astype(bool).tolist() if kind == pa.bool_() else rng.integers(0, 50, 2000).tolist()
    )
    values = pa.array([None if lost else v for v, lost in zip(numbers, rng.random(2000) < 0.7, strict=True)]).cast(kind)
    names = [name for name in PLAIN if name not in ("first", "last", "nunique")]
    found = kernels.group(key).agg(**{name: (name, values) for name in names})
    frame = pl.DataFrame({"key": key, "value": pl.Series(values)}).group_by("key", maintain_order=True)
    expected = frame.agg(**{name: getattr(pl.col("value"), name)() for name in names})
    for name in names:
        result = pa.array(found[name])
        assert result.null_count == expected[name].null_count(), name
        given = expected[name].fill_null(-7).cast(pl.Float64)
        np.testing.assert_allclose(
            result.cast(pa.float64()).fill_null(-7), given, rtol=1e-6 if kind == pa.float32() else 1e-9
        )
    assert pa.array(found["min"]).type == kind


def test_arrow_times_stay_what_they_are() -> None:
    stamps = pa.array([3, None, 10, None], pa.timestamp("us", "UTC"))
    found = kernels.group([1, 1, 1, 2]).agg(
        low=("min", stamps), mean=("mean", stamps), r=("range", stamps), s=("std", stamps)
    )
    assert pa.array(found.low).type == stamps.type and pa.array(found.low).cast(pa.int64()).to_pylist() == [3, None]
    assert pa.array(found.mean).cast(pa.int64()).to_pylist() == [6, None]
    assert pa.array(found.r).type == pa.duration("us") and pa.array(found.r).cast(pa.int64()).to_pylist() == [7, None]
    days = pa.array([3, 4, None, None], pa.date32())
    assert pa.array(kernels.group([1, 1, 1, 2]).agg(d=("max", days)).d).type == pa.date32()
    with pytest.raises(TypeError, match="mean is not defined for times of 32 bits"):
        kernels.group([1, 1, 1, 2]).agg(d=("mean", days))


def test_sums_that_overflow_name_their_group() -> None:
    most = np.iinfo("i8").max
    with pytest.raises(OverflowError, match="group 1"):
        kernels.group([7, 8, 8]).agg(x=("sum", np.array([1, most, 1])))
    with pytest.raises(OverflowError):
        kernels.group([8, 8]).agg(x=("sum", np.array([2**64 - 1, 1], "u8")))
    assert kernels.group([8, 8, 8]).agg(x=("sum", np.array([most, 1, -1]))).x[0] == most
    assert kernels.group([8, 8]).agg(x=("sum", np.array([2**31 - 1] * 2, "i4"))).x[0] == 2**32 - 2
    with pytest.raises(OverflowError):
        kernels.group([8, 8]).agg(x=("cumsum", np.array([most, 1])))


def test_float32_is_summed_in_float64() -> None:
    values = np.full(100_000, 0.1, "f4")
    found = kernels.group(np.zeros(100_000, "i4")).agg(s=("sum", values), m=("mean", values), v=("var", values))
    assert found.s[0] == pytest.approx(float(np.float32(0.1)) * 100_000, rel=1e-15) and found.s.dtype == "f8"
    assert found.v[0] == pytest.approx(0, abs=1e-30)


def test_variance_survives_cancellation() -> None:
    values = np.array([4.0, 7, 13, 16]) + 1e9
    assert kernels.group(np.zeros(4, int)).agg(v=("var", values), p=("var", values, 0)).v[0] == 30.0


def test_nothing_in_nothing_out() -> None:
    empty = np.array([], "f4")
    groups = kernels.group(np.array([], "i8"))
    names = [*PLAIN, "idxmin", "rank", "cumsum", "any"]
    found = groups.agg(**{name: (name, empty) for name in names}, top=("largest", empty, 2), n="size")
    assert {name: len(found[name]) for name in names} == dict.fromkeys(names, 0)
    assert found["min"].dtype == "f4" and found.top.shape == (0, 2) and found.n.dtype == "i8"
    assert len(groups.agg()) == 0


def test_rows_without_a_group_take_no_part(rng: np.random.Generator) -> None:
    key = rng.integers(0, 9, 6000).astype("f8")
    key[rng.random(6000) < 0.2] = np.nan
    values = column(rng, "f8", 6000)
    found = kernels.group(key, nulls="drop").agg(
        **{name: (name, values) for name in PLAIN}, c=("cumsum", values), k="cumcount"
    )
    for name in PLAIN:
        same(found[name], getattr(of_pandas(key, values), name)())
    same(found.c, of_pandas(key, values).cumsum())
    assert (found.k[np.isnan(key)] == -1).all()


def test_arrays_that_lie_apart_or_cannot_be_written(rng: np.random.Generator) -> None:
    key, values = keys(rng, 5000), rng.integers(-9, 9, 5000)
    spread = np.zeros(15000, "i8")
    spread[::3] = values
    frozen = values.copy()
    frozen.flags.writeable = False
    back = values[::-1].copy()[::-1]
    swapped = values.astype(">i8")
    found = kernels.group(key).agg(a=("sum", spread[::3]), b=("sum", frozen), c=("sum", back), d=("sum", swapped))
    for name in "abcd":
        same(found[name], of_pandas(key, values).sum())


def test_a_column_with_codes_is_aggregated_by_its_values(rng: np.random.Generator) -> None:
    key, values = keys(rng, 5000), column(rng, "M8[us]", 5000)
    encoded = kernels.encode(values)
    found = kernels.group(key).agg(low=("min", encoded), n=("nunique", encoded), when=("first", encoded))
    plain = kernels.group(key).agg(low=("min", values), n=("nunique", values), when=("first", values))
    for name in found:
        np.testing.assert_array_equal(np.asarray(found[name]), plain[name])


def test_large_inputs_on_several_threads(rng: np.random.Generator) -> None:
    rows = 700_000
    for groups in (5, 200_000):
        key, values = keys(rng, rows, groups), column(rng, "f8", rows)
        names = ("sum", "mean", "min", "count", "first", "last", "median", "var")
        found = kernels.group(key).agg(**{name: (name, values) for name in names})
        for name in names:
            same(found[name], getattr(of_pandas(key, values), name)())


def test_results_by_name() -> None:
    found = kernels.group([1, 2, 1]).agg(total=("sum", [1, 2, 3]), n="size")
    assert list(found) == ["total", "n"] == list(found.keys()) and len(found) == 2 and "n" in found and "x" not in found
    assert found.total.tolist() == [4, 2] == found["total"].tolist() == found.values()[0].tolist()
    assert {name: value.tolist() for name, value in found.items()} == {"total": [4, 2], "n": [2, 1]}
    assert (
        dict(found).keys() == {"total", "n"}
        and dir(found) == ["n", "total"]
        and repr(found) == "Aggregates('total', 'n')"
    )
    odd = kernels.group([1, 1]).agg(keys=("sum", [1, 2]), values="size")
    assert {name: value.tolist() for name, value in dict(odd).items()} == {"keys": [3], "values": [2]}
    with pytest.raises(AttributeError):
        found.nothing  # noqa: B018
    with pytest.raises(KeyError):
        found["nothing"]
    with pytest.raises(TypeError):
        type(found)()


WRONG: list[tuple[Any, type[Exception], str]] = [
    ("sum", TypeError, "sum takes 1 columns"),
    (("sum",), TypeError, "sum takes 1 columns"),
    (("sum", [1, 2], 3), TypeError, "sum takes 1 columns"),
    (("total", [1, 2]), ValueError, "expected one of sum, mean"),
    ((5, [1, 2]), ValueError, "expected one of sum, mean"),
    (5, TypeError, "expected .aggregate, column"),
    ((), TypeError, "expected .aggregate, column"),
    (("sum", [1, 2, 3]), ValueError, "expected 2 rows, as were grouped, found 3"),
    (("sum", ["a", "b"]), TypeError, "sum is not defined for texts"),
    (("sum", np.array([1, 2], "M8[s]")), TypeError, "sum is not defined for points in time"),
    (("corr", [1, 2], np.array([1, 2], "M8[s]")), TypeError, "corr is not defined for times"),
    (("corr", [1, 2], pa.array([1, 2], pa.date32())), TypeError, "corr is not defined for times"),
    (("quantile", [1, 2], 1.5), ValueError, "from 0 to 1"),
    (("quantile", [1, 2], "x"), TypeError, "must be real number"),
    (("largest", [1, 2], 0), ValueError, "from 1 to"),
    (("rank", [1, 2], "best"), ValueError, "'dense'"),
    (("sum", object()), ValueError, "agg: expected one dimension"),
]


@pytest.mark.parametrize(("spec", "error", "text"), WRONG, ids=lambda value: str(value)[:30])
def test_what_cannot_be_had_says_why(spec: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        kernels.group([1, 2]).agg(x=spec)
    with pytest.raises(TypeError, match="names for all aggregates"):
        kernels.group([1, 2]).agg(spec)  # type: ignore[call-arg]
