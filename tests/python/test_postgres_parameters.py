"""Python objects as parameters of PostgreSQL's: which bytes, or which text, they become, and what is refused."""

from __future__ import annotations

import datetime as dt
import enum
import ipaddress
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from case_names import short
from postgres_value_types import (
    BIT,
    BOOL,
    BOOLS,
    BYTEA,
    CATALOG,
    CIDR,
    DATE,
    DATERANGE,
    DATES,
    FLOAT4,
    FLOAT8,
    FLOAT8S,
    HALFVEC,
    HSTORE,
    INET,
    INT2S,
    INT4,
    INT4RANGE,
    INT4S,
    INT8,
    INT8S,
    INTERVAL,
    JSONB,
    JSONBS,
    MOOD,
    NOBODY,
    NUMERIC,
    OID,
    ONE,
    PAIR,
    PAIRS,
    POINT,
    POLYGON,
    SOME_DAY,
    SOME_MOMENT,
    SPARSEVEC,
    TEXT,
    TEXTS,
    TIME,
    TIMESTAMP,
    TIMESTAMPS,
    TIMESTAMPTZ,
    TIMESTAMPTZS,
    TIMETZ,
    UTC,
    UUID_,
    VECTOR,
    XID8,
    binary,
    postgres_values,
    refused,
    text,
    value_types,
)
from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres._types import Range, SparseVector

__all__ = ["value_types"]


class Color(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("oid", "value", "same_as"),
    [
        (INT4, True, 1),
        (INT4, np.int16(5), 5),
        (INT4, Level.HIGH, 3),
        (FLOAT8, 5, 5.0),
        (FLOAT8, Decimal("0.5"), 0.5),
        (FLOAT8, np.float32(1.5), 1.5),
        (BOOL, np.True_, True),
        (NUMERIC, 12345, Decimal("12345")),
        (NUMERIC, 0.1, Decimal("0.1")),
        (NUMERIC, Decimal("1E+3"), Decimal("1000")),
        (NUMERIC, Decimal("-1.5E-7"), Decimal("-0.00000015")),
        (BYTEA, bytearray(b"ab"), b"ab"),
        (BYTEA, memoryview(b"ab"), b"ab"),
        (MOOD, Color.RED, "red"),
        (TEXT, Color.RED, "red"),
        (TEXT, 5, "5"),
        (TEXT, 0.1, "0.1"),
        (TEXT, True, "t"),
        (TEXT, SOME_DAY, "2000-01-11"),
        (TEXT, ONE, str(ONE)),
        (TIMESTAMP, SOME_DAY, dt.datetime(2000, 1, 11)),
        (TIMESTAMP, np.datetime64("2000-01-01T00:00:01.000000999", "ns"), SOME_MOMENT),
        (TIMESTAMP, pd.Timestamp(SOME_MOMENT), SOME_MOMENT),
        (
            TIMESTAMPTZ,
            dt.datetime(2000, 1, 1, 2, 0, 1, tzinfo=dt.timezone(dt.timedelta(hours=2))),
            SOME_MOMENT.replace(tzinfo=UTC),
        ),
        (INTERVAL, np.timedelta64(1500, "ms"), dt.timedelta(seconds=1.5)),
        (INTERVAL, dt.timedelta(microseconds=-1), dt.timedelta(microseconds=-1)),
        (INT4S, (1, 2), [1, 2]),
        (INT4S, range(3), [0, 1, 2]),
        (INT4S, [(1,), (2,)], [[1], [2]]),
        (INT4S, [[], []], []),
        (INT4S, pd.Series([1, 2]), [1, 2]),
        (INT4S, pa.array([1, None]), [1, None]),
        (INT4S, np.ma.masked_array([1, 2], [False, True]), [1, None]),
        (PAIR, {"a": 1}, (1, None)),
        (PAIR, [1, "x"], (1, "x")),
        (PAIRS, [(1, "x"), None], [(1, "x"), None]),
        (INT4RANGE, (1, 5), Range(1, 5)),
        (INT4RANGE, (None, 5), Range(None, 5)),
        (JSONBS, [{"a": 1}, [1, 2], None], [{"a": 1}, [1, 2], None]),
    ],
    ids=short,
)
def test_what_means_the_same_is_written_the_same(oid: int, value: Any, same_as: Any) -> None:
    assert binary(value, oid) == binary(same_as, oid)


