"""Fixtures: real S3 servers (tools/servers), one of each for all tests of a session. They skip where it cannot be had.

s3          Versity's gateway; s3_tls: the same over TLS, with a certificate authority of its own (`ca`)
s3_minio    MinIO, whose rules for keys are others; only where it was built, as ./test --full does
s3_flat     moto, which keeps every key as it is and checks no signature
s3_bucket   the name of an empty bucket in `s3`, of this test alone; in another server: with s3_flat.bucket() as name

They are everybody's: use buckets of your own. boto3 is the oracle: server.boto3() is its client.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.client import Config  # type: ignore[import-untyped]
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from real_servers.errors import Unavailable
from real_servers.instance import Instance
from real_servers.s3_programs import MINIO
from real_servers.slots import borrow


class S3Server:
    """What a test needs to know of one."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.endpoint_url = instance.uri
        self.region: str = instance.more["region"]
        self.access_key_id, self.secret_access_key = instance.auth or ("", "")
        self.ca = None if instance.ca is None else str(instance.ca)

    def keywords(self) -> dict[str, str]:
        """What wirespeed.s3.Client takes."""
        words = {
            "endpoint_url": self.endpoint_url,
            "region": self.region,
            "access_key_id": self.access_key_id,
            "secret_access_key": self.secret_access_key,
        }
        return words if self.ca is None else {**words, "ca_file": self.ca}

    def boto3(self, **config: Any) -> Any:
        """A client of boto3, which tries once; `config` is for its Config."""
        usual = {"signature_version": "s3v4", "s3": {"addressing_style": "path"}, "retries": {"total_max_attempts": 1}}
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint_url,
            region_name=self.region,
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_access_key,
            verify=self.ca,
            config=Config(**{**usual, **config}),
        )

    @contextmanager
    def bucket(self, *, versioned: bool = False) -> Iterator[str]:
        """The name of one that is empty, and that goes with all it has got."""
        client, name = self.boto3(), f"test-{secrets.token_hex(8)}"
        try:
            client.create_bucket(Bucket=name)
            if versioned:
                client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
            yield name
        finally:
            with suppress(ClientError):  # a key that its server lists but does not know: it goes with the server
                _remove(client, name)
            client.close()


def _remove(client: Any, bucket: str) -> None:
    for upload in client.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
        client.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for one in page.get("Versions", []) + page.get("DeleteMarkers", []):
            with suppress(ClientError):
                client.delete_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])
    client.delete_bucket(Bucket=bucket)


def lent(options: Iterable[str] = ()) -> Iterator[S3Server]:
    try:
        lending = borrow("s3", options)
        server = S3Server(lending.__enter__())
    except Unavailable as why:
        pytest.skip(f"no real S3 here: {why}")
    try:
        yield server
    finally:
        lending.__exit__(None, None, None)


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    yield from lent()


@pytest.fixture(scope="session")
def s3_tls() -> Iterator[S3Server]:
    yield from lent(["tls"])


@pytest.fixture(scope="session")
def s3_minio() -> Iterator[S3Server]:
    if not MINIO.path.is_file():
        pytest.skip("MinIO is not built: tools/servers s3 prepare --server minio")
    yield from lent(["minio"])


@pytest.fixture(scope="session")
def s3_flat() -> Iterator[S3Server]:
    yield from lent(["flat"])


@pytest.fixture(scope="session", params=["s3", "s3_minio", "s3_flat"])
def any_s3(request: pytest.FixtureRequest) -> S3Server:
    """Each in turn."""
    server = request.getfixturevalue(request.param)
    assert isinstance(server, S3Server)
    return server


@pytest.fixture
def s3_bucket(s3: S3Server) -> Iterator[str]:
    with s3.bucket() as name:
        yield name
