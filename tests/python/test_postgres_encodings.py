"""Texts that are not UTF-8: a database without an encoding hands them out as it was given them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

import wirespeed
from postgres_servers import PostgresServer
from wirespeed import postgres

pytestmark = pytest.mark.server

DATABASE = "wirespeed_without_encoding"
LATIN = "SELECT i, name FROM names ORDER BY i"


@pytest.fixture(scope="module")
def raw_database(postgres_server: PostgresServer) -> Iterator[str]:
    with postgres.connect(postgres_server.url()) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(
            f"CREATE DATABASE {DATABASE} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        )
        with postgres.connect(postgres_server.url(dbname=DATABASE)) as raw:
            raw.execute("CREATE TABLE names (i int, name text)")
            raw.execute(r"INSERT INTO names VALUES (1, 'Ann'), (2, convert_from('\x42e9', 'SQL_ASCII'))")
        yield DATABASE
        connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


@pytest.fixture
def raw(postgres_server: PostgresServer, raw_database: str) -> Iterator[postgres.Connection]:
    url = postgres_server.url(dbname=raw_database, client_encoding="SQL_ASCII")
    with postgres.connect(url) as connection:
        yield connection


def test_the_server_s_refusal_says_how_to_have_the_bytes(postgres_server: PostgresServer, raw_database: str) -> None:
    with (
        postgres.connect(postgres_server.url(dbname=raw_database)) as connection,
        pytest.raises(postgres.DataError, match="client_encoding=SQL_ASCII"),
    ):
        connection.query(LATIN).rows()


@pytest.mark.parametrize(
    "read", [lambda r: r.rows(), lambda r: r.to_arrow(), lambda r: r.to_pandas(), lambda r: list(r)]
)
def test_text_that_is_not_utf_8_is_an_error_that_names_row_and_column(raw: postgres.Connection, read: Any) -> None:
    with pytest.raises(wirespeed.MalformedError, match=r'(?s)"name".*UTF-8.*0xe9') as caught:
        read(raw.query(LATIN))
    assert "row 2" in str(caught.value) and 'text="binary"' in str(caught.value)
    assert raw.query("SELECT 1").rows() == [(1,)]


def test_the_number_of_a_row_counts_those_that_were_given_out_before(raw: postgres.Connection) -> None:
    result = raw.query("SELECT repeat('x', 100) AS t FROM generate_series(1, 20000) UNION ALL SELECT name FROM names")
    with pytest.raises(wirespeed.MalformedError, match=r'row 20002, column "t"'):
        while result.next_rows():
            pass


def test_text_is_had_as_bytes(raw: postgres.Connection) -> None:
    assert raw.query(LATIN).rows(text="binary") == [(1, b"Ann"), (2, b"B\xe9")]
    assert raw.query(LATIN).next_rows(text="binary") == [(1, b"Ann"), (2, b"B\xe9")]
    assert raw.query("SELECT name FROM names WHERE i = $1", [2]).value(text="binary") == b"B\xe9"
    assert raw.query("SELECT array_agg(name ORDER BY i) FROM names").one(text="binary") == ([b"Ann", b"B\xe9"],)
    table = raw.query(LATIN).to_arrow(text="binary")
    assert str(table.schema.field("name").type) == "binary"
    assert table["name"].to_pylist() == [b"Ann", b"B\xe9"]
    assert list(raw.query(LATIN).to_pandas(text="binary")["name"]) == [b"Ann", b"B\xe9"]


def test_text_that_is_utf_8_is_text(raw: postgres.Connection) -> None:
    assert raw.query("SELECT $1::text", ["é"]).value() == "é"
    assert raw.query("SELECT $1::text AS t", ["é"]).to_arrow()["t"].to_pylist() == ["é"]
    assert raw.query("SELECT 1.5::numeric AS n").to_arrow(text="binary")["n"].to_pylist() == ["1.5"]


def test_a_task_has_text_as_bytes(raw: postgres.Connection, postgres_server: PostgresServer, raw_database: str) -> None:
    async def work() -> Any:
        url = postgres_server.url(dbname=raw_database, client_encoding="sql-ascii")
        async with await postgres.connect_async(url) as connection:
            with pytest.raises(wirespeed.MalformedError, match="row 2"):
                await (await connection.query(LATIN)).rows()
            return await (await connection.query(LATIN)).rows(text="binary")

    assert asyncio.run(asyncio.wait_for(work(), 20)) == [(1, b"Ann"), (2, b"B\xe9")]


def test_an_option_that_is_none_is_refused(raw: postgres.Connection) -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match="utf8 or binary"):
        raw.query(LATIN).rows(text="latin1")  # type: ignore[arg-type]


def test_a_session_that_changes_its_encoding_is_no_longer_believed(postgres_server: PostgresServer) -> None:
    with postgres.connect(postgres_server.url()) as connection:
        connection.execute("SET client_encoding TO 'LATIN1'")
        for read in ("rows", "to_arrow"):
            with pytest.raises(wirespeed.MalformedError, match="UTF-8"):
                getattr(connection.query(r"SELECT U&'\00e9' AS t"), read)()
