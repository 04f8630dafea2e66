"""What wirespeed.s3 makes of what it measures: how many requests are on their way, and how large their parts are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import numpy
import pytest

from conftest import run_python
from s3_stub import Stub, content, stubbing
from wirespeed import errors
from wirespeed.s3 import AsyncClient, Client, ObjectChangedError

MIB = 1 << 20


def sizes_asked(stub: Stub) -> list[int]:
    """Of the ranges that were asked for."""
    spans = [one["range"].removeprefix("bytes=").split("-") for one in stub.log() if one["operation"] == "get"]
    return [int(end) + 1 - int(begin) for begin, end in spans]


def connections(stub: Stub, operation: str) -> int:
    return len({one["connection"] for one in stub.log() if one["operation"] == operation})


def test_a_large_get_takes_more_connections_where_each_brings_little(s3_stub: Stub) -> None:
    key = "obj-200m-3 drip=100000"  # 10 MB/s each: so little that a busy machine brings more by more of them, too
    with Client(**s3_stub.keywords()) as client:
        got = numpy.empty(200 * MIB, "u1")
        assert client.get_into("b", key, got) == got.size
    assert bytes(got[-1000:]) == content(1000, 3, 200 * MIB - 1000)
    assert connections(s3_stub, "get") > 8


def test_a_large_get_takes_larger_parts_where_answers_are_long_in_coming() -> None:
    with stubbing("--log", "--latency-ms", "60") as stub, Client(**stub.keywords()) as client:
        got = numpy.empty(1024 * MIB, "u1")
        assert client.get_into("b", "obj-1g-3", got) == got.size
        asked = sizes_asked(stub)
        assert bytes(got[-1000:]) == content(1000, 3, 1024 * MIB - 1000)
    assert asked[0] == 8 * MIB
    assert 8 * MIB < max(asked) <= 32 * MIB
    assert sum(asked) == 1024 * MIB


def test_many_small_objects_far_away_are_asked_for_at_once() -> None:
    with stubbing("--log", "--latency-ms", "40") as stub, Client(**stub.keywords()) as client:
        got = client.get_many("b", [f"obj-4k-{i}" for i in range(1500)])
        assert [len(one) for one in got] == [4096] * 1500
        used = connections(stub, "get")
    assert 64 < used <= 256


def test_with_few_open_files_allowed_there_are_fewer_connections() -> None:
    with stubbing("--latency-ms", "20") as stub:
        ended = run_python(f"""
            import resource
            from wirespeed.s3 import Client
            with Client(**{stub.keywords()!r}) as client:
                client.get("b", "obj-4k-1")
                resource.setrlimit(resource.RLIMIT_NOFILE, (40, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
                got = client.get_many("b", [f"obj-4k-{{i}}" for i in range(1500)])
            print(len(got), {{len(one) for one in got}})
        """)
    assert ended.stdout == "1500 {4096}\n"


def test_what_the_caller_says_is_kept(s3_stub: Stub) -> None:
    with Client(**s3_stub.keywords(), part_size=6 * MIB, parts_at_once=3) as client:
        assert len(client.get("b", "obj-64m-3 drip=800000")) == 64 * MIB
    assert set(sizes_asked(s3_stub)) == {6 * MIB, 64 * MIB % (6 * MIB)}
    assert connections(s3_stub, "get") <= 4


def test_on_a_fast_network_few_requests_do(s3_stub: Stub) -> None:
    with Client(**s3_stub.keywords()) as client:
        assert len(client.get("b", "obj-256m-3")) == 256 * MIB
    assert len(sizes_asked(s3_stub)) <= 64


@pytest.mark.parametrize("source", ["memory", "iterable"])
def test_an_upload_in_parts_takes_more_connections_where_answers_are_long_in_coming(source: str) -> None:
    data = content(256 * MIB, 3)
    with stubbing("--log", "--latency-ms", "80") as stub, Client(**stub.keywords()) as client:
        said = client.put(
            "b", "k", data if source == "memory" else (data[at : at + MIB] for at in range(0, len(data), MIB))
        )
        assert said.size == len(data)
        used = connections(stub, "part")
    if source == "memory":
        assert used > 9
    else:
        assert used <= 9, "what an iterable gives is kept until it is sent"


def test_a_stream_keeps_its_buffers_small(s3_stub: Stub) -> None:
    with Client(**s3_stub.keywords()) as client:
        buffers = [len(one) for one in client.stream("b", "obj-100m-3 drip=400000")]
    assert sum(buffers) == 100 * MIB
    assert max(buffers) <= 5 * MIB


# --- streams are verified ---------------------------------------------------------------------------------------------


def stream_of(stub: Stub, key: str, kind: Callable[..., Any], **options: Any) -> list[bytes]:
    """What came of it, up to an error, which is raised with what had come as its `came`."""
    came: list[bytes] = []

    async def read() -> None:
        async with AsyncClient(**stub.keywords()) as client:
            async for buffer in client.stream("b", key, **options):
                came.append(bytes(buffer))

    try:
        if kind is AsyncClient:
            asyncio.run(asyncio.wait_for(read(), 60))
        else:
            with Client(**stub.keywords()) as client:
                came.extend(bytes(one) for one in client.stream("b", key, **options))
    except errors.Error as error:
        error.came = came  # type: ignore[attr-defined]
        raise
    return came


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_stream_of_a_whole_object_is_compared_with_its_checksum(s3_stub: Stub, kind: Any) -> None:
    good = stream_of(s3_stub, "obj-3m-7 checksum=good", kind, part_size=MIB // 2)
    assert b"".join(good) == content(3 * MIB, 7)
    with pytest.raises(errors.MalformedError) as caught:
        stream_of(s3_stub, "obj-3m-7 checksum=bad", kind, part_size=MIB // 2)
    assert len(caught.value.came) < 6  # type: ignore[attr-defined]
    assert len(stream_of(s3_stub, "obj-3m-7 checksum=bad", kind, part_size=MIB // 2, verify=False)) == 6
    part = stream_of(s3_stub, "obj-3m-7 checksum=bad", kind, part_size=MIB // 2, range=(10, None))
    assert b"".join(part) == content(3 * MIB - 10, 7, 10)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_stream_whose_bytes_changed_on_their_way_ends_in_an_error(s3_stub: Stub, kind: Any) -> None:
    with pytest.raises(errors.MalformedError):
        stream_of(s3_stub, "obj-3m-7 checksum=good flip=100", kind, part_size=MIB // 2)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_stream_of_an_object_that_is_written_anew_ends_in_an_error(s3_stub: Stub, kind: Any) -> None:
    with pytest.raises(ObjectChangedError):
        stream_of(s3_stub, f"obj-3m-7 etag={2 * MIB}", kind, part_size=MIB // 2)


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_stream_that_is_left_leaves_the_client_in_order(s3_stub: Stub, kind: Any) -> None:
    async def leave_and_go_on() -> None:
        async with AsyncClient(**s3_stub.keywords()) as client:
            for _ in range(5):
                async for _buffer in client.stream("b", "obj-20m-7", part_size=MIB):
                    break
                assert bytes(await client.get("b", "obj-1m-7")) == content(MIB, 7)

    if kind is AsyncClient:
        asyncio.run(asyncio.wait_for(leave_and_go_on(), 60))
        return
    with Client(**s3_stub.keywords()) as client:
        for _ in range(5):
            for _buffer in client.stream("b", "obj-20m-7", part_size=MIB):
                break
            assert bytes(client.get("b", "obj-1m-7")) == content(MIB, 7)


def test_ranges_of_an_object_that_is_written_anew_are_no_mixture(s3_stub: Stub) -> None:
    with Client(**s3_stub.keywords()) as client, pytest.raises(ObjectChangedError):
        client.get_ranges("b", f"obj-30m-7 etag={20 * MIB}", [(0, 100), (25 * MIB, 25 * MIB + 100)])


def test_a_range_that_is_all_of_the_object_is_verified(s3_stub: Stub) -> None:
    with Client(**s3_stub.keywords()) as client:
        assert bytes(client.get_ranges("b", "obj-10-7 checksum=good", [(0, 10)])[0]) == content(10, 7)
        with pytest.raises(errors.MalformedError):
            client.get_ranges("b", "obj-10-7 checksum=bad", [(0, 10)])


# --- listings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parallel", [1, 32])
def test_iterating_a_listing_fans_out_and_has_the_order_of_one(parallel: int) -> None:
    with stubbing("--log", "--latency-ms", "5") as stub, Client(**stub.keywords()) as client:
        keys = [entry.key for entry in client.list("keys-50000-100", parallel=parallel)]
        used = connections(stub, "list")
        stub.reset()
        assert keys == client.list("keys-50000-100", parallel=parallel).keys()
    assert len(keys) == 50_000
    assert keys == sorted(keys)
    assert used == 1 if parallel == 1 else used > 4


def test_iterating_for_asyncio_fans_out_as_well() -> None:
    async def listed(stub: Stub) -> list[str]:
        async with AsyncClient(**stub.keywords()) as client:
            return [entry.key async for entry in client.list("keys-50000-100")]

    with stubbing("--log", "--latency-ms", "5") as stub:
        keys = asyncio.run(asyncio.wait_for(listed(stub), 60))
        assert connections(stub, "list") > 4
    assert len(keys) == 50_000
    assert keys == sorted(keys)


def test_who_stops_early_has_asked_for_little(s3_stub: Stub) -> None:
    with Client(**s3_stub.keywords()) as client:
        for entry in client.list("keys-50000-100"):
            assert entry.key
            break
        assert s3_stub.counts()["list"] <= 2
        assert len(client.list("keys-50000-100", limit=2500).keys()) == 2500
        assert s3_stub.counts()["list"] <= 5
        assert len(list(client.list("keys-50000-100", limit=30_000))) == 30_000


@pytest.mark.parametrize("limit", [0, 1, 999, 1000, 2500, 30_000])
def test_a_limit_holds_for_everything_that_a_listing_becomes(s3_stub: Stub, limit: int) -> None:
    with Client(**s3_stub.keywords()) as client:
        keys = [entry.key for entry in client.list("keys-50000-100", limit=limit)]
        assert len(keys) == limit
        assert client.list("keys-50000-100", limit=limit).keys() == keys
        table = client.list("keys-50000-100", limit=limit).to_arrow()
        assert table["key"].to_pylist() == keys
        assert table.schema == client.list("keys-50000-100").to_arrow().schema
        assert len(client.list("keys-50000-100", limit=limit).to_pandas()) == limit

    async def work() -> None:
        async with AsyncClient(**s3_stub.keywords()) as other:
            assert await other.list("keys-50000-100", limit=limit).keys() == keys
            assert len(await other.list("keys-50000-100", limit=limit).table()) == limit

    asyncio.run(work())


@pytest.mark.parametrize("limit", [1, 40, 100, 101, 1000])
def test_prefixes_count_towards_a_limit(s3_stub: Stub, limit: int) -> None:
    with Client(**s3_stub.keywords()) as client:
        listing = client.list("keys-50000-100", delimiter="/", limit=limit)
        found = len(listing.table()) + len(listing.prefixes)
        assert found == min(limit, 100)


@pytest.mark.parametrize("wrong", [{"limit": -1}, {"parallel": 0}])
def test_less_than_nothing_is_not_listed(s3_stub: Stub, wrong: dict[str, Any]) -> None:
    with Client(**s3_stub.keywords()) as client, pytest.raises(errors.InvalidArgumentError, match=next(iter(wrong))):
        client.list("keys-50000-100", **wrong)


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_a_server_that_says_when_to_come_back_is_heeded(s3_stub: Stub) -> None:
    s3_stub.faults("on=get status=503 code=SlowDown retry_after=1 times=1")
    with Client(**s3_stub.keywords()) as client, pytest.raises(errors.TimeoutError):
        client.get("b", "obj-10-1", timeout=0.7)
    s3_stub.faults("on=get status=503 code=SlowDown retry_after=1 times=1")
    with Client(**s3_stub.keywords()) as client:
        assert bytes(client.get("b", "obj-10-1", timeout=20)) == content(10, 1)


def test_progress_is_told_to_asyncio_too(s3_stub: Stub) -> None:
    told: list[tuple[int, int]] = []

    async def work() -> None:
        async with AsyncClient(**s3_stub.keywords()) as client:
            await client.get("b", "obj-20m-3 drip=400000", progress=lambda *said: told.append(said))
            assert told[-1] == (20 * MIB, 20 * MIB)
            assert len(told) > 2
            assert [said[0] for said in told] == sorted(said[0] for said in told)
            told.clear()
            await client.put("b", "k", content(20 * MIB, 3), progress=lambda *said: told.append(said))
            assert told[-1] == (20 * MIB, 20 * MIB)

    asyncio.run(asyncio.wait_for(work(), 60))


def test_a_body_that_brings_too_little_is_asked_for_again(s3_stub: Stub) -> None:
    s3_stub.faults("on=get stall=1000 times=1")
    with Client(**s3_stub.keywords(), low_speed_time=0.3, low_speed_limit=100_000) as client:
        assert bytes(client.get("b", "obj-1m-3", timeout=20)) == content(MIB, 3)
    assert s3_stub.counts()["get"] == 2


def test_a_copy_is_one_request(s3_stub: Stub) -> None:
    with Client(**s3_stub.keywords()) as client:
        client.put("kept-b", "k", b"abc")
        s3_stub.reset()
        client.put("kept-b", "k", b"abc")
        client.copy("kept-b", "k", "kept-b", "copy")
        assert bytes(client.get("kept-b", "copy")) == b"abc"
    assert [one["operation"] for one in s3_stub.log()] == ["put", "copy", "get"]


def ranges_of_copies(server: Stub) -> list[tuple[int, int]]:
    """Half open, in order."""
    asked = [one["x-amz-copy-source-range"] for one in server.log() if "x-amz-copy-source-range" in one]
    ends = (text.removeprefix("bytes=").split("-") for text in asked)
    return sorted((int(first), int(last) + 1) for first, last in ends)


def test_what_is_above_five_gib_is_copied_in_parts_without_a_gap() -> None:
    size = 6 << 30
    with stubbing("--log") as server:
        copied = Client(**server.keywords()).copy("b", "obj-6g-1", "c", "obj-6g-1")
        counts = server.counts()
        ranges = ranges_of_copies(server)
    assert copied.size == size
    assert (counts["create"], counts["copy"], counts["complete"]) == (1, 1 + len(ranges), 1)
    assert [first for first, _ in ranges] == [0, *(end for _, end in ranges[:-1])]
    assert ranges[-1][1] == size


def test_a_completion_whose_answer_is_lost_is_no_failure_of_the_upload(s3_stub: Stub) -> None:
    with Client(**s3_stub.keywords()) as client:
        s3_stub.faults("on=complete cut=10 times=1")
        upload = client.create_upload("kept-b", "k")
        upload.put_part(1, content(5 * MIB, 1))
        upload.put_part(2, b"rest")
        assert upload.complete().size == 5 * MIB + 4
        assert bytes(client.get("kept-b", "k"))[-4:] == b"rest"
