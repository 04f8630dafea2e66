"""The second tier of wirespeed.cache, against a real Redis: shared, invalidated, and down."""

from __future__ import annotations

import asyncio
import itertools
import math
import struct
from collections.abc import Iterator
from typing import Any

import pytest
import redis
import redis.asyncio

from aio_loop import run
from cache_crowds import never
from redis_servers import RedisServer
from waiting import wait_until
from wirespeed.cache import BYTES, JSON, PICKLE, Cache, RedisTier
from wirespeed.cache._envelope import Envelope, unpack
from wirespeed.errors import InvalidArgumentError

server = pytest.mark.server


class Processes:
    """Caches that share a Redis, as processes do."""

    def __init__(self, real: RedisServer, **tier: Any) -> None:
        self.real, self.prefix, self.tier = real, real.prefix(), {"codec": JSON, **tier}
        self.caches: list[Cache] = []

    def one(self, **options: Any) -> Cache:
        tier = RedisTier(self.real.url, prefix=self.prefix, **self.tier)
        self.caches.append(Cache(100, redis=tier, **{"jitter": 0, "beta": 0, **options}))
        return self.caches[-1]

    def keys(self) -> set[bytes]:
        with self.real.client() as client:
            return {key.removeprefix(self.prefix.encode()) for key in client.keys(f"{self.prefix}*")}

    def close(self) -> None:
        for cache in self.caches:
            cache.close()


@pytest.fixture
def processes(redis_server: RedisServer) -> Iterator[Processes]:
    made = Processes(redis_server)
    yield made
    made.close()


@server
def test_what_one_process_loaded_the_others_need_not_load(processes: Processes) -> None:
    one, other = processes.one(ttl=60), processes.one(ttl=60)
    assert one.get_or_load(("user", 7), lambda: {"name": "Ann"}) == {"name": "Ann"}
    assert other.get_or_load(("user", 7), never) == {"name": "Ann"}
    assert other.get_or_load(("user", 7), never) == {"name": "Ann"}
    stats = one.stats(), other.stats()
    assert [(s.redis_hits, s.redis_misses, s.redis_errors) for s in stats] == [(0, 1, 0), (1, 0, 0)]
    assert other.stats().hits == 1


@server
def test_keys_in_redis_can_be_read(processes: Processes) -> None:
    processes.one(version="v1").get_or_load("user:7", lambda: 1)
    assert processes.keys() == {b"=v1:user:7"}


@server
def test_an_entry_in_redis_ends_with_its_ttl(processes: Processes) -> None:
    one = processes.one(ttl=1000)
    one.get_or_load("a", lambda: 1)
    one.get_or_load("for ever", lambda: 1, ttl=None)
    with processes.real.client() as client:
        assert 990_000 < client.pttl(f"{processes.prefix}=:a") <= 1_000_000
        assert client.pttl(f"{processes.prefix}=:for ever") == -1
    other = processes.one(ttl=5000)
    assert other.get_or_load("a", never) == 1
    other._shift_clock(1001)
    assert other.get("a") is None


@server
def test_nothing_is_kept_in_redis_too(processes: Processes) -> None:
    processes.one(negative_ttl=100).get_or_load("a", lambda: None)
    assert processes.one().get_or_load("a", never) is None


@server
def test_a_new_version_has_other_entries(processes: Processes) -> None:
    one, other = processes.one(version="1"), processes.one(version="1")
    one.get_or_load("a", lambda: "old")
    other.invalidate(version="2")
    assert other.get_or_load("a", lambda: "new") == "new"
    assert processes.one(version="1").get_or_load("a", never) == "old"
    one.version = "2"
    assert one.get_or_load("a", never) == "new"


