"""Pickles, children, threads and event loops."""

from __future__ import annotations

import asyncio
import multiprocessing
import pickle
from pathlib import Path
from typing import Any

import pytest

from s3_filesystems import NUMBERS, filesystem_of
from s3_servers import S3Server
from wirespeed.s3 import S3FileSystem

pytestmark = pytest.mark.server


def test_it_is_pickled_with_its_options_and_its_files(fs: S3FileSystem, s3_numbers: str) -> None:
    again = pickle.loads(pickle.dumps(fs))
    assert again.cat_file(s3_numbers, 0, 3) == NUMBERS[:3]
    with fs.open(s3_numbers) as file:
        file.seek(1000)
        assert pickle.loads(pickle.dumps(file)).read(5) == NUMBERS[1000:1005]


def _read_in_child(fs: S3FileSystem, path: str, answers: Any) -> None:
    answers.put(fs.cat_file(path, 0, 4))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of forking with threads, which is what is tested
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_children_go_on_with_it(fs: S3FileSystem, s3_numbers: str, method: str) -> None:
    fs.cat_file(s3_numbers)
    context: Any = multiprocessing.get_context(method)
    answers = context.Queue()
    child = context.Process(target=_read_in_child, args=(fs, s3_numbers, answers))
    child.start()
    assert answers.get(timeout=30) == NUMBERS[:4]
    child.join(30)
    assert child.exitcode == 0
    assert fs.cat_file(s3_numbers, 0, 4) == NUMBERS[:4]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_child_does_not_finish_what_its_parent_writes(fs: S3FileSystem, s3_bucket: str) -> None:
    file = fs.open(f"{s3_bucket}/x", "wb")
    file.write(b"of the parent")
    child = multiprocessing.get_context("fork").Process(target=file.close)
    child.start()
    child.join(30)
    assert child.exitcode == 0 and not fs.exists(f"{s3_bucket}/x")
    file.close()
    assert fs.cat_file(f"{s3_bucket}/x") == b"of the parent"


def test_the_blocking_calls_work_inside_a_running_loop(fs: S3FileSystem, s3_numbers: str) -> None:
    async def main() -> bytes:
        return fs.cat_file(s3_numbers, 0, 4)

    assert asyncio.run(main()) == NUMBERS[:4]


def test_the_coroutines_do_what_the_calls_do(s3: S3Server, s3_bucket: str, tmp_path: Path) -> None:
    fs = filesystem_of(s3, asynchronous=True)

    async def main() -> None:
        await fs._pipe({f"{s3_bucket}/d/{name}": name.encode() for name in ("a", "b", "e/c")})
        assert [entry["name"] for entry in await fs._ls(f"{s3_bucket}/d")] == [f"{s3_bucket}/d/{n}" for n in "abe"]
        assert len(await fs._find(s3_bucket)) == 3
        assert await fs._glob(f"{s3_bucket}/d/*") == [f"{s3_bucket}/d/{n}" for n in "abe"]
        assert await fs._cat(f"{s3_bucket}/d/a") == b"a"
        assert await fs._cat_ranges([f"{s3_bucket}/d/a"] * 2, [0, 1], [1, 1]) == [b"a", b""]
        assert await asyncio.gather(*(fs._cat_file(f"{s3_bucket}/d/{n}") for n in "ab")) == [b"a", b"b"]
        await fs._get(f"{s3_bucket}/d/", str(tmp_path / "d"), recursive=True)
        await fs._put(f"{tmp_path}/d/", f"{s3_bucket}/f", recursive=True)
        await fs._copy(f"{s3_bucket}/f/a", f"{s3_bucket}/g")
        async with await fs.open_async(f"{s3_bucket}/h", "wb") as file:
            await file.write(b"0123456789")
        async with await fs.open_async(f"{s3_bucket}/h") as file:
            assert (await file.read(4), await file.read()) == (b"0123", b"456789")
        assert (await anext(fs._walk(s3_bucket)))[0] == s3_bucket
        await fs._rm(f"{s3_bucket}/f", recursive=True)
        assert not await fs._exists(f"{s3_bucket}/f") and await fs._isdir(f"{s3_bucket}/d")
        with pytest.raises(FileNotFoundError):
            await fs._info(f"{s3_bucket}/f")

    asyncio.run(main())


def test_every_loop_is_served(fs: S3FileSystem, s3_numbers: str) -> None:
    for at in range(3):
        assert asyncio.run(fs._cat_file(s3_numbers, at, at + 2)) == NUMBERS[at : at + 2]


def test_threads_share_one(fs: S3FileSystem, s3_bucket: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def work(at: int) -> bytes:
        fs.pipe_file(f"{s3_bucket}/{at}", str(at).encode())
        return fs.cat_file(f"{s3_bucket}/{at}")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(40))) == [str(at).encode() for at in range(40)]
