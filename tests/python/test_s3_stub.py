"""The S3 server of our own that other tests use: what boto3 finds in it, and that it does wrong what it is told to."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.client import Config  # type: ignore[import-untyped]
from botocore.exceptions import (  # type: ignore[import-untyped]
    BotoCoreError,
    ClientError,
    FlexibleChecksumError,
    IncompleteReadError,
    ResponseStreamingError,
)

from s3_stub import PERIOD, REGION, Stub, content, etag, program, stubbing

MIB = 1 << 20


def code(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Code"])


def read(stub: Stub, key: str, **parameters: Any) -> bytes:
    return bytes(stub.boto3().get_object(Bucket="b", Key=key, **parameters)["Body"].read())


@contextmanager
def asked(stub: Stub, text: bytes) -> Iterator[socket.socket]:
    """A connection on which just that was sent."""
    with socket.create_connection(("127.0.0.1", stub.port), timeout=10) as peer:
        peer.sendall(text)
        yield peer


def all_of(peer: socket.socket) -> bytes:
    parts = []
    while part := peer.recv(1 << 16):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("size", [0, 1, 4096, PERIOD - 1, PERIOD, PERIOD + 1, 3 * MIB])
def test_an_object_is_what_its_key_says(s3_stub: Stub, size: int) -> None:
    found = s3_stub.boto3().get_object(Bucket="b", Key=f"obj-{size}-7")
    assert found["Body"].read() == content(size, 7)
    assert (found["ContentLength"], found["ETag"]) == (size, f'"{etag(size, 7)}"')


@pytest.mark.parametrize(
    ("asked", "start", "size"),
    [("0-0", 0, 1), ("5-", 5, 4091), ("-100", 3996, 100), ("4000-9999", 4000, 96), ("-9999", 0, 4096)],
)
def test_ranges(s3_stub: Stub, asked: str, start: int, size: int) -> None:
    found = s3_stub.boto3().get_object(Bucket="b", Key="obj-4k-3", Range=f"bytes={asked}")
    assert found["Body"].read() == content(size, 3, start)
    assert found["ContentRange"] == f"bytes {start}-{start + size - 1}/4096"


def test_a_range_behind_the_end_is_an_error(s3_stub: Stub) -> None:
    with pytest.raises(ClientError) as caught:
        read(s3_stub, "obj-4k-3", Range="bytes=4096-")
    assert code(caught) == "InvalidRange"


def test_conditions(s3_stub: Stub) -> None:
    tag = etag(10, 1)
    assert read(s3_stub, "obj-10-1", IfMatch=tag) == content(10, 1)
    for condition, status in (({"IfMatch": etag(10, 2)}, 412), ({"IfNoneMatch": tag}, 304)):
        with pytest.raises(ClientError) as caught:
            read(s3_stub, "obj-10-1", **condition)
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_what_is_not_there(s3_stub: Stub) -> None:
    client = s3_stub.boto3()
    with pytest.raises(ClientError) as caught:
        client.get_object(Bucket="b", Key="nothing")
    assert code(caught) == "NoSuchKey"
    with pytest.raises(ClientError) as caught:
        client.list_objects_v2(Bucket="no-such")
    assert code(caught) == "NoSuchBucket"


def test_a_listing_has_all_keys_in_order(s3_stub: Stub) -> None:
    pages = s3_stub.boto3().get_paginator("list_objects_v2").paginate(Bucket="keys-2345-10")
    keys = [one["Key"] for page in pages for one in page["Contents"]]
    assert len(keys) == 2345
    assert keys == sorted(keys)
    assert read_listed(s3_stub, keys[7]) == content(1007, 7)


def read_listed(stub: Stub, key: str) -> bytes:
    return bytes(stub.boto3().get_object(Bucket="keys-2345-10", Key=key)["Body"].read())


def test_a_listing_folds_prefixes(s3_stub: Stub) -> None:
    client = s3_stub.boto3()
    found = client.list_objects_v2(Bucket="keys-1000-4", Delimiter="/")
    prefixes = [one["Prefix"] for one in found["CommonPrefixes"]]
    assert prefixes == [f"p{number:05}/" for number in range(4)]
    below = [client.list_objects_v2(Bucket="keys-1000-4", Prefix=one, Delimiter="/")["KeyCount"] for one in prefixes]
    assert below == [250] * 4


def test_what_is_put_is_thrown_away_except_where_it_is_kept(s3_stub: Stub) -> None:
    client = s3_stub.boto3()
    for bucket in ("b", "kept-b"):
        client.put_object(Bucket=bucket, Key="k&<k>", Body=b"x" * 100_000)
    assert client.get_object(Bucket="kept-b", Key="k&<k>")["Body"].read() == b"x" * 100_000
    assert [one["Key"] for one in client.list_objects_v2(Bucket="kept-b")["Contents"]] == ["k&<k>"]
    with pytest.raises(ClientError):
        client.get_object(Bucket="b", Key="k&<k>")


def test_an_upload_in_parts(s3_stub: Stub) -> None:
    client = s3_stub.boto3()
    name = {"Bucket": "kept-b", "Key": "k"}
    upload = client.create_multipart_upload(**name)["UploadId"]
    tags = [
        client.upload_part(**name, UploadId=upload, PartNumber=number, Body=str(number).encode() * 1000)["ETag"]
        for number in (2, 1)
    ]
    assert s3_stub.counts()["uploads"] == 1
    parts = [{"PartNumber": number, "ETag": tag} for number, tag in zip((1, 2), reversed(tags), strict=True)]
    client.complete_multipart_upload(**name, UploadId=upload, MultipartUpload={"Parts": parts})
    assert client.get_object(**name)["Body"].read() == b"1" * 1000 + b"2" * 1000
    client.complete_multipart_upload(**name, UploadId=upload, MultipartUpload={"Parts": parts})  # as AWS, once more
    client.abort_multipart_upload(**name, UploadId=client.create_multipart_upload(**name)["UploadId"])
    assert s3_stub.counts()["uploads"] == 0


def test_copies_and_conditional_puts(s3_stub: Stub) -> None:
    client = s3_stub.boto3()
    client.copy_object(Bucket="kept-b", Key="k", CopySource={"Bucket": "any", "Key": "obj-2m-5"})
    assert client.get_object(Bucket="kept-b", Key="k")["Body"].read() == content(2 * MIB, 5)
    with pytest.raises(ClientError) as caught:
        client.put_object(Bucket="kept-b", Key="k", Body=b"", IfNoneMatch="*")
    assert code(caught) == "PreconditionFailed"


def test_many_are_deleted_but_for_those_denied(s3_stub: Stub) -> None:
    client = s3_stub.boto3()
    keys = [{"Key": f"{number}&"} for number in range(5)] + [{"Key": "denied"}]
    for key in keys:
        client.put_object(Bucket="kept-b", Body=b"1", **key)
    found = client.delete_objects(Bucket="kept-b", Delete={"Objects": keys})
    assert [one["Key"] for one in found["Deleted"]] == [key["Key"] for key in keys[:5]]
    assert [(one["Key"], one["Code"]) for one in found["Errors"]] == [("denied", "AccessDenied")]
    assert [one["Key"] for one in client.list_objects_v2(Bucket="kept-b")["Contents"]] == ["denied"]


def test_it_says_what_it_was_asked(s3_stub: Stub) -> None:
    client = s3_stub.boto3()
    for _ in range(2):
        client.get_object(Bucket="b", Key="obj-10-1", Range="bytes=2-3")["Body"].read()
    assert s3_stub.counts()["get"] == 2
    first, second = s3_stub.log()
    assert (first["operation"], first["target"], first["range"]) == ("get", "/b/obj-10-1", "bytes=2-3")
    assert first["connection"] == second["connection"]
    assert s3_stub.log() == []


@pytest.mark.parametrize(("status", "code_of_it"), [(500, "InternalError"), (503, "SlowDown"), (403, "AccessDenied")])
def test_the_first_ones_fail(s3_stub: Stub, status: int, code_of_it: str) -> None:
    s3_stub.faults(f"on=get status={status} times=2 retry_after=1")
    for _ in range(2):
        with pytest.raises(ClientError) as caught:
            read(s3_stub, "obj-10-1")
        assert code(caught) == code_of_it
        assert caught.value.response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "1"
    assert read(s3_stub, "obj-10-1") == content(10, 1)


def test_a_key_has_faults_of_its_own(s3_stub: Stub) -> None:
    key = "obj-10-1 status=500 times=1"
    with pytest.raises(ClientError):
        read(s3_stub, key)
    assert read(s3_stub, key) == content(10, 1)
    assert read(s3_stub, "obj-10-1") == content(10, 1)


@pytest.mark.parametrize("fault", ["cut=100000", "reset=100000", "longer=7 close"])
def test_a_body_ends_too_early(s3_stub: Stub, fault: str) -> None:
    with pytest.raises((IncompleteReadError, ResponseStreamingError)):
        read(s3_stub, f"obj-1m-1 {fault}")


@pytest.mark.parametrize("fault", ["silence", "stall=100", "longer=7"])
def test_an_answer_that_does_not_end(s3_stub: Stub, fault: str) -> None:
    key = f"obj-1m-1%20{fault.replace('=', '%3D')}"
    with asked(s3_stub, f"GET /b/{key} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) as peer:
        peer.settimeout(0.5)
        got = 0
        with pytest.raises(TimeoutError):
            while part := peer.recv(1 << 20):
                got += len(part)
        assert s3_stub.counts()["get"] == 1
    expected = {"silence": 0, "stall=100": 100, "longer=7": MIB}[fault]
    assert 0 <= got - expected < 400


def test_a_length_that_is_too_small_leaves_bytes_behind(s3_stub: Stub) -> None:
    with asked(s3_stub, b"GET /b/obj-1000-1%20shorter%3D10 HTTP/1.1\r\nConnection: close\r\n\r\n") as peer:
        head, body = all_of(peer).split(b"\r\n\r\n", 1)
    assert b"Content-Length: 990\r\n" in head + b"\r\n"
    assert body == content(1000, 1)


def test_an_object_that_changes_while_it_is_read(s3_stub: Stub) -> None:
    key, tag = "obj-1m-1 etag=1000", etag(MIB, 1)
    assert read(s3_stub, key, Range="bytes=0-999", IfMatch=tag) == content(1000, 1)
    with pytest.raises(ClientError) as caught:
        read(s3_stub, key, Range="bytes=1000-", IfMatch=tag)
    assert code(caught) == "PreconditionFailed"


def test_a_byte_that_flips_and_a_checksum_that_tells(s3_stub: Stub) -> None:
    pytest.importorskip("awscrt", reason="boto3 checks CRC32C by it")
    assert read(s3_stub, "obj-10-1 checksum=good") == content(10, 1)
    for fault in ("checksum=good flip=3", "checksum=bad"):
        with pytest.raises(FlexibleChecksumError):
            read(s3_stub, f"obj-10-1 {fault}")


def test_a_byte_that_flips(s3_stub: Stub) -> None:
    found, right = read(s3_stub, "obj-2m-1 flip=1500000"), content(2 * MIB, 1)
    assert [at for at in range(len(right)) if found[at] != right[at]] == [1_500_000]


@pytest.mark.parametrize("fault", ["chunked=1000", "unsaid", "drip=4000", "bye", "close"])
def test_whole_answers_in_unusual_ways(s3_stub: Stub, fault: str) -> None:
    for _ in range(2):
        assert read(s3_stub, f"obj-20000-1 {fault}") == content(20_000, 1)


@pytest.mark.parametrize("fault", ["xml=cut", "xml=garbage"])
def test_a_listing_that_is_no_xml(s3_stub: Stub, fault: str) -> None:
    s3_stub.faults(f"on=list {fault}")
    with pytest.raises((BotoCoreError, ClientError)):
        s3_stub.boto3().list_objects_v2(Bucket="keys-100")


def test_an_error_after_a_good_status(s3_stub: Stub) -> None:
    s3_stub.faults("on=complete late=InternalError")
    client = s3_stub.boto3()
    name = {"Bucket": "b", "Key": "k"}
    upload = client.create_multipart_upload(**name)["UploadId"]
    with pytest.raises(ClientError) as caught:
        client.complete_multipart_upload(**name, UploadId=upload, MultipartUpload={"Parts": []})
    assert code(caught) == "InternalError"


def test_noise(s3_stub: Stub) -> None:
    with asked(s3_stub, b"GET /b/obj-10-1%20noise HTTP/1.1\r\n\r\n") as peer:
        assert not all_of(peer).startswith(b"HTTP")


def test_an_early_answer_reaches_a_client_that_still_sends(s3_stub: Stub) -> None:
    head = b"PUT /b/k%20status%3D503%20early HTTP/1.1\r\nContent-Length: 50000000\r\n\r\n"
    with asked(s3_stub, head + bytes(1_000_000)) as peer:
        assert all_of(peer).startswith(b"HTTP/1.1 503 ")


def test_a_body_comes_after_the_client_was_told_to_go_on(s3_stub: Stub) -> None:
    head = b"PUT /kept-b/k HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 3\r\n\r\n"
    with asked(s3_stub, head) as peer:
        assert peer.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        peer.sendall(b"abc")
        assert all_of(peer).startswith(b"HTTP/1.1 200 ")


def test_a_body_may_come_in_chunks(s3_stub: Stub) -> None:
    head = b"PUT /kept-b/k HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"".join(b"%x\r\n%s\r\n" % (size, b"x" * size) for size in (1, 70_000, 5)) + b"0\r\nA: b\r\n\r\n"
    with asked(s3_stub, head + body + b"GET /kept-b/k HTTP/1.1\r\nConnection: close\r\n\r\n") as peer:
        assert all_of(peer).endswith(b"\r\n\r\n" + b"x" * 70_006)


def test_requests_one_behind_the_other_are_answered_in_order(s3_stub: Stub) -> None:
    lines = [f"GET /b/obj-1-{seed} HTTP/1.1\r\n\r\n" for seed in range(50)]
    lines.append("GET /b/obj-1-50 HTTP/1.1\r\nConnection: close\r\n\r\n")
    with asked(s3_stub, "".join(lines).encode()) as peer:
        answers = all_of(peer).split(b"HTTP/1.1 200 OK")[1:]
    assert [answer.split(b"\r\n\r\n", 1)[1] for answer in answers] == [content(1, seed) for seed in range(51)]


def test_latency_delays_each_answer_and_not_the_others() -> None:
    request = b"GET /b/obj-1-1 HTTP/1.1\r\n\r\n"
    with stubbing("--latency-ms", "200") as stub:
        began = time.monotonic()
        peers = [socket.create_connection(("127.0.0.1", stub.port), timeout=10) for _ in range(20)]
        for peer in peers:
            peer.sendall(request)
        assert all(peer.recv(1000).startswith(b"HTTP/1.1 200") for peer in peers)
        spent = time.monotonic() - began
        for peer in peers:
            peer.close()
    assert spent >= 0.2  # and were they served one after the other, 4 s


def test_signatures_are_checked_where_that_was_asked_for() -> None:
    with stubbing("--sign") as stub:
        client = stub.boto3()
        client.put_object(Bucket="kept-b", Key="a b/ü+%", Body=b"1", Metadata={"x": "two  spaces"})
        assert client.get_object(Bucket="kept-b", Key="a b/ü+%")["Body"].read() == b"1"
        assert client.list_objects_v2(Bucket="kept-b", Prefix="a b/", Delimiter="/")["KeyCount"] == 1
        url = client.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "obj-3-1"})
        with asked(stub, f"GET {url.removeprefix(stub.endpoint_url)} HTTP/1.1\r\n".encode()) as peer:
            peer.sendall(f"Host: 127.0.0.1:{stub.port}\r\nConnection: close\r\n\r\n".encode())
            assert all_of(peer).endswith(b"\r\n\r\n" + content(3, 1))
        config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
        keys = {"aws_access_key_id": "stub", "aws_secret_access_key": "wrong"}
        stranger = boto3.client("s3", endpoint_url=stub.endpoint_url, region_name=REGION, config=config, **keys)
        with pytest.raises(ClientError) as caught:
            stranger.get_object(Bucket="b", Key="obj-3-1")
        assert code(caught) == "SignatureDoesNotMatch"
        with asked(stub, b"GET /b/obj-3-1 HTTP/1.1\r\nConnection: close\r\n\r\n") as peer:
            assert b"<Code>AccessDenied</Code>" in all_of(peer)


def test_it_ends_with_its_input() -> None:
    with stubbing() as stub:
        assert stub.process.stdin is not None
        stub.process.stdin.close()
        assert stub.process.wait(timeout=10) == 0


def test_a_wrong_option_is_told() -> None:
    ended = subprocess.run([program(), "--fault", "speed=9"], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "speed=9 is none" in ended.stderr
