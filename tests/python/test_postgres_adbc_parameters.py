"""The ADBC driver's parameters: values, and columns with one run for each row."""

from __future__ import annotations

from typing import Any

import pyarrow  # type: ignore[import-untyped]
import pytest

import postgres_adbc
import wirespeed.postgres
from postgres_servers import PostgresServer

pytest.importorskip("adbc_driver_manager")
dbapi = pytest.importorskip("adbc_driver_manager.dbapi")

pytestmark = pytest.mark.server

connection = postgres_adbc.connection
cursor = postgres_adbc.cursor


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
