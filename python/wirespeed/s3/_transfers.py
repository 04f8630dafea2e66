"""Bytes of many objects: into memory, into files, from files, and from object to object.

Small objects go by the thousand in one native call; what is large goes one by one, each in parallel parts. Memory is
bounded by :data:`BATCH_BYTES` either way. Coroutines over a :class:`Store`; nothing here needs fsspec.
"""

from __future__ import annotations

import errno
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from wirespeed.s3._listings import Listings
from wirespeed.s3._local import arriving, write_whole
from wirespeed.s3._paths import Location, split
from wirespeed.s3._store import Store

__all__ = ["BATCH_BYTES", "SILENT", "Download", "Transfers", "Upload", "Watcher", "as_bytes"]

BATCH_BYTES = 64 << 20
_BATCH_OBJECTS = 1000
_SMALL_BYTES = 1 << 20  # below it an object costs more than its bytes


class Watcher:
    """Hears how a transfer goes, by sources. This one says nothing, and lets the first failure end it."""

    def moved(self, path: str, count: int) -> None:
        """So many bytes more."""

    def finished(self, path: str) -> None:
        """All of it."""

    def failed(self, path: str, error: OSError) -> None:
        """Where this returns, the others go on."""
        raise error


SILENT = Watcher()


class Download(NamedTuple):
    source: str
    target: str
    size: int | None  # None: not known


class Upload(NamedTuple):
    source: str
    target: str
    size: int


