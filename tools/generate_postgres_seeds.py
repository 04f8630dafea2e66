#!/usr/bin/env python3
"""Writes tests/fuzz/seeds/postgres_messages/ and postgres_conninfo/: what a server sends (the first byte says how many
bytes come at a time, 0: all), and connection strings with the files that belong to them.

usage: tools/generate_postgres_seeds.py [--check]

--check writes nothing and fails when a seed is missing, differs, or is none of these.
"""

from __future__ import annotations

import sys
from pathlib import Path

from generate_packstream_seeds import write_or_check

SEEDS = Path(__file__).resolve().parents[1] / "tests" / "fuzz" / "seeds"


def message(kind: str, body: bytes = b"") -> bytes:
    return kind.encode() + (len(body) + 4).to_bytes(4, "big") + body


def number(value: int, size: int = 4) -> bytes:
    return value.to_bytes(size, "big", signed=value < 0)


def row(*cells: bytes | None) -> bytes:
    values = (number(-1) if cell is None else number(len(cell)) + cell for cell in cells)
    return number(len(cells), 2) + b"".join(values)


def column(name: bytes, oid: int, size: int, typmod: int = -1) -> bytes:
    return name + b"\0" + number(16385) + number(1, 2) + number(oid) + number(size, 2) + number(typmod) + number(1, 2)


READY = message("Z", b"I")
FAILURE = b"SERROR\0VERROR\0C42P01\0Mno table\0Dd\0Hh\0P15\0p3\0qselect\0Ww\0ss\0tt\0cc\0dd\0nn\0Ff\0L1\0Rr\0\0"
COLUMNS = number(2, 2) + column(b"id", 23, 4) + column(b"price", 1700, -1, 655366)
ROWS = message("D", row(number(1), None)) + message("D", row(number(2), b"\0\1\0\0\0\0\0\0\0\5"))
SELECTED = message("C", b"SELECT 2\0")
LOGIN = (
    message("R", number(10) + b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0")
    + message("R", number(11) + b"r=nx,s=AAAA,i=7")
    + message("R", number(12) + b"v=AAAA")
    + message("R", number(0))
    + message("S", b"TimeZone\0UTC\0")
    + message("K", number(42) + b"keys")
    + READY
)
COPY = b"PGCOPY\n\xff\r\n\0" + number(0) + number(3) + b"ext" + row(b"a", None, b"") + row() + number(-1, 2)

MESSAGES = {
    "a_login": b"\x00" + LOGIN,
    "a_login_by_md5": b"\x01" + message("R", number(5) + b"salt") + message("R", number(0)) + READY,
    "a_login_that_is_not_supported": b"\x00" + message("R", number(7)),
    "a_result": b"\x05" + message("1") + message("2") + message("T", COLUMNS) + ROWS + SELECTED + READY,
    "a_description": b"\x03" + message("t", number(1, 2) + number(23)) + message("n") + READY,
    "a_failure": b"\x02" + message("E", FAILURE) + message("N", FAILURE) + message("Z", b"E"),
    "a_notification": b"\x00" + message("A", number(7) + b"jobs\0done\0") + message("I") + message("s"),
    "an_older_server": b"\x00" + message("v", number(3 << 16) + number(1) + b"_pq_.x\0"),
    "copies": b"\x00" + message("H", b"\1" + number(1, 2) + number(1, 2)) + message("d", COPY) + message("c"),
    "rows_of_copy": b"\x00" + COPY,
    "rows_of_copy_byte_by_byte": b"\x01" + COPY,
    "a_challenge": b"\x00r=nx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=10",
}  # fmt: skip

CONNINFO = {
    "a_url": b"postgresql://ann:p%40ss@db.example:5433/shop?sslmode=verify-full&application_name=x%20y",
    "a_url_of_hosts": b"postgres://a:1,b,[::1]:3/?target_session_attrs=read-write&load_balance_hosts=random",
    "a_url_of_a_socket": b"postgresql://%2Frun%2Fpostgresql/shop?ssl=true",
    "pairs": rb"host=a,b hostaddr=127.0.0.1,::1 port=1, password='it\'s \\' require_auth=!md5,!password keepalives=0",
    "more_pairs": b"sslrootcert=system sslnegotiation=direct sslmode=verify-full connect_timeout=3 options='-c a=b'",
    "a_service_file": b"# services\n[other]\nhost=x\n[shop]\n host = db.example \nport=5433\n",
    "a_passfile": b"# comment\ndb:1:x:y:z\n*:5432:shop:a\\nn:with\\:colon\\\\\n",
    "a_password": "p\u00e4ss\u00a0e\u0301\ufb01\u0627".encode(),
}


if __name__ == "__main__":
    codes = [write_or_check(SEEDS / f"postgres_{k}", v) for k, v in (("messages", MESSAGES), ("conninfo", CONNINFO))]
    sys.exit(max(codes))
