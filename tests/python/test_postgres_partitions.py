"""Tables and queries in pieces of one snapshot, read side by side, here and in other processes. On Dask and on Ray:
test_postgres_examples.py."""

from __future__ import annotations

import datetime
import pickle
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

import wirespeed.postgres as pg
from postgres_servers import PostgresServer
from wirespeed import CancelToken
from wirespeed.errors import CancelledError, InvalidArgumentError, NotFoundError, TimeoutError

pytestmark = pytest.mark.server

SCHEMA = "partitioned_reads"
TABLES = f"""
    DROP SCHEMA IF EXISTS {SCHEMA} CASCADE;
    CREATE SCHEMA {SCHEMA};
    SET search_path = {SCHEMA};
    CREATE TABLE plain AS SELECT g AS id, 'name ' || g AS name, repeat('x', 100) AS filler
        FROM generate_series(1, 20000) g;
    ANALYZE plain;
    CREATE TABLE empty (id int, name text);
    CREATE TABLE parent (id int, name text) PARTITION BY RANGE (id);
    CREATE TABLE child_a PARTITION OF parent FOR VALUES FROM (0) TO (5000);
    CREATE TABLE child_b (name text, dropped int, id int);
    ALTER TABLE child_b DROP COLUMN dropped;
    ALTER TABLE parent ATTACH PARTITION child_b FOR VALUES FROM (5000) TO (20000);
    INSERT INTO parent SELECT g, 'name ' || g FROM generate_series(0, 19999) g;
    CREATE TABLE old (id int, name text);
    CREATE TABLE younger (more int) INHERITS (old);
    INSERT INTO old SELECT g, 'old' FROM generate_series(1, 3000) g;
    INSERT INTO younger SELECT g, 'younger', 5 FROM generate_series(3001, 9000) g;
    CREATE VIEW seen AS SELECT id, name FROM plain;
    CREATE MATERIALIZED VIEW kept AS SELECT id, name FROM plain;
    CREATE TABLE "odd ""x name" ("an ""odd"" column" int, "select" text);
    INSERT INTO "odd ""x name" SELECT g, 'x' FROM generate_series(1, 5000) g;
    CREATE TABLE times AS SELECT now() + g * interval '1 hour' AS t, g::float8 / 7 AS f, g::numeric / 3 AS n,
        CASE WHEN g % 10 > 0 THEN g END AS k, date '2026-01-01' + g AS d, md5(g::text)::uuid AS u, g AS id
        FROM generate_series(1, 4000) g;
    INSERT INTO times (f, id) VALUES ('NaN', 4001), ('infinity', 4002), ('-infinity', 4003);
    ANALYZE times;
"""


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    postgres_server.sql(TABLES)
    yield postgres_server
    postgres_server.sql(f"DROP SCHEMA {SCHEMA} CASCADE")


def dsn(server: PostgresServer) -> str:
    return server.dsn(host=server.socket_folder)


def cut(server: PostgresServer, what: str, n: int, *args: Any, **options: Any) -> pg.Partitions:
    return pg.partitions(dsn(server), what, n, *args, **options)


def ids(pieces: pg.Partitions, column: str = "id") -> list[int]:
    return sorted(pieces.to_arrow().column(column).to_pylist())


# --- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_the_pieces_of_a_table_are_all_of_it_once(server: PostgresServer, n: int) -> None:
    with cut(server, f"{SCHEMA}.plain", n) as pieces:
        assert len(pieces) == n
        assert ids(pieces) == list(range(1, 20001))
        rows = [len(piece.read()) for piece in pieces]
        assert max(rows) < 1.2 * min(rows)


def test_they_come_in_their_order(server: PostgresServer) -> None:
    with cut(server, f"{SCHEMA}.plain", 5) as pieces:
        read = pieces.to_arrow(workers=2)
        assert read.column("id").to_pylist() == list(range(1, 20001))
        assert read.column("name")[77].as_py() == "name 78"


