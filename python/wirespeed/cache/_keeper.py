"""What a cache was made with, and how a value is kept by it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from wirespeed.cache._core import CacheCore, Lead
from wirespeed.cache._options import UNSET, How, Seconds, Unset, seconds, tags_of
from wirespeed.cache._redis import RedisTier
from wirespeed.cache._sizes import size_of as default_size_of
from wirespeed.errors import InvalidArgumentError


class Keeper(CacheCore):
    """The ground of :class:`Cache`, which says what each option means."""

    def __init__(
        self,
        max_items: int | None = None,
        *,
        max_bytes: int | None = None,
        ttl: Seconds = None,
        stale: float = 0,
        jitter: float = 0.1,
        beta: float = 1.0,
        negative_ttl: Seconds | Unset = UNSET,
        error_ttl: float = 1.0,
        size_of: Callable[[Any], int] = default_size_of,
        version: str = "",
        redis: RedisTier | None = None,
        name: str = "cache",
        shards: int = 0,
    ) -> None:
        capacity = _capacity(max_items, max_bytes)
        if not 0 <= jitter < 1 or not 0 <= beta <= 1000 or not 0 <= shards <= 4096:
            raise InvalidArgumentError(
                f"Cache: expected jitter in [0, 1), beta in [0, 1000] and at most 4096 shards, found {jitter!r}, "
                f"{beta!r} and {shards!r}"
            )
        super().__init__(capacity, max_bytes is not None, shards, jitter, beta)
        self.name = name
        self.tasks: set[asyncio.Task[Any]] = set()  # loads, which the loops themselves hold weakly
        self.error_ttl = seconds("error_ttl", error_ttl)
        self.redis = redis
        self._usual = How(seconds("ttl", ttl), seconds("stale", stale) or 0)
        self._negative_ttl = negative_ttl if isinstance(negative_ttl, Unset) else seconds("negative_ttl", negative_ttl)
        self._size_of = size_of if max_bytes is not None else None
        self._version = version

    def how(self, ttl: Seconds | Unset, stale: float | Unset, tags: str | Iterable[str]) -> How:
        """What was said for one entry, and what was not."""
        usual = self._usual
        if ttl is UNSET and stale is UNSET and tags == ():
            return usual
        return How(
            usual.ttl if isinstance(ttl, Unset) else seconds("ttl", ttl),
            usual.stale if isinstance(stale, Unset) else seconds("stale", stale) or 0,
            tags_of(tags),
        )

    def how_of(self, value: object, how: How) -> How:
        """The same for this value."""
        if value is not None or isinstance(self._negative_ttl, Unset):
            return how
        return How(self._negative_ttl, 0, how.tags)

    def keep(self, lead: Lead, value: object, how: How, delta: float) -> None:
        lead.finish(value, self.size(value), how.ttl, how.stale, delta)

    def size(self, value: object) -> int:
        return 0 if self._size_of is None else self._size_of(value)

    def redis_key(self, key: object) -> tuple[str, bytes]:
        return self._version, self._key_bytes(key)


def _capacity(max_items: int | None, max_bytes: int | None) -> int:
    if (max_items is None) == (max_bytes is None):
        raise InvalidArgumentError(f"Cache: expected max_items or max_bytes, found {max_items!r} and {max_bytes!r}")
    capacity = max_items if max_bytes is None else max_bytes
    if not isinstance(capacity, int) or not 1 <= capacity < 1 << 62:
        raise InvalidArgumentError(f"Cache: expected a bound of at least 1, found {capacity!r}")
    return capacity
