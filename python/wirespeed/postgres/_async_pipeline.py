"""The same pipeline for asyncio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wirespeed.postgres._async_result import AsyncResult
from wirespeed.postgres._async_session import AsyncSession
from wirespeed.postgres._core import NativeQuery
from wirespeed.postgres._pipeline import Pending, Statements

__all__ = ["AsyncPendingResult", "AsyncPipeline"]


class AsyncPendingResult(Pending):
    """As :class:`PendingResult`; its result is awaited."""

    def __init__(self, pipeline: AsyncPipeline, query: NativeQuery, sql: str) -> None:
        super().__init__(query, sql)
        self._pipeline = pipeline

    async def result(self) -> AsyncResult:
        """As :meth:`PendingResult.result`."""
        await self._pipeline._settle()
        self._check()
        return AsyncResult(self._pipeline._session._calls, self._query)


class AsyncPipeline:
    """As :class:`Pipeline`, with ``async with``."""

    def __init__(self, session: AsyncSession, timeout: float | None) -> None:
        self._session = session
        self._statements = Statements(session._native)
        self._timeout = timeout

    def query(self, sql: str, params: Sequence[Any] = ()) -> AsyncPendingResult:
        """As :meth:`Pipeline.query`; there is nothing to await."""
        pending = AsyncPendingResult(self, self._statements.add(sql, params), sql)
        self._statements.note(pending)
        return pending

    async def sync(self) -> None:
        """As :meth:`Pipeline.sync`."""
        await self._settle()
        self._statements.raise_first()

    def _drop(self) -> None:
        self._statements.native.close(False)

    async def _settle(self) -> None:
        native = self._statements.native
        async with self._session._calls.turn:
            if not len(native):
                return
            try:
                await self._session._calls.drive(native, lambda: native.run(None, None, False), self._timeout)
            except BaseException:
                self._statements.forget()
                raise

    async def __aenter__(self) -> AsyncPipeline:
        self._session._pipelines.append(self)
        return self

    async def __aexit__(self, type_: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        try:
            if type_ is None:
                await self.sync()
        finally:
            self._session._pipelines.remove(self)
            self._statements.is_open = False
            self._drop()
