"""Listings: entries as they come, or all keys, or all as columns."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wirespeed._native import ColumnTable
from wirespeed.errors import InvalidArgumentError
from wirespeed.s3._core import NativeCall, native
from wirespeed.s3._info import time_of

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import pyarrow  # type: ignore[import-untyped]

__all__ = ["AsyncObjectList", "ObjectEntry", "ObjectList", "Query"]

_PAGE = 1000
_FEW = 10 * _PAGE  # entries: fewer are not worth more than one request at once


@dataclass(frozen=True, slots=True)
class ObjectEntry:
    """An object of a listing, or a version of one. What the server did not say is None."""

    key: str
    size: int
    etag: str | None
    """With its quotes."""
    last_modified: datetime | None
    storage_class: str | None
    version_id: str | None = None
    is_latest: bool = True
    is_delete_marker: bool = False


def _entry(row: tuple[Any, ...]) -> ObjectEntry:
    key, size, etag, last_modified, *others = row
    return ObjectEntry(key, size, etag, time_of(last_modified), *others)


@dataclass(frozen=True, slots=True)
class Query:
    """What is listed."""

    bucket: str
    prefix: str = ""
    delimiter: str = ""
    start_after: str = ""
    versions: bool = False
    owners: bool = False
    limit: int | None = None
    at_once: int = 1

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 0:
            raise InvalidArgumentError(f"limit: expected 0 entries or more, found {self.limit}")
        if self.at_once < 1:
            raise InvalidArgumentError(f"parallel: expected 1 request or more, found {self.at_once}")

    def page_size(self) -> int:
        return 0 if self.limit is None else min(self.limit, _PAGE)

    def pages(self) -> Any:
        return native.listing(
            self.bucket,
            self.prefix,
            self.delimiter,
            self.start_after,
            self.versions,
            self.page_size(),
            self.owners,
            self._requests_at_once() if self.limit is None or self.limit > _FEW else 1,
        )

    def call(self, into: str) -> NativeCall:
        return native.list(
            self.bucket,
            into,
            self.prefix,
            self.delimiter,
            self.start_after,
            self.versions,
            self.page_size(),
            self.owners,
            self._requests_at_once(),
        )

    def _requests_at_once(self) -> int:
        return 1 if self.versions or self.owners or self.delimiter else self.at_once


class _Pages:
    """Goes from page to page, and stops at the limit."""

    def __init__(self, query: Query) -> None:
        self._pages = query.pages()
        self._left = query.limit
        self.prefixes: list[str] = []
        self.tables: list[ColumnTable] = []

    def next_call(self) -> NativeCall | None:
        if self._pages.at_end or self._left == 0:
            return None
        return self._pages.next_page()  # type: ignore[no-any-return]

    def take(self, page: tuple[list[tuple[Any, ...]], list[str]]) -> list[ObjectEntry]:
        rows, prefixes = page
        if self._left is not None:
            rows = rows[: self._left]
            self._left -= len(rows)
            prefixes = prefixes[: self._left]
            self._left -= len(prefixes)
        self.prefixes += prefixes
        return [_entry(row) for row in rows]

    def next_columns(self) -> NativeCall | None:
        """At least one, so that there is a table. REQUIRES: there is a limit"""
        assert self._left is not None
        if self.tables and (self._pages.at_end or self._left == 0):
            return None
        return self._pages.next_columns(self._left)  # type: ignore[no-any-return]

    def take_columns(self, page: tuple[ColumnTable, list[str]]) -> None:
        assert self._left is not None
        table, prefixes = page
        self.tables.append(table)
        self._left -= len(table)
        self.prefixes += prefixes[: self._left]
        self._left -= len(prefixes[: self._left])

    def joined(self) -> ColumnTable:
        return ColumnTable.joined(self.tables)


class ObjectList:
    """A listing that is read when it is asked: iterate it, or have all of it at once.

    Keys come in the order of their bytes.
    """

    def __init__(self, run: Callable[[NativeCall], Any], query: Query) -> None:
        self._run = run
        self._query = query
        self._prefixes: list[str] | None = None

    def __iter__(self) -> Iterator[ObjectEntry]:
        """Entries as their pages come. The further it gets the more pages are asked for at once; what comes before its
        turn waits, a bounded amount. Who stops early has asked for little."""
        pages = _Pages(self._query)
        while (call := pages.next_call()) is not None:
            yield from pages.take(self._run(call))
        self._prefixes = pages.prefixes

    @property
    def prefixes(self) -> list[str]:
        """What ``delimiter`` rolled up, known after one pass; if there was none yet, this is it."""
        if self._prefixes is None:
            for _ in self:
                pass
        return self._prefixes or []

    def keys(self) -> list[str]:
        """All keys."""
        if self._query.limit is not None:
            return [entry.key for entry in self]
        keys, self._prefixes = self._run(self._query.call("keys"))
        return keys  # type: ignore[no-any-return]

    def table(self) -> ColumnTable:
        """All entries in columns, for anything that knows Arrow.

        They are key, size, etag, last_modified and storage_class; of versions also version_id, is_latest and
        is_delete_marker; with owners owner_id and owner_name.
        """
        if self._query.limit is not None:
            return self._first_columns()
        table, self._prefixes = self._run(self._query.call("columns"))
        return table  # type: ignore[no-any-return]

    def _first_columns(self) -> ColumnTable:
        pages = _Pages(self._query)
        while (call := pages.next_columns()) is not None:
            pages.take_columns(self._run(call))
        self._prefixes = pages.prefixes
        return pages.joined()

    def to_arrow(self) -> pyarrow.Table:
        """The same as a pyarrow.Table."""
        import pyarrow

        return pyarrow.table(self.table())

    def to_pandas(self) -> pandas.DataFrame:
        """The same as a DataFrame."""
        return self.to_arrow().to_pandas()


class AsyncObjectList:
    """The same for asyncio: ``async for``, and methods to be awaited."""

    def __init__(self, run: Callable[[NativeCall], Awaitable[Any]], query: Query) -> None:
        self._run = run
        self._query = query
        self._prefixes: list[str] | None = None

    async def __aiter__(self) -> AsyncIterator[ObjectEntry]:
        pages = _Pages(self._query)
        while (call := pages.next_call()) is not None:
            for entry in pages.take(await self._run(call)):
                yield entry
        self._prefixes = pages.prefixes

    @property
    def prefixes(self) -> list[str]:
        """What ``delimiter`` rolled up; known after one pass."""
        return self._prefixes or []

    async def keys(self) -> list[str]:
        """All keys."""
        if self._query.limit is not None:
            return [entry.key async for entry in self]
        keys, self._prefixes = await self._run(self._query.call("keys"))
        return keys  # type: ignore[no-any-return]

    async def table(self) -> ColumnTable:
        """All entries in columns, as :meth:`ObjectList.table`."""
        if self._query.limit is not None:
            return await self._first_columns()
        table, self._prefixes = await self._run(self._query.call("columns"))
        return table  # type: ignore[no-any-return]

    async def _first_columns(self) -> ColumnTable:
        pages = _Pages(self._query)
        while (call := pages.next_columns()) is not None:
            pages.take_columns(await self._run(call))
        self._prefixes = pages.prefixes
        return pages.joined()

    async def to_arrow(self) -> pyarrow.Table:
        """The same as a pyarrow.Table."""
        import pyarrow

        return pyarrow.table(await self.table())
