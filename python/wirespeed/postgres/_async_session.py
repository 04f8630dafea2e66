"""A session on a server whose statements are awaited. What else a connection can do is built upon it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from wirespeed.postgres._async_result import AsyncResult
from wirespeed.postgres._result import Status
from wirespeed.postgres._session import Session, TransactionStatus
from wirespeed.postgres._task_calls import TaskCalls

__all__ = ["AsyncSession"]

AnySession = TypeVar("AnySession", bound="AsyncSession")


class Waiting(Protocol):
    """Statements that have not been sent yet."""

    async def sync(self) -> None: ...
    def _drop(self) -> None: ...


class AsyncSession:
    """As :class:`Session`; what waits is awaited. Tasks may share it: one at a time uses it, others wait."""

    def __init__(self, session: Session, loop: asyncio.AbstractEventLoop) -> None:
        self._session = session
        self._native = session._native
        self._calls = TaskCalls(session._native, loop)
        self._pipelines: list[Waiting] = []  # whose blocks are entered

    # --- statements ---------------------------------------------------------------------------------------------------

    async def query(self, sql: str, params: Sequence[Any] = (), *, timeout: float | None = None) -> AsyncResult:
        """As :meth:`Connection.query`; ``timeout`` is for what comes before the first row."""
        turn = self._calls.turn
        if not turn.take_now():
            await turn.take()
        try:
            query = self._native.send(sql, params)
            await self._calls.until(query, query.go_on, timeout)
        finally:
            turn.leave()
        return AsyncResult(self._calls, query)

    async def execute(self, sql: str, params: Sequence[Any] = (), *, timeout: float | None = None) -> Status:
        """As :meth:`Connection.execute`."""
        return await (await self.query(sql, params, timeout=timeout)).status()

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]], *, timeout: float | None = None) -> int:
        """As :meth:`Connection.executemany`."""
        async with self._calls.turn:
            return await self._calls.elsewhere(self._session.executemany, sql, rows, timeout=timeout)

    async def execute_script(self, sql: str, *, timeout: float | None = None) -> list[Status]:
        """As :meth:`Connection.execute_script`."""
        query = self._native.script(sql)
        async with self._calls.turn:
            await self._calls.drive(query, lambda: query.start_script(None, None, False), timeout)
            await self._calls.drive(query, lambda: query.finish(None, None, False), timeout)
        return [Status(*tag) for tag in query.tags]

    async def _settle(self) -> None:
        for pipeline in self._pipelines:
            await pipeline.sync()

    def _drop_pending(self) -> None:
        for pipeline in self._pipelines:
            pipeline._drop()

    # --- the session --------------------------------------------------------------------------------------------------

    async def close(self) -> None:
        """As :meth:`Connection.close`. Tasks that wait for an answer get an error."""
        self._calls.watch.leave()
        await self._calls.loop.run_in_executor(None, self._session.close)
        self._calls.watch.look_again()

    @property
    def closed(self) -> bool:
        """As :attr:`Connection.closed`."""
        return self._session.closed

    @property
    def transaction_status(self) -> TransactionStatus:
        """As :attr:`Connection.transaction_status`."""
        return self._session.transaction_status

    @property
    def settings(self) -> dict[str, str]:
        """As :attr:`Connection.settings`."""
        return self._session.settings

    @property
    def process_id(self) -> int:
        """As :attr:`Connection.process_id`."""
        return self._session.process_id

    async def __aenter__(self: AnySession) -> AnySession:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"Async{self._session!r}"
