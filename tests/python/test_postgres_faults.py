"""wirespeed.postgres where the network or the server fails: a clear error, a connection of use or closed, no leak."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import wirespeed
from postgres_proxy import Faults, Proxy, proxied
from postgres_servers import PostgresServer
from waiting import wait_until
from wirespeed import postgres
from wirespeed.postgres import AsyncConnection, Connection

pytestmark = pytest.mark.server

PATIENCE = 20.0
SQL = "SELECT i, 'name ' || i AS name, i / 2.0 AS half, ARRAY[i, NULL] AS a FROM generate_series(1, 5) AS i"
LONG = "SELECT i, repeat('x', 100) AS t FROM generate_series(1, 30000) AS i"
Read = Callable[[postgres.Result], Any]
READS: list[Read] = [lambda r: r.rows(), lambda r: r.to_arrow().num_rows, lambda r: r.count()]


@dataclass(frozen=True)
class Recorder(Faults):
    """Harmless, and keeps what passes."""

    seen: bytearray = field(default_factory=bytearray)

    def packets(self, data: bytes, at: int) -> Iterator[bytes]:
        self.seen.extend(data)
        return super().packets(data, at)


def socket_of(server: PostgresServer) -> Path:
    """Where it asks for no password and offers no TLS: every session gets the same bytes."""
    return server.socket_folder / f".s.PGSQL.{server.port}"


def connect(server: PostgresServer, proxy: Proxy, **options: Any) -> Connection:
    return postgres.connect(server.dsn(port=proxy.port, sslmode="disable"), timeout=PATIENCE, **options)


def answer_of(server: PostgresServer, sql: str) -> tuple[int, bytes]:
    """How many bytes a session begins with, and those of the answer to a first query."""
    recorder = Recorder()
    with proxied(socket_of(server), from_server=recorder) as proxy, connect(server, proxy) as connection:
        begin = len(recorder.seen)
        connection.query(sql, timeout=PATIENCE).rows()
        return begin, bytes(recorder.seen[begin:])


def messages_of(answer: bytes) -> Iterator[tuple[int, bytes]]:
    """Where each message begins, and its type."""
    at = 0
    while at < len(answer):
        yield at, answer[at : at + 1]
        at += 1 + int.from_bytes(answer[at + 1 : at + 5], "big")


def is_usable_or_closed(connection: Connection) -> bool:
    """A next query gets its own answer, or an error; after an error the connection says the same again."""
    try:
        assert connection.query("SELECT 40 + $1::int, 'own'", [2], timeout=0.5).rows() == [(42, "own")]
    except wirespeed.Error:
        assert connection.closed
        with pytest.raises(wirespeed.Error):
            connection.query("SELECT 1", timeout=0.5)
    return True


def try_query(connection: Connection, read: Read, sql: str = SQL, timeout: float = PATIENCE) -> Any:
    """What it gives, or the error."""
    try:
        return read(connection.query(sql, timeout=timeout))
    except (wirespeed.Error, UnicodeDecodeError) as error:
        assert str(error)
        return error


# --- cuts ------------------------------------------------------------------------------------------------------------


def test_a_result_that_is_cut_anywhere_is_an_error_and_the_connection_is_closed(
    postgres_server: PostgresServer,
) -> None:
    begin, answer = answer_of(postgres_server, SQL)
    offsets = [*range(0, len(answer), max(1, len(answer) // 60)), len(answer) - 1]
    for number, offset in enumerate(offsets):
        cut = Faults(cut_after=begin + offset, reset=number % 2 == 1)
        with (
            proxied(socket_of(postgres_server), from_server=cut) as proxy,
            connect(postgres_server, proxy) as connection,
        ):
            found = try_query(connection, READS[number % len(READS)])
            assert isinstance(found, postgres.UnavailableError), (offset, found)
            assert connection.closed
            assert is_usable_or_closed(connection)


def test_a_long_result_that_is_cut_is_an_error_for_every_reader(postgres_server: PostgresServer) -> None:
    reads = [*READS, lambda r: list(r), lambda r: list(r.batches(batch_rows=1000)), lambda r: r.status()]
    for number, read in enumerate(reads):
        cut = Faults(cut_after=1_000_000 + 300_001 * number)
        with (
            proxied(socket_of(postgres_server), from_server=cut) as proxy,
            connect(postgres_server, proxy) as connection,
        ):
            assert isinstance(try_query(connection, read, LONG), postgres.UnavailableError)
            assert is_usable_or_closed(connection)


def test_opening_that_is_cut_anywhere_is_an_error(postgres_server: PostgresServer) -> None:
    begin, _ = answer_of(postgres_server, "SELECT 1")
    for offset in range(0, begin, 23):
        with (
            proxied(socket_of(postgres_server), from_server=Faults(cut_after=offset)) as proxy,
            pytest.raises(wirespeed.Error),
        ):
            connect(postgres_server, proxy)


def test_an_ingest_that_is_cut_anywhere_writes_nothing(postgres_server: PostgresServer) -> None:
    data = {"a": list(range(20000)), "b": [f"text {i}" for i in range(20000)]}
    postgres_server.sql("DROP TABLE IF EXISTS faults_target; CREATE TABLE faults_target (a int, b text)")
    try:
        for number, offset in enumerate([150, 300, 500, 700, 5_000, 70_000, 300_000, 400_000]):
            cut = Faults(cut_after=offset, reset=number % 2 == 1)
            with (
                proxied(socket_of(postgres_server), from_client=cut) as proxy,
                connect(postgres_server, proxy) as connection,
            ):
                with pytest.raises(postgres.UnavailableError):
                    connection.ingest("faults_target", data, timeout=PATIENCE)
                assert connection.closed
                assert is_usable_or_closed(connection)
        assert postgres_server.sql("SELECT count(*) FROM faults_target") == "0"
    finally:
        postgres_server.sql("DROP TABLE faults_target")


# --- slow and small --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("faults", [Faults(segment=1), Faults(segment=7), Faults(segment=100, delay=0.001)])
def test_pieces_of_any_size_change_nothing(postgres_server: PostgresServer, faults: Faults) -> None:
    with (
        proxied(socket_of(postgres_server), from_server=faults, from_client=faults) as proxy,
        connect(postgres_server, proxy) as connection,
        postgres.connect(postgres_server.url()) as straight,
    ):
        assert connection.query(SQL, timeout=PATIENCE).rows() == straight.query(SQL).rows()
        assert connection.query(SQL, timeout=PATIENCE).to_arrow() == straight.query(SQL).to_arrow()
        connection.execute("CREATE TEMPORARY TABLE t (a int, b text)", timeout=PATIENCE)
        assert connection.ingest("t", {"a": [1, 2], "b": ["x", None]}, timeout=PATIENCE) == 2
        assert connection.query("SELECT * FROM t", timeout=PATIENCE).rows() == [(1, "x"), (2, None)]


def test_a_result_that_stalls_ends_by_its_timeout_and_so_does_what_follows(postgres_server: PostgresServer) -> None:
    begin, answer = answer_of(postgres_server, SQL)
    stall = Faults(stall_after=begin + len(answer) // 2)
    with proxied(socket_of(postgres_server), from_server=stall) as proxy, connect(postgres_server, proxy) as connection:
        for _ in range(2):
            with pytest.raises(wirespeed.TimeoutError):
                connection.query(SQL, timeout=0.2).rows()


def test_a_result_that_pauses_goes_on(postgres_server: PostgresServer) -> None:
    with proxied(socket_of(postgres_server)) as proxy, connect(postgres_server, proxy) as connection:
        result = connection.query(LONG, timeout=PATIENCE)
        rows = len(result.next_rows())
        proxy.pause()
        threading.Timer(0.3, proxy.resume).start()
        assert rows + result.count() == 30000
        assert is_usable_or_closed(connection)


# --- damage ----------------------------------------------------------------------------------------------------------


def corrupted(server: PostgresServer, at: int, by: int, read: Read, timeout: float = PATIENCE) -> Any:
    """What a query gives when one byte of its answer is another; then looks whether the connection is in order."""
    damage = Faults(corrupt_at=at, corrupt_by=by)
    with proxied(socket_of(server), from_server=damage, faulty=1) as proxy, connect(server, proxy) as connection:
        found = try_query(connection, read, timeout=timeout)
        try:
            assert connection.query("SELECT 40 + $1::int, 'own'", [2], timeout=0.2).rows() == [(42, "own")]
        except wirespeed.TimeoutError:
            # What a length announced does not come: no one can know, but every wait has its end.
            assert isinstance(found, (wirespeed.TimeoutError, wirespeed.MalformedError)), (at, by, found)
        except wirespeed.Error:
            assert connection.closed, (at, by, found)
        return found


@pytest.mark.parametrize("by", [0x01, 0x20, 0xFF])
def test_a_message_type_that_is_another_is_an_error(postgres_server: PostgresServer, by: int) -> None:
    begin, answer = answer_of(postgres_server, SQL)
    for number, (at, kind) in enumerate(messages_of(answer)):
        found = corrupted(postgres_server, begin + at, by, READS[number % len(READS)], timeout=0.2)
        assert isinstance(found, wirespeed.Error) or kind in b"12CDnt", (kind, by, found)


@pytest.mark.parametrize(("byte", "by"), [(1, 0x80), (1, 0x01), (3, 0x01), (4, 0x40), (4, 0x03)])
def test_a_message_length_that_is_another_is_an_error(postgres_server: PostgresServer, byte: int, by: int) -> None:
    begin, answer = answer_of(postgres_server, SQL)
    for number, (at, kind) in enumerate(messages_of(answer)):
        found = corrupted(postgres_server, begin + at + byte, by, READS[number % len(READS)], timeout=0.2)
        assert isinstance(found, wirespeed.Error) or kind in b"12CZ", (kind, by, found)


def test_bytes_of_rows_that_are_others_are_an_error_or_other_values(postgres_server: PostgresServer) -> None:
    begin, answer = answer_of(postgres_server, SQL)
    (first, second) = [at for at, kind in messages_of(answer) if kind == b"D"][:2]
    for number, at in enumerate(range(first + 5, second)):
        for by in (0x01, 0x80, 0xFF):
            found = corrupted(postgres_server, begin + at, by, READS[number % 2])
            assert isinstance(found, Exception) or len(found if number % 2 == 0 else range(found)) == 5


def test_a_row_that_is_not_made_of_values_closes_the_connection(postgres_server: PostgresServer) -> None:
    begin, answer = answer_of(postgres_server, SQL)
    first = next(at for at, kind in messages_of(answer) if kind == b"D")
    for at in (first + 6, first + 7, first + 8, first + 10):  # the number of values; the size of the first
        for read in READS[:2]:
            damage = Faults(corrupt_at=begin + at, corrupt_by=0x01)
            with (
                proxied(socket_of(postgres_server), from_server=damage, faulty=1) as proxy,
                connect(postgres_server, proxy) as connection,
            ):
                found = try_query(connection, read)
                assert isinstance(found, postgres.UnavailableError) and "row 1" in str(found), (at, found)
                assert connection.closed


def test_a_value_that_is_not_of_its_type_leaves_the_connection_in_order(postgres_server: PostgresServer) -> None:
    sql = "SELECT 1.5::numeric(4,1) AS n, 'text' AS t"
    begin, answer = answer_of(postgres_server, sql)
    first = next(at for at, kind in messages_of(answer) if kind == b"D")
    damage = Faults(corrupt_at=begin + first + 7 + 4, corrupt_by=0x40)  # the number of digits
    for read in READS[:2]:
        with (
            proxied(socket_of(postgres_server), from_server=damage, faulty=1) as proxy,
            connect(postgres_server, proxy) as connection,
        ):
            found = try_query(connection, read, sql)
            assert isinstance(found, wirespeed.MalformedError), found
            assert "row 1" in str(found) and '"n"' in str(found)
            assert not connection.closed and connection.query("SELECT 1").rows() == [(1,)]


# --- the server ends -------------------------------------------------------------------------------------------------


def test_a_backend_that_is_killed_and_a_server_that_is_started_again(postgres_private_server: PostgresServer) -> None:
    server = postgres_private_server
    with postgres.connect(server.url()) as victim, postgres.connect(server.url()) as bystander:
        result = victim.query(LONG.replace("30000", "3000000"), timeout=PATIENCE)
        assert result.next_rows()
        server.kill_backend(victim.process_id)
        with pytest.raises((postgres.UnavailableError, postgres.OperationalError)):
            result.count()
        assert victim.closed
        time.sleep(0.2)
        with pytest.raises(postgres.OperationalError, match=r"57P0|closed|reset|cut|eof"):
            bystander.query("SELECT 1", timeout=PATIENCE)
        assert bystander.closed
    server.wait_until_ready()
    for with_signal in (signal.SIGINT, signal.SIGQUIT):
        with postgres.connect(server.url()) as connection:
            assert connection.query("SELECT 1", timeout=PATIENCE).rows() == [(1,)]
            server.end(with_signal)
            with pytest.raises(postgres.OperationalError, match=r"57P0|closed|reset|cut|eof"):
                connection.query("SELECT 1", timeout=PATIENCE)
            assert connection.closed
        with pytest.raises(postgres.UnavailableError):
            postgres.connect(server.url(), timeout=PATIENCE)
        server.start_again()


# --- a thread that waits ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_connection_is_closed_while_another_thread_waits_on_a_network_that_stalls(
    postgres_server: PostgresServer, encrypted: bool
) -> None:
    ended: list[BaseException] = []

    def wait(connection: Connection) -> None:
        try:
            connection.query("SELECT pg_sleep(60)")
        except wirespeed.Error as error:
            ended.append(error)

    with proxied((postgres_server.host, postgres_server.port)) as proxy:
        mode = "require" if encrypted else "disable"
        connection = postgres.connect(postgres_server.dsn(port=proxy.port, sslmode=mode), timeout=PATIENCE)
        waiting = threading.Thread(target=wait, args=(connection,), daemon=True)
        waiting.start()
        time.sleep(0.2)
        proxy.pause()
        closing = threading.Thread(target=connection.close, daemon=True)
        closing.start()
        for thread in (closing, waiting):
            thread.join(PATIENCE)
            assert not thread.is_alive()
        proxy.resume()
    assert connection.closed
    assert len(ended) == 1 and isinstance(ended[0], wirespeed.CancelledError | postgres.UnavailableError)


def test_a_connection_that_another_thread_closes_ends_its_query_on_the_server(postgres_server: PostgresServer) -> None:
    with postgres.connect(postgres_server.url()) as connection, postgres.connect(postgres_server.url()) as bystander:
        waiting = threading.Thread(target=try_query, args=(connection, READS[0], "SELECT pg_sleep(60)"), daemon=True)
        waiting.start()
        time.sleep(0.2)
        connection.close()
        waiting.join(PATIENCE)
        assert not waiting.is_alive() and connection.closed
        gone = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1"
        wait_until(lambda: bystander.query(gone, [connection.process_id]).value() == 0)


# --- leaks -----------------------------------------------------------------------------------------------------------


def descriptors_and_threads() -> tuple[int, int]:
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir())), len(list(Path("/proc/self/task").iterdir()))


def test_connections_that_fail_leave_nothing(postgres_server: PostgresServer) -> None:
    with proxied(socket_of(postgres_server), from_server=Faults(cut_after=300)) as proxy:

        def fail() -> None:
            with pytest.raises(wirespeed.Error):
                connect(postgres_server, proxy)
            with pytest.raises(postgres.AuthenticationError):
                postgres.connect(postgres_server.url(password="wrong"), timeout=PATIENCE)

        fail()
        before = descriptors_and_threads()
        for _ in range(25):
            fail()
        wait_until(lambda: descriptors_and_threads() <= before)  # the proxy closes its own ends a little later


def test_results_that_are_dropped_leave_nothing(postgres_server: PostgresServer) -> None:
    with postgres.connect(postgres_server.url()) as connection:
        connection.query(LONG, timeout=PATIENCE).next_rows()
        before = descriptors_and_threads()
        for number in range(50):
            result = connection.query(LONG if number % 5 == 0 else SQL, timeout=PATIENCE)
            if number % 2:
                result.next_rows()
            del result
        assert connection.query("SELECT 1", timeout=PATIENCE).rows() == [(1,)]
        assert descriptors_and_threads() == before


# --- asyncio ---------------------------------------------------------------------------------------------------------


def test_a_query_that_is_cancelled_at_any_moment_leaves_a_usable_connection(postgres_server: PostgresServer) -> None:
    async def work(connection: AsyncConnection, number: int) -> None:
        result = await connection.query(f"{LONG} WHERE i <> $1", [number])
        if number % 2:
            await result.to_arrow()
        else:
            await result.rows()

    async def cancel_all() -> None:
        async with await postgres.connect_async(postgres_server.url(), timeout=PATIENCE) as connection:
            for number in range(30):
                task = asyncio.create_task(work(connection, number))
                await asyncio.sleep(0.0005 * number)
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
                assert await (await connection.query("SELECT $1::int", [number])).rows() == [(number,)]
            assert not connection.closed

    asyncio.run(asyncio.wait_for(cancel_all(), 2 * PATIENCE))


def test_a_copy_that_is_cancelled_leaves_a_usable_connection(postgres_server: PostgresServer) -> None:
    async def work() -> None:
        async with await postgres.connect_async(postgres_server.url(), timeout=PATIENCE) as connection:

            async def copy() -> None:
                async for _ in connection.copy_out(f"COPY ({LONG}) TO STDOUT"):
                    pass

            for number in range(10):
                task = asyncio.create_task(copy())
                await asyncio.sleep(0.001 * number)
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
                assert await (await connection.query("SELECT $1::int", [number])).rows() == [(number,)]

    asyncio.run(asyncio.wait_for(work(), PATIENCE))


def test_a_network_that_is_cut_ends_what_a_task_awaits(postgres_server: PostgresServer) -> None:
    async def work(port: int, drop: Callable[[], None]) -> None:
        dsn = postgres_server.dsn(port=port, sslmode="disable")
        async with await postgres.connect_async(dsn, timeout=PATIENCE) as connection:
            asyncio.get_running_loop().call_later(0.2, drop)
            with pytest.raises(postgres.UnavailableError):
                await connection.query("SELECT pg_sleep(60)")
            assert connection.closed

    with proxied(socket_of(postgres_server)) as proxy:
        asyncio.run(asyncio.wait_for(work(proxy.port, proxy.drop), PATIENCE))


# --- fork ------------------------------------------------------------------------------------------------------------


def said_by_child(work: Callable[[], Any]) -> str:
    """What a forked child says of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(15)
            os.write(writing, repr(work()).encode())
        except BaseException as error:
            os.write(writing, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


@pytest.mark.parametrize("mode", ["disable", "require"])
def test_a_child_cannot_use_its_parent_s_connection_and_the_parent_goes_on(
    postgres_server: PostgresServer, mode: str
) -> None:
    with postgres.connect(postgres_server.url(sslmode=mode)) as connection:
        result = connection.query(LONG, timeout=PATIENCE)
        seen = len(result.next_rows())
        assert "fork" in said_by_child(lambda: connection.query("SELECT 1", timeout=5).rows())
        assert "fork" in said_by_child(lambda: result.rows())
        assert said_by_child(connection.close) == "None"
        assert seen + result.count() == 30000
        assert connection.query("SELECT 1", timeout=PATIENCE).rows() == [(1,)]
