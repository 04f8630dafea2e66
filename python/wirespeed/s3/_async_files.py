"""Open files for asyncio, of :meth:`S3FileSystem.open_async`."""

from __future__ import annotations

import errno
from types import TracebackType
from typing import Any

from wirespeed.s3._listings import Listings
from wirespeed.s3._paths import Location
from wirespeed.s3._shared import PART_BYTES
from wirespeed.s3._store import Store
from wirespeed.s3._transfers import as_bytes
from wirespeed.s3._writer import Writer

__all__ = ["AsyncFile", "open_async"]


_FIRST_BYTES = 128 << 10  # come with the first answer


class AsyncFile:
    """Reads whatever is asked for, each time from the server; or writes. One task at a time."""

    def __init__(self, store: Store, where: Location, mode: str) -> None:
        self.mode = mode
        self.path = where.path
        self.loc = 0
        self.closed = False
        self.size: int | None = None
        self._store = store
        self._where = where
        self._etag: str | None = None
        self._first = b""  # what the object begins with
        self._writer: Writer | None = None
        self._listings: Listings | None = None

    async def _open_to_read(self) -> None:
        first, found = await self._store.first_bytes(self._where, _FIRST_BYTES)
        self._first = as_bytes(first)
        self.size, self._etag = found.size, found.etag

    async def _open_to_write(self, block_size: int | None, listings: Listings, options: dict[str, Any]) -> None:
        if self.mode == "xb":
            options = {**options, "if_none_match": "*"}
        self._listings = listings
        self._writer = Writer(self._store, self._where, block_size or PART_BYTES, options)

    def tell(self) -> int:
        return self.loc

    def seek(self, loc: int, whence: int = 0) -> int:
        if self.size is None:
            raise OSError(errno.ESPIPE, "expected a file open for reading, found one that writes", self.path)
        at = loc + (0, self.loc, self.size)[whence]
        if at < 0:
            raise ValueError(f"expected a place in the file, found {at}")
        self.loc = at
        return at

    async def read(self, length: int | None = -1) -> bytes:
        if self.closed or self.size is None:
            raise ValueError("expected a file open for reading, found one closed or open for writing")
        end = self.size if length is None or length < 0 else min(self.size, self.loc + length)
        if end <= self.loc:
            return b""
        if end <= len(self._first):
            data = self._first[self.loc : end]
            self.loc = end
            return data
        if_match = None if self._where.version_id else self._etag
        data = as_bytes(await self._store.get(self._where, (self.loc, end), if_match))
        self.loc += len(data)
        return data

    async def write(self, data: Any) -> int:
        if self.closed or self._writer is None:
            raise ValueError("expected a file open for writing, found one closed or open for reading")
        count = await self._writer.write(data)
        self.loc += count
        return count

    async def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        writer, self._writer = self._writer, None
        if writer is None or self._listings is None:
            return
        try:
            await writer.seal()
            await writer.publish()
        except BaseException:
            await writer.discard()
            raise
        finally:
            self._listings.wrote([self.path])

    async def discard(self) -> None:
        """The object is what it was."""
        self.closed = True
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.discard()

    async def __aenter__(self) -> AsyncFile:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self.mode != "rb":
            await self.discard()
        await self.close()


async def open_async(
    store: Store,
    where: Location,
    mode: str,
    listings: Listings,
    block_size: int | None = None,
    options: dict[str, Any] | None = None,
) -> AsyncFile:
    if mode not in ("rb", "wb", "xb"):
        raise ValueError(f"expected one of the modes rb, wb and xb, found {mode!r}")
    if not where.key:
        raise IsADirectoryError(errno.EISDIR, "expected an object, found a bucket", where.path)
    file = AsyncFile(store, where, mode)
    if mode == "rb":
        await file._open_to_read()
    else:
        await file._open_to_write(block_size, listings, options or {})
    return file
