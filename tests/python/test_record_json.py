"""JSON out of columns, frames, records and objects: forms, sources, refusals."""

from __future__ import annotations

import datetime as dt
import enum
import json
import math
import sys
import threading
import uuid
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from json_tables import EAST, NOON, UTC, column, rows_of
from wirespeed.errors import InvalidArgumentError, MalformedError
from wirespeed.record import Record, record, to_json

SMALL = {"a": np.array([1, 2]), "b": np.array([0.5, np.nan]), '\u00e9"': np.array(["x", "\n"])}


def test_the_text_has_no_blanks_and_escapes_only_what_it_must() -> None:
    assert to_json(SMALL) == '[{"a":1,"b":0.5,"\u00e9\\"":"x"},{"a":2,"b":null,"\u00e9\\"":"\\n"}]'.encode()
    assert to_json(SMALL, "columns") == '{"a":[1,2],"b":[0.5,null],"\u00e9\\"":["x","\\n"]}'.encode()
    assert to_json(SMALL, orient="lines") == (
        '{"a":1,"b":0.5,"\u00e9\\"":"x"}\n{"a":2,"b":null,"\u00e9\\"":"\\n"}\n'.encode()
    )


@pytest.mark.parametrize("empty", [{"a": np.zeros(0)}, {"a": []}, pd.DataFrame({"a": []}), pl.DataFrame({"a": []})])
def test_no_rows_are_a_table_too(empty: Any) -> None:
    assert to_json(empty) == b"[]"
    assert to_json(empty, "columns") == b'{"a":[]}'
    assert to_json(empty, "lines") == b""


@pytest.mark.parametrize("nothing", [[], ()])
def test_no_records_are_a_table_too(nothing: Any) -> None:
    assert to_json(nothing) == b"[]"
    assert to_json(nothing, "columns") == b"{}"
    assert to_json(nothing, "lines") == b""


def test_no_columns_are_a_table_too() -> None:
    tables: list[Any] = [{}, pd.DataFrame(), pl.DataFrame(), pa.table({})]
    for nothing in tables:
        assert to_json(nothing) == b"[]"
        assert to_json(nothing, "columns") == b"{}"


