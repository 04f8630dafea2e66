"""wirespeed.sql: constants that mean what they were made of, whatever is in them and whatever the server is set to."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import psycopg
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

import wirespeed.postgres as pg
from postgres_servers import PostgresServer
from sql_samples import ARRAYS, HOSTILE, SAMPLES, Array, Sample, random_texts
from wirespeed import sql
from wirespeed.errors import InvalidArgumentError


def dsn(server: PostgresServer) -> str:
    return server.dsn(host=server.socket_folder)


@pytest.fixture(scope="module")
def connection(postgres_server: PostgresServer) -> Iterator[pg.Connection]:
    with pg.connect(dsn(postgres_server)) as made:
        yield made


@pytest.fixture(params=["on", "off"])
def conforming(request: pytest.FixtureRequest, connection: pg.Connection) -> Iterator[pg.Connection]:
    """With both meanings of a backslash within quotes."""
    connection.execute(f"SET standard_conforming_strings = {request.param}")
    yield connection
    connection.execute("RESET standard_conforming_strings")


def same(found: Any, expected: Any) -> bool:
    """NaN is itself, and so is a zero with its sign; numbers of other classes are as good."""
    if isinstance(expected, float):
        if math.isnan(expected):
            return math.isnan(float(found))
        return float(found) == expected and math.copysign(1, float(found)) == math.copysign(1, expected)
    if isinstance(expected, Decimal) and expected.is_nan():
        return Decimal(found).is_nan()
    return bool(found == expected) and (found is None) == (expected is None)


def check(found: list[Any], expected: list[Any]) -> None:
    assert len(found) == len(expected)
    wrong = [(f, e) for f, e in zip(found, expected, strict=True) if not same(f, e)]
    assert not wrong


def column(connection: pg.Connection, statement: str) -> list[Any]:
    return [row[0] for row in connection.query(statement).rows()]


# --- one constant -----------------------------------------------------------------------------------------------------


@pytest.mark.server
def test_a_hostile_text_comes_back_as_it_was(conforming: pg.Connection) -> None:
    for text in [*HOSTILE, *random_texts(500, seed=8)]:
        assert conforming.query(f"SELECT {sql.literal(text)}").one() == (text,), text


@pytest.mark.server
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.type)
def test_a_value_of_each_type_comes_back_as_it_was(conforming: pg.Connection, sample: Sample) -> None:
    constants = [sql.literal(value, sample.type if value is None else None) for value in sample.values]
    # What the server takes each for by itself, and the value.
    for constant, value in zip(constants, sample.values, strict=True):
        found, type_ = conforming.query(f"SELECT {constant}, pg_typeof({constant})::text").one()
        assert same(found, value), constant
        if value is not None and sample.type in {"float8", "uuid", "date", "bytea", "interval", "jsonb"}:
            assert type_ == {"float8": "double precision"}.get(sample.type, sample.type)


@pytest.mark.server
@pytest.mark.parametrize("style", ["postgres", "sql_standard", "iso_8601"])
@pytest.mark.parametrize("dates", ["ISO, DMY", "SQL, DMY", "German", "Postgres, MDY"])
def test_times_do_not_depend_on_the_sessions_styles(connection: pg.Connection, style: str, dates: str) -> None:
    connection.execute_script(f"SET IntervalStyle = {style}; SET DateStyle = {dates}; SET TimeZone = 'Asia/Kolkata'")
    try:
        for sample in SAMPLES:
            if sample.type in {"date", "timestamp", "timestamptz", "interval", "time"}:
                found = column(connection, f"SELECT unnest({sql.array(sample.values)})")
                check(found, sample.values)
                if sample.type in {"timestamp", "interval"}:
                    array = np.array(sample.values, "M8[us]" if sample.type == "timestamp" else "m8[us]")
                    check(column(connection, f"SELECT unnest({sql.array(array)})"), sample.values)
    finally:
        connection.execute_script("RESET IntervalStyle; RESET DateStyle; RESET TimeZone")


@pytest.mark.server
@pytest.mark.parametrize("name", ["timestamptz", "timestamp with time zone"])
def test_times_without_a_zone_are_in_utc_where_their_type_has_one(connection: pg.Connection, name: str) -> None:
    naive = [datetime(2020, 1, 1, 12), None]
    aware = [datetime(2020, 1, 1, 12, tzinfo=timezone.utc), None]
    connection.execute("SET TimeZone = 'Asia/Kolkata'")
    try:
        arrays = [naive, np.array(naive, "M8[ns]"), pd.Series(naive), pa.array(naive), pl.Series(naive), aware]
        for values in [*arrays, np.array(naive, dtype=object)]:
            typed = sql.typed(values, name)
            assert column(connection, f"SELECT unnest({sql.array(typed)})") == aware
            for driver in ("wirespeed", "literals"):
                query = sql.bind("SELECT unnest({a})", driver, a=typed)
                assert [row[0] for row in connection.query(*query).rows()] == aware
            rows = sql.Rows("r", a=values).typed(a=name)
            for table in (rows.values(), rows.unnest()):
                assert column(connection, f"SELECT a FROM {table}") == aware
    finally:
        connection.execute("RESET TimeZone")


@pytest.mark.server
def test_signs_and_letters_do_not_run_together(connection: pg.Connection) -> None:
    assert connection.query(f"SELECT 1 -{sql.literal(-1)}").one() == (2,)
    pattern = sql.literal("a\\b")
    assert connection.query(f"SELECT 'ab' LIKE{pattern}").one() == (True,)
    assert connection.query(f"SELECT 5 -{sql.literal(-(2**63))}::numeric").one() == (5 + 2**63,)


@pytest.mark.server
@pytest.mark.parametrize("encoding", ["LATIN1", "WIN1252", "SJIS", "EUC_JP", "EUC_KR", "BIG5", "GBK", "GB18030", "UHC"])
def test_a_text_means_the_same_in_each_client_encoding(postgres_server: PostgresServer, encoding: str) -> None:
    """psycopg encodes the statement as the connection has it; some encoders make a backslash of a Yen sign."""
    texts = [*HOSTILE, *random_texts(200, seed=9)]
    with psycopg.connect(dsn(postgres_server), client_encoding=encoding, autocommit=True) as other:
        codec = other.info.encoding
        asked = 0
        for conforming in ("on", "off"):
            other.execute(f"SET standard_conforming_strings = {conforming}")
            for text in texts:
                try:
                    text.replace("\u00a5", "").replace("\u203e", "").encode(codec)
                    bytes_ = text.encode("utf-8").hex()
                    where = f"convert_from(decode('{bytes_}', 'hex'), 'UTF8') = {sql.literal(text)}"
                    found = other.execute(f"SELECT {where}".encode(codec)).fetchone()
                except UnicodeEncodeError:
                    continue
                assert found == (True,), (text, codec)
                asked += 1
        assert asked > 100


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "x\udfff'"])
def test_a_text_that_postgresql_does_not_have_is_refused(text: str) -> None:
    makers: list[Callable[[], object]] = [
        lambda: sql.literal(text),
        lambda: sql.in_list([text]),
        lambda: sql.array([text]),
        lambda: sql.in_list(np.array([text, "b"], dtype=object)),
        lambda: sql.array(np.array([text + "x"])),
        lambda: sql.Rows("t", a=[text]).values(),
    ]
    for make in makers:
        with pytest.raises((InvalidArgumentError, UnicodeEncodeError)):
            make()


def test_objects_that_sql_has_nothing_for_are_refused() -> None:
    for value in (object(), 1j, [1], {1, 2}):
        with pytest.raises(InvalidArgumentError, match="found"):
            sql.literal(value)


@pytest.mark.parametrize("name", ["int8; DROP TABLE t", "int8)", "", "int8--", 'a"b', "int8/*", "'x'", "a.b.c.d", "1"])
def test_a_type_that_is_no_name_is_refused(name: str) -> None:
    for make in (sql.literal, lambda one, type: sql.array([one], type), lambda one, type: sql.in_list([one], type)):
        with pytest.raises(InvalidArgumentError, match="type"):
            make(1, name)


@pytest.mark.server
@pytest.mark.parametrize(
    "name",
    ["int8", "numeric(10, 2)", "timestamp with time zone", "pg_catalog.text", '"char"', "double precision", "text"],
)
def test_a_types_name_is_taken_as_sql_has_it(connection: pg.Connection, name: str) -> None:
    connection.query(
        f"SELECT {sql.literal(None, name)}, {sql.array([None], name)}, 1 WHERE NULL IN {sql.in_list([], name)}"
    )


def test_members_of_an_enum_and_missing_values_are_what_they_stand_for() -> None:
    class Colour(Enum):
        RED = "red"

    assert sql.literal(Colour.RED) == "'red'"
    assert sql.literal(np.int16(3)) == "3"
    assert sql.literal(np.datetime64("2020-01-01")) == "'2020-01-01'::date"
    assert sql.in_list([1, None, pd.NA, pd.NaT]) == "(1,NULL,NULL,NULL)"
    assert sql.in_list(["a", math.nan, None]) == "('a',NULL,NULL)"
    assert sql.literal(np.datetime64("NaT")) == "NULL"


# --- lists and arrays -------------------------------------------------------------------------------------------------


def test_what_they_look_like() -> None:
    assert sql.in_list([1, -2]) == "(1,-2)"
    assert sql.in_list(["a", "it's", None]) == "('a','it''s',NULL)"
    assert sql.in_list(np.array([1, 2])) == "(1,2)"
    assert sql.array(np.array([1, 2], "i8")) == "'{1,2}'"
    assert sql.array(np.array([1, 2], "i4"), "int8") == "'{1,2}'::int8[]"
    assert sql.array(np.array([1, 2**31])) == "'{1,2147483648}'::int8[]"
    assert sql.array([0.5]) == """'{"0.5"}'::float8[]"""
    assert sql.array(["a", 'b"']) == ' E\'{"a","b\\\\""}\''
    assert sql.array([]) == "'{}'"
    assert sql.array([], "int8") == "'{}'::int8[]"
    assert sql.in_list(np.array([], "i8")) == "(SELECT NULL::int8 WHERE FALSE)"
    assert sql.in_list([date(2020, 1, 1)]) == "('2020-01-01'::date)"
    assert sql.in_list([1], "numeric") == "((1)::numeric)"


def test_an_empty_list_needs_a_type() -> None:
    with pytest.raises(InvalidArgumentError, match="type="):
        sql.in_list([])


@pytest.mark.parametrize("case", ARRAYS, ids=lambda case: case.name)
def test_each_item_is_one_constant(case: Array) -> None:
    for values in (case.array, case.values):
        rows = sql.Rows("t", a=values).items[0].constants()
        assert [constant == "NULL" for constant in rows] == [value is None for value in case.values]


@pytest.mark.server
@pytest.mark.parametrize("case", ARRAYS, ids=lambda case: case.name)
def test_arrays_of_each_library_come_back_as_they_were(conforming: pg.Connection, case: Array) -> None:
    array = sql.array(case.array)
    check(column(conforming, f"SELECT unnest({array}{'' if '::' in array else '::text[]'})::{case.type}"), case.values)
    rows = sql.Rows("t", a=case.array, n=range(len(case.values)))
    for table in (rows.values(), rows.unnest()):
        check(column(conforming, f"SELECT a::{case.type} FROM {table} ORDER BY n"), case.values)


@pytest.mark.server
@pytest.mark.parametrize("case", ARRAYS, ids=lambda case: case.name)
def test_lists_have_what_arrays_have(conforming: pg.Connection, case: Array) -> None:
    """Each value is in it, and of those that are none another is not."""
    listed, array = sql.in_list(case.array), sql.array(case.array)
    for value in case.values:
        if value is not None:
            constant = sql.literal(value, case.type)
            if case.name.endswith(("f2", "f4")):
                constant += "::float4"
            found = conforming.query(f"SELECT {constant} IN {listed}, {constant} = ANY({array})").one()
            assert found == (True, True), value


@pytest.mark.server
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.type)
def test_lists_of_objects_come_back_as_they_were(conforming: pg.Connection, sample: Sample) -> None:
    if sample.values[0].__class__ is int and sample.type == "int4":
        assert conforming.query(f"SELECT 2147483647 IN {sql.in_list(sample.values)}").one() == (True,)
    check(column(conforming, f"SELECT unnest({sql.array(sample.values, sample.type)})"), sample.values)
    check(
        column(conforming, f"SELECT a FROM {sql.Rows('t', a=sample.values).typed(a=sample.type).values()}"),
        sample.values,
    )
    check(
        column(conforming, f"SELECT a FROM {sql.Rows('t', a=sample.values).typed(a=sample.type).unnest()}"),
        sample.values,
    )


@pytest.mark.server
def test_null_in_a_list_is_as_sql_has_it(connection: pg.Connection) -> None:
    for which in (f"IN {sql.in_list([1, None])}", f"= ANY({sql.array([1, None])})"):
        assert connection.query(f"SELECT 1 {which}, 2 {which}, NULL {which}").one() == (True, None, None)
    for which in (f"NOT IN {sql.in_list([1, None])}", f"<> ALL({sql.array([1, None])})"):
        assert connection.query(f"SELECT 1 {which}, 2 {which}").one() == (False, None)
    for which in (f"IN {sql.in_list([], 'int8')}", f"= ANY({sql.array([])})"):
        assert connection.query(f"SELECT 1 {which}").one() == (False,)
    for which in (f"NOT IN {sql.in_list([], 'int8')}", f"<> ALL({sql.array([])})"):
        assert connection.query(f"SELECT 1 {which}, NULL::int8 {which}").one() == (True, True)


@pytest.mark.server
def test_texts_take_the_type_of_what_they_are_compared_with(connection: pg.Connection) -> None:
    connection.execute_script(
        "DROP TYPE IF EXISTS pg_temp.mood; CREATE TYPE pg_temp.mood AS ENUM ('glad', 'sad');"
        "CREATE TEMP TABLE IF NOT EXISTS moods (m pg_temp.mood, v varchar(9), c char(5)); TRUNCATE moods;"
        "INSERT INTO moods VALUES ('glad', 'glad', 'glad'), ('sad', 'sad', 'sad')"
    )
    for which in (f"IN {sql.in_list(np.array(['glad']))}", f"= ANY({sql.array(['glad', None])})"):
        for name in ("m", "v", "c"):
            assert connection.query(f"SELECT count(*) FROM moods WHERE {name} {which}").value() == 1


@pytest.mark.server
def test_an_index_serves_them(connection: pg.Connection) -> None:
    connection.execute_script(
        "CREATE TEMP TABLE many AS SELECT g AS id, g::text AS name FROM generate_series(1, 20000) g;"
        "CREATE INDEX ON many (id); CREATE INDEX ON many (name); ANALYZE many"
    )
    ids = np.arange(5, dtype="i8")
    names = ids.astype("U")
    for which in (
        f"id IN {sql.in_list(ids)}",
        f"id = ANY({sql.array(ids)})",
        f"id IN {sql.in_list(list(ids))}",
        f"name IN {sql.in_list(names)}",
        f"name = ANY({sql.array(names)})",
    ):
        plan = "\n".join(column(connection, f"EXPLAIN SELECT * FROM many WHERE {which}"))
        assert "Index" in plan, plan


@pytest.mark.parametrize("least", [0, -(2**31), -(2**31) - 1])
@pytest.mark.parametrize("greatest", [1, 2**31 - 1, 2**31])
def test_ints_that_any_column_may_hold_have_no_type(least: int, greatest: int) -> None:
    some = [least, greatest]
    typed = "" if least >= -(2**31) and greatest < 2**31 else "::int8[]"
    for values in (some, np.array(some), pa.array([*some, None]), pa.chunked_array([some]), pl.Series([None, *some])):
        assert sql.array(values).endswith("}'" + typed), values
        assert sql.array(values, "int8").endswith("}'::int8[]")


@pytest.mark.server
@pytest.mark.parametrize("column_type", ["int2", "int4", "int8"])
def test_ids_are_looked_up_in_a_hash(connection: pg.Connection, column_type: str) -> None:
    """Which takes their array to be of the column's type. An array of int8 has each row of an int4 compared with each
    of its items; PostgreSQL does not tell, but its planner counts it."""
    connection.execute_script(
        f"DROP TABLE IF EXISTS pg_temp.looked_up; CREATE TEMP TABLE looked_up AS SELECT (g % 1000)::{column_type} AS id"
        " FROM generate_series(1, 20000) g; ANALYZE looked_up"
    )

    def cost(which: str) -> float:
        plan = connection.query(f"EXPLAIN (FORMAT JSON) SELECT * FROM looked_up WHERE id {which}").value()
        return float(plan[0]["Plan"]["Total Cost"])

    ids = np.arange(500)
    assert (
        cost(f"= ANY({sql.array(ids)})")
        < cost(f"= ANY({sql.array(ids, 'int4' if column_type == 'int8' else 'int8')})") / 3
    )


@pytest.mark.server
def test_random_arrays_come_back_as_they_were(conforming: pg.Connection) -> None:
    seed = 80
    rng = np.random.default_rng(seed)
    for size in (0, 1, 100, 2000):
        for dtype, type_ in {"i8": "int8", "u4": "int8", "f8": "float8", "f4": "float4"}.items():
            array = np.frombuffer(rng.bytes(size * np.dtype(dtype).itemsize), dtype)
            back = column(conforming, f"SELECT unnest({sql.array(array, type_)})")
            assert np.array_equal(np.array(back, dtype), array, equal_nan=dtype[0] == "f"), (seed, dtype)
        texts = np.array(random_texts(size, seed), dtype="U12")
        assert column(conforming, f"SELECT unnest({sql.array(texts, 'text')})") == texts.tolist(), seed
        moments = rng.integers(-(2**57), 2**60, size).view("M8[us]")
        text = column(conforming, f"SELECT extract(epoch FROM unnest({sql.array(moments)}))")
        assert [int(second * 1000000) for second in text] == moments.astype("i8").tolist(), seed


@pytest.mark.server
def test_a_long_list_is_one(connection: pg.Connection) -> None:
    ids = np.random.default_rng(1).permutation(10_000)
    assert (
        connection.query(f"SELECT count(*) FROM generate_series(0, 20000) g WHERE g IN {sql.in_list(ids)}").value()
        == 10_000
    )
    assert (
        connection.query(f"SELECT count(*) FROM generate_series(0, 20000) g WHERE g = ANY({sql.array(ids)})").value()
        == 10_000
    )


def test_items_of_several_types_are_refused() -> None:
    wrong: list[list[Any]] = [[1, "a"], [True, 1], [b"a", "a"], [date(2020, 1, 1), datetime(2020, 1, 1)]]
    for values in [*wrong, [datetime(2020, 1, 1), datetime(2020, 1, 1, tzinfo=timezone.utc)]]:
        with pytest.raises(InvalidArgumentError, match="one type"):
            sql.in_list(values)


@pytest.mark.parametrize("values", [5, "text", b"bytes", None, np.zeros((2, 2)), np.array([1j]), np.array(5)])
def test_what_is_no_array_of_one_dimension_is_refused(values: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="found"):
        sql.array(values)


def test_times_beyond_the_servers_are_refused() -> None:
    with pytest.raises(InvalidArgumentError, match="within PostgreSQL's years"):
        sql.array(np.array([1 - 2**63], "M8[us]"))


# --- rows -------------------------------------------------------------------------------------------------------------


def test_what_rows_look_like() -> None:
    rows = sql.Rows("new", id=[1, 2], name=["a", None])
    assert len(rows) == 2
    assert rows.values() == """(VALUES ((1)::int8,('a')::text),(2,NULL)) AS "new" ("id", "name")"""
    assert rows.unnest() == """unnest('{1,2}'::int8[], '{"a",NULL}'::text[]) AS "new" ("id", "name")"""
    assert sql.Rows("t", a=[]).values() == """(SELECT NULL::text WHERE FALSE) AS "t" ("a")"""


@pytest.mark.server
def test_names_of_rows_are_quoted(conforming: pg.Connection) -> None:
    for name in ('a"b', "select", "A b", "\u00a5'", "$1"):
        rows = sql.Rows(name, {name: [1], "x": ["y"]})
        for table in (rows.values(), rows.unnest()):
            result = conforming.query(f"SELECT * FROM {table}")
            assert result.keys() == (name, "x")
            assert result.one() == (1, "y")


@pytest.mark.server
def test_the_types_of_rows_are_those_of_their_arrays(connection: pg.Connection) -> None:
    rows = sql.Rows(
        "t", a=np.array([1, 2], "i2"), b=[None, 2], c=np.array([0.5, 1], "f4"), d=[None, None], e=["1", "2"]
    )
    for table in (rows.values(), rows.unnest()):
        found = connection.query(
            f"SELECT pg_typeof(a)::text, pg_typeof(b)::text, pg_typeof(c)::text, pg_typeof(d)::text FROM {table}"
        )
        assert found.rows()[1] == ("smallint", "bigint", "real", "text")
    typed = rows.typed(e="int4", d="date", a="numeric(5,1)")
    for table in (typed.values(), typed.unnest()):
        found = connection.query(f"SELECT pg_typeof(e)::text, pg_typeof(d)::text, pg_typeof(a)::text FROM {table}")
        assert found.rows()[1] == ("integer", "date", "numeric")


def test_rows_that_are_none_are_refused() -> None:
    with pytest.raises(InvalidArgumentError, match="one length"):
        sql.Rows("t", a=[1], b=[1, 2])
    with pytest.raises(InvalidArgumentError, match="columns"):
        sql.Rows("t")
    with pytest.raises(InvalidArgumentError, match="found b"):
        sql.Rows("t", a=[1]).typed(b="int8")
    with pytest.raises(InvalidArgumentError, match="name"):
        sql.Rows("", a=[1])


def test_random_order_of_kinds_is_the_same() -> None:
    rng = random.Random(3)
    values = [1, 2.5, None, 3]
    for _ in range(10):
        rng.shuffle(values)
        assert set(sql.in_list(values)[1:-1].split(",")) == {"'1.0'::float8", "'2.5'::float8", "'3.0'::float8", "NULL"}