def test_more_pieces_than_pages_are_as_many_as_pages(server: PostgresServer) -> None:
    pages = int(server.sql(f"SELECT pg_relation_size('{SCHEMA}.plain') / 8192"))
    with cut(server, f"{SCHEMA}.plain", 100_000) as pieces:
        assert len(pieces) == pages
        assert ids_of_first(pieces) == list(range(1, 1 + len(pieces[0].read())))


def ids_of_first(pieces: pg.Partitions) -> list[int]:
    found: list[int] = pieces[0].to_arrow().column("id").to_pylist()
    return found


def test_an_empty_table_is_one_piece_without_rows(server: PostgresServer) -> None:
    with cut(server, f"{SCHEMA}.empty", 4) as pieces:
        assert len(pieces) == 1
        assert pieces.to_arrow().schema.names == ["id", "name"]
        assert ids(pieces) == []


@pytest.mark.parametrize(
    ("table", "rows"), [("parent", range(20000)), ("old", range(1, 9001)), ("kept", range(1, 20001))]
)
def test_tables_with_children_are_cut_child_by_child(server: PostgresServer, table: str, rows: range) -> None:
    with cut(server, f"{SCHEMA}.{table}", 6) as pieces:
        assert 5 <= len(pieces) <= 7
        assert pieces.to_arrow().schema.names == ["id", "name"]
        assert ids(pieces) == list(rows)


def test_columns_are_chosen_and_names_may_be_odd(server: PostgresServer) -> None:
    with cut(server, f'{SCHEMA}."odd ""x name"', 3, columns=['an "odd" column']) as pieces:
        assert ids(pieces, 'an "odd" column') == list(range(1, 5001))
    with cut(server, f'{SCHEMA}."odd ""x name"', 3, column='an "odd" column') as pieces:
        assert pieces.to_arrow().num_columns == 2
        assert ids(pieces, 'an "odd" column') == list(range(1, 5001))


def test_all_see_one_snapshot_whatever_others_do(server: PostgresServer) -> None:
    server.sql(f"CREATE TABLE {SCHEMA}.changing AS SELECT g AS id FROM generate_series(1, 30000) g")
    with cut(server, f"{SCHEMA}.changing", 4) as pieces:
        server.sql(f"DELETE FROM {SCHEMA}.changing WHERE id % 2 = 0; UPDATE {SCHEMA}.changing SET id = id + 50000;")
        server.sql(f"INSERT INTO {SCHEMA}.changing SELECT -g FROM generate_series(1, 9999) g")
        assert ids(pieces) == list(range(1, 30001))
        moved = server.psql(server.dsn(host=server.socket_folder), f"SET lock_timeout = 50; CLUSTER {SCHEMA}.changing")
        assert moved.returncode != 0
    assert len(ids(cut(server, f"{SCHEMA}.changing", 4))) == 15000 + 9999


# --- by keys ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["t", "f", "n", "k", "d", "u", "id"])
def test_the_values_of_a_column_cut_a_table(server: PostgresServer, column: str) -> None:
    with cut(server, f"{SCHEMA}.times", 4, column=column) as pieces:
        assert len(pieces) == 4
        assert ids(pieces) == list(range(1, 4004))
        assert max(len(piece.read()) for piece in pieces) < 2000


@pytest.mark.parametrize("column", ["t", "n", "k", "d", "id"])
def test_the_values_of_a_column_cut_a_query(server: PostgresServer, column: str) -> None:
    query = f"SELECT * FROM {SCHEMA}.times WHERE id <= $1 -- and no more;"
    with cut(server, query, 4, [3000], column=column) as pieces:
        assert len(pieces) == 4
        assert ids(pieces) == list(range(1, 3001))
        assert max(len(piece.read()) for piece in pieces) < 2000


def test_views_and_partitioned_tables_are_cut_by_values(server: PostgresServer) -> None:
    for table, rows in (("seen", range(1, 20001)), ("parent", range(20000))):
        with cut(server, f"{SCHEMA}.{table}", 3, column="id") as pieces:
            assert len(pieces) == 3
            assert ids(pieces) == list(rows)


