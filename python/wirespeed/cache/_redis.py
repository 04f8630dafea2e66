"""Redis as the second tier: what one process loaded, others need not load.

It is asked by whoever loads, before the loader, and told what the loader gave. Where it fails the first tier goes on
alone: failures are counted, and for a moment it is not asked again.
"""

from __future__ import annotations

import asyncio
import json
import math
import pickle
import threading
import time
import weakref
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from wirespeed.cache._envelope import Envelope, unpack
from wirespeed.cache._options import How
from wirespeed.errors import InvalidArgumentError

if TYPE_CHECKING:
    import redis as redis_py
    import redis.asyncio as redis_asyncio

T = TypeVar("T")
Command = tuple[Any, ...]
Steps = Generator[Command, Any, T]  # commands out, replies in: the same for threads and tasks
FullKey = tuple[str, bytes]  # the version, and the key


class Codec(Protocol):
    """Values as bytes, and back."""

    def encode(self, value: Any, /) -> bytes: ...
    def decode(self, data: bytes, /) -> Any: ...


class _Bytes:
    def encode(self, value: Any, /) -> bytes:
        if not isinstance(value, bytes):
            raise InvalidArgumentError(
                f"Redis: expected a value of bytes, found {type(value).__qualname__}; give RedisTier a codec, as JSON"
            )
        return value

    def decode(self, data: bytes, /) -> Any:
        return data


class _Json:
    def encode(self, value: Any, /) -> bytes:
        return json.dumps(value, separators=(",", ":")).encode()

    def decode(self, data: bytes, /) -> Any:
        return json.loads(data)


class _Pickle:
    def encode(self, value: Any, /) -> bytes:
        return pickle.dumps(value, protocol=5)

    def decode(self, data: bytes, /) -> Any:
        return pickle.loads(data)


BYTES: Codec = _Bytes()  # values are bytes
JSON: Codec = _Json()  # what json has a form for
PICKLE: Codec = _Pickle()  # anything; whoever can write to that Redis can run code in this process


@dataclass(frozen=True, slots=True)
class Fetched:
    """What Redis said before a load: a value, or what is to be said of the one that will be stored."""

    key: FullKey
    generation: int
    tags: dict[str, int]
    found: bool = False
    value: Any = None
    left: float = math.inf  # seconds for which it is fresh
    delta: float = 0.0

    def how(self, how: How) -> How:
        """Of the value that was found."""
        return How(None if math.isinf(self.left) else max(0.0, self.left), how.stale, how.tags)


