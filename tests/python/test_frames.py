"""Columns as NumPy arrays and pandas frames: which type becomes what, NULLs, several batches, what is shared."""

from __future__ import annotations

import datetime as dt
import sys
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from postgres_servers import PostgresServer
from wirespeed import _frames, _native, postgres
from wirespeed._native import ColumnTable
from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres import Connection, Interval

pytestmark = pytest.mark.server
UTC = dt.timezone.utc


@pytest.fixture(scope="module")
def connection(postgres_server: PostgresServer) -> Iterator[Connection]:
    with postgres.connect(postgres_server.dsn()) as made:
        made.execute("SET timezone = 'UTC'")
        yield made


def table_of(
    connection: Connection, expression: str, values: str = "VALUES (1), (NULL), (3)", **options: Any
) -> ColumnTable:
    return connection.query(f"SELECT {expression} AS x FROM ({values}) AS t (v)", []).gather(**options)


# What is made of v, which is 1, NULL and 3: NumPy's type, pandas' type, first value in NumPy, in pandas.
TYPES: list[tuple[str, str, str, Any, Any]] = [
    ("v::int2", "int16", "float64", 1, 1.0),
    ("v::int4", "int32", "float64", 1, 1.0),
    ("v::int8", "int64", "float64", 1, 1.0),
    ("v::oid", "uint32", "float64", 1, 1.0),
    ("v::float4", "float32", "float32", 1.0, 1.0),
    ("v::float8", "float64", "float64", 1.0, 1.0),
    ("v = 1", "bool", "object", True, True),
    ("v::text", "object", "str", "1", "1"),
    ("date '2000-01-01' + v", "datetime64[D]", "datetime64[s]", dt.date(2000, 1, 2), pd.Timestamp("2000-01-02")),
    ("time '00:00' + v * interval '1 s'", "timedelta64[us]", "object", dt.timedelta(seconds=1), dt.time(0, 0, 1)),
    (
        "timestamp '2000-01-01' + v * interval '1 s'",
        "datetime64[us]",
        "datetime64[us]",
        dt.datetime(2000, 1, 1, 0, 0, 1),
        pd.Timestamp("2000-01-01T00:00:01"),
    ),
    (
        "timestamptz '2000-01-01Z' + v * interval '1 s'",
        "datetime64[us]",
        "datetime64[us, UTC]",
        dt.datetime(2000, 1, 1, 0, 0, 1),
        pd.Timestamp("2000-01-01T00:00:01Z"),
    ),
    ("v::numeric(10, 2)", "object", "object", Decimal("1.00"), Decimal("1.00")),
    ("lpad(v::text, 32, '0')::uuid", "object", "object", uuid.UUID(int=1), uuid.UUID(int=1)),
    ("v::text::bytea", "object", "object", b"1", b"1"),
    ("v * interval '1 day'", "object", "object", dt.timedelta(days=1), dt.timedelta(days=1)),
    ("v * interval '1 mon'", "object", "object", Interval(1, 0, 0), Interval(1, 0, 0)),
]


@pytest.mark.parametrize(
    ("expression", "numpy_type", "pandas_type", "in_numpy", "in_pandas"), TYPES, ids=lambda v: str(v)[:20]
)
def test_a_type_becomes_numpys_and_pandas_own_with_null_as_theirs(
    connection: Connection, expression: str, numpy_type: str, pandas_type: str, in_numpy: Any, in_pandas: Any
) -> None:
    table = table_of(connection, expression)
    array: Any = _frames.arrays_of(table)["x"]
    assert (str(array.dtype), array.mask.tolist()) == (numpy_type, [False, True, False])
    assert array.tolist()[0] == in_numpy
    column = _frames.frame_of(table)["x"]
    assert str(column.dtype) == pandas_type
    assert column[0] == in_pandas
    assert column.isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("expression", "numpy_type", "pandas_type", "in_numpy", "in_pandas"), TYPES, ids=lambda v: str(v)[:20]
)
def test_without_null_nothing_is_masked_and_integers_stay_such(
    connection: Connection, expression: str, numpy_type: str, pandas_type: str, in_numpy: Any, in_pandas: Any
) -> None:
    table = table_of(connection, expression, "VALUES (1)")
    array = _frames.arrays_of(table)["x"]
    assert (type(array), str(array.dtype)) == (np.ndarray, numpy_type)
    column = _frames.frame_of(table)["x"]
    stays = numpy_type.startswith(("int", "uint", "bool"))
    assert str(column.dtype) == (numpy_type if stays else pandas_type)
    assert column[0] == in_pandas


