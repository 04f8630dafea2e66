"""wirespeed.s3 and a server that does what none should: wrong bytes never come back, nothing hangs, nothing leaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest

from s3_stub import Stub, content, etag, stubbing
from wirespeed import errors
from wirespeed.s3 import Client, ObjectChangedError, UnavailableError

MIB = 1 << 20
LARGE = 40 * MIB  # of several parts
PASSING = "times=2"  # so often that a client which tries again gets through


@pytest.fixture
def client(s3_stub: Stub) -> Iterator[Client]:
    with made(s3_stub) as one:
        yield one


def made(stub: Stub, **options: Any) -> Client:
    return Client(**stub.keywords(), **{"read_timeout": 0.5, "retries": 4, **options})


def sockets() -> int:
    links = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            links.append(str(link.readlink()))
        except OSError:
            continue  # that of the listing itself
    return sum(link.startswith("socket:") for link in links)


# What passes: the answer is right in the end.
@pytest.mark.parametrize(
    "fault",
    [
        *("status=500", "status=503", "status=503 retry_after=0", "status=429", "status=408", "status=504"),
        *("cut=0", "cut=1000", "reset=0", "reset=1000", "silence", "close", "bye", "noise", "longer=7 close"),
        "delay=100",
    ],
)
@pytest.mark.parametrize("size", [4096, LARGE])
def test_what_passes_is_got_over(client: Client, s3_stub: Stub, fault: str, size: int) -> None:
    s3_stub.faults(f"on=get {fault} {PASSING}")
    assert bytes(client.get("b", f"obj-{size}-3")) == content(size, 3)
    s3_stub.faults(f"on=get {fault} {PASSING}")
    buffer = numpy.zeros(size, dtype=numpy.uint8)
    assert client.get_into("b", f"obj-{size}-3", buffer) == size
    assert buffer.tobytes() == content(size, 3)


@pytest.mark.parametrize("fault", ["chunked=1000", "unsaid", "drip=20000", "bye", "close"])
def test_unusual_but_right_answers(client: Client, s3_stub: Stub, fault: str) -> None:
    s3_stub.faults(f"on=get {fault}")
    for _ in range(3):
        assert bytes(client.get("b", "obj-100000-3")) == content(100_000, 3)


# What stays: an error that says so, in time.
@pytest.mark.parametrize(
    ("fault", "code"),
    [("status=500", "InternalError"), ("status=503", "SlowDown"), ("status=403", "AccessDenied")],
)
def test_what_stays_is_an_error_with_the_server_s_code(client: Client, s3_stub: Stub, fault: str, code: str) -> None:
    s3_stub.faults(f"on=get {fault}")
    with pytest.raises(errors.Error) as caught:
        client.get("b", "obj-4096-3")
    assert caught.value.code == code
    tries = s3_stub.counts()["get"]
    assert tries == 1 if code == "AccessDenied" else tries == 5


@pytest.mark.parametrize("fault", ["stall=1000", "drip=100"])
def test_a_deadline_ends_an_answer_that_does_not(client: Client, s3_stub: Stub, fault: str) -> None:
    s3_stub.faults(f"on=get {fault}")
    for call in (
        lambda: client.get("b", "obj-1m-3", timeout=0.5),
        lambda: client.get_many("b", ["obj-1m-3"], timeout=0.5),
    ):
        with pytest.raises(errors.TimeoutError):
            call()


def test_a_body_that_claims_more_than_the_range_has_is_refused(client: Client, s3_stub: Stub) -> None:
    s3_stub.faults("on=get longer=7")
    with pytest.raises(UnavailableError, match="expected 1048576 bytes, found 1048583"):
        client.get("b", "obj-1m-3", timeout=20)


@pytest.mark.parametrize("fault", ["cut=1000", "reset=1000", "silence", "noise", "longer=7 close"])
def test_a_broken_connection_that_stays_broken(s3_stub: Stub, fault: str) -> None:
    s3_stub.faults(f"on=get {fault}")
    with made(s3_stub, read_timeout=0.3, retries=2) as client, pytest.raises(errors.Error):
        client.get("b", "obj-4096-3")
    assert s3_stub.counts()["get"] == 3


def test_a_large_object_takes_one_first_request_and_no_head(client: Client, s3_stub: Stub) -> None:
    client.get("b", f"obj-{LARGE}-3")
    log = s3_stub.log()
    assert {one["operation"] for one in log} == {"get"}
    assert "if-match" not in log[0]
    assert {one["if-match"].strip('"') for one in log[1:]} == {etag(LARGE, 3)}


def test_small_ones_take_one_request_each_and_no_head(client: Client, s3_stub: Stub) -> None:
    keys = [f"obj-4096-{seed}" for seed in range(500)]
    assert [bytes(one) for one in client.get_many("b", keys)] == [content(4096, seed) for seed in range(500)]
    assert s3_stub.counts()["get"] == 500
    assert "head" not in s3_stub.counts()


def test_an_object_that_changes_underway_is_an_error_and_no_mixture(client: Client) -> None:
    with pytest.raises(ObjectChangedError):
        client.get("b", f"obj-{LARGE}-3 etag=1000000")


def test_a_byte_that_flips_is_found_by_the_checksum(client: Client, s3_stub: Stub) -> None:
    s3_stub.faults("on=get checksum=good flip=77 times=1")
    assert bytes(client.get("b", "obj-4096-3", verify=True)) == content(4096, 3)
    for fault in ("checksum=good flip=77", "checksum=bad"):
        s3_stub.faults(f"on=get {fault}")
        with pytest.raises(errors.Error, match="checksum"):
            client.get("b", "obj-4096-3", verify=True)


def test_one_object_s_error_does_not_lose_the_others(client: Client) -> None:
    keys = ["obj-10-0", "missing", "obj-10-2", "obj-10-3 status=403", "obj-10-4"]
    found = client.get_many("b", keys, on_error="return")
    assert [bytes(found[at]) for at in (0, 2, 4)] == [content(10, seed) for seed in (0, 2, 4)]
    assert [found[at].code for at in (1, 3)] == ["NoSuchKey", "AccessDenied"]
    with pytest.raises(errors.Error, match="missing"):
        client.get_many("b", keys)


@pytest.mark.parametrize("every", [2, 5, 7])
@pytest.mark.parametrize("fault", ["status=503", "reset=2000", "cut=100", "close", "noise"])
def test_many_get_through_where_every_few_requests_fail(client: Client, s3_stub: Stub, fault: str, every: int) -> None:
    s3_stub.faults(f"on=get {fault} every={every} times=60")
    keys = [f"obj-4096-{seed}" for seed in range(300)]
    assert [bytes(one) for one in client.get_many("b", keys)] == [content(4096, seed) for seed in range(300)]


@pytest.mark.parametrize("fault", ["xml=cut", "xml=garbage", "status=503", "reset=10", "cut=5000"])
def test_a_listing_gets_over_what_passes_and_never_loses_keys(client: Client, s3_stub: Stub, fault: str) -> None:
    s3_stub.faults(f"on=list {fault} skip=1 times=1")
    try:
        keys = client.list("keys-3500").keys()
    except errors.Error:
        assert fault.startswith("xml")  # the server said it whole
    else:
        assert keys == [f"part-{number:010}.parquet" for number in range(3500)]


def test_a_fanned_out_listing_is_the_same_as_one_after_the_other(client: Client) -> None:
    keys = client.list("keys-5000-7").keys()
    assert keys == sorted(keys)
    assert len(set(keys)) == 5000


@pytest.mark.parametrize("fault", ["status=500", "status=503 early", "reset=0", "cut=0", "silence", "delay=50"])
@pytest.mark.parametrize("on", ["put", "create", "part", "complete"])
def test_a_put_gets_over_what_passes(client: Client, s3_stub: Stub, on: str, fault: str) -> None:
    s3_stub.faults(f"on={on} {fault} times=1")
    size = 1000 if on == "put" else LARGE
    client.put("kept-b", "k", content(size, 3))
    assert bytes(client.get("kept-b", "k")) == content(size, 3)
    never_told = on == "create" and fault in ("reset=0", "cut=0", "silence")  # of the one that it began
    assert s3_stub.counts()["uploads"] == int(never_told)


@pytest.mark.parametrize("fault", ["on=part status=403", "on=part noise", "on=complete late=InternalError"])
def test_an_upload_that_fails_is_aborted(s3_stub: Stub, fault: str) -> None:
    s3_stub.faults(fault)
    with made(s3_stub, retries=1) as client, pytest.raises(errors.Error):
        client.put("b", "k", content(LARGE, 3))
    assert s3_stub.counts()["uploads"] == 0


def test_many_are_put_where_every_few_requests_fail(client: Client, s3_stub: Stub) -> None:
    s3_stub.faults("on=put status=503 every=5 times=40")
    items = [(f"k{seed}", content(2000, seed)) for seed in range(200)]
    client.put_many("kept-b", items)
    assert {key: bytes(client.get("kept-b", key)) for key, _ in items} == dict(items)


def test_a_delete_of_many_tells_which_were_not(client: Client) -> None:
    keys = [f"k&<{number}>" for number in range(2500)] + ["denied"]
    client.put_many("kept-b", [(key, b"1") for key in keys])
    left = client.delete_many("kept-b", keys, on_error="return")
    assert client.list("kept-b").keys() == ["denied"]
    assert [one.code for one in left] == ["AccessDenied"]


@pytest.mark.parametrize("size", [0, 1, 4096, LARGE + 1])
def test_a_stream_is_the_whole_object(client: Client, s3_stub: Stub, size: int) -> None:
    s3_stub.faults(f"on=get reset=1000 {PASSING}")
    assert b"".join(map(bytes, client.stream("b", f"obj-{size}-3"))) == content(size, 3)


def test_signatures_hold() -> None:
    odd = ["a b/ü+%", "x//y", "../up", "a/./b", "tab\there", "&<>\"'", "日本"]
    with stubbing("--sign", "--log") as stub, made(stub) as client:
        for key in odd:
            client.put("kept-b", key, key.encode(), metadata={"spaces": "two  of them"})
            assert bytes(client.get("kept-b", key)) == key.encode()
        assert client.list("kept-b").keys() == sorted(odd, key=str.encode)
        targets = {one["operation"]: one["target"] for one in stub.log()}
        assert targets["list"].startswith("/kept-b?")


def fails_in_every_way(client: Client, stub: Stub) -> None:
    ways: list[tuple[str, Callable[[], Any]]] = [
        ("on=get reset=1000", lambda: client.get("b", f"obj-{LARGE}-3")),
        ("on=get status=403", lambda: client.get_many("b", ["obj-10-1"] * 50)),
        ("on=get stall=100", lambda: client.get("b", "obj-4096-3", timeout=0.1)),
        ("on=part status=403", lambda: client.put("b", "k", content(LARGE, 3))),
        ("on=list xml=garbage", lambda: client.list("keys-10").keys()),
    ]
    for fault, call in ways:
        stub.faults(fault)
        with pytest.raises(errors.Error):
            call()


def test_failures_leave_no_sockets_behind(s3_stub: Stub) -> None:
    with made(s3_stub, retries=0) as client:
        fails_in_every_way(client, s3_stub)
        before = sockets()
        for _ in range(3):
            fails_in_every_way(client, s3_stub)
        assert sockets() <= before + 4
