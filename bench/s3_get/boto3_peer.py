"""boto3 with as many connections as the workload has, and without the checksums that nobody asked for.

get_object is its fastest way to one object on few cores; download_fileobj is the one that it recommends, in 8 MiB parts
by ten threads. Small objects by threads, which may share a client,
or one after the other, which costs less where nobody waits for a server."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

from s3_get import turns
from s3_get.workloads import MIB, PART, REGION, Place, Workload


class Into(io.RawIOBase):
    """A file that is a buffer."""

    def __init__(self, buffer: Any) -> None:
        self._buffer, self._at = memoryview(buffer), 0

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        assert whence == io.SEEK_SET
        self._at = offset
        return offset

    def tell(self) -> int:
        return self._at

    def write(self, data: Any) -> int:
        self._buffer[self._at : self._at + len(data)] = data
        self._at += len(data)
        return len(data)


class Peer:
    def __init__(self, workload: Workload, place: Place) -> None:
        self._workload = workload
        threads = workload.connections
        when = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}
        self._client = boto3.client(
            "s3",
            endpoint_url=place.url,
            region_name=REGION,
            aws_access_key_id=place.user,
            aws_secret_access_key=place.password,
            config=Config(
                s3={"addressing_style": "path", "payload_signing_enabled": False}, max_pool_connections=threads, **when
            ),
        )
        pool = ThreadPoolExecutor(threads)
        self._map: Callable[..., Iterable[Any]] = map if "one_by_one" in sys.argv else pool.map
        self._transfer = TransferConfig(multipart_chunksize=PART, multipart_threshold=PART)

    def _object(self, key: str) -> Any:
        return self._client.get_object(Bucket=self._workload.bucket, Key=key)["Body"]

    def _get(self, key: str) -> bytes:
        return bytes(self._object(key).read())

    def get(self) -> bytes:
        return self._get(self._workload.keys[0])

    def many(self) -> list[bytes]:
        return list(self._map(self._get, self._workload.keys))

    def names(self) -> list[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._workload.bucket)
        return [one["Key"] for page in pages for one in page.get("Contents", ())]

    def listing(self) -> Any:
        import pyarrow

        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._workload.bucket)
        entries = [one for page in pages for one in page.get("Contents", ())]
        fields = {"key": "Key", "size": "Size", "etag": "ETag", "last_modified": "LastModified"}
        return pyarrow.table({name: [one[field] for one in entries] for name, field in fields.items()})

    def put(self, bucket: str, data: bytes) -> None:
        self._client.upload_fileobj(io.BytesIO(data), bucket, self._workload.keys[0], Config=self._transfer)

    def put_many(self, bucket: str, data: bytes) -> None:
        def one(key: str) -> None:
            self._client.put_object(Bucket=bucket, Key=key, Body=data)

        list(self._map(one, self._workload.keys))

    def stream(self) -> Iterator[bytes]:
        yield from self._object(self._workload.keys[0]).iter_chunks(MIB)


class ReadInto(Peer):
    """get_object, whose body is read into memory that is there."""

    def into(self, buffer: Any) -> None:
        body, at, view = self._object(self._workload.keys[0]), 0, memoryview(buffer)
        while got := body.readinto(view[at : at + MIB]):
            at += got


class Download(Peer):
    """download_fileobj."""

    def get(self) -> Any:
        buffer = bytearray(self._workload.size)
        self.into(buffer)
        return buffer

    def into(self, buffer: Any) -> None:
        file = Into(buffer)
        self._client.download_fileobj(self._workload.bucket, self._workload.keys[0], file, Config=self._transfer)


turns.stay({"get_object": Peer, "readinto": ReadInto, "download": Download}[sys.argv[3]])
