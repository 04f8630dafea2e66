"""Values of PostgreSQL's as Python objects and back, byte by byte: what a real server makes of them is
test_postgres_value_round_trips.py.
"""

from __future__ import annotations

import datetime as dt
import enum
import ipaddress
import pickle
import random
import struct
import uuid
from contextlib import suppress
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from wirespeed import _native, errors
from wirespeed.errors import InvalidArgumentError, MalformedError
from wirespeed.postgres._types import Interval, Path, Range, SparseVector

UTC = dt.timezone.utc
_postgres_values: Any = vars(_native)["_postgres_values"]
CATALOG = _postgres_values.TypeCatalog()
# OIDs as every server has them; those from 90000 on are made up here.
BOOL, BYTEA, CHAR, INT8, INT2, INT4, TEXT, OID, JSON = 16, 17, 18, 20, 21, 23, 25, 26, 114
POINT, LSEG, PATH, BOX, POLYGON, LINE, CIRCLE = 600, 601, 602, 603, 604, 628, 718
FLOAT4, FLOAT8, MONEY, MACADDR, CIDR, INET = 700, 701, 790, 829, 650, 869
DATE, TIME, TIMESTAMP, TIMESTAMPTZ, INTERVAL, TIMETZ = 1082, 1083, 1114, 1184, 1186, 1266
BIT, NUMERIC, UUID_, PG_LSN, TSVECTOR, JSONB, RECORD = 1560, 1700, 2950, 3220, 3614, 3802, 2249
INT4S, TEXTS, FLOAT8S, BOOLS, DATES, TIMESTAMPS, TIMESTAMPTZS, INT2S, INT8S, JSONBS = (
    1007,
    1009,
    1022,
    1000,
    1182,
    1115,
    1185,
    1005,
    1016,
    3807,
)
INT4RANGE, DATERANGE, INT4MULTIRANGE, XID8, TID = 3904, 3912, 4451, 5069, 27
PAIR, PAIRS, MOOD, HSTORE, VECTOR, HALFVEC, SPARSEVEC, SHOE_SIZE, SEG, NOBODY = range(90_000, 90_010)

kind = _postgres_values.kind


@pytest.fixture(autouse=True, scope="module")
def _types() -> None:
    CATALOG.put(PAIR, "pair", kind("composite"), fields=[("a", INT4), ("b", TEXT)])
    CATALOG.put(PAIRS, "pair[]", kind("array"), PAIR)
    CATALOG.put(MOOD, "mood", kind("enumeration"))
    CATALOG.put(HSTORE, "hstore", kind("hstore"))
    CATALOG.put(VECTOR, "vector", kind("vector"))
    CATALOG.put(HALFVEC, "halfvec", kind("halfvec"))
    CATALOG.put(SPARSEVEC, "sparsevec", kind("sparsevec"))
    CATALOG.put(SHOE_SIZE, "shoe_size", kind("domain"), INT4)


def decode(data: bytes, oid: int) -> Any:
    return CATALOG.decode(data, oid)


def binary(value: Any, oid: int) -> bytes | None:
    data, is_text = CATALOG.encode(value, oid)
    assert not is_text
    return None if data is None else bytes(data)


def text(value: Any, oid: int) -> str:
    data, is_text = CATALOG.encode(value, oid)
    assert is_text
    return bytes(data).decode()


def refused(value: Any, oid: int) -> str:
    with pytest.raises(InvalidArgumentError) as raised:
        CATALOG.encode(value, oid)
    assert str(raised.value).startswith("parameter $1")
    return str(raised.value)


def sized(*cells: bytes | None) -> bytes:
    return b"".join(struct.pack(">i", -1) if c is None else struct.pack(">i", len(c)) + c for c in cells)


def array(oid: int, sizes: list[int], *cells: bytes | None) -> bytes:
    header = struct.pack(">iiI", len(sizes), None in cells, oid)
    return header + b"".join(struct.pack(">ii", size, 1) for size in sizes) + sized(*cells)


def int4(value: int) -> bytes:
    return struct.pack(">i", value)


def numeric(groups: list[int], weight: int, sign: int, scale: int) -> bytes:
    return struct.pack(">hhHh", len(groups), weight, sign, scale) + struct.pack(f">{len(groups)}h", *groups)


SOME_DAY = dt.date(2000, 1, 11)
SOME_MOMENT = dt.datetime(2000, 1, 1, 0, 0, 1)
ONE = uuid.UUID("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")

