"""Values of PostgreSQL's as Python objects and back, byte by byte: what a real server makes of them is
test_postgres_value_round_trips.py.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import pickle
import random
import struct
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest

from case_names import short
from postgres_value_types import (
    BIT,
    BOOL,
    BOX,
    BYTEA,
    CATALOG,
    CHAR,
    CIDR,
    CIRCLE,
    DATE,
    FLOAT4,
    FLOAT8,
    HALFVEC,
    HSTORE,
    INET,
    INT2,
    INT4,
    INT4MULTIRANGE,
    INT4RANGE,
    INT4S,
    INT8,
    INTERVAL,
    JSON,
    JSONB,
    LINE,
    LSEG,
    MACADDR,
    MONEY,
    MOOD,
    NOBODY,
    NUMERIC,
    OID,
    ONE,
    PAIR,
    PATH,
    PG_LSN,
    POINT,
    POLYGON,
    RECORD,
    SHOE_SIZE,
    SOME_DAY,
    SOME_MOMENT,
    SPARSEVEC,
    TEXT,
    TEXTS,
    TID,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    TIMETZ,
    TSVECTOR,
    UTC,
    UUID_,
    VECTOR,
    XID8,
    array,
    binary,
    decode,
    int4,
    numeric,
    postgres_values,
    sized,
    value_types,
)
from wirespeed import errors
from wirespeed.errors import MalformedError
from wirespeed.postgres._types import Interval, Path, Range, SparseVector

__all__ = ["value_types"]


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


@pytest.mark.parametrize(("oid", "data", "value"), BOTH_WAYS, ids=short)
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


@pytest.mark.parametrize(("oid", "data", "value"), ONLY_READ, ids=short)
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


@pytest.mark.parametrize(("oid", "data", "value"), BOTH_WAYS + ONLY_READ, ids=short)
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
    empty = struct.pack(">i", 0)
    heads = [struct.pack(">iIi", 1, RECORD, len(empty) + 12 * inner) for inner in range(100_000)]
    data = b"".join([*reversed(heads), empty])
    with pytest.raises((RecursionError, MalformedError)):
        decode(data, RECORD)


# --- rows and the classes ---------------------------------------------------------------------------------------------


def test_a_row_is_a_tuple_of_its_values() -> None:
    rows = postgres_values.Rows(CATALOG, [INT4, TEXT, FLOAT8])
    assert rows.row(struct.pack(">h", 3) + sized(int4(5), b"x", None)) == (5, "x", None)
    assert postgres_values.Rows(CATALOG, []).row(struct.pack(">h", 0)) == ()


@pytest.mark.parametrize("message", [b"", b"\x00", b"\x00\x02", b"\x00\x01", b"\x00\x01\x00\x00\x00\x04\x00"])
def test_a_row_that_is_cut_or_of_another_width_is_an_error(message: bytes) -> None:
    with pytest.raises(MalformedError, match="read a row: expected 1 values"):
        postgres_values.Rows(CATALOG, [INT4]).row(message)


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
