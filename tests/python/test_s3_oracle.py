"""wirespeed.s3 and boto3 on the same server: the same bytes, ETags, order, errors and keys, call by call."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from s3_servers import S3Server
from wirespeed import errors
from wirespeed.s3 import Client

pytestmark = pytest.mark.server
MIB = 1 << 20
KEYS = [
    *(
        "plain",
        "a/b/c",
        "ü/日本/🚀",
        "a+b",
        "100%",
        "%2F",
        "%zz",
        "a b",
        " lead",
        "trail ",
        "x//y",
        "/lead",
        "dir/",
        "//",
    ),
    *("..", "../up", "a/../b", "a/./b", ".", "a/..", "&<>\"'", "a?b#c", "a=b&c", "tab\tnew\nline", "\x01\x7f", "*'()!"),
    *("~-._", "a\\b", "k" * 255, "/".join(["p" * 204] * 5), "p" * 1024, "p" * 1025, "[x]{y}|^`", "@:$,;"),
]
RANGES = [(0, 10), (5, None), (-7, None), (0, None), (99, 100), (90, 1000), (100, None), (100, 200), (-1000, None)]


@pytest.fixture(scope="module")
def bucket(any_s3: S3Server) -> Iterator[str]:
    with any_s3.bucket() as name:
        yield name


@pytest.fixture(scope="module")
def oracle(any_s3: S3Server) -> Any:
    return any_s3.boto3()


@pytest.fixture(scope="module")
def client(any_s3: S3Server) -> Iterator[Client]:
    with Client(**any_s3.keywords(), retries=0) as one:
        yield one


def outcome(call: Callable[[], Any]) -> Any:
    """Its result, or code and status of its error."""
    try:
        return call()
    except ClientError as error:
        said = error.response
        return refused(said["Error"]["Code"], said["ResponseMetadata"]["HTTPStatusCode"])
    except errors.Error as error:
        return refused(error.code, getattr(error, "status", None))


def refused(code: str | None, status: int | None) -> tuple[str, int | None]:
    """An answer without S3's XML has no code: boto3 makes its number one, we its reason."""
    unsaid = {"400": "BadRequest", "403": "Forbidden", "404": "NotFound", "304": "NotModified"}
    return unsaid.get(str(code), str(code)), status


def read(oracle: Any, bucket: str, key: str, **more: Any) -> bytes:
    return bytes(oracle.get_object(Bucket=bucket, Key=key, **more)["Body"].read())


def etag(found: Any) -> str:
    return str(found["ETag"] if isinstance(found, dict) else found.etag)


def http_range(span: tuple[int, int | None]) -> str:
    first, end = span
    return f"bytes={first}" if first < 0 else f"bytes={first}-{'' if end is None else end - 1}"


@pytest.mark.parametrize("key", KEYS, ids=ascii)
def test_a_key_put_by_one_is_got_by_the_other(any_s3: S3Server, client: Client, oracle: Any, key: str) -> None:
    with any_s3.bucket() as mine, any_s3.bucket() as theirs:
        ours = outcome(lambda: etag(client.put(mine, key, b"ours")))
        assert ours == outcome(lambda: etag(oracle.put_object(Bucket=theirs, Key=key, Body=b"ours")))
        assert outcome(lambda: read(oracle, mine, key)) == outcome(lambda: bytes(client.get(theirs, key)))
        listed = [outcome(partial(listing, oracle, name)) for name in (mine, theirs)]
        assert [client.list(name).keys() for name in (mine, theirs)] == listed
        assert outcome(lambda: client.head(mine, key).size) == outcome(lambda: head_size(oracle, theirs, key))
        ours = outcome(lambda: client.delete(mine, key) and None)
        assert ours == outcome(lambda: oracle.delete_object(Bucket=theirs, Key=key) and None)
        assert client.list(mine).keys() == listing(oracle, theirs)


def listing(oracle: Any, bucket: str, **more: Any) -> list[str]:
    pages = oracle.get_paginator("list_objects_v2").paginate(Bucket=bucket, **more)
    return [one["Key"] for page in pages for one in page.get("Contents", [])]


def head_size(oracle: Any, bucket: str, key: str) -> int:
    return int(oracle.head_object(Bucket=bucket, Key=key)["ContentLength"])


@pytest.mark.parametrize("span", RANGES, ids=str)
@pytest.mark.parametrize("size", [0, 1, 100])
def test_ranges(client: Client, oracle: Any, bucket: str, size: int, span: tuple[int, int | None]) -> None:
    key = f"of-{size}"
    client.put(bucket, key, bytes(range(size)))
    theirs = outcome(lambda: read(oracle, bucket, key, Range=http_range(span)))
    assert outcome(lambda: bytes(client.get(bucket, key, range=span))) == theirs


def test_what_is_not_there(client: Client, oracle: Any, bucket: str) -> None:
    for name in (bucket, "no-such-bucket-1"):
        assert outcome(partial(client.get, name, "missing")) == outcome(partial(read, oracle, name, "missing"))
    assert outcome(lambda: client.list("no-such-bucket-1").keys()) == outcome(
        lambda: listing(oracle, "no-such-bucket-1")
    )
    ours, theirs = (
        outcome(lambda: client.head(bucket, "missing")),
        outcome(lambda: head_size(oracle, bucket, "missing")),
    )
    assert ours[1] == theirs[1] == 404