@server
@pytest.mark.parametrize("tag", [None, "x"])
def test_what_is_invalidated_is_so_in_redis(processes: Processes, tag: str | None) -> None:
    one, other = processes.one(), processes.one()
    one.get_or_load("a", lambda: "old", tags=["x", "y"])
    one.get_or_load("b", lambda: "old", tags="y")
    one.invalidate(tag=tag)
    assert other.get_or_load("a", lambda: "new", tags=["x", "y"]) == "new"
    assert one.get_or_load("a", never) == "new"
    assert other.get_or_load("b", lambda: "new", tags="y") == ("new" if tag is None else "old")


@server
def test_an_asker_need_not_know_the_tags(processes: Processes) -> None:
    processes.one().get_or_load("a", lambda: "old", tags=["x"])
    assert processes.one().get_or_load("a", never) == "old"
    processes.one().invalidate(tag="x")
    assert processes.one().get_or_load("a", lambda: "new") == "new"


@server
def test_what_is_invalidated_during_a_load_is_not_taken_for_new(processes: Processes) -> None:
    one, other = processes.one(), processes.one()

    def load() -> str:
        other.invalidate()
        return "old"

    assert one.get_or_load("a", load) == "old"
    assert processes.one().get_or_load("a", lambda: "new") == "new"


@server
def test_puts_and_deletes_reach_redis(processes: Processes) -> None:
    one = processes.one()
    one.put("a", 1, tags="x")
    assert processes.one().get_or_load("a", never) == 1
    one.delete("a")
    assert processes.one().get_or_load("a", lambda: 2) == 2
    one.put("b", 1, tags="x")
    one.invalidate(tag="x")
    assert processes.one().get_or_load("b", lambda: 2) == 2


@server
def test_tasks_share_it_with_threads(processes: Processes) -> None:
    one, other = processes.one(ttl=60), processes.one(ttl=60)

    async def load() -> int:
        return 7

    async def main() -> None:
        assert await one.aget_or_load("a", load) == 7
        assert other.get_or_load("a", never) == 7
        await one.aput("b", 8, tags="x")
        assert await other.aget_or_load("b", never) == 8
        await one.ainvalidate(tag="x")
        assert await processes.one().aget_or_load("b", lambda: 9) == 9
        await one.adelete("a")
        assert await processes.one().aget_or_load("a", lambda: 10) == 10
        await asyncio.gather(*(cache.aclose() for cache in processes.caches))

    run(main())
    run(main2(one))


async def main2(cache: Cache) -> None:
    """Another loop has connections of its own."""
    assert await cache.aget_or_load("c", lambda: 11) == 11
    await cache.aclose()


@server
@pytest.mark.parametrize(("codec", "value"), [(BYTES, b"\0\xff"), (JSON, {"a": [1, None]}), (PICKLE, {1: {2}})])
def test_codecs(redis_server: RedisServer, codec: Any, value: Any) -> None:
    processes = Processes(redis_server, codec=codec)
    processes.one().get_or_load("a", lambda: value)
    assert processes.one().get_or_load("a", never) == value
    processes.close()


@server
def test_bytes_are_the_usual_and_nothing_else_is_turned_into_them(redis_server: RedisServer) -> None:
    tier = RedisTier(redis_server.url, prefix=redis_server.prefix())
    cache = Cache(10, redis=tier, error_ttl=0)
    with pytest.raises(InvalidArgumentError, match="give RedisTier a codec"):
        cache.get_or_load("a", lambda: {"a": 1})
    assert cache.get_or_load("a", lambda: b"1") == b"1"
    cache.close()


@server
def test_clients_may_be_given(redis_server: RedisServer) -> None:
    prefix = redis_server.prefix()
    with redis_server.client() as client:
        cache = Cache(10, redis=RedisTier(client=client, prefix=prefix))
        assert cache.get_or_load("a", lambda: b"1") == b"1"

        async def main() -> None:
            with pytest.raises(InvalidArgumentError, match="one of the two clients"):
                await Cache(10, redis=RedisTier(client=client, prefix=prefix)).aget_or_load("a", never)
            async with redis.asyncio.Redis.from_url(redis_server.url) as own:
                tier = RedisTier(async_client=own, prefix=prefix)
                assert await Cache(10, redis=tier).aget_or_load("a", never) == b"1"

        run(main())


