"""The same client for asyncio. One thread in the background carries out the calls of an event loop, side by side."""

from __future__ import annotations

import asyncio
import atexit
import builtins
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary, WeakSet, ref

from wirespeed.errors import CancelledError
from wirespeed.s3._async_put import put_pieces
from wirespeed.s3._calls import Calls, Span, is_empty, method_of_url
from wirespeed.s3._core import Buffer, NativeCall, NativeSharedObject, native
from wirespeed.s3._errors import S3Error
from wirespeed.s3._info import ObjectInfo, time_of
from wirespeed.s3._listing import AsyncObjectList, Query
from wirespeed.s3._setup import LARGEST_BUFFER, Setup
from wirespeed.s3._shared import (
    COPY_LIMIT,
    COPY_PART,
    PART_BYTES,
    SMALLEST_PART,
    Bucket,
    Progress,
    bounds_of,
    first_part,
    has_no_tags,
    in_turn,
    made_anew,
    may_be_too_large,
    not_deleted,
    options_of_copied,
    options_of_source,
    told_of,
    without_conditions,
)
from wirespeed.s3._upload import AsyncPendingUpload, AsyncUpload

__all__ = ["AsyncClient"]

_MOST_AHEAD = 40 << 20  # bytes that a stream asks for before they are taken
_MOST_KEPT = 64 << 20  # bytes of what comes by `async for`, until they are sent


