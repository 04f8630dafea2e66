"""Bytes that come bit by bit and become one object, all at once, when told so.

What fits one part is kept and sent by one request; more goes as a multipart upload, some parts side by side.
"""

from __future__ import annotations

import errno
import os
from typing import Any

from wirespeed.s3._paths import Location
from wirespeed.s3._shared import SMALLEST_PART, size_of_part
from wirespeed.s3._store import Store, Upload

__all__ = ["Writer"]

_SIDE_BY_SIDE = 4


class Writer:
    """``write`` as often as you like, ``seal``, then ``publish`` or ``discard``. One task at a time."""

    def __init__(self, store: Store, where: Location, part_bytes: int, options: dict[str, Any]) -> None:
        self._store = store
        self._where = where
        self._part_bytes = max(part_bytes, SMALLEST_PART)
        self._options = options  # of Client.put; if_none_match and if_match are conditions
        self._buffer = bytearray()  # used again for each window; its pages are taken when they are written to
        self._filled = 0
        self._upload: Upload | None = None
        self._parts = 0
        self._is_broken = False
        self._pid = os.getpid()

    @property
    def is_ours(self) -> bool:
        """False in a child of fork: the upload is its parent's."""
        return self._pid == os.getpid()

    def _size_of_part(self) -> int:
        return size_of_part(self._part_bytes, self._parts)

    async def write(self, data: Any) -> int:
        """What does not fit the window goes from where it is."""
        self._check()
        view = memoryview(data).cast("B")
        count = len(view)
        while view:
            window = _SIDE_BY_SIDE * self._size_of_part()
            if not self._filled and len(view) >= window:
                await self._send(view[:window])
                view = view[window:]
                continue
            if len(self._buffer) < window:
                self._grow(window)
            room = min(window - self._filled, len(view))
            self._buffer[self._filled : self._filled + room] = view[:room]
            self._filled += room
            view = view[room:]
            if self._filled == window:
                await self._send_buffer()
        return count

    def _grow(self, window: int) -> None:
        larger = bytearray(window)
        larger[: self._filled] = memoryview(self._buffer)[: self._filled]
        self._buffer = larger

    def _check(self) -> None:
        if self._is_broken:
            reason = "S3: a part before this was not written, so the object cannot be; begin again"
            raise OSError(errno.EIO, reason, self._where.path)

    async def _send_buffer(self) -> None:
        with memoryview(self._buffer) as view:
            await self._send(view[: self._filled])
        self._filled = 0

    async def _send(self, view: memoryview) -> None:
        """In parts of one size but for the last, which are on their way side by side."""
        self._is_broken = True  # until it has gone well
        if self._upload is None:
            self._upload = await self._store.create_upload(self._where, **self._options)
        size = self._size_of_part()
        pieces = [view[begin : begin + size] for begin in range(0, len(view), size)]
        parts = list(enumerate(pieces, self._parts + 1))
        self._parts += len(parts)
        upload = self._upload
        await self._store.each(lambda part: upload.put_part(*part), parts)
        self._is_broken = False

    async def seal(self) -> None:
        """Sends what can be sent before the object appears."""
        self._check()
        if self._upload is not None and self._filled:
            await self._send_buffer()

    async def publish(self) -> Any:
        """The object appears, with its old content replaced; what S3 says of it."""
        self._check()
        if self._filled > self._part_bytes:
            await self._send_buffer()
        if self._upload is None:
            with memoryview(self._buffer) as view:
                made = await self._store.put(self._where, view[: self._filled], **self._options)
        else:
            made = await self._upload.complete()
        self._buffer = bytearray()
        return made

    async def discard(self) -> None:
        """Nothing was written."""
        self._buffer = bytearray()
        upload, self._upload = self._upload, None
        if upload is not None:
            await upload.abort()
