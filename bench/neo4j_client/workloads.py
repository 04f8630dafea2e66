"""What is asked of whom. A workload is a file of `key=value` lines, read by contenders in Python and in C++."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow

import replay_values

MIXED, NODES, INGEST = "mixed", "nodes", "ingest"
READ_MIXED = (
    "UNWIND range(0, {last}) AS i RETURN i AS c0, i * 0.5 AS c1, 'value ' + toString(i) AS c2, i % 2 = 0 AS c3, "
    "CASE WHEN i % 10 = 0 THEN null ELSE 'value ' + toString(i) END AS c4"
)
CREATE = "UNWIND $rows AS row CREATE (p:Bench) SET p = row"
DELETE = "MATCH (p:Bench) DELETE p"
WHAT_CAME = "MATCH (p:Bench) RETURN p.c0, p.c1, p.c2, p.c3, p.c4 ORDER BY p.c0"
SENT_TYPES = {"c0": "int64", "c1": "float64", "c2": "string", "c3": "bool", "c4": "string"}
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


def sent(rows: int) -> list[dict[str, object]]:
    """What is ingested, as the driver takes it."""
    return [{f"c{column}": replay_values.mixed(row, column) for column in range(5)} for row in range(rows)]


def sent_schema() -> pyarrow.Schema:
    return pyarrow.schema([pyarrow.field(name, type_) for name, type_ in SENT_TYPES.items()])


def sent_batches(rows: int) -> Iterator[pyarrow.RecordBatch]:
    """The same in columns, made as they are asked for."""
    for first in range(0, rows, BATCH_ROWS):
        numbers = range(first, min(first + BATCH_ROWS, rows))
        columns = [[replay_values.mixed(row, column) for row in numbers] for column in range(5)]
        arrays = [pyarrow.array(column, type_) for column, type_ in zip(columns, SENT_TYPES.values(), strict=True)]
        yield pyarrow.record_batch(arrays, schema=sent_schema())