class _Reactor:
    """Calls of one event loop on their way."""

    def __init__(self, client: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._native = native.Reactor(client)
        self._loop = ref(loop)  # which is what keeps this
        loop.add_reader(self._native.descriptor, self._take_ended)
        _open_reactors.add(self)

    def submit(self, call: NativeCall, loop: asyncio.AbstractEventLoop) -> asyncio.Future[None]:
        future: asyncio.Future[None] = loop.create_future()
        self._native.submit(call, future)
        return future

    def _take_ended(self) -> None:
        for future in self._native.ended():
            if not future.done():
                future.set_result(None)

    def close(self) -> None:
        loop = self._loop()
        is_open = loop is not None and not loop.is_closed()
        if loop is not None and is_open:
            loop.remove_reader(self._native.descriptor)
        for future in self._native.close():
            if is_open and not future.done():
                future.set_exception(CancelledError("S3: the client was closed while the call was under way"))


_open_reactors: WeakSet[_Reactor] = WeakSet()


@atexit.register
def _close_reactors() -> None:
    """Their threads must not outlive the interpreter."""
    for reactor in list(_open_reactors):
        reactor.close()


class AsyncClient:
    """:class:`Client` for asyncio: the same arguments, the same methods, to be awaited.

    It may be used by several event loops. A task that is cancelled no longer waits; what it asked for ends by itself.
    """

    def __init__(self, endpoint_url: str | None = None, **options: Any) -> None:
        self._made_with = (endpoint_url, options)
        self._setup = Setup(endpoint_url, **options)
        self._calls = Calls(self._setup)
        self._native = self._setup.make()
        self._reactors: WeakKeyDictionary[asyncio.AbstractEventLoop, _Reactor] = WeakKeyDictionary()

    def __reduce__(self) -> Any:
        return partial(made_anew, type(self)), self._made_with

    def __repr__(self) -> str:
        return f"<wirespeed.s3.AsyncClient of {self._setup.endpoint_url or 'AWS'}>"

    async def _run(self, call: NativeCall, timeout: float | None = None, progress: Progress | None = None) -> Any:
        loop = asyncio.get_running_loop()
        reactor = self._reactors.get(loop)
        if reactor is None:
            reactor = self._reactors[loop] = _Reactor(self._native, loop)
        limit = self._setup.timeout if timeout is None else timeout
        ended = reactor.submit(call, loop)
        waiting = ended if progress is None else told_of(ended, call, progress)
        await (waiting if limit is None else asyncio.wait_for(waiting, limit))
        return call.result()

    async def close(self) -> None:
        """Ends what this event loop's calls ran on. The client can still be used."""
        reactor = self._reactors.pop(asyncio.get_running_loop(), None)
        if reactor is not None:
            reactor.close()

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # --- reading ------------------------------------------------------------------------------------------------------

    async def get(
        self,
        bucket: str,
        key: str,
        *,
        range: Span | None = None,
        timeout: float | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> Buffer:
        """As :meth:`Client.get`."""
        got = await self.get_with_info(bucket, key, range=range, timeout=timeout, progress=progress, **options)
        return got[0]

    async def get_with_info(
        self,
        bucket: str,
        key: str,
        *,
        range: Span | None = None,
        timeout: float | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> tuple[Buffer, ObjectInfo]:
        """As :meth:`Client.get_with_info`."""
        if is_empty(range):
            return Buffer(), await self.head(bucket, key, timeout=timeout, **options)
        call = self._calls.get(bucket, key, None, {"range": range, **options})
        buffer, info = await self._run(call, timeout, progress)
        return buffer, ObjectInfo._of(info)

    async def get_into(
        self,
        bucket: str,
        key: str,
        buffer: Any,
        *,
        range: Span | None = None,
        timeout: float | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> int:
        """As :meth:`Client.get_into`. The buffer belongs to the call until it has ended, cancelled or not."""
        if is_empty(range):
            return 0
        call = self._calls.get(bucket, key, buffer, {"range": range, **options})
        return (await self._run(call, timeout, progress))[0]  # type: ignore[no-any-return]

    async def get_ranges(
        self, bucket: str, key: str, spans: Iterable[Span], *, timeout: float | None = None, **options: Any
    ) -> list[Buffer]:
        """As :meth:`Client.get_ranges`."""
        return await self._run(self._calls.get_ranges(bucket, key, spans, options), timeout)  # type: ignore[no-any-return]

    async def get_many(
        self,
        bucket: str,
        keys: Sequence[str],
        *,
        on_error: str = "raise",
        timeout: float | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> list[Any]:
        """As :meth:`Client.get_many`."""
        return await self._run(self._calls.get_many(bucket, keys, on_error, options), timeout, progress)  # type: ignore[no-any-return]

    async def stream(
        self,
        bucket: str,
        key: str,
        *,
        range: Span | None = None,
        part_size: int | None = None,
        timeout: float | None = None,
        **options: Any,
    ) -> AsyncIterator[Buffer]:
        """As :meth:`Client.stream`: ``async for``."""
        if is_empty(range):
            return
        size = self._setup.buffer_size(part_size) or LARGEST_BUFFER
        of = NativeSharedObject(is_checked=range is None or range[0] == 0)
        try:
            first, info = await self._part(of, bucket, key, first_part(range, size), timeout, options)
        except S3Error as error:
            if range is None and error.status == 416:
                return  # an empty object has no parts
            raise
        begin, end = bounds_of(range, info.size)
        if range is None or range[0] >= 0:
            begin += len(first)
            if first:
                yield first
        del first
        spans = ((at, min(at + size, end)) for at in builtins.range(begin, end, size))
        parts = (self._part(of, bucket, key, span, timeout, options) for span in spans)
        async for buffer, _ in in_turn(parts, self._setup.parts_at_once or max(3, _MOST_AHEAD // size)):
            yield buffer

    async def _part(
        self, of: NativeSharedObject, bucket: str, key: str, span: Span, timeout: float | None, options: dict[str, Any]
    ) -> tuple[Buffer, ObjectInfo]:
        """A range of the object that others are read of, too."""
        buffer, info = await self._run(self._calls.get(bucket, key, None, {**options, "range": span}, of), timeout)
        return buffer, ObjectInfo._of(info)

    async def head(self, bucket: str, key: str, *, timeout: float | None = None, **options: Any) -> ObjectInfo:
        """As :meth:`Client.head`."""
        return ObjectInfo._of(await self._run(native.head(bucket, key, options), timeout))

    def list(
        self,
        bucket: str,
        prefix: str = "",
        *,
        delimiter: str | None = None,
        start_after: str | None = None,
        versions: bool = False,
        owners: bool = False,
        limit: int | None = None,
        parallel: int = 32,
        timeout: float | None = None,
    ) -> AsyncObjectList:
        """As :meth:`Client.list`: ``async for``, or await its methods."""
        query = Query(bucket, prefix, delimiter or "", start_after or "", versions, owners, limit, parallel)
        return AsyncObjectList(lambda call: self._run(call, timeout), query)

    # --- writing ------------------------------------------------------------------------------------------------------

    async def put(
        self,
        bucket: str,
        key: str,
        data: Any,
        *,
        timeout: float | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> ObjectInfo:
        """As :meth:`Client.put`. What ``data`` gives may also come by ``async for``."""
        if isinstance(data, AsyncIterable):
            limit = self._setup.timeout if timeout is None else timeout
            work = self._put_pieces(bucket, key, data, progress, options)
            return await (work if limit is None else asyncio.wait_for(work, limit))
        return ObjectInfo._of(await self._run(self._calls.put(bucket, key, data, options), timeout, progress))

    async def _put_pieces(
        self, bucket: str, key: str, pieces: AsyncIterable[Any], progress: Progress | None, options: dict[str, Any]
    ) -> ObjectInfo:
        part_bytes = max(self._setup.part_size or PART_BYTES, SMALLEST_PART)
        return await put_pieces(
            pieces,
            lambda whole: self.put(bucket, key, whole, progress=progress, **options),
            lambda: self.create_upload(bucket, key, **options),
            part_bytes=part_bytes,
            at_once=self._setup.parts_at_once or max(1, _MOST_KEPT // part_bytes),
            progress=progress,
        )

    async def put_many(
        self,
        bucket: str,
        items: Iterable[tuple[str, Any]],
        *,
        on_error: str = "raise",
        timeout: float | None = None,
        progress: Progress | None = None,
        **options: Any,
    ) -> builtins.list[Any]:
        """As :meth:`Client.put_many`."""
        done = await self._run(self._calls.put_many(bucket, items, on_error, options), timeout, progress)
        return [ObjectInfo._of(one) if isinstance(one, dict) else one for one in done]

    async def copy(
        self, bucket: str, key: str, to_bucket: str, to_key: str, *, timeout: float | None = None, **options: Any
    ) -> ObjectInfo:
        """As :meth:`Client.copy`."""
        try:
            call = self._calls.copy(bucket, key, to_bucket, to_key, dict(options))
            return ObjectInfo._of(await self._run(call, timeout))
        except S3Error as error:
            if not may_be_too_large(error):
                raise
            source = await self.head(bucket, key, timeout=timeout, **options_of_source(options))
            if source.size <= COPY_LIMIT:
                raise
        return await self._copy_in_parts(source, (bucket, key), (to_bucket, to_key), options, timeout)

    async def _copy_in_parts(
        self,
        source: ObjectInfo,
        from_: tuple[str, str],
        to: tuple[str, str],
        options: dict[str, Any],
        timeout: float | None,
        part_size: int = COPY_PART,
    ) -> ObjectInfo:
        tags: dict[str, str] = {}
        if not options.get("replace_tags"):
            try:
                tags = await self.get_tags(*from_, version_id=options.get("version_id"))
            except S3Error as error:
                if not has_no_tags(error):
                    raise
        async with await self.create_upload(*to, **options_of_copied(source, tags, options)) as upload:
            call = upload._copy_call(from_, options.get("version_id"), source, part_size)
            upload._copied(await self._run(call, timeout))
        return await self.head(*to)

    async def delete(self, bucket: str, key: str, *, timeout: float | None = None, **options: Any) -> ObjectInfo:
        """As :meth:`Client.delete`."""
        return ObjectInfo._of(await self._run(native.delete(bucket, key, options), timeout))

    async def delete_many(
        self,
        bucket: str,
        keys: Iterable[str | tuple[str, str]],
        *,
        on_error: str = "raise",
        timeout: float | None = None,
    ) -> builtins.list[S3Error]:
        """As :meth:`Client.delete_many`."""
        said = await self._run(self._calls.delete_many(bucket, keys), timeout)
        errors = [not_deleted(bucket, *one) for one in said]
        if errors and on_error == "raise":
            raise errors[0]
        return errors

    async def create_upload(self, bucket: str, key: str, **options: Any) -> AsyncUpload:
        """As :meth:`Client.create_upload`."""
        said = self._setup.write_options(options)
        upload_id = await self._run(native.create_upload(bucket, key, without_conditions(said)))
        return AsyncUpload(self._run, bucket, key, upload_id, said)

    async def uploads(self, bucket: str, prefix: str = "") -> builtins.list[AsyncPendingUpload]:
        """As :meth:`Client.uploads`."""
        found: builtins.list[AsyncPendingUpload] = []
        marker: tuple[str, str] | None = ("", "")
        while marker is not None:
            page, marker = await self._run(native.list_uploads(bucket, prefix, *marker))
            found += [AsyncPendingUpload(self._run, bucket, *told) for told in page]
        return found

    async def get_tags(self, bucket: str, key: str, *, version_id: str | None = None) -> dict[str, str]:
        """As :meth:`Client.get_tags`."""
        return await self._run(native.get_tags(bucket, key, version_id or ""))  # type: ignore[no-any-return]

    async def put_tags(self, bucket: str, key: str, tags: dict[str, str], *, version_id: str | None = None) -> None:
        """As :meth:`Client.put_tags`."""
        await self._run(native.put_tags(bucket, key, version_id or "", list(tags.items())))

    async def delete_tags(self, bucket: str, key: str, *, version_id: str | None = None) -> None:
        """As :meth:`Client.delete_tags`."""
        await self._run(native.delete_tags(bucket, key, version_id or ""))

    async def presign(self, method: str, bucket: str, key: str, *, expires: float = 3600, **options: Any) -> str:
        """As :meth:`Client.presign`."""
        return self._native.presign(method_of_url(method, expires), bucket, key, expires, options)

    # --- buckets ------------------------------------------------------------------------------------------------------

    async def buckets(self) -> builtins.list[Bucket]:
        """As :meth:`Client.buckets`."""
        said = await self._run(native.buckets())
        return [Bucket(name, time_of(created), region or None) for name, created, region in said]

    async def create_bucket(
        self, bucket: str, *, region: str | None = None, acl: str | None = None, object_lock: bool = False
    ) -> None:
        """As :meth:`Client.create_bucket`."""
        await self._run(native.create_bucket(bucket, region or "", acl or "", object_lock))

    async def delete_bucket(self, bucket: str) -> None:
        """As :meth:`Client.delete_bucket`."""
        await self._run(native.delete_bucket(bucket))

    async def has_bucket(self, bucket: str) -> bool:
        """As :meth:`Client.has_bucket`."""
        try:
            await self._run(native.head_bucket(bucket))
        except S3Error as error:
            if error.status == 404:
                return False
            raise
        return True

    async def set_versioning(self, bucket: str, enabled: bool) -> None:
        """As :meth:`Client.set_versioning`."""
        await self._run(native.put_versioning(bucket, enabled))
