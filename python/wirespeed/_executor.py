"""Calls that wait, from a task."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from wirespeed._native import CancelToken

__all__ = ["in_executor"]

T = TypeVar("T")


async def in_executor(executor: Executor | None, token: CancelToken, call: Callable[[], T]) -> T:
    """In a thread of the executor, or of the loop's default one. A task that is cancelled cancels the call by its token
    and waits for its end, which is soon."""
    future = asyncio.get_running_loop().run_in_executor(executor, call)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        token.cancel()
        await asyncio.wait([future])
        if not future.cancelled():
            future.exception()  # the task's own end is what counts
        raise
