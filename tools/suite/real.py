"""Real servers for tests that are told by the environment where one is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from real_servers.errors import Unavailable
from real_servers.slots import borrow
from suite.log import Log


@contextmanager
def neo4j(log: Log) -> Iterator[Mapping[str, str]]:
    """The variables that src/wirespeed/bolt_client/server_test.cpp looks at; none where there can be no server."""
    with ExitStack() as held:
        try:
            found = {"WIRESPEED_NEO4J_URI": held.enter_context(borrow("neo4j")).uri}
        except Unavailable as why:
            log.say(f"no real Neo4j here: {why}")
            found = {}
        yield found
