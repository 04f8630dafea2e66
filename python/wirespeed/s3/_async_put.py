"""An object of pieces that come one by one as a coroutine makes them: it appears when all have come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from contextlib import aclosing
from typing import Any, TypeAlias

from wirespeed.s3._info import ObjectInfo
from wirespeed.s3._shared import Progress, size_of_part
from wirespeed.s3._upload import AsyncUpload

__all__ = ["put_pieces"]

PutWhole: TypeAlias = Callable[[bytes], Awaitable[ObjectInfo]]
BeginUpload: TypeAlias = Callable[[], Awaitable[AsyncUpload]]


async def put_pieces(
    pieces: AsyncIterable[Any],
    put_whole: PutWhole,
    begin: BeginUpload,
    *,
    part_bytes: int,
    at_once: int,
    progress: Progress | None,
) -> ObjectInfo:
    """What fits into one part goes in one request, all else in parts, some of which are on their way. An upload that
    cannot be ended is aborted."""
    async with aclosing(_joined(pieces, part_bytes)) as parts:
        first = await anext(parts, b"")
        if len(first) < part_bytes:
            return await put_whole(first)
        upload = await begin()
        try:
            await _put_parts(upload, first, parts, at_once, progress)
            return await upload.complete()
        except BaseException:
            await upload._abort_quietly()
            raise


async def _joined(pieces: AsyncIterable[Any], size: int) -> AsyncGenerator[bytes, None]:
    """The same bytes in parts, the first of that size."""
    held = bytearray()
    parts = 0
    async for piece in pieces:
        held += memoryview(piece).cast("B")
        while len(held) >= (wanted := size_of_part(size, parts)):
            yield bytes(memoryview(held)[:wanted])
            del held[:wanted]
            parts += 1
    if held:
        yield bytes(held)


async def _put_parts(
    upload: AsyncUpload, first: bytes, parts: AsyncGenerator[bytes, None], at_once: int, progress: Progress | None
) -> None:
    sent = 0

    async def put(number: int, part: bytes) -> None:
        nonlocal sent
        await upload.put_part(number, part)
        sent += len(part)
        if progress is not None:
            progress(sent, 0)

    under_way: set[asyncio.Task[None]] = set()
    try:
        number, part = 1, first
        while part:
            under_way.add(asyncio.ensure_future(put(number, part)))
            if len(under_way) >= at_once:
                ended, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.gather(*ended)
            number, part = number + 1, await anext(parts, b"")
        await asyncio.gather(*under_way)
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