# Both ways: what the bytes are as an object, and the object as bytes.
BOTH_WAYS: list[tuple[int, bytes, Any]] = [
    (BOOL, b"\x01", True),
    (BOOL, b"\x00", False),
    (INT2, b"\x80\x00", -32768),
    (INT4, b"\x7f\xff\xff\xff", 2**31 - 1),
    (INT8, b"\x80" + bytes(7), -(2**63)),
    (OID, b"\xff\xff\xff\xff", 2**32 - 1),
    (XID8, b"\xff" * 8, 2**64 - 1),
    (MONEY, bytes(7) + b"\x05", 5),
    (FLOAT4, struct.pack(">f", 1.5), 1.5),
    (FLOAT8, struct.pack(">d", 0.1), 0.1),
    (NUMERIC, numeric([], 0, 0, 0), Decimal("0")),
    (NUMERIC, numeric([], 0, 0, 2), Decimal("0.00")),
    (NUMERIC, numeric([1, 5000], 0, 0x4000, 2), Decimal("-1.50")),
    (NUMERIC, numeric([1], -2, 0, 8), Decimal("0.00000001")),
    (NUMERIC, numeric([1, 2345], 1, 0, 0), Decimal("12345")),
    (NUMERIC, numeric([], 0, 0xD000, 0), Decimal("Infinity")),
    (NUMERIC, numeric([], 0, 0xF000, 0), Decimal("-Infinity")),
    (TEXT, b"", ""),
    (TEXT, "h\u00e9\u4e2d\U0001f600".encode(), "h\u00e9\u4e2d\U0001f600"),
    (BYTEA, b"\x00\xff", b"\x00\xff"),
    (UUID_, ONE.bytes, ONE),
    (DATE, int4(10), SOME_DAY),
    (DATE, int4(-730119), dt.date.min),
    (DATE, int4(2921939), dt.date.max),
    (TIME, struct.pack(">q", 86_399_999_999), dt.time.max),
    (TIMETZ, struct.pack(">qi", 5, -19800), dt.time(0, 0, 0, 5, dt.timezone(dt.timedelta(hours=5, minutes=30)))),
    (TIMESTAMP, struct.pack(">q", 1_000_000), SOME_MOMENT),
    (TIMESTAMP, struct.pack(">q", -1), dt.datetime(1999, 12, 31, 23, 59, 59, 999999)),
    (TIMESTAMP, struct.pack(">q", -63082281600000000), dt.datetime.min),
    (TIMESTAMP, struct.pack(">q", 252455615999999999), dt.datetime.max),
    (TIMESTAMPTZ, struct.pack(">q", 1_000_000), SOME_MOMENT.replace(tzinfo=UTC)),
    (INTERVAL, struct.pack(">qii", 5, 2, 0), dt.timedelta(days=2, microseconds=5)),
    (INTERVAL, struct.pack(">qii", -5, -2, 14), Interval(14, -2, -5)),
    (INT4S, array(INT4, []), []),
    (INT4S, array(INT4, [3], int4(1), None, int4(3)), [1, None, 3]),
    (INT4S, array(INT4, [2, 2], *map(int4, range(4))), [[0, 1], [2, 3]]),
    (TEXTS, array(TEXT, [1], b"a"), ["a"]),
    (
        PAIR,
        struct.pack(">i", 2) + struct.pack(">I", INT4) + sized(int4(1)) + struct.pack(">I", TEXT) + sized(None),
        (1, None),
    ),
    (MOOD, b"sad", "sad"),
    (SHOE_SIZE, int4(46), 46),
    (INT4RANGE, b"\x02" + sized(int4(1), int4(5)), Range(1, 5)),
    (INT4RANGE, b"\x01", Range(empty=True)),
    (INT4RANGE, b"\x18", Range()),
    (INT4RANGE, b"\x0c" + sized(int4(5)), Range(None, 5, "[]")),
    (INT4MULTIRANGE, struct.pack(">i", 1) + sized(b"\x02" + sized(int4(1), int4(5))), [Range(1, 5)]),
    (HSTORE, struct.pack(">i", 2) + sized(b"a", b"1", b"b", None), {"a": "1", "b": None}),
    (VECTOR, struct.pack(">hhff", 2, 0, 1.0, -2.5), [1.0, -2.5]),
    (POINT, struct.pack(">dd", 1, 2), (1.0, 2.0)),
    (LINE, struct.pack(">ddd", 1, 2, 3), (1.0, 2.0, 3.0)),
    (LSEG, struct.pack(">dddd", 1, 2, 3, 4), ((1.0, 2.0), (3.0, 4.0))),
    (BOX, struct.pack(">dddd", 3, 4, 1, 2), ((3.0, 4.0), (1.0, 2.0))),
    (CIRCLE, struct.pack(">ddd", 1, 2, 3), ((1.0, 2.0), 3.0)),
    (POLYGON, struct.pack(">idddd", 2, 1, 2, 3, 4), [(1.0, 2.0), (3.0, 4.0)]),
    (PATH, struct.pack(">bidd", 1, 1, 1, 2), Path([(1.0, 2.0)], True)),
    (TID, struct.pack(">IH", 7, 3), (7, 3)),
]


