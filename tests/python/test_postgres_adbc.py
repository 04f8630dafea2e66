"""The ADBC driver through adbc_driver_manager, pandas, polars and DuckDB, against a real server."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pandas  # type: ignore[import-untyped]
import polars
import pyarrow  # type: ignore[import-untyped]
import pytest

import wirespeed.postgres
from conftest import ROOT, run_python
from postgres_servers import PostgresServer

adbc = pytest.importorskip("adbc_driver_manager")
dbapi = pytest.importorskip("adbc_driver_manager.dbapi")

pytestmark = pytest.mark.server

ISOLATION = "adbc.connection.transaction.isolation_level"


@pytest.fixture
def connection(postgres_server: PostgresServer, request: pytest.FixtureRequest) -> Iterator[Any]:
    if "schema" in request.fixturenames:
        request.getfixturevalue("schema")  # dropped only when the connection, with its locks, has gone
    with wirespeed.postgres.adbc_connect(postgres_server.url()) as connection:
        yield connection


@pytest.fixture
def cursor(connection: Any) -> Iterator[Any]:
    with connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def schema(postgres_server: PostgresServer, request: pytest.FixtureRequest) -> Iterator[str]:
    """A schema of this test alone."""
    name = f"adbc_{re.sub('[^a-z0-9]', '_', request.node.name.lower())[:40]}_{time.monotonic_ns()}"
    postgres_server.sql(f"CREATE SCHEMA {name}")
    yield name
    postgres_server.sql(f"DROP SCHEMA {name} CASCADE")


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


# --- parameters -------------------------------------------------------------------------------------------------------


def test_parameters_come_from_a_sequence(cursor: Any) -> None:
    cursor.execute("SELECT $1::int8 + 1, $2::text, $3::float8", (41, "x", None))
    assert cursor.fetchall() == [(42, "x", None)]


def test_each_row_of_columns_is_one_run(cursor: Any) -> None:
    rows = pyarrow.table({"a": list(range(1000))})
    cursor.execute("SELECT $1::int8 * 2 AS doubled", rows)
    assert cursor.fetch_arrow_table()["doubled"].to_pylist() == [2 * i for i in range(1000)]


def test_a_sliced_batch_begins_where_it_says(cursor: Any) -> None:
    batch = pyarrow.record_batch({"a": [1, 2, 3, 4]}).slice(2)
    cursor.execute("SELECT $1::int8", batch)
    assert cursor.fetchall() == [(3,), (4,)]


def test_no_rows_of_parameters_are_no_runs(cursor: Any) -> None:
    cursor.execute("SELECT $1::int8 AS a", pyarrow.table({"a": pyarrow.array([], pyarrow.int64())}))
    table = cursor.fetch_arrow_table()
    assert (table.num_rows, table.column_names) == (0, ["a"])


def test_text_is_taken_as_a_literal_where_the_type_is_another(cursor: Any) -> None:
    cursor.execute("SELECT $1::date + 1, $2::inet, $3::text", ("2020-02-28", "10.0.0.1", 7))
    first, second, third = cursor.fetchone()
    assert (str(first), str(second), third) == ("2020-02-29", "10.0.0.1", "7")


def test_executemany_is_all_or_nothing(postgres_server: PostgresServer) -> None:
    with (
        wirespeed.postgres.adbc_connect(postgres_server.url(), autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TEMPORARY TABLE many (a int8 PRIMARY KEY, b text)")
        cursor.executemany("INSERT INTO many VALUES ($1, $2)", [(i, f"n{i}") for i in range(5000)])
        assert cursor.rowcount == 5000
        with pytest.raises(dbapi.IntegrityError):
            cursor.executemany("INSERT INTO many VALUES ($1, $2)", [(9000, "x"), (9001, "y"), (1, "z")])
        cursor.execute("SELECT count(*), max(b) FROM many")
        assert cursor.fetchone() == (5000, "n999")


def test_runs_that_return_rows_are_all_or_nothing_too(postgres_server: PostgresServer) -> None:
    with (
        wirespeed.postgres.adbc_connect(postgres_server.url(), autocommit=True) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TEMPORARY TABLE many (a int8 PRIMARY KEY)")
        values = pyarrow.table({"a": [*range(2000), 5]})
        with pytest.raises(dbapi.Error, match="duplicate key"):
            cursor.execute("INSERT INTO many VALUES ($1) RETURNING a", values)
            cursor.fetchall()
        cursor.execute("SELECT count(*) FROM many")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO many VALUES ($1) RETURNING a", values.slice(0, 2000))
        assert len(cursor.fetchall()) == 2000


@pytest.mark.parametrize("rows", [3, 3000])
@pytest.mark.parametrize("autocommit", [True, False])
def test_a_value_that_is_refused_here_leaves_nothing(
    postgres_server: PostgresServer, rows: int, autocommit: bool
) -> None:
    values = pyarrow.table({"a": [*range(rows), 70000]})
    with (
        wirespeed.postgres.adbc_connect(postgres_server.url(), autocommit=autocommit) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TEMPORARY TABLE narrow (a int2)")
        with pytest.raises(dbapi.Error, match="70000"):
            cursor.executemany("INSERT INTO narrow VALUES ($1)", values)
        with pytest.raises(dbapi.Error, match="70000"):
            cursor.executemany("INSERT INTO narrow VALUES ($1)", values.combine_chunks().to_batches()[0])
        cursor.execute("SELECT count(*) FROM narrow")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("autocommit", [True, False])
def test_rows_of_many_runs_are_not_written_over_their_own_connection(
    postgres_server: PostgresServer, autocommit: bool
) -> None:
    values = pyarrow.table({"a": list(range(100_000))})
    with (
        wirespeed.postgres.adbc_connect(postgres_server.url(), autocommit=autocommit) as connection,
        connection.cursor() as cursor,
        connection.cursor() as source,
    ):
        source.execute("SELECT $1::int8 AS a", values)
        with pytest.raises(dbapi.Error, match="use another connection"):
            cursor.adbc_ingest("never", source.fetch_record_batch(), temporary=True)
        connection.rollback()
        source.close()
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_wrong_parameters_say_what_was_expected(cursor: Any) -> None:
    with pytest.raises(dbapi.ProgrammingError, match="expected 2 columns"):
        cursor.execute("SELECT $1::int8, $2::int8", (1,))
    with pytest.raises(dbapi.Error, match=r"expected values for \$1 to \$1"):
        cursor.execute("SELECT $1::int8")
    with pytest.raises(dbapi.Error, match=r"\$1.*70000"):
        cursor.execute("SELECT $1::int2", (70000,))
    with pytest.raises(dbapi.NotSupportedError, match="numbers"):
        cursor.execute("SELECT $1::int8", {"a": 1})


def test_what_a_statement_takes_is_known(cursor: Any) -> None:
    schema = cursor.adbc_prepare("SELECT $1::int8, $2::text, $3::numeric[]")
    assert schema.names == ["$1", "$2", "$3"]
    assert schema.types[:2] == [pyarrow.int64(), pyarrow.string()]


# --- errors and cancel ------------------------------------------------------------------------------------------------


def test_an_error_has_the_servers_fields(cursor: Any) -> None:
    cursor.execute("CREATE TEMPORARY TABLE strict (a int CONSTRAINT positive CHECK (a > 0))")
    with pytest.raises(dbapi.IntegrityError) as caught:
        cursor.execute("INSERT INTO strict VALUES (-1)")
    error = caught.value
    assert error.sqlstate == "23514"
    assert error.status_code == adbc.AdbcStatusCode.INTEGRITY
    details = {key.decode(): value.decode() for key, value in error.details}
    assert details["PG_DIAG_CONSTRAINT_NAME"] == "positive"
    assert details["PG_DIAG_SEVERITY_NONLOCALIZED"] == "ERROR"


@pytest.mark.parametrize(
    ("sql", "state", "status"),
    [
        ("SELEKT", "42601", "INVALID_ARGUMENT"),
        ("SELECT * FROM nowhere", "42P01", "NOT_FOUND"),
        ("SELECT 1 / 0", "22012", "INVALID_DATA"),
        ("CREATE TABLE pg_catalog.pg_class (a int)", None, None),
    ],
)
def test_a_status_says_what_can_be_done(cursor: Any, sql: str, state: str | None, status: str | None) -> None:
    with pytest.raises(dbapi.Error) as caught:
        cursor.execute(sql)
    if state is not None:
        assert (caught.value.sqlstate, caught.value.status_code.name) == (state, status)


def test_an_error_behind_good_rows_has_its_state(cursor: Any) -> None:
    cursor.adbc_statement.set_options(**{"wirespeed.postgresql.batch_rows": "10"})
    cursor.execute("SELECT 10 / (50000 - i) FROM generate_series(1, 60000) i")
    with pytest.raises(dbapi.DataError) as caught:
        cursor.fetchall()
    assert caught.value.sqlstate == "22012"


def test_a_connection_can_be_used_after_an_error(connection: Any, cursor: Any) -> None:
    with pytest.raises(dbapi.Error):
        cursor.execute("SELECT 1 / 0")
    with pytest.raises(dbapi.Error) as caught:
        cursor.execute("SELECT 1")
    assert caught.value.sqlstate == "25P02"
    connection.rollback()
    cursor.execute("SELECT 1")
    assert cursor.fetchone() == (1,)


@pytest.mark.parametrize("of", ["cursor", "connection"])
def test_cancel_ends_a_query(connection: Any, cursor: Any, of: str) -> None:
    cancel = cursor.adbc_cancel if of == "cursor" else connection.adbc_cancel
    timer = threading.Timer(0.3, cancel)
    timer.start()
    with pytest.raises(dbapi.OperationalError) as caught:
        cursor.execute("SELECT pg_sleep(60)")
    timer.join()
    assert caught.value.status_code == adbc.AdbcStatusCode.CANCELLED
    connection.rollback()
    cursor.execute("SELECT 1")
    assert cursor.fetchone() == (1,)


def test_cancel_of_nothing_is_nothing(connection: Any, cursor: Any) -> None:
    connection.adbc_cancel()
    cursor.adbc_cancel()
    cursor.execute("SELECT 1")
    assert cursor.fetchone() == (1,)


# --- transactions and options -----------------------------------------------------------------------------------------


def test_without_autocommit_a_commit_is_needed(
    postgres_server: PostgresServer, connection: Any, cursor: Any, schema: str
) -> None:
    cursor.execute(f"CREATE TABLE {schema}.t (a int)")
    connection.commit()
    cursor.execute(f"INSERT INTO {schema}.t VALUES (1)")
    assert postgres_server.sql(f"SELECT count(*) FROM {schema}.t") == "0"
    connection.rollback()
    cursor.execute(f"INSERT INTO {schema}.t VALUES (2)")
    connection.commit()
    assert postgres_server.sql(f"SELECT a FROM {schema}.t") == "2"


def test_a_commit_of_a_failed_transaction_says_that_nothing_remains(connection: Any, cursor: Any) -> None:
    with pytest.raises(dbapi.Error):
        cursor.execute("SELECT 1 / 0")
    with pytest.raises(dbapi.Error, match="rolled back"):
        connection.commit()


def test_commit_with_autocommit_is_an_error(postgres_server: PostgresServer) -> None:
    with wirespeed.postgres.adbc_connect(postgres_server.url(), autocommit=True) as connection:
        with pytest.raises(dbapi.Error, match="autocommit"):
            connection.adbc_connection.commit()
        connection.adbc_connection.set_autocommit(False)
        connection.adbc_connection.commit()


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("read_committed", "read committed"),
        ("repeatable_read", "repeatable read"),
        ("snapshot", "repeatable read"),
        ("serializable", "serializable"),
        ("default", "read committed"),
    ],
)
def test_isolation_is_an_option(postgres_server: PostgresServer, level: str, shown: str) -> None:
    value = f"adbc.connection.transaction.isolation.{level}"
    with (
        wirespeed.postgres.adbc_connect(postgres_server.url(), conn_kwargs={ISOLATION: value}) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == (shown,)
        assert connection.adbc_connection.get_option(ISOLATION) == value
        with pytest.raises(dbapi.Error, match="open transaction"):
            connection.adbc_connection.set_options(**{ISOLATION: value})


def test_an_isolation_that_the_server_has_not_is_refused(connection: Any) -> None:
    with pytest.raises(dbapi.NotSupportedError, match="serializable"):
        connection.adbc_connection.set_options(**{ISOLATION: "adbc.connection.transaction.isolation.linearizable"})


def test_read_only_is_an_option(connection: Any, cursor: Any) -> None:
    connection.adbc_connection.set_options(**{"adbc.connection.readonly": "true"})
    with pytest.raises(dbapi.Error) as caught:
        cursor.execute("CREATE TABLE never (a int)")
    assert caught.value.sqlstate == "25006"


def test_catalog_and_schema_are_told_and_set(postgres_server: PostgresServer, connection: Any, schema: str) -> None:
    assert connection.adbc_current_catalog == postgres_server.database
    connection.adbc_current_catalog = postgres_server.database
    with pytest.raises(dbapi.NotSupportedError, match="cannot change it"):
        connection.adbc_current_catalog = "elsewhere"
    connection.adbc_current_db_schema = schema
    assert connection.adbc_current_db_schema == schema


# --- what there is ----------------------------------------------------------------------------------------------------


def test_info_tells_of_both_sides(postgres_server: PostgresServer, connection: Any) -> None:
    info = connection.adbc_get_info()
    assert info["vendor_name"] == "PostgreSQL"
    assert info["vendor_version"].startswith(postgres_server.version.split(".")[0])
    assert info["driver_name"] == "wirespeed PostgreSQL driver"
    assert info["driver_adbc_version"] == 1_001_000
    assert info[3] is True
    assert info[4] is False


MUSIC = """
CREATE TABLE {schema}.artists (id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(80) NOT NULL UNIQUE,
                               rating numeric(5, 2) DEFAULT 1.5 CHECK (rating > 0));
