"""The cache itself."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable
from typing import Any

from wirespeed.cache import _loading, _metrics
from wirespeed.cache._core import Lead, Waiter
from wirespeed.cache._keeper import Keeper
from wirespeed.cache._loading import Loader
from wirespeed.cache._options import UNSET, Seconds, Unset
from wirespeed.errors import InvalidArgumentError


class Cache(Keeper):
    """Values by key, bounded, with one load for all who miss the same key at once.

    Every method may be called from any thread; those whose names begin with ``a`` from any event loop.

    :param max_items: so many entries at most; or
    :param max_bytes: so many bytes, by ``size_of`` and what an entry itself takes.
    :param ttl: seconds for which a value is fresh; None: for ever.
    :param stale: seconds for which it is served after that, while one caller's loader runs in the background.
    :param jitter: the part of itself by which a ttl is shortened at random, so that values that came together do not
        end together.
    :param beta: how early a value is loaded anew before it ends (XFetch); 0: not before.
    :param negative_ttl: the ttl of None, which says that there is nothing; UNSET: as that of any value.
    :param error_ttl: seconds for which a loader's exception is raised for everybody who asks.
    :param size_of: the bytes of a value.
    :param version: what is part of all keys in Redis; another version has other entries.
    :param redis: a second tier, which other processes share.
    :param name: in metrics and logs.
    """

    # --- asking; get(), get_or_load() and aget_or_load() are native, and call these where nothing is there -----------

    def _load(
        self,
        lead: Lead,
        key: object,
        loader: Loader,
        /,
        *,
        ttl: Seconds | Unset = UNSET,
        stale: float | Unset = UNSET,
        tags: str | Iterable[str] = (),
        timeout: Seconds = None,
    ) -> Any:
        return _loading.load(self, lead, key, loader, self.how(ttl, stale, tags))

    def _refresh(
        self,
        lead: Lead,
        value: object,
        key: object,
        loader: Loader,
        /,
        *,
        ttl: Seconds | Unset = UNSET,
        stale: float | Unset = UNSET,
        tags: str | Iterable[str] = (),
        timeout: Seconds = None,
    ) -> Any:
        _loading.refresh(self, lead, key, loader, self.how(ttl, stale, tags))
        return value

    def _aload(
        self,
        turn: Lead | Waiter,
        key: object,
        loader: Loader,
        /,
        *,
        ttl: Seconds | Unset = UNSET,
        stale: float | Unset = UNSET,
        tags: str | Iterable[str] = (),
    ) -> Coroutine[Any, Any, Any]:
        return _loading.wait_or_load(self, turn, key, loader, self.how(ttl, stale, tags))

    def _arefresh(
        self,
        lead: Lead,
        key: object,
        loader: Loader,
        /,
        *,
        ttl: Seconds | Unset = UNSET,
        stale: float | Unset = UNSET,
        tags: str | Iterable[str] = (),
    ) -> None:
        _loading.arefresh(self, lead, key, loader, self.how(ttl, stale, tags))

    # --- changing ----------------------------------------------------------------------------------------------------

    def put(
        self,
        key: object,
        value: object,
        *,
        ttl: Seconds | Unset = UNSET,
        stale: float | Unset = UNSET,
        tags: str | Iterable[str] = (),
    ) -> None:
        """In Redis, too. A load of this key that is under way still answers those who wait, but is not kept."""
        how = self.how_of(value, self.how(ttl, stale, tags))
        if self.redis is not None:
            self.redis.put(self.redis_key(key), value, how)
        self._put(key, value, self.size(value), how.ttl, how.stale, how.tags)

    async def aput(
        self,
        key: object,
        value: object,
        *,
        ttl: Seconds | Unset = UNSET,
        stale: float | Unset = UNSET,
        tags: str | Iterable[str] = (),
    ) -> None:
        """:meth:`put` from a task."""
        how = self.how_of(value, self.how(ttl, stale, tags))
        if self.redis is not None:
            await self.redis.aput(self.redis_key(key), value, how)
        self._put(key, value, self.size(value), how.ttl, how.stale, how.tags)

    def delete(self, key: object) -> bool:
        """In Redis, too. Whether it was in this process."""
        there = self._erase(key)
        if self.redis is not None:
            self.redis.delete(self.redis_key(key))
        return there

    async def adelete(self, key: object) -> bool:
        """:meth:`delete` from a task."""
        there = self._erase(key)
        if self.redis is not None:
            await self.redis.adelete(self.redis_key(key))
        return there

    def invalidate(self, *, tag: str | None = None, version: str | None = None) -> None:
        """Ends what has the tag; or all that is there, which a new version does, too.

        In Redis, too: there it costs one call, however much there is. Other processes learn of it when they next ask
        Redis.
        """
        self._invalidate_here(tag, version)
        if self.redis is not None and version is None:
            self.redis.invalidate(tag)

    async def ainvalidate(self, *, tag: str | None = None, version: str | None = None) -> None:
        """:meth:`invalidate` from a task."""
        self._invalidate_here(tag, version)
        if self.redis is not None and version is None:
            await self.redis.ainvalidate(tag)

    def _invalidate_here(self, tag: str | None, version: str | None) -> None:
        if tag is not None and version is not None:
            raise InvalidArgumentError("invalidate: expected a tag or a version, found both")
        if tag is not None:
            self._invalidate_tag(tag)
        elif version is None or version != self._version:
            self._version = self._version if version is None else version
            self._invalidate()

    @property
    def version(self) -> str:
        return self._version

    @version.setter
    def version(self, version: str) -> None:
        self.invalidate(version=version)

    def clear(self) -> None:
        """Removes all that is in this process; Redis keeps what it has."""
        self._clear()

    def prune(self) -> int:
        """Removes what has ended, and says how much it was. What nobody asks for stays until its room is needed."""
        return self._prune()

    # --- what it did -------------------------------------------------------------------------------------------------

    def stats(self) -> _metrics.Stats:
        redis = {} if self.redis is None else self.redis.counters()
        return _metrics.Stats(**{**_NO_REDIS, **redis, **self._counters()})

    def prometheus(self, prefix: str = "wirespeed_cache") -> str:
        """The metrics in Prometheus's text format; :func:`wirespeed.cache.prometheus` takes several caches."""
        return _metrics.prometheus([self], prefix)

    def __len__(self) -> int:
        return self._counters()["entries"]

    def __repr__(self) -> str:
        return f"<Cache {self.name!r} of {len(self)} entries>"

    # --- Redis -------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Closes connections to Redis that threads use; they open again when asked."""
        if self.redis is not None:
            self.redis.close()

    async def aclose(self) -> None:
        """Closes connections to Redis of the running loop; it is for the loop's end."""
        if self.redis is not None:
            await self.redis.aclose()


_NO_REDIS = dict.fromkeys(("redis_hits", "redis_misses", "redis_errors", "redis_skipped"), 0)
