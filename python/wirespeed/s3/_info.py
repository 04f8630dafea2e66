"""What S3 says of objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

__all__ = ["ObjectInfo", "time_of"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def time_of(microseconds: int | None) -> datetime | None:
    """The time that many microseconds after 1970, in UTC."""
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What the server said of an object, or of what became of it. What it did not say is None."""

    size: int
    """Bytes of the whole object, also when a part of it was read."""
    etag: str | None = None
    """With its quotes, as ``if_match`` takes it."""
    last_modified: datetime | None = None
    version_id: str | None = None
    is_delete_marker: bool = False
    content_type: str | None = None
    content_encoding: str | None = None
    content_disposition: str | None = None
    content_language: str | None = None
    cache_control: str | None = None
    expires: str | None = None
    storage_class: str | None = None
    """None for STANDARD."""
    server_side_encryption: str | None = None
    restore: str | None = None
    parts: int = 0
    """Of an upload in parts, where ``part_number`` was asked with; else 0."""
    checksums: dict[str, str] = field(default_factory=dict)
    """By algorithm, as ``crc64nvme``: base64."""
    checksum_type: str | None = None
    """``FULL_OBJECT`` or ``COMPOSITE``."""
    metadata: dict[str, str] = field(default_factory=dict)

    @classmethod
    def _of(cls, said: dict[str, Any]) -> ObjectInfo:
        said["last_modified"] = time_of(said["last_modified"])
        return cls(**said)
