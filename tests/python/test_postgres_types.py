"""Every type of a real server as a column: its values, written down again, are what the server itself writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from postgres_cases import ARRAY, CASES, TYPES, VECTORS, Case, literals
from postgres_servers import PostgresServer
from wirespeed import postgres
from wirespeed.postgres import Connection

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def connection(postgres_server: PostgresServer) -> Iterator[Connection]:
    with postgres.connect(postgres_server.dsn()) as made:
        made.execute_script("SET timezone = 'UTC'; SET lc_monetary = 'C'; SET search_path = public")
        made.execute_script(TYPES)
        yield made


@pytest.fixture(scope="module")
def newest(postgres_newest_server: PostgresServer) -> Iterator[Connection]:
    with postgres.connect(postgres_newest_server.dsn()) as made:
        made.execute_script("SET timezone = 'UTC'")
        yield made


SELECT = """SELECT v, CASE WHEN v IS DISTINCT FROM NULL THEN format('%s', v) END AS said
            FROM (SELECT t::{} AS v, i FROM unnest($1::text[]) WITH ORDINALITY AS u(t, i)) AS q ORDER BY i"""


def both(connection: Connection, name: str, values: list[str | None], **options: Any) -> tuple[Any, list[str | None]]:
    """The column, and what the server says of each of its values."""
    table = connection.query(SELECT.format(name), [values]).to_arrow(**options)
    table.validate()
    return table.column(0).combine_chunks(), table.column(1).to_pylist()


def check(connection: Connection, name: str, case: Case) -> None:
    column, said = both(connection, name, literals(name, case))
    assert str(column.type) == case.arrow
    assert case.writer(column) == said


@pytest.mark.parametrize("name", CASES)
def test_a_column_is_what_the_server_says(connection: Connection, name: str) -> None:
    check(connection, name, CASES[name])


@pytest.mark.parametrize("name", VECTORS)
def test_vectors_are_what_the_server_says(newest: Connection, name: str) -> None:
    check(newest, name, VECTORS[name])


@pytest.mark.parametrize("name", ["numeric", "timestamptz", "interval", "int4[]", "inet", "text", "jsonb", "uuid"])
def test_a_newer_server_says_the_same(newest: Connection, name: str) -> None:
    check(newest, name, CASES[name])


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.nulls])
def test_what_arrow_cannot_hold_is_null_unless_asked_otherwise(connection: Connection, name: str) -> None:
    beyond = list(CASES[name].nulls)
    column, _ = both(connection, name, [*beyond, *CASES[name].values])
    assert column.is_null().to_pylist() == [True] * len(beyond) + [False] * len(CASES[name].values)


@pytest.mark.parametrize("name", ["date", "timestamp", "timestamptz", "interval"])
def test_what_arrow_cannot_hold_is_text_when_asked(connection: Connection, name: str) -> None:
    case = CASES[name]
    column, said = both(connection, name, [*case.nulls, *literals(name, case)], out_of_range="text")
    assert column.type == pa.string()
    assert column.to_pylist() == said


@pytest.mark.parametrize("name", ["date", "timestamp", "timestamptz"])
def test_infinities_are_the_extremes_when_asked(connection: Connection, name: str) -> None:
    column, _ = both(connection, name, ["-infinity", "infinity"], out_of_range="extreme")
    low, high = column.view(pa.int32() if name == "date" else pa.int64()).to_pylist()
    assert (low, high) == ((-(2**31), 2**31 - 1) if name == "date" else (1 - 2**63, 2**63 - 1))


def test_numbers_without_a_precision_are_doubles_when_asked(connection: Connection) -> None:
    values = literals("numeric", CASES["numeric"])
    column, said = both(connection, "numeric", values, numeric="float64")
    assert [str(value) for value in column.to_pylist()] == [str(None if v is None else float(v)) for v in said]


@pytest.mark.parametrize("layout", ["utf8", "large_utf8", "utf8_view"])
@pytest.mark.parametrize("dictionary", ["never", "adaptive", "always"])
@pytest.mark.parametrize("name", ["text", "numeric", "pg_temp.mood", "text[]"])
def test_text_is_the_same_in_all_layouts(connection: Connection, name: str, layout: str, dictionary: str) -> None:
    column, said = both(connection, name, literals(name, CASES[name]), text=layout, dictionary=dictionary)
    assert CASES[name].writer(column) == said


def test_an_enumeration_is_a_dictionary_when_asked(connection: Connection) -> None:
    column, said = both(connection, "pg_temp.mood", ["ok", None, "sad"], dictionary="always")
    assert column.dictionary.to_pylist() == ["sad", "ok", "happy"]
    assert column.to_pylist() == said


def test_arrays_of_any_shape_are_structs_when_asked(connection: Connection) -> None:
    column, said = both(connection, "int4[]", literals("int4[]", CASES["int4[]"]), arrays="structs")
    assert str(column.type) == ARRAY.format("int32")
    assert CASES["int4[]"].writer(column) == said


def test_an_array_that_is_no_list_names_the_option_that_reads_it(connection: Connection) -> None:
    with pytest.raises(Exception, match=r'column "v" \(bigint\[\]\), row 2: .*arrays=structs'):
        both(connection, "int8[]", ["{1}", "{{1}}"], arrays="lists")


def test_records_of_one_shape_are_structs_and_others_text(connection: Connection) -> None:
    alike = connection.query("SELECT ROW(i, 'a' || i) AS r FROM generate_series(1, 3) AS i").to_arrow().column(0)
    assert alike.to_pylist()[2] == {"f1": 3, "f2": "a3"}
    differ = connection.query(
        "SELECT CASE WHEN i < 3 THEN ROW(i, 'a b', NULL) ELSE ROW(i) END FROM generate_series(1, 3) AS i"
    )
    assert differ.to_arrow().column(0).to_pylist() == ['(1,"a b",)', '(2,"a b",)', "(3)"]


def test_every_value_of_a_record_is_told_as_the_server_tells_it(connection: Connection) -> None:
    for name, case in CASES.items():
        if re.search("pg_temp|hstore|citext|ltree|seg|isbn|money|aclitem", name):
            continue
        sql = f"""SELECT CASE i WHEN 1 THEN ROW(v) ELSE ROW(v, 0) END AS r, format('%s', ROW(v)) AS said
                  FROM generate_series(1, 2) AS i, unnest($1::text[]) AS t, LATERAL (SELECT t::{name} AS v) AS q
                  ORDER BY i"""
        values = [*case.values, *case.nulls]
        table = connection.query(sql, [values]).to_arrow()
        told, said = (column.to_pylist()[: len(values)] for column in table.columns)
        assert told == said, name


def test_a_type_that_is_not_known_is_opaque_bytes_with_its_name(connection: Connection) -> None:
    table = connection.query("SELECT '(1,2)'::cube AS c, NULL::cube AS d").to_arrow()
    assert "cube" in str(table.schema.field(0).type)
    assert table.column(1).null_count == 1


def test_void_is_a_column_of_nulls(connection: Connection) -> None:
    table = connection.query("SELECT pg_sleep(0) FROM generate_series(1, 3)").to_arrow()
    assert (table.schema.field(0).type, table.num_rows) == (pa.null(), 3)


def test_a_type_made_after_connecting_is_known(connection: Connection) -> None:
    connection.execute("CREATE TYPE pg_temp.late AS (x int, y text[])")
    table = connection.query("SELECT (1, '{a}')::pg_temp.late AS v").to_arrow()
    assert table.column(0).to_pylist() == [{"x": 1, "y": ["a"]}]
