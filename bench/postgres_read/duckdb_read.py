"""DuckDB's extension for PostgreSQL, from the wheel that carries it: to Arrow, NumPy or pandas."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_postgres_scanner
import pyarrow

from harness import contender
from postgres_read import calls, workloads

EXTENSION = Path("extensions") / f"v{duckdb.__version__}" / "postgres_scanner.duckdb_extension"


def connected() -> duckdb.DuckDBPyConnection:
    """One thread: with more it opens as many connections, and the order of the rows is lost."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(f"LOAD '{Path(duckdb_extension_postgres_scanner.__path__[0]) / EXTENSION}'")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"ATTACH '{workloads.url()}' AS server (TYPE postgres, READ_ONLY)")
    return connection


def begin(data: Path) -> contender.Calls:
    workload = workloads.read(data)
    connection = connected()
    # A scan of the table, which it asks for by COPY in binary; a LIMIT of the outer query would not reach the server.
    query = workload.query.replace(workload.table, f"server.public.{workload.table}")

    def frame() -> Any:
        return connection.execute(query).df()

    ways: dict[str, contender.Calls] = {
        "arrow": calls.reads(lambda: connection.execute(query).to_arrow_table(), lambda table: table, calls.of_table),
        "numpy": calls.reads(lambda: connection.execute(query).fetchnumpy(), lambda found: pyarrow.table(dict(found))),
        "pandas": calls.reads(frame, calls.of_frame),
    }
    return ways[sys.argv[3]]


contender.stay(begin)
