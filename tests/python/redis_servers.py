"""Fixtures: a real Redis (tools/servers), one for all tests of a session. Where it cannot be had, they skip.

redis_server           with a password; it is everybody's: use a prefix of your own, and flush nothing
redis_private_server   of this test alone: it may be ended and started again
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
import redis

from real_servers import launch
from real_servers.errors import Unavailable
from real_servers.instance import Instance, Process
from real_servers.redis import start_at
from real_servers.slots import borrow, private


class RedisServer:
    """What a test needs to know of one, and what it may do to it."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.port = instance.port
        self.url = f"redis://:{instance.password}@127.0.0.1:{instance.port}/0"
        self._process = Process(instance.pid, instance.began)

    def prefix(self) -> str:
        """Nobody else's."""
        return f"test-{secrets.token_hex(8)}:"

    def client(self) -> redis.Redis:
        """The oracle."""
        return redis.Redis.from_url(self.url)

    def end(self) -> None:
        self._process.end(self.instance.end_signal)
        launch.reap(self._process.pid)

    def start_again(self) -> None:
        """At the same port, with nothing in it."""
        self._process = start_at(self.instance.home, self.port, self.instance.password)

    def end_what_was_started(self) -> None:
        """The one that the instance knows is its owner's to end."""
        if self._process.pid != self.instance.pid:
            self.end()


def lent(lending: AbstractContextManager[Instance]) -> Iterator[RedisServer]:
    try:
        server = RedisServer(lending.__enter__())
    except Unavailable as why:
        pytest.skip(f"no real Redis here: {why}")
    try:
        yield server
    finally:
        server.end_what_was_started()
        lending.__exit__(None, None, None)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    yield from lent(borrow("redis"))


@pytest.fixture
def redis_private_server() -> Iterator[RedisServer]:
    yield from lent(private("redis"))
