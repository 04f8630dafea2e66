"""One query read by many: in threads here, or as pieces that can be sent elsewhere."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

from wirespeed import _frames
from wirespeed._limits import Limits
from wirespeed._native import CancelToken, ColumnTable
from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres._core import keywords_of
from wirespeed.postgres._errors import OperationalError, PostgresError
from wirespeed.postgres._ranges import Source, ranges_of
from wirespeed.postgres._result import arrow_of
from wirespeed.postgres._session import Session, native_connect
from wirespeed.postgres._sql import literal

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow  # type: ignore[import-untyped]

__all__ = ["Partition", "Partitions", "partitions"]

_LOOK_SECONDS = 0.05
_SECRETS = ("password", "sslpassword")
_GONE = frozenset({"22023", "55000", "0A000", "42704"})  # what a server says of a snapshot that is not there


def partitions(
    conninfo: str,
    query_or_table: str,
    n: int,
    params: Sequence[Any] = (),
    *,
    columns: Sequence[str] | None = None,
    column: str | None = None,
    bounds: Sequence[Any] | None = None,
    with_password: bool = False,
    through_pooler: bool = False,
    timeout: float | None = None,
    **keywords: Any,
) -> Partitions:
    """Cuts a table or a query into about ``n`` pieces that are read side by side, all of one snapshot.

        with partitions("postgresql://ann@localhost/music", "public.artists", 4) as pieces:
            frame = pieces.to_pandas()

    The snapshot is that of a transaction which stays open until the result is closed; until then nothing that the
    pieces would read is vacuumed.

    :param query_or_table: a table's name as SQL has it, or a query that gives the same rows each time it is run in one
        snapshot.
    :param n: few: as many as there are cores on the server to spare.
    :param params: of the query.
    :param columns: of the table; all unless said.
    :param column: a column, best with an index, whose values cut the rows; without one a table is cut by its pages, a
        partitioned one with each child by itself.
    :param bounds: values of ``column`` where one piece ends and the next begins, in its order, instead of what ANALYZE
        or the extremes of the column say.
    :param with_password: whether pieces that are pickled carry the password. Without it those who read them elsewhere
        find it as usual: in ``.pgpass``, in ``PGPASSWORD``, in what they give to ``read()``.
    :param through_pooler: do not refuse a pooler. One with whole sessions will do, and one with transactions as long
        as it has a connection for each reader.
    :param timeout: seconds for all that this call does.
    :param keywords: as of :func:`connect`.
    :raises InvalidArgumentError: it says what to give instead.
    """
    limits = Limits(timeout)
    leader = Session(native_connect(conninfo, timeout=limits.left(), **keywords))
    try:
        source = Source(query_or_table, tuple(params), columns)
        snapshot = _export(leader, through_pooler)
        queries = ranges_of(leader, source, n, column, bounds)
        given = {name: str(value) for name, value in keywords.items() if value is not None}
        said = _pinned(leader, keywords_of(conninfo) | given)
        made = [Partition(said, snapshot, sql, source.params, i, with_password) for i, sql in enumerate(queries)]
        return Partitions(leader, made)
    except BaseException:
        leader.close()
        raise


def _pinned(leader: Session, said: dict[str, str]) -> dict[str, str]:
    """With the leader's host, of several: no other knows its snapshot."""
    name, address, port = leader._native.host
    if not name and not address:
        return said
    rest = {word: value for word, value in said.items() if word not in {"host", "hostaddr", "port"}}
    where = {"host": name, "hostaddr": address, "port": str(port)}
    return rest | {word: value for word, value in where.items() if value}


