"""The ADBC driver's results: rows, columns, batches; and what is left of them."""

from __future__ import annotations

from typing import Any

import pyarrow  # type: ignore[import-untyped]
import pytest

import postgres_adbc
import wirespeed.postgres
from conftest import run_python
from postgres_servers import PostgresServer

pytest.importorskip("adbc_driver_manager")
dbapi = pytest.importorskip("adbc_driver_manager.dbapi")

pytestmark = pytest.mark.server

connection = postgres_adbc.connection
cursor = postgres_adbc.cursor


# --- results ----------------------------------------------------------------------------------------------------------


def test_rows_come_as_python_objects_and_as_columns(cursor: Any) -> None:
    cursor.execute("SELECT i::int8 AS id, 'n' || i AS name FROM generate_series(1, 3) i")
    assert [column[0] for column in cursor.description] == ["id", "name"]
    assert cursor.fetchone() == (1, "n1")
    assert cursor.fetchall() == [(2, "n2"), (3, "n3")]
    cursor.execute("SELECT i::int8 AS id, 'n' || i AS name FROM generate_series(1, 3) i")
    table = cursor.fetch_arrow_table()
    assert table.schema == pyarrow.schema([("id", pyarrow.int64()), ("name", pyarrow.string())])
    assert table["name"].to_pylist() == ["n1", "n2", "n3"]


def test_a_long_result_comes_in_batches(cursor: Any) -> None:
    cursor.adbc_statement.set_options(**{"wirespeed.postgresql.batch_rows": "1000"})
    cursor.execute("SELECT i FROM generate_series(1, 2500) i")
    batches = list(cursor.fetch_record_batch())
    assert [batch.num_rows for batch in batches] == [1000, 1000, 500]


def test_a_long_result_takes_the_memory_of_a_batch(postgres_server: PostgresServer) -> None:
    ended = run_python(
        f"""
        import resource, wirespeed.postgres
        with wirespeed.postgres.adbc_connect({postgres_server.url()!r}) as connection, connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{{"wirespeed.postgresql.batch_bytes": "4000000"}})
            cursor.execute("SELECT i FROM generate_series(1, 10) i").fetchall()
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            cursor.execute("SELECT repeat('x', 1000) AS t FROM generate_series(1, 300000)")
            rows = sum(batch.num_rows for batch in cursor.fetch_record_batch())
            print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024 < 80, flush=True)
        """
    )
    assert ended.stdout == "300000 True\n"


def test_the_layout_of_text_is_an_option_of_all_levels(postgres_server: PostgresServer) -> None:
    with (
        wirespeed.postgres.adbc_connect(
            postgres_server.url(),
            db_kwargs={"wirespeed.postgresql.text": "large_utf8"},
            conn_kwargs={"wirespeed.postgresql.numeric": "float64"},
        ) as connection,
        connection.cursor(adbc_stmt_kwargs={"wirespeed.postgresql.batch_rows": "7"}) as cursor,
    ):
        cursor.execute("SELECT 'a'::text AS t, 1.5::numeric AS n")
        types = cursor.fetch_arrow_table().schema.types
        assert types == [pyarrow.large_string(), pyarrow.float64()]
        assert cursor.adbc_statement.get_option("wirespeed.postgresql.text") == "large_utf8"
        assert cursor.adbc_statement.get_option_int("wirespeed.postgresql.batch_rows") == 7


def test_a_statement_without_columns_says_how_many_rows_it_touched(cursor: Any) -> None:
    cursor.execute("CREATE TEMPORARY TABLE counted (a int)")
    assert cursor.rowcount == -1
    cursor.execute("INSERT INTO counted SELECT generate_series(1, 5)")
    assert cursor.rowcount == 5
    cursor.execute("UPDATE counted SET a = a + 1 WHERE a > 3 RETURNING a")
    assert sorted(cursor.fetchall()) == [(5,), (6,)]


def test_rows_without_columns_are_counted(cursor: Any) -> None:
    cursor.execute("SELECT FROM generate_series(1, 4)")
    assert sum(batch.num_rows for batch in cursor.fetch_record_batch()) == 4


