"""The ADBC driver through pandas, polars and DuckDB, its library, and the documents' examples."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas  # type: ignore[import-untyped]
import polars
import pytest

import postgres_adbc
import wirespeed.postgres
from doc_examples import examples
from postgres_servers import PostgresServer

pytest.importorskip("adbc_driver_manager")

pytestmark = pytest.mark.server

connection = postgres_adbc.connection
cursor = postgres_adbc.cursor
schema = postgres_adbc.schema


# --- other libraries --------------------------------------------------------------------------------------------------


def test_pandas_reads_and_writes(connection: Any, schema: str) -> None:
    frame = pandas.DataFrame({"id": [1, 2], "name": ["a", "b"], "born": pandas.to_datetime(["1960-01-01", None])})
    assert frame.to_sql("artists", connection, schema=schema, index=False) == 2
    read = pandas.read_sql(f"SELECT * FROM {schema}.artists ORDER BY id", connection)
    assert read["name"].tolist() == ["a", "b"]
    assert read["born"].isna().tolist() == [False, True]
    with pytest.raises(ValueError, match="exists"):
        frame.to_sql("artists", connection, schema=schema, index=False, if_exists="fail")
    frame.to_sql("artists", connection, schema=schema, index=False, if_exists="append")
    connection.adbc_current_db_schema = schema
    assert len(pandas.read_sql_table("artists", connection)) == 4
    frame.to_sql("artists", connection, schema=schema, index=False, if_exists="replace")
    assert len(pandas.read_sql(f"SELECT * FROM {schema}.artists", connection)) == 2


def test_polars_reads_and_writes(connection: Any, schema: str) -> None:
    frame = polars.DataFrame({"id": [1, 2], "name": ["a", None]})
    assert frame.write_database(f"{schema}.artists", connection) == 2
    read = polars.read_database(f"SELECT * FROM {schema}.artists ORDER BY id", connection)
    assert read.equals(frame)
    (first,) = polars.read_database(
        f"SELECT * FROM {schema}.artists ORDER BY id", connection, iter_batches=True, batch_size=10
    )
    assert first.equals(frame)
    frame.write_database(f"{schema}.artists", connection, if_table_exists="append")
    chosen = polars.read_database(
        f"SELECT * FROM {schema}.artists WHERE id = $1", connection, execute_options={"parameters": [2]}
    )
    assert chosen["id"].to_list() == [2, 2]


def test_duckdb_reads_a_result_by_its_name(cursor: Any) -> None:
    cursor.execute("SELECT i::int8 AS i, 'n' || i % 3 AS name FROM generate_series(1, 9) i")
    numbers = cursor.fetch_record_batch()
    assert numbers is not None
    found = duckdb.sql("SELECT name, sum(i)::BIGINT FROM numbers GROUP BY name ORDER BY name")
    assert found is not None
    assert found.fetchall() == [("n0", 18), ("n1", 12), ("n2", 15)]


# --- the helper -------------------------------------------------------------------------------------------------------


def test_the_library_shows_its_entry_points_and_nothing_else() -> None:
    data = Path(wirespeed.postgres.adbc_driver_path()).read_bytes()
    assert b"AdbcDriverInit" in data
    symbols = subprocess.run(
        ["nm", "-D", "--defined-only", wirespeed.postgres.adbc_driver_path()],
        capture_output=True,
        text=True,
        check=True,
    )
    assert sorted(line.split()[-1] for line in symbols.stdout.splitlines()) == [
        "AdbcDriverInit",
        "AdbcDriverWirespeedPostgresqlInit",
    ]


def test_without_the_driver_manager_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "adbc_driver_manager", None)
    with pytest.raises(ModuleNotFoundError, match="pip install adbc-driver-manager"):
        wirespeed.postgres.adbc_connect("postgresql://nobody")


# --- the examples -----------------------------------------------------------------------------------------------------


def test_the_examples_of_the_documentation_run(postgres_server: PostgresServer, schema: str) -> None:
    postgres_server.sql(
        f"CREATE TABLE {schema}.artists AS SELECT i AS id, 'artist ' || i AS name, 1900 + i % 100 AS born "
        "FROM generate_series(1, 5000) i"
    )
    url = postgres_server.url(options=f"-csearch_path={schema}")
    names: dict[str, Any] = {}
    for example in examples("postgres_adbc.md"):
        runs = example.replace("postgresql://ann@localhost/music", url)
        exec(compile(runs, "docs/postgres_adbc.md", "exec"), names)
    names["connection"].close()
