"""wirespeed.s3."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from harness import contender
from s3_get import turns
from s3_get.workloads import REGION, Place, Workload


class Ours:
    def __init__(self, workload: Workload, place: Place) -> None:
        try:
            module = importlib.import_module("wirespeed.s3")
            make = module.Client
        except (ImportError, AttributeError) as error:
            raise contender.CannotRun(f"the product in bench/.venv has no wirespeed.s3: {error}") from error
        self._workload = workload
        self._client = make(
            endpoint_url=place.url,
            region=REGION,
            access_key_id=place.user,
            secret_access_key=place.password,
            max_connections=workload.connections,  # as many as the drain has
        )

    def get(self) -> Any:
        return self._client.get(self._workload.bucket, self._workload.keys[0])

    def into(self, buffer: Any) -> None:
        self._client.get_into(self._workload.bucket, self._workload.keys[0], buffer)

    def many(self) -> Any:
        return self._client.get_many(self._workload.bucket, self._workload.keys)

    def many_into(self, buffers: list[Any]) -> None:
        for key, buffer in zip(self._workload.keys, buffers, strict=True):
            self._client.get_into(self._workload.bucket, key, buffer)

    def listing(self) -> Any:
        import pyarrow

        return pyarrow.table(self._client.list(self._workload.bucket).to_arrow())

    def names(self) -> Any:
        return self._client.list(self._workload.bucket).keys()

    def put(self, bucket: str, data: bytes) -> None:
        self._client.put(bucket, self._workload.keys[0], data, sign_payload=False)

    def put_many(self, bucket: str, data: bytes) -> None:
        self._client.put_many(bucket, [(key, data) for key in self._workload.keys], sign_payload=False)

    def stream(self) -> Iterator[Any]:
        yield from self._client.stream(self._workload.bucket, self._workload.keys[0])


turns.stay(Ours)
