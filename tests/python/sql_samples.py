"""Values that are hard to write in SQL, and arrays of every library."""

from __future__ import annotations

import math
import random
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

HOSTILE = [
    "",
    "'",
    "''",
    "\\",
    "\\'",
    "'\\",
    "\\\\'",
    "it's",
    "'; DROP TABLE nothing; --",
    "\\'; DROP TABLE nothing; --",
    "a','b",
    "a','b\\",
    "\u00a5'; SELECT 1; --",
    "\u00a5",
    "\u203e'",
    "\u20a9'",
    '"',
    '\\"',
    '{a,"b"}',
    "{}",
    "}",
    ",",
    "NULL",
    "null",
    "$$",
    "$1",
    "$a$",
    "%s",
    "%",
    "%%",
    "%(a)s",
    ":name",
    "?",
    "{ids}",
    "{{",
    "/*",
    "*/",
    "-- ",
    ";",
    "E'",
    "\\u0027",
    "\\x27",
    "U&'\\0027'",
    "line\nfeed\r\n\ttab\x0b\x0c\x08\x1b\x7f",
    " leading and trailing ",
    "\u00e9\u00df\u0416\u4e2d\u6587\U0001f600",
    "\ufeff\u200b\u202e",
    "\u02bc\u2019\uff07\u00b4`",  # other quotes
    "x" * 5000 + "'",
]

_NASTY = "'\"\\\u00a5\u203e{},;%$:?()[]-/*\n\t NULLEeUu&0bxa\u00e9\u4e2d\U0001f600"


