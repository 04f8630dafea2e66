"""The same client for asyncio: what waits does so on a thread of the client's own pool, never on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from wirespeed._executor import in_executor
from wirespeed._native import CancelToken
from wirespeed.bolt._auth import Auth
from wirespeed.bolt._client import Client, Transaction, connect
from wirespeed.bolt._core import Retry, Table
from wirespeed.bolt._errors import Neo4jError, ServiceUnavailableError
from wirespeed.bolt._record import Record
from wirespeed.bolt._result import Mixed, Result
from wirespeed.bolt._summary import IngestReport, Reached, Summary
from wirespeed.errors import InvalidArgumentError

if TYPE_CHECKING:
    import numpy
    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow  # type: ignore[import-untyped]

__all__ = ["AsyncClient", "AsyncResult", "AsyncTransaction", "connect_async"]

T = TypeVar("T")
_THREADS = 32  # pieces of work that wait at the same time; more wait for a thread


def connect_async(uri: str, auth: Auth | tuple[str, str] | None = None, **options: Any) -> AsyncClient:
    """As :func:`connect`, with the same options, for asyncio. Connects to nothing yet."""
    return AsyncClient(connect(uri, auth, **options))


class AsyncClient:
    """As :class:`Client`; what waits is awaited. ``timeout`` is in seconds; cancelling the task ends the query."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="wirespeed-bolt")

    async def query(self, cypher: str, params: Any = None, **options: Any) -> AsyncResult:
        """As :meth:`Client.query`."""
        token = CancelToken()
        result = await in_executor(
            self._threads, token, partial(self._client.query, cypher, params, cancel=token, **_own(options))
        )
        return AsyncResult(result, token, self._threads)

    async def transaction(self, **options: Any) -> AsyncTransaction:
        """As :meth:`Client.transaction`: ``async with await client.transaction() as tx``."""
        token = CancelToken()
        begun = await in_executor(
            self._threads, token, partial(self._client.transaction, cancel=token, **_own(options))
        )
        return AsyncTransaction(begun, token, self._threads)

    async def execute(self, work: Callable[[AsyncTransaction], Awaitable[T]], **options: Any) -> T:
        """As :meth:`Client.execute`, of work that is awaited."""
        retry = Retry(self._client._retry_timeout)
        while True:
            try:
                async with await self.transaction(**options) as transaction:
                    return await work(transaction)
            except (Neo4jError, ServiceUnavailableError) as error:
                delay = retry.delay(error.retryable)
                if delay is None:
                    raise
                await asyncio.sleep(delay)

    async def ingest(self, cypher: str, data: Any, **options: Any) -> IngestReport:
        """As :meth:`Client.ingest`."""
        token = CancelToken()
        return await in_executor(
            self._threads, token, partial(self._client.ingest, cypher, data, cancel=token, **_own(options))
        )

    async def verify_connectivity(self, **options: Any) -> Reached:
        """As :meth:`Client.verify_connectivity`."""
        token = CancelToken()
        return await in_executor(
            self._threads, token, partial(self._client.verify_connectivity, cancel=token, **_own(options))
        )

    def set_auth(self, auth: Auth | tuple[str, str] | None) -> None:
        """As :meth:`Client.set_auth`."""
        self._client.set_auth(auth)

    async def close(self) -> None:
        """As :meth:`Client.close`."""
        await in_executor(self._threads, CancelToken(), self._client.close)
        self._threads.shutdown(wait=False)

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"Async{self._client!r}"


class AsyncResult:
    """As :class:`Result`; what waits is awaited."""

    def __init__(self, result: Result, token: CancelToken, threads: Executor) -> None:
        self._result = result
        self._token = token
        self._threads = threads

    async def _run(self, call: Callable[[], T]) -> T:
        return await in_executor(self._threads, self._token, call)

    def keys(self) -> tuple[str, ...]:
        """As :meth:`Result.keys`; known already."""
        return self._result.keys()

    async def records(self) -> AsyncIterator[Record]:
        """As :meth:`Result.records`."""
        while batch := await self._run(self._result.next_records):
            for record in batch:
                yield record

    __aiter__ = records

    async def next_records(self) -> list[Record]:
        """As :meth:`Result.next_records`."""
        return await self._run(self._result.next_records)

    async def single(self) -> Record:
        """As :meth:`Result.single`."""
        return await self._run(self._result.single)

    async def count(self) -> int:
        """As :meth:`Result.count`."""
        return await self._run(self._result.count)

    async def summary(self) -> Summary:
        """As :meth:`Result.summary`."""
        return await self._run(self._result.summary)

    async def gather(
        self,
        *,
        mixed: Mixed = "union",
        json_maps: bool = False,
        json_graph: bool = False,
        types: Mapping[str, str] | None = None,
    ) -> Table:
        """As :meth:`Result.gather`."""
        call = partial(self._result.gather, mixed=mixed, json_maps=json_maps, json_graph=json_graph, types=types)
        return await self._run(call)

    async def to_arrow(self, **options: Any) -> pyarrow.Table:
        """As :meth:`Result.to_arrow`."""
        return await self._run(partial(self._result.to_arrow, **options))

    async def to_pandas(self, **options: Any) -> pandas.DataFrame:
        """As :meth:`Result.to_pandas`."""
        return await self._run(partial(self._result.to_pandas, **options))

    async def to_polars(self, **options: Any) -> polars.DataFrame:
        """As :meth:`Result.to_polars`."""
        return await self._run(partial(self._result.to_polars, **options))

    async def to_numpy(self) -> dict[str, numpy.ndarray[Any, Any]]:
        """As :meth:`Result.to_numpy`."""
        return await self._run(self._result.to_numpy)

    async def close(self) -> None:
        """As :meth:`Result.close`."""
        await self._run(self._result.close)

    async def __aenter__(self) -> AsyncResult:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"Async{self._result!r}"


class AsyncTransaction:
    """As :class:`Transaction`; what waits is awaited."""

    def __init__(self, transaction: Transaction, token: CancelToken, threads: Executor) -> None:
        self._transaction = transaction
        self._token = token
        self._threads = threads

    async def query(self, cypher: str, params: Any = None) -> AsyncResult:
        """As :meth:`Transaction.query`."""
        result = await in_executor(self._threads, self._token, partial(self._transaction.query, cypher, params))
        return AsyncResult(result, self._token, self._threads)

    async def commit(self) -> None:
        """As :meth:`Transaction.commit`."""
        await in_executor(self._threads, self._token, self._transaction.commit)

    async def rollback(self) -> None:
        """As :meth:`Transaction.rollback`."""
        await in_executor(self._threads, self._token, self._transaction.rollback)

    async def close(self) -> None:
        """As :meth:`Transaction.close`."""
        await in_executor(self._threads, CancelToken(), self._transaction.close)

    @property
    def is_open(self) -> bool:
        return self._transaction.is_open

    async def __aenter__(self) -> AsyncTransaction:
        return self

    async def __aexit__(self, type_: type[BaseException] | None, *_: object) -> None:
        if type_ is not None:
            await self.close()
        elif self.is_open:
            await self.commit()


def _own(options: dict[str, Any]) -> dict[str, Any]:
    if "cancel" in options:
        raise InvalidArgumentError("cancel: a task is cancelled with task.cancel(), which ends its query")
    return options
