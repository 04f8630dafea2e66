"""Types that were altered, or dropped and made again, after a session had learnt of them; no binary form."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pyarrow  # type: ignore[import-untyped]
import pytest

import wirespeed
from postgres_servers import PostgresServer
from wirespeed import postgres
from wirespeed.postgres import AsyncConnection, Connection

pytestmark = pytest.mark.server

ISBN = "ROW('978-0-11-000222-4'::isbn13, 1)"
ISBN_TEXT = "(978-0-11-000222-4,1)"


@pytest.fixture
def connection(postgres_server: PostgresServer) -> Iterator[Connection]:
    """In a schema of its own, with a type pair(a, b), a table of it, and the query that every test runs again."""
    with postgres.connect(postgres_server.url()) as connection:
        connection.execute_script(
            "CREATE EXTENSION IF NOT EXISTS isn; DROP SCHEMA IF EXISTS altered CASCADE; CREATE SCHEMA altered;"
            "SET search_path TO altered, public; CREATE TYPE pair AS (a int, b text);"
            "CREATE TABLE pairs (p pair); INSERT INTO pairs VALUES (ROW(1, 'x')), (ROW(2, 'y'))"
        )
        yield connection
        connection.execute_script("DROP SCHEMA altered CASCADE")


def columns(connection: Connection, sql: str = "SELECT p FROM pairs", params: Any = ()) -> list[Any]:
    found: list[Any] = connection.query(sql, params).to_arrow().column(0).to_pylist()
    return found


def rows(connection: Connection, sql: str = "SELECT p FROM pairs", params: Any = ()) -> list[Any]:
    return [row[0] for row in connection.query(sql, params).rows()]


# --- fields ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("in_transaction", [False, True])
def test_columns_have_an_attribute_that_was_added_meanwhile(connection: Connection, in_transaction: bool) -> None:
    assert columns(connection) == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    if in_transaction:
        connection.execute("BEGIN")
    connection.execute("ALTER TYPE pair ADD ATTRIBUTE c int")
    assert columns(connection) == [{"a": 1, "b": "x", "c": None}, {"a": 2, "b": "y", "c": None}]
    assert columns(connection) == [{"a": 1, "b": "x", "c": None}, {"a": 2, "b": "y", "c": None}]


def test_rows_have_names_for_an_attribute_that_was_added_meanwhile(connection: Connection) -> None:
    assert rows(connection)[0]._fields == ("a", "b")
    connection.execute("ALTER TYPE pair ADD ATTRIBUTE c int")
    assert [(row._fields, tuple(row)) for row in rows(connection)] == [
        (("a", "b", "c"), (1, "x", None)),
        (("a", "b", "c"), (2, "y", None)),
    ]


def test_an_attribute_of_another_type_is_read_as_that(connection: Connection) -> None:
    assert columns(connection) and rows(connection)
    connection.execute_script("DELETE FROM pairs; ALTER TABLE pairs ALTER p TYPE text USING 'none'")
    connection.execute_script("ALTER TYPE pair ALTER ATTRIBUTE a TYPE numeric(5,2)")
    connection.execute_script("ALTER TABLE pairs ALTER p TYPE pair USING ROW(1.5, 'x')::pair")
    connection.execute("INSERT INTO pairs VALUES (ROW(1.5, 'x'))")
    assert [tuple(row) for row in rows(connection)] == [(1.5, "x")]
    assert [str(found["a"]) for found in columns(connection)] == ["1.50"]


def test_nothing_shows_a_new_name_until_types_are_forgotten(connection: Connection) -> None:
    assert columns(connection)
    connection.execute("ALTER TYPE pair RENAME ATTRIBUTE a TO first")
    connection.forget_types()
    assert columns(connection) == [{"first": 1, "b": "x"}, {"first": 2, "b": "y"}]
    assert rows(connection)[0].first == 1


def test_a_label_that_was_added_meanwhile_is_a_label(connection: Connection) -> None:
    connection.execute("CREATE TYPE mood AS ENUM ('sad', 'ok')")
    query = "SELECT unnest(enum_range(NULL::mood))"
    assert connection.query(query).to_arrow(dictionary="always").column(0).to_pylist() == ["sad", "ok"]
    connection.execute("ALTER TYPE mood ADD VALUE 'glad'")
    assert connection.query(query).to_arrow(dictionary="always").column(0).to_pylist() == ["sad", "ok", "glad"]
    assert rows(connection, "SELECT $1::mood", ["glad"]) == ["glad"]


def test_batches_and_a_long_result_have_the_new_attribute(connection: Connection) -> None:
    query = "SELECT p FROM pairs, generate_series(1, 20000)"
    assert connection.query(query).count() == 40000
    assert columns(connection, query)[0] == {"a": 1, "b": "x"}
    connection.execute("ALTER TYPE pair ADD ATTRIBUTE c int")
    found = [pyarrow.table(batch) for batch in connection.query(query).batches(batch_rows=5000)]
    assert sum(len(table) for table in found) == 40000
    assert [field.name for field in found[0].schema.field("p").type] == ["a", "b", "c"]


# --- parameters ------------------------------------------------------------------------------------------------------


def test_a_parameter_has_as_many_fields_as_its_type_has_now(connection: Connection) -> None:
    query = "SELECT $1::pair"
    assert tuple(rows(connection, query, [(1, "x")])[0]) == (1, "x")
    connection.execute("ALTER TYPE pair ADD ATTRIBUTE c int")
    assert tuple(rows(connection, query, [(1, "x", 3)])[0]) == (1, "x", 3)
    connection.execute("ALTER TYPE pair DROP ATTRIBUTE c")
    assert tuple(rows(connection, query, [(1, "x")])[0]) == (1, "x")


def test_many_runs_have_the_new_fields_after_one_error_at_most(connection: Connection) -> None:
    insert = "INSERT INTO pairs VALUES ($1)"
    connection.executemany(insert, [[(3, "z")]])
    connection.execute("ALTER TYPE pair ADD ATTRIBUTE c int")
    with pytest.raises(wirespeed.InvalidArgumentError, match="expected 2 fields"):
        connection.executemany(insert, [[(4, "z", 5)]])
    assert connection.executemany(insert, [[(4, "z", 5)]]) == 1


def test_a_type_that_was_dropped_and_made_again_is_another(connection: Connection) -> None:
    query = "SELECT $1::pair"
    for _ in range(8):  # it gets a name on the server
        assert tuple(rows(connection, query, [(1, "x")])[0]) == (1, "x")
    connection.execute_script("DROP TYPE pair CASCADE; CREATE TYPE pair AS (b text, a int)")
    assert tuple(rows(connection, query, [("x", 1)])[0]) == ("x", 1)


def test_a_column_of_a_type_that_was_not_heard_of_before_is_no_bytes(connection: Connection) -> None:
    connection.execute("CREATE TABLE grows (n int)")
    connection.execute("INSERT INTO grows VALUES (1)")
    query = "SELECT * FROM grows"
    assert columns(connection, query) == [1]
    connection.execute_script("CREATE TYPE late AS (x int); ALTER TABLE grows ALTER n TYPE late USING ROW(n)::late")
    assert columns(connection, query) == [{"x": 1}]


@pytest.mark.parametrize("runs", [1, 8])
def test_a_table_that_gets_or_loses_columns_is_read_as_it_is(connection: Connection, runs: int) -> None:
    connection.execute("CREATE TABLE wide (a int, b int)")
    connection.execute("INSERT INTO wide VALUES (1, 2)")
    for _ in range(runs):
        assert connection.query("SELECT * FROM wide").rows() == [(1, 2)]
    connection.execute("ALTER TABLE wide ADD c text DEFAULT 'new'")
    assert connection.query("SELECT * FROM wide").rows() == [(1, 2, "new")]
    connection.execute_script("ALTER TABLE wide DROP a")
    assert connection.query("SELECT * FROM wide").to_arrow().to_pylist() == [{"b": 2, "c": "new"}]


def test_a_task_reads_the_new_attribute_too(connection: Connection, postgres_server: PostgresServer) -> None:
    async def read(other: AsyncConnection) -> tuple[list[Any], list[Any]]:
        table = await (await other.query("SELECT p FROM altered.pairs")).to_arrow()
        first = await (await other.query("SELECT p FROM altered.pairs")).rows()
        return table.column(0).to_pylist(), [tuple(row[0]) for row in first]

    async def work() -> None:
        async with await postgres.connect_async(postgres_server.url()) as other:
            assert await read(other) == ([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], [(1, "x"), (2, "y")])
            connection.execute("ALTER TYPE pair ADD ATTRIBUTE c int")
            found = await read(other)
            assert found[0][0] == {"a": 1, "b": "x", "c": None}
            assert found[1] == [(1, "x", None), (2, "y", None)]
            connection.execute("ALTER TYPE pair RENAME ATTRIBUTE a TO first")
            await other.forget_types()
            assert (await read(other))[0][0].keys() == {"first", "b", "c"}

    asyncio.run(asyncio.wait_for(work(), 20))


# --- no binary form --------------------------------------------------------------------------------------------------


def test_a_record_with_a_value_that_has_no_binary_form_is_text(connection: Connection) -> None:
    for _ in range(2):
        assert rows(connection, f"SELECT {ISBN}") == [ISBN_TEXT]
        assert columns(connection, f"SELECT {ISBN} AS r, $1::int AS n", [7]) == [ISBN_TEXT]
        assert rows(connection, f"SELECT ARRAY[{ISBN}] WHERE $1", [True]) == ['{"' + ISBN_TEXT + '"}']


def test_only_the_record_becomes_text(connection: Connection) -> None:
    assert connection.query(f"SELECT {ISBN}, ARRAY[1, 2], 1.5::numeric").rows() == [(ISBN_TEXT, [1, 2], 1.5)]


def test_a_composite_to_which_such_a_value_was_added_is_text(connection: Connection) -> None:
    assert columns(connection)
    connection.execute("ALTER TYPE pair ADD ATTRIBUTE c isbn13")
    connection.execute("UPDATE pairs SET p = ROW(1, 'x', '978-0-11-000222-4')::pair")
    assert rows(connection) == ["(1,x,978-0-11-000222-4)"] * 2


def test_within_a_transaction_such_a_record_is_an_error_that_says_what_to_do(connection: Connection) -> None:
    sql = f"SELECT {ISBN}, $1::int"
    with pytest.raises(postgres.ProgrammingError, match="cast what has this type to text"), connection.transaction():
        connection.query(sql, [1]).rows()
    with connection.transaction():
        assert connection.query(sql, [1]).rows() == [(ISBN_TEXT, 1)]
        assert connection.query("SELECT ROW('978-0-11-000222-4'::isbn13::text, 1)").rows() == [
            (("978-0-11-000222-4", 1),)
        ]


def test_statistics_of_such_values_can_be_read(connection: Connection) -> None:
    connection.execute_script(
        "CREATE TABLE books (i isbn13);"
        "INSERT INTO books SELECT '978-0-11-000222-4'::isbn13 FROM generate_series(1, 100); ANALYZE books"
    )
    found = connection.query("SELECT most_common_vals FROM pg_stats WHERE tablename = 'books'").value()
    assert found == "{978-0-11-000222-4}"