def test_bounds_may_be_given(server: PostgresServer) -> None:
    with cut(server, f"SELECT * FROM {SCHEMA}.plain", 2, column="filler", bounds=["a", "z' \\"]) as pieces:
        assert [len(piece.read()) for piece in pieces] == [0, 20000, 0]
    with cut(server, f"{SCHEMA}.times", 9, column="d", bounds=[datetime.date(2027, 1, 1)]) as pieces:
        assert [len(piece.read()) for piece in pieces] == [364 + 3, 4000 - 364]


@pytest.mark.parametrize(
    ("what", "options", "says"),
    [
        ("SELECT 1 AS x", {}, "give column="),
        (f"{SCHEMA}.seen", {}, "view"),
        ("SELECT 'a' AS x", {"column": "x"}, "give bounds="),
        ("SELECT true AS x", {"column": "x"}, "give bounds="),
        (f"{SCHEMA}.plain", {"bounds": [1]}, "column="),
        (f"{SCHEMA}.plain", {"params": [1]}, "params only for a query"),
        ("SELECT 1 AS x", {"columns": ["x"], "column": "x"}, "columns only for a table"),
        (f"{SCHEMA}.plain", {"columns": ["nope"]}, "no column nope"),
        (f"{SCHEMA}.nowhere", {}, "no table"),
        (f"{SCHEMA}.plain", {"n": 0}, "n >= 1"),
    ],
)
def test_what_cannot_be_cut_says_what_to_give(server: PostgresServer, what: str, options: Any, says: str) -> None:
    with pytest.raises((InvalidArgumentError, NotFoundError, pg.ProgrammingError), match=says):
        cut(server, what, **{"n": 2, **options})


# --- readers ----------------------------------------------------------------------------------------------------------


def test_a_connection_reads_with_others_like_it(server: PostgresServer) -> None:
    with pg.connect(dsn(server), application_name="like this") as connection:
        frame = connection.read_partitioned(f"{SCHEMA}.plain", 3).to_pandas()
        assert sorted(frame["id"]) == list(range(1, 20001))
        names = connection.read_partitioned("SELECT current_setting('application_name') AS a, 1 AS x", 2, column="x")
        assert set(names.to_polars()["a"]) == {"like this"}


def test_options_of_columns_reach_each_piece(server: PostgresServer) -> None:
    with cut(server, f"{SCHEMA}.plain", 2, columns=["name"]) as pieces:
        assert str(pieces.to_arrow(text="large_utf8").schema.field("name").type) == "large_string"
        assert str(pieces[0].to_arrow(text="utf8_view").schema.field("name").type) == "string_view"
        assert pieces[1].to_pandas()["name"].iloc[-1] == "name 20000"
        assert pieces[1].to_polars()["name"][-1] == "name 20000"


def test_pieces_that_differ_in_a_type_are_said_to(server: PostgresServer) -> None:
    arrays = (
        "SELECT g AS x, CASE WHEN g > 50 THEN '{{1},{2}}'::int[] ELSE '{1}' END AS a FROM generate_series(1, 100) g"
    )
    with cut(server, arrays, 2, column="x") as pieces:
        with pytest.raises(InvalidArgumentError, match=r"column 1 .*list.*struct"):
            pieces.read()
        assert len(pieces.read(arrays="structs")) == 100


def test_one_error_ends_all_readers(server: PostgresServer) -> None:
    with cut(server, "SELECT g AS x, 1 / (g - 900) FROM generate_series(1, 1000) g", 4, column="x") as pieces:
        with pytest.raises(pg.DataError, match="division by zero"):
            pieces.read()
        with pytest.raises(InvalidArgumentError, match="workers"):
            pieces.read(workers=-1)


def test_reading_ends_in_time_or_when_cancelled(server: PostgresServer) -> None:
    slow = "SELECT g AS x, pg_sleep(0.1) FROM generate_series(1, 1000) g"
    with cut(server, slow, 2, column="x", bounds=[500]) as pieces:
        with pytest.raises(TimeoutError):
            pieces.read(timeout=0.3)
        token = CancelToken()
        token.cancel()
        with pytest.raises(CancelledError):
            pieces.read(cancel=token)


