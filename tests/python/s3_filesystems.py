"""Fixtures: file systems over real S3 servers, and the options that make them.

s3_options   storage_options for the gateway, by s3fs's names
fs           over the gateway, of this test alone; its bucket is s3_bucket
s3_numbers   the path of an object that holds NUMBERS
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from s3_servers import S3Server

if TYPE_CHECKING:
    from wirespeed.s3 import S3FileSystem


MIB = 1 << 20
NUMBERS = bytes(at * 7 % 251 for at in range(MIB))


class Requests:
    """The names of the client's methods that a file system calls."""

    def __init__(self, fs: S3FileSystem) -> None:
        self.made: list[str] = []
        self._client = fs.blocking.client
        fs.blocking._client = self

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def called(*arguments: Any, **keywords: Any) -> Any:
            self.made.append(name)
            return method(*arguments, **keywords)

        return called


def fill(fs: S3FileSystem, bucket: str, *keys: str) -> None:
    fs.pipe({f"{bucket}/{key}": key.encode() for key in keys})


def options_of(server: S3Server) -> dict[str, Any]:
    words: dict[str, Any] = {
        "endpoint_url": server.endpoint_url,
        "key": server.access_key_id,
        "secret": server.secret_access_key,
        "client_kwargs": {"region_name": server.region},
    }
    if server.ca is not None:
        words["client_kwargs"]["verify"] = server.ca
    return words


def filesystem_of(server: S3Server, **options: Any) -> S3FileSystem:
    from wirespeed.s3 import S3FileSystem

    return S3FileSystem(**options_of(server), skip_instance_cache=True, **options)


@pytest.fixture
def s3_options(s3: S3Server) -> dict[str, Any]:
    return options_of(s3)


@pytest.fixture
def fs(s3: S3Server) -> S3FileSystem:
    return filesystem_of(s3)


@pytest.fixture
def s3_numbers(fs: S3FileSystem, s3_bucket: str) -> str:
    path = f"{s3_bucket}/numbers"
    fs.pipe_file(path, NUMBERS)
    return path
