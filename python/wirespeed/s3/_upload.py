"""Uploads in parts that the caller gives one by one, in any order, from several threads or tasks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from wirespeed import errors
from wirespeed.s3._core import NativeCall, native
from wirespeed.s3._info import ObjectInfo, time_of

__all__ = ["AsyncPendingUpload", "AsyncUpload", "PendingUpload", "Upload"]

_OF_COMPLETION = frozenset(
    {"if_match", "if_none_match", "checksum", "customer_key", "requester_pays", "expected_bucket_owner"}
)
_OF_PARTS = frozenset(
    {"checksum", "customer_key", "sign_payload", "trailing_checksum", "requester_pays", "expected_bucket_owner"}
)


class _Parts:
    def __init__(self, bucket: str, key: str, upload_id: str, options: dict[str, Any]) -> None:
        self.bucket = bucket
        self.key = key
        self.upload_id = upload_id
        """S3's name of the upload."""
        self._options = options
        self._done: dict[int, tuple[str, str, int]] = {}  # ETag, checksum, bytes

    def _put_call(self, number: int, data: Any) -> NativeCall:
        options = {name: value for name, value in self._options.items() if name in _OF_PARTS}
        return native.put_part(self.bucket, self.key, self.upload_id, number, data, options)

    def _copy_call(
        self, from_: tuple[str, str], version_id: str | None, source: ObjectInfo, part_size: int
    ) -> NativeCall:
        """Of all parts, from an object as it was when ``source`` was told."""
        return native.copy_parts(
            self.bucket, self.key, self.upload_id, *from_, version_id, source.etag, source.size, part_size
        )

    def _copied(self, parts: list[tuple[str, str, int]]) -> None:
        self._done.update(enumerate(parts, 1))

    def _complete_call(self) -> NativeCall:
        parts = [(number, *self._done[number]) for number in sorted(self._done)]
        options = {name: value for name, value in self._options.items() if name in _OF_COMPLETION}
        return native.complete_upload(self.bucket, self.key, self.upload_id, parts, options)

    def _abort_call(self) -> NativeCall:
        return native.abort_upload(self.bucket, self.key, self.upload_id)


class Upload(_Parts):
    """Made by :meth:`Client.create_upload`. The object appears with :meth:`complete`; until then, or after
    :meth:`abort`, nobody sees any of it. As a context manager it is completed at the end, and aborted by an error."""

    def __init__(
        self, run: Callable[[NativeCall], Any], bucket: str, key: str, upload_id: str, options: dict[str, Any]
    ) -> None:
        super().__init__(bucket, key, upload_id, options)
        self._run = run

    def put_part(self, number: int, data: Any) -> None:
        """Part ``number``, from 1 to 10,000: at least 5 MiB but for the last. One that was there is replaced."""
        self._done[number] = self._run(self._put_call(number, data))

    def complete(self) -> ObjectInfo:
        """Makes the object of the parts, in the order of their numbers."""
        return ObjectInfo._of(self._run(self._complete_call()))

    def abort(self) -> None:
        """Forgets the upload and its parts."""
        self._run(self._abort_call())

    def __enter__(self) -> Upload:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.complete()
                return
        except BaseException:
            self._abort_quietly()
            raise
        self._abort_quietly()

    def _abort_quietly(self) -> None:
        """What failed before is told, not this."""
        with suppress(errors.Error):
            self.abort()


class AsyncUpload(_Parts):
    """The same for asyncio."""

    def __init__(
        self,
        run: Callable[[NativeCall], Awaitable[Any]],
        bucket: str,
        key: str,
        upload_id: str,
        options: dict[str, Any],
    ) -> None:
        super().__init__(bucket, key, upload_id, options)
        self._run = run

    async def put_part(self, number: int, data: Any) -> None:
        """As :meth:`Upload.put_part`."""
        self._done[number] = await self._run(self._put_call(number, data))

    async def complete(self) -> ObjectInfo:
        """As :meth:`Upload.complete`."""
        return ObjectInfo._of(await self._run(self._complete_call()))

    async def abort(self) -> None:
        """As :meth:`Upload.abort`."""
        await self._run(self._abort_call())

    async def __aenter__(self) -> AsyncUpload:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                await self.complete()
                return
        except BaseException:
            await self._abort_quietly()
            raise
        await self._abort_quietly()

    async def _abort_quietly(self) -> None:
        with suppress(errors.Error):
            await self.abort()


class _Pending:
    """What is told of an upload that was begun and neither completed nor aborted: its parts are paid for."""

    def __init__(
        self, run: Callable[[NativeCall], Any], bucket: str, key: str, upload_id: str, initiated: Any, storage: str
    ) -> None:
        self._run = run
        self.bucket = bucket
        self.key = key
        self.upload_id = upload_id
        self.initiated: datetime | None = time_of(initiated)
        self.storage_class = storage or None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.bucket}/{self.key} since {self.initiated}>"

    def _abort_call(self) -> NativeCall:
        return native.abort_upload(self.bucket, self.key, self.upload_id)


class PendingUpload(_Pending):
    """One of :meth:`Client.uploads`: begun, and neither completed nor aborted. Its parts take room until then."""

    def abort(self) -> None:
        """Forgets the upload and its parts."""
        self._run(self._abort_call())


class AsyncPendingUpload(_Pending):
    """The same for asyncio."""

    async def abort(self) -> None:
        """As :meth:`PendingUpload.abort`."""
        await self._run(self._abort_call())