def test_nullable_types_whether_there_is_a_null_or_not(connection: Connection) -> None:
    for values in ("VALUES (1), (NULL)", "VALUES (1)"):
        assert str(_frames.frame_of(table_of(connection, "v::int2", values), nullable=True)["x"].dtype) == "Int16"
        assert str(_frames.frame_of(table_of(connection, "v = 1", values), nullable=True)["x"].dtype) == "boolean"


def test_lists_and_composites_are_objects(connection: Connection) -> None:
    table = table_of(connection, "ARRAY[v, NULL]")
    assert _frames.arrays_of(table)["x"].tolist() == [[1, None], [None, None], [3, None]]


def test_text_by_places_is_categorical(connection: Connection) -> None:
    table = table_of(connection, "'word ' || v", "VALUES (1), (NULL), (3), (1)", dictionary="always")
    column = _frames.frame_of(table)["x"]
    assert column.dtype == "category"
    assert column.tolist()[:1] == ["word 1"]
    assert column.isna().tolist() == [False, True, False, False]
    assert column.cat.categories.tolist() == ["word 1", "word 3"]
    words: Any = _frames.arrays_of(table)["x"]
    assert words.compressed().tolist() == ["word 1", "word 3", "word 1"]


def plain(column: Any) -> list[Any]:
    """The values; None for those that are missing, whatever stands for them."""
    return [None if missing else value for missing, value in zip(column.isna(), column.astype(object), strict=True)]


@pytest.mark.parametrize("dictionary", ["never", "always"])
def test_batches_are_joined(connection: Connection, dictionary: str) -> None:
    expressions = [*(expression for expression, *_ in TYPES), "ARRAY[v]"]
    sql = (
        "SELECT " + ", ".join(f"{expression} AS x{i}" for i, expression in enumerate(expressions)) + " FROM ({}) t (v)"
    )
    pieces = ["VALUES (1), (2), (3)", "VALUES (4), (NULL)", "SELECT 1 WHERE false", "VALUES (NULL::int), (5)"]
    tables = [connection.query(sql.format(piece)).gather(dictionary=dictionary) for piece in pieces]  # type: ignore[arg-type]
    rows = [row for piece in pieces for row in connection.query(sql.format(piece)).rows()]
    table: ColumnTable = vars(_native)["_postgres_values"].joined(tables)
    whole = connection.query(sql.format(" UNION ALL ".join(f"({piece})" for piece in pieces))).gather()
    assert len(table) == len(rows) == 7
    for i in range(len(expressions)):
        assert list(table.objects(i)) == [row[i] for row in rows]  # type: ignore[call-overload]
        assert _frames.numpy_array(table, i).tolist() == _frames.numpy_array(whole, i).tolist()
    for nullable in (False, True):
        made, expected = _frames.frame_of(table, nullable=nullable), _frames.frame_of(whole, nullable=nullable)
        for name in expected:
            pd.testing.assert_series_equal(made[name].astype(object), expected[name].astype(object))


def test_an_empty_result_has_its_types(connection: Connection) -> None:
    for expression, numpy_type, pandas_type, _, _ in TYPES:
        table = table_of(connection, expression, "SELECT 1 WHERE false")
        assert str(_frames.arrays_of(table)["x"].dtype) == numpy_type
        column = _frames.frame_of(table)["x"]
        assert len(column) == 0
        stays = numpy_type.startswith(("int", "uint", "bool"))
        assert str(column.dtype) == (numpy_type if stays else pandas_type)


