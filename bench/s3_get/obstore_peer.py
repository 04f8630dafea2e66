"""obstore: its functions with async where many are wanted, buffers as it gives them, listings as Arrow in large chunks.

An object is one stream to it; `ranges` asks for parts of 8 MiB at once, as its users do for large ones. Over plain HTTP
it signs what it sends by SHA-256 unless it is told `unsigned_payload`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from typing import Any

import obstore
import pyarrow
from obstore.store import S3Store

from s3_get import loading, turns
from s3_get.workloads import PART, Place, Workload

CHUNK = 10_000  # keys of a batch


class Peer:
    def __init__(self, workload: Workload, place: Place) -> None:
        self._workload, self._place = workload, place
        self._options = {"unsigned_payload": True} if "unsigned" in sys.argv else {}
        self._store = loading.store_of(workload, place, **self._options)
        self._loop = asyncio.new_event_loop()

    def _gathered(self, one: Any) -> list[Any]:
        """As many at once as the workload has connections."""

        async def all_of_them() -> list[Any]:
            turn = asyncio.Semaphore(self._workload.connections)

            async def in_turn(key: str) -> Any:
                async with turn:
                    return await one(key)

            return await asyncio.gather(*map(in_turn, self._workload.keys))

        return self._loop.run_until_complete(all_of_them())

    def get(self) -> Any:
        return obstore.get(self._store, self._workload.keys[0]).bytes()

    def many(self) -> list[Any]:
        async def one(key: str) -> Any:
            return await (await obstore.get_async(self._store, key)).bytes_async()

        return self._gathered(one)

    def listing(self) -> Any:
        pages = [pyarrow.record_batch(page) for page in obstore.list(self._store, chunk_size=CHUNK, return_arrow=True)]
        return pyarrow.Table.from_batches(pages)

    def names(self) -> list[str]:
        return [one["path"] for page in obstore.list(self._store, chunk_size=CHUNK) for one in page]

    def put(self, bucket: str, data: bytes) -> None:
        obstore.put(self._to(bucket), self._workload.keys[0], data, chunk_size=PART, max_concurrency=12)

    def put_many(self, bucket: str, data: bytes) -> None:
        store = self._to(bucket)
        self._gathered(lambda key: obstore.put_async(store, key, data))

    def _to(self, bucket: str) -> S3Store:
        if bucket == self._workload.bucket:
            return self._store
        return loading.store_of(Workload(**{**vars(self._workload), "bucket": bucket}), self._place, **self._options)

    def stream(self) -> Iterator[Any]:
        yield from obstore.get(self._store, self._workload.keys[0]).stream()


class Ranges(Peer):
    def get(self) -> Any:
        starts = list(range(0, self._workload.size, PART))
        ends = [min(start + PART, self._workload.size) for start in starts]
        # its own coalescing would make one of them
        return obstore.get_ranges(self._store, self._workload.keys[0], starts=starts, ends=ends, coalesce=0)


class AtOnce(Peer):
    """All at once, as its example has it: connections as they come."""

    def _gathered(self, one: Any) -> list[Any]:
        async def all_of_them() -> list[Any]:
            return await asyncio.gather(*map(one, self._workload.keys))

        return self._loop.run_until_complete(all_of_them())


turns.stay({"plain": Peer, "ranges": Ranges, "at_once": AtOnce}[sys.argv[3]])
