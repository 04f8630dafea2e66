"""pyarrow.fs.S3FileSystem (the AWS SDK for C++): reads into a buffer, small ones by a thread a connection."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyarrow
from pyarrow import fs

from s3_get import turns
from s3_get.workloads import MIB, REGION, Place, Workload

os.environ["AWS_REQUEST_CHECKSUM_CALCULATION"] = os.environ["AWS_RESPONSE_CHECKSUM_VALIDATION"] = "when_required"


class Peer:
    def __init__(self, workload: Workload, place: Place) -> None:
        self._workload = workload
        pyarrow.set_io_thread_count(workload.connections)
        self._pool = ThreadPoolExecutor(workload.connections)
        self._fs = fs.S3FileSystem(
            endpoint_override=place.address,
            scheme="http",
            region=REGION,
            access_key=place.user,
            secret_key=place.password,
            allow_delayed_open=True,  # else a small object is an upload in parts, too
        )

    def _path(self, key: str) -> str:
        return f"{self._workload.bucket}/{key}"

    def _get(self, key: str) -> Any:
        with self._fs.open_input_stream(self._path(key)) as file:
            return file.read_buffer()

    def get(self) -> Any:
        with self._fs.open_input_file(self._path(self._workload.keys[0])) as file:
            return file.read_buffer()

    def into(self, buffer: Any) -> None:
        self._into(self._workload.keys[0], buffer)

    def _into(self, key: str, buffer: Any) -> None:
        with self._fs.open_input_file(self._path(key)) as file:
            file.readinto(buffer)

    def many(self) -> list[Any]:
        return list(self._pool.map(self._get, self._workload.keys))

    def many_into(self, buffers: list[Any]) -> None:
        list(self._pool.map(self._into, self._workload.keys, buffers))

    def _files(self) -> Any:
        return self._fs.get_file_info(fs.FileSelector(self._workload.bucket, recursive=True))

    def names(self) -> list[str]:
        start = len(self._workload.bucket) + 1
        return sorted(one.path[start:] for one in self._files() if one.type == fs.FileType.File)

    def listing(self) -> Any:
        start = len(self._workload.bucket) + 1
        found = [one for one in self._files() if one.type == fs.FileType.File]
        return pyarrow.table({"key": [one.path[start:] for one in found], "size": [one.size for one in found]})

    def put(self, bucket: str, data: bytes) -> None:
        with self._fs.open_output_stream(f"{bucket}/{self._workload.keys[0]}") as file:
            file.write(data)

    def put_many(self, bucket: str, data: bytes) -> None:
        def one(key: str) -> None:
            with self._fs.open_output_stream(f"{bucket}/{key}") as file:
                file.write(data)

        list(self._pool.map(one, self._workload.keys))

    def stream(self) -> Iterator[Any]:
        with self._fs.open_input_stream(self._path(self._workload.keys[0])) as file:
            while len(part := file.read_buffer(MIB)):
                yield part


turns.stay(Peer)
