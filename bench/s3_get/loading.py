"""What each S3 task's load.py calls: objects into the real servers, and for the drains the requests that they make."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import obstore
from obstore.store import S3Store

from harness import contender
from s3_get import workloads
from s3_get.contents import content
from s3_get.presigned import Presigner
from s3_get.workloads import PART, REGION, Place, Workload

AT_ONCE = 16
READS = ("get", "into", "many", "stream")


def main() -> None:
    for path in map(Path, sys.argv[1:]):
        workload = workloads.read(path)
        try:
            place = workloads.place(workload)
        except contender.CannotRun:
            continue  # each contender will say so
        if not workload.server.startswith("s3_stub"):
            asyncio.run(fill(workload, place))
        path.with_name(path.name + ".requests").write_text("".join(f"{line}\n" for line in requests(workload, place)))


async def fill(workload: Workload, place: Place) -> None:
    make_bucket(workload.bucket, place)
    if workload.operation not in READS:
        return
    store = store_of(workload, place)
    there = {one["path"] for page in obstore.list(store, chunk_size=1000) for one in page}
    missing = [seed for seed, key in enumerate(workload.keys) if key not in there]
    turns = asyncio.Semaphore(1 if workload.size > 64 * workloads.MIB else AT_ONCE)

    async def put(seed: int) -> None:
        async with turns:
            await obstore.put_async(store, workload.keys[seed], content(workload.size, seed))

    await asyncio.gather(*map(put, missing))


def store_of(workload: Workload, place: Place, **options: Any) -> S3Store:
    return S3Store(
        workload.bucket,
        endpoint=place.url,
        region=REGION,
        access_key_id=place.user,
        secret_access_key=place.password,
        virtual_hosted_style_request=False,
        client_options={"allow_http": True, "timeout": "600s"},
        **options,
    )


def make_bucket(name: str, place: Place) -> None:
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "s3",
        endpoint_url=place.url,
        region_name=REGION,
        aws_access_key_id=place.user,
        aws_secret_access_key=place.password,
        config=Config(s3={"addressing_style": "path"}),
    )
    if name not in [one["Name"] for one in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=name)


def requests(workload: Workload, place: Place) -> Iterator[str]:
    """METHOD target first size whether-as-a-range (requests.hpp)."""
    sign = Presigner(place)
    if workload.operation in ("list", "names", "fan_out"):
        for prefix in prefixes(workload):
            query = f"list-type=2&encoding-type=url&prefix={quote(prefix, safe='')}"
            yield f"GET /{workload.bucket}?{query} 0 0 0"
        return
    method = "GET" if workload.operation in READS else "PUT"
    for key in workload.keys:
        path = f"/{workload.bucket}/{key}"
        # What is read is signed by its drain, and parts of an upload by nobody: the stub alone is asked.
        target = sign(method, path) if workload.operation == "put_many" else path
        upload = workload.operation == "put"
        ranged = int(method == "GET" and workload.size > PART)
        for first in range(0, workload.size, PART if ranged or upload else workload.size):
            size = min(PART, workload.size - first) if ranged or upload else workload.size
            yield f"{method} {target} {first} {size} {ranged}"


def prefixes(workload: Workload) -> list[str]:
    return [f"p{number:05}/" for number in range(workload.prefixes)] if workload.operation == "fan_out" else [""]
