"""What a client is made with. It can be pickled and made anew from that, in another process, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from wirespeed.errors import InvalidArgumentError
from wirespeed.s3._botocore import credentials_by_botocore
from wirespeed.s3._core import NativeClient, native

__all__ = ["CHECKSUMS", "LARGEST_BUFFER", "CredentialsCallable", "Setup"]

CredentialsCallable: TypeAlias = Callable[[], Mapping[str, Any]]
LARGEST_BUFFER = 4 << 20
"""Of a stream, where nobody says another."""
CHECKSUMS = frozenset({"crc32", "crc32c", "crc64nvme", "sha1", "sha256"})


_SHORTEST = 0.001  # seconds


def _check_least(least: float, **options: Any) -> None:
    for name, said in options.items():
        if not isinstance(said, (int, float)) or not said >= least:
            raise InvalidArgumentError(f"{name}: expected a number, {least} or more, found {said!r}")


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
        max_connections: int = 256,
        connect_timeout: float = 5.0,
        read_timeout: float = 30.0,
        low_speed_time: float = 20.0,
        low_speed_limit: int = 1024,
        retries: int = 4,
        hedge: bool = False,
        checksum: str = "auto",
        part_size: int | None = None,
        parts_at_once: int | None = None,
        timeout: float | None = None,
        **others: Any,
    ) -> None:
        if others:
            raise TypeError(f"s3 client: there is no option {next(iter(others))!r}")
        if (access_key_id is None) != (secret_access_key is None):
            raise InvalidArgumentError("credentials: expected access_key_id and secret_access_key together, found one")
        if addressing_style not in (None, "auto", "path", "virtual"):
            raise InvalidArgumentError(f"addressing_style: expected auto, path or virtual, found {addressing_style!r}")
        if checksum not in ("auto", "none") and checksum not in CHECKSUMS:
            names = ", ".join(["auto", "none", *sorted(CHECKSUMS)])
            raise InvalidArgumentError(f"checksum: expected one of {names}, found {checksum!r}")
        if any(said is not None and said < 1 for said in (part_size, parts_at_once)):
            raise InvalidArgumentError("part_size, parts_at_once: expected at least 1")
        _check_least(1, max_connections=max_connections)
        _check_least(0, retries=retries, low_speed_limit=low_speed_limit, low_speed_time=low_speed_time)
        _check_least(_SHORTEST, connect_timeout=connect_timeout, read_timeout=read_timeout)
        self.endpoint_url = endpoint_url
        self.profile = profile
        self.checksum = checksum
        self.part_size = part_size
        self.parts_at_once = parts_at_once
        self.timeout = timeout
        self._auto_checksum = "none"
        self._uses_tls = True
        self._anonymous = anonymous
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
            "low_speed_time": low_speed_time,
            "low_speed_limit": low_speed_limit,
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
        self._uses_tls = made.uses_tls
        return made

    def buffer_size(self, said: int | None) -> int:
        """Of a stream's buffers; 0: by what is measured."""
        return said or (min(self.part_size, LARGEST_BUFFER) if self.part_size else 0)

    def write_options(self, options: dict[str, Any], streams: bool = False) -> dict[str, Any]:
        """Those of a call that writes, with the client's checksum where it has none of its own. ``auto`` is crc64nvme
        at AWS, which makes that itself of what has none; elsewhere nothing, for not all servers know it.

        What comes as a stream has its checksum behind it, where the server surely knows such trailers: at AWS over TLS.
        Without TLS what has a trailer is signed chunk by chunk."""
        chosen = options.get("checksum") or self.checksum
        if chosen == "auto":
            chosen = self._auto_checksum
        said = {**options, "checksum": None if chosen == "none" else chosen}
        is_safe = self._uses_tls and self._auto_checksum != "none"
        if said.get("trailing_checksum") is None:
            said["trailing_checksum"] = streams and is_safe
        if said["trailing_checksum"] and not self._uses_tls and said.get("sign_payload") is None:
            said["sign_payload"] = not self._anonymous
        return said
