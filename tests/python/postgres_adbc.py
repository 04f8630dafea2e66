"""Fixtures of the ADBC driver's tests: a connection, a cursor of it, a schema of the test's own.

connection, cursor, schema = postgres_adbc.connection, postgres_adbc.cursor, postgres_adbc.schema
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

import wirespeed.postgres
from postgres_servers import PostgresServer


@pytest.fixture
def connection(postgres_server: PostgresServer, request: pytest.FixtureRequest) -> Iterator[Any]:
    if "schema" in request.fixturenames:
        request.getfixturevalue("schema")  # dropped only when the connection, with its locks, has gone
    with wirespeed.postgres.adbc_connect(postgres_server.url()) as connection:
        yield connection


@pytest.fixture
def cursor(connection: Any) -> Iterator[Any]:
    with connection.cursor() as cursor:
        yield cursor


@pytest.fixture
def schema(postgres_server: PostgresServer, request: pytest.FixtureRequest) -> Iterator[str]:
    """A schema of this test alone."""
    name = f"adbc_{re.sub('[^a-z0-9]', '_', request.node.name.lower())[:40]}_{time.monotonic_ns()}"
    postgres_server.sql(f"CREATE SCHEMA {name}")
    yield name
    postgres_server.sql(f"DROP SCHEMA {name} CASCADE")
