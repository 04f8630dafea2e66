"""The client as the file system sees it: locations instead of buckets and keys, OSErrors instead of refusals.

:class:`BlockingStore` stands on ``Client`` and never waits for an event loop (see ``_coroutines.py``);
:class:`AwaitingStore` stands on ``AsyncClient``. Each makes its client when it is first needed, and again in a child
of fork.
"""

from __future__ import annotations

import asyncio
import inspect
import os
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from typing import Any, BinaryIO, NamedTuple, TypeVar

from wirespeed.errors import Error
from wirespeed.s3._coroutines import gather_some, in_threads
from wirespeed.s3._paths import Location, join
from wirespeed.s3._refusals import as_os_error

__all__ = ["AwaitingStore", "BlockingStore", "Listed", "Store", "Upload"]

T = TypeVar("T")
R = TypeVar("R")

_OF_OBJECTS = frozenset(
    [
        "head",
        "get",
        "get_with_info",
        "get_into",
        "get_ranges",
        "get_many",
        "put",
        "put_many",
        "copy",
        "delete",
        "create_upload",
    ]
)
_AT_ONCE = 16  # requests that are made side by side where one native call cannot carry them all


class Listed(NamedTuple):
    entries: Sequence[Any]
    prefixes: Sequence[str]


class Row(NamedTuple):
    """Of a listing; named and ordered as its columns are."""

    key: str
    size: int
    etag: str | None
    last_modified: datetime | None
    storage_class: str | None


@cache
def _has_numpy() -> bool:
    return find_spec("numpy") is not None


