"""The connection of PEP 249."""

from __future__ import annotations

from typing import Any

from wirespeed.postgres import _connection
from wirespeed.postgres._dbapi_cursor import Cursor, Params
from wirespeed.postgres._dbapi_session import DbapiSession, as_dbapi

__all__ = ["Connection", "connect"]


def connect(conninfo: str = "", *, autocommit: bool = False, **options: Any) -> Connection:
    """Connects; ``options`` are those of :func:`wirespeed.postgres.connect`.

    :param autocommit: every statement is its own transaction.
    """
    with as_dbapi():
        return Connection(_connection.connect(conninfo, **options), autocommit=autocommit)


class Connection(DbapiSession):
    """Threads may share it, each with cursors of its own: one at a time uses it, and all work in one transaction."""

    def cursor(self) -> Cursor:
        self._open()
        return Cursor(self)

    def execute(self, operation: str, parameters: Params | None = None) -> Cursor:
        """That of a new cursor."""
        return self.cursor().execute(operation, parameters)
