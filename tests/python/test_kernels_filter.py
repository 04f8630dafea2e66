"""filter(), take(), concat() and explode() against NumPy, pandas and pyarrow, on random data of every type."""

from __future__ import annotations

import datetime
import operator
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pytest

from kernels_columns import ALL, ARROW, NUMPY, arrow_of, held, is_arrow, seeded
from wirespeed import errors, kernels

SIZES = (0, 1, 63, 64, 65, 1000)
OPERATORS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
each_type = pytest.mark.parametrize("kind", ALL)


def kept(values: list[Any], mask: Any) -> list[Any]:
    return [value for value, wanted in zip(values, mask, strict=True) if wanted]


@each_type
@pytest.mark.parametrize("n", SIZES)
def test_a_mask_keeps_rows_types_and_nulls(kind: str, n: int) -> None:
    rng = seeded()
    column = ALL[kind](rng, n)
    for part in (0, 0.02, 0.5, 1):
        mask = rng.random(n) < part
        found = kernels.filter(column, mask)
        assert held(found) == kept(held(column), mask)
        assert is_arrow(found) == is_arrow(column)
        if not is_arrow(column):
            assert found.dtype == column.dtype.newbyteorder("=")
            assert found.flags.owndata and found.flags.writeable


@pytest.mark.parametrize("kind", ARROW)
def test_arrow_types_stay_what_they_are(kind: str) -> None:
    column = ARROW[kind](seeded(), 200)
    given = pa.int32() if kind == "polars int" else arrow_of(column).type
    found = arrow_of(kernels.filter(column, np.ones(200, bool))).type
    assert given == found or {str(given), str(found)} <= {"string_view", "large_string", "string"}


def test_columns_come_back_as_they_were_given() -> None:
    mask = np.array([True, False, True])
    cols = {"a": np.arange(3), "b": pa.array(["x", None, "z"]), "c": np.array(["p", "q", "r"])}
    found = kernels.filter(cols, mask)
    assert list(found) == ["a", "b", "c"]
    assert [held(column) for column in found.values()] == [[0, 2], ["x", "z"], ["p", "r"]]
    assert [held(column) for column in kernels.filter(list(cols.values()), mask)] == [[0, 2], ["x", "z"], ["p", "r"]]
    assert isinstance(kernels.filter(tuple(cols.values()), mask), tuple)
    assert kernels.filter({}, mask) == {}


def test_many_rows_give_the_same_with_threads() -> None:
    rng = seeded()
    n = 500_003
    mask = rng.random(n) < 0.4
    cols = {dtype: rng.integers(0, 100, n).astype(dtype) for dtype in ("i1", "i2", "i4", "i8", "f4", "S3")}
    for name, column in kernels.filter(cols, mask).items():
        np.testing.assert_array_equal(column, cols[name][mask])


def test_masks_of_every_library_are_taken() -> None:
    column = np.arange(4)
    truths = [True, False, None, True]
    for mask in (
        pa.array(truths),
        pl.Series(truths),
        pd.Series(truths, dtype=pd.ArrowDtype(pa.bool_())),
        pa.chunked_array([truths[:1], truths[1:]]),
    ):
        assert kernels.filter(column, mask).tolist() == [0, 3]
    assert kernels.filter(column, np.array([1, 0, 0, 1, 1, 0, 0, 1], bool)[::2]).tolist() == [0, 2]
    assert kernels.filter(column, [True, False, False, True]).tolist() == [0, 3]


@pytest.mark.parametrize("sign", OPERATORS)
@pytest.mark.parametrize("kind", [kind for kind in NUMPY if kind not in ("S", "U", "object", "bool")])
def test_comparisons_are_those_of_numpy(kind: str, sign: str) -> None:
    column = NUMPY[kind](seeded(), 500)
    value = column[np.flatnonzero(column == column)[0]]
    expected = column[OPERATORS[sign](column, value)]
    np.testing.assert_array_equal(kernels.filter(column, (column, sign, value)), expected)
    if column.dtype.kind not in "mM":
        np.testing.assert_array_equal(kernels.filter(column, (column, sign, 3.5)), column[OPERATORS[sign](column, 3.5)])


@pytest.mark.parametrize("sign", OPERATORS)
def test_comparisons_of_nullable_text_are_those_of_arrow(sign: str) -> None:
    names = {"==": "equal", "!=": "not_equal", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}
    for kind in ("string", "dictionary", "chunked", "polars text"):
        column = ARROW[kind](seeded(), 300)
        plain_text = pa.array(arrow_of(column).to_pylist(), pa.string())
        expected = plain_text.filter(getattr(pc, names[sign])(plain_text, "c" * 8))
        assert held(kernels.filter(column, (column, sign, "c" * 8))) == expected.to_pylist()


