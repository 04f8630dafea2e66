"""Rows that are Python objects become typed columns: what of which type, NULLs, and what does not fit."""

from __future__ import annotations

import datetime as dt
import enum
import random
import sys
import uuid
from collections import namedtuple
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres import Columns, columns_from_records

UTC = dt.timezone.utc
NOON = dt.datetime(2024, 2, 29, 12, 0, 0, 5)
NOON_UTC = NOON.replace(tzinfo=UTC)
NOON_EAST = dt.datetime(2024, 2, 29, 14, 0, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=2)))


class Record:
    """A sequence as asyncpg's records are: keys(), items by their places, no tuple."""

    def __init__(self, **values: Any) -> None:
        self._values = values

    def keys(self) -> Any:
        return self._values.keys()

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, place: int) -> Any:
        return list(self._values.values())[place]


def column(values: list[Any], dtype: Any) -> Columns:
    return columns_from_records([(value,) for value in values], [dtype], names=["x"])


def as_numpy(values: list[Any], dtype: Any) -> Any:
    return column(values, dtype).to_numpy()["x"]


def as_arrow(values: list[Any], dtype: Any) -> pa.ChunkedArray:
    return column(values, dtype).to_arrow().column("x")


def as_pandas(values: list[Any], dtype: Any, **options: Any) -> pd.Series:
    return column(values, dtype).to_pandas(**options)["x"]


# dtype, values, Arrow's type, what Arrow gives back where that is something else
TYPED: list[tuple[Any, list[Any], pa.DataType, list[Any] | None]] = [
    ("bool", [True, False], pa.bool_(), None),
    ("int8", [-128, 127], pa.int8(), None),
    ("int16", [-32768, 32767], pa.int16(), None),
    ("int32", [-(2**31), 2**31 - 1], pa.int32(), None),
    ("int64", [-(2**63), 2**63 - 1, True], pa.int64(), [-(2**63), 2**63 - 1, 1]),
    ("uint32", [0, 2**32 - 1], pa.uint32(), None),
    ("uint64", [0, 2**64 - 1], pa.uint64(), None),
    ("float32", [1.5, -0.0], pa.float32(), None),
    ("float64", [0.1, 5, Decimal("0.5"), float("inf")], pa.float64(), [0.1, 5.0, 0.5, float("inf")]),
    ("utf8", ["", "a", "h\u00e9", "\u4e2d\u6587", "\U0001f600", "a\x00b"], pa.large_string(), None),
    (
        "binary",
        [b"", b"\x00\xff", bytearray(b"x"), memoryview(b"y")],
        pa.large_binary(),
        [b"", b"\x00\xff", b"x", b"y"],
    ),
    ("date32", [dt.date.min, dt.date(1970, 1, 1), dt.date.max], pa.date32(), None),
    ("time64[us]", [dt.time.min, dt.time.max], pa.time64("us"), None),
    ("M8[us]", [dt.datetime.min, NOON, dt.datetime.max], pa.timestamp("us"), None),
    ("M8[us]", [NOON_EAST], pa.timestamp("us"), [NOON]),
    ("timestamp[us, UTC]", [NOON_UTC, NOON_EAST], pa.timestamp("us", "UTC"), [NOON_UTC, NOON_UTC]),
    ("M8[ns]", [NOON], pa.timestamp("ns"), [pd.Timestamp(NOON)]),
    ("decimal128(5, 2)", [Decimal("1.10"), Decimal("-999.99"), 7, Decimal("1E+2")], pa.decimal128(5, 2), None),
    ("decimal128(38, 0)", [10**38 - 1, -(10**38) + 1, Decimal("5.0")], pa.decimal128(38, 0), None),
]


@pytest.mark.parametrize(("dtype", "values", "type_", "expected"), TYPED, ids=lambda value: str(value)[:20])
def test_values_of_a_type_arrive_as_they_are_with_null_between_them(
    dtype: Any, values: list[Any], type_: pa.DataType, expected: list[Any] | None
) -> None:
    spread = [None, *values, None]
    found = as_arrow(spread, dtype)
    assert found.type == type_
    assert found.to_pylist() == [None, *(expected or values), None]


def test_a_uuid_is_its_bytes() -> None:
    one = uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
    assert as_numpy([one, None], "uuid").tolist() == [one, None]
    assert [bytes(cell) for cell in as_arrow([one], "uuid").to_pylist() if not isinstance(cell, uuid.UUID)] in (
        [],
        [one.bytes],
    )


