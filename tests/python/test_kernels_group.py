"""group(), factorize(), unique() and encode() against pandas, polars and NumPy, on random data of every type."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from wirespeed import errors, kernels

Make = Callable[[np.random.Generator, int], Any]


@pytest.fixture
def rng() -> Iterator[np.random.Generator]:
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    yield np.random.default_rng(seed)


def words(rng: np.random.Generator, n: int) -> list[str]:
    """Of 0 to 30 characters, some of them beyond Latin-1."""
    texts = ["", "a", "b" * 7, "c" * 8, "d" * 9, "é" * 17, "ж" * 20, "name of 17 chars.", "name of 17 chars!", "x" * 30]
    return [texts[i] for i in rng.integers(0, len(texts), n)]


def with_none(rng: np.random.Generator, values: list[Any]) -> list[Any]:
    return [None if missing else value for value, missing in zip(values, rng.random(len(values)) < 0.2, strict=True)]


def integers(dtype: str) -> Make:
    return lambda rng, n: rng.integers(0, 100, n).astype(dtype)


def with_nan(dtype: str) -> Make:
    def make(rng: np.random.Generator, n: int) -> Any:
        values = rng.integers(-3, 4, n).astype(dtype)
        values[rng.random(n) < 0.2] = np.nan
        values[rng.random(n) < 0.1] = -0.0
        return values

    return make


def times(dtype: str) -> Make:
    def make(rng: np.random.Generator, n: int) -> Any:
        values = rng.integers(-3, 4, n).astype("i8").view(dtype)
        values[rng.random(n) < 0.2] = np.array("NaT", dtype)
        return values

    return make


NUMPY: dict[str, Make] = {
    **{name: integers(name) for name in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">i4", ">u8")},
    "wide": lambda rng, n: rng.integers(-9, 9, n) << 50,
    "bool": lambda rng, n: rng.random(n) < 0.5,
    "sorted": lambda rng, n: np.sort(rng.integers(0, 1 << 60, n) // 3),
    "strided": lambda rng, n: rng.integers(0, 9, 3 * n)[::3],
    "backwards": lambda rng, n: rng.integers(0, 9, n)[::-1],
    **{name: with_nan(name) for name in ("f2", "f4", "f8", ">f8", "longdouble")},
    **{name: times(name) for name in ("M8[us]", "M8[D]", "m8[s]")},
    "U": lambda rng, n: np.array(words(rng, n) or [""], "U")[:n],
    "U5": lambda rng, n: np.array(words(rng, n), "U5"),
    "S": lambda rng, n: np.array([w.encode() for w in words(rng, n)] or [b""], "S")[:n],
    "S8": lambda rng, n: np.array([w.encode() for w in words(rng, n)], "S8"),
    "S3": lambda rng, n: np.array([w.encode() for w in words(rng, n)], "S3"),
    "objects": lambda rng, n: np.array([*with_none(rng, words(rng, n)), None], object)[:n],
    "StringDType": lambda rng, n: np.array(words(rng, n), np.dtypes.StringDType()),
}


def read_only(array: Any) -> Any:
    array.flags.writeable = False
    return array


def columns_of(values: list[Any], kind: pa.DataType) -> dict[str, Any]:
    """The same column as each library holds it."""
    array = pa.array(values, kind)
    padded = pa.concat_arrays([pa.array(values[:1], kind), array]).slice(min(1, len(values)))
    half = len(values) // 2
    return {
        "pyarrow": array,
        "pyarrow slice": padded,
        "pyarrow chunks": pa.chunked_array([array[:half], array[half:]], kind),
        "polars": pl.from_arrow(array),
        "pandas": pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([array]))),
    }


ARROW: dict[str, Callable[[np.random.Generator, int], tuple[list[Any], pa.DataType]]] = {
    "int64": lambda rng, n: (with_none(rng, rng.integers(-5, 5, n).tolist()), pa.int64()),
    "uint64": lambda rng, n: (with_none(rng, [(1 << 64) - 1 - int(v) for v in rng.integers(0, 5, n)]), pa.uint64()),
    "int8": lambda rng, n: (rng.integers(-128, 127, n).tolist(), pa.int8()),
    "bool": lambda rng, n: (with_none(rng, (rng.random(n) < 0.5).tolist()), pa.bool_()),
    "float64": lambda rng, n: (with_none(rng, rng.integers(-3, 3, n).astype(float).tolist()), pa.float64()),
    "text": lambda rng, n: (with_none(rng, words(rng, n)), pa.string()),
    "large text": lambda rng, n: (with_none(rng, words(rng, n)), pa.large_string()),
    "text views": lambda rng, n: (with_none(rng, words(rng, n)), pa.string_view()),
    "bytes": lambda rng, n: ([w.encode() for w in words(rng, n)], pa.binary()),
    "dates": lambda rng, n: (rng.integers(0, 9, n).tolist(), pa.date32()),
    "timestamps": lambda rng, n: (with_none(rng, rng.integers(0, 9, n).tolist()), pa.timestamp("us", "UTC")),
    "dictionary": lambda rng, n: (with_none(rng, words(rng, n)), pa.dictionary(pa.int16(), pa.string())),
}


def plain(values: Any) -> list[Any]:
    """Python's objects; what is missing is None."""
    if isinstance(values, kernels.Array):
        return list(pa.array(values).to_pylist())
    return [None if value is None or value != value else value for value in values.tolist()]


