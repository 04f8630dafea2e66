"""awscrt's S3 client: its default of 8 MiB parts, a target that makes it open connections, all requests queued at once
as it wants it, bytes taken where its callback gives them."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any

from awscrt.auth import AwsCredentialsProvider
from awscrt.http import HttpHeaders, HttpRequest
from awscrt.io import ClientBootstrap, DefaultHostResolver, EventLoopGroup
from awscrt.s3 import S3Client, S3RequestTlsMode, S3RequestType, create_default_s3_signing_config

from s3_get import turns
from s3_get.workloads import PART, REGION, Place, Workload

GIGABITS = 100  # "the throughput that it is to reach": hundreds of connections where there is so much to do
AT_ONCE = 512  # requests queued; above, memory grows and nothing gets faster


class Peer:
    def __init__(self, workload: Workload, place: Place) -> None:
        self._workload, self._place = workload, place
        group = EventLoopGroup()
        bootstrap = ClientBootstrap(group, DefaultHostResolver(group))
        provider = AwsCredentialsProvider.new_static(place.user, place.password)
        self._client = S3Client(
            bootstrap=bootstrap,
            region=REGION,
            signing_config=create_default_s3_signing_config(region=REGION, credential_provider=provider),
            tls_mode=S3RequestTlsMode.DISABLED,
            part_size=PART,
            throughput_target_gbps=GIGABITS,
        )

    def _request(self, method: str, path: str, length: int | None = None, body: Any = None) -> HttpRequest:
        headers = HttpHeaders([("host", self._place.address)])
        if length is not None:
            headers.add("content-length", str(length))
        return HttpRequest(method, path, headers, body)

    def _get(self, key: str, on_body: Callable[..., None], on_done: Callable[..., None] | None = None) -> Any:
        return self._client.make_request(
            type=S3RequestType.GET_OBJECT,
            request=self._request("GET", f"/{self._workload.bucket}/{key}"),
            on_body=on_body,
            on_done=on_done,
        ).finished_future

    def _put(self, bucket: str, key: str, data: bytes, on_done: Callable[..., None] | None = None) -> Any:
        return self._client.make_request(
            type=S3RequestType.PUT_OBJECT,
            request=self._request("PUT", f"/{bucket}/{key}", len(data), io.BytesIO(data)),
            on_done=on_done,
        ).finished_future

    def _in_turns(self, start: Callable[[str, Callable[..., None]], Any]) -> None:
        """All keys, so many at a time."""
        turns_left = threading.Semaphore(AT_ONCE)

        def done(**_: Any) -> None:
            turns_left.release()

        futures = []
        for key in self._workload.keys:
            turns_left.acquire()
            futures.append(start(key, done))
        for future in futures:
            future.result()

    def into(self, buffer: Any) -> None:
        view = memoryview(buffer)

        def on_body(chunk: bytes, offset: int, **_: Any) -> None:
            view[offset : offset + len(chunk)] = chunk

        self._get(self._workload.keys[0], on_body).result()

    def get(self) -> Any:
        buffer = bytearray(self._workload.size)
        self.into(buffer)
        return buffer

    def many(self) -> list[Any]:
        """Those of one part come as one chunk."""
        found: dict[str, list[bytes]] = {key: [] for key in self._workload.keys}

        def start(key: str, done: Callable[..., None]) -> Any:
            parts = found[key]
            return self._get(key, lambda chunk, offset, **_: parts.append(chunk), done)

        self._in_turns(start)
        return [parts[0] if len(parts) == 1 else b"".join(parts) for parts in found.values()]

    def many_into(self, buffers: list[Any]) -> None:
        by_key = dict(zip(self._workload.keys, buffers, strict=True))

        def start(key: str, done: Callable[..., None]) -> Any:
            view = by_key[key]

            def on_body(chunk: bytes, offset: int, **_: Any) -> None:
                view[offset : offset + len(chunk)] = chunk

            return self._get(key, on_body, done)

        self._in_turns(start)

    def put(self, bucket: str, data: bytes) -> None:
        self._put(bucket, self._workload.keys[0], data).result()

    def put_many(self, bucket: str, data: bytes) -> None:
        self._in_turns(lambda key, done: self._put(bucket, key, data, done))

    def stream(self) -> Iterator[bytes]:
        """Its callback must not wait, so memory is what it is."""
        chunks: SimpleQueue[bytes | None] = SimpleQueue()
        key = self._workload.keys[0]
        future = self._get(key, lambda chunk, **_: chunks.put(chunk), lambda **_: chunks.put(None))
        while (chunk := chunks.get()) is not None:
            yield chunk
        future.result()


turns.stay(Peer)