@pytest.mark.parametrize("nothing", [None, pd.NaT, pd.NA, np.datetime64("NaT")])
@pytest.mark.parametrize("oid", [INT4, TEXT, TIMESTAMP, INT4S, NOBODY])
def test_what_is_nothing_is_null(nothing: Any, oid: int) -> None:
    assert binary(nothing, oid) is None


@pytest.mark.parametrize(
    ("oid", "value", "expected"),
    [
        (DATE, "2020-01-01", "2020-01-01"),
        (INT4, " 5", " 5"),
        (BOOL, "yes", "yes"),
        (DATES, ["2020-01-01", SOME_DAY, None, "infinity"], "{2020-01-01,2000-01-11,NULL,infinity}"),
        (DATES, [["2020-01-01"], [SOME_DAY]], "{{2020-01-01},{2000-01-11}}"),
        (TIMESTAMPS, ["infinity", SOME_MOMENT], "{infinity,2000-01-01T00:00:01}"),
        (DATERANGE, Range("infinity", None), "[infinity,)"),
        (DATERANGE, Range(SOME_DAY, "infinity", "[]"), "[2000-01-11,infinity]"),
        (PAIR, ("5", 'a,"b'), '(5,"a,\\"b")'),
        (PAIR, ("5", None), "(5,)"),
        (PAIR, {"b": "", "a": "5"}, '(5,"")'),
        (NOBODY, "anything", "anything"),
        (NOBODY, 5, "5"),
        (INET, ipaddress.ip_address("1.2.3.4"), "1.2.3.4"),
        (CIDR, ipaddress.ip_network("10.0.0.0/8"), "10.0.0.0/8"),
        (HALFVEC, [1, 2.5], "[1, 2.5]"),
        (SPARSEVEC, SparseVector(9, [0, 4], [1.0, 2.5]), "{1:1,5:2.5}/9"),
        (BIT, "0101", "0101"),
    ],
    ids=short,
)
def test_what_only_the_server_can_read_goes_as_text(oid: int, value: Any, expected: str) -> None:
    assert text(value, oid) == expected


def test_bytes_for_a_type_that_nobody_knows_are_its_bytes() -> None:
    assert binary(b"\x01\x02", NOBODY) == b"\x01\x02"


NUMPY: list[tuple[int, Any, Any]] = [
    (INT4S, np.array([1, 2, 3], "i8"), [1, 2, 3]),
    (INT4S, np.array([1, 2, 3], "u1"), [1, 2, 3]),
    (INT2S, np.array([[1, 2], [3, 4]], "i2"), [[1, 2], [3, 4]]),
    (INT8S, np.array([[1, 2], [3, 4]], "i4").T, [[1, 3], [2, 4]]),
    (INT8S, np.arange(10, dtype=">i4")[::3], [0, 3, 6, 9]),
    (INT4S, np.array([], "i4"), []),
    (INT4S, np.array([1, None], object), [1, None]),
    (FLOAT8S, np.array([1.5, np.nan], "f4"), [1.5, float("nan")]),
    (FLOAT8S, np.array([1, 2], "i4"), [1.0, 2.0]),
    (BOOLS, np.array([True, False]), [True, False]),
    (TEXTS, np.array(["a", "", "h\u00e9\u4e2d\U0001f600"]), ["a", "", "h\u00e9\u4e2d\U0001f600"]),
    (TEXTS, np.array(["a", None], object), ["a", None]),
    (DATES, np.array(["2000-01-11", "NaT"], "M8[D]"), [SOME_DAY, None]),
    (TIMESTAMPS, np.array(["2000-01-01T00:00:01", "NaT"], "M8[ns]"), [SOME_MOMENT, None]),
    (TIMESTAMPTZS, np.array(["2000-01-01T00:00:01"], "M8[s]"), [SOME_MOMENT.replace(tzinfo=UTC)]),
    (1231, np.array([1.5]), [Decimal("1.5")]),
    (1187, np.array([1500], "m8[ms]"), [dt.timedelta(seconds=1.5)]),
]


@pytest.mark.parametrize(("oid", "value", "same_as"), NUMPY, ids=short)
def test_arrays_of_numpy_are_arrays(oid: int, value: Any, same_as: Any) -> None:
    assert binary(value, oid) == binary(same_as, oid)


