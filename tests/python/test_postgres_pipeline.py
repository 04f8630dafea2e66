"""Pipelines: what is sent together, what comes back, and what an error leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

import wirespeed
from postgres_proxy import Faults, proxied
from postgres_servers import PostgresServer
from wirespeed import postgres
from wirespeed.postgres import AsyncConnection, Connection

pytestmark = pytest.mark.server

PATIENCE = 20.0


@dataclass(frozen=True)
class Recorder(Faults):
    """Harmless, and keeps each packet that passes."""

    seen: list[bytes] = field(default_factory=list)

    def packets(self, data: bytes, at: int) -> Iterator[bytes]:
        self.seen.append(data)
        return super().packets(data, at)


@pytest.fixture
def connection(postgres_server: PostgresServer) -> Iterator[Connection]:
    with postgres.connect(postgres_server.url()) as connection:
        connection.execute("CREATE TEMPORARY TABLE t (id int PRIMARY KEY, name text)")
        yield connection


def ids(connection: Connection) -> list[int]:
    return [row[0] for row in connection.query("SELECT id FROM t ORDER BY id").rows()]


# --- results ---------------------------------------------------------------------------------------------------------


def test_results_are_those_of_their_statements_in_order(connection: Connection) -> None:
    for _ in range(8):  # described first, known then, named in the end
        with connection.pipeline() as pipeline:
            rows = pipeline.query("SELECT $1::int, $2::text", [1, "a"])
            none = pipeline.query("SELECT 1 WHERE false")
            table = pipeline.query("SELECT i, i::text AS t FROM generate_series(1, 1000) AS i")
            status = pipeline.query("CREATE TEMPORARY TABLE IF NOT EXISTS made (a int)")
            empty = pipeline.query("")
            array = pipeline.query("SELECT $1::int[] AS a", [[1, None]])
            frame = pipeline.query("SELECT i, i::text AS t FROM generate_series(1, 1000) AS i")
        assert rows.result().rows() == [(1, "a")]
        assert none.result().rows() == []
        assert table.result().to_arrow().num_rows == 1000
        assert status.result().status().command == "CREATE TABLE"
        assert empty.result().status() == ("", None)
        assert array.result().to_arrow()["a"].to_pylist() == [[1, None]]
        assert list(frame.result().to_pandas()["t"])[-1] == "1000"
        assert connection.query("SELECT 40 + $1::int", [2]).value() == 42


def test_the_same_statement_may_come_often(connection: Connection) -> None:
    for start in (0, 1000, 2000):
        with connection.pipeline() as pipeline:
            made = [
                pipeline.query("INSERT INTO t VALUES ($1, $2) RETURNING id", [start + i, f"name {i}"])
                for i in range(500)
            ]
            counted = pipeline.query("SELECT count(*) FROM t WHERE id >= $1", [start])
        assert [pending.result().value() for pending in made] == list(range(start, start + 500))
        assert counted.result().value() == 500


def test_types_that_the_session_meets_for_the_first_time_are_read_as_what_they_are(connection: Connection) -> None:
    connection.execute_script(
        "CREATE EXTENSION IF NOT EXISTS hstore; DROP TYPE IF EXISTS pipeline_pair; "
        "CREATE TYPE pipeline_pair AS (a int, b text)"
    )
    for begin in (False, True):
        if begin:
            connection.execute("BEGIN")
            connection.forget_types()
        with connection.pipeline() as pipeline:
            pair = pipeline.query("SELECT $1::pipeline_pair", [(1, "x")])
            more = pipeline.query("SELECT 'a=>1'::hstore, ROW(1, 'x')::pipeline_pair AS p")
        assert tuple(pair.result().value()) == (1, "x")
        assert more.result().to_arrow()["p"].to_pylist() == [{"a": 1, "b": "x"}]
    connection.execute("ROLLBACK")


def test_a_result_that_is_read_within_the_block_is_a_sync_point(connection: Connection) -> None:
    with connection.pipeline() as pipeline:
        first = pipeline.query("INSERT INTO t VALUES (1, 'a') RETURNING id")
        assert first.result().value() == 1
        pipeline.query("INSERT INTO t VALUES (1, 'again')")
        with pytest.raises(postgres.IntegrityError):
            pipeline.sync()
        pipeline.query("INSERT INTO t VALUES (2, 'b')")
    assert ids(connection) == [1, 2]


def test_a_pipeline_without_statements_sends_nothing(connection: Connection) -> None:
    with connection.pipeline() as pipeline:
        pipeline.sync()


def test_a_result_that_was_left_unread_waits_for_its_reader(connection: Connection) -> None:
    before = connection.query("SELECT i FROM generate_series(1, 100000) AS i")
    with connection.pipeline() as pipeline:
        after = pipeline.query("SELECT i FROM generate_series(1, 100000) AS i")
    assert connection.query("SELECT 1").value() == 1
    assert before.count() == after.result().count() == 100000


def test_statements_may_need_what_earlier_ones_make(connection: Connection) -> None:
    with connection.pipeline() as pipeline:
        pipeline.query("CREATE TEMPORARY TABLE later (a int, b text)")
        pipeline.query("INSERT INTO later VALUES ($1, $2)", [1, "x"])
        found = pipeline.query("SELECT * FROM later")
        other = pipeline.query("SELECT 1 + $1::int", [1])
    assert found.result().rows() == [(1, "x")]
    assert other.result().value() == 2


# --- on the wire -----------------------------------------------------------------------------------------------------


def test_all_of_it_is_one_write_and_no_answer_is_waited_for(postgres_server: PostgresServer) -> None:
    socket = postgres_server.socket_folder / f".s.PGSQL.{postgres_server.port}"
    sent, answered = Recorder(), Recorder()
    with proxied(socket, from_client=sent, from_server=answered) as proxy:
        dsn = postgres_server.dsn(port=proxy.port, sslmode="disable")
        with postgres.connect(dsn, timeout=PATIENCE) as connection:
            statements = [f"SELECT {i} + $1::int" for i in range(20)]
            for round_trips in (2, 1):  # what was not known is asked for first, all of it at once
                sent.seen.clear()
                with connection.pipeline() as pipeline:
                    pending = [pipeline.query(sql, [1]) for sql in statements]
                assert [one.result().value() for one in pending] == [i + 1 for i in range(20)]
                assert len(sent.seen) == round_trips
                assert sent.seen[-1].count(b"S\x00\x00\x00\x04") == 1


def test_more_than_both_sides_can_hold_goes_through(connection: Connection) -> None:
    text = "x" * 1000
    with connection.pipeline(timeout=PATIENCE) as pipeline:
        pending = [pipeline.query("SELECT repeat($1::text, 3)", [text]) for _ in range(8000)]
    assert {len(one.result().value()) for one in pending} == {3000}


@pytest.mark.parametrize("faults", [Faults(segment=1), Faults(segment=5)])
def test_answers_in_pieces_are_the_same(postgres_server: PostgresServer, faults: Faults) -> None:
    socket = postgres_server.socket_folder / f".s.PGSQL.{postgres_server.port}"
    with proxied(socket, from_client=faults, from_server=faults) as proxy:
        dsn = postgres_server.dsn(port=proxy.port, sslmode="disable")
        with postgres.connect(dsn, timeout=PATIENCE) as connection, connection.pipeline() as pipeline:
            good = pipeline.query("SELECT $1::int, 'text'", [1])
            bad = pipeline.query("SELECT 1 / $1::int", [0])
            skipped = pipeline.query("SELECT 3")
            assert good.result().rows() == [(1, "text")]
            assert isinstance(bad.error, postgres.DataError)
            assert isinstance(skipped.error, postgres.SkippedError)


def test_a_pooler_carries_pipelines(postgres_server: PostgresServer) -> None:
    with postgres.connect(postgres_server.url(port=postgres_server.pooler_port)) as connection:
        for _ in range(8):
            with connection.pipeline() as pipeline:
                pending = [pipeline.query(f"SELECT {i} + $1::int", [i]) for i in range(5)]
            assert [one.result().value() for one in pending] == [0, 2, 4, 6, 8]


# --- errors ----------------------------------------------------------------------------------------------------------


def test_the_rest_up_to_the_sync_point_is_skipped_and_says_so(connection: Connection) -> None:
    for _ in range(2):
        with connection.pipeline() as pipeline:
            good = pipeline.query("INSERT INTO t VALUES ($1)", [1])
            bad = pipeline.query("SELECT 1 / $1::int", [0])
            skipped = [pipeline.query("INSERT INTO t VALUES ($1)", [i]) for i in (2, 3)]
            with pytest.raises(postgres.DataError, match="22012"):
                pipeline.sync()
            after = pipeline.query("SELECT count(*) FROM t")
        assert good.error is None and good.result().status().rows == 1
        with pytest.raises(postgres.DataError, match="22012"):
            bad.result()
        for pending in skipped:
            with pytest.raises(postgres.SkippedError, match=r"was not run.*22012"):
                pending.result()
        assert after.result().value() == 0
    assert ids(connection) == []


def test_the_block_raises_what_nobody_has_seen(connection: Connection) -> None:
    with pytest.raises(postgres.DataError), connection.pipeline() as pipeline:
        pipeline.query("SELECT 1 / $1::int", [0])
    with connection.pipeline() as pipeline:
        seen = pipeline.query("SELECT 1 / $1::int", [0])
        with pytest.raises(postgres.DataError):
            seen.result()
    assert connection.transaction_status == "idle"


def test_what_fails_before_it_runs_fails_in_its_place(connection: Connection) -> None:
    with connection.pipeline() as pipeline:
        good = pipeline.query("INSERT INTO t VALUES (1)")
        wrong = pipeline.query("SELEC 1")
        skipped = pipeline.query("SELECT 1")
        with pytest.raises(postgres.ProgrammingError, match="42601"):
            pipeline.sync()
    assert good.error is None
    assert isinstance(wrong.error, postgres.ProgrammingError) and isinstance(skipped.error, postgres.SkippedError)
    assert ids(connection) == []


@pytest.mark.parametrize("runs", [0, 1])
def test_a_value_that_does_not_fit_is_an_error_before_anything_is_done(connection: Connection, runs: int) -> None:
    for _ in range(runs):
        connection.query("SELECT $1::int", [1]).rows()
    with connection.pipeline() as pipeline:
        first = pipeline.query("INSERT INTO t VALUES (1)")
        wrong = pipeline.query("SELECT $1::int", [object()])
        with pytest.raises(wirespeed.InvalidArgumentError, match=r"\$1"):
            pipeline.sync()
    assert isinstance(first.error, postgres.SkippedError)
    assert isinstance(wrong.error, wirespeed.InvalidArgumentError)
    assert ids(connection) == []


def test_a_value_that_does_not_fit_what_an_earlier_statement_made_undoes_it(connection: Connection) -> None:
    with connection.pipeline() as pipeline:
        pipeline.query("CREATE TEMPORARY TABLE undone (a int)")
        wrong = pipeline.query("INSERT INTO undone VALUES ($1)", [object()])
        with pytest.raises(wirespeed.InvalidArgumentError, match=r"\$1"):
            pipeline.sync()
        gone = pipeline.query("SELECT to_regclass('undone')")
    assert wrong.error is not None
    assert gone.result().value() is None
    assert connection.query("SELECT 1").value() == 1


def test_a_copy_is_refused(connection: Connection) -> None:
    with connection.pipeline() as pipeline:
        with pytest.raises(wirespeed.InvalidArgumentError, match="COPY"):
            pipeline.query("  copy t FROM STDIN")
        good = pipeline.query("SELECT 1")
    assert good.result().value() == 1


def test_a_copy_in_disguise_closes_the_connection(postgres_server: PostgresServer) -> None:
    with postgres.connect(postgres_server.url()) as connection:
        with pytest.raises(postgres.UnavailableError, match="COPY"), connection.pipeline() as pipeline:
            pipeline.query("/* no */ COPY (SELECT 1) TO STDOUT")
        assert connection.closed


def test_a_backend_that_ends_within_it_is_an_error_of_each(postgres_server: PostgresServer) -> None:
    with postgres.connect(postgres_server.url()) as connection:
        with pytest.raises(postgres.OperationalError), connection.pipeline() as pipeline:
            good = pipeline.query("SELECT 1")
            fatal = pipeline.query("SELECT pg_terminate_backend(pg_backend_pid())")
            skipped = pipeline.query("SELECT 3")
        assert connection.closed
        assert good.result().value() == 1
        assert fatal.error is not None and skipped.error is not None


def test_a_timeout_ends_it_and_the_connection_is_of_use(connection: Connection) -> None:
    with connection.pipeline(timeout=0.3) as pipeline:
        slow = pipeline.query("SELECT pg_sleep(60)")
        rest = pipeline.query("SELECT 1")
        with pytest.raises(wirespeed.TimeoutError):
            pipeline.sync()
    assert slow.error is not None and rest.error is not None
    assert connection.query("SELECT 40 + $1::int", [2]).value() == 42


def test_an_exception_within_the_block_sends_nothing(connection: Connection) -> None:
    with pytest.raises(KeyError), connection.pipeline() as pipeline:
        pending = pipeline.query("INSERT INTO t VALUES (1)")
        raise KeyError
    assert ids(connection) == []
    with pytest.raises(wirespeed.Error):
        pending.result().rows()
    with pytest.raises(postgres.InterfaceError, match="left"):
        pipeline.query("SELECT 1")


def test_text_for_what_has_no_binary_form_is_learnt_by_its_error(connection: Connection) -> None:
    connection.execute("CREATE EXTENSION IF NOT EXISTS isn")
    sql = "SELECT ROW('978-0-11-000222-4'::isbn13, $1::int)"
    with pytest.raises(postgres.ProgrammingError, match="cast"), connection.pipeline() as pipeline:
        pipeline.query(sql, [1])
    with connection.pipeline() as pipeline:
        again = pipeline.query(sql, [1])
    assert again.result().value() == "(978-0-11-000222-4,1)"


def test_a_table_that_has_changed_is_read_as_it_is(connection: Connection) -> None:
    connection.execute("INSERT INTO t VALUES (1, 'a')")
    for _ in range(2):
        assert connection.query("SELECT name FROM t").rows() == [("a",)]
    connection.execute("ALTER TABLE t ALTER name TYPE int USING 7")
    with connection.pipeline() as pipeline:
        both = [pipeline.query("SELECT name FROM t") for _ in range(2)]
    assert [one.result().rows() for one in both] == [[(7,)], [(7,)]]


# --- transactions ----------------------------------------------------------------------------------------------------


def test_within_a_transaction_an_error_fails_it(connection: Connection) -> None:
    with connection.transaction():
        with connection.pipeline() as pipeline:
            pipeline.query("INSERT INTO t VALUES (1)")
        assert connection.transaction_status == "in_transaction"
    assert ids(connection) == [1]
    with pytest.raises(postgres.DataError), connection.transaction(), connection.pipeline() as pipeline:
        pipeline.query("INSERT INTO t VALUES (2)")
        pipeline.query("SELECT 1 / $1::int", [0])
    assert ids(connection) == [1]


def test_statements_that_are_not_known_can_be_sent_within_a_transaction(connection: Connection) -> None:
    with connection.transaction():
        connection.execute("INSERT INTO t VALUES (1)")
        with connection.pipeline() as pipeline:
            pipeline.query("CREATE TEMPORARY TABLE within (a int)")
            pipeline.query("INSERT INTO within SELECT $1::int", [5])
            found = pipeline.query("SELECT a FROM within")
        assert found.result().value() == 5
    assert ids(connection) == [1]


def test_a_transaction_within_the_block_holds_what_was_added_in_it(connection: Connection) -> None:
    with connection.pipeline() as pipeline:
        pipeline.query("INSERT INTO t VALUES (1)")
        with connection.transaction():
            pipeline.query("INSERT INTO t VALUES (2)")
        with pytest.raises(KeyError), connection.transaction():
            pipeline.query("INSERT INTO t VALUES (3)")
            pipeline.sync()
            raise KeyError
        with pytest.raises(postgres.DataError), connection.transaction():
            pipeline.query("INSERT INTO t VALUES (4)")
            pipeline.query("SELECT 1 / $1::int", [0])
        pipeline.query("INSERT INTO t VALUES (5)")
    assert ids(connection) == [1, 2, 5]


def test_begin_and_commit_can_be_statements_of_it(connection: Connection) -> None:
    with connection.pipeline() as pipeline:
        pipeline.query("BEGIN ISOLATION LEVEL SERIALIZABLE")
        pipeline.query("INSERT INTO t VALUES (1)")
        level = pipeline.query("SHOW transaction_isolation")
        pipeline.query("COMMIT")
        pipeline.query("INSERT INTO t VALUES (2)")
    assert level.result().value() == "serializable"
    assert ids(connection) == [1, 2]


# --- asyncio ---------------------------------------------------------------------------------------------------------


def run(server: PostgresServer, work: Any) -> None:
    async def connected() -> None:
        async with await postgres.connect_async(server.url(), timeout=PATIENCE) as connection:
            await connection.execute("CREATE TEMPORARY TABLE t (id int PRIMARY KEY, name text)")
            await work(connection)

    asyncio.run(asyncio.wait_for(connected(), 2 * PATIENCE))


def test_tasks_have_the_same(postgres_server: PostgresServer) -> None:
    async def work(connection: AsyncConnection) -> None:
        for start in (0, 100, 200):
            async with connection.pipeline() as pipeline:
                made = [pipeline.query("INSERT INTO t VALUES ($1) RETURNING id", [start + i]) for i in range(20)]
                table = pipeline.query("SELECT * FROM generate_series(1, 100000) AS i")
            assert [await (await one.result()).value() for one in made] == list(range(start, start + 20))
            assert (await (await table.result()).to_arrow()).num_rows == 100000

    run(postgres_server, work)


def test_tasks_have_the_same_errors(postgres_server: PostgresServer) -> None:
    async def work(connection: AsyncConnection) -> None:
        async with connection.pipeline() as pipeline:
            good = pipeline.query("INSERT INTO t VALUES (1)")
            bad = pipeline.query("SELECT 1 / $1::int", [0])
            skipped = pipeline.query("SELECT 3")
            with pytest.raises(postgres.DataError):
                await pipeline.sync()
            with pytest.raises(postgres.SkippedError):
                await skipped.result()
            assert good.error is None and isinstance(bad.error, postgres.DataError)
            async with connection.transaction():
                pipeline.query("INSERT INTO t VALUES (2)")
            with pytest.raises(postgres.DataError):
                async with connection.transaction():
                    pipeline.query("INSERT INTO t VALUES (3)")
                    pipeline.query("SELECT 1 / $1::int", [0])
        assert await (await connection.query("SELECT array_agg(id) FROM t")).value() == [2]

    run(postgres_server, work)


def test_a_task_that_is_cancelled_or_too_late_leaves_a_usable_connection(postgres_server: PostgresServer) -> None:
    async def work(connection: AsyncConnection) -> None:
        async def sleep(timeout: float | None) -> None:
            async with connection.pipeline(timeout=timeout) as pipeline:
                pipeline.query("SELECT 1")
                pipeline.query("SELECT pg_sleep(60)")

        with pytest.raises(wirespeed.TimeoutError):
            await sleep(0.2)
        task = asyncio.create_task(sleep(None))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await (await connection.query("SELECT 40 + $1::int", [2])).value() == 42

    run(postgres_server, work)
