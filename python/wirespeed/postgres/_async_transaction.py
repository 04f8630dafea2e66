"""The same transactions for asyncio."""

from __future__ import annotations

from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres._async_session import AsyncSession
from wirespeed.postgres._transaction import Rollback, check_committed, commit_sql, rollback_sql

__all__ = ["AsyncTransaction"]


class AsyncTransaction:
    """As :class:`Transaction`, with ``async with``."""

    def __init__(self, session: AsyncSession, begin: str) -> None:
        self._session = session
        self._begin = begin
        self._savepoint: str | None = None

    async def __aenter__(self) -> AsyncTransaction:
        await self._session._settle()
        if self._session.transaction_status == "idle":
            await self._session.execute_script(self._begin)
        elif self._begin != "BEGIN":
            raise InvalidArgumentError("transaction: expected no options within another one, found some")
        else:
            self._savepoint = self._session._session._next_savepoint()
            await self._session.execute_script(f"SAVEPOINT {self._savepoint}")
        return self

    async def __aexit__(self, type_: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        if type_ is None:
            await self._settle()
            check_committed(await self._session.execute_script(commit_sql(self._savepoint)))
        else:
            await self._roll_back()
        return isinstance(error, Rollback)

    async def _settle(self) -> None:
        try:
            await self._session._settle()
        except BaseException:
            await self._roll_back()
            raise

    async def _roll_back(self) -> None:
        self._session._drop_pending()
        if not self._session.closed:
            await self._session.execute_script(rollback_sql(self._savepoint))
