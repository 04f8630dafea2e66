"""What both clients do alike around their calls."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias, TypeVar

from wirespeed.s3._calls import Span
from wirespeed.s3._core import NativeCall
from wirespeed.s3._errors import S3Error
from wirespeed.s3._info import ObjectInfo

__all__ = [
    "COPY_LIMIT",
    "COPY_PART",
    "PART_BYTES",
    "SMALLEST_PART",
    "Bucket",
    "Progress",
    "bounds_of",
    "first_part",
    "has_no_tags",
    "in_turn",
    "made_anew",
    "may_be_too_large",
    "not_deleted",
    "options_of_copied",
    "options_of_source",
    "size_of_part",
    "told_of",
    "without_conditions",
]

T = TypeVar("T")
Progress: TypeAlias = Callable[[int, int], Any]

_TELL_EVERY = 0.05  # seconds

COPY_LIMIT = 5 << 30
COPY_PART = 256 << 20

PART_BYTES = 8 << 20
SMALLEST_PART = 5 << 20  # S3 refuses smaller ones, but for the last
_GROWS_AFTER = 1000  # parts of one size: with doubling, the 10,000 that S3 allows hold more than its largest object


def size_of_part(part_bytes: int, before: int) -> int:
    """Of what comes bit by bit, behind so many parts."""
    return part_bytes << (before // _GROWS_AFTER)


class Bucket:
    """A bucket of :meth:`Client.buckets`."""

    __slots__ = ("created", "name", "region")

    def __init__(self, name: str, created: datetime | None, region: str | None) -> None:
        self.name = name
        self.created = created
        self.region = region

    def __repr__(self) -> str:
        return f"Bucket({self.name!r})"


def made_anew(kind: Callable[..., Any], endpoint_url: str | None, options: dict[str, Any]) -> Any:
    return kind(endpoint_url, **options)


def may_be_too_large(error: S3Error) -> bool:
    """What servers say of a copy in one request whose source is above 5 GiB, and of some other things."""
    return error.code in ("InvalidRequest", "EntityTooLarge", "InvalidArgument")


def has_no_tags(error: S3Error) -> bool:
    """What a server says that has no such thing as tags, or none of this object."""
    return error.code in ("NotImplemented", "NoSuchTagSet", "MethodNotAllowed")


def options_of_source(options: dict[str, Any]) -> dict[str, Any]:
    """Those of a copy by which its source is asked for."""
    named = {"version_id": "version_id", "source_if_match": "if_match", "requester_pays": "requester_pays"}
    return {of_head: options[of_copy] for of_copy, of_head in named.items() if of_copy in options}


_COPIED = (
    "content_type",
    "content_encoding",
    "content_disposition",
    "content_language",
    "cache_control",
    "expires",
    "metadata",
)


def options_of_copied(source: ObjectInfo, tags: dict[str, str], options: dict[str, Any]) -> dict[str, Any]:
    """What a copy in parts is created with: it takes nothing over by itself."""
    kept = {"checksum": "none", **options}
    for name in ("version_id", "source_if_match", "replace_metadata", "replace_tags"):
        kept.pop(name, None)
    if not options.get("replace_tags"):
        kept["tags"] = tags or None
    if not options.get("replace_metadata"):
        kept.update({name: getattr(source, name) for name in _COPIED})
        kept["expires"] = http_time(source.expires)
    return kept


def http_time(text: str | None) -> datetime | None:
    """Of an answer's field, which may be anything."""
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None


def without_conditions(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name not in ("if_match", "if_none_match")}


def not_deleted(bucket: str, key: str, version_id: str, code: str, message: str) -> S3Error:
    error = S3Error(f'delete object "{key}" of bucket "{bucket}": expected success, found {code}: {message}')
    error.code, error.message, error.key = code, message, key
    return error


def first_part(range: Span | None, size: int) -> Span:
    if range is None:
        return (0, size)
    begin, end = range
    if begin < 0:
        return (-1, None)
    return (begin, begin + size if end is None else min(end, begin + size))


def bounds_of(range: Span | None, size: int) -> tuple[int, int]:
    """What a range means in an object of that size."""
    if range is None:
        return 0, size
    begin, end = range
    if begin < 0:
        return max(0, size + begin), size
    return begin, size if end is None else min(end, size)


async def in_turn(awaitables: Iterator[Coroutine[Any, Any, T]], at_once: int) -> AsyncIterator[T]:
    """What they give, in their order, with so many of them on their way."""
    under_way: deque[asyncio.Task[T]] = deque()
    try:
        for one in awaitables:
            under_way.append(asyncio.ensure_future(one))
            if len(under_way) >= at_once:
                yield await under_way.popleft()
        while under_way:
            yield await under_way.popleft()
    finally:
        for task in under_way:
            task.cancel()


async def told_of(ended: asyncio.Future[None], call: NativeCall, progress: Progress) -> None:
    """Tells how far a call is, now and then and at its end."""
    while not ended.done():
        await asyncio.wait({ended}, timeout=_TELL_EVERY)
        progress(call.bytes, call.expected_bytes)
    await ended