def test_conditions_are_combined_and_name_their_columns() -> None:
    cols = {"a": np.arange(10), "b": np.arange(10) % 3}
    found = kernels.filter(cols, ("a", ">=", 2), ("b", "==", 0), np.arange(10) != 6)
    assert found["a"].tolist() == [3, 9]
    assert kernels.filter(list(cols.values()), (0, "<", 3), (1, ">", 0))[0].tolist() == [1, 2]


def test_values_of_every_kind_are_compared_with() -> None:
    days = np.array(["2020-01-01", "2020-01-03", "NaT"], "M8[D]")
    assert kernels.filter(days, (days, ">", np.datetime64("2020-01-02"))).tolist() == [days[1].item()]
    assert kernels.filter(days, (days, "<", "2020-01-02")).tolist() == [days[0].item()]
    assert kernels.filter(days, (days, ">=", "2020-01-01T12:00")).tolist() == [days[1].item()]
    assert len(kernels.filter(days, (days, "!=", np.datetime64("NaT")))) == 3
    assert len(kernels.filter(days, (days, "==", np.datetime64("NaT")))) == 0
    assert kernels.filter(days, (days, ">", datetime.date(2020, 1, 1))).tolist() == [days[1].item()]
    spans = np.array([1, 2], "m8[h]")
    assert kernels.filter(spans, (spans, ">", np.timedelta64(90, "m"))).tolist() == [spans[1].item()]
    assert kernels.filter(days, (days, "==", None)).tolist() == []
    numbers = np.array([0, 2**64 - 1], "u8")
    assert kernels.filter(numbers, (numbers, "==", 2**64 - 1)).tolist() == [2**64 - 1]
    assert kernels.filter(numbers, (numbers, ">", -1)).tolist() == numbers.tolist()
    assert kernels.filter(numbers, (numbers, "<", 2**70)).tolist() == numbers.tolist()
    assert kernels.filter(numbers, (numbers, "==", np.uint8(0))).tolist() == [0]
    truths = np.array([True, False])
    assert kernels.filter(truths, (truths, "==", np.True_)).tolist() == [True]


def test_what_cannot_be_filtered_is_refused() -> None:
    column = np.arange(3)
    with pytest.raises(ValueError, match="of one length, found 2 and 3 rows"):
        kernels.filter(column, np.array([True, False]))
    with pytest.raises(TypeError, match="expected a mask of booleans"):
        kernels.filter(column, np.array([0, 1, 2]))
    with pytest.raises(ValueError, match="expected a comparison to be"):
        kernels.filter(column, (column, "~", 3))
    with pytest.raises(ValueError, match="comparison, value"):
        kernels.filter(column, (column, 3))
    with pytest.raises(KeyError, match="no column is called 'x'"):
        kernels.filter({"a": column}, ("x", "==", 3))
    with pytest.raises(errors.InvalidArgumentError, match="found text"):
        kernels.filter(column, (column, "==", "3"))
    with pytest.raises(TypeError, match="at least one mask"):
        kernels.filter(column)  # type: ignore[call-arg]
    with pytest.raises(OverflowError):
        kernels.filter(column, (column, "<", 10**400))


@each_type
def test_take_gives_rows_by_index(kind: str) -> None:
    rng = seeded()
    column = ALL[kind](rng, 300)
    index = rng.integers(0, 300, 1000)
    values = held(column)
    for dtype in ("i8", "i4", "u2"):
        found = kernels.take(column, index.astype(dtype))
        assert held(found) == [values[i] for i in index]
        assert is_arrow(found) == is_arrow(column)
    assert held(kernels.take(column, [])) == []


@pytest.mark.parametrize("kind", ARROW)
def test_take_of_no_row_is_null_in_arrow(kind: str) -> None:
    column = ARROW[kind](seeded(), 50)
    values = held(column)
    assert held(kernels.take(column, np.array([3, -1, 0]))) == [values[3], None, values[0]]
    assert held(kernels.take(column, pa.array([3, None, 0]))) == [values[3], None, values[0]]
    none = arrow_of(column)[:0]
    assert held(kernels.take(none, np.array([-1, -1]))) == [None, None]


def test_take_of_no_row_is_the_fill_in_numpy() -> None:
    index = np.array([0, -1])
    assert np.isnan(kernels.take(np.array([1.0]), index)[1])
    assert np.isnat(kernels.take(np.array([1], "M8[s]"), index)[1])
    assert kernels.take(np.array(["x"], object), index).tolist() == ["x", None]
    assert kernels.take(np.array([5]), index, fill=-7).tolist() == [5, -7]
    assert kernels.take(np.array(["x"]), index, fill="").tolist() == ["x", ""]
    with pytest.raises(ValueError, match="int64 has no NaN or NaT"):
        kernels.take(np.array([5]), index)
    with pytest.raises(TypeError, match="where they are null"):
        kernels.take(pa.array([5]), index, fill=1)