class Store(ABC):
    """Locations name what is meant; every failure that a server or a network caused is an OSError."""

    def __init__(self, make_client: Callable[[], Any], *, requester_pays: bool = False) -> None:
        self._make_client = make_client
        self._common = {"requester_pays": True} if requester_pays else {}  # of every call that concerns an object
        self._pid = 0

    @property
    @abstractmethod
    def client(self) -> Any:
        """Of this process, and for asyncio of this loop."""

    @abstractmethod
    async def _outcome(self, made: Any) -> Any:
        """What a method of the client gave, waited for."""

    @abstractmethod
    async def each(self, work: Callable[[T], Coroutine[Any, Any, R]], items: Iterable[T]) -> list[R]:
        """``work`` for each item, several at once."""

    @abstractmethod
    def _steps(self, made: Any) -> AsyncIterator[Any]:
        """What a method of the client yields."""

    async def _call(self, method: str, path: str, *arguments: Any, **keywords: Any) -> Any:
        given = {name: value for name, value in keywords.items() if value is not None}
        if method in _OF_OBJECTS:
            given.update(self._common)
        try:
            return await self._outcome(getattr(self.client, method)(*arguments, **given))
        except Error as error:
            raise as_os_error(error, path, creating=given.get("if_none_match") == "*") from error

    # --- one object ---------------------------------------------------------------------------------------------------

    async def head(self, where: Location) -> Any:
        return await self._call("head", where.path, where.bucket, where.key, version_id=where.version_id)

    async def get(
        self, where: Location, span: tuple[int, int | None] | None = None, if_match: str | None = None
    ) -> Any:
        return await self._call(
            "get", where.path, where.bucket, where.key, range=span, version_id=where.version_id, if_match=if_match
        )

    async def first_bytes(self, where: Location, count: int) -> tuple[Any, Any]:
        """What an object begins with, and what S3 says of it: one request where two are usual."""
        try:
            got = await self._call(
                "get_with_info", where.path, where.bucket, where.key, range=(0, count), version_id=where.version_id
            )
        except OSError as error:
            if getattr(error, "code", "") != "InvalidRange":
                raise
            return b"", await self.head(where)  # it is empty, and has no first byte
        return got[0], got[1]

    async def get_into(
        self, where: Location, buffer: Any, span: tuple[int, int | None], if_match: str | None = None
    ) -> int:
        return int(
            await self._call(
                "get_into",
                where.path,
                where.bucket,
                where.key,
                buffer,
                range=span,
                version_id=where.version_id,
                if_match=if_match,
            )
        )

    async def get_ranges(self, where: Location, spans: Sequence[tuple[int, int]]) -> list[Any]:
        return list(
            await self._call("get_ranges", where.path, where.bucket, where.key, spans, version_id=where.version_id)
        )

    async def stream(self, where: Location) -> AsyncIterator[Any]:
        try:
            made = self.client.stream(where.bucket, where.key, **_version(where), **self._common)
            async for buffer in self._steps(made):
                yield buffer
        except Error as error:
            if error.code != "InvalidRange":  # which says that it is empty: there is no first part
                raise as_os_error(error, where.path) from error

    async def put(self, where: Location, data: Any, **options: Any) -> Any:
        return await self._call("put", where.path, where.bucket, where.key, data, **options)

    @abstractmethod
    async def put_file(self, where: Location, file: BinaryIO, moved: Callable[[int], None], **options: Any) -> Any:
        """An open file of this machine, from where it stands. ``moved`` hears of bytes that have gone."""

    async def delete(self, where: Location) -> None:
        await self._call("delete", where.path, where.bucket, where.key, version_id=where.version_id)

    async def copy(self, source: Location, target: Location, **options: Any) -> Any:
        return await self._call(
            "copy",
            source.path,
            source.bucket,
            source.key,
            target.bucket,
            target.key,
            version_id=source.version_id,
            **options,
        )

    async def presign(self, method: str, where: Location, expires: int) -> str:
        return str(
            await self._call(
                "presign", where.path, method, where.bucket, where.key, expires=expires, version_id=where.version_id
            )
        )

    async def create_upload(self, where: Location, **options: Any) -> Upload:
        made = await self._call("create_upload", where.path, where.bucket, where.key, **options)
        return Upload(self, made, where, creating=options.get("if_none_match") == "*")

    # --- many objects -------------------------------------------------------------------------------------------------

    async def get_many(self, bucket: str, keys: Sequence[str]) -> list[Any]:
        """In the order of keys: bytes-like, or the OSError of an object that could not be had."""
        got = await self._call("get_many", bucket, bucket, keys, on_error="return")
        return [_or_os_error(one, bucket, key) for key, one in zip(keys, got, strict=True)]

    async def put_many(self, bucket: str, pairs: Sequence[tuple[str, Any]], **options: Any) -> list[Any]:
        """In the order of pairs: what S3 says of it, or the OSError of an object that could not be written."""
        creating = options.get("if_none_match") == "*"
        put = await self._call("put_many", bucket, bucket, pairs, on_error="return", **options)
        return [_or_os_error(one, bucket, key, creating=creating) for (key, _), one in zip(pairs, put, strict=True)]

    async def delete_many(self, bucket: str, keys: Sequence[str | tuple[str, str]]) -> None:
        """Keys, or pairs of key and version."""
        await self._call("delete_many", bucket, bucket, keys)

    async def entries(self, bucket: str, prefix: str) -> AsyncIterator[Any]:
        """All that begins so, as it comes."""
        try:
            async for entry in self._steps(self.client.list(bucket, prefix=prefix)):
                yield entry
        except Error as error:
            raise as_os_error(error, join(bucket, prefix)) from error

    async def listing(
        self,
        bucket: str,
        prefix: str = "",
        delimiter: str = "",
        *,
        start_after: str | None = None,
        versions: bool = False,
    ) -> Listed:
        made = await self._call(
            "list",
            join(bucket, prefix),
            bucket,
            prefix=prefix,
            delimiter=delimiter or None,
            start_after=start_after,
            versions=versions or None,
        )
        try:
            entries = [entry async for entry in self._steps(made)]
            return Listed(entries, list(made.prefixes))
        except Error as error:
            raise as_os_error(error, join(bucket, prefix)) from error

    async def keys(self, bucket: str, prefix: str) -> list[str]:
        """All that begin so, without what else is known of them."""
        made = await self._call("list", join(bucket, prefix), bucket, prefix=prefix)
        try:
            return list(await self._outcome(made.keys()))
        except Error as error:
            raise as_os_error(error, join(bucket, prefix)) from error

    async def rows(self, bucket: str, prefix: str) -> list[Row]:
        """All that begin so. Where NumPy is, they come as columns, from many places of the bucket at once."""
        made = await self._call("list", join(bucket, prefix), bucket, prefix=prefix)
        try:
            if _has_numpy():
                table = await self._outcome(made.table())
                return [
                    Row(*row)
                    for row in zip(*(table.objects(at).tolist() for at in range(len(Row._fields))), strict=True)
                ]
            return [Row(*(getattr(entry, name) for name in Row._fields)) async for entry in self._steps(made)]
        except Error as error:
            raise as_os_error(error, join(bucket, prefix)) from error

    async def holds(self, bucket: str, prefix: str = "") -> bool:
        """Whether any key begins so. A bucket that is not there is a FileNotFoundError."""
        made = await self._call(
            "list", join(bucket, prefix) if prefix else bucket, bucket, prefix=prefix, delimiter="/", limit=1
        )
        try:
            async for _ in self._steps(made):
                return True
            return bool(made.prefixes)
        except Error as error:
            raise as_os_error(error, join(bucket, prefix) if prefix else bucket) from error

    # --- buckets ------------------------------------------------------------------------------------------------------

    async def buckets(self) -> list[Any]:
        return list(await self._call("buckets", ""))

    async def create_bucket(self, bucket: str, **options: Any) -> None:
        await self._call("create_bucket", bucket, bucket, **options)

    async def delete_bucket(self, bucket: str) -> None:
        await self._call("delete_bucket", bucket, bucket)


