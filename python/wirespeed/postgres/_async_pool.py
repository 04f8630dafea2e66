"""The pool for the tasks of one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from wirespeed._limits import Limits
from wirespeed.errors import Error, TimeoutError
from wirespeed.postgres._async import AsyncConnection, connect_async
from wirespeed.postgres._errors import InterfaceError
from wirespeed.postgres._shelf import (
    CHECK_SECONDS,
    PATIENCE_SECONDS,
    RESET_SECONDS,
    PoolStats,
    Rules,
    Shelf,
    all_in_use,
)

__all__ = ["AsyncPool"]


class _Waiter:
    def __init__(self) -> None:
        self.future: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def wake(self) -> None:
        if not self.future.done():
            self.future.set_result(None)


class AsyncPool:
    """As :class:`Pool`, for asyncio.

        async with AsyncPool("postgresql://ann@localhost/music", max_size=4) as pool:
            async with pool.connection() as connection:
                result = await connection.query("SELECT 1")

    It belongs to the loop on which it is first used. ``check`` and ``reset`` are coroutine functions; the first
    ``min_size`` connections are opened by ``async with``.
    """

    def __init__(
        self,
        conninfo: str = "",
        *,
        min_size: int = 0,
        max_size: int = 8,
        max_idle: float | None = 600.0,
        max_lifetime: float | None = 3600.0,
        timeout: float | None = 30.0,
        check: bool | Callable[[AsyncConnection], Awaitable[None]] = False,
        reset: Callable[[AsyncConnection], Awaitable[None]] | None = None,
        **keywords: Any,
    ) -> None:
        """As of :class:`Pool`."""
        self._conninfo, self._keywords = conninfo, keywords
        self._timeout = timeout
        self._check = _ask if check is True else check or None
        self._reset = reset
        self._rules = Rules(min_size, max_size, max_idle, max_lifetime)
        self._shelf: Shelf[AsyncConnection, _Waiter] = Shelf(self._rules)
        self._is_closed = False

    # --- taking and giving back ---------------------------------------------------------------------------------------

    @asynccontextmanager
    async def connection(self, timeout: float | None = None) -> AsyncIterator[AsyncConnection]:
        """As :meth:`Pool.connection`: ``async with``."""
        connection = await self.acquire(timeout)
        try:
            yield connection
        finally:
            await self.release(connection)

    async def acquire(self, timeout: float | None = None) -> AsyncConnection:
        """As :meth:`Pool.acquire`."""
        limits = Limits(self._timeout if timeout is None else timeout)
        await self._close_stale()
        self._shelf.requests += 1
        while True:
            connection = await self._take(limits)
            if connection is None:
                connection = await self._open(limits)
            elif not await self._is_fit(connection):
                await self._drop(connection)
                continue
            self._shelf.lend(connection)
            return connection

    async def release(self, connection: AsyncConnection) -> None:
        """As :meth:`Pool.release`."""
        self._shelf.take_back(connection)
        # Also when the task is being cancelled: what it holds has to come back.
        await asyncio.shield(self._return(connection))

    async def _return(self, connection: AsyncConnection) -> None:
        if await self._is_clean(connection):
            await self._put_back(connection)
        else:
            await self._drop(connection)
        await self._close_stale()

    async def _take(self, limits: Limits) -> AsyncConnection | None:
        self._check_open()
        if (connection := self._shelf.take()) is not None:
            return connection
        if self._shelf.reserve():
            return None
        waiter = _Waiter()
        self._shelf.enter_queue(waiter)
        try:
            await asyncio.wait([waiter.future], timeout=limits.left())
        except asyncio.CancelledError:
            self._shelf.leave_queue(waiter)
            raise
        got, given = self._shelf.collect(waiter)
        if got:
            return given
        self._check_open()
        self._shelf.timeouts += 1
        raise TimeoutError(all_in_use(self._rules))

    async def _put_back(self, connection: AsyncConnection) -> None:
        if self._is_closed or self._shelf.is_old(connection):
            await self._drop(connection)
        else:
            self._shelf.give(connection)

    async def _drop(self, connection: AsyncConnection) -> None:
        self._shelf.note_dropped(connection)
        self._shelf.free_place()
        await connection.close()

    # --- opening and closing ------------------------------------------------------------------------------------------

    async def _open(self, limits: Limits) -> AsyncConnection:
        """One whose place is taken."""
        try:
            connection = await connect_async(self._conninfo, timeout=limits.left(), **self._keywords)
        except BaseException:
            self._shelf.free_place()
            raise
        self._shelf.note_opened(connection)
        return connection

    async def _is_fit(self, connection: AsyncConnection) -> bool:
        if connection.closed:
            return False
        try:
            if self._check is not None:
                await self._check(connection)
        except Error:
            return False
        except BaseException:
            await self._drop(connection)
            raise
        return not connection.closed

    async def _is_clean(self, connection: AsyncConnection) -> bool:
        """Whether it can be used again; a transaction is rolled back for that."""
        if connection.closed:
            return False
        native = connection._connection._native
        try:
            if not native.is_idle:
                with suppress(TimeoutError):  # which cancels what still comes
                    await connection.execute_script("", timeout=PATIENCE_SECONDS)
            if not native.is_idle or connection.transaction_status != "idle":
                await connection.execute_script("ROLLBACK", timeout=RESET_SECONDS)
            if self._reset is not None:
                await self._reset(connection)
        except Exception:
            return False
        return not connection.closed and connection.transaction_status == "idle"

    async def _close_stale(self) -> None:
        for connection in self._shelf.take_stale():
            await connection.close()

    def _check_open(self) -> None:
        if self._is_closed:
            raise InterfaceError("pool: expected an open one, found it closed")

    async def close(self) -> None:
        """As :meth:`Pool.close`."""
        self._is_closed = True
        self._shelf.dismiss()
        for connection in self._shelf.take_all():
            await connection.close()

    @property
    def closed(self) -> bool:
        """Whether nothing more is given out."""
        return self._is_closed

    def stats(self) -> PoolStats:
        """As :meth:`Pool.stats`."""
        return self._shelf.stats()

    async def __aenter__(self) -> AsyncPool:
        while self._shelf.size < self._rules.min_size and self._shelf.reserve():
            await self._put_back(await self._open(Limits(self._timeout)))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncPool({self._shelf.describe(self._is_closed)})"


async def _ask(connection: AsyncConnection) -> None:
    await connection.execute_script("", timeout=CHECK_SECONDS)
