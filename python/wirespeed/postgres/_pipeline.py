"""Statements that are sent together, before the first answer is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wirespeed._limits import NO_LIMITS, Limits, limits_of
from wirespeed._native import CancelToken
from wirespeed.errors import Error, InvalidArgumentError
from wirespeed.postgres._core import NativeConnection, NativePipeline, NativeQuery
from wirespeed.postgres._errors import InterfaceError
from wirespeed.postgres._result import Result
from wirespeed.postgres._session import Session

__all__ = ["PendingResult", "Pipeline", "Statements"]


class Statements:
    """What a pipeline has in hand, for threads and for tasks."""

    def __init__(self, native: NativeConnection) -> None:
        self.native = NativePipeline(native)
        self.is_open = True
        self._sent: list[Pending] = []

    def add(self, sql: str, params: Sequence[Any]) -> NativeQuery:
        if not self.is_open:
            raise InterfaceError("pipeline: expected one within its block, found it left")
        if sql.lstrip()[:4].upper() == "COPY":
            raise InvalidArgumentError("pipeline: expected no COPY, found one; run it by copy_in() or copy_out()")
        return self.native.add(sql, tuple(params))

    def note(self, pending: Pending) -> None:
        self._sent.append(pending)

    def forget(self) -> None:
        """Their caller has had an error already."""
        self._sent.clear()

    def raise_first(self) -> None:
        """The error of the first statement that failed, unless its caller has seen it already."""
        sent, self._sent = self._sent, []
        for pending in sent:
            if not pending.is_seen and (error := pending.error) is not None:
                raise error


class Pending:
    """One statement of a pipeline."""

    def __init__(self, query: NativeQuery, sql: str) -> None:
        self._query = query
        self.is_seen = False
        self.sql = sql

    @property
    def error(self) -> Error | None:
        """What it failed by; None while it was not sent, and when it has succeeded."""
        try:
            self._query.check()
        except Error as error:
            self.is_seen = True
            return error
        return None

    def _check(self) -> None:
        if (error := self.error) is not None:
            raise error

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.sql!r})"


class PendingResult(Pending):
    """A statement of a :class:`Pipeline`, and what has become of it."""

    def __init__(self, pipeline: Pipeline, query: NativeQuery, sql: str) -> None:
        super().__init__(query, sql)
        self._pipeline: Pipeline | None = pipeline

    def result(self) -> Result:
        """Its result. What waits in the pipeline is sent for it, up to a sync point of its own.

        :raises PostgresError: it failed.
        :raises SkippedError: one before it did.
        """
        if self._pipeline is not None:
            self._pipeline._settle()
            self._pipeline = None
        self._check()
        return Result(self._query, NO_LIMITS)


class Pipeline:
    """Made by :meth:`Connection.pipeline`, and used as a context manager."""

    def __init__(self, session: Session, timeout: float | None, cancel: CancelToken | None) -> None:
        self._session = session
        self._statements = Statements(session._native)
        self._timeout, self._cancel = timeout, cancel

    def query(self, sql: str, params: Sequence[Any] = ()) -> PendingResult:
        """Adds a statement. Nothing is sent yet.

        :raises InvalidArgumentError: a COPY, which cannot be part of a pipeline.
        """
        pending = PendingResult(self, self._statements.add(sql, params), sql)
        self._statements.note(pending)
        return pending

    def sync(self) -> None:
        """Sends what was added, with a sync point behind it, and receives all answers.

        :raises PostgresError: a statement failed. Those behind it, up to here, were not run.
        """
        self._settle()
        self._statements.raise_first()

    def _drop(self) -> None:
        """Forgets what was added and not sent yet."""
        self._statements.native.close(False)

    def _settle(self) -> None:
        """Errors of statements are left to those who ask for their results."""
        if not len(self._statements.native):
            return
        limits: Limits = limits_of(self._timeout, self._cancel)
        try:
            self._statements.native.run(limits.left(), limits.cancel)
        except BaseException:
            self._statements.forget()
            raise

    def __enter__(self) -> Pipeline:
        self._session._pipelines.append(self)
        return self

    def __exit__(self, type_: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        try:
            if type_ is None:
                self.sync()
        finally:
            self._session._pipelines.remove(self)
            self._statements.is_open = False
            self._drop()