def _export(leader: Session, through_pooler: bool) -> str:
    leader.execute_script("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    process_id, snapshot = leader.query("SELECT pg_backend_pid(), pg_export_snapshot()").one()
    if process_id != leader.process_id and not through_pooler:
        raise InvalidArgumentError(
            "partitions: expected a direct connection, found a pooler, which may have too few connections for readers "
            "that share a snapshot: give the server's own address, or through_pooler=True"
        )
    return str(snapshot)


class Partition:
    """A piece of a table or a query. It can be pickled and read wherever the server can be reached, as long as the
    :class:`Partitions` that it is of are open.
    """

    def __init__(
        self,
        keywords: dict[str, str],
        snapshot: str,
        sql: str,
        params: Sequence[Any],
        index: int,
        with_password: bool,
    ) -> None:
        self._keywords = keywords
        self._with_password = with_password
        self.snapshot = snapshot
        """The server's name of it."""
        self.sql = sql
        self.params = params
        self.index = index
        """Which of all it is, from 0."""

    def read(self, *, timeout: float | None = None, cancel: CancelToken | None = None, **options: Any) -> ColumnTable:
        """Its rows as columns, for any reader of Arrow, over a connection of its own.

        :param options: as of :meth:`Result.gather`; all others are of :func:`connect`, as ``password=``.
        :raises OperationalError: the snapshot is gone.
        """
        limits = Limits(timeout, cancel)
        how = {name: options.pop(name) for name in _COLUMN_OPTIONS & options.keys()}
        with _reader(self, limits, options) as session:
            return self._read_with(session, limits, how)

    def to_arrow(self, **options: Any) -> pyarrow.Table:
        """That as a :class:`pyarrow.Table`."""
        return arrow_of(self.read(**options))

    def to_pandas(self, *, nullable: bool = False, **options: Any) -> pandas.DataFrame:
        """That as a :class:`pandas.DataFrame`; ``nullable`` as of :meth:`Result.to_pandas`."""
        return _frames.frame_of(self.read(**{"text": "large_utf8", **options}), nullable=nullable)

    def to_polars(self, **options: Any) -> polars.DataFrame:
        """That as a :class:`polars.DataFrame`."""
        import polars

        return polars.DataFrame(self.read(**{"text": "utf8_view", **options}))

    def _read_with(self, session: Session, limits: Limits, options: dict[str, Any]) -> ColumnTable:
        result = session.query(self.sql, self.params, timeout=limits.left(), cancel=limits.cancel)
        return result.gather(**options)

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        if not self._with_password:
            state["_keywords"] = {name: value for name, value in self._keywords.items() if name not in _SECRETS}
        return state

    def __repr__(self) -> str:
        return f"Partition({self.index}, {self.sql!r})"


_COLUMN_OPTIONS = frozenset({"numeric", "out_of_range", "dictionary", "arrays", "text"})


def _reader(partition: Partition, limits: Limits, keywords: dict[str, Any]) -> Session:
    """A connection that sees the snapshot."""
    said: dict[str, Any] = {**partition._keywords, **keywords}
    session = Session(native_connect(timeout=limits.left(), cancel=limits.cancel, **said))
    try:
        session.execute_script(
            f"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET TRANSACTION SNAPSHOT {literal(partition.snapshot)}",
            timeout=limits.left(),
            cancel=limits.cancel,
        )
    except PostgresError as refused:
        session.close()
        if refused.sqlstate not in _GONE:
            raise
        gone = OperationalError(
            f"read a partition: its snapshot {partition.snapshot} is gone ({refused.message}); partitions can be read "
            "until the one who made them closes them or ends, on the same server and database"
        )
        gone.sqlstate = gone.code = refused.sqlstate
        raise gone from refused
    except BaseException:
        session.close()
        raise
    return session


class Partitions(Sequence[Partition]):
    """Pieces of one snapshot, which is kept until ``close()``, or the end of a ``with`` block."""

    def __init__(self, leader: Session, made: list[Partition]) -> None:
        self._leader = leader
        self._partitions = made

    @property
    def snapshot(self) -> str:
        """The server's name of it."""
        return self._partitions[0].snapshot

    @overload
    def __getitem__(self, index: int) -> Partition: ...
    @overload
    def __getitem__(self, index: slice) -> list[Partition]: ...
    def __getitem__(self, index: int | slice) -> Partition | list[Partition]:
        return self._partitions[index]

    def __len__(self) -> int:
        return len(self._partitions)

    def __iter__(self) -> Iterator[Partition]:
        return iter(self._partitions)

    def read(
        self,
        *,
        workers: int | None = None,
        timeout: float | None = None,
        cancel: CancelToken | None = None,
        **options: Any,
    ) -> ColumnTable:
        """All rows, in the order of the pieces, by threads with a connection each.

        :param workers: threads; one for each piece, but not more than twice the cores of this machine, unless said.
        :param options: as of :meth:`Result.gather`.
        """
        count = min(len(self), workers or 2 * (os.cpu_count() or 1))
        if count < 1:
            raise InvalidArgumentError(f"workers: expected at least 1, found {workers}")
        return _Reading(self._partitions, Limits(timeout, cancel), options).run(count)

    def to_arrow(self, **options: Any) -> pyarrow.Table:
        """The same as a :class:`pyarrow.Table`."""
        return arrow_of(self.read(**options))

    def to_pandas(self, *, nullable: bool = False, **options: Any) -> pandas.DataFrame:
        """The same as a :class:`pandas.DataFrame`."""
        return _frames.frame_of(self.read(**{"text": "large_utf8", **options}), nullable=nullable)

    def to_polars(self, **options: Any) -> polars.DataFrame:
        """The same as a :class:`polars.DataFrame`."""
        import polars

        return polars.DataFrame(self.read(**{"text": "utf8_view", **options}))

    def close(self) -> None:
        """Lets the snapshot go. What has not been read cannot be any more."""
        self._leader.close()

    @property
    def closed(self) -> bool:
        """Whether the snapshot is gone."""
        return self._leader.closed

    def __enter__(self) -> Partitions:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Partitions({len(self)} of snapshot {self.snapshot}, {'closed' if self.closed else 'open'})"


class _Reading:
    """Threads that read pieces. The first error ends the others."""

    def __init__(self, todo: Sequence[Partition], limits: Limits, options: dict[str, Any]) -> None:
        self._todo = deque(todo)
        self._tables: list[ColumnTable | None] = [None] * len(todo)
        self._cancel = limits.cancel
        self._options = options
        self._stop = CancelToken()
        self._limits = Limits(limits.left(), self._stop)
        self._lock = threading.Lock()
        self._error: BaseException | None = None

    def run(self, workers: int) -> ColumnTable:
        threads = [threading.Thread(target=self._work, name=f"partition reader {i}") for i in range(workers)]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                self._join(thread)
        except BaseException:
            self._stop.cancel()
            for thread in threads:
                thread.join()
            raise
        if self._error is not None:
            raise self._error
        return ColumnTable.joined([table for table in self._tables if table is not None])

    def _join(self, thread: threading.Thread) -> None:
        while thread.is_alive():
            thread.join(None if self._cancel is None else _LOOK_SECONDS)
            if self._cancel is not None and self._cancel.cancelled:
                self._stop.cancel()

    def _next(self) -> Partition | None:
        with self._lock:
            return self._todo.popleft() if self._todo and self._error is None else None

    def _work(self) -> None:
        session: Session | None = None
        try:
            while (partition := self._next()) is not None:
                session = session or _reader(partition, self._limits, {})
                self._tables[partition.index] = partition._read_with(session, self._limits, self._options)
        except BaseException as error:
            with self._lock:
                self._error = self._error or error
            self._stop.cancel()
        finally:
            if session is not None:
                session.close()
