"""``storage_options``: the names that s3fs gave them, and the client's own.

What is not known is an error that says so; what has no meaning here is accepted and told in docs/s3_filesystem.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirespeed.errors import InvalidArgumentError

__all__ = ["client_options", "write_options"]

_RENAMED = {
    "key": "access_key_id",
    "username": "access_key_id",
    "secret": "secret_access_key",
    "password": "secret_access_key",
    "token": "session_token",
    "anon": "anonymous",
}
_OF_CLIENT_KWARGS = {
    "endpoint_url": "endpoint_url",
    "region_name": "region",
    "aws_access_key_id": "access_key_id",
    "aws_secret_access_key": "secret_access_key",
    "aws_session_token": "session_token",
}
# Of botocore's Config; what tunes its pools and retries has nothing to tune here.
_IGNORED = {"config_kwargs", "cache_regions", "fixed_upload_size", "max_concurrency", "default_fill_cache", "session"}
_WRITE = {
    "ACL": "acl",
    "CacheControl": "cache_control",
    "ContentDisposition": "content_disposition",
    "ContentEncoding": "content_encoding",
    "ContentLanguage": "content_language",
    "ContentType": "content_type",
    "Expires": "expires",
    "Metadata": "metadata",
    "SSEKMSKeyId": "kms_key_id",
    "ServerSideEncryption": "server_side_encryption",
    "StorageClass": "storage_class",
}
_WRITE_NAMES = frozenset([*_WRITE, *_WRITE.values(), "checksum", "tags"])


def client_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords of ``Client``."""
    made: dict[str, Any] = {}
    for name, value in given.items():
        if name in _IGNORED or value is None:
            continue
        if name == "client_kwargs":
            made.update(_of_client_kwargs(value))
        elif name != "use_ssl":
            made[_RENAMED.get(name, name)] = value
    if not made.get("anonymous", True):
        del made["anonymous"]
    if given.get("use_ssl") is False and "endpoint_url" not in made:
        raise InvalidArgumentError(
            "s3: use_ssl=False expects an endpoint_url beginning with http://, found none; AWS itself is asked over TLS"
        )
    return made


def _of_client_kwargs(given: Mapping[str, Any]) -> dict[str, Any]:
    made = {}
    for name, value in given.items():
        if name in _OF_CLIENT_KWARGS:
            made[_OF_CLIENT_KWARGS[name]] = value
        elif name == "verify":
            made.update(_of_verify(value))
        elif name == "use_ssl":
            continue
        else:
            raise InvalidArgumentError(
                f"s3: client_kwargs has {name!r}, which has no counterpart here; "
                f"expected {', '.join([*_OF_CLIENT_KWARGS, 'verify'])}"
            )
    return made


def _of_verify(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {} if value else {"verify": False}
    return {"ca_file": value}


def write_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords of ``Client.put`` from those of s3fs's writing calls."""
    unknown = set(given).difference(_WRITE_NAMES)
    if unknown:
        raise InvalidArgumentError(
            f"s3: a write was given {', '.join(sorted(unknown))}; expected some of {', '.join(sorted(_WRITE_NAMES))}"
        )
    return {_WRITE.get(name, name): value for name, value in given.items()}