def seen_first(values: list[Any]) -> tuple[list[int], list[Any]]:
    known: dict[Any, int] = {}
    codes = [known.setdefault(value, len(known)) for value in values]
    return codes, list(known)


@pytest.mark.parametrize("rows", [0, 1, 7, 1_000, 30_000])
@pytest.mark.parametrize("make", NUMPY.values(), ids=NUMPY)
def test_numpy_of_every_type_is_grouped_by_value(make: Make, rows: int, rng: np.random.Generator) -> None:
    array = read_only(make(rng, rows))
    codes, values = seen_first(plain(array))
    found, keys = kernels.factorize(array)
    assert found.tolist() == codes
    assert plain(keys) == values
    if array.dtype not in ("f2", "longdouble", np.dtypes.StringDType()):
        assert keys.dtype == array.dtype.newbyteorder("=")


@pytest.mark.parametrize("rows", [0, 1, 9, 2_000])
@pytest.mark.parametrize("make", ARROW.values(), ids=ARROW)
def test_arrow_of_every_library_is_grouped_by_value(make: Any, rows: int, rng: np.random.Generator) -> None:
    values, kind = make(rng, rows)
    expected = pa.array(values, kind).to_pylist()
    codes, distinct = seen_first(expected)
    for name, column in columns_of(values, kind).items():
        found, keys = kernels.factorize(column)
        assert found.tolist() == codes, name
        assert isinstance(keys, kernels.Array), name
        assert plain(keys) == distinct, name


@pytest.mark.parametrize("make", NUMPY.values(), ids=NUMPY)
def test_unique_gives_what_numpys_gives_when_sorted(make: Make, rng: np.random.Generator) -> None:
    array = make(rng, 500)
    ours = kernels.unique(array, index=True, inverse=True, counts=True, sorted=True)
    if array.dtype.kind in "OT":  # NumPy cannot order None
        order = sorted({value for value in array.tolist() if value is not None})
        assert [value for value in ours[0].tolist() if value is not None] == order
        return
    given = array + 0.0 if array.dtype.kind == "f" else array
    theirs = np.unique(given, return_index=True, return_inverse=True, return_counts=True)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, other)


def test_unique_gives_first_seen_order_unless_asked() -> None:
    assert kernels.unique(np.array([3, 1, 3, 2])).tolist() == [3, 1, 2]
    assert kernels.unique(np.array([3, 1, 3, 2]), sorted=True).tolist() == [1, 2, 3]


