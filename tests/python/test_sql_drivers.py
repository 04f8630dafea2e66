"""wirespeed.sql.bind: one statement and its arrays, by each driver's own parameters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import numpy as np
import psycopg
import psycopg2  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from adbc_driver_manager import dbapi as adbc_driver_manager

import wirespeed.postgres as pg
from postgres_servers import PostgresServer
from sql_samples import ARRAYS, HOSTILE, Array, random_texts
from test_sql import check
from wirespeed import sql
from wirespeed.errors import InvalidArgumentError

Run = Callable[..., list[Any]]
"""A statement and its values, to the first column."""

DRIVERS = ["wirespeed", "asyncpg", "psycopg", "psycopg2", "adbc", "literals"]


class Drivers:
    """A connection of each driver, made when it is first used."""

    def __init__(self, server: PostgresServer, stack: ExitStack) -> None:
        self._dsn = server.dsn(host=server.socket_folder)
        self._url = server.url(host=server.socket_folder)
        self._stack = stack
        self._made: dict[str, Any] = {}
        self._loop = asyncio.new_event_loop()
        stack.callback(self._loop.close)

    def of(self, driver: str) -> Any:
        """A connection or cursor."""
        if driver not in self._made:
            self._made[driver] = getattr(self, f"_{driver}")()
        return self._made[driver]

    def run(self, driver: str, statement: str, **values: Any) -> list[Any]:
        query = sql.bind(statement, driver, **values)
        on = self.of(driver)
        if driver in {"wirespeed", "literals"}:
            rows = on.query(*query).rows()
        elif driver == "asyncpg":
            rows = self._loop.run_until_complete(on.fetch(query.sql, *query.params))
        else:
            on.execute(*query)
            rows = on.fetchall()
        return [row[0] for row in rows]

    def _wirespeed(self) -> Any:
        return self._stack.enter_context(pg.connect(self._dsn))

    _literals = _wirespeed

    def _asyncpg(self) -> Any:
        made = self._loop.run_until_complete(asyncpg.connect(self._url))
        self._stack.callback(lambda: self._loop.run_until_complete(made.close()))
        return made

    def _psycopg(self) -> Any:
        return self._stack.enter_context(psycopg.connect(self._dsn, autocommit=True)).cursor()

    def _psycopg2(self) -> Any:
        made = psycopg2.connect(self._dsn)
        self._stack.callback(made.close)
        made.autocommit = True
        return made.cursor()

    def _adbc(self) -> Any:
        made = pg.adbc_connect(self._url, autocommit=True)
        self._stack.callback(made.close)
        cursor = made.cursor()
        self._stack.callback(cursor.close)
        return cursor


@pytest.fixture(scope="module")
def drivers(postgres_server: PostgresServer) -> Iterator[Drivers]:
    with ExitStack() as stack:
        yield Drivers(postgres_server, stack)


@pytest.fixture(params=DRIVERS)
def run(request: pytest.FixtureRequest, drivers: Drivers) -> Run:
    return lambda statement, **values: drivers.run(request.param, statement, **values)


# --- what is made -----------------------------------------------------------------------------------------------------


def test_what_each_driver_gets() -> None:
    ids = np.array([1, 2], "i4")
    statement = "SELECT '{{}}' WHERE a = {a} AND id = ANY({ids}) OR id <> ALL({ids}) AND name LIKE 'x%'"
    text, params = sql.bind(statement, a=7, ids=ids)
    assert text == "SELECT '{}' WHERE a = $1 AND id = ANY($2) OR id <> ALL($2) AND name LIKE 'x%'"
    assert params[0] == 7
    assert params[1] is ids
    assert sql.bind(statement, "asyncpg", a=7, ids=ids) == (text, [7, [1, 2]])
    cast = text.replace("$2", "$2::int4[]")
    assert sql.bind(statement, "adbc", a=7, ids=ids) == (cast, [7, "{1,2}"])
    for driver in ("psycopg", "psycopg2"):
        assert sql.bind(statement, driver, a=7, ids=ids) == (
            "SELECT '{}' WHERE a = %s AND id = ANY(%s) OR id <> ALL(%s) AND name LIKE 'x%%'",
            [7, "{1,2}", "{1,2}"],
        )
    assert sql.bind(statement, "literals", a=7, ids=ids) == (
        "SELECT '{}' WHERE a = 7 AND id = ANY('{1,2}') OR id <> ALL('{1,2}') AND name LIKE 'x%'",
        [],
    )


def test_texts_have_no_type_but_that_of_what_they_are_compared_with() -> None:
    assert sql.bind("= ANY({a})", a=np.array(["x"])).sql == "= ANY($1)"
    assert sql.bind("= ANY({a})", "psycopg", a=["x"]) == ("= ANY(%s)", ['{"x"}'])
    assert sql.bind("= ANY({a})", "adbc", a=["x"]).sql == "= ANY($1::text[])"
    assert sql.bind("FROM {r}", r=sql.Rows("r", a=["x"])).sql == 'FROM unnest($1::text[]) AS "r" ("a")'


@pytest.mark.parametrize("statement", ["{a}", "{}", "{0}", "{b!r}", "{b:>3}", "{b.c}", "{b[0]}"])
def test_a_place_that_is_not_the_name_of_a_value_is_refused(statement: str) -> None:
    with pytest.raises(InvalidArgumentError, match="bind"):
        sql.bind(statement, b=1)


@pytest.mark.parametrize("driver", ["oracle", 5, object()])
def test_a_driver_that_is_none_is_refused(driver: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="driver"):
        sql.bind("SELECT {a}", driver, a=1)
    with pytest.raises(InvalidArgumentError, match="driver"):
        sql.bind("SELECT {a}", driver=driver, a=1)


def test_the_driver_may_be_named() -> None:
    assert sql.bind("SELECT {a}", driver="psycopg", a=1) == ("SELECT %s", [1])
    assert sql.bind("SELECT {statement}", statement=1) == ("SELECT $1", [1])


@pytest.mark.server
@pytest.mark.parametrize("driver", DRIVERS[:-1])
def test_a_connection_or_cursor_tells_its_driver(drivers: Drivers, driver: str) -> None:
    statement, values = "SELECT {a} = ANY({b})", {"a": 1, "b": [1, 2]}
    assert sql.bind(statement, drivers.of(driver), **values) == sql.bind(statement, driver, **values)


# --- what the server makes of it --------------------------------------------------------------------------------------


@pytest.mark.server
def test_ids_are_found(run: Run) -> None:
    for ids in ([3, 5, 99], np.array([3, 5, 99]), pa.array([3, None, 5]), {3, 5}):
        found = run("SELECT g FROM generate_series(1, 9) g WHERE g = ANY({ids}) ORDER BY g", ids=ids)
        assert found == [3, 5]
    assert run("SELECT g FROM generate_series(1, 3) g WHERE g <> ALL({ids}) ORDER BY g", ids=[2]) == [1, 3]
    assert run("SELECT g FROM generate_series(1, 3) g WHERE g = ANY({ids})", ids=np.array([], "i8")) == []


@pytest.mark.server
def test_an_empty_list_takes_any_type(run: Run, drivers: Drivers, request: pytest.FixtureRequest) -> None:
    driver = request.node.callspec.params["run"]
    if driver == "adbc":
        pytest.skip("its texts say that they are texts: give the array a type")
    assert run("SELECT g FROM generate_series(1, 3) g WHERE g = ANY({ids})", ids=[]) == []


@pytest.mark.server
def test_hostile_texts_are_only_texts(run: Run) -> None:
    texts = [*HOSTILE, *random_texts(300, seed=10)]
    rows = sql.Rows("r", a=texts, n=range(len(texts)))
    assert run("SELECT a FROM {r} ORDER BY n", r=rows) == texts
    found = run(
        "SELECT n FROM {r} WHERE a = ANY({texts}) AND a LIKE '%' ORDER BY n", r=rows, texts=np.array(texts, object)
    )
    assert found == list(range(len(texts)))


@pytest.mark.server
@pytest.mark.parametrize("case", ARRAYS, ids=lambda case: case.name)
def test_arrays_of_each_library_arrive_as_they_are(run: Run, case: Array) -> None:
    rows = sql.Rows("r", a=case.array, n=range(len(case.values)))
    found = run(f"SELECT a::{case.type}::text FROM {{r}} ORDER BY n", r=rows)
    text = sql.Rows("r", a=case.values, n=range(len(case.values)))
    expected = run("SELECT a::text FROM {r} ORDER BY n", r=text.typed(a=case.type))
    check(found, expected)


@pytest.mark.server
def test_rows_update_a_table(run: Run, drivers: Drivers, request: pytest.FixtureRequest) -> None:
    name = f"sql_rows_{request.node.callspec.params['run']}"
    statement = f"WITH u AS (UPDATE {name} t SET name = new.name FROM {{new}} WHERE t.id = new.id RETURNING 1) TABLE u"
    with pg.connect(drivers._dsn) as connection:
        connection.execute_script(
            f"DROP TABLE IF EXISTS {name};"
            f"CREATE TABLE {name} AS SELECT g AS id, 'old' AS name FROM generate_series(1, 3) g"
        )
        new = sql.Rows("new", id=np.array([1, 3]), name=["it's", None])
        run(statement, new=new)
        assert connection.query(f"SELECT name FROM {name} ORDER BY id").rows() == [("it's",), ("old",), (None,)]
        connection.execute(f"DROP TABLE {name}")


@pytest.mark.server
def test_names_of_rows_are_only_names(run: Run) -> None:
    for name in ("%", "%s", "%(a)s", "$1", "{a}", 'a"b', "\u00e9'"):
        assert run('SELECT "r".* FROM {r}', r=sql.Rows("r", {name: [7]})) == [7]
        assert run("SELECT a FROM {r} WHERE a = {a}", r=sql.Rows(name, a=[7, 8]), a=8) == [8]


@pytest.mark.server
def test_without_values_a_statement_is_itself(run: Run) -> None:
    assert run("SELECT 'a%' || '{{}}'") == ["a%{}"]


@pytest.mark.server
def test_the_stock_adbc_driver_takes_them(postgres_server: PostgresServer) -> None:
    driver = pytest.importorskip("adbc_driver_postgresql.dbapi", reason="pip install adbc-driver-postgresql")
    with driver.connect(postgres_server.url(host=postgres_server.socket_folder)) as made, made.cursor() as cursor:
        assert isinstance(made, adbc_driver_manager.Connection)
        counted = "SELECT count(*) FROM generate_series(1, 9) g WHERE g = ANY({a})"
        cursor.execute(*sql.bind(counted, cursor, a=[3, 4, 99]))
        assert cursor.fetchone() == (2,)
        rows = sql.Rows("r", a=HOSTILE, n=range(len(HOSTILE)))
        cursor.execute(*sql.bind("SELECT a FROM {r} ORDER BY n", cursor, r=rows))
        assert [row[0] for row in cursor.fetchall()] == HOSTILE
