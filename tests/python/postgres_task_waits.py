"""Waits of tasks for a connection's socket, by how they end."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from wirespeed.postgres._core import NativeConnection
from wirespeed.postgres._watch import Watch

Wait = Callable[[Watch], Coroutine[Any, Any, Any]]


def run(connection: NativeConnection, wait: Wait) -> Any:
    """What the wait gives, of a watch and a loop of its own."""

    async def watched() -> Any:
        watch = Watch(asyncio.get_running_loop(), connection)
        try:
            return await asyncio.wait_for(wait(watch), 20)
        finally:
            watch.leave()

    return asyncio.run(watched())


async def makes(watch: Watch) -> Any:
    """The second look finds something."""
    made = [None, object()]
    asyncio.get_running_loop().call_soon(watch.on_ready)
    asyncio.get_running_loop().call_soon(watch.on_ready)
    await watch.until(lambda: made.pop(0))
    return watch.take()


async def fails(watch: Watch) -> Any:
    def fail() -> object:
        raise ValueError("no")

    asyncio.get_running_loop().call_soon(watch.on_ready)
    with suppress(ValueError):
        await watch.until(fail)
        return None
    return "failed"


async def expires(watch: Watch) -> Any:
    asyncio.get_running_loop().call_soon(watch.expire)
    with suppress(asyncio.TimeoutError):
        await watch.until(lambda: None)
        return None
    return "expired"


async def _wait(watch: Watch) -> None:
    await watch.until(lambda: None)


async def is_cancelled(watch: Watch) -> Any:
    task = asyncio.create_task(_wait(watch))
    await asyncio.sleep(0)
    task.cancel()
    watch.on_ready()
    await asyncio.wait([task], timeout=20)
    return "cancelled" if task.cancelled() else None


def _begin(connection: NativeConnection) -> None:
    watch = Watch(asyncio.get_running_loop(), connection)
    next(watch.until(lambda: watch).__await__())
    watch.add_done_callback(lambda _: None, context=None)
    watch.leave()


async def is_dropped(watch: Watch) -> Any:
    """With its step, which knows it: only the collector finds them."""
    _begin(watch._native)
    gc.collect()
    return "dropped"


async def is_forgotten(watch: Watch) -> Any:
    watch.until(lambda: 5)
    watch.forget()
    watch.on_ready()
    return watch.take() or "forgotten"
