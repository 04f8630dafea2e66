"""wirespeed.s3.AsyncClient: each method, many at once, and tasks, loops and clients that end before their calls do."""

from __future__ import annotations

import asyncio
import gc
import io
import urllib.request
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest

from s3_stub import Stub, content
from wirespeed import errors
from wirespeed.s3 import AsyncClient, ObjectNotFoundError
from wirespeed.s3._async_put import put_pieces

MIB = 1 << 20
T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asyncio.wait_for(work, 60))


@asynccontextmanager
async def made(stub: Stub, **options: Any) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(**stub.keywords(), **options) as client:
        yield client


def test_each_method(s3_stub: Stub) -> None:
    async def work() -> None:
        async with made(s3_stub) as client:
            await client.create_bucket("kept-b")
            assert await client.has_bucket("kept-b")
            assert (await client.put("kept-b", "k", b"hello", content_type="text/x")).etag
            assert bytes(await client.get("kept-b", "k")) == b"hello"
            found, info = await client.get_with_info("kept-b", "k", range=(1, 3))
            assert (bytes(found), info.size) == (b"el", 5)
            into = bytearray(5)
            assert (await client.get_into("kept-b", "k", into), bytes(into)) == (5, b"hello")
            assert [bytes(one) for one in await client.get_ranges("kept-b", "k", [(0, 2), (4, 5)])] == [b"he", b"o"]
            assert await client.get_ranges("kept-b", "k", []) == []
            await client.put_many("kept-b", [(f"m{n}", b"%d" % n) for n in range(50)])
            assert [bytes(one) for one in await client.get_many("kept-b", ["m3", "m4"])] == [b"3", b"4"]
            assert (await client.head("kept-b", "k")).size == 5
            assert len(await client.list("kept-b", "m").keys()) == 50
            assert [one.key async for one in client.list("kept-b", "k")] == ["k"]
            await client.copy("kept-b", "k", "kept-b", "copy")
            assert bytes(await client.get("kept-b", "copy")) == b"hello"
            await client.delete("kept-b", "copy")
            assert await client.delete_many("kept-b", [f"m{n}" for n in range(50)]) == []
            assert await client.list("kept-b", "m").keys() == []
            url = await client.presign("GET", "kept-b", "k")
            assert await asyncio.to_thread(lambda: urllib.request.urlopen(url).read()) == b"hello"
            async with await client.create_upload("kept-b", "up") as upload:
                await asyncio.gather(upload.put_part(2, b"end"), upload.put_part(1, bytes(5 * MIB)))
            assert (await client.head("kept-b", "up")).size == 5 * MIB + 3

    run(work())


@pytest.mark.parametrize("size", [0, 1, 4 * MIB, 4 * MIB + 1, 40 * MIB])
def test_a_stream_is_the_whole_object(s3_stub: Stub, size: int) -> None:
    async def work() -> None:
        async with made(s3_stub) as client:
            assert b"".join([bytes(one) async for one in client.stream("b", f"obj-{size}-3")]) == content(size, 3)

    run(work())


@pytest.mark.parametrize("span", [(0, 10), (5, None), (5, 5), (-7, None), (6 * MIB, 30 * MIB), (-9 * MIB, None)])
def test_a_stream_of_a_range(s3_stub: Stub, span: tuple[int, int | None]) -> None:
    async def work() -> None:
        async with made(s3_stub) as client:
            parts = [bytes(one) async for one in client.stream("b", f"obj-{40 * MIB}-3", range=span)]
            assert b"".join(parts) == content(40 * MIB, 3)[slice(*span)]

    run(work())


def test_hundreds_at_once_get_their_own_bytes(s3_stub: Stub) -> None:
    async def work() -> None:
        async with made(s3_stub) as client:
            found = await asyncio.gather(*(client.get("b", f"obj-{seed}-{seed}") for seed in range(1, 800)))
            assert all(bytes(one) == content(seed, seed) for seed, one in enumerate(found, 1))

    run(work())