@pytest.mark.parametrize("rows", [0, 1, 7, 8, 9, 127, 128, 129, 1000])
def test_all_sizes_of_the_last_tile_are_the_same_rows(rows: int) -> None:
    dice = random.Random(rows)
    given = [
        (
            dice.choice([None, dice.getrandbits(60)]),
            dice.choice([None, True, False]),
            dice.choice([None, "x" * dice.randrange(40), "\u00fc" * dice.randrange(40)]),
        )
        for _ in range(rows)
    ]
    made = columns_from_records(given, {"a": "int64", "b": "bool", "c": "str"})
    assert len(made) == rows
    assert made.to_arrow().to_pylist() == [dict(zip("abc", row, strict=True)) for row in given]


def test_numpy_masks_what_is_null() -> None:
    made = as_numpy([1, None, 3], "int64")
    assert isinstance(made, np.ma.MaskedArray)
    assert made.mask.tolist() == [False, True, False]
    assert made.dtype == np.int64
    assert made.compressed().tolist() == [1, 3]


def test_numpy_has_a_plain_array_without_null() -> None:
    made = as_numpy([True, False, True], "?")
    assert type(made) is np.ndarray
    assert made.dtype == np.bool_
    assert made.tolist() == [True, False, True]


def test_numpy_has_days_and_microseconds() -> None:
    assert as_numpy([dt.date(1, 1, 1)], "date32")[0] == np.datetime64("0001-01-01", "D")
    assert as_numpy([NOON_UTC], "timestamp[us, UTC]").dtype == "M8[us]"
    assert as_numpy([dt.time(0, 0, 1)], "time")[0] == np.timedelta64(1_000_000, "us")


def test_numbers_of_numpy_are_views_that_cannot_be_written() -> None:
    made = column([1, 2], "int64").to_numpy()["x"]
    with pytest.raises(ValueError, match="read-only"):
        made[0] = 5


def test_arrays_live_longer_than_their_columns() -> None:
    array = columns_from_records([(float(i),) for i in range(10_000)], ["f8"]).to_numpy()["column_0"]
    columns_from_records([(0.0,)] * 10_000, ["f8"])
    assert array.tolist() == [float(i) for i in range(10_000)]


def test_pandas_gets_its_own_types() -> None:
    rows = [(1, 1.5, "a", True, NOON, NOON_UTC, dt.date(2024, 1, 1), None)]
    dtypes = ["int64", "float64", "str", "bool", "M8[us]", "datetime64[us, UTC]", "date", "object"]
    frame = columns_from_records(rows, dtypes).to_pandas()
    expected = ["int64", "float64", "str", "bool", "datetime64[us]", "datetime64[us, UTC]", "datetime64[s]", "object"]
    assert [str(dtype) for dtype in frame.dtypes] == expected
    assert frame.iloc[0].tolist() == [1, 1.5, "a", True, NOON, NOON_UTC, pd.Timestamp("2024-01-01"), None]


def test_null_in_pandas_is_what_pandas_has_for_it() -> None:
    assert as_pandas([1, None], "int64").dtype == "float64"
    assert np.isnan(as_pandas([1, None], "int64")[1])
    assert as_pandas([True, None], "bool").tolist() == [True, None]
    assert as_pandas(["a", None], "str").isna().tolist() == [False, True]
    assert as_pandas([NOON, None], "M8[us]")[1] is pd.NaT
    assert as_pandas([NOON_UTC, None], "timestamp[us, UTC]")[1] is pd.NaT
    assert as_pandas([dt.date(1, 1, 1), None], "date")[1] is pd.NaT
    assert as_pandas([1.5, None], "f4").dtype == "float32"


def test_nullable_integers_and_booleans_on_request() -> None:
    cases: list[tuple[list[Any], str, str]] = [([1, None], "int32", "Int32"), ([True, None], "bool", "boolean")]
    for values, dtype, expected in cases:
        made = as_pandas(values, dtype, nullable=True)
        assert made.dtype == expected
        assert made[0] == values[0]
        assert made[1] is pd.NA
    assert as_pandas([1], "int64", nullable=True).dtype == "Int64"


def test_text_in_pandas_lies_in_large_string() -> None:
    made = as_pandas(["a", None], "str")
    assert made.dtype == pd.StringDtype("pyarrow", na_value=np.nan)
    assert pa.chunked_array(made.array.__arrow_array__()).type == pa.large_string()


def test_a_frame_can_be_written() -> None:
    frame = columns_from_records([(1, NOON, "a")] * 3, ["int64", "M8[us]", "str"]).to_pandas()
    frame.loc[0, "column_0"] = 7
    frame.loc[0, "column_1"] = pd.NaT
    frame.loc[0, "column_2"] = "b"
    assert frame.iloc[0, 0] == 7
    assert frame.iloc[1].tolist() == [1, NOON, "a"]


