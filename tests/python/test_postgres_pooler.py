"""wirespeed.postgres through a pooler that lends a server session for a transaction: statements meet other sessions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

import wirespeed
from postgres_servers import PostgresServer
from wirespeed import postgres
from wirespeed.postgres import Connection

pytestmark = pytest.mark.server

PATIENCE = 20.0


def through_pooler(server: PostgresServer, **options: object) -> Connection:
    return postgres.connect(server.dsn(port=server.pooler_port), timeout=PATIENCE, **options)  # type: ignore[arg-type]


@pytest.fixture
def pooled(postgres_server: PostgresServer) -> Iterator[Connection]:
    with through_pooler(postgres_server) as connection:
        yield connection


def names_on(server: PostgresServer, connection: Connection) -> int:
    """Statements with a name in the server session that the connection has just now."""
    return int(connection.query("SELECT count(*) FROM pg_prepared_statements", timeout=PATIENCE).value())


def test_a_session_begins_and_tells_the_server_s_settings(pooled: Connection) -> None:
    assert pooled.server_version.startswith("15.")
    assert pooled.query("SELECT $1::int + 1, $2::text", [41, "x"], timeout=PATIENCE).rows() == [(42, "x")]
    assert pooled.query("SELECT i FROM generate_series(1, 1000) AS i", timeout=PATIENCE).to_arrow().num_rows == 1000


def test_statements_without_a_name_never_meet(postgres_server: PostgresServer) -> None:
    """Of several clients at once, with plans that are known and that are not."""
    wrong: list[object] = []

    def work(mine: str) -> None:
        with through_pooler(postgres_server) as connection:
            for i in range(40):
                sql = f"SELECT '{mine}', $1::int" if i % 2 else f"SELECT $1::int, '{mine}', {i}"
                (row,) = connection.query(sql, [i], timeout=PATIENCE).rows()
                if row != ((mine, i) if i % 2 else (i, mine, i)):
                    wrong.append((mine, i, row))

    threads = [threading.Thread(target=work, args=[f"client {n}"]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert wrong == []


def test_what_another_client_does_between_describing_and_running_does_not_matter(
    postgres_server: PostgresServer,
) -> None:
    with through_pooler(postgres_server) as mine, through_pooler(postgres_server) as yours:
        prepared = mine.prepare("SELECT 'mine', $1::int", timeout=PATIENCE)
        assert yours.query("SELECT 'yours', $1::int", [1], timeout=PATIENCE).rows() == [("yours", 1)]
        assert prepared.query([2], timeout=PATIENCE).rows() == [("mine", 2)]
        assert yours.query("SELECT 'yours', $1::int", [3], timeout=PATIENCE).rows() == [("yours", 3)]


def test_a_statement_gets_no_name_however_often_it_runs(postgres_server: PostgresServer) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(through_pooler(postgres_server, prepare_threshold=1)) for _ in range(2)]
        for i in range(10):
            for n, client in enumerate(clients):
                assert client.query(f"SELECT $1::int, {n}", [i], timeout=PATIENCE).rows() == [(i, n)]
        assert [names_on(postgres_server, client) for client in clients] == [0, 0]


def test_a_transaction_keeps_its_server_session(pooled: Connection) -> None:
    with pytest.raises(KeyError), pooled.transaction():
        pooled.execute("CREATE TABLE pooled_away (a int)", timeout=PATIENCE)
        sessions = {pooled.query("SELECT pg_backend_pid()", timeout=PATIENCE).value() for _ in range(10)}
        assert len(sessions) == 1
        assert pooled.executemany("INSERT INTO pooled_away VALUES ($1)", [(i,) for i in range(100)]) == 100
        raise KeyError
    assert pooled.query("SELECT to_regclass('pooled_away')::text", timeout=PATIENCE).value() is None


def test_columns_are_ingested(pooled: Connection) -> None:
    data = {"a": list(range(5000)), "b": [f"t{i}" for i in range(5000)]}
    try:
        assert pooled.ingest("pooled_target", data, "replace", timeout=PATIENCE) == 5000
        assert pooled.ingest("pooled_target", data, timeout=PATIENCE) == 5000
        with pytest.raises(wirespeed.InvalidArgumentError):
            pooled.ingest("pooled_target", {"a": ["x"]}, timeout=PATIENCE)
        assert pooled.query("SELECT count(*), max(b) FROM pooled_target", timeout=PATIENCE).one() == (10000, "t999")
    finally:
        pooled.execute("DROP TABLE IF EXISTS pooled_target", timeout=PATIENCE)


def test_a_cancel_goes_through(pooled: Connection) -> None:
    with pytest.raises(wirespeed.TimeoutError):
        pooled.query("SELECT pg_sleep(60)", timeout=0.3)
    assert pooled.query("SELECT 1", timeout=PATIENCE).rows() == [(1,)]


def test_tasks_of_asyncio_go_through(postgres_server: PostgresServer) -> None:
    async def work(n: int) -> None:
        dsn = postgres_server.dsn(port=postgres_server.pooler_port)
        async with await postgres.connect_async(dsn, timeout=PATIENCE, prepare_threshold=1) as connection:
            for i in range(10):
                result = await connection.query("SELECT $1::int, $2::int", [i, n], timeout=PATIENCE)
                assert await result.rows() == [(i, n)]

    async def all_of_them() -> None:
        await asyncio.gather(*(work(n) for n in range(5)))

    asyncio.run(asyncio.wait_for(all_of_them(), PATIENCE))