def test_a_script_of_several_statements_runs(connection: Any, cursor: Any) -> None:
    cursor.executescript("CREATE TEMPORARY TABLE s (a int); INSERT INTO s VALUES (1), (2)")
    cursor.execute("SELECT sum(a) FROM s")
    assert cursor.fetchall() == [(3,)]


def test_results_of_two_cursors_are_read_side_by_side(connection: Any) -> None:
    with connection.cursor() as first, connection.cursor() as second:
        first.execute("SELECT i FROM generate_series(1, 100000) i")
        second.execute("SELECT -i FROM generate_series(1, 100000) i")
        for i in (1, 2, 3):
            assert (first.fetchone(), second.fetchone()) == ((i,), (-i,))
        assert len(first.fetchall()) == len(second.fetchall()) == 99997


def test_the_schema_is_known_without_running_it(cursor: Any) -> None:
    schema = cursor.adbc_execute_schema("SELECT 1::int2 AS a, now() AS b, 1 / 0 AS c")
    assert schema.names == ["a", "b", "c"]
    assert schema.field("b").type == pyarrow.timestamp("us", "UTC")


def test_a_copy_to_here_says_that_its_query_is_wanted(connection: Any, cursor: Any) -> None:
    with pytest.raises(dbapi.NotSupportedError, match="COPY"):
        cursor.execute("COPY (SELECT 1) TO STDOUT")
    connection.rollback()
    with pytest.raises(dbapi.NotSupportedError, match="COPY"):
        cursor.executescript("COPY (SELECT 1) TO STDOUT")
    with pytest.raises(dbapi.Error):
        cursor.executescript("CREATE TEMPORARY TABLE c (a int); COPY c FROM STDIN")
    connection.rollback()
    cursor.execute("SELECT 1")
    assert cursor.fetchone() == (1,)


# --- closing ----------------------------------------------------------------------------------------------------------


def test_a_stream_outlives_its_cursor_and_its_connection(postgres_server: PostgresServer) -> None:
    connection = wirespeed.postgres.adbc_connect(postgres_server.url())
    cursor = connection.cursor()
    cursor.execute("SELECT i FROM generate_series(1, 200000) i")
    reader = pyarrow.RecordBatchReader._import_from_c_capsule(cursor.fetch_arrow().__arrow_c_stream__())
    first = reader.read_next_batch()
    cursor.close()
    connection.close()
    assert first.num_rows + reader.read_all().num_rows == 200000


def test_a_result_that_is_left_does_not_stand_in_the_way(connection: Any) -> None:
    for _ in range(3):
        with connection.cursor() as cursor:
            cursor.execute("SELECT i FROM generate_series(1, 1000000) i")
            assert cursor.fetchone() == (1,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 2")
        assert cursor.fetchone() == (2,)


def test_a_result_that_is_left_is_ended_on_the_server(postgres_server: PostgresServer) -> None:
    cursor: Any
    with wirespeed.postgres.adbc_connect(postgres_server.url(), autocommit=True) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT i, pg_sleep(i / 200000 * 60) FROM generate_series(1, 400000) i")
            assert cursor.fetchone()[0] == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT 2")
            assert cursor.fetchone() == (2,)


def test_handles_that_are_left_to_the_interpreters_end_do_no_harm(postgres_server: PostgresServer) -> None:
    ended = run_python(
        f"""
        import wirespeed.postgres
        connection = wirespeed.postgres.adbc_connect({postgres_server.url()!r})
        cursor = connection.cursor()
        cursor.execute("SELECT i FROM generate_series(1, 100000) i")
        print(cursor.fetchone(), flush=True)
        """
    )
    assert (ended.stdout, ended.returncode) == ("(1,)\n", 0)


def test_a_connection_that_the_server_ended_is_an_error_of_input_and_output(postgres_server: PostgresServer) -> None:
    cursor: Any
    with wirespeed.postgres.adbc_connect(postgres_server.url(), autocommit=True) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        postgres_server.sql(f"SELECT pg_terminate_backend({pid})")
        with connection.cursor() as cursor, pytest.raises(dbapi.OperationalError):
            cursor.execute("SELECT 1")
            cursor.execute("SELECT 1")