def test_a_result_without_columns_keeps_its_rows(connection: Connection) -> None:
    frame = _frames.frame_of(connection.query("SELECT FROM generate_series(1, 5)").gather())
    assert frame.shape == (5, 0)


def test_equal_names_are_kept_but_in_a_dict(connection: Connection) -> None:
    table = connection.query("SELECT 1 AS a, 2 AS a").gather()
    assert list(_frames.frame_of(table).columns) == ["a", "a"]
    with pytest.raises(InvalidArgumentError, match="'a' more than once"):
        _frames.arrays_of(table)


def test_a_structured_array_has_the_columns_as_fields(connection: Connection) -> None:
    result = connection.query("SELECT i AS n, i::text AS t, NULLIF(i, 2) AS m FROM generate_series(1, 3) AS i")
    made = result.to_numpy(structured=True)
    assert made.dtype.names == ("n", "t", "m")
    assert made["n"].tolist() == [1, 2, 3]
    assert made["t"].tolist() == ["1", "2", "3"]
    assert made["m"].mask.tolist() == [False, True, False]


def test_numbers_are_shared_and_arrays_cannot_be_written(connection: Connection) -> None:
    table = table_of(connection, "v", "SELECT generate_series(1, 1000)")
    first, second = _frames.arrays_of(table)["x"], _frames.arrays_of(table)["x"]
    assert np.shares_memory(first, second)
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 5
    frame = _frames.frame_of(table)
    assert np.shares_memory(frame["x"].to_numpy(), first)
    assert not np.shares_memory(_frames.frame_of(table, copy=True)["x"].to_numpy(), first)


def test_memory_outlives_the_table(connection: Connection) -> None:
    array = _frames.arrays_of(table_of(connection, "v", "SELECT generate_series(1, 100000)"))["x"]
    table_of(connection, "v", "SELECT generate_series(1, 100000)")
    assert array.sum() == 100000 * 100001 // 2


def test_a_frame_can_be_written(connection: Connection) -> None:
    frame = connection.query("SELECT i, now() AS t, 'a' AS s, i = 1 AS b FROM generate_series(1, 3) AS i").to_pandas()
    frame.loc[0, ["i", "t", "s", "b"]] = [7, pd.NaT, "z", False]
    assert frame.loc[0, "i"] == 7
    assert frame.loc[0, "t"] is pd.NaT
    assert frame.loc[0, "s"] == "z"
    assert not frame.loc[0, "b"]


def test_text_for_pandas_is_large_string_without_a_copy(connection: Connection) -> None:
    column = connection.query("SELECT 'abc' || i AS x FROM generate_series(1, 1000) AS i").to_pandas()["x"]
    assert column.dtype == pd.StringDtype("pyarrow", na_value=np.nan)
    chunks = column.array.__arrow_array__()
    assert {chunk.type for chunk in getattr(chunks, "chunks", [chunks])} == {pa.large_string()}


def test_without_pyarrow_there_are_objects(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    text = table_of(connection, "v::text")
    numbers = table_of(connection, "v")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert _frames.frame_of(text)["x"].dtype == pd.StringDtype("python", na_value=np.nan)
    assert _frames.frame_of(numbers)["x"].dtype == "float64"


def test_what_datetime_cannot_hold_is_text(connection: Connection) -> None:
    table = connection.query("SELECT time '24:00' AS t, timestamp '20000-01-01' AS s").gather()
    assert table.objects(0)[0] == "24:00:00"  # type: ignore[index]
    assert table.objects(1)[0] == "20000-01-01 00:00:00"  # type: ignore[index]


def test_a_column_that_is_not_there_or_has_no_numbers_is_an_error(connection: Connection) -> None:
    table = table_of(connection, "v::text")
    with pytest.raises(IndexError):
        table.values(1)
    with pytest.raises(TypeError, match="ask for objects"):
        table.values(0)
    with pytest.raises(TypeError, match="ask for objects"):
        table.filled(0)
