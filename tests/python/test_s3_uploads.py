"""Uploads by wirespeed.s3 to a real server: sizes around a part's, files, checksums, conditions, aborts."""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from s3_servers import S3Server
from s3_stub import content
from wirespeed import errors
from wirespeed.s3 import Client, PreconditionFailedError

pytestmark = pytest.mark.server
MIB = 1 << 20
PART = 5 * MIB


@pytest.fixture(scope="module")
def client(s3: S3Server) -> Iterator[Client]:
    with Client(**s3.keywords(), part_size=PART, parts_at_once=3) as one:
        yield one


def uploads(s3: S3Server, bucket: str) -> list[Any]:
    return list(s3.boto3().list_multipart_uploads(Bucket=bucket).get("Uploads", []))


def stored(s3: S3Server, bucket: str, key: str) -> bytes:
    return bytes(s3.boto3().get_object(Bucket=bucket, Key=key)["Body"].read())


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 2 * PART, 3 * PART + 7])
def test_sizes_around_a_part_s_in_each_form(
    s3: S3Server, client: Client, s3_bucket: str, tmp_path: Path, size: int
) -> None:
    data = content(size, 3)
    path = tmp_path / "file"
    path.write_bytes(b"skipped" + data)
    with path.open("rb") as file, path.open("rb", buffering=0) as unbuffered:
        assert file.read(7) == unbuffered.read(7) == b"skipped"
        forms = {
            "bytes": data,
            "memoryview": memoryview(data),
            "iterable": pieces(data, 1_000_003),
            "file": file,
            "unbuffered": unbuffered,
            "in memory": io.BytesIO(data),
        }
        for key, form in forms.items():
            assert client.put(s3_bucket, key, form).size == size
            assert stored(s3, s3_bucket, key) == data, key
    assert uploads(s3, s3_bucket) == []


