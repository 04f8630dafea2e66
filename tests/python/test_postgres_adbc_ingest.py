"""The ADBC driver's ingest: columns into tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow  # type: ignore[import-untyped]
import pytest

import postgres_adbc
import wirespeed.postgres
from postgres_servers import PostgresServer

adbc = pytest.importorskip("adbc_driver_manager")
dbapi = pytest.importorskip("adbc_driver_manager.dbapi")

pytestmark = pytest.mark.server

connection = postgres_adbc.connection
cursor = postgres_adbc.cursor
schema = postgres_adbc.schema


TRACKS = pyarrow.table(
    {
        "id": pyarrow.array([1, 2, 3], pyarrow.int32()),
        "title": ["a", None, "ü"],
        "seconds": [1.5, 2.5, None],
        "at": pyarrow.array([0, 10**15, None], pyarrow.timestamp("us", "UTC")),
        "price": pyarrow.array(["1.10", "2.20", None]).cast(pyarrow.decimal128(10, 2)),
        "data": [b"\0\1", b"", None],
    }
)


def test_ingest_makes_a_table_whose_columns_come_back(cursor: Any, schema: str) -> None:
    assert cursor.adbc_ingest("tracks", TRACKS, db_schema_name=schema) == 3
    cursor.execute(f"SELECT * FROM {schema}.tracks ORDER BY id")
    assert cursor.fetch_arrow_table() == TRACKS


def test_modes_of_ingest(connection: Any, cursor: Any, schema: str) -> None:
    def count() -> int:
        cursor.execute(f"SELECT count(*) FROM {schema}.t")
        return int(cursor.fetchone()[0])

    data = pyarrow.table({"a": [1, 2]})
    with pytest.raises(dbapi.Error) as caught:
        cursor.adbc_ingest("t", data, mode="append", db_schema_name=schema)
    assert caught.value.status_code == adbc.AdbcStatusCode.NOT_FOUND
    connection.rollback()
    cursor.adbc_ingest("t", data, mode="create", db_schema_name=schema)
    connection.commit()
    with pytest.raises(dbapi.Error) as caught:
        cursor.adbc_ingest("t", data, mode="create", db_schema_name=schema)
    assert caught.value.status_code == adbc.AdbcStatusCode.ALREADY_EXISTS
    connection.rollback()
    cursor.adbc_ingest("t", data, mode="append", db_schema_name=schema)
    assert count() == 4
    cursor.adbc_ingest("t", data, mode="replace", db_schema_name=schema)
    assert count() == 2
    cursor.adbc_ingest("t", data, mode="create_append", db_schema_name=schema)
    assert count() == 4


def test_ingest_goes_to_columns_of_the_same_name(cursor: Any) -> None:
    cursor.execute("CREATE TEMPORARY TABLE named (b text, made int DEFAULT 7, a int2)")
    cursor.adbc_ingest("named", pyarrow.table({"a": [1], "b": ["x"]}), mode="append", temporary=True)
    cursor.execute("SELECT a, b, made FROM named")
    assert cursor.fetchall() == [(1, "x", 7)]


def test_ingest_is_all_or_nothing(postgres_server: PostgresServer, schema: str) -> None:
    with (
        wirespeed.postgres.adbc_connect(postgres_server.url(), autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(f"CREATE TABLE {schema}.t (a int2)")
        with pytest.raises(dbapi.Error, match="row 2"):
            cursor.adbc_ingest("t", pyarrow.table({"a": [1, 2, 70000]}), mode="append", db_schema_name=schema)
        with pytest.raises(dbapi.Error):
            cursor.adbc_ingest("u", pyarrow.table({"a": ["x", "a\0b"]}), db_schema_name=schema)
        assert postgres_server.sql(f"SELECT count(*) FROM {schema}.t") == "0"
        assert postgres_server.sql(f"SELECT to_regclass('{schema}.u') IS NULL") == "t"


def test_ingest_of_a_result_of_the_same_connection(connection: Any, cursor: Any) -> None:
    with connection.cursor() as source:
        source.execute("SELECT i FROM generate_series(1, 100000) i")
        assert cursor.adbc_ingest("copied", source.fetch_record_batch(), temporary=True) == 100000
    cursor.execute("SELECT sum(i)::int8 FROM copied")
    assert cursor.fetchone() == (5000050000,)


def test_a_source_that_fails_is_what_the_error_says(connection: Any, cursor: Any) -> None:
    def batches() -> Iterator[Any]:
        yield pyarrow.record_batch({"a": [1]})
        raise ValueError("the disk is gone")

    reader = pyarrow.RecordBatchReader.from_batches(pyarrow.schema([("a", pyarrow.int64())]), batches())
    with pytest.raises(dbapi.Error, match="the disk is gone"):
        cursor.adbc_ingest("failed", reader, temporary=True)
    connection.rollback()
    cursor.execute("SELECT 1")
    assert cursor.fetchone() == (1,)


def test_ingest_wants_columns(cursor: Any) -> None:
    with pytest.raises(dbapi.ProgrammingError, match="expected columns"):
        cursor.adbc_statement.set_options(**{"adbc.ingest.target_table": "t"})
        cursor.adbc_statement.execute_update()
    with pytest.raises(dbapi.Error, match="without a schema"):
        cursor.adbc_ingest("t", TRACKS, temporary=True, db_schema_name="public")


def test_what_takes_no_binary_form_goes_as_text(postgres_server: PostgresServer, cursor: Any, schema: str) -> None:
    postgres_server.sql(f"CREATE TABLE {schema}.books (id int, isbn isbn13, spans seg[])")
    books = pyarrow.table(
        {
            "id": pyarrow.array([1, 2, 3], pyarrow.int32()),
            "isbn": ["978-0-11-000222-4", None, "9780110002224"],
        }
    )
    assert cursor.adbc_ingest("books", books, mode="append", db_schema_name=schema) == 3
    cursor.execute(f"SELECT id, isbn FROM {schema}.books ORDER BY id")
    assert cursor.fetchall() == [(1, "978-0-11-000222-4"), (2, None), (3, "978-0-11-000222-4")]
    wrong = pyarrow.table({"id": pyarrow.array([4], pyarrow.int32()), "isbn": ["no number"]})
    with pytest.raises(dbapi.Error, match="22P02"):
        cursor.adbc_ingest("books", wrong, mode="append", db_schema_name=schema)


def test_such_an_ingest_is_all_or_nothing_by_itself(postgres_server: PostgresServer, schema: str) -> None:
    postgres_server.sql(f"CREATE TABLE {schema}.books (isbn isbn13)")
    with (
        wirespeed.postgres.adbc_connect(postgres_server.url(), autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        for _ in range(2):
            rows = pyarrow.table({"isbn": ["978-0-11-000222-4"]})
            assert cursor.adbc_ingest("books", rows, mode="append", db_schema_name=schema) == 1
        with pytest.raises(dbapi.Error, match="22P02"):
            wrong = pyarrow.table({"isbn": ["978-0-11-000222-4", "no number"]})
            cursor.adbc_ingest("books", wrong, mode="append", db_schema_name=schema)
    assert postgres_server.sql(f"SELECT count(*) FROM {schema}.books") == "2"
