"""Statements that the server has described."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wirespeed.postgres._result import Column, Result, Status
from wirespeed.postgres._session import Session

__all__ = ["Prepared"]


class Prepared:
    """A statement that the server has described."""

    def __init__(self, connection: Session, sql: str, parameters: list[int], columns: list[Column]) -> None:
        self._connection = connection
        self.sql = sql
        self.parameters = parameters
        """The OID of each parameter's type."""
        self.columns = columns

    def query(self, params: Sequence[Any] = (), **limits: Any) -> Result:
        """As :meth:`Connection.query`."""
        return self._connection.query(self.sql, params, **limits)

    def execute(self, params: Sequence[Any] = (), **limits: Any) -> Status:
        """As :meth:`Connection.execute`."""
        return self._connection.execute(self.sql, params, **limits)

    def executemany(self, rows: Iterable[Sequence[Any]], **limits: Any) -> int:
        """As :meth:`Connection.executemany`."""
        return self._connection.executemany(self.sql, rows, **limits)

    def __repr__(self) -> str:
        return f"Prepared({self.sql!r})"
