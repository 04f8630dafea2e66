"""Calls of a connection from tasks: one at a time, and none waits on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from wirespeed._executor import in_executor
from wirespeed._native import CancelToken
from wirespeed.errors import TimeoutError
from wirespeed.postgres._core import NativeConnection, NativePipeline, NativeQuery
from wirespeed.postgres._watch import Turn, Watch

__all__ = ["TaskCalls"]

T = TypeVar("T")


class TaskCalls:
    """Of one connection. What uses it holds its ``turn``."""

    def __init__(self, native: NativeConnection, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.turn = Turn(loop)
        self.watch = Watch(loop, native)

    async def drive(
        self, query: NativeQuery | NativePipeline | None, step: Callable[[], T | None], timeout: float | None
    ) -> T:
        """What the first step gives that can end without waiting."""
        made = step()
        return made if made is not None else await self.until(query, step, timeout)

    async def until(
        self, query: NativeQuery | NativePipeline | None, step: Callable[[], T | None], timeout: float | None
    ) -> T:
        watch = self.watch
        timer = None if timeout is None else self.loop.call_later(timeout, watch.expire)
        try:
            await watch.until(step)
        except GeneratorExit:  # it is not awaited any more
            watch.forget()
            watch.leave()
            raise
        except asyncio.CancelledError:
            await asyncio.shield(self.interrupt(query))
            raise
        except asyncio.TimeoutError:
            await self.interrupt(query)
            raise TimeoutError(f"query: not done within {timeout} seconds; give it more time or ask for less") from None
        finally:
            if timer is not None:
                timer.cancel()
        return watch.take()  # type: ignore[no-any-return]

    async def interrupt(self, query: NativeQuery | NativePipeline | None) -> None:
        self.watch.leave()
        if query is not None:
            await self.loop.run_in_executor(None, query.close, True)

    async def elsewhere(self, call: Callable[..., T], *args: Any, timeout: float | None = None) -> T:
        """In the executor; ``call`` takes ``timeout`` and ``cancel``."""
        self.watch.leave()
        token = CancelToken()
        return await in_executor(None, token, partial(call, *args, timeout=timeout, cancel=token))
