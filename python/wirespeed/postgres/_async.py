"""The same connection for asyncio. The event loop watches its socket; no call waits on the loop.

What is long (a result of more than a MiB, a COPY, an ingest) is handed to the loop's default executor, where it works
without the interpreter.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from wirespeed import _frames
from wirespeed._limits import NO_LIMITS
from wirespeed._native import CancelToken
from wirespeed.errors import InvalidArgumentError, TimeoutError
from wirespeed.postgres._async_cursor import AsyncCursor, AsyncPrepared, declare_async
from wirespeed.postgres._connection import Connection, Notification, TransactionStatus, native_connect
from wirespeed.postgres._core import NativePipeline, NativeQuery
from wirespeed.postgres._ingest import IngestMode
from wirespeed.postgres._result import Column, Result, RowText, Status, arrow_of, column_options, status_of
from wirespeed.postgres._transaction import Isolation, Rollback, begin_sql, check_committed, commit_sql, rollback_sql
from wirespeed.postgres._watch import Turn, Watch

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow  # type: ignore[import-untyped]

    from wirespeed._native import ColumnTable
    from wirespeed.postgres._async_pipeline import AsyncPipeline

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


class AsyncConnection:
    """As :class:`Connection`; what waits is awaited. Tasks may share it: one at a time uses it, others wait.

    ``timeout`` is in seconds. Cancelling a task ends its query on the server.
    """

    def __init__(self, connection: Connection, loop: asyncio.AbstractEventLoop) -> None:
        self._connection = connection
        self._native = connection._native
        self._loop = loop
        self._watch = Watch(loop, connection._native)
        self._turn = Turn(loop)
        self._pipelines: list[AsyncPipeline] = []  # whose blocks are entered

    # --- how it waits -------------------------------------------------------------------------------------------------

    async def _drive(
        self, query: NativeQuery | NativePipeline | None, step: Callable[[], T | None], timeout: float | None
    ) -> T:
        """What the first step gives that can end without waiting."""
        made = step()
        return made if made is not None else await self._until(query, step, timeout)

    async def _until(
        self, query: NativeQuery | NativePipeline | None, step: Callable[[], T | None], timeout: float | None
    ) -> T:
        watch = self._watch
        timer = None if timeout is None else self._loop.call_later(timeout, watch.expire)
        try:
            await watch.until(step)
        except GeneratorExit:  # it is not awaited any more
            watch.forget()
            watch.leave()
            raise
        except asyncio.CancelledError:
            await asyncio.shield(self._interrupt(query))
            raise
        except asyncio.TimeoutError:
            await self._interrupt(query)
            raise TimeoutError(f"query: not done within {timeout} seconds; give it more time or ask for less") from None
        finally:
            if timer is not None:
                timer.cancel()
        return watch.take()  # type: ignore[no-any-return]

    async def _interrupt(self, query: NativeQuery | NativePipeline | None) -> None:
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
        turn = self._turn
        if not turn.take_now():
            await turn.take()
        try:
            query = self._native.send(sql, params)
            await self._until(query, query.go_on, timeout)
        finally:
            turn.leave()
        return AsyncResult(self, query)

    async def execute(self, sql: str, params: Sequence[Any] = (), *, timeout: float | None = None) -> Status:
        """As :meth:`Connection.execute`."""
        return await (await self.query(sql, params, timeout=timeout)).status()

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]], *, timeout: float | None = None) -> int:
        """As :meth:`Connection.executemany`."""
        async with self._turn:
            return await self._elsewhere(self._connection.executemany, sql, rows, timeout=timeout)

    async def execute_script(self, sql: str, *, timeout: float | None = None) -> list[Status]:
        """As :meth:`Connection.execute_script`."""
        query = self._native.script(sql)
        async with self._turn:
            await self._drive(query, lambda: query.start_script(None, None, False), timeout)
            await self._drive(query, lambda: query.finish(None, None, False), timeout)
        return [Status(*tag) for tag in query.tags]

    async def prepare(self, sql: str, *, timeout: float | None = None) -> AsyncPrepared:
        """As :meth:`Connection.prepare`."""
        query = self._native.query(sql)
        async with self._turn:
            await self._drive(query, lambda: query.describe(None, None, False), timeout)
        prepared = AsyncPrepared(self, sql, query.parameters, [Column(*column) for column in query.columns])
        query.close(False)
        return prepared

    async def cursor(
        self, sql: str, params: Sequence[Any] = (), *, scroll: bool = False, with_hold: bool = False
    ) -> AsyncCursor:
        """As :meth:`Connection.cursor`: ``async with await connection.cursor(sql) as cursor:``."""
        return await declare_async(self, sql, params, scroll, with_hold)

    def pipeline(self, *, timeout: float | None = None) -> AsyncPipeline:
        """As :meth:`Connection.pipeline`: ``async with connection.pipeline() as pipeline:``."""
        from wirespeed.postgres._async_pipeline import AsyncPipeline

        return AsyncPipeline(self, timeout)

    async def _settle(self) -> None:
        for pipeline in self._pipelines:
            await pipeline.sync()

    def _drop_pending(self) -> None:
        for pipeline in self._pipelines:
            pipeline._statements.native.close(False)

    def transaction(
        self, isolation: Isolation | None = None, *, read_only: bool | None = None, deferrable: bool | None = None
    ) -> AsyncTransaction:
        """As :meth:`Connection.transaction`: ``async with connection.transaction():``."""
        return AsyncTransaction(self, begin_sql(isolation, read_only, deferrable))

    async def copy_out(self, sql: str, *, timeout: float | None = None) -> AsyncIterator[bytes]:
        """As :meth:`Connection.copy_out`."""
        async with self._turn:
            chunks = self._connection.copy_out(sql, timeout=timeout)
            self._watch.leave()
            while (chunk := await self._loop.run_in_executor(None, next, chunks, None)) is not None:
                yield chunk

    async def copy_in(self, sql: str, data: bytes | Iterable[bytes], *, timeout: float | None = None) -> Status:
        """As :meth:`Connection.copy_in`."""
        async with self._turn:
            return await self._elsewhere(self._connection.copy_in, sql, data, timeout=timeout)

    async def ingest(self, table: str, data: Any, mode: IngestMode = "append", **options: Any) -> int:
        """As :meth:`Connection.ingest`."""
        async with self._turn:
            return await self._elsewhere(partial(self._connection.ingest, table, data, mode, **options))

    # --- the session --------------------------------------------------------------------------------------------------

    async def notifications(self) -> AsyncIterator[Notification]:
        """As :meth:`Connection.notifications`, without an end."""
        while True:
            for process_id, channel, payload in self._native.notifications():
                yield Notification(channel, payload, process_id)
            async with self._turn:
                await self._drive(None, lambda: self._native.listen(None, None, False), None)

    def notices(self) -> list[dict[str, Any]]:
        """As :meth:`Connection.notices`."""
        return self._connection.notices()

    async def cancel(self) -> None:
        """As :meth:`Connection.cancel`, for another task's query."""
        await self._loop.run_in_executor(None, self._connection.cancel)

    async def forget_types(self) -> None:
        """As :meth:`Connection.forget_types`."""
        async with self._turn:
            self._connection.forget_types()

    async def close(self) -> None:
        """As :meth:`Connection.close`. Tasks that wait for an answer get an error."""
        self._watch.leave()
        await self._loop.run_in_executor(None, self._connection.close)
        self._watch.look_again()

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

    async def _read(self, now: Callable[[], T | None], waiting: Callable[..., T | None]) -> T:
        """``now`` takes what is there; a long result goes on in ``waiting``."""
        query = self._query

        def step() -> Any:
            made = now()
            return _LONG if made is None and query.is_long else made

        async with self._connection._turn:
            made = await self._connection._drive(query, step, None)
            if made is _LONG:
                made = await self._connection._elsewhere(waiting)
        return made  # type: ignore[no-any-return]

    @cached_property
    def _result(self) -> Result:
        return Result(self._query, NO_LIMITS)

    @property
    def columns(self) -> list[Column]:
        """As :attr:`Result.columns`."""
        return self._result.columns

    def keys(self) -> tuple[str, ...]:
        """As :meth:`Result.keys`."""
        return self._result.keys()

    async def rows(self, *, text: RowText = "utf8") -> list[tuple[Any, ...]]:
        """As :meth:`Result.rows`."""
        query = self._query
        is_text = text == "utf8"
        if is_text and not self._connection._turn.is_taken and (rows := query.rows_now()) is not None:
            return rows
        return await self._read(lambda: query.rows(True, None, None, False, text), partial(query.rows, True, text=text))

    async def next_rows(self, *, text: RowText = "utf8") -> list[tuple[Any, ...]]:
        """As :meth:`Result.next_rows`."""
        query = self._query
        async with self._connection._turn:
            return await self._connection._drive(query, lambda: query.rows(False, None, None, False, text), None)

    async def __aiter__(self) -> AsyncIterator[tuple[Any, ...]]:
        while rows := await self.next_rows():
            for row in rows:
                yield row

    async def one(self, *, text: RowText = "utf8") -> tuple[Any, ...]:
        """As :meth:`Result.one`."""
        rows = await self.rows(text=text)
        if len(rows) != 1:
            raise InvalidArgumentError(f"one: expected one row, found {len(rows)}")
        return rows[0]

    async def one_or_none(self, *, text: RowText = "utf8") -> tuple[Any, ...] | None:
        """As :meth:`Result.one_or_none`."""
        rows = await self.rows(text=text)
        if len(rows) > 1:
            raise InvalidArgumentError(f"one_or_none: expected at most one row, found {len(rows)}")
        return rows[0] if rows else None

    async def value(self, *, text: RowText = "utf8") -> Any:
        """As :meth:`Result.value`."""
        return (await self.one(text=text))[0]

    async def count(self) -> int:
        """As :meth:`Result.count`."""
        return await self._read(lambda: self._query.count(None, None, False), self._query.count)

    async def status(self) -> Status:
        """As :meth:`Result.status`."""
        query = self._query
        async with self._connection._turn:
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
            async with self._connection._turn:
                table = await self._connection._elsewhere(self._query.next_batch, said)
            if table is None:
                return
            yield table

    async def close(self) -> None:
        """As :meth:`Result.close`."""
        async with self._connection._turn:
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
        await self._connection._settle()
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
            await self._settle()
            check_committed(await self._connection.execute_script(commit_sql(self._savepoint)))
        else:
            await self._roll_back()
        return isinstance(error, Rollback)

    async def _settle(self) -> None:
        try:
            await self._connection._settle()
        except BaseException:
            await self._roll_back()
            raise

    async def _roll_back(self) -> None:
        self._connection._drop_pending()
        if not self._connection.closed:
            await self._connection.execute_script(rollback_sql(self._savepoint))
