"""Results whose rows are awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from wirespeed import _frames
from wirespeed._limits import NO_LIMITS
from wirespeed.errors import InvalidArgumentError
from wirespeed.postgres._core import NativeQuery
from wirespeed.postgres._result import Column, Result, RowText, Status, arrow_of, column_options, status_of
from wirespeed.postgres._task_calls import TaskCalls

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import polars
    import pyarrow  # type: ignore[import-untyped]

    from wirespeed._native import ColumnTable

__all__ = ["AsyncResult"]

T = TypeVar("T")
_LONG = object()  # what a step gives that should go on elsewhere


class AsyncResult:
    """As :class:`Result`; what waits is awaited."""

    def __init__(self, calls: TaskCalls, query: NativeQuery) -> None:
        self._calls = calls
        self._query = query

    async def _read(self, now: Callable[[], T | None], waiting: Callable[..., T | None]) -> T:
        """``now`` takes what is there; a long result goes on in ``waiting``."""
        query = self._query

        def step() -> Any:
            made = now()
            return _LONG if made is None and query.is_long else made

        async with self._calls.turn:
            made = await self._calls.drive(query, step, None)
            if made is _LONG:
                made = await self._calls.elsewhere(waiting)
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
        if is_text and not self._calls.turn.is_taken and (rows := query.rows_now()) is not None:
            return rows
        return await self._read(lambda: query.rows(True, None, None, False, text), partial(query.rows, True, text=text))

    async def next_rows(self, *, text: RowText = "utf8") -> list[tuple[Any, ...]]:
        """As :meth:`Result.next_rows`."""
        query = self._query
        async with self._calls.turn:
            return await self._calls.drive(query, lambda: query.rows(False, None, None, False, text), None)

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
        async with self._calls.turn:
            await self._calls.drive(query, lambda: query.finish(None, None, False), None)
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
            async with self._calls.turn:
                table = await self._calls.elsewhere(self._query.next_batch, said)
            if table is None:
                return
            yield table

    async def close(self) -> None:
        """As :meth:`Result.close`."""
        async with self._calls.turn:
            await self._calls.interrupt(self._query)

    async def __aenter__(self) -> AsyncResult:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"Async{self._result!r}"