def got(client: Client, bucket: str, key: str, options: dict[str, Any]) -> bytes:
    return bytes(client.get(bucket, key, **options))


def test_conditions(client: Client, oracle: Any, bucket: str) -> None:
    tag = etag(client.put(bucket, "conditional", b"1"))
    other = '"00000000000000000000000000000000"'
    for ours, theirs in (
        ({"if_match": tag}, {"IfMatch": tag}),
        ({"if_match": other}, {"IfMatch": other}),
        ({"if_none_match": tag}, {"IfNoneMatch": tag}),
        ({"if_none_match": other}, {"IfNoneMatch": other}),
    ):
        mine = outcome(partial(got, client, bucket, "conditional", ours))
        found = outcome(partial(read, oracle, bucket, "conditional", **theirs))
        assert (mine if isinstance(mine, bytes) else mine[1]) == (found if isinstance(found, bytes) else found[1])
    mine = outcome(lambda: client.put(bucket, "conditional", b"2", if_none_match="*"))
    found = outcome(lambda: oracle.put_object(Bucket=bucket, Key="conditional", Body=b"2", IfNoneMatch="*"))
    assert mine == found == ("PreconditionFailed", 412)


@pytest.mark.parametrize("size", [0, 1, 8 * MIB, 20 * MIB + 3])
def test_what_is_put_has_the_bytes_and_the_kind_of_etag(client: Client, oracle: Any, bucket: str, size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(range(size % 256))
    put = client.put(bucket, "large", data, content_type="text/plain", metadata={"a": "b"})
    found = oracle.get_object(Bucket=bucket, Key="large")
    assert found["Body"].read() == data
    assert (found["ETag"], found["ContentType"], found["Metadata"]) == (put.etag, "text/plain", {"a": "b"})
    assert bytes(client.get(bucket, "large")) == data
    assert client.head(bucket, "large").etag == put.etag


def test_a_listing_is_boto3_s(any_s3: S3Server, client: Client, oracle: Any) -> None:
    with any_s3.bucket() as name:
        keys = [f"{'abc'[number % 3]}/{number % 7}/ü {number:04}" for number in range(1100)]
        client.put_many(name, [(key, key.encode()) for key in keys])
        assert client.list(name).keys() == listing(oracle, name) == sorted(keys)
        for more in ({"Prefix": "a/"}, {"Prefix": "b/3"}, {"Prefix": "none"}, {"StartAfter": "b/3/ü 0100"}):
            mine = client.list(name, more.get("Prefix", ""), start_after=more.get("StartAfter")).keys()
            assert mine == listing(oracle, name, **more)
        folded = oracle.list_objects_v2(Bucket=name, Delimiter="/", Prefix="a/")
        assert client.list(name, delimiter="/", prefix="a/").prefixes == [
            one["Prefix"] for one in folded["CommonPrefixes"]
        ]
        entries = {one["Key"]: one for one in oracle.list_objects_v2(Bucket=name, MaxKeys=10)["Contents"]}
        for entry in client.list(name):
            if entry.key in entries:
                found = entries[entry.key]
                said = (entry.size, entry.etag, entry.last_modified)
                assert said == (found["Size"], found["ETag"], found["LastModified"])


def test_many_are_got_and_deleted(any_s3: S3Server, client: Client, oracle: Any) -> None:
    with any_s3.bucket() as name:
        keys = [f"k/{number} +%&<" for number in range(120)]
        client.put_many(name, [(key, key.encode()) for key in keys])
        assert [bytes(one) for one in client.get_many(name, keys)] == [key.encode() for key in keys]
        client.delete_many(name, keys[:-1])
        assert listing(oracle, name) == keys[-1:]


def test_copies_keep_bytes_and_metadata(client: Client, oracle: Any, bucket: str) -> None:
    client.put(bucket, "from +%ü", b"copied", metadata={"a": "b"})
    client.copy(bucket, "from +%ü", bucket, "to")
    found = oracle.get_object(Bucket=bucket, Key="to")
    assert (found["Body"].read(), found["Metadata"]) == (b"copied", {"a": "b"})


def test_versions(any_s3: S3Server, client: Client, oracle: Any) -> None:
    with any_s3.bucket(versioned=True) as name:
        first = client.put(name, "k", b"1").version_id
        client.put(name, "k", b"2")
        assert bytes(client.get(name, "k", version_id=first)) == read(oracle, name, "k", VersionId=first) == b"1"
        client.delete(name, "k")
        assert outcome(lambda: client.get(name, "k")) == outcome(lambda: read(oracle, name, "k"))


def test_anybody_may_use_a_presigned_url(client: Client, bucket: str) -> None:
    client.put(bucket, "a b/ü+%", b"signed")
    with urllib.request.urlopen(client.presign("GET", bucket, "a b/ü+%", expires=60), timeout=30) as answer:
        assert answer.read() == b"signed"


def test_over_tls(s3_tls: S3Server) -> None:
    with s3_tls.bucket() as name, Client(**s3_tls.keywords()) as client:
        data = bytes(9 * MIB)
        client.put(name, "k", data)
        assert bytes(client.get(name, "k")) == data
    keywords = {word: value for word, value in s3_tls.keywords().items() if word != "ca_file"}
    with Client(**keywords, retries=0) as stranger, pytest.raises(errors.Error):
        stranger.list("any").keys()