def random_texts(count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return ["".join(rng.choices(_NASTY, k=rng.randrange(12))) for _ in range(count)]


class Sample(NamedTuple):
    """Values of one type, as a table has them."""

    type: str
    values: list[Any]


UTC = timezone.utc
SAMPLES = [
    Sample("bool", [True, False, None]),
    Sample("int8", [0, 1, -1, 2**63 - 1, -(2**63), 2**31, None]),
    Sample("int4", [0, -(2**31), 2**31 - 1]),
    Sample("int2", [-(2**15), 2**15 - 1]),
    Sample("numeric", [Decimal("0.1"), Decimal("-1E+20"), Decimal("1E-20"), Decimal("NaN"), Decimal("Infinity"), None]),
    Sample("numeric", [2**63, -(2**100), 1]),
    Sample("float8", [0.1, -0.0, 5e-324, 1.7976931348623157e308, math.nan, math.inf, -math.inf, 1e22, None]),
    Sample("text", [*HOSTILE, None]),
    Sample("bytea", [b"", b"\0", b"'\\\"{},", bytes(range(256)), None]),
    Sample("uuid", [UUID(int=0), UUID(int=2**128 - 1), None]),
    Sample("date", [date(1, 1, 1), date(9999, 12, 31), date(2000, 2, 29), None]),
    Sample("time", [time(0), time(23, 59, 59, 999999), None]),
    Sample("timetz", [time(12, 30, tzinfo=timezone(timedelta(hours=-5, minutes=-30)))]),
    Sample("timestamp", [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999), datetime(2020, 1, 2, 3), None]),
    Sample(
        "timestamptz",
        [datetime(2020, 1, 2, tzinfo=UTC), datetime(1850, 1, 1, tzinfo=timezone(timedelta(seconds=4772))), None],
    ),
    Sample(
        "interval", [timedelta(0), timedelta(microseconds=-1), timedelta(days=-3, hours=5), timedelta(days=9999999)]
    ),
    Sample("inet", [ip_address("10.0.0.1"), ip_address("::1"), None]),
    Sample("cidr", [ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")]),
    Sample("jsonb", [{"a": ["it's", None, 1.5]}, {}, None]),
]


class Array(NamedTuple):
    """An array, and what it holds."""

    name: str
    array: Any
    type: str
    values: list[Any]


def _texts(texts: list[str | None]) -> list[Array]:
    """None is in the first place."""
    some = [text for text in texts if text is not None]
    return [
        Array("numpy U", np.array(some), "text", some),
        Array("numpy S", np.array([text.encode() for text in some]), "text", some),
        Array("numpy objects", np.array(texts, dtype=object), "text", texts),
        Array("pandas str", pd.Series(texts, dtype="str"), "text", texts),
        Array("pandas objects", pd.Series(texts, dtype=object), "text", texts),
        Array("pandas categories", pd.Series(texts, dtype="category"), "text", texts),
        Array("pandas index", pd.Index(some), "text", some),
        Array("arrow string", pa.array(texts), "text", texts),
        Array("arrow large_string", pa.array(texts, pa.large_string()), "text", texts),
        Array("arrow string_view", pa.array(texts, pa.string_view()), "text", texts),
        Array("arrow dictionary", pa.array(texts).dictionary_encode(), "text", texts),
        Array("arrow chunks", pa.chunked_array([pa.array(texts), pa.array(texts[1:])]), "text", texts + texts[1:]),
        Array("arrow slice", pa.array(["no", *texts, "no"]).slice(1, len(texts)), "text", texts),
        Array("polars String", pl.Series(texts), "text", texts),
        Array("polars Categorical", pl.Series(texts, dtype=pl.Categorical), "text", texts),
    ]


def _numbers() -> list[Array]:
    made = []
    for dtype in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
        info = np.iinfo(dtype)
        values = [int(info.min), 0, int(info.max)]
        type_ = "numeric" if dtype == "u8" else "int8"
        made.append(Array(f"numpy {dtype}", np.array(values, dtype), type_, values))
        made.append(Array(f"arrow {dtype}", pa.array(np.array(values, dtype)), type_, values))
    floats = [0.5, -0.0, math.nan, math.inf, -math.inf]
    for dtype in ("f2", "f4", "f8"):
        made.append(Array(f"numpy {dtype}", np.array(floats, dtype), "float8", floats))
    least = float(np.float32(0.1))
    some = [1, None, -3]
    return [
        *made,
        Array("numpy f4 shortest", np.array([0.1], "f4"), "float4", [least]),
        Array("arrow f4", pa.array([0.1], pa.float32()), "float4", [least]),
        Array("numpy every other", np.arange(10)[::2], "int8", [0, 2, 4, 6, 8]),
        Array("numpy backwards", np.arange(3)[::-1], "int8", [2, 1, 0]),
        Array("numpy big-endian", np.array([1, 2], ">i4"), "int8", [1, 2]),
        Array("numpy masked", np.ma.masked_array([1, 2], [False, True]), "int8", [1, None]),
        Array("numpy bool", np.array([True, False]), "bool", [True, False]),
        Array("arrow bool", pa.array([True, None, False]), "bool", [True, None, False]),
        Array("arrow with nulls", pa.array(some), "int8", some),
        Array("arrow decimal", pa.array([Decimal("1.50"), None]), "numeric", [Decimal("1.50"), None]),
        Array("polars with nulls", pl.Series(some), "int8", some),
        Array("polars Decimal", pl.Series([Decimal("1.5")]), "numeric", [Decimal("1.5")]),
        Array("pandas Int64", pd.Series(some, dtype="Int64"), "int8", some),
        Array("pandas int64", pd.Series([1, 2]), "int8", [1, 2]),
        Array("pandas RangeIndex", pd.RangeIndex(3), "int8", [0, 1, 2]),
        Array("range", range(3), "int8", [0, 1, 2]),
        Array("tuple", (1, 2), "int8", [1, 2]),
        Array("set", {7}, "int8", [7]),
        Array("ints and floats", [1, 0.5], "float8", [1.0, 0.5]),
        Array("numpy scalars", [np.int16(1), np.int64(2)], "int8", [1, 2]),
    ]


def _times() -> list[Array]:
    moments = [datetime(2020, 1, 2, 3, 4, 5, 678901), None, datetime(1969, 12, 31, 23, 59, 59)]
    aware = [moment and moment.replace(tzinfo=UTC) for moment in moments]
    days = [date(2020, 2, 29), None, date(1900, 1, 1)]
    spans = [timedelta(days=1, microseconds=1), None, timedelta(microseconds=-1)]
    numpy_moments = np.array(moments, "M8[us]")
    made = [
        Array("numpy M8[s]", np.array(["2020-01-02T03:04:05"], "M8[s]"), "timestamp", [datetime(2020, 1, 2, 3, 4, 5)]),
        Array("numpy M8[us]", numpy_moments, "timestamp", moments),
        Array("numpy M8[D]", np.array(days, "M8[D]"), "date", days),
        Array("numpy m8[us]", np.array(spans, "m8[us]"), "interval", spans),
        Array(
            "numpy masked M8",
            np.ma.masked_array(numpy_moments, [True, False, False]),
            "timestamp",
            [None, None, moments[2]],
        ),
        Array("pandas datetime64", pd.Series(moments), "timestamp", moments),
        Array("pandas with zone", pd.Series(aware).dt.tz_convert("Asia/Tokyo"), "timestamptz", aware),
        Array("pandas timedelta64", pd.Series(spans), "interval", spans),
        Array("arrow date32", pa.array(days), "date", days),
        Array("arrow date64", pa.array(days, pa.date64()), "date", days),
        Array("arrow time64", pa.array([time(1, 2, 3)]), "time", [time(1, 2, 3)]),
        Array("polars Date", pl.Series(days), "date", days),
        Array("polars Datetime", pl.Series(moments), "timestamp", moments),
        Array("polars Datetime UTC", pl.Series(aware), "timestamptz", aware),
        Array("polars Duration", pl.Series(spans), "interval", spans),
        Array("polars Time", pl.Series([time(1, 2, 3)]), "time", [time(1, 2, 3)]),
    ]
    for unit in ("us", "ns"):
        made.append(Array(f"arrow timestamp[{unit}]", pa.array(moments, pa.timestamp(unit)), "timestamp", moments))
        made.append(Array(f"arrow duration[{unit}]", pa.array(spans, pa.duration(unit)), "interval", spans))
    zoned = pa.array(aware, pa.timestamp("us", "America/New_York"))
    return [*made, Array("arrow timestamp with zone", zoned, "timestamptz", aware)]


def _others() -> list[Array]:
    data = [b"\0'\\", None, b"x" * 20]
    ids = [UUID(int=7), None]
    return [
        Array("arrow binary", pa.array(data), "bytea", data),
        Array("arrow large_binary", pa.array(data, pa.large_binary()), "bytea", data),
        Array("arrow fixed binary", pa.array([b"abc", None], pa.binary(3)), "bytea", [b"abc", None]),
        Array("polars Binary", pl.Series(data), "bytea", data),
        Array("numpy objects of UUID", np.array(ids, dtype=object), "uuid", ids),
    ]


ARRAYS = [
    *_texts([None, "it's", 'a "b" \\', "{,}", "\u00a5\u4e2d", "longer than twelve bytes", ""]),
    *_numbers(),
    *_times(),
    *_others(),
]
