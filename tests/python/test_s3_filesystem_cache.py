"""A listing that is kept hides nothing that this file system wrote."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from s3_filesystems import Requests, filesystem_of, fill
from s3_servers import S3Server
from wirespeed.s3 import S3FileSystem

pytestmark = pytest.mark.server


def test_without_a_cache_what_others_write_is_seen(fs: S3FileSystem, s3: S3Server, s3_bucket: str) -> None:
    assert fs.ls(s3_bucket) == []
    s3.boto3().put_object(Bucket=s3_bucket, Key="new", Body=b"")
    assert fs.ls(s3_bucket, detail=False) == [f"{s3_bucket}/new"]


@pytest.fixture
def cached(s3: S3Server) -> S3FileSystem:
    return filesystem_of(s3, use_listings_cache=True)


def test_a_kept_listing_asks_nobody(cached: S3FileSystem, s3_bucket: str) -> None:
    fill(cached, s3_bucket, "d/a", "d/b")
    cached.ls(f"{s3_bucket}/d")
    requests = Requests(cached)
    assert cached.ls(f"{s3_bucket}/d", detail=False) == [f"{s3_bucket}/d/a", f"{s3_bucket}/d/b"]
    assert cached.info(f"{s3_bucket}/d/a")["size"] == 3
    assert cached.isfile(f"{s3_bucket}/d/b") and cached.exists(f"{s3_bucket}/d/b")
    assert requests.made == []
    assert cached.ls(f"{s3_bucket}/d", refresh=True) and requests.made == ["list"]


def _writes(fs: S3FileSystem, bucket: str, here: Path) -> dict[str, Any]:
    """Each makes or removes d/x."""
    source = here / "x"
    source.write_bytes(b"x")

    def by_file() -> None:
        with fs.open(f"{bucket}/d/x", "wb") as file:
            file.write(b"x")

    def by_transaction() -> None:
        with fs.transaction, fs.open(f"{bucket}/d/x", "wb") as file:
            file.write(b"x")

    async def by_coroutine() -> None:
        await fs._pipe_file(f"{bucket}/d/x", b"x")

    return {
        "pipe": lambda: fs.pipe({f"{bucket}/d/x": b"x"}),
        "pipe_file": lambda: fs.pipe_file(f"{bucket}/d/x", b"x"),
        "open": by_file,
        "transaction": by_transaction,
        "put": lambda: fs.put(str(source), f"{bucket}/d/x"),
        "copy": lambda: fs.copy(f"{bucket}/a", f"{bucket}/d/x"),
        "mv": lambda: fs.mv(f"{bucket}/b", f"{bucket}/d/x"),
        "touch": lambda: fs.touch(f"{bucket}/d/x"),
        "coroutine": lambda: asyncio.run(by_coroutine()),
    }


@pytest.mark.parametrize("way", ["pipe", "pipe_file", "open", "transaction", "put", "copy", "mv", "touch", "coroutine"])
def test_a_kept_listing_shows_what_was_written(cached: S3FileSystem, s3_bucket: str, tmp_path: Path, way: str) -> None:
    fill(cached, s3_bucket, "a", "b", "d/c")
    for folder in ("", "/d"):
        cached.ls(f"{s3_bucket}{folder}")
    _writes(cached, s3_bucket, tmp_path)[way]()
    assert f"{s3_bucket}/d/x" in cached.ls(f"{s3_bucket}/d", detail=False)
    assert cached.exists(f"{s3_bucket}/b") == (way != "mv")
    cached.rm(f"{s3_bucket}/d", recursive=True)
    assert not cached.exists(f"{s3_bucket}/d")
    assert f"{s3_bucket}/d" not in cached.ls(s3_bucket, detail=False)


def test_a_listing_that_a_write_overtook_is_not_kept(cached: S3FileSystem, s3_bucket: str) -> None:
    fill(cached, s3_bucket, "a")
    store = cached.blocking
    listing = store.listing

    async def overtaken(*arguments: Any, **keywords: Any) -> Any:
        answer = await listing(*arguments, **keywords)
        cached.pipe_file(f"{s3_bucket}/b", b"")
        return answer

    store.listing = overtaken  # type: ignore[method-assign]
    assert cached.ls(s3_bucket, detail=False) == [f"{s3_bucket}/a"]
    store.listing = listing  # type: ignore[method-assign]
    assert cached.ls(s3_bucket, detail=False) == [f"{s3_bucket}/a", f"{s3_bucket}/b"]


def test_what_a_caller_does_to_a_listing_is_his_own(cached: S3FileSystem, s3_bucket: str) -> None:
    fill(cached, s3_bucket, "a")
    cached.ls(s3_bucket)[0]["name"] = "spoilt"
    cached.ls(s3_bucket)[0]["name"] = "spoilt"
    assert cached.ls(s3_bucket, detail=False) == [f"{s3_bucket}/a"]
