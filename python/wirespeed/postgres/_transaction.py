"""Transactions and savepoints as context managers."""

from __future__ import annotations

from typing import Literal, TypeAlias

from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres._errors import InternalError
from wirespeed.postgres._result import Status
from wirespeed.postgres._session import Session

__all__ = ["Isolation", "Rollback", "Transaction", "begin_sql", "check_committed", "commit_sql", "rollback_sql"]

Isolation: TypeAlias = Literal["read committed", "repeatable read", "serializable"]
_ISOLATIONS = ("read committed", "repeatable read", "serializable")


class Rollback(Exception):
    """Raised within a transaction to leave it rolled back, and goes no further."""


def begin_sql(isolation: Isolation | None, read_only: bool | None, deferrable: bool | None) -> str:
    """BEGIN with what was asked for."""
    if isolation is not None and isolation not in _ISOLATIONS:
        raise InvalidArgumentError(f"isolation: expected one of {', '.join(_ISOLATIONS)}, found {isolation!r}")
    said = ["BEGIN"]
    if isolation is not None:
        said.append(f"ISOLATION LEVEL {isolation.upper()}")
    if read_only is not None:
        said.append("READ ONLY" if read_only else "READ WRITE")
    if deferrable is not None:
        said.append("DEFERRABLE" if deferrable else "NOT DEFERRABLE")
    return " ".join(said)


def commit_sql(savepoint: str | None) -> str:
    """What keeps the work since BEGIN, or since the savepoint."""
    return "COMMIT" if savepoint is None else f"RELEASE {savepoint}"


def rollback_sql(savepoint: str | None) -> str:
    """What undoes it."""
    return "ROLLBACK" if savepoint is None else f"ROLLBACK TO {savepoint}; RELEASE {savepoint}"


def check_committed(statuses: list[Status]) -> None:
    """The server answers COMMIT with ROLLBACK where a statement has failed before."""
    if statuses[-1].command == "ROLLBACK":
        raise InternalError("commit: the transaction had failed before, so the server rolled it back")


class Transaction:
    """``with`` it: committed at its end, rolled back when an exception leaves it."""

    def __init__(
        self, session: Session, isolation: Isolation | None, read_only: bool | None, deferrable: bool | None
    ) -> None:
        self._session = session
        self._begin = begin_sql(isolation, read_only, deferrable)
        self._savepoint: str | None = None

    def __enter__(self) -> Transaction:
        self._session._settle()
        if self._session.transaction_status == "idle":
            self._session.execute_script(self._begin)
        elif self._begin != "BEGIN":
            raise InvalidArgumentError("transaction: expected no options within another one, found some")
        else:
            self._savepoint = self._session._next_savepoint()
            self._session.execute_script(f"SAVEPOINT {self._savepoint}")
        return self

    def __exit__(self, type_: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        if type_ is None:
            self._settle()
            check_committed(self._session.execute_script(commit_sql(self._savepoint)))
        else:
            self._roll_back()
        return isinstance(error, Rollback)

    def _settle(self) -> None:
        try:
            self._session._settle()
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        self._session._drop_pending()
        if not self._session.closed:
            self._session.execute_script(rollback_sql(self._savepoint))
