"""Pools of connections, for threads and for tasks."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

import wirespeed.postgres as pg
from postgres_servers import PostgresServer
from waiting import wait_until
from wirespeed.errors import InvalidArgumentError, TimeoutError
from wirespeed.postgres._shelf import Rules, Shelf

pytestmark = pytest.mark.server


def dsn(server: PostgresServer) -> str:
    return server.dsn(host=server.socket_folder)


@pytest.fixture
def pool(postgres_server: PostgresServer) -> Iterator[pg.Pool]:
    with pg.Pool(dsn(postgres_server), max_size=2, timeout=20) as made:
        yield made


def in_thread(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_connection_is_used_again(pool: pg.Pool) -> None:
    with pool.connection() as first:
        assert first.query("SELECT 1").value() == 1
    with pool.connection() as second:
        assert second is first
    stats = pool.stats()
    assert (stats.size, stats.idle, stats.in_use, stats.opened, stats.requests) == (1, 1, 0, 1, 2)


def test_min_size_is_opened_at_once(postgres_server: PostgresServer) -> None:
    with pg.Pool(dsn(postgres_server), min_size=3, max_size=4) as pool:
        assert pool.stats().idle == 3
    assert pool.stats().size == 0


def test_nobody_gets_more_than_max_size(pool: pg.Pool) -> None:
    with pool.connection(), pool.connection():
        with pytest.raises(TimeoutError, match="all 2 connections"):
            pool.acquire(timeout=0.05)
        assert pool.stats().timeouts == 1
    assert pool.stats().idle == 2


def test_who_waits_first_is_served_first(pool: pg.Pool) -> None:
    held = [pool.acquire(), pool.acquire()]
    served: list[int] = []
    threads = []
    for number in range(6):

        def work(number: int = number) -> None:
            with pool.connection():
                served.append(number)

        threads.append(in_thread(work))
        wait_until(lambda number=number: pool.stats().waiting == number + 1)  # type: ignore[misc]
    pool.release(held[0])
    for thread in threads:
        thread.join(20)
    assert served == list(range(6))
    pool.release(held[1])


def test_many_threads_share_few_connections(pool: pg.Pool) -> None:
    seen: list[int] = []

    def work() -> None:
        for _ in range(25):
            with pool.connection() as connection:
                seen.append(connection.query("SELECT pg_backend_pid()").value())

    for thread in [in_thread(work) for _ in range(8)]:
        thread.join(60)
    assert len(seen) == 200
    assert len(set(seen)) == pool.stats().opened <= 2


def test_a_transaction_that_was_left_is_rolled_back(pool: pg.Pool) -> None:
    with pool.connection() as connection:
        connection.execute("CREATE TEMP TABLE t (x int)")
        connection.execute_script("BEGIN; INSERT INTO t VALUES (1)")
    with pool.connection() as again:
        assert again is connection
        assert again.transaction_status == "idle"
        assert again.query("SELECT count(*) FROM t").value() == 0
    with pytest.raises(pg.DataError), pool.connection() as failing:
        failing.execute_script("BEGIN")
        failing.execute("SELECT 1 / 0")
    with pool.connection() as again:
        assert again.query("SELECT 1").value() == 1
    assert pool.stats().opened == 1


def test_a_result_that_nobody_reads_on_is_cancelled(pool: pg.Pool) -> None:
    with pool.connection() as connection:
        result = connection.query("SELECT g, pg_sleep(0.001) FROM generate_series(1, 1000000) g")
        assert result.next_rows()
    with pool.connection() as again:
        assert again.query("SELECT 7").value() == 7
    assert (pool.stats().size, pool.stats().opened) == (1, 1)


def test_a_broken_connection_is_replaced(pool: pg.Pool) -> None:
    with pool.connection() as connection:
        connection.close()
    with pool.connection() as other:
        assert other.query("SELECT 1").value() == 1
    assert (pool.stats().opened, pool.stats().dropped) == (2, 1)


def test_check_finds_what_broke_while_it_was_idle(postgres_server: PostgresServer) -> None:
    with pg.Pool(dsn(postgres_server), max_size=2, check=True) as pool:
        with pool.connection() as idle:
            pid = idle.process_id
        postgres_server.sql(f"SELECT pg_terminate_backend({pid}, 10000)")
        with pool.connection() as connection:
            assert connection.process_id != pid
            assert connection.query("SELECT 1").value() == 1
        assert (pool.stats().opened, pool.stats().dropped) == (2, 1)


def test_a_pool_outlives_its_server(postgres_private_server: PostgresServer) -> None:
    server = postgres_private_server
    with pg.Pool(dsn(server), max_size=2, check=True) as pool:
        with pool.connection(), pool.connection():
            pass
        server.end(signal.SIGQUIT)
        with pytest.raises(pg.OperationalError):
            pool.acquire(timeout=2)
        assert pool.stats().size == 0
        server.start_again()
        with pool.connection() as connection:
            assert connection.query("SELECT 1").value() == 1


def test_check_and_reset_may_be_ones_own(postgres_server: PostgresServer) -> None:
    calls: list[str] = []

    def check(connection: pg.Connection) -> None:
        calls.append("check")

    def reset(connection: pg.Connection) -> None:
        calls.append("reset")
        connection.execute_script("DISCARD ALL")

    with pg.Pool(dsn(postgres_server), max_size=1, check=check, reset=reset) as pool:
        with pool.connection() as connection:
            connection.execute("SET work_mem = '1MB'")
        with pool.connection() as connection:
            assert connection.query("SHOW work_mem").value() != "1MB"
    assert calls == ["reset", "check", "reset"]


def test_a_connection_that_cannot_be_reset_is_dropped(postgres_server: PostgresServer) -> None:
    def reset(connection: pg.Connection) -> None:
        connection.execute("SELECT 1 / 0")

    with pg.Pool(dsn(postgres_server), reset=reset) as pool:
        with pool.connection() as connection:
            pass
        assert connection.closed
        assert pool.stats().size == 0


def test_what_is_too_old_is_closed(postgres_server: PostgresServer) -> None:
    with pg.Pool(dsn(postgres_server), max_lifetime=0.05) as pool:
        with pool.connection() as connection:
            time.sleep(0.1)
        assert connection.closed
    with pg.Pool(dsn(postgres_server), max_idle=0.05, min_size=1) as pool:
        with pool.connection() as first, pool.connection() as second:
            pass
        assert pool.stats().idle == 2
        time.sleep(0.1)
        with pool.connection():
            pass
        assert pool.stats().size == 1
        assert first.closed != second.closed


def test_a_failed_opening_leaves_its_place(postgres_server: PostgresServer, tmp_path: object) -> None:
    with pg.Pool(f"host={tmp_path} user=nobody", max_size=1) as pool:
        for _ in range(3):
            with pytest.raises(pg.UnavailableError):
                pool.acquire()
        assert pool.stats().size == 0


def test_a_closed_pool_refuses(pool: pg.Pool) -> None:
    held = pool.acquire(), pool.acquire()
    raised: list[BaseException] = []

    def work() -> None:
        try:
            pool.acquire()
        except pg.InterfaceError as error:
            raised.append(error)

    thread = in_thread(work)
    wait_until(lambda: pool.stats().waiting == 1)
    pool.close()
    thread.join(20)
    assert len(raised) == 1
    with pytest.raises(pg.InterfaceError, match="closed"):
        pool.acquire()
    for connection in held:
        assert connection.query("SELECT 1").value() == 1
        pool.release(connection)
        assert connection.closed
    assert pool.stats().size == 0
    assert repr(pool) == "Pool(closed)"


def test_only_what_was_lent_comes_back(pool: pg.Pool) -> None:
    with pool.connection() as connection:
        pass
    with pytest.raises(InvalidArgumentError, match="release"):
        pool.release(connection)


@pytest.mark.parametrize("sizes", [{"max_size": 0}, {"min_size": -1}, {"min_size": 3, "max_size": 2}])
def test_sizes_that_cannot_be_are_refused(sizes: dict[str, int]) -> None:
    with pytest.raises(InvalidArgumentError, match="_size"):
        pg.Pool("", **sizes)  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_leaves_its_parents_connections_alone(pool: pg.Pool) -> None:
    with pool.connection() as kept, pool.connection() as idle:
        pool.release(idle)
        pids = {kept.process_id, idle.process_id}
        child = os.fork()
        if child == 0:
            ok = pool.stats().size == 0
            with pool.connection() as own:
                ok = ok and own.query("SELECT pg_backend_pid()").value() not in pids
            pool.release(kept)
            pool.close()
            del kept, idle
            os._exit(0 if ok else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert kept.query("SELECT pg_backend_pid()").value() == kept.process_id
        idle = pool.acquire()
        assert idle.query("SELECT pg_backend_pid()").value() in pids


# --- what it keeps ----------------------------------------------------------------------------------------------------


class Sleeper:
    def __init__(self) -> None:
        self.woken = 0

    def wake(self) -> None:
        self.woken += 1


def test_what_an_interrupted_one_was_given_goes_to_the_next() -> None:
    shelf: Shelf[str, Sleeper] = Shelf(Rules(0, 1, None, None))
    assert shelf.reserve()
    assert not shelf.reserve()
    first, second, third = Sleeper(), Sleeper(), Sleeper()
    for waiter in (first, second, third):
        shelf.enter_queue(waiter)
    shelf.give("a connection")
    shelf.leave_queue(first)
    assert shelf.collect(second) == (True, "a connection")
    shelf.free_place()
    assert shelf.collect(third) == (True, None)
    shelf.leave_queue(third)
    assert (first.woken, second.woken, third.woken) == (1, 1, 1)
    assert shelf.size == 1
    shelf.free_place()
    assert shelf.size == 0


# --- for tasks --------------------------------------------------------------------------------------------------------


def test_tasks_share_few_connections(postgres_server: PostgresServer) -> None:
    async def main() -> None:
        async with pg.AsyncPool(dsn(postgres_server), min_size=1, max_size=3, check=True) as pool:
            assert pool.stats().idle == 1

            async def work() -> int:
                async with pool.connection() as connection:
                    value: int = await (await connection.query("SELECT pg_backend_pid()")).value()
                    return value

            seen = await asyncio.gather(*(work() for _ in range(40)))
            assert len(set(seen)) <= 3
            assert pool.stats().size <= 3
            assert pool.stats().in_use == 0
        assert pool.closed

    asyncio.run(asyncio.wait_for(main(), 60))


def test_tasks_are_served_in_their_order_and_in_time(postgres_server: PostgresServer) -> None:
    async def main() -> None:
        async with pg.AsyncPool(dsn(postgres_server), max_size=1) as pool:
            held = await pool.acquire()
            served: list[int] = []

            async def work(number: int) -> None:
                async with pool.connection():
                    served.append(number)

            tasks = [asyncio.create_task(work(number)) for number in range(5)]
            with pytest.raises(TimeoutError):
                await pool.acquire(timeout=0.05)
            tasks[1].cancel()
            await pool.release(held)
            await asyncio.wait(tasks)
            assert served == [0, 2, 3, 4]
            assert pool.stats() == pool.stats()._replace(size=1, idle=1, in_use=0, waiting=0, opened=1)

    asyncio.run(asyncio.wait_for(main(), 60))


def test_what_tasks_leave_is_reset(postgres_server: PostgresServer) -> None:
    async def main() -> None:
        async with pg.AsyncPool(dsn(postgres_server), max_size=1) as pool:
            async with pool.connection() as connection:
                await connection.execute_script("BEGIN; CREATE TEMP TABLE t (x int)")
            async with pool.connection() as again:
                assert again is connection
                assert again.transaction_status == "idle"
                await again.close()
            async with pool.connection() as other:
                assert other is not connection
            waiting = asyncio.create_task(pool.acquire())
            held = await waiting
            refused = asyncio.create_task(pool.acquire())
            await asyncio.sleep(0)
            await pool.close()
            with pytest.raises(pg.InterfaceError):
                await refused
            await pool.release(held)
            assert held.closed

    asyncio.run(asyncio.wait_for(main(), 60))
