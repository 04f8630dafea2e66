"""Open files: reading ahead through fsspec's caches, writing as a multipart upload."""

from __future__ import annotations

import errno
from typing import Any

from fsspec.spec import AbstractBufferedFile  # type: ignore[import-untyped]

from wirespeed.s3._coroutines import finish
from wirespeed.s3._listings import Info
from wirespeed.s3._paths import split
from wirespeed.s3._refusals import STALE
from wirespeed.s3._shared import PART_BYTES
from wirespeed.s3._transfers import as_bytes
from wirespeed.s3._tree import object_info
from wirespeed.s3._writer import Writer

__all__ = ["S3File"]


_COPIED_BYTES = 1 << 20  # more is asked for again rather than put together
_FIRST_BYTES = 128 << 10  # come with the first answer: many objects are no larger, and larger ones cost little more


def _is_folder(path: str) -> OSError:
    return IsADirectoryError(errno.EISDIR, "expected an object, found a folder of keys", path)


def _changed(path: str) -> OSError:
    return OSError(
        STALE,
        "S3: the object was replaced while it was read; expected the version that was opened; open it again",
        path,
    )


def _opened_again(fs: Any, path: str, how: dict[str, Any], loc: int) -> S3File:
    file = S3File(fs, path, **how)
    file.seek(loc)
    return file


