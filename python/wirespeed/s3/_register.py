"""Puts :class:`S3FileSystem` behind "s3://" and "s3a://" in fsspec, and takes it away again."""

from __future__ import annotations

from typing import Any

__all__ = ["register", "unregister"]

_PROTOCOLS = ("s3", "s3a")
_before: dict[str, Any] = {}


def register() -> None:
    """From now on fsspec, and with it pandas, dask and zarr, opens "s3://" by wirespeed. What was opened before stays
    what it is."""
    from fsspec.registry import _registry, register_implementation  # type: ignore[import-untyped]

    from wirespeed.s3._filesystem import S3FileSystem

    for protocol in _PROTOCOLS:
        _before.setdefault(protocol, _registry.get(protocol))
        register_implementation(protocol, S3FileSystem, clobber=True)


def unregister() -> None:
    """As it was before :func:`register`."""
    from fsspec.registry import _registry

    for protocol, before in _before.items():
        _registry.pop(protocol, None)
        if before is not None:
            _registry[protocol] = before
    _before.clear()