@pytest.mark.parametrize(("oid", "data", "value"), BOTH_WAYS, ids=lambda v: str(v)[:24])
def test_bytes_are_an_object_and_the_object_those_bytes(oid: int, data: bytes, value: Any) -> None:
    found = decode(data, oid)
    assert found == value
    assert str(found) == str(value) or isinstance(value, tuple)
    assert binary(value, oid) == data


def test_a_numeric_that_is_no_number_is_one_both_ways() -> None:
    nan = numeric([], 0, 0xC000, 0)
    assert decode(nan, NUMERIC).is_nan()
    assert binary(Decimal("NaN"), NUMERIC) == binary(float("nan"), NUMERIC) == nan


# One way: the object cannot say all that the bytes do, or goes back as text.
ONLY_READ: list[tuple[int, bytes, Any]] = [
    (CHAR, b"a", "a"),
    (CHAR, b"\x00", ""),
    (CHAR, b"\xc3", "\\303"),
    (DATE, int4(2**31 - 1), "infinity"),
    (DATE, int4(-(2**31)), "-infinity"),
    (DATE, int4(-730120), "0001-12-31 BC"),
    (DATE, int4(2921940), "10000-01-01"),
    (TIME, struct.pack(">q", 86_400_000_000), "24:00:00"),
    (TIMETZ, struct.pack(">qi", 86_400_000_000, 3600), "24:00:00-01"),
    (TIMESTAMP, struct.pack(">q", 2**63 - 1), "infinity"),
    (TIMESTAMP, struct.pack(">q", -(2**63)), "-infinity"),
    (TIMESTAMP, struct.pack(">q", 9223371331199999999), "294276-12-31 23:59:59.999999"),
    (TIMESTAMPTZ, struct.pack(">q", -63082281600000001), "0001-12-31 23:59:59.999999+00 BC"),
    (INTERVAL, struct.pack(">qii", 0, 2**31 - 1, 0), Interval(0, 2**31 - 1, 0)),
    (JSON, b'{"a": [1, null]}', {"a": [1, None]}),
    (JSONB, b'\x01"x"', "x"),
    (INET, bytes([2, 32, 0, 4, 1, 2, 3, 4]), ipaddress.ip_address("1.2.3.4")),
    (INET, bytes([2, 24, 0, 4, 1, 2, 3, 4]), ipaddress.ip_interface("1.2.3.4/24")),
    (CIDR, bytes([2, 8, 1, 4, 10, 0, 0, 0]), ipaddress.ip_network("10.0.0.0/8")),
    (INET, bytes([3, 128, 0, 16]) + bytes(15) + b"\x01", ipaddress.ip_address("::1")),
    (MACADDR, bytes([8, 0, 43, 1, 2, 3]), "08:00:2b:01:02:03"),
    (BIT, struct.pack(">i", 10) + b"\xa5\x40", "1010010101"),
    (PG_LSN, bytes.fromhex("00000016B374D848"), "16/B374D848"),
    (TSVECTOR, struct.pack(">i", 2) + b"it's\x00\x00\x00" + b"b\x00\x00\x02\x80\x02\x00\x03", "'it''s' 'b':2B,3"),
    (HALFVEC, struct.pack(">hhee", 2, 0, 1.0, -2.5), [1.0, -2.5]),
    (SPARSEVEC, struct.pack(">iiiif", 9, 1, 0, 4, 2.5), SparseVector(9, [4], [2.5])),
    (RECORD, struct.pack(">iI", 1, INT4) + sized(int4(5)), (5,)),
    (PAIR, struct.pack(">iI", 1, INT4) + sized(int4(5)), (5,)),  # the type has fewer fields now
    (NOBODY, b"\x01\x02", b"\x01\x02"),
    (2277, array(INT4, [1], int4(7)), [7]),
    (2278, b"", None),
]


@pytest.mark.parametrize(("oid", "data", "value"), ONLY_READ, ids=lambda v: str(v)[:24])
def test_bytes_are_an_object(oid: int, data: bytes, value: Any) -> None:
    found = decode(data, oid)
    assert found == value
    assert type(found) is type(value)


def test_a_timestamptz_is_in_utc_and_a_composite_has_names() -> None:
    assert decode(struct.pack(">q", 0), TIMESTAMPTZ).tzinfo is UTC
    pair = decode(struct.pack(">iI", 2, INT4) + sized(int4(1)) + struct.pack(">I", TEXT) + sized(b"x"), PAIR)
    assert (pair.a, pair.b) == (1, "x")


