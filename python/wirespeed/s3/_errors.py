"""What S3 raises besides wirespeed's own family, which it belongs to."""

from __future__ import annotations

from typing import Any

from wirespeed import errors

__all__ = [
    "AccessDeniedError",
    "CredentialsError",
    "NoSuchBucketError",
    "NotModifiedError",
    "ObjectChangedError",
    "ObjectNotFoundError",
    "PreconditionFailedError",
    "S3Error",
    "UnavailableError",
]


class S3Error(errors.Error):
    """The server refused. ``str()`` says what was asked, of what, and what the server said.

    ``code`` is S3's own, as ``NoSuchKey``; for an answer without a body (of HEAD) the status, as ``404``.
    """

    status: int = 0
    """Of HTTP; 0 when there was no answer."""
    message: str = ""
    """What the server said, alone."""
    request_id: str | None = None
    host_id: str | None = None
    region: str | None = None
    """Where the bucket is, when it was asked for in another place."""
    key: str | None = None
    """Of a deletion among many, which one."""


class ObjectNotFoundError(S3Error, errors.NotFoundError):
    """There is no such object, or no such version or upload (404)."""


class NoSuchBucketError(ObjectNotFoundError):
    """There is no such bucket."""


class AccessDeniedError(S3Error):
    """The credentials do not allow it, or are not good (401, 403)."""


class PreconditionFailedError(S3Error):
    """``if_match`` or ``if_none_match`` did not hold (412): the object is another than was expected, or is there."""


class NotModifiedError(S3Error):
    """The object is still the one of ``if_none_match`` (304)."""


class ObjectChangedError(S3Error):
    """The object was written anew while its parts were read: read it again."""


class CredentialsError(S3Error):
    """No credentials were found, or their source failed."""


class UnavailableError(S3Error, errors.IoError):
    """No server could be reached, or the connection was lost, again and again."""


_BY_STATUS: dict[int, type[S3Error]] = {
    304: NotModifiedError,
    401: AccessDeniedError,
    403: AccessDeniedError,
    404: ObjectNotFoundError,
    412: PreconditionFailedError,
}

_BY_KIND: dict[str, type[S3Error]] = {
    "credentials": CredentialsError,
    "changed": ObjectChangedError,
    "unavailable": UnavailableError,
}


def class_of(code: str, status: int) -> type[S3Error]:
    """The exception for what the server said."""
    if code == "NoSuchBucket":
        return NoSuchBucketError
    return _BY_STATUS.get(status, S3Error)


def from_native(kind: str, code: str, message: str, refusal: dict[str, Any] | None) -> Exception:
    """The exception for an error of the native client, which calls this."""
    by_kind = _BY_KIND.get(kind)
    if refusal is None:
        return errors._of_code(code, message) if by_kind is None else by_kind(message)
    error = (by_kind or class_of(refusal["code"], refusal["status"]))(message)
    for name, value in refusal.items():
        setattr(error, name, value)
    return error