@pytest.mark.parametrize(
    ("oid", "value", "said"),
    [
        (INT4, "", None),
        (INT4, 2**31, "expected -2147483648 to 2147483647 for integer, found an int beyond them"),
        (INT4, 10**30, "found an int beyond them"),
        (INT4, 1.5, "expected int for integer, found float"),
        (OID, -1, "expected 0 to 4294967295 for oid"),
        (XID8, -1, "expected 0 to 2^64 - 1"),
        (BOOL, 1, "expected bool for boolean, found int"),
        (FLOAT4, 1e300, "expected a float of 32 bits for real"),
        (FLOAT8, object(), "expected float for double precision, found object"),
        (NUMERIC, object(), "expected Decimal, int or float for numeric, found object"),
        (NUMERIC, Decimal("1e200000"), "131072 digits"),
        (BYTEA, 5, "expected bytes for bytea, found int"),
        (TEXT, b"x", "expected another type than bytes for text"),
        (TEXT, [1], "expected str for text, found list"),
        (UUID_, 5, "expected uuid.UUID for uuid, found int"),
        (DATE, SOME_MOMENT, "has .date()"),
        (TIMESTAMP, SOME_MOMENT.replace(tzinfo=UTC), "without a zone"),
        (TIMESTAMPTZ, SOME_MOMENT, "tzinfo=datetime.timezone.utc"),
        (TIME, dt.time(tzinfo=UTC), "without a zone"),
        (TIMETZ, dt.time(), "with an offset of its own"),
        (INTERVAL, 5, "datetime.timedelta or wirespeed.postgres.Interval"),
        (INT4S, 5, "expected a list for integer[], found int"),
        (INT4S, [1, [2]], "item 1: expected int for integer, found list"),
        (INT4S, [[1], 2], "item 1: expected lists as deep as the first"),
        (INT4S, [[1], [2, 3]], "item 1: expected 1 items as in the first list of this depth, found 2"),
        (INT4S, [[[[[[[1]]]]]]], "at most 6 dimensions"),
        (INT4S, [1, 2.5], "item 1: expected int for integer, found float"),
        (INT4S, np.array([2**40]), "expected items within integer[]"),
        (PAIR, (1,), "expected 2 fields for pair, found 1"),
        (PAIR, {"c": 1}, "a dict whose keys are its fields"),
        (PAIR, 5, "expected a tuple or a dict for pair"),
        (INT4RANGE, (1, 2, 3), "expected wirespeed.postgres.Range for int4range, found tuple"),
        (HSTORE, {"a": 1}, "values that are str or None"),
        (HSTORE, {1: "a"}, "keys that are str"),
        (VECTOR, 5, "expected a list of floats for vector"),
        (POINT, (1, 2, 3), "expected 2 floats for point, found 3"),
        (POLYGON, [1], "expected two for each point floats"),
        (INET, 5, "expected an address of ipaddress for inet"),
        (MOOD, 5, "expected str for mood, found int"),
        (BIT, 5, "expected str for bit, found int"),
    ],
    ids=short,
)
def test_what_does_not_fit_is_refused_with_what_would(oid: int, value: Any, said: str | None) -> None:
    if said is None:
        assert text(value, oid) == value
    else:
        assert said in refused(value, oid)


def test_no_message_holds_a_value() -> None:
    assert "hunter2" not in refused(["hunter2"], TEXT)
    assert "hunter2" not in refused({"hunter2": 5}, HSTORE)


def test_what_json_cannot_say_is_raised_as_json_says_it() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        CATALOG.encode({"a": object()}, JSONB)


def test_a_list_that_holds_itself_ends() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert "at most 6 dimensions" in refused(endless, INT4S)
    with pytest.raises((RecursionError, InvalidArgumentError)):
        CATALOG.encode(["2020-01-01", endless], DATES)


@pytest.mark.parametrize(
    ("value", "oid"),
    [
        (None, 0),
        ("x", 0),
        (True, BOOL),
        (5, INT8),
        (2**70, NUMERIC),
        (1.5, FLOAT8),
        (b"x", BYTEA),
        (Decimal(1), NUMERIC),
        (SOME_DAY, DATE),
        (SOME_MOMENT, TIMESTAMP),
        (SOME_MOMENT.replace(tzinfo=UTC), TIMESTAMPTZ),
        (dt.time(), TIME),
        (dt.timedelta(), INTERVAL),
        (ONE, UUID_),
        ({}, JSONB),
        ([1], 0),
        (object(), 0),
    ],
)
def test_a_value_has_a_type_by_itself_where_it_can(value: Any, oid: int) -> None:
    assert postgres_values.guess_type(value) == oid