def test_a_copy_shares_nothing() -> None:
    made = columns_from_records([(1, "o")], ["int64", object])
    frame = made.to_pandas(copy=True)
    frame.iloc[0, 0] = 9
    frame.iloc[0, 1] = "changed"
    assert made.to_pandas().iloc[0].tolist() == [1, "o"]


def test_objects_stay_the_same_objects() -> None:
    thing = object()
    made = column([thing, None, 5], object)
    assert made.to_numpy()["x"][0] is thing
    assert made.to_pandas()["x"][0] is thing
    assert made.to_numpy()["x"].tolist()[1:] == [None, 5]


def test_objects_go_to_arrow_as_it_finds_them() -> None:
    assert as_arrow([[1, 2], None], object).to_pylist() == [[1, 2], None]


def test_readers_of_arrow_take_the_columns_themselves() -> None:
    made = columns_from_records([(1, "a"), (2, None)], {"n": "int64", "t": "utf8"})
    assert pl.DataFrame(made).rows() == [(1, "a"), (2, None)]
    assert pa.table(made).to_pydict() == {"n": [1, 2], "t": ["a", None]}
    assert pa.schema(made).names == ["n", "t"]
    mixed = columns_from_records([(1, [2])], {"n": "int64", "o": object})
    assert pl.DataFrame(mixed).rows() == [(1, [2])]


Point = namedtuple("Point", "x y")


@pytest.mark.parametrize(
    "rows",
    [
        [(1, "a"), (2, "b")],
        [[1, "a"], [2, "b"]],
        [Point(1, "a"), Point(2, "b")],
        [Record(x=1, y="a"), Record(x=2, y="b")],
        [(1, "a"), [2, "b"]],
        [Point(1, "a"), Record(x=2, y="b")],
        (row for row in [(1, "a"), (2, "b")]),
    ],
    ids=["tuples", "lists", "named tuples", "records", "mixed", "others", "iterator"],
)
def test_any_sequence_is_a_row(rows: Any) -> None:
    made = columns_from_records(rows, {"x": "int64", "y": "utf8"})
    assert made.to_arrow().to_pylist() == [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]


def test_names_are_those_of_the_dtypes_of_the_rows_or_of_the_caller() -> None:
    assert columns_from_records([(1, 2)], {"a": int, "b": int}).names == ["a", "b"]
    assert columns_from_records([Point(1, 2)]).names == ["x", "y"]
    assert columns_from_records([Record(p=1)]).names == ["p"]
    assert columns_from_records([(1, 2)]).names == ["column_0", "column_1"]
    assert columns_from_records([(1, 2)], names=["u", "v"]).names == ["u", "v"]


def test_dtypes_by_name_may_leave_some_to_be_found_out() -> None:
    made = columns_from_records([Record(a=1, b="x")], {"b": object})
    assert made.types == ["i8", "object"]


def test_equal_names_are_kept_but_in_a_dict() -> None:
    made = columns_from_records([(1, 2)], ["int64", "int64"], names=["n", "n"])
    assert made.to_arrow().column_names == ["n", "n"]
    assert list(made.to_pandas().columns) == ["n", "n"]
    with pytest.raises(InvalidArgumentError, match="'n' more than once"):
        made.to_numpy()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, None], "i8"),
        ([1, 2.5], "f8"),
        ([True, None], "bool"),
        ([True, 1], "object"),
        (["a"], "text"),
        ([b"a"], "binary"),
        ([dt.date(1, 1, 1)], "date"),
        ([NOON], "M8[us]"),
        ([NOON_UTC, NOON_EAST], "M8[us, UTC]"),
        ([NOON, NOON_UTC], "object"),
        ([dt.time()], "time"),
        ([dt.time(tzinfo=UTC)], "object"),
        ([uuid.UUID(int=1)], "uuid"),
        ([Decimal(1)], "object"),
        ([2**63], "object"),
        ([None], "object"),
        ([[1]], "object"),
    ],
)
def test_a_type_is_found_that_all_values_have(values: list[Any], expected: str) -> None:
    assert columns_from_records([(value,) for value in values]).types == [expected]


@pytest.mark.parametrize(("late", "expected"), [("text", "object"), (1.5, "f8"), (None, "i8")])
def test_rows_far_behind_have_a_say_in_the_type(late: Any, expected: str) -> None:
    rows = [(i,) for i in range(3000)] + [(late,)]
    made = columns_from_records(rows)
    assert made.types == [expected]
    assert made.to_pandas().iloc[-1, 0] == late or late is None


