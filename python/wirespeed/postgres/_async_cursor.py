"""Prepared statements and cursors that the server keeps, for asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from wirespeed.postgres._async_result import AsyncResult
from wirespeed.postgres._async_session import AsyncSession
from wirespeed.postgres._cursor import ROWS_AT_ONCE, check_open, close_sql, declaration, placed
from wirespeed.postgres._result import Column, Status

__all__ = ["AsyncCursor", "AsyncPrepared", "declare_async"]


async def declare_async(
    session: AsyncSession, sql: str, params: Sequence[Any], scroll: bool, with_hold: bool
) -> AsyncCursor:
    """As :meth:`AsyncConnection.cursor`."""
    name, declared = declaration(session._session, sql, scroll, with_hold)
    await session.execute(declared, params)
    return AsyncCursor(session, name)


class AsyncCursor:
    """As :class:`Cursor`; what waits is awaited."""

    def __init__(self, session: AsyncSession, name: str) -> None:
        self._session = session
        self._is_closed = False
        self.name = name
        """For ``WHERE CURRENT OF``."""

    async def fetch(self, n: int | None = None, **limits: Any) -> AsyncResult:
        """As :meth:`Cursor.fetch`."""
        return await self._query("FETCH", placed("FORWARD", n), limits)

    async def fetch_at(self, place: int, **limits: Any) -> AsyncResult:
        """As :meth:`Cursor.fetch_at`."""
        return await self._query("FETCH", placed("ABSOLUTE", place), limits)

    async def move(self, n: int, **limits: Any) -> int:
        """As :meth:`Cursor.move`."""
        return (await (await self._query("MOVE", placed("FORWARD", n), limits)).status()).rows or 0

    async def move_to(self, place: int, **limits: Any) -> None:
        """As :meth:`Cursor.move_to`."""
        await (await self._query("MOVE", placed("ABSOLUTE", place), limits)).status()

    async def __aiter__(self) -> AsyncIterator[tuple[Any, ...]]:
        while rows := await (await self.fetch(ROWS_AT_ONCE)).rows():
            for row in rows:
                yield row

    async def close(self) -> None:
        """As :meth:`Cursor.close`."""
        session = self._session
        if self._is_closed or session.closed or session.transaction_status == "failed":
            self._is_closed = True
            return
        self._is_closed = True
        there, closing = close_sql(self.name)
        if await (await session.query(there, [self.name])).count():
            await session.execute_script(closing)

    @property
    def closed(self) -> bool:
        """As :attr:`Cursor.closed`."""
        return self._is_closed

    async def _query(self, what: str, where: str, limits: dict[str, Any]) -> AsyncResult:
        check_open(self._is_closed)
        return await self._session.query(f"{what} {where} FROM {self.name}", **limits)

    async def __aenter__(self) -> AsyncCursor:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncCursor({self.name}, {'closed' if self._is_closed else 'open'})"


class AsyncPrepared:
    """As :class:`Prepared`; its runs are awaited."""

    def __init__(self, session: AsyncSession, sql: str, parameters: list[int], columns: list[Column]) -> None:
        self._session = session
        self.sql = sql
        self.parameters = parameters
        """The OID of each parameter's type."""
        self.columns = columns

    async def query(self, params: Sequence[Any] = (), **limits: Any) -> AsyncResult:
        """As :meth:`AsyncConnection.query`."""
        return await self._session.query(self.sql, params, **limits)

    async def execute(self, params: Sequence[Any] = (), **limits: Any) -> Status:
        """As :meth:`AsyncConnection.execute`."""
        return await self._session.execute(self.sql, params, **limits)

    async def executemany(self, rows: Iterable[Sequence[Any]], **limits: Any) -> int:
        """As :meth:`AsyncConnection.executemany`."""
        return await self._session.executemany(self.sql, rows, **limits)

    def __repr__(self) -> str:
        return f"AsyncPrepared({self.sql!r})"