CREATE TABLE {schema}.releases (id int8, artist int8 REFERENCES {schema}.artists (id), title text);
CREATE VIEW {schema}.names AS SELECT name FROM {schema}.artists;
COMMENT ON COLUMN {schema}.artists.rating IS 'of ours';
"""


def objects_of(connection: Any, **filters: Any) -> list[Any]:
    catalogs = connection.adbc_get_objects(**filters).read_all().to_pylist()
    (current,) = [one for one in catalogs if one["catalog_name"] == connection.adbc_current_catalog]
    return list(current["catalog_db_schemas"])


def test_objects_are_catalogs_schemas_tables_columns_and_constraints(
    postgres_server: PostgresServer, connection: Any, schema: str
) -> None:
    postgres_server.sql(MUSIC.format(schema=schema))
    (found,) = objects_of(connection, db_schema_filter=schema)
    tables = {table["table_name"]: table for table in found["db_schema_tables"]}
    assert {name: table["table_type"] for name, table in tables.items()} == {
        "artists": "table",
        "names": "view",
        "releases": "table",
    }
    id_, name, rating = tables["artists"]["table_columns"]
    assert (id_["ordinal_position"], id_["xdbc_is_autoincrement"], id_["xdbc_nullable"]) == (1, True, 0)
    assert (name["xdbc_type_name"], name["xdbc_column_size"]) == ("character varying(80)", 80)
    assert (rating["xdbc_column_size"], rating["xdbc_decimal_digits"]) == (5, 2)
    assert (rating["remarks"], rating["xdbc_column_def"], rating["xdbc_is_nullable"]) == ("of ours", "1.5", "YES")
    constraints = {one["constraint_type"]: one for one in tables["artists"]["table_constraints"]}
    assert constraints["PRIMARY KEY"]["constraint_column_names"] == ["id"]
    assert constraints["UNIQUE"]["constraint_column_names"] == ["name"]
    assert constraints["CHECK"]["constraint_column_names"] == ["rating"]
    (foreign,) = tables["releases"]["table_constraints"]
    assert foreign["constraint_column_usage"] == [
        {
            "fk_catalog": connection.adbc_current_catalog,
            "fk_db_schema": schema,
            "fk_table": "artists",
            "fk_column_name": "id",
        }
    ]


def test_objects_go_as_deep_as_asked(postgres_server: PostgresServer, connection: Any, schema: str) -> None:
    postgres_server.sql(MUSIC.format(schema=schema))
    names = [one["catalog_name"] for one in connection.adbc_get_objects(depth="catalogs").read_all().to_pylist()]
    assert postgres_server.database in names
    shallow = connection.adbc_get_objects(depth="catalogs", catalog_filter=postgres_server.database).read_all()
    assert shallow["catalog_db_schemas"].to_pylist() == [None]
    assert {"db_schema_name": schema, "db_schema_tables": None} in objects_of(connection, depth="db_schemas")
    (found,) = objects_of(connection, depth="tables", db_schema_filter=schema)
    assert found["db_schema_tables"][0]["table_columns"] is None
    assert found["db_schema_tables"][0]["table_constraints"] is None


def test_objects_are_filtered_by_patterns(postgres_server: PostgresServer, connection: Any, schema: str) -> None:
    postgres_server.sql(MUSIC.format(schema=schema))
    assert connection.adbc_get_objects(catalog_filter="").read_all().num_rows == 0
    assert objects_of(connection, db_schema_filter="") == []
    (found,) = objects_of(connection, db_schema_filter=schema, table_name_filter="r%", column_name_filter="_d")
    (table,) = found["db_schema_tables"]
    assert (table["table_name"], [column["column_name"] for column in table["table_columns"]]) == ("releases", ["id"])
    (found,) = objects_of(connection, db_schema_filter=schema, table_types_filter=["view"], depth="tables")
    assert [table["table_name"] for table in found["db_schema_tables"]] == ["names"]
    assert "pg_catalog" not in [one["db_schema_name"] for one in objects_of(connection, depth="db_schemas")]
    (system,) = objects_of(connection, depth="db_schemas", db_schema_filter="pg_catalog")
    assert system["db_schema_name"] == "pg_catalog"


def test_a_tables_schema_is_known(postgres_server: PostgresServer, connection: Any, schema: str) -> None:
    postgres_server.sql(MUSIC.format(schema=schema))
    found = connection.adbc_get_table_schema("artists", db_schema_filter=schema)
    assert found == pyarrow.schema(
        [("id", pyarrow.int64()), ("name", pyarrow.string()), ("rating", pyarrow.decimal128(5, 2))]
    )
    with pytest.raises(dbapi.Error) as caught:
        connection.adbc_get_table_schema("nothing", db_schema_filter=schema)
    assert caught.value.status_code == adbc.AdbcStatusCode.NOT_FOUND


def test_types_of_tables_are_told(connection: Any) -> None:
    assert connection.adbc_get_table_types() == [
        "foreign_table",
        "materialized_view",
        "partitioned_table",
        "table",
        "view",
    ]


def test_statistics_are_not_there(connection: Any) -> None:
    with pytest.raises(dbapi.NotSupportedError):
        connection.adbc_get_statistics()


# --- ingest -----------------------------------------------------------------------------------------------------------

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


# --- partitions -------------------------------------------------------------------------------------------------------


@pytest.fixture
def numbers(postgres_server: PostgresServer, schema: str) -> str:
    name = f"{schema}.numbers"
    postgres_server.sql(f"CREATE TABLE {name} AS SELECT i, repeat('x', 100) AS t FROM generate_series(1, 20000) i")
    return name


def read_part(url: str, token: bytes) -> Any:
    with wirespeed.postgres.adbc_connect(url) as connection, connection.cursor() as cursor:
        cursor.adbc_read_partition(token)
        return cursor.fetch_arrow_table()


@pytest.mark.parametrize("sql", ["SELECT i FROM {}", "TABLE {}", "SELECT * FROM {} WHERE i > 0 OR t IS NULL -- all"])
def test_partitions_are_the_table_at_one_moment(
    postgres_server: PostgresServer, connection: Any, numbers: str, sql: str
) -> None:
    with connection.cursor(adbc_stmt_kwargs={"wirespeed.postgresql.partitions": "4"}) as cursor:
        tokens, schema = cursor.adbc_execute_partitions(sql.format(numbers))
        assert len(tokens) == 4
        assert schema.field("i").type == pyarrow.int32()
        postgres_server.sql(f"DELETE FROM {numbers} WHERE i % 2 = 0; INSERT INTO {numbers} VALUES (-1, '')")
        with ThreadPoolExecutor(4) as pool:
            parts = list(pool.map(lambda token: read_part(postgres_server.url(), token), tokens))
    assert all(part.num_rows > 0 for part in parts)
    assert sorted(pyarrow.concat_tables(parts)["i"].to_pylist()) == list(range(1, 20001))


@pytest.mark.parametrize(
    "sql", ["SELECT count(*) AS n FROM {}", "SELECT i AS n FROM {} WHERE i > 0 ORDER BY i LIMIT 3", "SELECT 1 AS n"]
)
def test_a_query_that_cannot_be_cut_is_one_partition(
    postgres_server: PostgresServer, cursor: Any, numbers: str, sql: str
) -> None:
    (token,), schema = cursor.adbc_execute_partitions(sql.format(numbers))
    assert schema.names == ["n"]
    assert read_part(postgres_server.url(), token).num_rows in {1, 3}


def test_partitions_can_be_read_on_the_same_connection_in_turn(connection: Any, numbers: str) -> None:
    with connection.cursor(adbc_stmt_kwargs={"wirespeed.postgresql.partitions": "3"}) as cursor:
        tokens, _ = cursor.adbc_execute_partitions(f"SELECT i FROM {numbers}")
        rows = 0
        for token in tokens:
            cursor.adbc_read_partition(token)
            rows += cursor.fetch_arrow_table().num_rows
        assert rows == 20000
        cursor.execute("CREATE TEMPORARY TABLE writable (a int)")


def test_a_partition_outlives_its_statement_as_an_error(
    postgres_server: PostgresServer, connection: Any, numbers: str
) -> None:
    with connection.cursor() as cursor:
        tokens, _ = cursor.adbc_execute_partitions(f"SELECT i FROM {numbers}")
    with pytest.raises(dbapi.Error, match="lives as long as the statement"):
        read_part(postgres_server.url(), tokens[0])
    with pytest.raises(dbapi.Error, match="a partition of this driver"):
        read_part(postgres_server.url(), b"something else")


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


def examples() -> list[str]:
    text = (ROOT / "docs" / "postgres_adbc.md").read_text()
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_examples_of_the_documentation_run(postgres_server: PostgresServer, schema: str) -> None:
    postgres_server.sql(
        f"CREATE TABLE {schema}.artists AS SELECT i AS id, 'artist ' || i AS name, 1900 + i % 100 AS born "
        "FROM generate_series(1, 5000) i"
    )
    url = postgres_server.url(options=f"-csearch_path={schema}")
    names: dict[str, Any] = {}
    for example in examples():
        runs = example.replace("postgresql://ann@localhost/music", url)
        exec(compile(runs, "docs/postgres_adbc.md", "exec"), names)
    names["connection"].close()
