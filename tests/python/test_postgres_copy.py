"""wirespeed.postgres against a real PostgreSQL: bytes by COPY, columns by ingest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas  # type: ignore[import-untyped]
import polars
import pyarrow  # type: ignore[import-untyped]
import pytest

import wirespeed
from postgres_servers import PostgresServer
from wirespeed import postgres
from wirespeed.postgres import Connection

pytestmark = pytest.mark.server


@pytest.fixture
def connection(postgres_server: PostgresServer) -> Iterator[Connection]:
    with postgres.connect(postgres_server.url()) as opened:
        yield opened


# --- COPY ------------------------------------------------------------------------------------------------------------


def test_bytes_are_copied_both_ways(connection: Connection) -> None:
    numbered = "SELECT i, 'name ' || i FROM generate_series(1, 1000) AS i"
    copied = b"".join(connection.copy_out(f"COPY ({numbered}) TO STDOUT"))
    assert copied.startswith(b"1\tname 1\n")
    connection.execute("CREATE TEMPORARY TABLE again (id int, name text)")
    halves = [copied[:7777], copied[7777:]]
    assert connection.copy_in("COPY again FROM STDIN", halves) == ("COPY", 1000)
    assert connection.query("SELECT count(*) FROM again").value() == 1000


@pytest.mark.parametrize("size", [1, 5, 1000, 1 << 20])
def test_copy_in_binary_is_decoded_from_pieces_of_any_size(connection: Connection, size: int) -> None:
    sql = (
        "SELECT i::int8 AS id, 'n' || i AS name, (i / 4.0)::numeric(10,2) AS price, ARRAY[i] AS a"
        " FROM generate_series(1, 500) i"
    )
    copied = b"".join(connection.copy_out(f"COPY ({sql}) TO STDOUT (FORMAT binary)"))
    types = {"id": "bigint", "name": "text", "price": "numeric(10,2)", "a": "int4[]"}
    for columns in (types, list(types.items()), connection.prepare(sql).columns):
        decoder = postgres.CopyDecoder(columns, batch_rows=200)
        tables = [t for i in range(0, len(copied), size) for t in decoder.feed(copied[i : i + size])]
        tables += decoder.finish()
        assert [len(table) for table in tables] == [200, 200, 100]
        assert pyarrow.concat_tables(map(pyarrow.table, tables)).equals(
            connection.query(sql).to_arrow().combine_chunks()
        )
    cut = postgres.CopyDecoder(types)
    cut.feed(copied[:-10])
    with pytest.raises(wirespeed.MalformedError):
        cut.finish()
    with pytest.raises(wirespeed.InvalidArgumentError, match="'colour'"):
        postgres.CopyDecoder({"id": "colour"})


def test_a_copy_that_fails_leaves_nothing_and_the_connection_goes_on(connection: Connection) -> None:
    connection.execute("CREATE TEMPORARY TABLE target (id int)")

    def chunks() -> Iterator[bytes]:
        yield b"1\n"
        raise KeyError("no more")

    with pytest.raises(KeyError):
        connection.copy_in("COPY target FROM STDIN", chunks())
    with pytest.raises(postgres.DataError):
        connection.copy_in("COPY target FROM STDIN", b"1\nnonsense\n" * 100000)
    with pytest.raises(wirespeed.InvalidArgumentError, match="COPY"):
        connection.copy_in("SELECT 1", b"")
    with pytest.raises(wirespeed.Error, match="copy_in"):
        connection.query("COPY target FROM STDIN").rows()
    assert connection.query("SELECT count(*) FROM target").value() == 0


# --- ingest ----------------------------------------------------------------------------------------------------------


FRAME: dict[str, Any] = {"id": list(range(1500)), "name": [f"n{i}" for i in range(1500)]}
KINDS = [
    pandas.DataFrame(FRAME),
    polars.DataFrame(FRAME),
    pyarrow.table(FRAME),
    FRAME,
    [{"id": i, "name": f"n{i}"} for i in range(1500)],
]


@pytest.mark.parametrize("data", KINDS, ids=["pandas", "polars", "pyarrow", "dict", "dicts"])
def test_columns_are_written(connection: Connection, data: Any) -> None:
    connection.execute("CREATE TEMPORARY TABLE written (name varchar(10), id int8, other int DEFAULT 7)")
    assert connection.ingest("written", data) == 1500
    found = connection.query("SELECT count(*), sum(id), max(name), min(other) FROM written").one()
    assert found == (1500, 1500 * 1499 // 2, "n999", 7)


def test_a_value_that_does_not_fit_is_named_and_nothing_is_written(connection: Connection) -> None:
    connection.execute("CREATE TEMPORARY TABLE narrow (a int2)")
    with pytest.raises(wirespeed.InvalidArgumentError, match=r"column 'a', row 1: 40000"):
        connection.ingest("narrow", {"a": [1, 40000]})
    with pytest.raises(wirespeed.InvalidArgumentError):
        connection.ingest("narrow", {"a": ["1"]})
    assert (connection.query("SELECT count(*) FROM narrow").value(), connection.transaction_status) == (0, "idle")


def test_an_ingest_within_a_transaction_is_part_of_it(connection: Connection) -> None:
    connection.execute("CREATE TEMPORARY TABLE part (a int PRIMARY KEY)")
    with connection.transaction():
        connection.ingest("part", {"a": [1, 2]})
        with pytest.raises(postgres.IntegrityError):
            connection.ingest("part", {"a": [3, 1]})
        connection.ingest("part", {"a": [4]})
    assert connection.query("SELECT array_agg(a ORDER BY a) FROM part").value() == [1, 2, 4]


def test_rows_whose_keys_are_there_are_replaced(connection: Connection) -> None:
    connection.execute("CREATE TEMPORARY TABLE kept (id int PRIMARY KEY, name text, n int UNIQUE)")
    connection.ingest("kept", {"id": [1, 2], "name": ["a", "b"], "n": [10, 20]})
    assert connection.ingest("kept", {"id": [2, 3], "name": ["B", "C"]}, "upsert") == 2
    connection.ingest("kept", {"n": [10], "name": ["A"], "id": [1]}, "upsert", keys=["n"])
    assert connection.query("SELECT * FROM kept ORDER BY id").rows() == [(1, "A", 10), (2, "B", 20), (3, "C", None)]
    with pytest.raises(wirespeed.InvalidArgumentError, match="key"):
        connection.ingest("kept", {"name": ["x"]}, "upsert")


def test_types_without_a_binary_form_are_written_as_text(connection: Connection) -> None:
    connection.execute("CREATE TEMPORARY TABLE books (isbn isbn13, title text)")
    connection.ingest("books", {"isbn": ["978-3-16-148410-0", None], "title": ["a", "b"]})
    assert connection.query("SELECT * FROM books").rows() == [("978-3-16-148410-0", "a"), (None, "b")]
    assert connection.query("SELECT * FROM books").to_arrow().column("isbn").to_pylist()[0] == "978-3-16-148410-0"


def test_what_cannot_be_ingested_says_so(connection: Connection) -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match="mode"):
        connection.ingest("any", {"a": [1]}, "merge")  # type: ignore[arg-type]
    with pytest.raises(wirespeed.InvalidArgumentError, match="__arrow_c_stream__"):
        connection.ingest("any", 5)
    with pytest.raises(postgres.ProgrammingError, match="does not exist"):
        connection.ingest("no such table", {"a": [1]})
    assert connection.query("SELECT 1").value() == 1
