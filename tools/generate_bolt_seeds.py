#!/usr/bin/env python3
"""Writes tests/fuzz/seeds/bolt/: small conversations as a server would hold them. The first byte says how many bytes
come at a time (0: all); the client has sent HELLO, LOGON, RUN, PULL, ROUTE and RESET.

usage: tools/generate_bolt_seeds.py [--check]

--check writes nothing and fails when a seed is missing, differs, or is none of these.
"""

from __future__ import annotations

import sys
from pathlib import Path

from generate_packstream_seeds import NODE, RELATIONSHIP, structure, text, write_or_check

SEEDS = Path(__file__).resolve().parents[1] / "tests" / "fuzz" / "seeds" / "bolt"

SUCCESS, RECORD, IGNORED, FAILURE = b"\xb1\x70", b"\xb1\x71", b"\xb0\x7e", b"\xb1\x7f"


def mapping(**entries: bytes) -> bytes:
    return bytes([0xA0 + len(entries)]) + b"".join(text(key) + value for key, value in entries.items())


def listing(*items: bytes) -> bytes:
    return bytes([0x90 + len(items)]) + b"".join(items)


def long_text(value: str) -> bytes:
    return b"\xd0" + bytes([len(value)]) + value.encode()


def message(*chunks: bytes) -> bytes:
    return b"".join(len(chunk).to_bytes(2, "big") + chunk for chunk in (*chunks, b""))


POSITION = mapping(offset=b"\x07", line=b"\x01", column=b"\x08")
GREETING = message(SUCCESS + mapping(server=text("Neo4j/5"), hints=b"\xa0")) + message(SUCCESS + b"\xa0")
RAN = message(SUCCESS + mapping(fields=listing(text("x"), text("y")), t_first=b"\x01", qid=b"\x00"))
RECORDS = message(RECORD + listing(b"\x01", text("a"))) + message(RECORD[:1], RECORD[1:] + listing(b"\x02", b"\xc0"))
END = message(
    SUCCESS
    + mapping(bookmark=text("b"), type=text("rw"), t_last=b"\x02", stats=b"\xa1" + text("nodes-created") + b"\x01")
)
STATUS = mapping(gql_status=text("01N52"), neo4j_code=text("Neo"), diagnostic_record=mapping(_position=POSITION))
ROUTERS = listing(*(mapping(role=text(role), addresses=listing(text("a:1"))) for role in ("ROUTE", "READ", "WRITE")))
ROUTES = mapping(rt=mapping(ttl=b"\x7f", servers=ROUTERS))
FAILED = mapping(
    code=long_text("Neo.ClientError.Statement.SyntaxError"), message=long_text("no (line 1, column 8 (offset: 7))")
)
GQL = mapping(neo4j_code=text("Neo"), gql_status=text("42001"), cause=mapping(gql_status=text("42N01")))
TIMES = listing(
    structure("D", b"\x2a"),
    structure("I", b"\x01", b"\x02", b"\x00"),
    structure("f", b"\x01", b"\x02", text("Asia/Tokyo")),
    structure("V", b"\xcc\x01\xc9", b"\xcc\x04\x00\x01\x00\x02"),
    structure("?", text("Q"), b"\x06", b"\x07", b"\xa0"),
)
PATH = structure("P", listing(NODE, NODE), listing(RELATIONSHIP), b"\x92\x01\x01")

VALUES = {
    "a_result": b"\x00" + GREETING + RAN + RECORDS + END,
    "a_result_byte_by_byte": b"\x01" + GREETING + b"\0\0" + RAN + RECORDS + b"\0\0\0\0" + END,
    "graph_and_times": b"\x05" + GREETING + RAN + message(RECORD + listing(NODE, PATH)) + message(RECORD + TIMES),
    "more_to_come": b"\x03" + GREETING + RAN + RECORDS + message(SUCCESS + mapping(has_more=b"\xc3")),
    "a_failure": b"\x02" + GREETING + message(FAILURE + FAILED) + message(IGNORED) * 2 + message(SUCCESS + b"\xa0"),
    "a_failure_of_gql": b"\x00" + GREETING + RAN + RECORDS + message(FAILURE + GQL) + message(IGNORED),
    "statuses": b"\x00" + GREETING + RAN + message(SUCCESS + mapping(statuses=listing(STATUS), plan=b"\xa0")),
    "a_routing_table": b"\x00" + GREETING + RAN + END + message(SUCCESS + ROUTES),
    "a_manifest": b"\x00" + bytes.fromhex("000001ff 03 00030404 00040405 00020805 00"),
    "a_version": b"\x00" + bytes.fromhex("00000805"),
}  # fmt: skip


if __name__ == "__main__":
    sys.exit(write_or_check(SEEDS, VALUES))
