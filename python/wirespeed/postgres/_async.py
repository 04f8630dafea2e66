"""The same connection for asyncio. The event loop watches its socket; no call waits on the loop.

What is long (a result of more than a MiB, a COPY, an ingest) is handed to the loop's default executor, where it works
without the interpreter.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from wirespeed import _frames
from wirespeed._limits import NO_LIMITS
from wirespeed._native import CancelToken
from wirespeed.errors import InvalidArgumentError, TimeoutError
from wirespeed.postgres._connection import Connection, Notification, TransactionStatus, native_connect
from wirespeed.postgres._core import NativeQuery
from wirespeed.postgres._ingest import IngestMode
from wirespeed.postgres._result import Column, Result, Status, arrow_of, column_options, status_of
from wirespeed.postgres._transaction import Isolation, Rollback, begin_sql, check_committed, commit_sql, rollback_sql

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow  # type: ignore[import-untyped]

    from wirespeed._native import ColumnTable

__all__ = ["AsyncConnection", "AsyncResult", "AsyncTransaction", "connect_async"]

T = TypeVar("T")
_LONG = object()  # what a step gives that should go on elsewhere


async def connect_async(
    conninfo: str = "",
    *,
    timeout: float | None = None,
    plan_cache_size: int = 256,
    prepare_threshold: int | None = 5,
    **keywords: Any,
) -> AsyncConnection:
    """As :func:`connect`, for asyncio."""
    token = CancelToken()
    call = partial(native_connect, conninfo, keywords, plan_cache_size, prepare_threshold, timeout, token)
    loop = asyncio.get_running_loop()
    return AsyncConnection(Connection(await _in_executor(loop, token, call)), loop)


async def _in_executor(loop: asyncio.AbstractEventLoop, token: CancelToken, call: Callable[[], T]) -> T:
    """A task that is cancelled cancels the call and waits for its end, which is soon."""
    future = loop.run_in_executor(None, call)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        token.cancel()
        await asyncio.wait([future])
        if not future.cancelled():
            future.exception()  # the task's own end is what counts
        raise


class _Watch:
    """Takes steps when the socket has something for them. Adding and removing a reader costs more than a small query,
    so it stays where it is while nothing comes for nobody."""

    def __init__(self, loop: asyncio.AbstractEventLoop, connection: Connection) -> None:
        self._loop = loop
        self._native = connection._native
        self._descriptor = self._native.descriptor
        self._is_reading = False
        self._is_writing = False
        self._step: Callable[[], Any] | None = None
        self._future: asyncio.Future[Any] | None = None

    def until(self, step: Callable[[], Any]) -> asyncio.Future[Any]:
        """The first thing that is not None which ``step`` gives; it has given None just now."""
        self._step = step
        self._future = self._loop.create_future()
        if not self._is_reading:
            self._loop.add_reader(self._descriptor, self._on_ready)
            self._is_reading = True
        self._watch_writing()
        return self._future

    def _watch_writing(self) -> None:
        wants = self._native.wants_write
        if wants and not self._is_writing:
            self._loop.add_writer(self._descriptor, self._on_ready)
        elif self._is_writing and not wants:
            self._loop.remove_writer(self._descriptor)
        self._is_writing = wants

    def _on_ready(self) -> None:
        future, step = self._future, self._step
        if step is None or future is None or future.done():
            self.leave()
            return
        try:
            made = step()
        except BaseException as raised:
            self._step = None
            future.set_exception(raised)
            return
        self._watch_writing()
        if made is not None:
            self._step = None
            future.set_result(made)

    def leave(self) -> None:
        """Others may wait for the socket now, or nobody."""
        self._step = None
        if self._is_reading:
            self._loop.remove_reader(self._descriptor)
        if self._is_writing:
            self._loop.remove_writer(self._descriptor)
        self._is_reading = self._is_writing = False


class AsyncConnection:
    """As :class:`Connection`; what waits is awaited. Tasks may share it: one at a time uses it, others wait.

    ``timeout`` is in seconds. Cancelling a task ends its query on the server.
    """

    def __init__(self, connection: Connection, loop: asyncio.AbstractEventLoop) -> None:
        self._connection = connection
        self._native = connection._native
        self._loop = loop
        self._watch = _Watch(loop, connection)
        self._lock = asyncio.Lock()

    # --- how it waits -------------------------------------------------------------------------------------------------

    async def _drive(self, query: NativeQuery | None, step: Callable[[], T | None], timeout: float | None) -> T:
        """What the first step gives that can end without waiting."""
        made = step()
        if made is not None:
            return made
        future = self._watch.until(step)
        try:
            return await (future if timeout is None else asyncio.wait_for(future, timeout))
        except asyncio.CancelledError:
            await asyncio.shield(self._interrupt(query))
            raise
        except asyncio.TimeoutError:
            await self._interrupt(query)
            raise TimeoutError(f"query: not done within {timeout} seconds; give it more time or ask for less") from None

    async def _interrupt(self, query: NativeQuery | None) -> None:
        self._watch.leave()
        if query is not None:
            await self._loop.run_in_executor(None, query.close, True)

    async def _elsewhere(self, call: Callable[..., T], *args: Any, timeout: float | None = None) -> T:
        """In the executor; ``call`` takes ``timeout`` and ``cancel``."""
        self._watch.leave()
        token = CancelToken()
        return await _in_executor(self._loop, token, partial(call, *args, timeout=timeout, cancel=token))

    # --- statements ---------------------------------------------------------------------------------------------------

    async def query(self, sql: str, params: Sequence[Any] = (), *, timeout: float | None = None) -> AsyncResult:
        """As :meth:`Connection.query`; ``timeout`` is for what comes before the first row."""
        query = self._native.query(sql)
        async with self._lock:
            await self._drive(query, lambda: query.start(params, None, None, False), timeout)
        return AsyncResult(self, query)

    async def execute(self, sql: str, params: Sequence[Any] = (), *, timeout: float | None = None) -> Status:
        """As :meth:`Connection.execute`."""
        return await (await self.query(sql, params, timeout=timeout)).status()

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]], *, timeout: float | None = None) -> int:
        """As :meth:`Connection.executemany`."""
        async with self._lock:
            return await self._elsewhere(self._connection.executemany, sql, rows, timeout=timeout)

    async def execute_script(self, sql: str, *, timeout: float | None = None) -> list[Status]:
        """As :meth:`Connection.execute_script`."""
        query = self._native.script(sql)
        async with self._lock:
            await self._drive(query, lambda: query.start_script(None, None, False), timeout)
            await self._drive(query, lambda: query.finish(None, None, False), timeout)
        return [Status(*tag) for tag in query.tags]

    def transaction(
        self, isolation: Isolation | None = None, *, read_only: bool | None = None, deferrable: bool | None = None
    ) -> AsyncTransaction:
        """As :meth:`Connection.transaction`: ``async with connection.transaction():``."""
        return AsyncTransaction(self, begin_sql(isolation, read_only, deferrable))

    async def copy_out(self, sql: str, *, timeout: float | None = None) -> AsyncIterator[bytes]:
        """As :meth:`Connection.copy_out`."""
        async with self._lock:
            chunks = self._connection.copy_out(sql, timeout=timeout)
            self._watch.leave()
            while (chunk := await self._loop.run_in_executor(None, next, chunks, None)) is not None:
                yield chunk

    async def copy_in(self, sql: str, data: bytes | Iterable[bytes], *, timeout: float | None = None) -> Status:
        """As :meth:`Connection.copy_in`."""
        async with self._lock:
            return await self._elsewhere(self._connection.copy_in, sql, data, timeout=timeout)

    async def ingest(self, table: str, data: Any, mode: IngestMode = "append", **options: Any) -> int:
        """As :meth:`Connection.ingest`."""
        async with self._lock:
            return await self._elsewhere(partial(self._connection.ingest, table, data, mode, **options))

    # --- the session --------------------------------------------------------------------------------------------------

    async def notifications(self) -> AsyncIterator[Notification]:
        """As :meth:`Connection.notifications`, without an end."""
        while True:
            for process_id, channel, payload in self._native.notifications():
                yield Notification(channel, payload, process_id)
            async with self._lock:
                await self._drive(None, lambda: self._native.listen(None, None, False), None)

    def notices(self) -> list[dict[str, Any]]:
        """As :meth:`Connection.notices`."""
        return self._connection.notices()

    async def cancel(self) -> None:
        """As :meth:`Connection.cancel`, for another task's query."""
        await self._loop.run_in_executor(None, self._connection.cancel)

    async def close(self) -> None:
        """As :meth:`Connection.close`."""
        self._watch.leave()
        await self._loop.run_in_executor(None, self._connection.close)

    @property
    def closed(self) -> bool:
        """As :attr:`Connection.closed`."""
        return self._connection.closed

    @property
    def transaction_status(self) -> TransactionStatus:
        """As :attr:`Connection.transaction_status`."""
        return self._connection.transaction_status

    @property
    def settings(self) -> dict[str, str]:
        """As :attr:`Connection.settings`."""
        return self._connection.settings

    @property
    def process_id(self) -> int:
        """As :attr:`Connection.process_id`."""
        return self._connection.process_id

    async def __aenter__(self) -> AsyncConnection:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"Async{self._connection!r}"