@pytest.mark.parametrize("size", [1000, 2 * PART + 1])
@pytest.mark.parametrize("algorithm", ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"])
def test_each_checksum_is_kept_as_boto3_reads_it(
    s3: S3Server, client: Client, s3_bucket: str, algorithm: str, size: int
) -> None:
    data = content(size, 3)
    client.put(s3_bucket, "k", data, checksum=algorithm)
    said = s3.boto3().head_object(Bucket=s3_bucket, Key="k", ChecksumMode="ENABLED")
    found = said[f"Checksum{algorithm.upper()}"]
    expected = {
        "crc32": zlib.crc32(data).to_bytes(4, "big"),
        "sha1": hashlib.sha1(data).digest(),
        "sha256": hashlib.sha256(data).digest(),
    }
    if algorithm in expected and (size == 1000 or algorithm == "crc32"):
        assert found == base64.b64encode(expected[algorithm]).decode()
    assert bytes(client.get(s3_bucket, "k", verify=True)) == data


def test_what_an_iterable_raises_leaves_nothing(s3: S3Server, client: Client, s3_bucket: str) -> None:
    def failing(size: int) -> Iterator[bytes]:
        yield bytes(size)
        raise LookupError("no more")

    for size in (10, 3 * PART):
        with pytest.raises(LookupError, match="no more"):
            client.put(s3_bucket, "k", failing(size))
    assert client.list(s3_bucket).keys() == []
    assert uploads(s3, s3_bucket) == []


@pytest.mark.parametrize("size", [10, 2 * PART])
def test_conditions_hold_for_one_request_and_for_parts(s3: S3Server, client: Client, s3_bucket: str, size: int) -> None:
    etag = client.put(s3_bucket, "k", content(size, 1), if_none_match="*").etag
    with pytest.raises(PreconditionFailedError):
        client.put(s3_bucket, "k", content(size, 2), if_none_match="*")
    assert stored(s3, s3_bucket, "k") == content(size, 1)
    client.put(s3_bucket, "k", content(size, 3), if_match=etag)
    assert stored(s3, s3_bucket, "k") == content(size, 3)
    assert uploads(s3, s3_bucket) == []


def test_parts_in_any_order_make_an_object(s3: S3Server, client: Client, s3_bucket: str) -> None:
    upload = client.create_upload(s3_bucket, "k", content_type="text/x", metadata={"a": "b"})
    upload.put_part(3, b"end")
    upload.put_part(1, bytes(PART))
    upload.put_part(2, b"x" * PART)
    upload.put_part(1, b"y" * PART)
    assert client.list(s3_bucket).keys() == []
    assert upload.complete().etag
    assert stored(s3, s3_bucket, "k") == b"y" * PART + b"x" * PART + b"end"
    info = client.head(s3_bucket, "k")
    assert (info.content_type, info.metadata) == ("text/x", {"a": "b"})


def test_an_upload_is_aborted_by_its_caller_or_by_an_error(s3: S3Server, client: Client, s3_bucket: str) -> None:
    upload = client.create_upload(s3_bucket, "k")
    upload.put_part(1, b"1")
    upload.abort()
    with pytest.raises(LookupError), client.create_upload(s3_bucket, "k") as other:
        other.put_part(1, b"1")
        raise LookupError
    with pytest.raises(errors.Error):
        upload.put_part(2, b"2")
    assert uploads(s3, s3_bucket) == []
    assert client.list(s3_bucket).keys() == []


def test_an_upload_that_cannot_be_completed_is_aborted(s3: S3Server, client: Client, s3_bucket: str) -> None:
    with pytest.raises(errors.Error), client.create_upload(s3_bucket, "k") as upload:
        upload.put_part(1, b"too small for a part that is not the last")
        upload.put_part(2, b"end")
    with pytest.raises(errors.Error), client.create_upload(s3_bucket, "k"):
        pass
    assert uploads(s3, s3_bucket) == []


def test_an_error_that_ends_an_upload_is_told_though_it_cannot_be_aborted(client: Client, s3_bucket: str) -> None:
    with pytest.raises(LookupError), client.create_upload(s3_bucket, "k") as upload:
        upload.abort()
        raise LookupError


# --- checksums behind the bytes ---------------------------------------------------------------------------------------


def in_pieces(data: bytes) -> Iterator[bytes]:
    return pieces(data, 300_001)


@pytest.mark.parametrize("server_name", ["s3", "s3_tls", "s3_minio"])
@pytest.mark.parametrize("algorithm", ["crc32", "crc32c", "crc64nvme", "sha256"])
def test_what_has_its_checksum_behind_it_is_kept_with_it(
    request: pytest.FixtureRequest, server_name: str, algorithm: str
) -> None:
    server: S3Server = request.getfixturevalue(server_name)
    with server.bucket() as bucket, Client(**server.keywords(), part_size=PART) as client:
        for size in (1, 256 * 1024, PART - 1, 2 * PART + 1):
            data = content(size, 3)
            for form in (data, in_pieces(data)):
                info = client.put(bucket, "k", form, checksum=algorithm, trailing_checksum=True)
                assert info.size == size
            assert stored(server, bucket, "k") == data
            said = server.boto3().head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
            assert f"Checksum{algorithm.upper()}" in said
            if server_name == "s3_minio":  # Versity's gateway takes the framing for the content's own encoding
                assert "aws-chunked" not in said.get("ContentEncoding", "")


def test_bytes_may_be_signed_chunk_by_chunk_without_a_checksum(s3: S3Server, client: Client, s3_bucket: str) -> None:
    data = content(700_000, 3)
    client.put(s3_bucket, "k", in_pieces(data), checksum="none", sign_payload=True, trailing_checksum=True)
    assert stored(s3, s3_bucket, "k") == data


def test_an_encoding_of_the_content_stays_beside_that_of_the_chunks(
    s3: S3Server, client: Client, s3_bucket: str
) -> None:
    options: dict[str, Any] = {"checksum": "crc32c", "trailing_checksum": True, "content_encoding": "gzip"}
    client.put(s3_bucket, "k", in_pieces(b"not really"), **options)
    assert client.head(s3_bucket, "k").content_encoding in ("gzip", "gzip,aws-chunked")
    assert bytes(client.get(s3_bucket, "k")) == b"not really"


def test_a_copy_in_parts_keeps_tags_metadata_and_what_is_said_of_the_content(
    s3: S3Server, client: Client, s3_bucket: str
) -> None:
    data = content(2 * PART + 7, 3)
    said: dict[str, Any] = {
        "content_type": "text/plain",
        "content_language": "de",
        "content_disposition": "inline",
        "cache_control": "no-cache",
        "metadata": {"artist": "a"},
        "tags": {"one": "1", "two": "b c"},
    }
    client.put(s3_bucket, "k", data, **said)
    source = client.head(s3_bucket, "k")
    copied = client._copy_in_parts(source, (s3_bucket, "k"), (s3_bucket, "to"), {}, None, None, PART)
    assert (copied.size, copied.metadata) == (len(data), {"artist": "a"})
    for name in ("content_type", "content_language", "content_disposition", "cache_control"):
        assert getattr(copied, name) == said[name], name
    assert client.get_tags(s3_bucket, "to") == said["tags"]
    assert stored(s3, s3_bucket, "to") == data