@pytest.mark.parametrize(
    ("oid", "written", "value"),
    [
        (BOOL, "t", True),
        (INT4, "-5", -5),
        (FLOAT8, "Infinity", float("inf")),
        (NUMERIC, "1.50", Decimal("1.50")),
        (BYTEA, "\\x00ff", b"\x00\xff"),
        (UUID_, str(ONE), ONE),
        (JSONB, '{"a": 1}', {"a": 1}),
        (DATE, "2000-01-11", "2000-01-11"),
        (NOBODY, "a..b", "a..b"),
        (SHOE_SIZE, "46", 46),
    ],
)
def test_text_that_a_server_sends_is_read_too(oid: int, written: str, value: Any) -> None:
    assert CATALOG.decode(written.encode(), oid, is_text=True) == value


@pytest.mark.parametrize(("oid", "data", "value"), BOTH_WAYS + ONLY_READ, ids=lambda v: str(v)[:24])
def test_bytes_that_are_cut_anywhere_are_an_error_or_another_value(oid: int, data: bytes, value: Any) -> None:
    for end in range(len(data)):
        with suppress(MalformedError, ValueError):
            decode(data[:end], oid)


def test_bytes_that_lie_are_an_error_or_another_value() -> None:
    dice = random.Random(5)
    for oid, data, _ in BOTH_WAYS + ONLY_READ:
        for _ in range(200):
            wrong = bytearray(data)
            for _ in range(dice.randrange(1, 4)):
                if wrong:
                    wrong[dice.randrange(len(wrong))] = dice.choice([0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)])
            with suppress(errors.Error, ValueError, RecursionError):
                decode(bytes(wrong), oid)


def test_a_size_that_lies_reserves_no_memory() -> None:
    with pytest.raises(MalformedError, match=r"read a value of integer\[\]"):
        decode(struct.pack(">iiIii", 1, 0, INT4, 2**31 - 1, 1), INT4S)
    with pytest.raises(MalformedError, match="polygon"):
        decode(struct.pack(">i", 2**31 - 1), POLYGON)


def test_records_in_records_without_end_are_an_error() -> None:
    data = struct.pack(">i", 0)
    for _ in range(3_000):
        data = struct.pack(">iIi", 1, RECORD, len(data)) + data
    with pytest.raises((RecursionError, MalformedError)):
        decode(data, RECORD)


# --- parameters -------------------------------------------------------------------------------------------------------


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
    ids=lambda v: str(v)[:24],
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
    ids=lambda v: str(v)[:24],
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


@pytest.mark.parametrize(("oid", "value", "same_as"), NUMPY, ids=lambda v: str(v)[:24])
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
    ids=lambda v: str(v)[:24],
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
    assert _postgres_values.guess_type(value) == oid


# --- rows and the classes ---------------------------------------------------------------------------------------------


def test_a_row_is_a_tuple_of_its_values() -> None:
    rows = _postgres_values.Rows(CATALOG, [INT4, TEXT, FLOAT8])
    assert rows.row(struct.pack(">h", 3) + sized(int4(5), b"x", None)) == (5, "x", None)
    assert _postgres_values.Rows(CATALOG, []).row(struct.pack(">h", 0)) == ()


@pytest.mark.parametrize("message", [b"", b"\x00", b"\x00\x02", b"\x00\x01", b"\x00\x01\x00\x00\x00\x04\x00"])
def test_a_row_that_is_cut_or_of_another_width_is_an_error(message: bytes) -> None:
    with pytest.raises(MalformedError, match="read a row: expected 1 values"):
        _postgres_values.Rows(CATALOG, [INT4]).row(message)


def test_ranges_are_equal_by_what_they_hold() -> None:
    assert Range(1, 5) == Range(1, 5, "[)")
    assert Range(1, 5) != Range(1, 5, "[]")
    assert Range(5, 1, empty=True) == Range(empty=True)
    assert len({Range(1, 5), Range(1, 5), Range(None, 5, "[)")}) == 2
    assert pickle.loads(pickle.dumps(Range(1, 5, "(]"))) == Range(1, 5, "(]")
    assert pickle.loads(pickle.dumps(Range(empty=True))).isempty


def test_a_range_knows_what_lies_in_it() -> None:
    assert [x in Range(1, 3) for x in (0, 1, 2, 3)] == [False, True, True, False]
    assert [x in Range(1, 3, "(]") for x in (0, 1, 2, 3)] == [False, False, True, True]
    assert 10**9 in Range(1, None)
    assert -(10**9) in Range(None, 1)
    assert 1 not in Range(empty=True)
    assert not Range(empty=True)


def test_a_range_is_shown_as_it_is_made() -> None:
    assert repr(Range(1, 5)) == "Range(1, 5, '[)')"
    assert repr(Range(None, None)) == "Range(None, None, '()')"
    with pytest.raises(ValueError, match="expected bounds to be one of"):
        Range(1, 2, "<>")  # type: ignore[arg-type]
