"""What a client is made with. It can be pickled and made anew from that, in another process, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from wirespeed.errors import InvalidArgumentError
from wirespeed.s3._botocore import credentials_by_botocore
from wirespeed.s3._core import NativeClient, native

__all__ = ["CHECKSUMS", "CredentialsCallable", "Setup"]

CredentialsCallable: TypeAlias = Callable[[], Mapping[str, Any]]
CHECKSUMS = frozenset({"crc32", "crc32c", "crc64nvme", "sha1", "sha256"})
_MIB = 1 << 20


class Setup:
    """The arguments of :class:`~wirespeed.s3.Client`, checked."""

    def __init__(
        self,
        endpoint_url: str | None = None,
        *,
        region: str | None = None,
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
        session_token: str | None = None,
        profile: str | None = None,
        credentials: CredentialsCallable | None = None,
        anonymous: bool = False,
        addressing_style: str | None = None,
        ca_file: str | None = None,
        verify: bool = True,
        proxy: str | None = None,
        max_connections: int = 64,
        connect_timeout: float = 5.0,
        read_timeout: float = 30.0,
        retries: int = 4,
        hedge: bool = False,
        checksum: str = "auto",
        part_size: int = 8 * _MIB,
        parts_at_once: int = 8,
        timeout: float | None = None,
    ) -> None:
        if (access_key_id is None) != (secret_access_key is None):
            raise InvalidArgumentError("credentials: expected access_key_id and secret_access_key together, found one")
        if addressing_style not in (None, "auto", "path", "virtual"):
            raise InvalidArgumentError(f"addressing_style: expected auto, path or virtual, found {addressing_style!r}")
        if checksum not in ("auto", "none") and checksum not in CHECKSUMS:
            names = ", ".join(["auto", "none", *sorted(CHECKSUMS)])
            raise InvalidArgumentError(f"checksum: expected one of {names}, found {checksum!r}")
        if part_size < 1 or parts_at_once < 1:
            raise InvalidArgumentError("part_size, parts_at_once: expected at least 1")
        self.endpoint_url = endpoint_url
        self.profile = profile
        self.checksum = checksum
        self.part_size = part_size
        self.parts_at_once = parts_at_once
        self.timeout = timeout
        self._auto_checksum = "none"
        self._credentials: Mapping[str, Any] | CredentialsCallable | None = credentials
        if anonymous:
            self._credentials = {}
        elif access_key_id is not None:
            self._credentials = {
                "access_key_id": access_key_id,
                "secret_access_key": secret_access_key,
                "session_token": session_token or "",
            }
        self._options = {
            "endpoint_url": endpoint_url,
            "region": region,
            "profile": profile,
            "addressing_style": None if addressing_style == "auto" else addressing_style,
            "ca_file": ca_file,
            "verify": verify,
            "proxy": proxy,
            "max_connections": max_connections,
            "connect_timeout": connect_timeout,
            "read_timeout": read_timeout,
            "retries": retries,
            "hedge": hedge,
        }

    def make(self) -> NativeClient:
        """The client as the extension has it. No network is touched."""
        credentials = self._credentials
        if credentials is None:
            credentials = credentials_by_botocore(self.profile)
        made = native.client(self._options, credentials)
        self._auto_checksum = "crc64nvme" if made.is_aws else "none"
        return made

    def write_options(self, options: dict[str, Any]) -> dict[str, Any]:
        """Those of a call that writes, with the client's checksum where it has none of its own. ``auto`` is crc64nvme
        at AWS, which makes that itself of what has none; elsewhere nothing, for not all servers know it."""
        chosen = options.get("checksum") or self.checksum
        if chosen == "auto":
            chosen = self._auto_checksum
        return {**options, "checksum": None if chosen == "none" else chosen}
