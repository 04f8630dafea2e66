"""The transaction that cursors of PEP 249 work in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from wirespeed import errors
from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres import _errors
from wirespeed.postgres._connection import Connection
from wirespeed.postgres._result import Status
from wirespeed.postgres._transaction import check_committed

__all__ = ["DbapiSession", "as_dbapi"]

AnySession = TypeVar("AnySession", bound="DbapiSession")


@contextmanager
def as_dbapi() -> Iterator[None]:
    """What a call got wrong is a ProgrammingError in PEP 249."""
    try:
        yield
    except InvalidArgumentError as wrong:
        raise _errors.ProgrammingError(str(wrong)) from wrong


class DbapiSession:
    """What cursors share: a connection, and its one transaction."""

    Warning = _errors.Warning
    Error = errors.Error
    InterfaceError = _errors.InterfaceError
    DatabaseError = _errors.DatabaseError
    DataError = _errors.DataError
    OperationalError = _errors.OperationalError
    IntegrityError = _errors.IntegrityError
    InternalError = _errors.InternalError
    ProgrammingError = _errors.ProgrammingError
    NotSupportedError = _errors.NotSupportedError

    def __init__(self, driver_connection: Connection, *, autocommit: bool = False) -> None:
        self.driver_connection = driver_connection
        """The :class:`wirespeed.postgres.Connection` below, for all that PEP 249 has no word for."""
        self.messages: list[tuple[type[Exception], Exception]] = []
        """Notices of the server while the last transaction ended: ``(Warning, what it says)``."""
        self._autocommit = autocommit
        self._lock = threading.RLock()

    @property
    def autocommit(self) -> bool:
        """Whether every statement is its own transaction. It cannot be changed within one."""
        return self._autocommit

    @autocommit.setter
    def autocommit(self, wanted: bool) -> None:
        self._open()
        with self._lock:
            if bool(wanted) != self._autocommit and self.driver_connection.transaction_status != "idle":
                raise _errors.ProgrammingError("autocommit: expected no open transaction; commit or roll back first")
            self._autocommit = bool(wanted)

    def commit(self) -> None:
        """Ends the transaction; what it did stays.

        :raises InternalError: a statement of it had failed, so the server has rolled it back.
        """
        if statuses := self._end("COMMIT"):
            check_committed(statuses)

    def rollback(self) -> None:
        """Undoes what the transaction did."""
        self._end("ROLLBACK")

    def _end(self, sql: str) -> list[Status]:
        self._open()
        self.messages.clear()
        with self._lock:
            if self.driver_connection.transaction_status == "idle":
                return []
            statuses = self.driver_connection.execute_script(sql)
        for notice in self.driver_connection.notices():
            self.messages.append((_errors.Warning, _errors.Warning(notice["message"])))
        return statuses

    def close(self) -> None:
        """What was not committed is rolled back."""
        self.driver_connection.close()

    @property
    def closed(self) -> bool:
        """Whether it is of no more use."""
        return self.driver_connection.closed

    def __enter__(self: AnySession) -> AnySession:
        self._open()
        return self

    def __exit__(self, type_: type[BaseException] | None, *_: object) -> None:
        try:
            if not self.closed:
                self.commit() if type_ is None else self.rollback()
        finally:
            self.close()

    def __repr__(self) -> str:
        return f"dbapi.{self.driver_connection!r}"

    def _open(self) -> None:
        if self.closed:
            raise _errors.InterfaceError("connection: expected an open one, found it closed")

    @contextmanager
    def _session(self) -> Iterator[Connection]:
        """The connection for one statement, in a transaction unless nobody wants one."""
        with self._lock:
            if not self._autocommit and self.driver_connection.transaction_status == "idle":
                self.driver_connection.execute_script("BEGIN")
            yield self.driver_connection
