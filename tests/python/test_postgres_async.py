"""wirespeed.postgres under asyncio, against a real PostgreSQL."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

import wirespeed
from postgres_servers import PostgresServer
from wirespeed import postgres
from wirespeed.postgres import AsyncConnection
from wirespeed.postgres._watch import Turn

pytestmark = pytest.mark.server
Run = Callable[[Callable[[AsyncConnection], Awaitable[Any]]], Any]


@pytest.fixture
def run(postgres_server: PostgresServer) -> Run:
    """Runs a coroutine that is given a connection, and looks whether the connection is of use afterwards."""

    async def with_connection(work: Callable[[AsyncConnection], Awaitable[Any]]) -> Any:
        async with await postgres.connect_async(postgres_server.url(), timeout=10) as connection:
            made = await work(connection)
            if not connection.closed:
                assert await (await connection.query("SELECT 1")).rows() == [(1,)]
            return made

    return lambda work: asyncio.run(asyncio.wait_for(with_connection(work), 120))


def test_rows_and_columns_are_awaited(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        result = await connection.query("SELECT $1::int AS a, 'x' AS b", [5])
        assert result.keys() == ("a", "b")
        assert await result.rows() == [(5, "x")]
        sql = "SELECT i, 'name ' || i AS name FROM generate_series(1, 1000) AS i"
        assert (await (await connection.query(sql)).to_arrow()).num_rows == 1000
        assert (await (await connection.query(sql)).to_pandas()).shape == (1000, 2)
        assert (await (await connection.query(sql)).to_polars()).shape == (1000, 2)
        assert (await (await connection.query(sql)).to_numpy())["i"].sum() == 500500
        assert await (await connection.query(sql)).count() == 1000
        assert await connection.execute("SELECT 1") == ("SELECT", 1)

    run(work)


@pytest.mark.parametrize("rows", [1, 100, 100_000])
def test_results_of_any_length_are_whole(run: Run, rows: int) -> None:
    async def work(connection: AsyncConnection) -> None:
        sql = f"SELECT i, repeat('x', 20) AS t FROM generate_series(1, {rows}) AS i"
        assert len(await (await connection.query(sql)).rows()) == rows
        assert (await (await connection.query(sql)).gather()).__len__() == rows
        assert await (await connection.query(sql)).count() == rows
        seen = 0
        async for i, _ in await connection.query(sql):
            seen += i
        assert seen == rows * (rows + 1) // 2
        assert sum([len(batch) async for batch in (await connection.query(sql)).batches(batch_rows=30_000)]) == rows

    run(work)


def test_large_parameters_are_sent_while_answers_come(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        big = "x" * 20_000_000
        assert await (await connection.query("SELECT length($1)", [big])).value() == len(big)

    run(work)


def test_tasks_share_a_connection(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        async def one(i: int) -> Any:
            return await (await connection.query("SELECT $1::int", [i])).value()

        assert await asyncio.gather(*(one(i) for i in range(50))) == list(range(50))

    run(work)


def test_connections_wait_at_the_same_time(run: Run, postgres_server: PostgresServer) -> None:
    async def sleep() -> None:
        async with await postgres.connect_async(postgres_server.url()) as connection:
            await connection.execute("SELECT pg_sleep(0.5)")

    async def work(_: AsyncConnection) -> None:
        begun = time.monotonic()
        await asyncio.gather(*(sleep() for _ in range(8)))
        assert time.monotonic() - begun < 3

    run(work)


def test_tasks_take_their_turns_in_the_order_in_which_they_came(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        ended: list[int] = []

        async def one(i: int) -> None:
            await connection.execute("SELECT $1::int", [i])
            ended.append(i)

        tasks = [asyncio.create_task(one(i)) for i in range(10)]
        await asyncio.sleep(0)
        tasks[3].cancel()
        tasks[0].cancel()
        await asyncio.wait(tasks)
        assert ended == [1, 2, 4, 5, 6, 7, 8, 9]

    run(work)


def test_a_task_that_is_cancelled_when_its_turn_comes_hands_it_on() -> None:
    async def work() -> None:
        turn = Turn(asyncio.get_running_loop())
        await turn.take()
        second, third = asyncio.create_task(turn.take()), asyncio.create_task(turn.take())
        await asyncio.sleep(0)
        turn.leave()
        second.cancel()
        await asyncio.wait_for(third, 10)
        assert second.cancelled()
        turn.leave()
        assert turn.take_now()

    asyncio.run(work())


def test_closing_ends_what_another_task_waits_for(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        task = asyncio.create_task(connection.execute("SELECT pg_sleep(60)"))
        await asyncio.sleep(0.1)
        await connection.close()
        with pytest.raises(postgres.UnavailableError):
            await asyncio.wait_for(task, 10)

    run(work)


def test_a_context_variable_is_that_of_the_task(run: Run) -> None:
    number = contextvars.ContextVar("number", default=0)

    async def work(connection: AsyncConnection) -> None:
        async def one(i: int) -> None:
            number.set(i)
            await connection.execute("SELECT 1")
            assert number.get() == i
            assert asyncio.current_task() is not None

        await asyncio.gather(*(one(i) for i in range(1, 6)))
        assert number.get() == 0

    run(work)


def test_the_loop_goes_on_while_a_query_waits(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticker = asyncio.create_task(tick())
        await connection.execute("SELECT pg_sleep(0.5)")
        ticker.cancel()
        assert ticks > 10

    run(work)


@pytest.mark.parametrize("after", [0.0, 0.001, 0.01, 0.1])
def test_a_task_that_is_cancelled_ends_its_query(run: Run, after: float) -> None:
    async def work(connection: AsyncConnection) -> None:
        async def read() -> None:
            async for _ in await connection.query("SELECT i, pg_sleep(0.01) FROM generate_series(1, 10000) AS i"):
                pass

        task = asyncio.create_task(read())
        await asyncio.sleep(after)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    begun = time.monotonic()
    run(work)
    assert time.monotonic() - begun < 30


def test_a_task_that_is_cancelled_while_its_answer_arrives_ends(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        task = asyncio.create_task(connection.execute("SELECT pg_sleep(60)"))
        await asyncio.sleep(0.05)
        task.cancel()
        connection._calls.watch.on_ready()  # as the loop calls it, before it comes to the task
        await asyncio.wait([task], timeout=20)
        assert task.cancelled()

    run(work)


def test_a_timeout_ends_the_query(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        with pytest.raises(wirespeed.TimeoutError):
            await connection.query("SELECT pg_sleep(60)", timeout=0.2)

    run(work)


def test_errors_are_those_of_the_server(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        with pytest.raises(postgres.ProgrammingError, match="syntax"):
            await connection.query("nonsense")
        with pytest.raises(postgres.DataError, match="division by zero"):
            await (await connection.query("SELECT 1 / (50 - i) FROM generate_series(1, 100) AS i")).rows()
        with pytest.raises(wirespeed.InvalidArgumentError, match="expected 1 values"):
            await connection.query("SELECT $1::int", [])

    run(work)


def test_a_query_that_was_refused_here_may_be_dropped_at_any_time(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        for i in range(20):
            with pytest.raises(wirespeed.InvalidArgumentError) as refused:
                await connection.query(f"SELECT $1::int + {i}", [])
            task = asyncio.create_task(connection.query(f"SELECT {i}"))
            for _ in range(i % 4):
                await asyncio.sleep(0)
            del refused
            gc.collect()
            assert await (await task).rows() == [(i,)]

    run(work)


def test_transactions_and_savepoints(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        await connection.execute("CREATE TEMPORARY TABLE t (a int PRIMARY KEY)")
        async with connection.transaction():
            await connection.execute("INSERT INTO t VALUES (1)")
            with pytest.raises(postgres.IntegrityError):
                async with connection.transaction():
                    await connection.execute("INSERT INTO t VALUES (1)")
        with pytest.raises(KeyError):
            async with connection.transaction("repeatable read"):
                await connection.execute("INSERT INTO t VALUES (2)")
                raise KeyError
        assert await (await connection.query("SELECT count(*) FROM t")).value() == 1

    run(work)


def test_copy_ingest_and_many_runs(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        await connection.execute("CREATE TEMPORARY TABLE t (a int, b text)")
        assert await connection.ingest("t", {"a": [1, 2], "b": ["x", "y"]}) == 2
        assert await connection.executemany("INSERT INTO t VALUES ($1, $2)", [(3, "z"), (4, None)]) == 2
        assert await connection.copy_in("COPY t FROM STDIN", b"5\tq\n") == ("COPY", 1)
        copied = b"".join([chunk async for chunk in connection.copy_out("COPY t TO STDOUT")])
        assert copied == b"1\tx\n2\ty\n3\tz\n4\t\\N\n5\tq\n"

    run(work)


def test_notifications_are_heard(run: Run, postgres_server: PostgresServer) -> None:
    async def work(connection: AsyncConnection) -> None:
        await connection.execute("LISTEN async_news")

        async def hear() -> Any:
            return await connection.notifications().__anext__()

        task = asyncio.create_task(hear())
        await asyncio.sleep(0.05)
        async with await postgres.connect_async(postgres_server.url()) as other:
            await other.execute("NOTIFY async_news, 'hello'")
        assert (await asyncio.wait_for(task, 10)).payload == "hello"

    run(work)


def test_connecting_that_is_cancelled_leaves_nothing() -> None:
    async def work(port: int) -> None:
        task = asyncio.create_task(postgres.connect_async(f"host=127.0.0.1 port={port} user=x"))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asyncio.run(work(silent.getsockname()[1]))
    assert time.monotonic() - begun < 10


def test_a_cursor_of_the_server_is_awaited(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        ten = "SELECT g FROM generate_series(1, $1::int) g"
        async with connection.transaction(), await connection.cursor(ten, [10], scroll=True) as cursor:
            assert await (await cursor.fetch(3)).rows() == [(1,), (2,), (3,)]
            assert await (await connection.query("SELECT 7")).value() == 7
            assert await cursor.move(-2) == 2
            assert await (await cursor.fetch_at(-1)).value() == 10
            await cursor.move_to(7)
            assert [row async for row in cursor] == [(8,), (9,), (10,)]
        assert cursor.closed
        with pytest.raises(wirespeed.InvalidArgumentError, match="transaction"):
            await connection.cursor("SELECT 1")
        async with await connection.cursor("SELECT 1", with_hold=True) as kept:
            assert await (await kept.fetch()).one_or_none() == (1,)
        with pytest.raises(postgres.InterfaceError, match="closed"):
            await kept.fetch()

    run(work)


def test_a_prepared_statement_is_awaited(run: Run) -> None:
    async def work(connection: AsyncConnection) -> None:
        await connection.execute("CREATE TEMPORARY TABLE t (a int)")
        prepared = await connection.prepare("INSERT INTO t VALUES ($1) RETURNING a")
        assert prepared.parameters == [23]
        assert [column.name for column in prepared.columns] == ["a"]
        assert await (await prepared.query([1])).value() == 1
        assert await prepared.executemany([[2], [3]]) == 2
        assert (await prepared.execute([4])).rows == 1
        with pytest.raises(postgres.ProgrammingError, match="42P01"):
            await connection.prepare("SELECT * FROM there_is_none")

    run(work)
