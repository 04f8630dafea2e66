"""The client: queries, transactions, retries, ingest."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypeVar

from wirespeed._limits import Limits
from wirespeed._native import CancelToken
from wirespeed.bolt import _core
from wirespeed.bolt._auth import Auth, Tls, native_auth, native_tls
from wirespeed.bolt._core import BookmarkManager, NativeClient, NativeTransaction, Retry
from wirespeed.bolt._dehydrate import pack
from wirespeed.bolt._errors import Neo4jError, ServiceUnavailableError
from wirespeed.bolt._result import Result
from wirespeed.bolt._summary import IngestReport, Reached
from wirespeed.errors import CancelledError, InvalidArgumentError, TimeoutError

__all__ = ["Access", "BookmarkManager", "Client", "Transaction", "connect"]

T = TypeVar("T")
Access: TypeAlias = Literal["read", "write"]
Parameters: TypeAlias = Mapping[str, Any] | None

_MANAGED, _EXPLICIT, _AUTO_COMMIT = 0, 1, 2  # for the server's statistics


def connect(
    uri: str,
    auth: Auth | tuple[str, str] | None = None,
    *,
    tls: Tls | None = None,
    max_pool_size: int = 100,
    acquire_timeout: float = 60.0,
    connect_timeout: float = 30.0,
    max_lifetime: float = 3600.0,
    liveness_check: float | None = None,
    retry_timeout: float = 30.0,
    keep_alive: bool = True,
    fetch_size: int = 10_000,
    telemetry: bool = True,
    notifications_minimum_severity: str | None = None,
    notifications_disabled: Sequence[str] | None = None,
    user_agent: str | None = None,
    version: tuple[int, int] | None = None,
) -> Client:
    """A client of Neo4j at a URI. Connections are opened when they are needed; :meth:`Client.verify_connectivity`
    tries at once.

    :param uri: ``bolt://host:port`` for one server, ``neo4j://`` to be routed in a cluster; ``+s`` for TLS, ``+ssc``
        for TLS without verification.
    :param auth: ``(user, password)``, or what :func:`basic`, :func:`bearer`, :func:`kerberos`, :func:`custom` make.
    :param tls: a CA, a client certificate, or TLS for a plain scheme.
    :param max_pool_size: connections to one server.
    :param acquire_timeout: seconds to wait for one.
    :param liveness_check: seconds of idleness after which a connection is asked for a sign of life before its use.
    :param retry_timeout: seconds for all tries of :meth:`Client.execute`.
    :param fetch_size: records asked for at a time; -1 for all. Memory does not follow it.
    :param version: speak just this version of the protocol.
    :raises InvalidArgumentError: what no connection can be made with.
    """
    options: dict[str, Any] = {
        "max_pool_size": max_pool_size,
        "acquire_timeout": acquire_timeout,
        "connect_timeout": connect_timeout,
        "max_lifetime": max_lifetime,
        "retry_timeout": retry_timeout,
        "keep_alive": keep_alive,
        "fetch_size": fetch_size,
        "telemetry": telemetry,
        "notifications_minimum_severity": notifications_minimum_severity,
        "notifications_disabled": None if notifications_disabled is None else list(notifications_disabled),
        "user_agent": user_agent or f"wirespeed/{_core.version}",
        "version": None if version is None else list(version),
    }
    if liveness_check is not None:
        options["liveness_check"] = liveness_check
    if tls is not None:
        options["tls"] = native_tls(tls)
    return Client(_core.connect(uri, native_auth(auth), options), uri, retry_timeout)


class Client:
    """Made by :func:`connect`. Thread-safe. Nothing runs in the background.

    Work sees what earlier work of the same client wrote, on whatever server of a cluster it runs: that is what
    bookmarks do. Work that shares them with another client is given its :class:`BookmarkManager` as ``bookmarks``.
    """

    def __init__(self, native: NativeClient, uri: str, retry_timeout: float) -> None:
        self._native = native
        self._uri = uri
        self._retry_timeout = retry_timeout

    def query(
        self,
        cypher: str,
        params: Parameters = None,
        *,
        database: str | None = None,
        access: Access = "write",
        fetch_size: int | None = None,
        impersonated_user: str | None = None,
        bookmarks: BookmarkManager | None = None,
        metadata: Parameters = None,
        transaction_timeout: float | None = None,
        notifications_minimum_severity: str | None = None,
        notifications_disabled: Sequence[str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Result:
        """One query as its own transaction. Not tried again when it fails: :meth:`execute` is.

        :param access: ``read`` lets a cluster take any server.
        :param transaction_timeout: seconds after which the server ends it.
        :param timeout: seconds for the query and all reading of its result; what ends it ends the query.
        :raises Neo4jError: the server did not take the query.
        :raises ServiceUnavailableError: no server could be reached.
        """
        limits = Limits(timeout, cancel)
        work = _work(
            _AUTO_COMMIT, database, access, fetch_size, impersonated_user, bookmarks, metadata, transaction_timeout,
            notifications_minimum_severity, notifications_disabled,
        )  # fmt: skip
        prepared = self._native.prepare(work, limits.left(), cancel)
        result = Result(prepared.query(cypher, pack(params, prepared.utc, prepared.packstream)), limits)
        result.keys()
        return result

    def transaction(
        self,
        *,
        database: str | None = None,
        access: Access = "write",
        fetch_size: int | None = None,
        impersonated_user: str | None = None,
        bookmarks: BookmarkManager | None = None,
        metadata: Parameters = None,
        transaction_timeout: float | None = None,
        notifications_minimum_severity: str | None = None,
        notifications_disabled: Sequence[str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Transaction:
        """Several queries of which all or none take effect::

            with client.transaction() as tx:
                tx.query("CREATE (:Person {name: $name})", {"name": "Ann"})

        It is committed at the end of the block, and rolled back when an exception leaves it.
        """
        limits = Limits(timeout, cancel)
        work = _work(
            _EXPLICIT, database, access, fetch_size, impersonated_user, bookmarks, metadata, transaction_timeout,
            notifications_minimum_severity, notifications_disabled,
        )  # fmt: skip
        return Transaction(self._native.prepare(work, limits.left(), cancel).begin(), limits)

    def execute(
        self,
        work: Callable[[Transaction], T],
        *,
        database: str | None = None,
        access: Access = "write",
        fetch_size: int | None = None,
        impersonated_user: str | None = None,
        bookmarks: BookmarkManager | None = None,
        metadata: Parameters = None,
        transaction_timeout: float | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> T:
        """A managed transaction: ``work`` is called with it, and again after failures that pass by themselves, with
        growing delays, for ``retry_timeout`` seconds in all. Its results are to be read inside ``work``.
        """
        limits = Limits(timeout, cancel)
        said = _work(
            _MANAGED, database, access, fetch_size, impersonated_user, bookmarks, metadata, transaction_timeout,
            None, None,
        )  # fmt: skip
        retry = Retry(self._retry_timeout)
        while True:
            try:
                begun = self._native.prepare(said, limits.left(), cancel).begin()
                with Transaction(begun, limits) as transaction:
                    return work(transaction)
            except (Neo4jError, ServiceUnavailableError) as error:
                delay = retry.delay(error.retryable)
                if delay is None:
                    raise
                _sleep(delay, limits)

    def ingest(
        self,
        cypher: str,
        data: Any,
        *,
        parameter: str = "rows",
        params: Parameters = None,
        batch_rows: int = 10_000,
        batch_bytes: int = 4 << 20,
        database: str | None = None,
        impersonated_user: str | None = None,
        bookmarks: BookmarkManager | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> IngestReport:
        """Columns into the graph, in batches, each a transaction of its own that is tried again when it fails for a
        passing reason::

            client.ingest("UNWIND $rows AS row CREATE (p:Person) SET p = row", frame)

        :param data: anything with ``__arrow_c_stream__`` (tables of pyarrow, polars, pandas, DuckDB and others), or a
            list of dicts.
        :param parameter: what the query calls its rows; each is a map of all columns.
        :param params: what the query has besides.
        :raises Neo4jError: a batch failed for good; its message says how many rows are committed.
        """
        limits = Limits(timeout, cancel)
        work = _work(_MANAGED, database, "write", None, impersonated_user, bookmarks, None, None, None, None)
        options: dict[str, Any] = {"batch_rows": batch_rows, "batch_bytes": batch_bytes, "parameter": parameter}
        if params:
            options["parameters"] = pack(params)
        stream = _arrow_stream(data)
        return IngestReport(**self._native.ingest(cypher, stream, work, options, limits.left(), cancel))

    def verify_connectivity(
        self, *, database: str | None = None, timeout: float | None = None, cancel: CancelToken | None = None
    ) -> Reached:
        """Reaches a server that would take work, and says which.

        :raises ServiceUnavailableError: there is none.
        :raises AuthError: it does not know the credentials.
        """
        return Reached(**self._native.verify({"database": database, "reads": True}, timeout, cancel))

    @property
    def bookmarks(self) -> BookmarkManager:
        """What this client has seen."""
        return self._native.bookmarks

    def set_auth(self, auth: Auth | tuple[str, str] | None) -> None:
        """For every connection from its next use on: a new token, a new password."""
        self._native.set_credentials(native_auth(auth))

    def close(self) -> None:
        """Closes the connections; those in use when they are done."""
        self._native.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self._uri!r})"


class Transaction:
    """Made by :meth:`Client.transaction` and for :meth:`Client.execute`."""

    def __init__(self, native: NativeTransaction, limits: Limits) -> None:
        self._native = native
        self._limits = limits
        self._results: list[Result] = []

    def query(self, cypher: str, params: Parameters = None) -> Result:
        """A query in it. Results may be read in any order, until it ends."""
        parameters = pack(params, self._native.utc, self._native.packstream)
        result = Result(self._native.run(cypher, parameters), self._limits)
        result.keys()
        return result

    def commit(self) -> None:
        """Makes it take effect. Records that were not read are thrown away.

        :raises IncompleteCommitError: the connection was lost: it may have taken effect or not.
        """
        self._native.commit(self._limits.left(), self._limits.cancel)

    def rollback(self) -> None:
        """Undoes it."""
        self._native.rollback(self._limits.left(), self._limits.cancel)

    def close(self) -> None:
        """Undoes it without waiting for that, unless it has ended."""
        self._native.close()

    @property
    def is_open(self) -> bool:
        return self._native.is_open

    def __enter__(self) -> Transaction:
        return self

    def __exit__(self, type_: type[BaseException] | None, *_: object) -> None:
        if type_ is not None:
            self.close()
        elif self.is_open:
            self.commit()


def _work(
    api: int,
    database: str | None,
    access: Access,
    fetch_size: int | None,
    impersonated_user: str | None,
    bookmarks: BookmarkManager | None,
    metadata: Parameters,
    transaction_timeout: float | None,
    notifications_minimum_severity: str | None,
    notifications_disabled: Sequence[str] | None,
) -> dict[str, Any]:
    """What the native client takes, without what was not said."""
    if access not in ("read", "write"):
        raise InvalidArgumentError(f"access: expected 'read' or 'write', found {access!r}")
    work: dict[str, Any] = {"api": api}
    if access == "read":
        work["reads"] = True
    for name, value in (
        ("database", database),
        ("fetch_size", fetch_size),
        ("impersonated_user", impersonated_user),
        ("manager", bookmarks),
        ("notifications_minimum_severity", notifications_minimum_severity),
    ):
        if value is not None:
            work[name] = value
    if metadata:
        work["metadata"] = pack(metadata)
    if transaction_timeout is not None:
        work["transaction_timeout_ms"] = round(transaction_timeout * 1000)
    if notifications_disabled is not None:
        work["notifications_disabled"] = list(notifications_disabled)
    return work


def _sleep(seconds: float, limits: Limits) -> None:
    left = limits.left()
    if left is not None and left < seconds:
        raise TimeoutError("execute: deadline passed before another try; give it more time")
    if limits.cancel is None:
        time.sleep(seconds)
    elif limits.cancel.wait(seconds):
        raise CancelledError("execute: cancelled before another try")


def _arrow_stream(data: Any) -> object:
    if isinstance(data, list):
        import pyarrow  # type: ignore[import-untyped]

        data = pyarrow.Table.from_pylist(data)
    export = getattr(data, "__arrow_c_stream__", None)
    if export is None:
        raise InvalidArgumentError(
            f"ingest: expected data with __arrow_c_stream__ or a list of dicts, found {type(data).__name__}"
        )
    return export()
