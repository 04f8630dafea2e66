"""A session on a server: statements, and what is known of it. What else a connection can do is built upon it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

from wirespeed._limits import NO_LIMITS, limits_of
from wirespeed._native import CancelToken
from wirespeed.postgres import _core
from wirespeed.postgres._core import NativeConnection
from wirespeed.postgres._result import Result, Status

__all__ = ["Session", "TransactionStatus", "native_connect"]

TransactionStatus: TypeAlias = Literal["idle", "in_transaction", "failed"]
_STATUS: dict[str, TransactionStatus] = {"I": "idle", "T": "in_transaction", "E": "failed"}
_CANCEL_PATIENCE = 10.0
AnySession = TypeVar("AnySession", bound="Session")


class Waiting(Protocol):
    """Statements that have not been sent yet."""

    def sync(self) -> None: ...
    def _drop(self) -> None: ...


def native_connect(
    conninfo: str = "",
    *,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
    plan_cache_size: int = 256,
    prepare_threshold: int | None = 5,
    **keywords: Any,
) -> NativeConnection:
    """The connection as the extension has it; takes what :func:`wirespeed.postgres.connect` takes."""
    said = {name: str(value) for name, value in keywords.items() if value is not None}
    return _core.connect(conninfo, said, plan_cache_size, prepare_threshold or 0, timeout, cancel)


class Session:
    """What statements run in. Threads may share it: one at a time uses it, others wait."""

    def __init__(self, native: NativeConnection) -> None:
        self._native = native
        self._savepoints = 0
        self._pipelines: list[Waiting] = []  # whose blocks are entered

    # --- statements ---------------------------------------------------------------------------------------------------

    def query(
        self,
        sql: str,
        params: Sequence[Any] = (),
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Result:
        """One statement. It has been run when this returns; rows are read from the result as they come.

        :param sql: with ``$1``, ``$2``, ... for ``params``.
        :param timeout: seconds for it and all reading of its result; what ends it ends the query.
        :raises PostgresError: the server refused.
        """
        if timeout is None and cancel is None:
            return Result(self._native.run(sql, params), NO_LIMITS)
        limits = limits_of(timeout, cancel)
        return Result(self._native.start(sql, params, limits.left(), limits.cancel), limits)

    def execute(
        self,
        sql: str,
        params: Sequence[Any] = (),
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Status:
        """The same for a statement whose rows nobody wants."""
        return self.query(sql, params, timeout=timeout, cancel=cancel).status()

    def executemany(
        self,
        sql: str,
        rows: Iterable[Sequence[Any]],
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> int:
        """One run for each of ``rows``, sent one behind the other without waiting: all or nothing.

        Returns how many rows all runs together touched. Columns are written faster by :meth:`Connection.ingest`.
        """
        query = self._native.query(sql)
        query.start_many(rows, timeout, cancel)
        return sum(rows or 0 for _, rows in query.tags)

    def execute_script(
        self, sql: str, *, timeout: float | None = None, cancel: CancelToken | None = None
    ) -> list[Status]:
        """Statements with semicolons between them, in one transaction unless they say otherwise."""
        limits = limits_of(timeout, cancel)
        query = self._native.script(sql)
        query.start_script(limits.left(), limits.cancel)
        query.finish(limits.left(), limits.cancel)
        return [Status(*tag) for tag in query.tags]

    @property
    def transaction_status(self) -> TransactionStatus:
        """As of the last statement that has ended; ``failed``: only a rollback is taken."""
        return _STATUS[self._native.transaction_status]

    def _next_savepoint(self) -> str:
        self._savepoints += 1
        return f"wirespeed_{self._savepoints}"

    def _settle(self) -> None:
        """What waits in pipelines belongs before what comes now."""
        for pipeline in self._pipelines:
            pipeline.sync()

    def _drop_pending(self) -> None:
        for pipeline in self._pipelines:
            pipeline._drop()

    # --- the session --------------------------------------------------------------------------------------------------

    def cancel(self) -> None:
        """Ends what another thread runs on this connection."""
        self._native.cancel(_CANCEL_PATIENCE)

    def forget_types(self) -> None:
        """What was learnt of types that users and extensions made is asked for anew when it is next needed.

        Where a value, or the server, shows that a type was altered, or dropped and made again, that happens by itself;
        nothing shows that an attribute of a composite was renamed.
        """
        self._native.forget_types()

    def close(self) -> None:
        """Says goodbye. A transaction that is open is rolled back by the server.

        What another thread waits for on this connection ends with a :class:`wirespeed.errors.CancelledError`.
        """
        self._native.close()

    @property
    def closed(self) -> bool:
        """Whether it is of no more use."""
        return not self._native.is_open

    @property
    def settings(self) -> dict[str, str]:
        """What the server reports by itself: ``server_version``, ``TimeZone``, ``standard_conforming_strings``, ..."""
        return self._native.settings

    @property
    def server_version(self) -> str:
        """As ``15.7``."""
        return self._native.settings.get("server_version", "")

    @property
    def process_id(self) -> int:
        """Of the backend."""
        return self._native.process_id

    @property
    def encrypted(self) -> bool:
        """Whether it is a TLS connection."""
        return self._native.is_encrypted

    def __enter__(self: AnySession) -> AnySession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self.closed else self.transaction_status
        return f"{type(self).__name__}(process {self.process_id}, {state})"