class RedisTier:
    """One Redis, or what speaks like it, for one or more caches.

    :param url: as redis-py takes it: redis://, rediss://, unix://.
    :param client: a ``redis.Redis`` for threads, and
    :param async_client: a ``redis.asyncio.Redis`` for the one loop that it belongs to; in place of a URL.
    :param prefix: what its keys begin with. On a cluster it needs braces, as ``{app}:``: keys are asked for together.
    :param codec: values as bytes. BYTES takes bytes alone; JSON; PICKLE only for a Redis as trusted as the program.
    :param timeout: seconds for each call; then Redis counts as down.
    :param retry_after: seconds for which it is not asked once it has failed.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        client: redis_py.Redis | None = None,
        async_client: redis_asyncio.Redis | None = None,
        prefix: str = "wirespeed:",
        codec: Codec = BYTES,
        timeout: float = 1.0,
        retry_after: float = 1.0,
    ) -> None:
        if (url is None) == (client is None and async_client is None):
            raise InvalidArgumentError("RedisTier: expected a URL or clients, found both or neither")
        _redis_py()  # that it is missing is said here, not at the first miss
        self._url = url
        self._prefix = prefix.encode()
        self._codec = codec
        self._timeout = timeout
        self._retry_after = retry_after
        self._resting_until = 0.0
        self._given = client
        self._given_async = async_client
        self._client: redis_py.Redis | None = None
        self._async_clients: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, redis_asyncio.Redis]
        self._async_clients = weakref.WeakKeyDictionary()
        self._lock = threading.Lock()
        self._counts = dict.fromkeys(("redis_hits", "redis_misses", "redis_errors", "redis_skipped"), 0)

    def counters(self) -> dict[str, int]:
        with self._lock:
            return dict(self._counts)

    # --- what is asked -----------------------------------------------------------------------------------------------

    def fetch(self, key: FullKey, tags: tuple[str, ...]) -> Fetched | None:
        """None: it is down, and need not be told either."""
        return self._run(self._fetching(key, tags))

    async def afetch(self, key: FullKey, tags: tuple[str, ...]) -> Fetched | None:
        return await self._arun(self._fetching(key, tags))

    def store(self, fetched: Fetched, value: object, how: How, delta: float) -> None:
        """With what stood there before the load: what was invalidated meanwhile is not taken for new.

        :raises Exception: the codec's.
        """
        self._run(_one(self._set(fetched, value, how, delta)))

    async def astore(self, fetched: Fetched, value: object, how: How, delta: float) -> None:
        await self._arun(_one(self._set(fetched, value, how, delta)))

    def put(self, key: FullKey, value: object, how: How) -> None:
        self._run(self._putting(key, value, how))

    async def aput(self, key: FullKey, value: object, how: How) -> None:
        await self._arun(self._putting(key, value, how))

    def delete(self, key: FullKey) -> None:
        self._run(_one(("DEL", self._entry_key(key))))

    async def adelete(self, key: FullKey) -> None:
        await self._arun(_one(("DEL", self._entry_key(key))))

    def invalidate(self, tag: str | None) -> None:
        self._run(_one(("INCR", self._generation_key(tag))))

    async def ainvalidate(self, tag: str | None) -> None:
        await self._arun(_one(("INCR", self._generation_key(tag))))

    # --- the same as commands and replies ----------------------------------------------------------------------------
    #
    #   prefix =VERSION: KEY   an entry        prefix @   the generation of all        prefix # TAG   that of a tag

    def _entry_key(self, key: FullKey) -> bytes:
        version, own = key
        return b"%b=%b:%b" % (self._prefix, version.encode(), own)

    def _generation_key(self, tag: str | None) -> bytes:
        return self._prefix + (b"@" if tag is None else b"#" + tag.encode())

    def _fetching(self, key: FullKey, tags: tuple[str, ...]) -> Steps[Fetched]:
        generation, data, *others = yield (
            *("MGET", self._generation_key(None), self._entry_key(key)),
            *map(self._generation_key, tags),
        )
        missing = Fetched(key, int(generation or 0), dict(zip(tags, map(_number, others), strict=True)))
        found = None if data is None else unpack(data)
        if data is not None and found is None:
            self._count("redis_errors")
        if found is None or found.generation != missing.generation:
            return self._missed(missing)
        known = dict(missing.tags)
        if unknown := [tag for tag in found.tags if tag not in known]:
            replies = yield ("MGET", *map(self._generation_key, unknown))
            known.update(zip(unknown, map(_number, replies), strict=True))
        if any(known[tag] != seen for tag, seen in found.tags.items()):
            return self._missed(missing)
        return self._opened(missing, found)

    def _missed(self, fetched: Fetched) -> Fetched:
        self._count("redis_misses")
        return fetched

    def _opened(self, missing: Fetched, envelope: Envelope) -> Fetched:
        left = envelope.fresh_until - time.time()
        if left <= 0:  # stale: whoever asks is to load it anew
            return self._missed(missing)
        try:
            value = None if envelope.payload is None else self._codec.decode(envelope.payload)
        except Exception:
            self._count("redis_errors")
            return self._missed(missing)
        self._count("redis_hits")
        return Fetched(missing.key, missing.generation, missing.tags, True, value, left, envelope.delta)

    def _set(self, fetched: Fetched, value: object, how: How, delta: float) -> Command:
        ttl = math.inf if how.ttl is None else how.ttl
        payload = None if value is None else self._codec.encode(value)
        envelope = Envelope(time.time() + ttl, delta, fetched.generation, fetched.tags, payload)
        command = ("SET", self._entry_key(fetched.key), envelope.pack())
        return command if math.isinf(ttl) else (*command, "PX", max(1, math.ceil(ttl * 1000)))

    def _putting(self, key: FullKey, value: object, how: How) -> Steps[None]:
        generation, *others = yield ("MGET", self._generation_key(None), *map(self._generation_key, how.tags))
        now = Fetched(key, int(generation or 0), dict(zip(how.tags, map(_number, others), strict=True)))
        yield self._set(now, value, how, 0.0)

    # --- to and fro --------------------------------------------------------------------------------------------------

    def _run(self, steps: Steps[T]) -> T | None:
        if self._is_resting():
            return None
        redis = _redis_py()
        try:
            command = next(steps)
            client: Any = self._sync_client()
            while True:
                command = steps.send(client.execute_command(*command))
        except StopIteration as done:
            return cast("T", done.value)
        except (redis.RedisError, OSError):
            self._failed()
            return None

    async def _arun(self, steps: Steps[T]) -> T | None:
        if self._is_resting():
            return None
        redis = _redis_py()
        try:
            command = next(steps)
            client: Any = self._async_client()
            while True:
                command = steps.send(await client.execute_command(*command))
        except StopIteration as done:
            return cast("T", done.value)
        except (redis.RedisError, OSError, asyncio.TimeoutError):
            self._failed()
            return None

    def _is_resting(self) -> bool:
        if time.monotonic() >= self._resting_until:
            return False
        self._count("redis_skipped")
        return True

    def _failed(self) -> None:
        self._resting_until = time.monotonic() + self._retry_after
        self._count("redis_errors")

    def _count(self, what: str) -> None:
        with self._lock:
            self._counts[what] += 1

    # --- clients -----------------------------------------------------------------------------------------------------

    def _sync_client(self) -> redis_py.Redis:
        if self._given is not None:
            return self._given
        with self._lock:
            if self._client is None:
                redis = _redis_py()
                retry = redis.retry.Retry(redis.backoff.NoBackoff(), 1)  # a connection that has ended meanwhile
                self._client = redis.Redis.from_url(self._need_url(), retry=retry, **self._timeouts())
            return self._client

    def _async_client(self) -> redis_asyncio.Redis:
        if self._given_async is not None:
            return self._given_async
        loop = asyncio.get_running_loop()
        with self._lock:
            client = self._async_clients.get(loop)
            if client is None:
                import redis.asyncio

                retry = redis.asyncio.retry.Retry(redis.backoff.NoBackoff(), 1)
                client = redis.asyncio.Redis.from_url(self._need_url(), retry=retry, **self._timeouts())
                self._async_clients[loop] = client
            return client

    def _timeouts(self) -> dict[str, Any]:
        return {"socket_timeout": self._timeout, "socket_connect_timeout": self._timeout}

    def _need_url(self) -> str:
        if self._url is None:
            raise InvalidArgumentError(
                "RedisTier: asked from a thread and from a task, but has one of the two clients; give it the other "
                "one, or a URL"
            )
        return self._url

    def close(self) -> None:
        """The connections of threads. They open again when asked."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    async def aclose(self) -> None:
        """The connections of the running loop."""
        with self._lock:
            client = self._async_clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()


def _one(command: Command) -> Steps[None]:
    yield command


def _number(reply: bytes | None) -> int:
    return int(reply or 0)


def _redis_py() -> Any:
    try:
        import redis
    except ImportError as error:
        raise InvalidArgumentError("RedisTier: needs redis-py; pip install 'wirespeed[redis]'") from error
    return redis
