"""Paths as fsspec writes them, "bucket/key" with or without "s3://" before it, and the objects that they name."""

from __future__ import annotations

import os
from typing import NamedTuple

__all__ = ["Location", "join", "parents", "split", "strip_protocol"]

_PREFIXES = ("s3://", "s3a://", "s3::", "s3a::")
_VERSION = "?versionId="


class Location(NamedTuple):
    """An object, or with an empty key a bucket, or with an empty bucket the place where buckets are."""

    bucket: str
    key: str = ""
    version_id: str | None = None

    @property
    def path(self) -> str:
        return f"{self.bucket}/{self.key}" if self.key else self.bucket

    @property
    def folder(self) -> str:
        """The prefix that the keys below this path share."""
        return f"{self.key}/" if self.key else ""


def strip_protocol(path: str | os.PathLike[str]) -> str:
    """Without "s3://" and without slashes at the end: fsspec's names for files never end in one."""
    text = os.fspath(path)
    for prefix in _PREFIXES:
        if text.startswith(prefix):
            text = text[len(prefix) :]
            break
    return text.rstrip("/")


def split(path: str | os.PathLike[str]) -> Location:
    """ "bucket/key?versionId=..." in its parts. The bucket of an access point's ARN is the ARN."""
    text = strip_protocol(path)
    text, _, version = text.partition(_VERSION)
    cut = text.find("/", text.find("/") + 1) if text.startswith("arn:") else text.find("/")
    if cut < 0:
        return Location(text, "", version or None)
    return Location(text[:cut], text[cut + 1 :], version or None)


def join(bucket: str, key: str) -> str:
    return f"{bucket}/{key}"


def parents(path: str) -> list[str]:
    """The paths above, nearest first, ending with "", where buckets are."""
    above = []
    while path:
        path = path.rpartition("/")[0]
        above.append(path)
    return above