@pytest.mark.parametrize(
    ("dtype", "value", "said"),
    [
        ("int64", "5", "expected an int within the type for int64, found str"),
        ("int64", 1.0, "found float"),
        ("int32", 2**31, "for int32, found int"),
        ("uint32", -1, "for uint32, found int"),
        ("int64", 2**63, "for int64, found int"),
        ("float64", "1.5", "expected float for float64, found str"),
        ("bool", 1, "expected bool for bool, found int"),
        ("utf8", b"x", "expected str that is Unicode for large_utf8, found bytes"),
        ("utf8", "\ud800", "expected str that is Unicode"),
        ("binary", "x", "expected bytes"),
        ("date32", NOON, "expected datetime.date for date32, found datetime.datetime"),
        ("timestamp[us, UTC]", NOON, "expected datetime.datetime with a zone"),
        ("M8[ns]", dt.datetime.max, "expected datetime.datetime within the type"),
        ("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "expected uuid.UUID"),
        ("decimal128(5, 2)", Decimal("1000"), "expected a Decimal or an int within the type"),
        ("decimal128(5, 2)", Decimal("0.001"), "expected a Decimal or an int within the type"),
        ("decimal128(5, 2)", Decimal("NaN"), "expected a Decimal or an int within the type"),
    ],
)
def test_a_value_of_another_type_is_named_with_its_place(dtype: str, value: Any, said: str) -> None:
    rows = [(None, None)] * 200 + [(None, value)]
    with pytest.raises(InvalidArgumentError) as raised:
        columns_from_records(rows, ["int64", dtype], names=["first", "second"])
    assert 'row 200, column "second": ' in str(raised.value)
    assert said in str(raised.value)


def test_rows_of_other_lengths_and_of_no_length_are_named() -> None:
    with pytest.raises(InvalidArgumentError, match="row 1: expected 2 values, found 1"):
        columns_from_records([(1, 2), (1,)])
    with pytest.raises(InvalidArgumentError, match="row 1: expected a sequence, found int"):
        columns_from_records([(1, 2), 5])  # type: ignore[list-item]
    with pytest.raises(InvalidArgumentError, match="row 0: expected a sequence, found str"):
        columns_from_records(["ab"])


def test_dtypes_that_nobody_knows_or_that_are_of_no_column_are_named() -> None:
    with pytest.raises(InvalidArgumentError, match=r"'x'.*found 'complex128'"):
        column([1], "complex128")
    with pytest.raises(InvalidArgumentError, match="'q', which is no column"):
        columns_from_records([Record(a=1)], {"q": int})
    with pytest.raises(InvalidArgumentError, match="a dtype for each of 2 columns, found 1"):
        columns_from_records([(1, 2)], ["int64"])


def test_what_goes_wrong_inside_a_row_or_a_value_is_raised_as_it_is() -> None:
    class Broken(Record):
        def __getitem__(self, place: int) -> Any:
            raise KeyError("not today")

    class Zone(dt.tzinfo):
        def utcoffset(self, _: dt.datetime | None) -> dt.timedelta:
            raise OSError("no zones")

        dst = tzname = utcoffset  # type: ignore[assignment]

    with pytest.raises(KeyError, match="not today"):
        columns_from_records([Broken(a=1)], ["int64"])
    with pytest.raises(OSError, match="no zones"):
        column([dt.datetime(2020, 1, 1, tzinfo=Zone())], "M8[us]")


def test_what_stands_for_something_else_is_taken_for_it() -> None:
    class Level(enum.Enum):
        LOW = 1

    assert as_numpy([np.int64(5), Level.LOW], "int64").tolist() == [5, 1]
    assert as_numpy([np.float32(1.5)], "float64").tolist() == [1.5]
    assert as_numpy([np.datetime64("2024-02-29T12:00:00.000005789", "ns")], "M8[us]").tolist() == [NOON]
    for nothing in (pd.NaT, pd.NA):
        assert as_numpy([nothing], "M8[us]").mask.tolist() == [True]


def test_references_are_given_back() -> None:
    things = [object() for _ in range(3)]
    rows: list[Any] = [[thing, 5, "text"] for thing in things]
    before = [sys.getrefcount(thing) for thing in things]
    for _ in range(5):
        columns_from_records(rows, [object, "int64", "utf8"]).to_pandas()
        with pytest.raises(InvalidArgumentError):
            columns_from_records([*rows, [things[0], "no", "text"]], [object, "int64", "utf8"])
        with pytest.raises(InvalidArgumentError):
            columns_from_records([Record(a=things[0]), Record(a=1, b=2)], [object])
    assert [sys.getrefcount(thing) for thing in things] == before


def test_without_pyarrow_text_is_pandas_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made = columns_from_records([("a", 1), (None, 2)], ["utf8", "int64"])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    frame = made.to_pandas()
    assert frame["column_0"].dtype == pd.StringDtype("python", na_value=np.nan)
    assert frame["column_0"].isna().tolist() == [False, True]
    assert frame["column_1"].tolist() == [1, 2]
