"""The real Redis that other tests use."""

from __future__ import annotations

import pytest
import redis

from real_servers.instance import from_json
from real_servers.slots import private
from redis_servers import RedisServer

pytestmark = pytest.mark.server


def test_its_password_lets_in_and_another_does_not(redis_server: RedisServer) -> None:
    with redis_server.client() as client:
        assert client.ping()
    with redis.Redis(port=redis_server.port, password="wrong") as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_the_open_one_lets_everybody_in() -> None:
    with private("redis", ["open"]) as instance, redis.Redis(port=instance.port) as client:
        assert client.ping()


def test_it_can_be_ended_and_started_again_without_its_data(redis_private_server: RedisServer) -> None:
    with redis_private_server.client() as client:
        client.set("a", 1)
    redis_private_server.end()
    with redis_private_server.client() as client, pytest.raises(redis.ConnectionError):
        client.ping()
    redis_private_server.start_again()
    with redis_private_server.client() as client:
        assert client.get("a") is None


def test_neither_its_uri_nor_its_repr_has_a_password(redis_server: RedisServer) -> None:
    instance = redis_server.instance
    assert from_json(instance.as_json()) == instance
    assert instance.password
    assert instance.password not in repr(instance)