class S3File(AbstractBufferedFile):  # type: ignore[misc]
    """Of :meth:`S3FileSystem.open`. What is read is one version of the object, or an OSError (ESTALE).

    What is written appears when the file is closed, in a transaction when that is committed, and never if the body of
    its ``with`` fails.
    """

    DEFAULT_BLOCK_SIZE = PART_BYTES
    closed: bool

    def __init__(
        self,
        fs: Any,
        path: str,
        mode: str = "rb",
        block_size: int | None = None,
        autocommit: bool = True,
        cache_type: str = "readahead",
        cache_options: dict[str, Any] | None = None,
        size: int | None = None,
        etag: str | None = None,
        write_options: dict[str, Any] | None = None,
        **keywords: Any,
    ) -> None:
        self._where = split(path)
        if not self._where.key:
            raise IsADirectoryError(errno.EISDIR, "expected an object, found a bucket", path)
        self._etag = etag
        self._first = b""  # what the object begins with, as far as it came with the answer that told of it
        self._writer: Writer | None = None
        if mode == "rb" and size is None:
            size = self._look(fs, block_size or self.DEFAULT_BLOCK_SIZE)["size"]
        super().__init__(
            fs,
            path,
            mode=mode,
            block_size=block_size,
            autocommit=autocommit,
            cache_type=cache_type,
            cache_options=cache_options,
            size=size,
            **keywords,
        )
        if mode != "rb":
            self._start_writing(dict(write_options or {}))

    # --- reading ------------------------------------------------------------------------------------------------------

    def _look(self, fs: Any, block_size: int) -> Info:
        """One request tells what the object is and how it begins; a listing that was kept saves it."""
        found: Info | None = None if self._where.version_id else fs.listings.entry(self._where.path)
        if found is None:
            found = self._begin(fs, min(block_size, _FIRST_BYTES))
        if found["type"] == "directory":
            raise _is_folder(self._where.path)
        self._details = found
        self._etag = found.get("ETag")
        if fs.version_aware and found.get("VersionId"):
            self._where = self._where._replace(version_id=found["VersionId"])
        return found

    def _begin(self, fs: Any, count: int) -> Info:
        try:
            first, info = finish(fs.blocking.first_bytes(self._where, count))
        except FileNotFoundError:
            if not self._where.version_id and fs.isdir(self._where.path):
                raise _is_folder(self._where.path) from None
            raise
        self._first = as_bytes(first)
        return object_info(self._where.path, info)

    def __reduce__(self) -> tuple[Any, ...]:
        if self.mode != "rb":
            raise TypeError("expected a file open for reading, found one that writes, which cannot be pickled")
        how = {"block_size": self.blocksize, "cache_type": self.cache.name if self.cache else "none"}
        return _opened_again, (
            self.fs,
            self._path_of_version(),
            {**how, "size": self.size, "etag": self._etag},
            self.loc,
        )

    def _path_of_version(self) -> str:
        version = self._where.version_id
        return f"{self._where.path}?versionId={version}" if version else self._where.path

    def _fetch_range(self, start: int, end: int) -> bytes:
        start, end = max(start, 0), min(end, self.size)
        if start >= end:
            return b""
        if end <= len(self._first):
            return self._first[start:end]
        if start < len(self._first) and end - start < _COPIED_BYTES:
            return self._first[start:] + as_bytes(self._get(len(self._first), end))
        return as_bytes(self._get(start, end))

    def _get(self, start: int, end: int, into: Any = None) -> Any:
        if_match = None if self._where.version_id else self._etag
        store = self.fs.blocking
        try:
            if into is None:
                return finish(store.get(self._where, (start, end), if_match))
            return finish(store.get_into(self._where, into, (start, end), if_match))
        except OSError as error:
            if error.errno == STALE:
                self.fs.invalidate_cache(self._where.path)
                raise _changed(self._where.path) from error
            raise

    def _goes_around(self, length: int) -> bool:
        """Long reads take their bytes past the cache, in parallel parts."""
        return self.mode == "rb" and not self.closed and length >= 2 * self.blocksize

    def _within(self, length: int | None) -> int:
        left: int = max(self.size - self.loc, 0)
        return left if length is None or length < 0 else min(length, left)

    def read(self, length: int | None = -1) -> bytes:
        if self.mode != "rb" or self.closed or not self._goes_around(self._within(length)):
            return bytes(super().read(length))
        data = self._fetch_range(self.loc, self.loc + self._within(length))
        self.loc += len(data)
        return data

    def readinto(self, buffer: Any) -> int:
        """Long reads are received there."""
        view = memoryview(buffer).cast("B")
        wanted = self._within(len(view)) if self.mode == "rb" and not self.closed else 0
        if not self._goes_around(wanted):
            return int(super().readinto(view))
        count = int(self._get(self.loc, self.loc + wanted, view[:wanted]))
        self.loc += count
        return count

    def read_buffer(self, length: int | None = -1) -> Any:
        """As ``read``, for those who take any buffer (pyarrow does): long reads are not copied."""
        if self.mode != "rb" or self.closed or not self._goes_around(self._within(length)):
            return self.read(length)
        data = self._get(self.loc, self.loc + self._within(length))
        self.loc += len(data)
        return data

    # --- writing ------------------------------------------------------------------------------------------------------

    def _start_writing(self, options: dict[str, Any]) -> None:
        before = b""
        if self.mode == "xb":
            if self.fs.isfile(self._where.path):
                raise FileExistsError(errno.EEXIST, "S3 has an object of this key already", self._where.path)
            options["if_none_match"] = "*"
        elif self.mode == "ab":
            before = self._before(options)
        self._writer = Writer(self.fs.blocking, self._where, self.blocksize, options)
        if before:
            self.write(before)

    def _before(self, options: dict[str, Any]) -> bytes:
        """What is there already, since S3 appends to nothing: read, and sent again before what comes."""
        try:
            found = finish(self.fs.blocking.head(self._where))
            before = as_bytes(finish(self.fs.blocking.get(self._where, None, found.etag))) if found.size else b""
        except FileNotFoundError:
            return b""
        options["if_match"] = found.etag
        return before

    def write(self, data: Any) -> int:
        if self.closed or self._writer is None:
            raise ValueError("expected a file open for writing, found one closed or open for reading")
        count = finish(self._writer.write(data))
        self.loc += count
        return count

    def flush(self, force: bool = False) -> None:
        """Nothing appears before the end, so there is nothing to do; parts go when they are full."""

    def close(self) -> None:
        if self.closed:
            return
        if self.mode == "rb":
            super().close()
            return
        writer, self.closed = self._writer, True
        if writer is None or not writer.is_ours:
            return
        try:
            finish(writer.seal())
        except BaseException:
            self.discard()
            raise
        if self.autocommit:
            self.commit()

    def commit(self) -> None:
        """The object appears. A transaction calls it for each of its files."""
        if not self.closed:
            self.close()  # with its bytes sent; it appears below
        writer, self._writer = self._writer, None
        if writer is None or not writer.is_ours:
            return
        try:
            finish(writer.publish())
        except BaseException:
            finish(writer.discard())
            raise
        finally:
            self.fs.listings.wrote([self._where.path])

    def discard(self) -> None:
        """The object is what it was."""
        writer, self._writer = self._writer, None
        self.closed = True
        if writer is not None and writer.is_ours:
            finish(writer.discard())

    def __exit__(self, *failure: Any) -> None:
        if failure[0] is not None and self.mode != "rb":
            self.discard()
        self.close()
