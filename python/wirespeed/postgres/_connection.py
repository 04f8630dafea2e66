"""A connection: queries, transactions, COPY, notifications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from wirespeed._limits import NO_LIMITS, limits_of
from wirespeed._native import CancelToken
from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres import _core
from wirespeed.postgres._core import NativeConnection
from wirespeed.postgres._cursor import Cursor, declare
from wirespeed.postgres._ingest import IngestMode, ingest
from wirespeed.postgres._pipeline import Pipeline
from wirespeed.postgres._result import Column, Result, Status, status_of
from wirespeed.postgres._transaction import Isolation, Transaction

if TYPE_CHECKING:
    from wirespeed.postgres._partitions import Partitions

__all__ = ["Connection", "Notification", "Prepared", "connect"]

TransactionStatus: TypeAlias = Literal["idle", "in_transaction", "failed"]
_STATUS: dict[str, TransactionStatus] = {"I": "idle", "T": "in_transaction", "E": "failed"}
_CANCEL_PATIENCE = 10.0


class Notification(NamedTuple):
    """What a NOTIFY said."""

    channel: str
    payload: str
    process_id: int
    """The backend that said it."""


def native_connect(
    conninfo: str,
    keywords: dict[str, Any],
    plan_cache_size: int,
    prepare_threshold: int | None,
    timeout: float | None,
    cancel: CancelToken | None,
) -> NativeConnection:
    """The connection as the extension has it."""
    said = {name: str(value) for name, value in keywords.items() if value is not None}
    return _core.connect(conninfo, said, plan_cache_size, prepare_threshold or 0, timeout, cancel)


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
    native = native_connect(conninfo, keywords, plan_cache_size, prepare_threshold, timeout, cancel)
    return Connection(native, (conninfo, keywords))


class Connection:
    """Made by :func:`connect`. Every statement is its own transaction unless :meth:`transaction` says otherwise.

    Threads may share it: one at a time uses it, others wait.
    """

    def __init__(self, native: NativeConnection, made_with: tuple[str, dict[str, Any]] = ("", {})) -> None:
        self._native = native
        self._made_with = made_with
        self._savepoints = 0
        self._pipelines: list[Pipeline] = []  # whose blocks are entered

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

        Returns how many rows all runs together touched. Columns are written faster by :meth:`ingest`.
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

    def _settle(self) -> None:
        """What waits in pipelines belongs before what comes now."""
        for pipeline in self._pipelines:
            pipeline.sync()

    def _drop_pending(self) -> None:
        for pipeline in self._pipelines:
            pipeline._statements.native.close(False)

    # --- transactions -------------------------------------------------------------------------------------------------

    def transaction(
        self, isolation: Isolation | None = None, *, read_only: bool | None = None, deferrable: bool | None = None
    ) -> Transaction:
        """``with connection.transaction():`` commits at its end, or rolls back what an exception leaves.

        Within another transaction it is a savepoint.
        """
        return Transaction(self, isolation, read_only, deferrable)

    @property
    def transaction_status(self) -> TransactionStatus:
        """As of the last statement that has ended; ``failed``: only a rollback is taken."""
        return _STATUS[self._native.transaction_status]

    def _next_savepoint(self) -> str:
        self._savepoints += 1
        return f"wirespeed_{self._savepoints}"

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
        from wirespeed.postgres._partitions import partitions

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

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self.closed else self.transaction_status
        return f"Connection(process {self.process_id}, {state})"


class Prepared:
    """A statement that the server has described."""

    def __init__(self, connection: Connection, sql: str, parameters: list[int], columns: list[Column]) -> None:
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