class Transfers:
    def __init__(self, store: Store, listings: Listings) -> None:
        self._store = store
        self._listings = listings

    # --- into memory --------------------------------------------------------------------------------------------------

    async def read(self, path: str, start: int | None = None, end: int | None = None) -> bytes:
        """Bytes [start, end); negative ones count from the end, as in a slice."""
        where = split(path)
        span = await self._span(where, start, end)
        if span is not None and span[1] is not None and span[0] >= 0 and span[1] <= span[0]:
            return b""
        try:
            return as_bytes(await self._store.get(where, span))
        except OSError as error:
            if span is not None and getattr(error, "code", "") == "InvalidRange":
                return b""  # it begins beyond the end
            raise

    async def _span(self, where: Location, start: int | None, end: int | None) -> tuple[int, int | None] | None:
        if not start and end is None:
            return None
        if start is not None and start < 0 and end is None:
            return (start, None)
        if (start is not None and start < 0) or (end is not None and end < 0):
            size = (await self._store.head(where)).size
            start, end, _ = slice(start, end).indices(size)
        return (start or 0, end)

    async def read_many(self, paths: Sequence[str]) -> list[bytes | Exception]:
        """Whole objects, in the order of paths; for one that could not be had, why."""
        got: list[bytes | Exception] = [b""] * len(paths)
        for bucket, places in _by_bucket(paths).items():
            plain = [(at, where.key) for at, where in places if where.version_id is None]
            for (at, _), one in zip(
                plain, await self._store.get_many(bucket, [key for _, key in plain]) if plain else [], strict=True
            ):
                got[at] = one if isinstance(one, Exception) else as_bytes(one)
            versions = [at for at, where in places if where.version_id is not None]
            for at, one in zip(
                versions, await self._store.each(self._read_or_why, [paths[at] for at in versions]), strict=True
            ):
                got[at] = one
        return got

    async def _read_or_why(self, path: str) -> bytes | Exception:
        try:
            return await self.read(path)
        except OSError as error:
            return error

    async def read_ranges(
        self, paths: Sequence[str], starts: Sequence[int | None], ends: Sequence[int | None]
    ) -> list[bytes | Exception]:
        """One range of each path; those of one object are read together, near ones in one request."""
        got: list[bytes | Exception] = [b""] * len(paths)
        whole = [at for at in range(len(paths)) if not starts[at] and ends[at] is None]
        for at, one in zip(whole, await self.read_many([paths[at] for at in whole]), strict=True):
            got[at] = one
        groups: dict[str, list[int]] = defaultdict(list)
        for at in sorted(set(range(len(paths))).difference(whole)):
            groups[paths[at]].append(at)

        async def one_object(item: tuple[str, list[int]]) -> None:
            path, places = item
            try:
                spans = [(starts[at], ends[at]) for at in places]
                for at, data in zip(places, await self._ranges_of(path, spans), strict=True):
                    got[at] = data
            except OSError as error:
                for at in places:
                    got[at] = error

        await self._store.each(one_object, groups.items())
        return got

    async def _ranges_of(self, path: str, spans: Sequence[tuple[int | None, int | None]]) -> list[bytes]:
        where = split(path)
        if len(spans) == 1:
            return [await self.read(path, *spans[0])]
        if any(start is None or end is None or start < 0 or end < 0 for start, end in spans):
            size = (await self._store.head(where)).size
            spans = [slice(*span).indices(size)[:2] for span in spans]
        asked = [(start, end) for start, end in spans if start is not None and end is not None and start < end]
        if not asked:
            return [b""] * len(spans)
        read = iter([as_bytes(data) for data in await self._store.get_ranges(where, asked)])
        return [next(read) if start < end else b"" for start, end in spans]  # type: ignore[operator]

    # --- from memory --------------------------------------------------------------------------------------------------

    async def write(self, path: str, data: Any, **options: Any) -> None:
        try:
            await self._store.put(split(path), data, **options)
        finally:
            self._listings.wrote([path])

    async def write_many(self, values: dict[str, Any], **options: Any) -> None:
        for failure in await self._write_or_why(values, options):
            if failure is not None:
                raise failure

    async def _write_or_why(self, values: dict[str, Any], options: dict[str, Any]) -> list[OSError | None]:
        """In the order of values: why it was not written."""
        paths = list(values)
        failures: list[OSError | None] = [None] * len(paths)
        try:
            for bucket, places in _by_bucket(paths).items():
                pairs = [(where.key, values[paths[at]]) for at, where in places]
                for (at, _), one in zip(places, await self._store.put_many(bucket, pairs, **options), strict=True):
                    failures[at] = one if isinstance(one, OSError) else None
        finally:
            self._listings.wrote(paths)
        return failures

    # --- into files ---------------------------------------------------------------------------------------------------

    async def download(self, wanted: Iterable[Download], watcher: Watcher = SILENT) -> None:
        given = list(wanted)
        small = [one for one in given if one.size is not None and one.size <= _SMALL_BYTES]
        large = [one for one in given if one.size is not None and one.size > _SMALL_BYTES]
        unknown = [one for one in given if one.size is None]
        for batch in _batches(small):
            await self._download_batch(batch, watcher)
        for one in large:
            await self._watched(partial(self._download_one, one, watcher), one.source, watcher)
        await self._store.each(
            lambda one: self._watched(partial(self._download_one, one, watcher), one.source, watcher), unknown
        )

    async def _download_batch(self, batch: Sequence[Download], watcher: Watcher) -> None:
        for one, data in zip(batch, await self.read_many([one.source for one in batch]), strict=True):
            await self._watched(partial(_keep, one, data, watcher), one.source, watcher)

    async def _download_one(self, one: Download, watcher: Watcher) -> None:
        with arriving(one.target) as file:
            await self.copy_to(one.source, file, watcher)

    async def copy_to(self, path: str, file: Any, watcher: Watcher = SILENT) -> None:
        """Into a file object that is open."""
        async for buffer in self._store.stream(split(path)):
            file.write(buffer)
            watcher.moved(path, len(buffer))

    # --- from files ---------------------------------------------------------------------------------------------------

    async def upload(self, wanted: Iterable[Upload], watcher: Watcher = SILENT, **options: Any) -> None:
        given = list(wanted)
        small = [one for one in given if one.size <= _SMALL_BYTES]
        large = [one for one in given if one.size > _SMALL_BYTES]
        try:
            for batch in _batches(small):
                await self._upload_batch(batch, watcher, options)
            for one in large:
                await self._watched(partial(self._upload_one, one, watcher, options), one.source, watcher)
        finally:
            self._listings.wrote([one.target for one in given])

    async def _upload_batch(self, batch: Sequence[Upload], watcher: Watcher, options: dict[str, Any]) -> None:
        values: dict[str, tuple[Upload, bytes]] = {}
        for one in batch:
            try:
                values[one.target] = (one, Path(one.source).read_bytes())
            except OSError as error:
                watcher.failed(one.source, error)
        data = {target: content for target, (_, content) in values.items()}
        failures = await self._write_or_why(data, options)
        for (one, content), failure in zip(values.values(), failures, strict=True):
            if failure is not None:
                watcher.failed(one.source, failure)
            else:
                watcher.moved(one.source, len(content))
                watcher.finished(one.source)

    async def _upload_one(self, one: Upload, watcher: Watcher, options: dict[str, Any]) -> None:
        with Path(one.source).open("rb") as file:
            await self._store.put_file(split(one.target), file, partial(watcher.moved, one.source), **options)

    async def _watched(self, work: Callable[[], Awaitable[None]], path: str, watcher: Watcher) -> None:
        try:
            await work()
        except OSError as error:
            watcher.failed(path, error)
        else:
            watcher.finished(path)

    # --- from object to object ----------------------------------------------------------------------------------------

    async def copy(self, pairs: Sequence[tuple[str, str]], watcher: Watcher = SILENT) -> None:
        """On the server."""

        async def one(pair: tuple[str, str]) -> None:
            await self._store.copy(split(pair[0]), split(pair[1]))

        try:
            await self._store.each(lambda pair: self._watched(partial(one, pair), pair[0], watcher), pairs)
        finally:
            self._listings.wrote([target for _, target in pairs])

    async def delete(self, paths: Sequence[str]) -> None:
        """Objects; one that is not there is no failure."""
        try:
            for bucket, places in _by_bucket(paths).items():
                if not all(where.key for _, where in places):
                    raise OSError(errno.EISDIR, "expected an object, found a bucket; rmdir() deletes buckets", bucket)
                named = [(where.key, where.version_id) if where.version_id else where.key for _, where in places]
                await self._store.delete_many(bucket, named)
        finally:
            self._listings.wrote(paths)


async def _keep(one: Download, data: bytes | Exception, watcher: Watcher) -> None:
    if isinstance(data, Exception):
        raise data
    write_whole(one.target, data)
    watcher.moved(one.source, len(data))


def as_bytes(data: Any) -> bytes:
    return data if isinstance(data, bytes) else bytes(data)


def _by_bucket(paths: Sequence[str]) -> dict[str, list[tuple[int, Location]]]:
    """Places in ``paths``."""
    found: dict[str, list[tuple[int, Location]]] = defaultdict(list)
    for at, path in enumerate(paths):
        where = split(path)
        found[where.bucket].append((at, where))
    return found


def _batches(items: Sequence[Any]) -> Iterator[list[Any]]:
    """Of at most BATCH_BYTES and _BATCH_OBJECTS each."""
    batch: list[Any] = []
    total = 0
    for item in items:
        if batch and (total + item.size > BATCH_BYTES or len(batch) == _BATCH_OBJECTS):
            yield batch
            batch, total = [], 0
        batch.append(item)
        total += item.size
    if batch:
        yield batch
