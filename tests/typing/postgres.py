"""What type checkers must infer of wirespeed.postgres."""

from typing import Any

from typing_extensions import assert_type

from wirespeed import postgres
from wirespeed._native import ColumnTable
from wirespeed.postgres import dbapi


def queries(connection: postgres.Connection) -> None:
    result = connection.query("SELECT $1::int", [1], timeout=1.0)
    assert_type(result, postgres.Result)
    assert_type(result.columns, list[postgres.Column])
    assert_type(result.rows(), list[tuple[Any, ...]])
    assert_type(result.count(), int)
    assert_type(result.status(), postgres.Status)
    assert_type(result.gather(text="utf8_view"), ColumnTable)
    assert_type(result.batches(), postgres.ColumnStream)
    assert_type(connection.execute("SELECT 1"), postgres.Status)
    assert_type(connection.executemany("SELECT $1::int", [(1,)]), int)
    assert_type(connection.prepare("SELECT 1"), postgres.Prepared)
    for row in result:
        assert_type(row, tuple[Any, ...])


def cursors_and_transactions(connection: postgres.Connection) -> None:
    with connection.transaction("serializable") as transaction, connection.cursor("SELECT 1") as cursor:
        assert_type(transaction, postgres.Transaction)
        assert_type(cursor, postgres.Cursor)
        assert_type(cursor.fetch(10), postgres.Result)
        assert_type(cursor.move(1), int)


def pools(pool: postgres.Pool) -> None:
    with pool.connection(timeout=1) as connection:
        assert_type(connection, postgres.Connection)
    assert_type(pool.stats(), postgres.PoolStats)
    assert_type(pool.stats().idle, int)


def pieces(connection: postgres.Connection) -> None:
    with connection.read_partitioned("artists", 4) as read:
        assert_type(read, postgres.Partitions)
        assert_type(read[0], postgres.Partition)
        assert_type(read[1:], list[postgres.Partition])
        assert_type(read.read(), ColumnTable)
    assert_type(postgres.partitions("", "artists", 4), postgres.Partitions)


def pep_249() -> None:
    with dbapi.connect("") as connection, connection.cursor() as cursor:
        assert_type(connection, dbapi.Connection)
        assert_type(cursor.execute("SELECT %s", (1,)), dbapi.Cursor)
        assert_type(cursor.execute("SELECT %(a)s", {"a": 1}), dbapi.Cursor)
        assert_type(cursor.fetchone(), tuple[Any, ...] | None)
        assert_type(cursor.fetchmany(5), list[tuple[Any, ...]])
        assert_type(cursor.rowcount, int)
        for row in cursor:
            assert_type(row, tuple[Any, ...])


async def asynchronous(connection: postgres.AsyncConnection, pool: postgres.AsyncPool) -> None:
    result = await connection.query("SELECT 1")
    assert_type(result, postgres.AsyncResult)
    assert_type(await result.rows(), list[tuple[Any, ...]])
    async with pool.connection() as pooled:
        assert_type(pooled, postgres.AsyncConnection)
    async for row in result:
        assert_type(row, tuple[Any, ...])
