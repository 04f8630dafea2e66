"""Cursors that the server keeps, and the layout that readers of a stream ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import wirespeed.postgres as pg
from postgres_servers import PostgresServer
from wirespeed.errors import InvalidArgumentError

pytestmark = pytest.mark.server
TEN = "SELECT g FROM generate_series(1, 10) g"


@pytest.fixture
def connection(postgres_server: PostgresServer) -> Iterator[pg.Connection]:
    with pg.connect(postgres_server.dsn(host=postgres_server.socket_folder)) as made:
        yield made


def numbers(result: pg.Result) -> list[int]:
    return [row[0] for row in result.rows()]


def test_rows_come_by_pieces_with_other_statements_in_between(connection: pg.Connection) -> None:
    with (
        connection.transaction(),
        connection.cursor("SELECT g, $1::text FROM generate_series(1, 5) g", ["x"]) as cursor,
    ):
        assert cursor.fetch(2).rows() == [(1, "x"), (2, "x")]
        assert connection.query("SELECT 7").value() == 7
        assert cursor.fetch(2).to_numpy()["g"].tolist() == [3, 4]
        assert cursor.fetch().rows() == [(5, "x")]
        assert cursor.fetch(2).rows() == []


def test_it_goes_forth_and_back(connection: pg.Connection) -> None:
    with connection.transaction(), connection.cursor(TEN, scroll=True) as cursor:
        assert cursor.move(4) == 4
        assert numbers(cursor.fetch(2)) == [5, 6]
        assert numbers(cursor.fetch(-3)) == [5, 4, 3]
        assert numbers(cursor.fetch(0)) == [3]
        assert numbers(cursor.fetch_at(-1)) == [10]
        cursor.move_to(0)
        assert list(cursor) == [(n,) for n in range(1, 11)]
        assert cursor.move(5) == 0


def test_without_scroll_it_only_goes_forth(connection: pg.Connection) -> None:
    with pytest.raises(pg.PostgresError, match="backward"), connection.transaction():
        cursor = connection.cursor(TEN)
        cursor.fetch(3).rows()
        cursor.fetch(-1).rows()


def test_many_rows_are_held_by_the_server(connection: pg.Connection) -> None:
    with connection.transaction(), connection.cursor("SELECT g FROM generate_series(1, 25000) g") as cursor:
        assert sum(row[0] for row in cursor) == 25000 * 25001 // 2


def test_it_needs_a_transaction_unless_held(connection: pg.Connection) -> None:
    with pytest.raises(InvalidArgumentError, match="with_hold"):
        connection.cursor(TEN)
    with connection.cursor(TEN, with_hold=True) as cursor:
        with connection.transaction():
            assert numbers(cursor.fetch(2)) == [1, 2]
        assert numbers(cursor.fetch(1)) == [3]
        assert connection.query("SELECT name FROM pg_cursors WHERE name <> ''").rows() == [(cursor.name,)]
    assert connection.query("SELECT FROM pg_cursors WHERE name <> ''").count() == 0


def test_it_can_be_closed_after_its_transaction(connection: pg.Connection) -> None:
    with connection.transaction():
        cursor = connection.cursor(TEN)
    with connection.transaction():
        cursor.close()
        assert connection.query("SELECT 1").value() == 1
    with pytest.raises(pg.InterfaceError, match="closed"):
        cursor.fetch(1)
    failed = connection.cursor(TEN, with_hold=True)
    with pytest.raises(pg.DataError), connection.transaction(), failed:
        connection.execute("SELECT 1 / 0")
    assert repr(failed).endswith("closed)")


def test_it_names_the_row_that_is_changed(connection: pg.Connection) -> None:
    connection.execute_script("CREATE TEMP TABLE t AS SELECT g AS x FROM generate_series(1, 3) g")
    with connection.transaction(), connection.cursor("SELECT x FROM t FOR UPDATE") as cursor:
        cursor.fetch(2).rows()
        connection.execute(f"UPDATE t SET x = 20 WHERE CURRENT OF {cursor.name}")
    assert numbers(connection.query("SELECT x FROM t ORDER BY x")) == [1, 3, 20]


@pytest.mark.parametrize("place", [1.5, "ALL", True])
def test_only_whole_numbers_are_places(connection: pg.Connection, place: object) -> None:
    with connection.transaction(), connection.cursor(TEN) as cursor, pytest.raises(InvalidArgumentError, match="whole"):
        cursor.fetch(place)  # type: ignore[arg-type]


# --- __arrow_c_stream__(requested_schema) ---------------------------------------------------------------------------

TEXTS = "SELECT g AS id, 'text ' || g AS a, 'more' AS b FROM generate_series(1, 3) g"


@pytest.mark.parametrize("layout", ["string", "large_string", "string_view"])
def test_text_comes_in_the_layout_that_is_asked_for(connection: pg.Connection, layout: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    other = pyarrow.large_string() if layout == "string" else pyarrow.string()
    schema = pyarrow.schema([("id", pyarrow.int32()), ("a", getattr(pyarrow, layout)()), ("b", other)])
    for source in (connection.query(TEXTS), connection.query(TEXTS).batches(text="utf8")):
        reader = pyarrow.RecordBatchReader.from_stream(source, schema=schema)
        assert reader.schema == schema
        assert reader.read_all().to_pydict() == {
            "id": [1, 2, 3],
            "a": ["text 1", "text 2", "text 3"],
            "b": ["more", "more", "more"],
        }


class Asking:
    """A source that is asked for a schema, by a reader that would take any."""

    def __init__(self, source: pg.Result, schema: Any) -> None:
        self._source, self._schema = source, schema

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._source.__arrow_c_stream__(self._schema.__arrow_c_schema__())


def test_a_dictionary_that_is_asked_for_comes(connection: pg.Connection) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    places = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    schema = pyarrow.schema([("id", pyarrow.int32()), ("a", pyarrow.string()), ("b", places)])
    table = pyarrow.table(Asking(connection.query(TEXTS), schema))
    assert table.schema.field("a").type == pyarrow.string()
    assert pyarrow.types.is_dictionary(table.schema.field("b").type)
    assert table.column("b").to_pylist() == ["more"] * 3


def test_what_cannot_be_had_comes_as_it_is(connection: pg.Connection) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    asked = [
        pyarrow.schema([("id", pyarrow.string()), ("a", pyarrow.int64()), ("b", pyarrow.binary())]),
        pyarrow.schema([("a", pyarrow.large_string())]),
        pyarrow.schema([]),
    ]
    for schema in asked:
        table = pyarrow.table(Asking(connection.query(TEXTS), schema))
        assert [str(field.type) for field in table.schema] == ["int32", "string", "string"]
    with pytest.raises(ValueError, match=r"capsule|Capsule"):
        connection.query(TEXTS).__arrow_c_stream__(object())
