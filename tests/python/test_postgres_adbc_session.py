"""The ADBC driver's errors, cancelling, transactions and options."""

from __future__ import annotations

import threading
from typing import Any

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

ISOLATION = "adbc.connection.transaction.isolation_level"


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
