"""Waits of tests for what must become true, as long as the slowest machine may need."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PATIENCE = 30.0  # seconds


def wait_until(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < end, f"not true within {PATIENCE:g} s"
        time.sleep(0.002)


async def until(is_true: Callable[[], bool]) -> None:
    """The same of a task, while others go on."""
    end = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < end, f"not true within {PATIENCE:g} s"
        await asyncio.sleep(0.001)