class AsyncResult:
    """As :class:`Result`; what waits is awaited."""

    def __init__(self, connection: AsyncConnection, query: NativeQuery) -> None:
        self._connection = connection
        self._query = query
        self._result = Result(query, NO_LIMITS)

    async def _read(self, now: Callable[[], T | None], waiting: Callable[..., T | None]) -> T:
        """``now`` takes what is there; a long result goes on in ``waiting``."""
        query = self._query

        def step() -> Any:
            made = now()
            return _LONG if made is None and query.is_long else made

        async with self._connection._lock:
            made = await self._connection._drive(query, step, None)
            if made is _LONG:
                made = await self._connection._elsewhere(waiting)
        return made  # type: ignore[no-any-return]

    @property
    def columns(self) -> list[Column]:
        """As :attr:`Result.columns`."""
        return self._result.columns

    def keys(self) -> tuple[str, ...]:
        """As :meth:`Result.keys`."""
        return self._result.keys()

    async def rows(self) -> list[tuple[Any, ...]]:
        """As :meth:`Result.rows`."""
        query = self._query
        return await self._read(lambda: query.rows(True, None, None, False), partial(query.rows, True))

    async def next_rows(self) -> list[tuple[Any, ...]]:
        """As :meth:`Result.next_rows`."""
        query = self._query
        async with self._connection._lock:
            return await self._connection._drive(query, lambda: query.rows(False, None, None, False), None)

    async def __aiter__(self) -> AsyncIterator[tuple[Any, ...]]:
        while rows := await self.next_rows():
            for row in rows:
                yield row

    async def one(self) -> tuple[Any, ...]:
        """As :meth:`Result.one`."""
        rows = await self.rows()
        if len(rows) != 1:
            raise InvalidArgumentError(f"one: expected one row, found {len(rows)}")
        return rows[0]

    async def value(self) -> Any:
        """As :meth:`Result.value`."""
        return (await self.one())[0]

    async def count(self) -> int:
        """As :meth:`Result.count`."""
        return await self._read(lambda: self._query.count(None, None, False), self._query.count)

    async def status(self) -> Status:
        """As :meth:`Result.status`."""
        query = self._query
        async with self._connection._lock:
            await self._connection._drive(query, lambda: query.finish(None, None, False), None)
        return status_of(query)

    async def gather(self, **options: Any) -> ColumnTable:
        """As :meth:`Result.gather`."""
        query, said = self._query, column_options(**options)
        return await self._read(lambda: query.gather(said, None, None, False), partial(query.gather, said))

    async def to_arrow(self, **options: Any) -> pyarrow.Table:
        """As :meth:`Result.to_arrow`."""
        return arrow_of(await self.gather(**options))

    async def to_pandas(self, *, nullable: bool = False, **options: Any) -> pandas.DataFrame:
        """As :meth:`Result.to_pandas`."""
        return _frames.frame_of(await self.gather(**{"text": "large_utf8", **options}), nullable=nullable)

    async def to_polars(self, **options: Any) -> polars.DataFrame:
        """As :meth:`Result.to_polars`."""
        import polars

        return polars.DataFrame(await self.gather(**{"text": "utf8_view", **options}))

    async def to_numpy(self, *, structured: bool = False, **options: Any) -> Any:
        """As :meth:`Result.to_numpy`."""
        table = await self.gather(**options)
        arrays = _frames.arrays_of(table)
        return _frames.structured(arrays, len(table)) if structured else arrays

    async def batches(self, **options: Any) -> AsyncIterator[ColumnTable]:
        """As :meth:`Result.batches`."""
        said = column_options(**options)
        while True:
            async with self._connection._lock:
                table = await self._connection._elsewhere(self._query.next_batch, said)
            if table is None:
                return
            yield table

    async def close(self) -> None:
        """As :meth:`Result.close`."""
        async with self._connection._lock:
            await self._connection._interrupt(self._query)

    async def __aenter__(self) -> AsyncResult:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"Async{self._result!r}"


class AsyncTransaction:
    """As :class:`Transaction`, with ``async with``."""

    def __init__(self, connection: AsyncConnection, begin: str) -> None:
        self._connection = connection
        self._begin = begin
        self._savepoint: str | None = None

    async def __aenter__(self) -> AsyncTransaction:
        if self._connection.transaction_status == "idle":
            await self._connection.execute_script(self._begin)
        elif self._begin != "BEGIN":
            raise InvalidArgumentError("transaction: expected no options within another one, found some")
        else:
            self._savepoint = self._connection._connection._next_savepoint()
            await self._connection.execute_script(f"SAVEPOINT {self._savepoint}")
        return self

    async def __aexit__(self, type_: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        if type_ is None:
            check_committed(await self._connection.execute_script(commit_sql(self._savepoint)))
        elif not self._connection.closed:
            await self._connection.execute_script(rollback_sql(self._savepoint))
        return isinstance(error, Rollback)
