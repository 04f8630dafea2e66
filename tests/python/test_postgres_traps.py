"""What a real PostgreSQL sends that readers trip over: no binary form, times beyond the usual, types that change."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

import wirespeed
from postgres_servers import PostgresServer
from wirespeed import postgres
from wirespeed.postgres import Connection

pytestmark = pytest.mark.server

PATIENCE = 20.0


@pytest.fixture
def connection(postgres_server: PostgresServer) -> Iterator[Connection]:
    with postgres.connect(postgres_server.url()) as opened:
        yield opened


NO_BINARY = {
    "seg": "1 .. 2",
    "isbn13": "978-3-16-148410-0",
    "issn": "1436-4522",
    "aclitem": "admin=r/admin",
}


@pytest.mark.parametrize("type_", NO_BINARY)
def test_a_type_without_binary_output_comes_alone_and_in_arrays(connection: Connection, type_: str) -> None:
    text = NO_BINARY[type_]
    value = f"'{text}'::{type_}"
    for sql in (f"SELECT {value} AS v, 7 AS n", f"SELECT NULL::{type_} AS v, 7 AS n"):
        found = connection.query(sql, timeout=PATIENCE).one()
        assert (found[0], found[1]) == (text if "NULL" not in sql else None, 7)
        assert connection.query(sql, timeout=PATIENCE).to_arrow().column("n").to_pylist() == [7]
    sql = f"SELECT ARRAY[{value}, NULL] AS v, 7 AS n"
    found = connection.query(sql, timeout=PATIENCE).one()
    assert text in str(found[0])
    table = connection.query(sql, timeout=PATIENCE).to_arrow()
    assert table.column("n").to_pylist() == [7]
    assert text in str(table.column("v").to_pylist()[0])


def test_a_day_may_end_at_24_hours(connection: Connection) -> None:
    sql = "SELECT time '24:00:00' AS t, timetz '24:00:00+02' AS z, 1 AS n"
    row = connection.query(sql, timeout=PATIENCE).one()
    assert "24:00" in str(row[0])
    table = connection.query(sql, timeout=PATIENCE).to_arrow()
    assert table.column("t").cast("int64").to_pylist() == [86_400_000_000]


FAR = "SELECT v FROM unnest(ARRAY[timestamp '294276-12-31 23:59:59', 'infinity', '-infinity', '2020-01-01']) AS v"


def test_times_beyond_are_null_extreme_or_text(connection: Connection) -> None:
    assert connection.query(FAR, timeout=PATIENCE).to_arrow().column(0).null_count == 3
    extreme = connection.query(FAR, timeout=PATIENCE).to_arrow(out_of_range="extreme").column(0).cast("int64")
    assert extreme.null_count == 0
    assert extreme[0].as_py() == extreme[1].as_py() == 2**63 - 1
    assert extreme[2].as_py() < -(2**62)
    text = connection.query(FAR, timeout=PATIENCE).to_arrow(out_of_range="text").column(0).to_pylist()
    assert text == ["294276-12-31 23:59:59", "infinity", "-infinity", "2020-01-01 00:00:00"]
    rows = [v for (v,) in connection.query(FAR, timeout=PATIENCE).rows()]
    assert rows[3] == datetime.datetime(2020, 1, 1)
    assert len({str(v) for v in rows}) == 4


def test_dates_beyond_never_wrap(connection: Connection) -> None:
    sql = "SELECT v FROM unnest(ARRAY[date 'infinity', '-infinity', '4713-01-01 BC', '5874897-12-31']) AS v"
    dates = connection.query(sql, timeout=PATIENCE).to_arrow().column(0)
    assert [v is None for v in dates.cast("int32").to_pylist()] == [True, True, False, False]
    assert dates.cast("int32")[3].as_py() > 2**30
    assert dates.cast("int32")[2].as_py() < 0


@pytest.mark.parametrize("arrays", ["adaptive", "structs"])
def test_arrays_keep_their_bounds(connection: Connection, arrays: Any) -> None:
    sql = "SELECT v FROM (VALUES ('[3:4]={1,2}'::int[]), ('{{1,2},{3,4}}'), (NULL), ('{}')) AS t (v)"
    found = connection.query(sql, timeout=PATIENCE).to_arrow(arrays=arrays).column(0).to_pylist()
    assert [v["values"] if v else None for v in found] == [[1, 2], [1, 2, 3, 4], None, []]
    rows = [v for (v,) in connection.query(sql, timeout=PATIENCE).rows()]
    assert rows[1] == [[1, 2], [3, 4]]
    assert rows[2:] == [None, []]


def test_a_type_that_is_made_anew_under_its_name_is_the_new_one(connection: Connection) -> None:
    """Statements that ran before, with a name and without, fail once at most."""
    sql = "SELECT 'a'::faults_anew::text, $1::faults_anew AS v"
    connection.execute_script("DROP TYPE IF EXISTS faults_anew; CREATE TYPE faults_anew AS ENUM ('a', 'b')")
    try:
        for runs in (2, 9):
            for _ in range(runs):
                assert connection.query(sql, ["a"], timeout=PATIENCE).rows() == [("a", "a")]
            connection.execute_script("DROP TYPE faults_anew; CREATE TYPE faults_anew AS ENUM ('c', 'a', 'new')")
            found: list[Any] = []
            for _ in range(2):
                try:
                    found.append(connection.query(sql, ["new"], timeout=PATIENCE).rows())
                except postgres.PostgresError as error:
                    found.append(error)
            assert found[1] == [("a", "new")]
        connection.execute_script("DROP TYPE faults_anew; CREATE TYPE faults_anew AS (x int, y text)")
        made = "SELECT ROW(1, 'q')::faults_anew AS v"
        assert connection.query(made, timeout=PATIENCE).to_arrow().to_pylist() == [{"v": {"x": 1, "y": "q"}}]
        assert tuple(connection.query(made, timeout=PATIENCE).value()) == (1, "q")
    finally:
        connection.execute_script("DROP TYPE IF EXISTS faults_anew")


@pytest.mark.parametrize("read", ["rows", "next_rows", "count", "to_arrow"])
def test_a_copy_that_is_read_as_a_query_says_so(connection: Connection, read: str) -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match="copy_out"):
        getattr(connection.query("COPY (SELECT 1) TO STDOUT", timeout=PATIENCE), read)()
    with pytest.raises(wirespeed.InvalidArgumentError, match="COPY"):
        list(connection.copy_out("COPY (SELECT 1) TO STDOUT; SELECT 5", timeout=PATIENCE))
    assert connection.query("SELECT 1", timeout=PATIENCE).rows() == [(1,)]