@pytest.mark.parametrize("rows", [0, 5, 4_000, 700_000])
def test_several_keys_are_grouped_as_pandas_groups_them(rows: int, rng: np.random.Generator) -> None:
    frame = pd.DataFrame(
        {
            "a": rng.integers(0, 30, rows),
            "b": np.array(["k" * int(i) for i in rng.integers(0, 20, rows)], "U20"),
            "c": rng.integers(0, 3, rows) * (1 << 60),
        }
    )
    columns = [frame["a"].to_numpy(), frame["b"].to_numpy().astype("U20"), frame["c"]]
    groups = kernels.group(*columns)
    expected = frame.groupby(["a", "b", "c"], sort=False).ngroup().to_numpy()
    np.testing.assert_array_equal(groups.codes, expected)
    a, b, c = groups.keys
    assert (a[groups.codes] == columns[0]).all()
    assert (b[groups.codes] == columns[1]).all()
    assert (c[groups.codes] == columns[2].to_numpy()).all()


@pytest.mark.parametrize("groups", [10, 3_000, 200_000, 1 << 40])
def test_many_rows_are_grouped_as_polars_groups_them(groups: int, rng: np.random.Generator) -> None:
    rows = 600_000
    keys = rng.integers(0, groups, rows)
    for column in (keys, keys.astype("U14"), keys.astype("S14"), pl.Series(keys).cast(pl.String)):
        found = kernels.group(column)
        expected = pl.Series(keys).rank("dense").to_numpy()
        order = pd.factorize(expected)[0]
        np.testing.assert_array_equal(found.codes, order)


def test_parts_of_groups_fit_together(rng: np.random.Generator) -> None:
    keys = rng.integers(0, 40, 1_000)
    groups = kernels.group(keys)
    assert len(groups) == groups.n == len(groups.keys)
    np.testing.assert_array_equal(groups.keys, keys[groups.first])
    np.testing.assert_array_equal(np.diff(groups.offsets), groups.counts)
    for i, (begin, end) in enumerate(zip(groups.offsets[:-1], groups.offsets[1:], strict=True)):
        np.testing.assert_array_equal(groups.order[begin:end], np.flatnonzero(keys == groups.keys[i]))
    assert groups.codes.base is not None
    with pytest.raises(ValueError):
        groups.codes[0] = 1


def test_parts_outlive_their_groups() -> None:
    codes = kernels.group(np.array([5, 6, 5])).codes
    order = kernels.group(np.array([5, 6, 5])).order
    assert (codes.tolist(), order.tolist()) == ([0, 1, 0], [0, 2, 1])


@pytest.mark.parametrize("is_arrow", [False, True])
def test_sorted_groups_come_in_pandas_order(is_arrow: bool, rng: np.random.Generator) -> None:
    texts = words(rng, 800)
    numbers = rng.integers(-5, 5, 800)
    column = pa.array(texts) if is_arrow else np.array(texts)
    groups = kernels.group(column, numbers, sorted=True)
    expected = pd.DataFrame({"a": texts, "b": numbers}).groupby(["a", "b"], sort=True)
    np.testing.assert_array_equal(groups.codes, expected.ngroup())
    assert list(zip(plain(groups.keys[0]), groups.keys[1].tolist(), strict=True)) == list(expected.groups)


def test_nulls_are_a_group_or_dropped_or_refused() -> None:
    for column in (
        np.array([1.0, np.nan, 1.0, np.nan]),
        pa.array([1, None, 1, None]),
        pl.Series(["x", None, "x", None]),
    ):
        assert kernels.group(column).codes.tolist() == [0, 1, 0, 1]
        assert kernels.group(column, nulls="drop").codes.tolist() == [0, -1, 0, -1]
        assert kernels.group(column, nulls="drop").order.tolist() == [0, 2]
        with pytest.raises(errors.InvalidArgumentError, match="row 1"):
            kernels.group(column, nulls="error")
    with pytest.raises(ValueError, match="'group', 'drop' or 'error'"):
        kernels.group(np.array([1]), nulls="keep")  # type: ignore[arg-type]