def test_errors_of_some_do_not_disturb_the_others(s3_stub: Stub) -> None:
    async def work() -> None:
        async with made(s3_stub) as client:
            keys = [f"obj-10-{n}" if n % 3 else f"missing-{n}" for n in range(90)]
            found = await asyncio.gather(*(client.get("b", key) for key in keys), return_exceptions=True)
            assert [isinstance(one, ObjectNotFoundError) for one in found] == [n % 3 == 0 for n in range(90)]

    run(work())


def test_a_deadline_or_a_cancelled_task_leaves_the_rest_alone(s3_stub: Stub) -> None:
    async def work() -> None:
        async with made(s3_stub) as client:
            s3_stub.faults("on=get stall=100 times=2")
            with pytest.raises(asyncio.TimeoutError):
                await client.get("b", "obj-1m-3", timeout=0.2)
            task = asyncio.ensure_future(client.get("b", "obj-1m-3"))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert bytes(await client.get("b", "obj-1m-3")) == content(MIB, 3)

    run(work())


def test_what_an_iterable_raises_arrives(s3_stub: Stub) -> None:
    def pieces() -> Iterator[bytes]:
        yield bytes(20 * MIB)
        raise LookupError("no more")

    async def work() -> None:
        async with made(s3_stub) as client:
            with pytest.raises(LookupError, match="no more"):
                await client.put("kept-b", "k", pieces())
            await client.put("kept-b", "k", io.BytesIO(b"a\nb\n"))
            assert bytes(await client.get("kept-b", "k")) == b"a\nb\n"

    run(work())
    assert s3_stub.counts()["uploads"] == 0


@pytest.mark.parametrize("size", [0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 30 * MIB])
def test_pieces_that_come_by_async_for_become_an_object(s3_stub: Stub, size: int) -> None:
    whole = content(size, 3)
    told: list[tuple[int, int]] = []

    async def pieces() -> AsyncIterator[bytes | memoryview]:
        for at in range(0, size, 3 * MIB):
            await asyncio.sleep(0)
            yield memoryview(whole)[at : at + 3 * MIB]

    async def work() -> None:
        async with made(s3_stub) as client:
            said = await client.put(
                "kept-b", "k", pieces(), progress=lambda *now: told.append(now), metadata={"a": "b"}
            )
            assert said.etag and said.size == size
            assert bytes(await client.get("kept-b", "k")) == whole

    run(work())
    assert not told or max(told)[0] == size
    assert s3_stub.counts()["uploads"] == 0


def test_parts_grow_so_that_the_ten_thousand_that_s3_allows_hold_the_largest_object() -> None:
    sizes: dict[int, int] = {}

    class Upload:
        async def put_part(self, number: int, part: bytes) -> None:
            sizes[number] = len(part)

        async def complete(self) -> None: ...

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(3010):
            yield b"x"

    async def begin() -> Any:
        return Upload()

    async def put_whole(data: bytes) -> Any:
        raise AssertionError(data)

    run(put_pieces(pieces(), put_whole, begin, part_bytes=1, at_once=4, progress=None))
    assert list(sizes) == list(range(1, 2004))
    assert [sizes[number] for number in (1, 1000, 1001, 2000, 2001, 2003)] == [1, 1, 2, 2, 4, 2]


@pytest.mark.parametrize("before", [0, 4 * MIB, 20 * MIB])
def test_what_an_async_iterable_raises_arrives_and_nothing_is_left(s3_stub: Stub, before: int) -> None:
    closed = asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        try:
            yield bytes(before)
            raise LookupError("no more")
        finally:
            closed.set()

    async def work() -> None:
        async with made(s3_stub) as client:
            with pytest.raises(LookupError, match="no more"):
                await client.put("kept-b", "k", pieces())
            assert closed.is_set()
            with pytest.raises(ObjectNotFoundError):
                await client.head("kept-b", "k")

    run(work())
    assert s3_stub.counts()["uploads"] == 0