@server
def test_what_is_no_entry_of_ours_is_counted_and_loaded_anew(processes: Processes) -> None:
    one = processes.one()
    with processes.real.client() as client:
        client.set(f"{processes.prefix}=:a", b"somebody else's")
        client.set(f"{processes.prefix}=:b", Envelope(math.inf, 0, 0, {}, b"no JSON").pack())
    assert one.get_or_load("a", lambda: 1) == 1
    assert one.get_or_load("b", lambda: 2) == 2
    assert one.stats().redis_errors == 2


@server
@pytest.mark.parametrize("is_async", [False, True])
def test_without_redis_the_first_tier_goes_on(redis_private_server: RedisServer, is_async: bool) -> None:
    processes = Processes(redis_private_server, retry_after=0.2)
    cache = processes.one()

    async def aask(key: str, value: int) -> Any:
        try:
            return await cache.aget_or_load(key, lambda: value)
        finally:
            await cache.aclose()

    def ask(key: str, value: int) -> Any:
        return run(aask(key, value)) if is_async else cache.get_or_load(key, lambda: value)

    assert ask("before", 0) == 0
    redis_private_server.end()
    assert [ask(f"{i}", i) for i in range(5)] == list(range(5))
    assert [ask(f"{i}", -1) for i in range(5)] == list(range(5))
    cache.put("put", 1)
    cache.delete("put")
    cache.invalidate(tag="x")
    stats = cache.stats()
    assert stats.redis_errors >= 1
    assert stats.redis_errors + stats.redis_skipped == 8
    redis_private_server.start_again()
    tries = (f"try {i}" for i in itertools.count())

    def is_asked_again() -> bool:
        skipped = cache.stats().redis_skipped
        return ask(next(tries), 1) == 1 and cache.stats().redis_skipped == skipped

    wait_until(is_asked_again)
    assert ask("after", 1) == 1
    assert processes.one().get_or_load("after", never) == 1
    assert cache.stats().redis_errors == stats.redis_errors
    processes.close()


def test_a_server_that_never_answers_costs_its_timeout_once() -> None:
    cache = Cache(10, redis=RedisTier("redis://127.0.0.1:1/0", timeout=0.1, retry_after=60))
    assert [cache.get_or_load(i, lambda: b"x") for i in range(5)] == [b"x"] * 5
    assert (cache.stats().redis_errors, cache.stats().redis_skipped) == (1, 4)


def test_options_that_cannot_be() -> None:
    with pytest.raises(InvalidArgumentError):
        RedisTier()
    with pytest.raises(InvalidArgumentError):
        RedisTier("redis://x", client=redis.Redis())


# --- what stands around a value --------------------------------------------------------------------------------------


FLAGS_AT = 4  # the byte of which only one bit has a meaning yet
ENVELOPES = [
    Envelope(math.inf, 0.5, 7, {}, b"value"),
    Envelope(1e9, 0.0, 0, {"a": 1, "ä" * 100: 1 << 60}, b""),
    Envelope(0.0, 1.0, 1, {"": 0}, None),
]


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_envelopes_come_back(envelope: Envelope) -> None:
    assert unpack(envelope.pack()) == envelope


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_envelopes_that_are_cut_or_altered_are_none_or_another(envelope: Envelope) -> None:
    data = envelope.pack()
    head = data[: len(data) - len(envelope.payload or b"")]
    for end in range(len(head)):
        assert unpack(data[:end]) is None
    for at in {*range(len(data))} - {FLAGS_AT}:
        for value in {0, 1, 127, 255} - {data[at]}:
            assert unpack(data[:at] + bytes([value]) + data[at + 1 :]) != envelope
    assert unpack(data.replace(b"WSC1", b"WSC2")) is None
    assert unpack(struct.pack("<4sBddQH", b"WSC1", 0, math.nan, 0, 0, 0)) is None
