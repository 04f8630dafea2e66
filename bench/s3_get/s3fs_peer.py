"""s3fs: whole objects by cat, many of them by one cat, no cache of listings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import s3fs

from s3_get import turns
from s3_get.workloads import MIB, PART, Place, Workload


class Peer:
    def __init__(self, workload: Workload, place: Place) -> None:
        self._workload = workload
        self._fs = s3fs.S3FileSystem(
            key=place.user,
            secret=place.password,
            endpoint_url=place.url,
            use_listings_cache=False,
            config_kwargs={
                "max_pool_connections": workload.connections,
                "s3": {"addressing_style": "path", "payload_signing_enabled": False},
                "request_checksum_calculation": "when_required",
            },
        )

    def _path(self, key: str, bucket: str | None = None) -> str:
        return f"{bucket or self._workload.bucket}/{key}"

    def get(self) -> Any:
        return self._fs.cat_file(self._path(self._workload.keys[0]))

    def many(self) -> list[Any]:
        paths = [self._path(key) for key in self._workload.keys]
        found = self._fs.cat(paths, batch_size=self._workload.connections)
        return [found[path] for path in paths] if len(paths) > 1 else [found]

    def names(self) -> list[str]:
        start = len(self._workload.bucket) + 1
        return [path[start:] for path in self._fs.find(self._workload.bucket)]

    def listing(self) -> Any:
        import pyarrow

        start = len(self._workload.bucket) + 1
        found = self._fs.find(self._workload.bucket, detail=True).values()
        return pyarrow.table({"key": [one["Key"][start:] for one in found], "size": [one["size"] for one in found]})

    def put(self, bucket: str, data: bytes) -> None:
        self._fs.pipe_file(self._path(self._workload.keys[0], bucket), data, chunksize=PART)

    def put_many(self, bucket: str, data: bytes) -> None:
        everything = {self._path(key, bucket): data for key in self._workload.keys}
        self._fs.pipe(everything, batch_size=self._workload.connections)

    def stream(self) -> Iterator[bytes]:
        with self._fs.open(self._path(self._workload.keys[0]), block_size=PART, cache_type="readahead") as file:
            while part := file.read(MIB):
                yield part


turns.stay(Peer)
