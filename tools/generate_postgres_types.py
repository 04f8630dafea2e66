#!/usr/bin/env python3
"""Writes src/wirespeed/postgres/builtin_types.cpp: PostgreSQL's own types, as the newest server here has them.

usage: tools/generate_postgres_types.py [--check] [POSTGRES.BKI ...]

A server's file postgres.bki is its catalog as initdb fills it; without a name those of the installed packages are read.
The last one writes. --check writes nothing, and fails when a server knows a type otherwise than the source
does, or not at all; it exits with 77 when there is no server.
"""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "wirespeed" / "postgres" / "builtin_types.cpp"
PLACES = "/usr/share/postgresql/*/postgres.bki"
FIRST_UNSTABLE = 10000  # OIDs from here on are given out anew in each version

# format_type() says these by their names in the SQL standard.
SQL_NAMES = {
    "bool": "boolean", "bpchar": "character", "char": '"char"', "float4": "real", "float8": "double precision",
    "int2": "smallint", "int4": "integer", "int8": "bigint", "time": "time without time zone",
    "timestamp": "timestamp without time zone", "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone", "varbit": "bit varying", "varchar": "character varying",
}  # fmt: skip

KINDS = {
    "bool": "boolean", "char": "char1", "int2": "int16", "int4": "int32", "int8": "int64", "float4": "float32",
    "float8": "float64", "xid8": "uint64", "pg_lsn": "uint64", "bytea": "bytes", "varbit": "bit", "cidr": "inet",
    "macaddr8": "macaddr", "void": "nothing",
}  # fmt: skip
SAME_NAME = (
    "box bit circle date inet interval line lseg macaddr money numeric path point polygon record text tid time "
    "timestamp timestamptz timetz tsvector uuid"
)
KINDS |= {name: name for name in SAME_NAME.split()}
KINDS |= dict.fromkeys(["oid", "xid", "cid"], "uint32")
KINDS |= dict.fromkeys(
    ["varchar", "bpchar", "name", "unknown", "xml", "json", "cstring", "refcursor", "pg_node_tree"], "text"
)
KINDS |= dict.fromkeys(["jsonb", "jsonpath"], "versioned_text")


@dataclass(frozen=True)
class Row:
    oid: int
    name: str
    kind: str
    element: int
    array: int
    sends: bool
    receives: bool

    def line(self) -> str:
        name = self.name.replace('"', '\\"')
        flags = f"{'true' if self.sends else 'false'}, {'true' if self.receives else 'false'}"
        return f'    {{{self.oid}, "{name}", Kind::{self.kind}, {self.element}, {self.array}, {flags}}},'


Table = list[dict[str, str]]


def read_tables(text: str) -> dict[str, Table]:
    """The rows of each catalog that the file creates, by the names of their columns."""
    columns: dict[str, list[str]] = {}
    rows: dict[str, Table] = {}
    for created in re.finditer(r"^create (\w+) .*?\n \(\n(.*?)\n \)$", text, re.S | re.M):
        columns[created[1]] = re.findall(r"^ (\w+) = ", created[2], re.M)
        rows[created[1]] = []
        first = text.find(f"open {created[1]}\n", created.end())
        start = created.end() if first < 0 or " bootstrap" in created[0] else first
        for line in text[start : text.index(f"close {created[1]}\n", start)].splitlines():
            if line.startswith("insert ("):
                values = shlex.split(line.removeprefix("insert (").removesuffix(")"))
                rows[created[1]].append(dict(zip(columns[created[1]], values, strict=True)))
    return rows


def kind_of(row: dict[str, str], arrays: str) -> str:
    if row["typtype"] in "rm":
        return {"r": "range", "m": "multirange"}[row["typtype"]]
    if row["typsubscript"] == arrays and row["typlen"] == "-1":
        return "array"
    if row["typname"].startswith("reg"):
        return "uint32"
    return KINDS.get(row["typname"], "opaque")


def types_of(path: Path) -> list[Row]:
    tables = read_tables(path.read_text())
    types = {int(row["oid"]): row for row in tables["pg_type"]}
    subtypes = {int(row["rngtypid"]): int(row["rngsubtype"]) for row in tables["pg_range"]}
    ranges = {int(row["rngmultitypid"]): int(row["rngtypid"]) for row in tables["pg_range"]}
    arrays = types[1007]["typsubscript"]  # of integer[]

    def name_of(oid: int) -> str:
        name, item = types[oid]["typname"], int(types[oid]["typelem"])
        return f"{name_of(item)}[]" if name.startswith("_") else SQL_NAMES.get(name, name)

    def row_of(oid: int, row: dict[str, str]) -> Row:
        kind = kind_of(row, arrays)
        element = int(row["typelem"]) if kind == "array" else subtypes.get(oid, ranges.get(oid, 0))
        item = types.get(element, row)  # an array can do what its items can
        sends = row["typsend"] != "-" != item["typsend"]
        receives = row["typreceive"] != "-" != item["typreceive"]
        return Row(oid, name_of(oid), kind, element, int(row["typarray"]), sends, receives)

    def has_values(row: dict[str, str]) -> bool:
        item = types.get(int(row["typelem"]), row)
        return row["typtype"] != "c" and item["typtype"] != "c" and (row["typtype"] != "p" or row["typsend"] != "-")

    return [row_of(oid, row) for oid, row in sorted(types.items()) if oid < FIRST_UNSTABLE and has_values(row)]


def source_of(rows: list[Row]) -> str:
    lines = "\n".join(row.line() for row in rows)
    return f"""// Written by tools/generate_postgres_types.py from a server's catalog.
#include "wirespeed/postgres/builtin_types.hpp"

namespace wirespeed::postgres {{
namespace {{

// clang-format off
constexpr BuiltinType kTypes[] = {{
{lines}
}};
// clang-format on

}}  // namespace

std::span<const BuiltinType> builtin_types() noexcept {{ return kTypes; }}

}}  // namespace wirespeed::postgres
"""


def differences(path: Path, source: str) -> list[str]:
    found = set(source.splitlines())
    return [f"{path}: {row.line().strip()}" for row in types_of(path) if row.line() not in found]


def main(arguments: list[str]) -> int:
    checks = arguments[:1] == ["--check"]
    paths = [Path(name) for name in arguments[checks:]] or sorted(Path("/").glob(PLACES.removeprefix("/")))
    if not paths:
        print(f"no server is installed: {PLACES}")
        return 77
    if not checks:
        SOURCE.write_text(source_of(types_of(paths[-1])))
        return 0
    lines = [line for path in paths for line in differences(path, SOURCE.read_text())]
    print("\n".join(lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
