"""S3 at the speed of the socket.

:class:`Client` and :class:`AsyncClient` are the way to objects; :class:`S3FileSystem` puts them under everything that
knows fsspec, and :func:`register` gives it "s3://" there. fsspec is needed for these two alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wirespeed.errors import NotFoundError
from wirespeed.s3._async import AsyncClient
from wirespeed.s3._client import Client
from wirespeed.s3._core import Buffer
from wirespeed.s3._errors import (
    AccessDeniedError,
    CredentialsError,
    NoSuchBucketError,
    NotModifiedError,
    ObjectChangedError,
    ObjectNotFoundError,
    PreconditionFailedError,
    S3Error,
    UnavailableError,
)
from wirespeed.s3._info import ObjectInfo
from wirespeed.s3._listing import AsyncObjectList, ObjectEntry, ObjectList
from wirespeed.s3._register import register, unregister
from wirespeed.s3._shared import Bucket
from wirespeed.s3._upload import AsyncPendingUpload, AsyncUpload, PendingUpload, Upload

if TYPE_CHECKING:
    from wirespeed.s3._filesystem import S3FileSystem

__all__ = [
    "AccessDeniedError",
    "AsyncClient",
    "AsyncObjectList",
    "AsyncPendingUpload",
    "AsyncUpload",
    "Bucket",
    "Buffer",
    "Client",
    "CredentialsError",
    "NoSuchBucketError",
    "NotFoundError",
    "NotModifiedError",
    "ObjectChangedError",
    "ObjectEntry",
    "ObjectInfo",
    "ObjectList",
    "ObjectNotFoundError",
    "PendingUpload",
    "PreconditionFailedError",
    "S3Error",
    "S3FileSystem",
    "UnavailableError",
    "Upload",
    "register",
    "unregister",
]


def __getattr__(name: str) -> Any:
    """S3FileSystem is made when it is asked for: it stands on fsspec, which not everybody has."""
    if name == "S3FileSystem":
        from wirespeed.s3._filesystem import S3FileSystem

        return S3FileSystem
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