def test_take_refuses_what_is_no_row() -> None:
    with pytest.raises(IndexError, match="below 1, found 1"):
        kernels.take(np.array([5]), np.array([0, 1]))
    with pytest.raises(IndexError, match="or -1 for none, found -2"):
        kernels.take(np.array([5]), np.array([-2]))
    with pytest.raises(IndexError):
        kernels.take(np.array([5]), np.array([2**32]))
    with pytest.raises(TypeError, match="indexes that are integers"):
        kernels.take(np.array([5]), np.array([0.5]))


@each_type
def test_concat_keeps_types_and_nulls(kind: str) -> None:
    rng = seeded()
    parts = [ALL[kind](rng, n) for n in (3, 0, 200)]
    found = kernels.concat(parts)
    assert held(found) == [value for part in parts for value in held(part)]
    assert is_arrow(found) == is_arrow(parts[0])
    assert held(kernels.concat(parts[2:])) == held(parts[2])


def test_concat_refuses_what_does_not_go_together() -> None:
    with pytest.raises(TypeError, match="of one library"):
        kernels.concat([np.array([1]), pa.array([1])])
    with pytest.raises(TypeError, match="of one type"):
        kernels.concat([pa.array(["a"]), pa.array([1])])
    with pytest.raises(ValueError, match="found none"):
        kernels.concat([])
    assert kernels.concat([np.array([1], "i4"), np.array([2.5])]).tolist() == [1.0, 2.5]


def test_long_floats_are_moved_as_they_are() -> None:
    array = np.array([1, 2, np.nan, 5], np.longdouble) / 3
    for given in (array, np.repeat(array, 2)[::2], array.astype(array.dtype.newbyteorder())):
        moved = [
            kernels.filter(given, np.ones(4, bool)),
            kernels.take({"x": given}, np.arange(4))["x"],
            kernels.concat([given[:1], given[1:]]),
            *kernels.group(np.zeros(4)).slices(given),
        ]
        assert all(one.dtype == array.dtype and np.array_equal(one, array, equal_nan=True) for one in moved)
    found = kernels.take(array, [1, -1])
    assert found[0] == array[1]
    assert np.isnan(found[1])
    assert kernels.group(np.array([1, 1, 2, 1])).apply(lambda x: x[-1], array).tolist()[0] == array[3]
    with pytest.raises(ValueError, match="filter: expected long floats that float64 holds exactly"):
        kernels.filter({"x": array}, ("x", ">", 1))


def test_explode_is_that_of_pandas() -> None:
    rng = seeded()
    counts = rng.integers(0, 4, 300)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    lists = pd.Series([list(range(offsets[i], offsets[i + 1])) for i in range(300)])
    exploded = lists.explode()
    rows, items = kernels.explode(offsets, empty="keep")
    assert rows.tolist() == exploded.index.tolist()
    assert items.tolist() == exploded.fillna(-1).tolist()
    assert kernels.explode(offsets).tolist() == np.repeat(np.arange(300), counts).tolist()
    assert kernels.explode(pa.array(offsets, pa.int32())).tolist() == kernels.explode(offsets).tolist()
    assert kernels.explode(np.array([], "i8")).tolist() == []


def test_explode_refuses_offsets_that_lie() -> None:
    for offsets in ([1, 0], [0, 2**62], [0.0, 1.0]):
        with pytest.raises(errors.Error):
            kernels.explode(np.array(offsets))


@pytest.mark.parametrize("n", (32_767, 32_768, 32_769, 100_000))  # around 256 KiB, from where on memory is kept
def test_large_results_are_arrays_like_others(n: int) -> None:
    for _ in range(3):  # of memory that was used before, too
        values = seeded().integers(0, 1 << 62, n)
        found = kernels.filter(values, np.ones(n, bool))
        assert found.flags.owndata and found.flags.writeable and found.tolist() == values.tolist()
        found.resize(n + 10, refcheck=False)
        assert found[:n].tolist() == values.tolist() and not found[n:].any()
        found.resize(n // 2, refcheck=False)
        assert found.tolist() == values[: n // 2].tolist()


def test_large_results_stay_when_others_go() -> None:
    values = np.arange(100_000)
    kept_results = [kernels.take(values, values[::-1]) for _ in range(3)]
    first = kept_results[0][10:20]
    del kept_results[0]
    others = [kernels.take(values, values) for _ in range(3)]
    assert first.tolist() == list(range(99_989, 99_979, -1))
    assert all(one.tolist() == values[::-1].tolist() for one in kept_results)
    assert all(one.tolist() == values.tolist() for one in others)
