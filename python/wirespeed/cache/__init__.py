"""Caches in the process, for what a request asks for again and again.

    from wirespeed.cache import Cache, cached

    cache = Cache(max_bytes=256 << 20, ttl=60, stale=30)
    report = cache.get_or_load(("report", 7), lambda: build_report(7))
    report = await cache.aget_or_load(("report", 7), lambda: abuild_report(7))

    @cached(cache, ttl=10)
    async def user(number: int) -> User: ...

One load answers all who miss a key at once, in whatever thread or event loop they are. The store is native and the same
for C++ (src/wirespeed/cache/); docs/cache.md says what becomes of errors, old values and versions.
"""

from wirespeed.cache._cache import Cache
from wirespeed.cache._core import CachedFunction, Key
from wirespeed.cache._decorator import cached
from wirespeed.cache._metrics import Stats, prometheus
from wirespeed.cache._options import UNSET
from wirespeed.cache._redis import BYTES, JSON, PICKLE, Codec, RedisTier

__all__ = [
    "BYTES",
    "JSON",
    "PICKLE",
    "UNSET",
    "Cache",
    "CachedFunction",
    "Codec",
    "Key",
    "RedisTier",
    "Stats",
    "cached",
    "prometheus",
]
