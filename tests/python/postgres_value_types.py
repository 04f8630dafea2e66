"""What tests of PostgreSQL's values share: types by OID, and the way to bytes and back without a server."""

from __future__ import annotations

import datetime as dt
import struct
import uuid
from typing import Any

import pytest

from wirespeed import _native
from wirespeed.errors import InvalidArgumentError

UTC = dt.timezone.utc
postgres_values: Any = vars(_native)["_postgres_values"]
CATALOG = postgres_values.TypeCatalog()
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

kind = postgres_values.kind


@pytest.fixture(autouse=True, scope="module")
def value_types() -> None:
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
