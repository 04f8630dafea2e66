"""What is asked of the server. A workload is a file of `key=value` lines, read by contenders in Python and in C++."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from harness import contender
from postgres_read import columns

WIDE, BARS, LOWCARD = "wide", "bars", "lowcard"
KEYS = {WIDE: "id", BARS: "number"}  # the integer of the row, for those that are asked with parameters


@dataclass(frozen=True)
class Workload:
    kind: str  # which of columns.TABLES
    table: str
    table_rows: int
    query: str  # with $1, $2 where it has parameters
    parameters: str  # JSON
    rows: int  # of the result

    def write(self, path: Path) -> None:
        path.write_text("".join(f"{key}={value}\n" for key, value in asdict(self).items()))

    @property
    def values(self) -> list[int]:
        return list(json.loads(self.parameters))

    @property
    def percent_query(self) -> str:
        """For who writes parameters as %s."""
        return self.query.replace("$1", "%s").replace("$2", "%s")


def read(path: Path) -> Workload:
    table = dict(line.split("=", 1) for line in path.read_text().splitlines())
    rows, table_rows = int(table["rows"]), int(table["table_rows"])
    return Workload(table["kind"], table["table"], table_rows, table["query"], table["parameters"], rows)


def plain(kind: str, table_rows: int, rows: int) -> Workload:
    """All of the table, or its first rows: they come in the order in which they were made."""
    table = columns.table_name(kind, table_rows)
    limit = "" if rows == table_rows else f" LIMIT {rows}"
    return Workload(kind, table, table_rows, f"SELECT * FROM {table}{limit}", "[]", rows)


def with_parameters(kind: str, table_rows: int, rows: int) -> Workload:
    table, key = columns.table_name(kind, table_rows), KEYS[kind]
    query = f"SELECT * FROM {table} WHERE {key} >= $1 AND {key} < $2"
    return Workload(kind, table, table_rows, query, json.dumps([0, rows]), rows)


def url(parameters: Sequence[str] = ()) -> str:
    """Of the role that is not asked for a password; without TLS."""
    return f"postgresql://trusted@{contender.server('postgres')}/test?" + "&".join(["sslmode=disable", *parameters])
