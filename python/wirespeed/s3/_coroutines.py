"""One text for two worlds: a coroutine that never waits is an ordinary call.

The file system's operations are coroutines over a store. Over the blocking client's store each ``await`` returns at
once, so :func:`finish` runs them to their end on the calling thread: no event loop, no thread that a fork would lose.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

__all__ = ["finish", "gather_some", "in_threads"]

T = TypeVar("T")
R = TypeVar("R")


def finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that awaits nothing which waits."""
    try:
        coroutine.send(None)
    except StopIteration as ended:
        return ended.value  # type: ignore[no-any-return]
    coroutine.close()
    raise RuntimeError("a coroutine of the blocking file system waited for an event loop")


def _finished(work: Callable[[T], Coroutine[Any, Any, R]], item: T) -> R:
    return finish(work(item))


def in_threads(work: Callable[[T], Coroutine[Any, Any, R]], items: Iterable[T], workers: int) -> list[R]:
    """In the order of items. The first failure is raised once what has begun has ended; the rest is not begun."""
    waiting = list(items)
    if len(waiting) < 2:
        return [finish(work(item)) for item in waiting]
    pool = ThreadPoolExecutor(min(workers, len(waiting)), thread_name_prefix="wirespeed-s3")
    try:
        return [done.result() for done in [pool.submit(_finished, work, item) for item in waiting]]
    finally:
        pool.shutdown(cancel_futures=True)


async def gather_some(work: Callable[[T], Awaitable[R]], items: Iterable[T], at_once: int) -> list[R]:
    """As :func:`in_threads`, for tasks of the running loop; a failure cancels those that have begun."""
    gate = asyncio.Semaphore(at_once)

    async def one(item: T) -> R:
        async with gate:
            return await work(item)

    tasks = [asyncio.ensure_future(one(item)) for item in items]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
