#!/usr/bin/env python3
"""Writes tests/fuzz/seeds/postgres_rows/: a value of each kind, in a column of its type.

usage: tools/generate_postgres_row_seeds.py [--check]

The bytes of a seed: two of options, the number of columns less one, for each column the place of its type in the
target's list and its format, how the rows come (2: as values, each with its size before it; 1: as a COPY stream), the
values.
--check writes nothing and fails when a seed is missing, differs, or is none of these.
"""

from __future__ import annotations

import re
import struct
import sys
from pathlib import Path

from generate_packstream_seeds import write_or_check

FUZZ = Path(__file__).resolve().parents[1] / "tests" / "fuzz"
TARGET = (FUZZ / "postgres_rows_fuzz.cpp").read_text()


def places() -> dict[int, int]:
    """Of the types in the target's list."""
    listed = re.search(r"kTypes\[\] = \{(.*?)\}", TARGET, re.S)
    assert listed is not None
    return {int(oid): place for place, oid in enumerate(re.findall(r"\d+", listed[1]))}


def i2(value: int) -> bytes:
    return struct.pack(">h", value)


def i4(*values: int) -> bytes:
    return b"".join(struct.pack(">i", value) for value in values)


def i8(*values: int) -> bytes:
    return b"".join(struct.pack(">q", value) for value in values)


def f8(*values: float) -> bytes:
    return b"".join(struct.pack(">d", value) for value in values)


def f4(*values: float) -> bytes:
    return b"".join(struct.pack(">f", value) for value in values)


def sized(*values: bytes | None) -> bytes:
    return b"".join(i4(-1) if value is None else i4(len(value)) + value for value in values)


NUMERIC = i2(3) + i2(1) + i2(0) + i2(2) + i2(1) + i2(2345) + i2(6700)
ARRAY = i4(1, 1, 23, 3, 1) + sized(i4(1), None, i4(3))
SQUARE = i4(2, 0, 23, 2, 1, 2, 0) + sized(i4(1), i4(2), i4(3), i4(4))
RANGE = b"\x02" + sized(i4(1), i4(5))
PAIR = i4(4) + i4(23) + sized(i4(1)) + i4(25) + sized(b"x") + i4(20005) + sized(NUMERIC) + i4(1007) + sized(ARRAY)
RECORD = i4(2) + i4(23) + sized(i4(1)) + i4(25) + sized(b"a b")

VALUES: dict[str, tuple[int, list[bytes | None]]] = {
    "booleans": (16, [b"\x00", b"\x01", None]),
    "bytes": (17, [b"\x00\xff", b""]),
    "chars": (18, [b"\x00", b"a", b"\xff"]),
    "integers": (23, [i4(-1), i4(5), None]),
    "text": (25, [b"", b"h\xc3\xa9", b"x" * 20, None]),
    "tids": (27, [i4(-1) + i2(-1)]),
    "points": (600, [f8(1, 2.5)]),
    "paths": (602, [b"\x01" + i4(2) + f8(1, 2, 3, 4)]),
    "polygons": (604, [i4(2) + f8(1, 2, 3, 4)]),
    "circles": (718, [f8(1, 2, 3)]),
    "macaddrs": (829, [b"\x08\x00\x2b\x01\x02\x03"]),
    "inets": (869, [b"\x02\x18\x00\x04\x01\x02\x03\x04", b"\x03\x80\x00\x10" + bytes(15) + b"\x01"]),
    "dates": (1082, [i4(0), i4(2**31 - 1)]),
    "timestamps": (1184, [i8(1), i8(2**63 - 1), i8(-(2**63))]),
    "intervals": (1186, [i8(1_500_000) + i4(3, 14), i8(2**63 - 1) + i4(0, 0)]),
    "times_with_a_zone": (1266, [i8(86_400_000_000) + i4(-19_800)]),
    "bits": (1560, [i4(10) + b"\xa0\x40"]),
    "numerics": (1700, [NUMERIC, i2(0) + i2(0) + b"\xc0\x00" + i2(0), None]),
    "records": (2249, [RECORD, RECORD, i4(0)]),
    "uuids": (2950, [bytes(range(16))]),
    "vectors_for_search": (3614, [i4(1) + b"a\x00" + i2(1) + b"\xc0\x01"]),
    "jsonb": (3802, [b"\x01{}"]),
    "ranges": (3904, [RANGE, b"\x01", b"\x18"]),
    "multiranges": (4451, [i4(2) + sized(RANGE, RANGE), i4(0)]),
    "arrays": (1007, [ARRAY, SQUARE, i4(0, 0, 23), None]),
    "hstores": (20000, [i4(2) + sized(b"a", b"1", b"b", None)]),
    "vectors": (20001, [i2(2) + i2(0) + f4(1, 2.5)]),
    "half_vectors": (20002, [i2(1) + i2(0) + b"\x3c\x00"]),
    "sparse_vectors": (20003, [i4(5, 1, 0, 2) + f4(1.5)]),
    "enumerations": (20004, [b"ok", b"sad", b"new"]),
    "domains": (20005, [NUMERIC]),
    "composites": (20006, [PAIR, None]),
    "arrays_of_composites": (20007, [i4(1, 0, 20006, 1, 1) + sized(PAIR)]),
    "unknown": (99999, [b"any"]),
}


def seed(oid: int, values: list[bytes | None]) -> bytes:
    rows = b"".join(b"\xff" if value is None else bytes([len(value)]) + value for value in values)
    return b"\x00\x00\x00" + bytes([places()[oid], 1]) + b"\x06" + rows


def copy_stream() -> bytes:
    rows = b"".join(i2(1) + sized(value) for value in (i4(1), None, i4(-3)))
    return b"\x00\x00\x00" + bytes([places()[23], 1]) + b"\x11" + b"PGCOPY\n\xff\r\n\0" + i4(0, 0) + rows + i2(-1)


if __name__ == "__main__":
    seeds = {name: seed(*value) for name, value in VALUES.items()} | {"a_copy_stream": copy_stream()}
    sys.exit(write_or_check(FUZZ / "seeds" / "postgres_rows", seeds))
