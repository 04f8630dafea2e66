"""PEP 249: what it asks of a module, and what programs that know only it do with ours."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from postgres_servers import PostgresServer
from wirespeed.postgres import dbapi

pytestmark = pytest.mark.server


def dsn(server: PostgresServer) -> str:
    return server.dsn(host=server.socket_folder)


@pytest.fixture
def connection(postgres_server: PostgresServer) -> Iterator[dbapi.Connection]:
    with dbapi.connect(dsn(postgres_server)) as made:
        yield made


@pytest.fixture
def cursor(connection: dbapi.Connection) -> Iterator[dbapi.Cursor]:
    with connection.cursor() as made:
        yield made


@pytest.fixture
def table(cursor: dbapi.Cursor) -> str:
    cursor.execute("CREATE TEMP TABLE things (id int PRIMARY KEY, name text)")
    cursor.connection.commit()
    return "things"


# --- the module -------------------------------------------------------------------------------------------------------


def test_the_module_says_what_it_is() -> None:
    assert (dbapi.apilevel, dbapi.threadsafety, dbapi.paramstyle) == ("2.0", 2, "pyformat")


def test_the_exceptions_are_the_tree_of_pep_249() -> None:
    assert dbapi.Warning.__base__ is Exception
    assert issubclass(dbapi.Error, Exception)
    assert issubclass(dbapi.InterfaceError, dbapi.Error)
    assert issubclass(dbapi.DatabaseError, dbapi.Error)
    assert not issubclass(dbapi.InterfaceError, dbapi.DatabaseError)
    for name in ("Data", "Operational", "Integrity", "Internal", "Programming", "NotSupported"):
        assert issubclass(getattr(dbapi, f"{name}Error"), dbapi.DatabaseError)


def test_the_exceptions_are_attributes_of_connections(connection: dbapi.Connection) -> None:
    names = [name for name in dbapi.__all__ if name.endswith("Error")] + ["Warning"]
    assert len(names) == 10
    assert all(getattr(connection, name) is getattr(dbapi, name) for name in names)


def test_no_server_is_an_operational_error() -> None:
    with pytest.raises(dbapi.OperationalError):
        dbapi.connect("host=127.0.0.1 port=1 connect_timeout=2 user=nobody")


def test_constructors_make_what_parameters_take(cursor: dbapi.Cursor) -> None:
    values = (
        dbapi.Date(2026, 2, 28),
        dbapi.Time(23, 59, 1),
        dbapi.Timestamp(2026, 2, 28, 1, 2, 3),
        dbapi.Binary(b"\x00\xff"),
    )
    cursor.execute("SELECT %s::date, %s::time, %s::timestamp, %s::bytea", values)
    assert cursor.fetchone() == values
    ticks = datetime.datetime(2026, 5, 6, 7, 8, 9).timestamp()
    assert dbapi.DateFromTicks(ticks) == datetime.date(2026, 5, 6)
    assert dbapi.TimeFromTicks(ticks) == datetime.time(7, 8, 9)
    assert dbapi.TimestampFromTicks(ticks) == datetime.datetime(2026, 5, 6, 7, 8, 9)


# --- cursors ----------------------------------------------------------------------------------------------------------


def test_the_description_says_what_columns_are(cursor: dbapi.Cursor) -> None:
    assert cursor.description is None
    cursor.execute(
        "SELECT 1::int AS i, 'x'::varchar(7) AS v, 1.5::numeric(10,3) AS n, 1::numeric(5,-2) AS m, "
        "now()::timestamp(3) AS t, ''::bytea AS b, 1::oid AS o"
    )
    assert cursor.description is not None
    kinds = [dbapi.NUMBER, dbapi.STRING, dbapi.NUMBER, dbapi.NUMBER, dbapi.DATETIME, dbapi.BINARY, dbapi.ROWID]
    assert [column[1] for column in cursor.description] == kinds
    assert cursor.description[0][1] != dbapi.STRING
    assert [column[0] for column in cursor.description] == ["i", "v", "n", "m", "t", "b", "o"]
    assert [column[2:6] for column in cursor.description] == [
        (None, 4, None, None),
        (7, None, None, None),
        (None, None, 10, 3),
        (None, None, 5, -2),
        (None, 8, 3, None),
        (None, None, None, None),
        (None, 4, None, None),
    ]
    assert all(len(column) == 7 for column in cursor.description)
    assert repr(cursor.description[0][1]) == "TypeCode(23, 'integer')"


def test_rows_are_fetched_one_by_one_or_many_or_all(cursor: dbapi.Cursor) -> None:
    cursor.execute("SELECT g FROM generate_series(1, 10) g")
    assert cursor.fetchone() == (1,)
    assert cursor.fetchmany() == [(2,)]
    cursor.arraysize = 3
    assert cursor.fetchmany() == [(3,), (4,), (5,)]
    assert cursor.fetchmany(2) == [(6,), (7,)]
    assert next(cursor) == (8,)
    assert cursor.fetchall() == [(9,), (10,)]
    assert (cursor.fetchall(), cursor.fetchmany(), cursor.fetchone()) == ([], [], None)
    assert cursor.rowcount == 10


def test_many_rows_are_the_same_however_they_are_fetched(cursor: dbapi.Cursor) -> None:
    sql = "SELECT g, repeat('x', 200) FROM generate_series(1, 30000) g"
    rows = cursor.execute(sql).fetchall()
    assert [row[0] for row in rows] == list(range(1, 30001))
    assert list(cursor.execute(sql)) == rows
    some = cursor.execute(sql).fetchmany(12345)
    assert some + cursor.fetchall() == rows


def test_fetches_without_rows_are_refused(cursor: dbapi.Cursor, table: str) -> None:
    for run in (None, f"INSERT INTO {table} VALUES (1)"):
        if run:
            cursor.execute(run)
        assert cursor.description is None
        for fetch in (cursor.fetchone, cursor.fetchmany, cursor.fetchall, cursor.nextset, cursor.fetch_arrow):
            with pytest.raises(dbapi.ProgrammingError, match="gives rows"):
                fetch()


def test_rowcount_is_what_was_touched(cursor: dbapi.Cursor, table: str) -> None:
    assert cursor.rowcount == -1
    cursor.execute(f"INSERT INTO {table} SELECT g, 'x' FROM generate_series(1, 5) g")
    assert cursor.rowcount == 5
    assert cursor.execute(f"UPDATE {table} SET name = %s WHERE id > %s", ("y", 2)).rowcount == 3
    assert cursor.execute(f"DELETE FROM {table} WHERE id = 9").rowcount == 0
    assert cursor.execute("SET LOCAL work_mem = '1MB'").rowcount == -1
    assert cursor.lastrowid is None


def test_executemany_runs_each_all_or_nothing(cursor: dbapi.Cursor, table: str) -> None:
    insert = f"INSERT INTO {table} VALUES (%(id)s, %(name)s)"
    cursor.executemany(insert, [{"id": i, "name": str(i)} for i in range(2000)])
    assert cursor.rowcount == 2000
    assert cursor.executemany(insert, []).rowcount == 0
    cursor.connection.commit()
    with pytest.raises(dbapi.IntegrityError):
        cursor.executemany(f"INSERT INTO {table} VALUES (%s, %s)", iter([(5000, "a"), (5000, "b")]))
    cursor.connection.rollback()
    assert cursor.execute(f"SELECT count(*), max(id) FROM {table}").fetchall() == [(2000, 1999)]


def test_both_ways_to_write_parameters(cursor: dbapi.Cursor) -> None:
    assert cursor.execute("SELECT $2::text, $1::int % 3", (5, "x")).fetchall() == [("x", 2)]
    assert cursor.execute("SELECT %s::text, %s::int %% 3", ("x", 5)).fetchall() == [("x", 2)]
    assert cursor.execute("SELECT 5 % 3").fetchall() == [(2,)]
    with pytest.raises(dbapi.ProgrammingError):
        cursor.execute("SELECT $1::int, $2::int", (1,))


def test_a_script_is_several_statements(cursor: dbapi.Cursor) -> None:
    cursor.executescript("CREATE TEMP TABLE a (x int); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2)")
    assert cursor.execute("SELECT sum(x) FROM a").fetchone() == (3,)


def test_functions_and_procedures_are_called(cursor: dbapi.Cursor) -> None:
    cursor.execute("CREATE PROCEDURE pg_temp.twice(INOUT x int) LANGUAGE plpgsql AS $$ BEGIN x := x * 2; END $$")
    assert cursor.callproc("pg_temp.twice", [21]) == [21]
    assert cursor.fetchall() == [(42,)]
    cursor.callproc("string_to_table", ("a b c", " "))
    assert cursor.fetchall() == [("a",), ("b",), ("c",)]
    cursor.callproc("pg_catalog.pg_backend_pid")
    assert cursor.fetchall() == [(cursor.connection.driver_connection.process_id,)]
    for name in ("f(1); DROP TABLE x; --", "", "a.b.c.d", "1x"):
        with pytest.raises(dbapi.ProgrammingError, match="callproc"):
            cursor.callproc(name)
    cursor.connection.rollback()


def test_notices_are_messages(cursor: dbapi.Cursor) -> None:
    cursor.execute("DO $$ BEGIN RAISE NOTICE 'so it is'; END $$")
    assert [(class_, str(said)) for class_, said in cursor.messages] == [(dbapi.Warning, "so it is")]
    cursor.execute("SELECT 1")
    assert cursor.messages == []


def test_what_pep_249_lets_do_nothing_does_nothing(cursor: dbapi.Cursor) -> None:
    cursor.setinputsizes([dbapi.STRING])
    cursor.setoutputsize(100)
    cursor.setoutputsize(100, 1)
    cursor.execute("SELECT 1")
    cursor.nextset()
    with pytest.raises(dbapi.NotSupportedError):
        cursor.scroll(1)


def test_closed_ones_are_refused(postgres_server: PostgresServer) -> None:
    connection = dbapi.connect(dsn(postgres_server))
    cursor, other = connection.cursor(), connection.cursor()
    cursor.close()
    cursor.close()
    with pytest.raises(dbapi.InterfaceError, match="cursor"):
        cursor.execute("SELECT 1")
    connection.close()
    connection.close()
    for use in (connection.commit, connection.rollback, connection.cursor, lambda: other.execute("SELECT 1")):
        with pytest.raises(dbapi.InterfaceError, match="connection"):
            use()
    other.close()


def test_two_cursors_read_side_by_side(connection: dbapi.Connection) -> None:
    first = connection.execute("SELECT g FROM generate_series(1, 50000) g")
    assert first.fetchone() == (1,)
    second = connection.execute("SELECT -g FROM generate_series(1, 50000) g")
    assert second.fetchone() == (-1,)
    assert sum(row[0] for row in first) + 1 == -(sum(row[0] for row in second) - 1)


# --- transactions -----------------------------------------------------------------------------------------------------


def status(connection: dbapi.Connection) -> str:
    return connection.driver_connection.transaction_status


def test_a_transaction_begins_by_itself(connection: dbapi.Connection, table: str) -> None:
    assert status(connection) == "idle"
    connection.commit()
    connection.rollback()
    connection.execute(f"INSERT INTO {table} VALUES (1)")
    assert status(connection) == "in_transaction"
    connection.rollback()
    connection.execute(f"INSERT INTO {table} VALUES (2)")
    connection.commit()
    connection.rollback()
    assert connection.execute(f"SELECT id FROM {table}").fetchall() == [(2,)]


def test_committing_a_failed_transaction_is_an_error(connection: dbapi.Connection) -> None:
    with pytest.raises(dbapi.DataError):
        connection.execute("SELECT 1 / 0").fetchall()
    with pytest.raises(dbapi.InternalError):
        connection.execute("SELECT 1")
    with pytest.raises(dbapi.InternalError, match="rolled it back"):
        connection.commit()
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_autocommit_begins_none(connection: dbapi.Connection) -> None:
    assert connection.autocommit is False
    connection.execute("SELECT 1")
    with pytest.raises(dbapi.ProgrammingError, match="open transaction"):
        connection.autocommit = True
    connection.rollback()
    connection.autocommit = True
    connection.execute("CREATE TEMP TABLE t AS SELECT 1 AS x")
    assert status(connection) == "idle"
    assert connection.execute("SELECT x FROM t").fetchone() == (1,)


def test_in_autocommit_what_was_half_read_is_still_done(connection: dbapi.Connection) -> None:
    connection.autocommit = True
    connection.execute("CREATE TEMP TABLE t (x int, y text)")
    cursor = connection.execute(
        "INSERT INTO t SELECT g, repeat('y', 1000) FROM generate_series(1, 20000) g RETURNING x, y"
    )
    cursor.fetchone()
    cursor.close()
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (20000,)


def test_a_block_commits_or_rolls_back_and_closes(postgres_server: PostgresServer) -> None:
    name = "dbapi_block"
    postgres_server.sql(f"DROP TABLE IF EXISTS {name}; CREATE TABLE {name} (x int)")
    with dbapi.connect(dsn(postgres_server)) as kept:
        kept.execute(f"INSERT INTO {name} VALUES (1)")
    with pytest.raises(KeyError), dbapi.connect(dsn(postgres_server)) as lost:
        lost.execute(f"INSERT INTO {name} VALUES (2)")
        raise KeyError
    assert kept.closed and lost.closed
    assert postgres_server.sql(f"SELECT x FROM {name}; DROP TABLE {name}") == "1"


def test_threads_share_a_connection(connection: dbapi.Connection) -> None:
    wrong: list[object] = []

    def work(number: int) -> None:
        for i in range(50):
            rows = connection.execute("SELECT %s::int, g FROM generate_series(1, 100) g", (number,)).fetchall()
            if rows != [(number, g) for g in range(1, 101)]:
                wrong.append((number, i, rows))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []


# --- columns ----------------------------------------------------------------------------------------------------------

COLUMNS = "SELECT g::int AS id, 'n' || g AS name FROM generate_series(1, 5) g"
EXPECTED = {"id": [1, 2, 3, 4, 5], "name": ["n1", "n2", "n3", "n4", "n5"]}


def test_the_fetches_of_adbc_give_columns(cursor: dbapi.Cursor) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    assert cursor.execute(COLUMNS).fetch_arrow_table().to_pydict() == EXPECTED
    assert cursor.execute(COLUMNS).fetchallarrow().to_pydict() == EXPECTED
    assert pyarrow.table(cursor.execute(COLUMNS).fetch_arrow()).to_pydict() == EXPECTED
    reader = cursor.execute(COLUMNS).fetch_record_batch(batch_rows=2)
    assert [batch.num_rows for batch in reader] == [2, 2, 1]


def test_and_those_of_others_frames_and_arrays(cursor: dbapi.Cursor) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("polars")
    assert cursor.execute(COLUMNS).fetch_df().to_dict("list") == EXPECTED
    assert cursor.execute(COLUMNS).fetch_polars().to_dict(as_series=False) == EXPECTED
    assert {name: list(array) for name, array in cursor.execute(COLUMNS).fetchnumpy().items()} == EXPECTED


def test_columns_are_ingested_in_the_transaction(cursor: dbapi.Cursor) -> None:
    pytest.importorskip("pyarrow")
    assert cursor.ingest("ingested_by_dbapi", EXPECTED) == 5
    assert cursor.adbc_ingest("ingested_by_dbapi", EXPECTED, mode="append") == 5
    assert cursor.rowcount == 5
    assert cursor.execute("SELECT count(*), max(name) FROM ingested_by_dbapi").fetchone() == (10, "n5")
    cursor.connection.rollback()
    with pytest.raises(dbapi.ProgrammingError, match="does not exist"):
        cursor.execute("SELECT FROM ingested_by_dbapi")
    cursor.connection.rollback()


def test_rows_and_columns_of_one_result_do_not_mix(cursor: dbapi.Cursor) -> None:
    cursor.execute(COLUMNS)
    cursor.fetchone()
    with pytest.raises(dbapi.ProgrammingError, match="run it again"):
        cursor.fetch_arrow_table()


# --- those who know only PEP 249 ------------------------------------------------------------------------------------


def test_pandas_reads_with_it(connection: dbapi.Connection) -> None:
    pandas = pytest.importorskip("pandas")
    with pytest.warns(UserWarning, match="pandas only supports SQLAlchemy"):
        frame = pandas.read_sql("SELECT %(a)s::int AS a, 1.5::numeric AS n", connection, params={"a": 7})
    assert frame.to_dict("list") == {"a": [7], "n": [Decimal("1.5")]}
    with pytest.warns(UserWarning, match="pandas only supports SQLAlchemy"):
        chunks: list[Any] = list(pandas.read_sql(COLUMNS, connection, chunksize=2))
    assert [len(chunk) for chunk in chunks] == [2, 2, 1]


def test_it_has_all_that_ray_looks_for(connection: dbapi.Connection) -> None:
    cursor = connection.cursor()
    assert all(hasattr(connection, name) for name in ("close", "commit", "cursor"))
    assert all(hasattr(cursor, name) for name in ("execute", "executemany", "fetchone", "fetchall", "description"))
