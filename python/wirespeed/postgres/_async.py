"""The same connection for asyncio. The event loop watches its socket; no call waits on the loop.

What is long (a result of more than a MiB, a COPY, an ingest) is handed to the loop's default executor, where it works
without the interpreter.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import partial
from typing import Any

from wirespeed._executor import in_executor
from wirespeed._native import CancelToken
from wirespeed.postgres._async_cursor import AsyncCursor, AsyncPrepared, declare_async
from wirespeed.postgres._async_pipeline import AsyncPipeline
from wirespeed.postgres._async_session import AsyncSession
from wirespeed.postgres._async_transaction import AsyncTransaction
from wirespeed.postgres._connection import Connection, Notification
from wirespeed.postgres._ingest import IngestMode
from wirespeed.postgres._result import Column, Status
from wirespeed.postgres._session import native_connect
from wirespeed.postgres._transaction import Isolation, begin_sql

__all__ = ["AsyncConnection", "connect_async"]


async def connect_async(
    conninfo: str = "",
    *,
    timeout: float | None = None,
    plan_cache_size: int = 256,
    prepare_threshold: int | None = 5,
    **keywords: Any,
) -> AsyncConnection:
    """As :func:`connect`, for asyncio."""
    token = CancelToken()
    call = partial(
        native_connect,
        conninfo,
        timeout=timeout,
        cancel=token,
        plan_cache_size=plan_cache_size,
        prepare_threshold=prepare_threshold,
        **keywords,
    )
    loop = asyncio.get_running_loop()
    return AsyncConnection(Connection(await in_executor(None, token, call)), loop)


class AsyncConnection(AsyncSession):
    """As :class:`Connection`; what waits is awaited. Tasks may share it: one at a time uses it, others wait.

    ``timeout`` is in seconds. Cancelling a task ends its query on the server.
    """

    def __init__(self, connection: Connection, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(connection, loop)
        self._connection = connection

    # --- statements ---------------------------------------------------------------------------------------------------

    async def prepare(self, sql: str, *, timeout: float | None = None) -> AsyncPrepared:
        """As :meth:`Connection.prepare`."""
        query = self._native.query(sql)
        async with self._calls.turn:
            await self._calls.drive(query, lambda: query.describe(None, None, False), timeout)
        prepared = AsyncPrepared(self, sql, query.parameters, [Column(*column) for column in query.columns])
        query.close(False)
        return prepared

    async def cursor(
        self, sql: str, params: Sequence[Any] = (), *, scroll: bool = False, with_hold: bool = False
    ) -> AsyncCursor:
        """As :meth:`Connection.cursor`: ``async with await connection.cursor(sql) as cursor:``."""
        return await declare_async(self, sql, params, scroll, with_hold)

    def pipeline(self, *, timeout: float | None = None) -> AsyncPipeline:
        """As :meth:`Connection.pipeline`: ``async with connection.pipeline() as pipeline:``."""
        return AsyncPipeline(self, timeout)

    def transaction(
        self, isolation: Isolation | None = None, *, read_only: bool | None = None, deferrable: bool | None = None
    ) -> AsyncTransaction:
        """As :meth:`Connection.transaction`: ``async with connection.transaction():``."""
        return AsyncTransaction(self, begin_sql(isolation, read_only, deferrable))

    async def copy_out(self, sql: str, *, timeout: float | None = None) -> AsyncIterator[bytes]:
        """As :meth:`Connection.copy_out`."""
        async with self._calls.turn:
            chunks = self._connection.copy_out(sql, timeout=timeout)
            self._calls.watch.leave()
            while (chunk := await self._calls.loop.run_in_executor(None, next, chunks, None)) is not None:
                yield chunk

    async def copy_in(self, sql: str, data: bytes | Iterable[bytes], *, timeout: float | None = None) -> Status:
        """As :meth:`Connection.copy_in`."""
        async with self._calls.turn:
            return await self._calls.elsewhere(self._connection.copy_in, sql, data, timeout=timeout)

    async def ingest(self, table: str, data: Any, mode: IngestMode = "append", **options: Any) -> int:
        """As :meth:`Connection.ingest`."""
        async with self._calls.turn:
            return await self._calls.elsewhere(partial(self._connection.ingest, table, data, mode, **options))

    # --- the session --------------------------------------------------------------------------------------------------

    async def notifications(self) -> AsyncIterator[Notification]:
        """As :meth:`Connection.notifications`, without an end."""
        while True:
            for process_id, channel, payload in self._native.notifications():
                yield Notification(channel, payload, process_id)
            async with self._calls.turn:
                await self._calls.drive(None, lambda: self._native.listen(None, None, False), None)

    def notices(self) -> list[dict[str, Any]]:
        """As :meth:`Connection.notices`."""
        return self._connection.notices()

    async def cancel(self) -> None:
        """As :meth:`Connection.cancel`, for another task's query."""
        await self._calls.loop.run_in_executor(None, self._connection.cancel)

    async def forget_types(self) -> None:
        """As :meth:`Connection.forget_types`."""
        async with self._calls.turn:
            self._connection.forget_types()