def test_dropping_leaves_out_rows_with_a_null_in_any_key() -> None:
    groups = kernels.group(np.array([1.0, np.nan, 1.0]), np.array(["a", "a", None], object), nulls="drop")
    assert groups.codes.tolist() == [0, -1, -1]


def test_slices_share_one_copy(rng: np.random.Generator) -> None:
    keys, values = rng.integers(0, 9, 200), rng.random(200)
    groups = kernels.group(keys)
    slices = groups.slices(values)
    for key, part in zip(groups.keys, slices, strict=True):
        np.testing.assert_array_equal(part, values[keys == key])
    assert all(part.base is slices[0].base for part in slices)
    texts = pl.Series([None if v < 0.1 else str(v) for v in values])
    for key, part in zip(groups.keys, groups.slices(texts), strict=True):
        assert plain(part) == texts.filter(pl.Series(keys == key)).to_list()


def test_apply_calls_a_function_with_the_rows_of_each_group(rng: np.random.Generator) -> None:
    frame = pd.DataFrame({"k": rng.integers(0, 30, 500), "v": rng.random(500), "w": rng.integers(0, 9, 500)})
    groups = kernels.group(frame["k"], sorted=True)
    spread = groups.apply(lambda v: v.max() - v.min(), frame["v"].to_numpy())
    expected = frame.groupby("k")["v"].apply(lambda v: v.max() - v.min())
    np.testing.assert_array_equal(spread, expected)
    both = groups.apply(lambda v, w: float((v * w).sum()), frame["v"].to_numpy(), pl.Series(frame["w"].to_numpy()))
    np.testing.assert_allclose(both, frame.groupby("k")[["v", "w"]].apply(lambda f: (f["v"] * f["w"]).sum()))
    assert groups.apply(lambda v: len(v), frame["v"], out="i2").dtype == np.int16
    assert groups.apply(lambda v: v.tolist(), frame["w"]).dtype == object


def test_apply_passes_on_what_the_function_raises() -> None:
    groups = kernels.group(np.array([1, 2, 1]))
    with pytest.raises(ZeroDivisionError):
        groups.apply(lambda v: 1 / 0, np.array([1, 2, 3]))
    with pytest.raises(ValueError, match="3 rows"):
        groups.apply(len, np.array([1, 2]))
    with pytest.raises(TypeError):
        groups.apply()  # type: ignore[call-arg]


@pytest.mark.parametrize("make", [NUMPY["U"], NUMPY["f8"], NUMPY["objects"]], ids=["U", "f8", "objects"])
def test_encoded_columns_group_as_what_they_encode(make: Make, rng: np.random.Generator) -> None:
    array = make(rng, 300)
    encoded = kernels.encode(array)
    assert len(encoded) == 300
    assert plain(encoded.decode()) == plain(array)
    whole, expected = kernels.group(encoded), kernels.group(array)
    np.testing.assert_array_equal(whole.codes, expected.codes)
    assert plain(whole.keys) == plain(expected.keys)
    other = rng.integers(0, 5, 300)
    together, expected = kernels.group(kernels.encode(other), encoded), kernels.group(other, array)
    np.testing.assert_array_equal(together.codes, expected.codes)
    assert [plain(key) for key in together.keys] == [plain(key) for key in expected.keys]
    mask = rng.random(300) < 0.5
    part, expected = kernels.group(encoded[mask]), kernels.group(array[mask])
    np.testing.assert_array_equal(part.codes, expected.codes)
    assert plain(part.keys) == plain(expected.keys)
    dropped = kernels.group(encoded, nulls="drop")
    np.testing.assert_array_equal(dropped.codes, kernels.group(array, nulls="drop").codes)
    assert encoded[5] == array[5] or array[5] != array[5]
    assert kernels.encode(encoded) is encoded