def test_a_part_that_fails_or_a_deadline_ends_an_upload_by_async_for(s3_stub: Stub) -> None:
    async def endless(pause: float) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(pause)
            yield bytes(8 * MIB)

    async def work() -> None:
        async with made(s3_stub, retries=0) as client:
            s3_stub.faults("on=part status=403 skip=2")
            with pytest.raises(errors.Error, match="403"):
                await client.put("b", "k", endless(0))
            s3_stub.faults()
            with pytest.raises(TimeoutError):
                await client.put("b", "k", endless(0.01), timeout=0.2)

    run(work())
    assert s3_stub.counts()["uploads"] == 0


def test_an_object_that_memory_cannot_hold_is_an_error(s3_stub: Stub) -> None:
    async def work() -> None:
        async with made(s3_stub) as client:
            with pytest.raises(errors.Error, match="no memory"):
                await client.get("b", f"obj-{10**15}-1")

    run(work())


@pytest.mark.parametrize("what", ["get", "put"])
def test_closing_a_client_ends_what_is_under_way_and_it_can_still_be_used(s3_stub: Stub, what: str) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(1000):
            yield bytes(MIB)

    async def work() -> None:
        s3_stub.faults("on=get stall=100", "on=part skip=1 delay=20000")
        client = AsyncClient(**s3_stub.keywords())
        calls: dict[str, Callable[[], Awaitable[Any]]] = {
            "get": lambda: client.get("b", "obj-1m-3"),
            "put": lambda: client.put("kept-b", "k", pieces()),
        }
        waiting = asyncio.ensure_future(calls[what]())
        await asyncio.sleep(0.3)
        await client.close()
        with pytest.raises(errors.CancelledError):
            await asyncio.wait_for(waiting, 10)
        s3_stub.faults()
        assert bytes(await client.get("b", "obj-10-1")) == content(10, 1)
        await client.close()

    run(work())
    assert s3_stub.counts()["uploads"] == 0


def test_event_loops_share_a_client_one_after_the_other_and_leave_nothing(s3_stub: Stub) -> None:
    client = AsyncClient(**s3_stub.keywords())
    loops: list[weakref.ref[asyncio.AbstractEventLoop]] = []

    async def work() -> None:
        loops.append(weakref.ref(asyncio.get_running_loop()))
        assert bytes(await client.get("b", "obj-10-1")) == content(10, 1)

    for _ in range(5):
        asyncio.run(work())
    gc.collect()
    assert [loop() for loop in loops] == [None] * 5
    assert len(client._reactors) == 0


def test_event_loops_share_a_client_at_once(s3_stub: Stub) -> None:
    client = AsyncClient(**s3_stub.keywords())

    async def work(base: int) -> bool:
        found = await asyncio.gather(*(client.get("b", f"obj-100-{base + n}") for n in range(50)))
        return all(bytes(one) == content(100, base + n) for n, one in enumerate(found))

    def apart(base: int) -> bool:
        return asyncio.run(work(base))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(apart, range(0, 400, 100)))


def test_a_loop_that_is_closed_with_calls_under_way_harms_no_other(s3_stub: Stub) -> None:
    s3_stub.faults("on=get stall=100 times=1")
    client = AsyncClient(**s3_stub.keywords())
    loop = asyncio.new_event_loop()
    task: Any = loop.create_task(client.get("b", "obj-1m-3"))
    loop.run_until_complete(asyncio.sleep(0.1))
    loop.close()
    task._log_destroy_pending = False
    assert bytes(run(client.get("b", "obj-10-1"))) == content(10, 1)


def test_uvloop_serves_as_well(s3_stub: Stub) -> None:
    uvloop = pytest.importorskip("uvloop")

    async def work() -> bool:
        async with made(s3_stub) as client:
            found = await asyncio.gather(*(client.get("b", f"obj-100-{n}") for n in range(100)))
            return all(bytes(one) == content(100, n) for n, one in enumerate(found))

    loop = uvloop.new_event_loop()
    try:
        assert loop.run_until_complete(work())
    finally:
        loop.close()
