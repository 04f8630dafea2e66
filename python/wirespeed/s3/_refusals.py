"""What S3 refuses, as the exceptions that file systems raise."""

from __future__ import annotations

import errno

from wirespeed.errors import CancelledError, Error, InvalidArgumentError, TimeoutError
from wirespeed.s3._errors import CredentialsError, ObjectChangedError

__all__ = ["STALE", "as_os_error"]

STALE = errno.ESTALE  # the object is no longer the one that was opened

_BY_CODE = {
    "NoSuchKey": errno.ENOENT,
    "NoSuchBucket": errno.ENOENT,
    "NoSuchVersion": errno.ENOENT,
    "NoSuchUpload": errno.ENOENT,
    "NotFound": errno.ENOENT,
    "BucketAlreadyExists": errno.EEXIST,
    "BucketAlreadyOwnedByYou": errno.EEXIST,
    "BucketNotEmpty": errno.ENOTEMPTY,
    "EntityTooLarge": errno.EFBIG,
    "KeyTooLongError": errno.ENAMETOOLONG,
    "KeyTooLong": errno.ENAMETOOLONG,
    "InvalidBucketName": errno.EINVAL,
    "MethodNotAllowed": errno.EPERM,
    "SlowDown": errno.EBUSY,
    "ServiceUnavailable": errno.EBUSY,
    "QuotaExceeded": errno.EDQUOT,
}
_BY_STATUS = {401: errno.EACCES, 403: errno.EACCES, 404: errno.ENOENT, 503: errno.EBUSY}


def as_os_error(error: Error, path: str, *, creating: bool = False) -> Exception:
    """``creating``: the request was to fail where an object is. What is no refusal of a server stays what it is."""
    if isinstance(error, (CancelledError, TimeoutError, InvalidArgumentError)):
        return error
    number = _number(error, creating)
    made = OSError(number, str(error), path)  # picks FileNotFoundError and its like by the number
    made.code, made.status = error.code, getattr(error, "status", 0)  # type: ignore[attr-defined]
    return made


def _number(error: Error, creating: bool) -> int:
    status = getattr(error, "status", 0)
    if isinstance(error, ObjectChangedError):
        return STALE
    if isinstance(error, CredentialsError):
        return errno.EACCES
    if status == 412 or error.code in ("PreconditionFailed", "ConditionalRequestConflict"):
        return errno.EEXIST if creating else STALE
    return _BY_CODE.get(error.code) or _BY_STATUS.get(status, errno.EIO)
