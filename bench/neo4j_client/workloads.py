"""What is asked of whom. A workload is a file of `key=value` lines, read by contenders in Python and in C++."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow

import replay_values

MIXED, NODES, INGEST, INGEST_NODES = "mixed", "nodes", "ingest", "ingest_nodes"
READ_MIXED = (
    "UNWIND range(0, {last}) AS i RETURN i AS c0, i * 0.5 AS c1, 'value ' + toString(i) AS c2, i % 2 = 0 AS c3, "
    "CASE WHEN i % 10 = 0 THEN null ELSE 'value ' + toString(i) END AS c4"
)
CREATE = "UNWIND $rows AS row CREATE (p:Bench) SET p = row"
DELETE = "MATCH (p:Bench) DELETE p"
MIXED_TYPES = {"c0": "int64", "c1": "float64", "c2": "string", "c3": "bool", "c4": "string"}
PERSON_TYPES = {
    "name": "string",
    "email": "string",
    "city": "string",
    "age": "int64",
    "visits": "int64",
    "score": "float64",
    "active": "bool",
    "joined": "date32",
}
BATCH_ROWS = 10_000  # of one transaction, the product's default


@dataclass(frozen=True)
class Workload:
    server: str  # the harness's name for it
    kind: str
    query: str
    rows: int

    def write(self, path: Path) -> None:
        path.write_text("".join(f"{key}={value}\n" for key, value in asdict(self).items()))


def read(path: Path) -> Workload:
    table = dict(line.split("=", 1) for line in path.read_text().splitlines())
    return Workload(table["server"], table["kind"], table["query"], int(table["rows"]))


def replay_mixed(rows: int) -> Workload:
    return Workload("bolt_replay", MIXED, f"REPLAY mixed 5x{rows}", rows)


def real_mixed(rows: int) -> Workload:
    return Workload("neo4j", MIXED, READ_MIXED.format(last=rows - 1), rows)


def replay_nodes(rows: int) -> Workload:
    return Workload("bolt_replay", NODES, f"REPLAY nodes 1x{rows}", rows)


def real_ingest(rows: int) -> Workload:
    return Workload("neo4j", INGEST, CREATE, rows)


def real_ingest_nodes(rows: int) -> Workload:
    return Workload("neo4j", INGEST_NODES, CREATE, rows)


@dataclass(frozen=True)
class Sent:
    """What is ingested: a row by its number, its columns, and the one by which rows have an order."""

    row: Callable[[int], dict[str, Any]]
    types: dict[str, str]
    key: str

    def rows(self, n: int) -> list[dict[str, Any]]:
        """As the driver takes them."""
        return [self.row(number) for number in range(n)]

    @property
    def schema(self) -> pyarrow.Schema:
        return pyarrow.schema([pyarrow.field(name, type_) for name, type_ in self.types.items()])

    def batches(self, n: int) -> Iterator[pyarrow.RecordBatch]:
        """The same in columns, made as they are asked for."""
        for first in range(0, n, BATCH_ROWS):
            rows = [self.row(number) for number in range(first, min(first + BATCH_ROWS, n))]
            columns = [[_for_arrow(row[name]) for row in rows] for name in self.types]
            arrays = [pyarrow.array(column, type_) for column, type_ in zip(columns, self.types.values(), strict=True)]
            yield pyarrow.record_batch(arrays, schema=self.schema)

    @property
    def what_came(self) -> str:
        return f"MATCH (p:Bench) RETURN {', '.join(f'p.{name}' for name in self.types)} ORDER BY p.{self.key}"


def _for_arrow(value: Any) -> Any:
    return value.to_native() if hasattr(value, "to_native") else value


def _mixed(row: int) -> dict[str, Any]:
    return {name: replay_values.mixed(row, column) for column, name in enumerate(MIXED_TYPES)}


SENT = {INGEST: Sent(_mixed, MIXED_TYPES, "c0"), INGEST_NODES: Sent(replay_values.person, PERSON_TYPES, "visits")}