class Upload:
    """A multipart upload whose failures are OSErrors."""

    def __init__(self, store: Store, made: Any, where: Location, *, creating: bool) -> None:
        self._store = store
        self._made = made
        self._where = where
        self._creating = creating

    async def _call(self, method: str, *arguments: Any) -> Any:
        try:
            return await self._store._outcome(getattr(self._made, method)(*arguments))
        except Error as error:
            raise as_os_error(error, self._where.path, creating=self._creating) from error

    async def put_part(self, number: int, data: Any) -> None:
        await self._call("put_part", number, data)

    async def complete(self) -> Any:
        return await self._call("complete")

    async def abort(self) -> None:
        await self._call("abort")


class BlockingStore(Store):
    _client: Any = None

    @property
    def client(self) -> Any:
        if self._pid != os.getpid():
            self._client = self._make_client()
            self._pid = os.getpid()
        return self._client

    def close(self) -> None:
        """It can be used again, by connections that are new."""
        if self._pid == os.getpid():
            self._client.close()
        self._pid, self._client = 0, None

    async def _outcome(self, made: Any) -> Any:
        return made

    async def each(self, work: Callable[[T], Coroutine[Any, Any, R]], items: Iterable[T]) -> list[R]:
        _ = self.client  # made here, or each thread would make one
        return in_threads(work, items, _AT_ONCE)

    async def _steps(self, made: Any) -> AsyncIterator[Any]:
        for step in made:
            yield step

    async def put_file(self, where: Location, file: BinaryIO, moved: Callable[[int], None], **options: Any) -> Any:
        before = 0

        def told(so_far: int, _in_all: int) -> None:
            nonlocal before
            moved(so_far - before)
            before = so_far

        made = await self.put(where, file, progress=told, **options)
        moved(made.size - before)
        return made


class AwaitingStore(Store):
    def __init__(self, make_client: Callable[[], Any], *, requester_pays: bool = False) -> None:
        super().__init__(make_client, requester_pays=requester_pays)
        self._clients: dict[asyncio.AbstractEventLoop, Any] = {}

    @property
    def client(self) -> Any:
        if self._pid != os.getpid():
            self._clients, self._pid = {}, os.getpid()
        loop = asyncio.get_running_loop()
        found = self._clients.get(loop)
        if found is None:
            for ended in [other for other in list(self._clients) if other.is_closed()]:
                self._clients.pop(ended, None)
            found = self._clients[loop] = self._make_client()
        return found

    async def _outcome(self, made: Any) -> Any:
        return await made if inspect.isawaitable(made) else made

    async def each(self, work: Callable[[T], Coroutine[Any, Any, R]], items: Iterable[T]) -> list[R]:
        return await gather_some(work, items, _AT_ONCE)

    async def put_file(self, where: Location, file: BinaryIO, moved: Callable[[int], None], **options: Any) -> Any:
        made = await self.put(where, file, **options)
        moved(made.size)
        return made

    async def _steps(self, made: Any) -> AsyncIterator[Any]:
        found = await self._outcome(made)
        if hasattr(found, "__aiter__"):
            async for step in found:
                yield step
        else:
            for step in found:
                yield step


def _or_os_error(one: Any, bucket: str, key: str, *, creating: bool = False) -> Any:
    return as_os_error(one, join(bucket, key), creating=creating) if isinstance(one, Error) else one


def _version(where: Location) -> Mapping[str, str]:
    return {"version_id": where.version_id} if where.version_id else {}
