"""One load: in the caller's thread, in a task of its own, or in the background."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from wirespeed.cache._core import Lead, Waiter
from wirespeed.cache._keeper import Keeper
from wirespeed.cache._options import How
from wirespeed.errors import Error, InvalidArgumentError

Loader = Callable[[], Any]
REFRESHERS = 4  # threads

_log = logging.getLogger("wirespeed.cache")
# The keys whose loads this code runs within: a load that waited for one of them would wait for itself.
_within: contextvars.ContextVar[frozenset[tuple[int, bytes]]] = contextvars.ContextVar("_within", default=frozenset())


def load(cache: Keeper, lead: Lead, key: object, loader: Loader, how: How) -> Any:
    """In this thread. Its error is everybody's who waits; what is no error (Ctrl-C) is this caller's alone."""
    try:
        lead.begin(how.tags)
        began = time.monotonic()
        fetched = cache.redis.fetch(cache.redis_key(key), how.tags) if cache.redis else None
        if fetched is not None and fetched.found:
            cache.keep(lead, fetched.value, fetched.how(how), fetched.delta)
            return fetched.value
        value = loader()
        if inspect.iscoroutine(value):
            value.close()
            raise InvalidArgumentError(
                "get_or_load: expected a loader that returns a value, found a coroutine function; call aget_or_load"
            )
        kept = cache.how_of(value, how)
        delta = time.monotonic() - began
        if cache.redis is not None and fetched is not None:
            cache.redis.store(fetched, value, kept, delta)
        cache.keep(lead, value, kept, delta)
    except Exception as error:
        lead.fail(error, cache.error_ttl)
        raise
    except BaseException:
        lead.give_up()
        raise
    return value


async def aload(cache: Keeper, lead: Lead, key: object, loader: Loader, how: How) -> tuple[Any, Exception | None]:
    """In this task, which is nobody's but the load's. It raises only what ends the task."""
    try:
        lead.begin(how.tags)
        _within.set(_within.get() | {_mark(cache, key)})
        began = time.monotonic()
        fetched = await cache.redis.afetch(cache.redis_key(key), how.tags) if cache.redis else None
        if fetched is not None and fetched.found:
            cache.keep(lead, fetched.value, fetched.how(how), fetched.delta)
            return fetched.value, None
        value = loader()
        if inspect.isawaitable(value):
            value = await value
        kept = cache.how_of(value, how)
        delta = time.monotonic() - began
        if cache.redis is not None and fetched is not None:
            await cache.redis.astore(fetched, value, kept, delta)
        cache.keep(lead, value, kept, delta)
    except Exception as error:
        lead.fail(error, cache.error_ttl)
        return None, error
    finally:
        lead.give_up()  # where it was not used: cancelled
    return value, None


async def wait_or_load(cache: Keeper, turn: Lead | Waiter, key: object, loader: Loader, how: How) -> Any:
    """For a task. Its cancellation ends its own wait; the load goes on, for others and for the cache."""
    if isinstance(turn, Waiter):
        if (marks := _within.get()) and _mark(cache, key) in marks:
            raise Error(f"aget_or_load: the loader of {key!r} asks for its own key and would wait for itself")
        waiter = turn
        try:
            value = await waiter
        except BaseException:
            waiter.leave()
            raise
        if waiter.lead is None:
            return value
        turn = waiter.lead
    value, error = await asyncio.shield(start(cache, turn, key, loader, how))
    if error is not None:
        raise error
    return value


def start(
    cache: Keeper, lead: Lead, key: object, loader: Loader, how: How
) -> asyncio.Task[tuple[Any, Exception | None]]:
    """The load as a task that the cache holds on to."""
    task = asyncio.get_running_loop().create_task(aload(cache, lead, key, loader, how))
    cache.tasks.add(task)
    task.add_done_callback(cache.tasks.discard)
    return task


def _mark(cache: Keeper, key: object) -> tuple[int, bytes]:
    return id(cache), cache._key_bytes(key)


# --- refreshes --------------------------------------------------------------------------------------------------------


def refresh(cache: Keeper, lead: Lead, key: object, loader: Loader, how: How) -> None:
    """In a thread of the background. Nobody waits: an error is counted and logged."""

    def run() -> None:
        try:
            load(cache, lead, key, loader, how)
        except Exception:
            _log.warning(
                "cache %s: the refresh of %r failed; the old value is served on", cache.name, key, exc_info=True
            )

    try:
        _refreshers().submit(contextvars.copy_context().run, run)
    except RuntimeError:  # the interpreter ends
        lead.give_up()


def arefresh(cache: Keeper, lead: Lead, key: object, loader: Loader, how: How) -> None:
    """In a task of the running loop."""

    def say(task: asyncio.Task[tuple[Any, Exception | None]]) -> None:
        error = None if task.cancelled() else task.result()[1]
        if error is not None:
            _log.warning(
                "cache %s: the refresh of %r failed; the old value is served on", cache.name, key, exc_info=error
            )

    start(cache, lead, key, loader, how).add_done_callback(say)


_pool: ThreadPoolExecutor | None = None


def _refreshers() -> ThreadPoolExecutor:
    global _pool
    if _pool is None:
        _pool = ThreadPoolExecutor(REFRESHERS, "wirespeed-cache")
    return _pool


def _forget_refreshers() -> None:
    global _pool
    _pool = None


os.register_at_fork(after_in_child=_forget_refreshers)
