"""Fixtures: a real Neo4j (tools/servers), one for all tests of a session. Where it cannot be had, they skip.

The database is shared: between tests, and with other sessions that run at the same time. Use labels of your own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from real_servers.errors import Unavailable
from real_servers.instance import Instance
from real_servers.slots import borrow


def lent(options: Iterable[str] = ()) -> Iterator[Instance]:
    try:
        lending = borrow("neo4j", options)
        instance = lending.__enter__()
    except Unavailable as why:
        pytest.skip(f"no real Neo4j here: {why}")
    try:
        yield instance
    finally:
        lending.__exit__(None, None, None)


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Instance]:
    """Neither auth nor TLS."""
    yield from lent()


@pytest.fixture(scope="session")
def neo4j_auth_server() -> Iterator[Instance]:
    yield from lent(["auth"])


@pytest.fixture(scope="session")
def neo4j_tls_server() -> Iterator[Instance]:
    """TLS only; `ca` is what to trust. No auth."""
    yield from lent(["tls"])
