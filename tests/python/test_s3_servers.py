"""The real S3 servers that other tests use: who may come in, and by which rules each keeps keys."""

from __future__ import annotations

import ssl
import urllib.request
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest
from botocore.exceptions import ClientError, SSLError  # type: ignore[import-untyped]

from real_servers import s3 as kind
from real_servers.errors import ServerError
from s3_servers import S3Server

pytestmark = pytest.mark.server
ODD = ["x//y", "/lead", "dir/", "..", "a/../b", "a/./b"]


def code(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Code"])


def test_what_was_put_is_got(any_s3: S3Server) -> None:
    with any_s3.bucket() as bucket:
        client = any_s3.boto3()
        client.put_object(Bucket=bucket, Key="a/b ü+%", Body=b"12345")
        assert client.get_object(Bucket=bucket, Key="a/b ü+%", Range="bytes=1-2")["Body"].read() == b"23"
        assert [one["Key"] for one in client.list_objects_v2(Bucket=bucket)["Contents"]] == ["a/b ü+%"]


def test_versions_are_kept(any_s3: S3Server) -> None:
    with any_s3.bucket(versioned=True) as bucket:
        client = any_s3.boto3()
        first, second = (client.put_object(Bucket=bucket, Key="k", Body=body)["VersionId"] for body in (b"1", b"2"))
        assert first != second
        assert client.get_object(Bucket=bucket, Key="k", VersionId=first)["Body"].read() == b"1"


def test_a_bucket_goes_with_all_it_has(s3: S3Server) -> None:
    with s3.bucket(versioned=True) as bucket:
        client = s3.boto3()
        client.put_object(Bucket=bucket, Key="k", Body=b"1")
        client.delete_object(Bucket=bucket, Key="k")
        client.create_multipart_upload(Bucket=bucket, Key="never")
    with pytest.raises(ClientError) as caught:
        client.head_bucket(Bucket=bucket)
    assert code(caught) == "404"


@pytest.mark.parametrize("server", ["s3", "s3_minio"])
def test_a_wrong_secret_is_refused(request: pytest.FixtureRequest, server: str) -> None:
    stranger = S3Server(request.getfixturevalue(server).instance)
    stranger.secret_access_key = "wrong"
    with pytest.raises(ClientError) as caught:
        stranger.boto3().list_buckets()
    assert code(caught) == "SignatureDoesNotMatch"


def test_nobody_comes_in_unsigned(s3: S3Server, s3_bucket: str) -> None:
    with pytest.raises(HTTPError) as caught:
        urllib.request.urlopen(f"{s3.endpoint_url}/{s3_bucket}/k", timeout=30)
    caught.value.close()
    assert caught.value.code == 403


def test_its_certificate_holds_for_whoever_trusts_its_authority(s3_tls: S3Server) -> None:
    with s3_tls.bucket() as bucket:
        s3_tls.boto3().put_object(Bucket=bucket, Key="k", Body=b"1")
    stranger = S3Server(s3_tls.instance)
    stranger.ca = None
    with pytest.raises(SSLError):
        stranger.boto3().list_buckets()
    with pytest.raises(URLError) as caught:
        urllib.request.urlopen(s3_tls.endpoint_url, timeout=30)
    assert isinstance(caught.value.reason, ssl.SSLCertVerificationError)


def test_the_flat_one_keeps_every_key_as_it_is(s3_flat: S3Server) -> None:
    with s3_flat.bucket() as bucket:
        client = s3_flat.boto3()
        for key in ODD:
            client.put_object(Bucket=bucket, Key=key, Body=key.encode())
        assert [one["Key"] for one in client.list_objects_v2(Bucket=bucket)["Contents"]] == sorted(ODD)
        assert [client.get_object(Bucket=bucket, Key=key)["Body"].read().decode() for key in ODD] == ODD


def test_its_storage_is_in_memory_where_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind, "ROOM", 0)
    assert kind.storage(tmp_path / "home") == kind.MEMORY
    monkeypatch.setattr(kind, "ROOM", 1 << 60)
    assert kind.storage(tmp_path / "home") == tmp_path / "home"


def test_two_servers_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="two servers"):
        kind.S3().start(tmp_path, frozenset({"minio", "flat"}))