def test_encoded_arrow_columns_give_arrow() -> None:
    encoded = kernels.encode(pa.array(["x", None, "y", "x"]))
    assert encoded.codes.tolist() == [0, 1, 2, 0]
    assert plain(encoded.values) == ["x", None, "y"]
    assert plain(kernels.group(encoded, nulls="drop").keys) == ["x", "y"]
    assert plain(encoded[1:].decode()) == [None, "y", "x"]


def test_codes_cannot_be_written() -> None:
    encoded = kernels.encode(np.array([7, 8, 7, 9]))
    for part in (encoded, encoded[::2], encoded[[0, 1]]):
        codes = part.codes
        assert not codes.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            codes[0] = 3
    assert encoded[::2].codes.tolist() == [0, 0]
    with pytest.raises(ValueError, match="WRITEABLE"):
        encoded.codes.flags.writeable = True


@pytest.mark.parametrize("first", [0, 1, 5_000])
def test_groups_of_a_long_encoded_column_are_those_of_the_column(rng: np.random.Generator, first: int) -> None:
    column = np.append(np.arange(200), rng.integers(0, 1_000, 300_000))
    values = rng.integers(0, 10, len(column) - first)
    whole = kernels.encode(column)
    encoded = whole[first:] if first else whole  # of which alone the first rows are known
    del whole
    found, expected = kernels.group(encoded), kernels.group(column[first:])
    del encoded
    assert repr(found) == repr(expected)
    for name in ("codes", "first", "counts", "offsets", "order"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    np.testing.assert_array_equal(found.keys, expected.keys)
    np.testing.assert_array_equal(found.agg(x=("sum", values)).x, expected.agg(x=("sum", values)).x)
    np.testing.assert_array_equal(found.apply(np.sum, values), expected.apply(np.sum, values))
    assert not found.codes.flags.writeable


@pytest.mark.parametrize("longest", [7, 12, 13])
def test_groups_of_many_short_texts_are_pandas_(rng: np.random.Generator, longest: int) -> None:
    distinct = ["", "\0", *(f"{number:0{rng.integers(1, longest + 1)}}"[:longest] for number in range(5_000))]
    texts = [distinct[i] for i in rng.integers(0, len(distinct), 300_000)]
    texts[-1] = "x" * longest
    array = pa.array(with_none(rng, texts))
    for column in (array, array.cast(pa.large_utf8()), array.cast(pa.string_view()), array[3:]):
        codes, keys = pd.factorize(np.array(column.to_pylist(), object), use_na_sentinel=False)
        groups = kernels.group(column)
        np.testing.assert_array_equal(groups.codes, codes)
        assert plain(groups.keys) == [None if key is None or key != key else key for key in keys]


def test_dictionaries_that_say_things_twice_are_one_group() -> None:
    twice = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 3, None]), pa.array(["a", "b", "a", None]))
    assert kernels.group(twice).codes.tolist() == [0, 1, 0, 2, 2]
    chunks = pa.chunked_array([pa.array(["a", "b"]).dictionary_encode(), pa.array(["b", "c"]).dictionary_encode()])
    assert plain(kernels.unique(chunks)) == ["a", "b", "c"]


def test_pandas_columns_are_what_they_hold() -> None:
    assert kernels.unique(pd.Series([2, 1, 2])).tolist() == [2, 1]
    assert kernels.unique(pd.Index([2, 1, 2])).tolist() == [2, 1]
    assert plain(kernels.unique(pd.Series(["b", None, "b"]))) == ["b", None]
    assert plain(kernels.unique(pd.Series([1, None, 1], dtype="Int64"))) == [1, None]
    assert plain(kernels.unique(pd.Series(["x", "y", "x"], dtype="category"))) == ["x", "y"]
    assert plain(kernels.unique(pd.Index(["b", "a", "b"]))) == ["b", "a"]
    assert kernels.unique(pd.Series(pd.to_datetime(["2024-01-01", None, "2024-01-01"]))).tolist()[1] is None