def frame(rows: int) -> pd.DataFrame:
    dice = np.random.default_rng(6)
    made = pd.DataFrame({"i": dice.integers(-9, 9, rows), "f": dice.standard_normal(rows)})
    made["t"] = [f"text {i}" for i in range(rows)]
    made["b"] = made.i > 0
    made["n"] = pd.array([None if i % 3 == 0 else i for i in range(rows)], "Int32")
    made["nb"] = pd.array([None if i % 4 == 0 else True for i in range(rows)], "boolean")
    made["c"] = pd.Categorical([None if i % 5 == 0 else f"c{i % 2}" for i in range(rows)])
    made["o"] = pd.Series([None, {"a": [1, "x"]}, 2.5, "s"] * (rows // 4) + [None] * (rows % 4), dtype=object)
    made[7] = made.f.astype("f4")
    return made


def test_a_frame_of_pandas_is_its_columns() -> None:
    made = frame(101)
    expected: list[dict[str, Any]] = [
        {str(key): None if value is pd.NA or value != value else value for key, value in row.items()}
        for row in made.astype(object).to_dict("records")
    ]
    read = json.loads(to_json(made))
    for row, want in zip(read, expected, strict=True):
        want["7"] = row["7"] if math.isclose(row["7"], want["7"], rel_tol=1e-6) else None
    assert read == expected


def test_categories_of_any_type_are_what_they_stand_for() -> None:
    assert column(pd.Categorical([3, 1, None, 3])) == [3, 1, None, 3]
    moments = pd.to_datetime(["2020-01-01", "2021-01-01"])
    assert column(pd.Categorical([moments[1], moments[0]])) == ["2021-01-01T00:00:00", "2020-01-01T00:00:00"]
    zoned = pd.Categorical(pd.to_datetime(["2020-01-01"], utc=True))
    assert column(zoned) == ["2020-01-01T00:00:00+00:00"]


def test_pandas_columns_of_arrow_are_arrow_s() -> None:
    series = pd.Series([1, None, 3], dtype=pd.ArrowDtype(pa.int64()))
    assert column(series) == [1, None, 3]
    assert column(pd.Series([[1], None], dtype=pd.ArrowDtype(pa.list_(pa.int8())))) == [[1], None]
    assert column(pd.Series(["a", None], dtype="string[pyarrow]")) == ["a", None]
    assert column(pd.Index(["x", "y"])) == ["x", "y"]
    assert column(pd.RangeIndex(3)) == [0, 1, 2]


def test_a_frame_of_polars_is_its_columns() -> None:
    made = pl.DataFrame(
        {
            "a": [1, None, 3],
            "s": ["x", "y", None],
            "l": [[1.5], None, []],
            "st": [{"p": 1, "q": "r"}, {"p": None, "q": None}, {"p": 3, "q": "s"}],
            "cat": pl.Series(["u", "v", "u"], dtype=pl.Categorical),
            "en": pl.Series(["u", "v", None], dtype=pl.Enum(["u", "v"])),
        }
    )
    assert json.loads(to_json(made)) == made.to_dicts()
    several = pl.concat([made, made.clear(), made], rechunk=False)
    assert json.loads(to_json(several)) == several.to_dicts()
    assert json.loads(to_json(several, "columns")) == several.to_dict(as_series=False)


def test_an_array_with_named_fields_is_a_table() -> None:
    array = np.array([(1, 0.5, b"x"), (2, 1.5, b"yy")], dtype=[("i", "i4"), ("f", "f8"), ("s", "S2")])
    assert json.loads(to_json(array)) == [{"i": 1, "f": 0.5, "s": "x"}, {"i": 2, "f": 1.5, "s": "yy"}]


def test_masked_arrays_are_null_where_the_mask_says_so() -> None:
    mask = [False, True, False]
    assert column(np.ma.array([1, 2, 3], mask=mask)) == [1, None, 3]
    assert column(np.ma.array(["a", "b", "c"], mask=mask)) == ["a", None, "c"]
    assert column(np.ma.array(["a", "b", 3], dtype=object, mask=mask)) == ["a", None, 3]
    assert column(np.ma.array([1, 2, 3])) == [1, 2, 3]


def test_columns_of_all_libraries_make_one_table() -> None:
    count = 1000
    columns = {
        "numpy": np.arange(count),
        "arrow": pa.chunked_array([pa.array(range(300)), pa.array(range(300, count))]),
        "polars": pl.concat([pl.Series(range(500)), pl.Series(range(500, count))], rechunk=False),
        "pandas": pd.Series(range(count)),
        "list": list(range(count)),
        "tuple": tuple(range(count)),
        "range": range(count),
    }
    assert json.loads(to_json(columns)) == [dict.fromkeys(columns, i) for i in range(count)]


@record
class Inner(Record):
    x: float
    tags: list[str] = []  # noqa: RUF012  the decorator copies it


@record
class Outer(Record):
    id: int
    name: str
    at: dt.datetime
    note: str | None = None
    inner: Inner | None = None
    flags: list[bool] = []  # noqa: RUF012


RECORDS = [Outer(i, f"n\u00e9{i}", NOON, None if i % 2 else "x", Inner(i / 4, ["a", "b"]), [True]) for i in range(50)]


AS_DICTS = [
    {
        "id": one.id,
        "name": one.name,
        "at": NOON.isoformat(),
        "note": one.note,
        "inner": {"x": i / 4, "tags": ["a", "b"]},
        "flags": [True],
    }
    for i, one in enumerate(RECORDS)
]


def test_records_and_their_bytes_are_their_fields() -> None:
    forms: list[Any] = [RECORDS, tuple(RECORDS), Outer.batch(RECORDS)]
    for form in forms:
        assert json.loads(to_json(form)) == AS_DICTS
    for form in (
        [bytes(one) for one in RECORDS],
        bytes(Outer.batch(RECORDS)),
        pa.array([bytes(one) for one in RECORDS]),
    ):
        assert json.loads(to_json(form, record=Outer)) == AS_DICTS
        assert json.loads(to_json(form, record=Outer, trusted=True)) == AS_DICTS
    assert json.loads(to_json(RECORDS, "columns")) == {name: [row[name] for row in AS_DICTS] for name in AS_DICTS[0]}
    assert to_json([], record=Outer) == b"[]"


def test_bytes_that_are_no_records_are_refused() -> None:
    with pytest.raises(MalformedError, match="item 1"):
        to_json([bytes(RECORDS[0]), b"nothing"], record=Outer)
    with pytest.raises(InvalidArgumentError, match="of bytes say which record they are"):
        to_json([bytes(RECORDS[0])])


class Color(enum.Enum):
    RED = "red"


class Number(enum.IntEnum):
    ONE = 1


class Text(str):
    __slots__ = ()


OBJECTS: list[tuple[Any, Any]] = [
    (None, None),
    (True, True),
    (2**100, 2**100),
    (-5, -5),
    (0.1, 0.1),
    ("h\u00e9\U0001f600", "h\u00e9\U0001f600"),
    ([1, [2, ()]], [1, [2, []]]),
    ({"a": {"b": None}, 5: 1}, {"a": {"b": None}, "5": 1}),
    (Color.RED, "red"),
    (Number.ONE, 1),
    (Text("x"), "x"),
    (np.int8(5), 5),
    (np.float32(0.5), 0.5),
    (np.str_("x"), "x"),
    (np.datetime64("2020-01-01T00:00:00.5"), "2020-01-01T00:00:00.500000"),
    (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
    (pd.NaT, None),
    (pd.NA, None),
    (uuid.UUID(int=7), str(uuid.UUID(int=7))),
    (Decimal("1.50"), 1.5),
    (Decimal("NaN"), None),
    (NOON, NOON.isoformat()),
    (NOON.replace(tzinfo=UTC), NOON.isoformat() + "+00:00"),
    (NOON.replace(tzinfo=EAST), NOON.isoformat() + "+05:30"),
    (dt.time(1, 2, tzinfo=EAST), "01:02:00+05:30"),
]


@pytest.mark.parametrize(("value", "expected"), OBJECTS, ids=lambda value: repr(value)[:30])
def test_objects_are_what_stands_for_them_in_json(value: Any, expected: Any) -> None:
    assert column([value, [value]]) == [expected, [expected]]


def test_decimals_among_objects_keep_their_digits() -> None:
    values = [Decimal("1.10"), Decimal("1E+2"), Decimal("-0.000000000000000000001")]
    assert json.loads(to_json({"c": values}, "columns"), parse_float=Decimal, parse_int=Decimal)["c"] == values
    assert column(values, decimals="str") == [str(value) for value in values]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (object(), "expected an object that has JSON, found object"),
        ({(1, 2): 3}, "expected keys that are str or int, found tuple"),
        (1j, "found complex"),
        ({1, 2}, "found set"),
    ],
)
def test_objects_without_json_are_told_with_their_place(value: Any, said: str) -> None:
    with pytest.raises(InvalidArgumentError, match=f"column 'c', row 2: .*{said}"):
        to_json({"a": [1, 2, 3], "c": [1, 2, value]})


def test_lists_without_end_are_an_error() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(RecursionError):
        column([endless])


def test_errors_of_objects_are_raised_as_they_are() -> None:
    class Zone(dt.tzinfo):
        def utcoffset(self, _: dt.datetime | None) -> dt.timedelta:
            raise OSError("no zones")

        dst = tzname = utcoffset  # type: ignore[assignment]

    with pytest.raises(OSError, match="no zones"):
        column([NOON.replace(tzinfo=Zone())])


def test_what_is_no_table_is_refused() -> None:
    for nothing in (5, "text", [1, 2], np.arange(3), None):
        with pytest.raises(InvalidArgumentError, match="to_json: expected"):
            to_json(nothing)
    with pytest.raises(InvalidArgumentError, match="expected a table or a dict of columns, found one column"):
        to_json(pa.array([1]))
    with pytest.raises(InvalidArgumentError, match="an array of one dimension, found one of 2"):
        to_json({"a": np.zeros((2, 2))})


def test_names_and_lengths_must_fit() -> None:
    with pytest.raises(InvalidArgumentError, match="found 3 items in 'a' and 2 in 'b'"):
        to_json({"a": [1, 2, 3], "b": np.arange(2)})
    with pytest.raises(InvalidArgumentError, match="found 'x' more than once"):
        to_json(pd.DataFrame([[1, 2]], columns=["x", "x"]))


@pytest.mark.parametrize("option", ["orient", "date_format", "date_unit", "nonfinite", "binary", "decimals"])
def test_options_that_nobody_knows_are_told(option: str) -> None:
    with pytest.raises(InvalidArgumentError, match=f'expected {option} to be one of ".*found "other"'):
        to_json({"a": [1]}, **dict[str, Any]({option: "other"}))


def large(rows: int = 60_000) -> dict[str, Any]:
    dice = np.random.default_rng(8)
    return {
        "f": dice.standard_normal(rows),
        "i": dice.integers(0, 10**12, rows),
        "t": np.array([f"{i:x}" for i in range(rows)]),
        "m": dice.integers(0, 2**50, rows).astype("M8[us]"),
    }


def test_large_tables_are_written_by_several_threads_to_the_same_text() -> None:
    columns = large()
    plain = {name: values.tolist() for name, values in columns.items()}
    plain["m"] = [moment.isoformat() for moment in plain["m"]]
    assert json.loads(to_json(columns, "columns")) == plain
    assert json.loads(to_json(columns)) == rows_of(plain)
    assert [json.loads(line) for line in to_json(columns, "lines").splitlines()] == rows_of(plain)


def test_the_first_error_of_a_large_table_is_told() -> None:
    values = large()["f"]
    values[40_000:] = np.inf
    for orient in ("records", "columns"):
        with pytest.raises(InvalidArgumentError, match="column 'f', row 40000: expected a number, found inf"):
            to_json({"i": np.arange(60_000), "f": values}, orient, nonfinite="error")


def test_threads_write_the_same_table_at_once() -> None:
    columns = large(20_000) | {"o": [None, "x"] * 10_000}
    expected = to_json(columns)
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(to_json(columns))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_references_are_given_back() -> None:
    thing, array = ["text", 5], np.arange(5)
    before = sys.getrefcount(thing), sys.getrefcount(array)
    for _ in range(5):
        to_json({"o": [thing, None], "a": array[:2]})
        for bad in ({"o": [thing, object()]}, {"a": array, "o": [thing]}):
            with pytest.raises(InvalidArgumentError):
                to_json(bad)
    del bad
    assert (sys.getrefcount(thing), sys.getrefcount(array)) == before
