"""The ADBC driver's partitions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
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
schema = postgres_adbc.schema


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
