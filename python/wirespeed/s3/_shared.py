"""What both clients do alike around their calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from wirespeed.s3._calls import Span
from wirespeed.s3._errors import S3Error
from wirespeed.s3._info import ObjectInfo

__all__ = [
    "COPY_LIMIT",
    "COPY_PART",
    "Bucket",
    "bounds_of",
    "first_part",
    "made_anew",
    "not_deleted",
    "options_of_copied",
    "with_size",
    "without_conditions",
]

COPY_LIMIT = 5 << 30
COPY_PART = 256 << 20


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


def options_of_copied(source: ObjectInfo, options: dict[str, Any]) -> dict[str, Any]:
    """What a copy in parts is created with: it takes nothing over by itself."""
    kept = {"checksum": "none", **options}
    for name in ("version_id", "source_if_match", "replace_metadata", "replace_tags"):
        kept.pop(name, None)
    if options.get("replace_metadata"):
        return kept
    return {"content_type": source.content_type, "metadata": source.metadata, **kept}


def without_conditions(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name not in ("if_match", "if_none_match")}


def with_size(info: ObjectInfo, size: int) -> ObjectInfo:
    return replace(info, size=size)


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