def test_lists_are_what_numpy_makes_of_them() -> None:
    assert kernels.unique([2, 1, 2]).tolist() == [2, 1]
    assert kernels.unique(["b", "a", "b"]).tolist() == ["b", "a"]
    assert kernels.unique([]).tolist() == []
    assert kernels.unique(range(3)).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("array", "error", "says"),
    [
        (np.zeros((2, 2)), ValueError, "one dimension, found 2"),
        (np.zeros(3, complex), TypeError, "dtype complex128"),
        (np.array([1, "a"], object), TypeError, "found int at 0"),
        (np.array(["a", b"a"], object), TypeError, "str alone or bytes alone"),
        (np.ma.array([1, 2], mask=[False, True]), TypeError, "masked"),
        (pa.array([[1], [2]]), TypeError, "found the type \\+l"),
        ("abc", TypeError, "found str"),
        ({1: 2}, TypeError, "found dict"),
        (None, ValueError, "one dimension"),
        (np.array(["\ud800"], object), UnicodeEncodeError, "surrogates"),
    ],
)
def test_what_is_no_column_is_refused(array: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        kernels.unique(array)


@pytest.mark.skipif(np.finfo(np.longdouble).bits == 64, reason="long floats are float64 here")
def test_long_floats_are_taken_as_float64_where_they_are_one() -> None:
    exact = np.array([2, 0.5, np.nan, -0.0, np.inf, 2, -np.inf], np.longdouble)
    groups = kernels.group(np.array([0, 0, 0, 1, 1, 1, 2]))
    for array in (exact, exact.astype(exact.dtype.newbyteorder())):
        assert kernels.unique(array).dtype == np.float64
        assert np.array_equal(kernels.unique(array), [2, 0.5, np.nan, 0, np.inf, -np.inf], equal_nan=True)
        assert groups.agg(x=("sum", array)).x.tolist() == [2.5, np.inf, -np.inf]
        assert kernels.isin(array, [2.0]).tolist() == (array == 2).tolist()
        assert kernels.sort_index(array).tolist() == np.argsort(exact, stable=True).tolist()


@pytest.mark.skipif(np.finfo(np.longdouble).bits == 64, reason="long floats are float64 here")
@pytest.mark.parametrize("odd", [np.longdouble(1) / 3, np.longdouble(2) ** 5000, np.longdouble(2) ** -5000])
def test_other_long_floats_are_refused_with_their_row(odd: Any) -> None:
    array = np.array([1, odd], np.longdouble)
    with pytest.raises(ValueError, match=r"unique: expected long floats .*, found another in row 1; round them"):
        kernels.unique(array)
    with pytest.raises(ValueError, match=r"agg: expected long floats .* in row 1"):
        kernels.group([1, 2]).agg(x=("sum", array))


def test_calls_refuse_arguments_they_do_not_know() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'sort'"):
        kernels.group(np.array([1]), sort=True)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="found 2 arguments"):
        kernels.unique(np.array([1]), np.array([1]))  # type: ignore[arg-type, call-arg]
    with pytest.raises(errors.InvalidArgumentError, match="at least one key"):
        kernels.group()
    with pytest.raises(errors.InvalidArgumentError, match="one length, found 2 and 1"):
        kernels.group(np.array([1, 2]), np.array([1]))


@pytest.mark.parametrize("kind", (pa.string(), pa.large_string(), pa.string_view(), pa.binary(4), pa.int16()))
def test_keys_of_groups_of_one_row_are_the_column(kind: Any) -> None:
    texts = [f"{i:04}" for i in range(1000)]
    column = pa.array(range(1000), kind) if kind == pa.int16() else pa.array(texts).cast(kind)
    chunks = pa.chunked_array([column[:400], column[400:]])
    for given in (column, column[100:900], chunks):
        keys = kernels.group(given).keys
        assert pa.array(keys).to_pylist() == given.to_pylist()
        assert pa.array(kernels.group(keys, given).keys[0]).to_pylist() == given.to_pylist()
    twice = pa.concat_arrays([column[3:4], column[1:2], column[3:4]])
    assert pa.array(kernels.group(twice).keys).to_pylist() == twice[:2].to_pylist()
