"""A connection: queries, transactions, COPY, notifications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from wirespeed._limits import limits_of
from wirespeed._native import CancelToken
from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres._core import NativeConnection
from wirespeed.postgres._cursor import Cursor, declare
from wirespeed.postgres._ingest import IngestMode, ingest
from wirespeed.postgres._partitions import Partitions, partitions
from wirespeed.postgres._pipeline import Pipeline
from wirespeed.postgres._prepared import Prepared
from wirespeed.postgres._result import Column, Status, status_of
from wirespeed.postgres._session import Session, native_connect
from wirespeed.postgres._transaction import Isolation, Transaction

__all__ = ["Connection", "Notification", "connect"]


class Notification(NamedTuple):
    """What a NOTIFY said."""

    channel: str
    payload: str
    process_id: int
    """The backend that said it."""


def connect(
    conninfo: str = "",
    *,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
    plan_cache_size: int = 256,
    prepare_threshold: int | None = 5,
    **keywords: Any,
) -> Connection:
    """Connects to PostgreSQL.

    :param conninfo: a URL or keywords and values, as libpq has them: ``postgresql://ann@db.example/shop?sslmode=require``,
        ``host=db.example user=ann``. What it leaves out is looked up in ``keywords``, the ``PG*`` environment, the
        service file and ``.pgpass``.
    :param timeout: seconds for all of it.
    :param plan_cache_size: statements whose description is kept, so that their next run is one round trip.
    :param prepare_threshold: runs after which a statement gets a name on the server; None: never. Nothing gets a name
        behind a pooler.
    :param keywords: of a connection string, as ``password=``; they go before ``conninfo``.
    :raises UnavailableError: no server could be reached.
    :raises AuthenticationError: it did not let us in.
    :raises InvalidArgumentError: what no connection can be made with.
    """
    native = native_connect(
        conninfo,
        timeout=timeout,
        cancel=cancel,
        plan_cache_size=plan_cache_size,
        prepare_threshold=prepare_threshold,
        **keywords,
    )
    return Connection(native, (conninfo, keywords))


class Connection(Session):
    """Made by :func:`connect`. Every statement is its own transaction unless :meth:`transaction` says otherwise.

    Threads may share it: one at a time uses it, others wait.
    """

    def __init__(self, native: NativeConnection, made_with: tuple[str, dict[str, Any]] = ("", {})) -> None:
        super().__init__(native)
        self._made_with = made_with

    # --- statements ---------------------------------------------------------------------------------------------------

    def prepare(self, sql: str, *, timeout: float | None = None, cancel: CancelToken | None = None) -> Prepared:
        """Asks what a statement takes and gives, without running it."""
        query = self._native.query(sql)
        query.describe(timeout, cancel)
        prepared = Prepared(self, sql, query.parameters, [Column(*column) for column in query.columns])
        query.close(False)
        return prepared

    def pipeline(self, *, timeout: float | None = None, cancel: CancelToken | None = None) -> Pipeline:
        """Statements that are sent together before the first answer is read: several round trips in one.

            with connection.pipeline() as pipeline:
                made = pipeline.query("INSERT INTO artists (name) VALUES ($1) RETURNING id", ["Ann"])
                count = pipeline.query("SELECT count(*) FROM artists")
            print(made.result().value(), count.result().value())

        Up to a sync point (:meth:`Pipeline.sync`, the end of the block) they are one transaction, unless there is one
        already. The first one that fails ends it: those behind it are not run. Results are kept in memory.

        :param timeout: seconds from sending to the last answer.
        """
        return Pipeline(self, timeout, cancel)

    # --- transactions -------------------------------------------------------------------------------------------------

    def transaction(
        self, isolation: Isolation | None = None, *, read_only: bool | None = None, deferrable: bool | None = None
    ) -> Transaction:
        """``with connection.transaction():`` commits at its end, or rolls back what an exception leaves.

        Within another transaction it is a savepoint.
        """
        return Transaction(self, isolation, read_only, deferrable)

    def cursor(self, sql: str, params: Sequence[Any] = (), *, scroll: bool = False, with_hold: bool = False) -> Cursor:
        """A cursor that the server keeps: rows by pieces of any size, with other statements in between.

        :param scroll: it can go back.
        :param with_hold: it outlives its transaction: the server keeps the rows until it is closed.
        :raises InvalidArgumentError: there is no transaction for it to live in.
        """
        return declare(self, sql, params, scroll, with_hold)

    # --- COPY ---------------------------------------------------------------------------------------------------------

    def copy_out(self, sql: str, *, timeout: float | None = None, cancel: CancelToken | None = None) -> Iterator[bytes]:
        """The bytes of a ``COPY ... TO STDOUT`` as they come."""
        limits = limits_of(timeout, cancel)
        query = self._native.script(sql)
        query.start_script(limits.left(), limits.cancel)
        if not query.is_copying_out and not query.has_ended:
            query.close(False)
            raise InvalidArgumentError("copy_out: expected COPY ... TO STDOUT, found another statement")
        while data := query.copied(limits.left(), limits.cancel):
            yield data

    def copy_in(
        self,
        sql: str,
        data: bytes | Iterable[bytes],
        *,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> Status:
        """Sends ``data`` to a ``COPY ... FROM STDIN``. What raises while it is made undoes the COPY."""
        limits = limits_of(timeout, cancel)
        query = self._native.script(sql)
        query.start_script(limits.left(), limits.cancel)
        if not query.is_copying_in:
            query.close(False)
            raise InvalidArgumentError("copy_in: expected COPY ... FROM STDIN, found another statement")
        try:
            for chunk in (data,) if isinstance(data, bytes) else data:
                query.send_copy(bytes(chunk), limits.left(), limits.cancel)
        except BaseException as raised:
            query.fail_copy(f"its sender failed: {type(raised).__name__}")
            raise
        query.end_copy(limits.left(), limits.cancel)
        return status_of(query)

    def ingest(
        self,
        table: str,
        data: Any,
        mode: IngestMode = "append",
        *,
        schema: str | None = None,
        keys: Sequence[str] | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
    ) -> int:
        """Writes columns into a table: all rows or none. Returns how many they were.

        Values go to the target's column of the same name, in its type. What that cannot hold exactly is an error that
        names column, row and value, as is text for a number; nothing is rounded or cut.

        :param data: anything with ``__arrow_c_stream__`` (tables of pyarrow, polars, pandas, DuckDB and others), a dict
            of arrays, a structured array, or a list of dicts. Memory is bounded by its batch.
        :param mode: ``append`` to a table that is there; ``create`` it from the data's types; ``replace`` it;
            ``create_append``: create it unless it is there; ``upsert``: rows whose keys are there replace what they
            name.
        :param keys: for ``upsert``, the columns of a unique index; the primary key unless said.
        :raises InvalidArgumentError: a value or a column that does not fit.
        """
        return ingest(self, table, data, mode, schema, keys, timeout, cancel)

    # --- several connections ------------------------------------------------------------------------------------------

    def read_partitioned(
        self, query_or_table: str, n: int, params: Sequence[Any] = (), *, timeout: float | None = None, **options: Any
    ) -> Partitions:
        """As :func:`wirespeed.postgres.partitions`, with connections like this one: ``n`` pieces of a table or a query,
        read side by side.

            connection.read_partitioned("artists", 4).to_pandas()

        They see what is committed, not what a transaction of this connection has done so far.
        """
        conninfo, keywords = self._made_with
        return partitions(conninfo, query_or_table, n, params, timeout=timeout, **{**keywords, **options})

    # --- what the server says by itself -------------------------------------------------------------------------------

    def notices(self) -> list[dict[str, Any]]:
        """Notices and warnings since the last call, the last hundred of them, with the fields of an error."""
        return self._native.notices()

    def notifications(
        self, timeout: float | None = None, *, cancel: CancelToken | None = None
    ) -> Iterator[Notification]:
        """What channels say that this session has heard of by ``LISTEN``, as it comes, until ``timeout`` has passed."""
        limits = limits_of(timeout, cancel)
        while True:
            for process_id, channel, payload in self._native.notifications():
                yield Notification(channel, payload, process_id)
            if not self._native.listen(limits.left(), limits.cancel):
                return