@pytest.mark.parametrize("which", ["postgres_server", "postgres_newest_server"])
def test_a_snapshot_that_is_gone_is_said_to_be(which: str, request: pytest.FixtureRequest) -> None:
    server: PostgresServer = request.getfixturevalue(which)
    pieces = cut(server, "SELECT g AS x FROM generate_series(1, 100) g", 2, column="x")
    assert len(pieces.read()) == 100
    pieces.close()
    assert pieces.closed
    for read in (pieces.read, pieces[1].read):
        deadline = time.monotonic() + 10  # the server ends the session a moment later
        with pytest.raises(pg.OperationalError, match=r"snapshot .* is gone"):
            while time.monotonic() < deadline:
                read()


def test_a_snapshot_of_another_database_is_not_taken(server: PostgresServer) -> None:
    with (
        cut(server, f"{SCHEMA}.plain", 2) as pieces,
        pytest.raises(pg.OperationalError, match="same server and database"),
    ):
        pieces[0].read(dbname="postgres")


def test_a_server_that_dies_ends_all_readers(postgres_private_server: PostgresServer) -> None:
    server = postgres_private_server
    slow = "SELECT g AS x, pg_sleep(0.05) FROM generate_series(1, 1000) g"
    with cut(server, slow, 3, column="x", bounds=[300, 600]) as pieces:
        timer = threading.Timer(0.5, server.kill_backend, [pieces._leader.process_id])
        timer.start()
        with pytest.raises(pg.OperationalError):
            pieces.read(timeout=30)
        timer.join()
        server.wait_until_ready()
        with pytest.raises(pg.OperationalError):
            pieces[0].read()


# --- elsewhere --------------------------------------------------------------------------------------------------------


def rows_of(piece: pg.Partition) -> int:
    return len(piece.read())


def test_pieces_are_read_by_other_processes(server: PostgresServer) -> None:
    with cut(server, f"{SCHEMA}.plain", 4) as pieces, ProcessPoolExecutor(2, get_context("spawn")) as processes:
        assert sum(processes.map(rows_of, pieces)) == 20000


def test_a_pickle_has_the_password_only_when_told_to(server: PostgresServer) -> None:
    secret = server.password("admin")
    for conninfo in (dsn(server), server.url(host=server.socket_folder)):
        with pg.partitions(conninfo, f"{SCHEMA}.plain", 2, sslpassword="hidden too") as pieces:
            pickled = pickle.dumps(pieces[0])
            assert secret.encode() not in pickled
            assert b"hidden too" not in pickled
            assert secret not in repr(pieces[0]) + repr(pieces)
            assert len(pickle.loads(pickled).read(password=secret)) > 0
        with pg.partitions(conninfo, f"{SCHEMA}.plain", 2, with_password=True) as pieces:
            assert secret.encode() in pickle.dumps(pieces[0])


def test_pieces_are_read_where_their_snapshot_is(server: PostgresServer) -> None:
    several = server.dsn(host=f"{server.socket_folder},127.0.0.1,127.0.0.1", port=f"1,{server.port},2")
    with pg.partitions(several, f"{SCHEMA}.plain", 2) as pieces:
        assert pieces[0]._keywords["host"] == "127.0.0.1"
        assert pieces[0]._keywords["port"] == str(server.port)
        assert ids(pieces) == list(range(1, 20001))


def test_a_pooler_is_refused_unless_it_is_wanted(server: PostgresServer) -> None:
    through = server.dsn("scramuser", port=server.pooler_port)
    table = "SELECT g AS x FROM generate_series(1, 100) g"
    with pytest.raises(InvalidArgumentError, match="pooler"):
        pg.partitions(through, table, 2, column="x")
    with pg.partitions(through, table, 2, column="x", through_pooler=True) as pieces:
        assert ids(pieces, "x") == list(range(1, 101))
