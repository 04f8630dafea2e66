"""The examples of the documents do what they say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

import doc_examples
from doc_examples import examples
from postgres_servers import PostgresServer

pytestmark = pytest.mark.server

DATABASE = "music_of_the_documents"
ADDRESS = "postgresql://ann@localhost/music"


@pytest.fixture(scope="module")
def address(postgres_server: PostgresServer) -> Iterator[str]:
    server = postgres_server
    server.sql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    server.sql(f"CREATE DATABASE {DATABASE}")
    server.sql(
        "CREATE TABLE artists (id int PRIMARY KEY, name text, born int);"
        "INSERT INTO artists SELECT g, 'artist ' || g, 1800 + g % 200 FROM generate_series(1, 900) g; ANALYZE artists",
        dbname=DATABASE,
    )
    yield server.dsn(host=server.socket_folder, dbname=DATABASE)
    server.sql(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def printed(program: str, address: str) -> list[str]:
    assert ADDRESS in program
    return doc_examples.printed(program.replace(ADDRESS, address))


def counted(server: PostgresServer, what: str) -> str:
    return server.sql(f"SELECT {what}", dbname=DATABASE)


def test_those_of_dbapi_pools_and_cursors(address: str) -> None:
    cursor, pool, kept = examples("postgres_dbapi.md")
    assert printed(cursor, address) == ["[('artist 161',), ('artist 162',)]"]
    assert printed(pool, address) == ["901", "1"]
    assert printed(kept, address) == ["1 100"]


def test_those_of_pipelines(address: str, postgres_server: PostgresServer) -> None:
    count = counted(postgres_server, "count(*) FROM artists")
    assert printed(examples("postgres.md")[1], address) == [f"artist 7 {count}"]


def test_those_of_partitions(address: str, postgres_server: PostgresServer) -> None:
    expected = [counted(postgres_server, f"count(*) FROM artists WHERE {which}") for which in ("true", "born > 1900")]
    assert printed(examples("postgres_partitions.md")[0], address) == expected


def test_those_of_arrays_in_statements(address: str, postgres_server: PostgresServer) -> None:
    plain, alchemy = examples("sql.md")
    later = counted(postgres_server, "count(*) FROM artists WHERE id IN (3, 5, 8, 13) AND born > 1804")
    assert printed(plain, address) == [later, "4", "4"]
    keywords = postgres_server.keywords(dbname=DATABASE)
    url = "postgresql://{user}:{password}@{host}:{port}/{dbname}".format(**keywords)
    assert printed(alchemy, url) == ["9", "[101, 150]"]


def test_those_of_gather(address: str) -> None:
    program = examples("aio.md")[0]
    *pages, first, second, third = printed(program, address)
    assert len(set(pages)) == 1
    assert [first, second, third] == ["3 count"] * 3


@pytest.mark.parametrize(("place", "needs"), [(1, "dask.dataframe"), (2, "ray.data"), (3, "ray.data")])
def test_those_of_other_engines(address: str, postgres_server: PostgresServer, place: int, needs: str) -> None:
    looked = subprocess.run([sys.executable, "-c", f"import {needs}"], capture_output=True, timeout=120, check=False)
    if looked.returncode != 0:
        pytest.skip(f"{needs} is not installed: pip install -r tools/requirements-engines.txt")
    expected = counted(postgres_server, "sum(id) FROM artists")
    assert printed(examples("postgres_partitions.md")[place], address)[-1] == expected
