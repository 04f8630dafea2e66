"""What callers of wirespeed.s3 can choose, each seen by what a server is asked and by what comes of it."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from s3_servers import S3Server
from s3_stub import Stub, content, stubbing
from tls_front import behind_tls
from wirespeed import errors
from wirespeed.s3 import AsyncClient, Client

MIB = 1 << 20
SMALL = "obj-4096-3"
LARGE = "obj-41943040-3"  # of five parts


def made(stub: Stub, **options: Any) -> Client:
    return Client(**stub.keywords(), **{"read_timeout": 2.0, **options})


# --- checksums of what is read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [SMALL, LARGE])
def test_a_right_checksum_passes(s3_stub: Stub, key: str) -> None:
    s3_stub.faults("on=get checksum=good")
    size = int(key.split("-")[1])
    assert bytes(made(s3_stub).get("b", key)) == content(size, 3)


def test_bytes_that_arrive_changed_are_asked_for_again(s3_stub: Stub) -> None:
    s3_stub.faults("on=get checksum=good", "on=get flip=100 times=2")
    assert bytes(made(s3_stub).get("b", SMALL)) == content(4096, 3)
    assert s3_stub.counts()["get"] == 3


@pytest.mark.parametrize("fault", ["on=get flip=100", "on=get flip=5000000 skip=3 times=1"])
def test_a_large_object_that_arrives_changed_is_an_error(s3_stub: Stub, fault: str) -> None:
    s3_stub.faults("on=get checksum=good", fault)
    with pytest.raises(errors.Error, match="that the server told") as caught:
        made(s3_stub).get("b", LARGE)
    assert "obj-41943040-3" in str(caught.value)


@pytest.mark.parametrize("key", [SMALL, LARGE])
def test_a_wrong_checksum_is_an_error_unless_nobody_looks(s3_stub: Stub, key: str) -> None:
    s3_stub.faults("on=get checksum=bad")
    client = made(s3_stub, retries=1)
    with pytest.raises(errors.Error, match="AAAAAA=="):
        client.get("b", key)
    with pytest.raises(errors.Error, match="AAAAAA=="):
        client.get_many("b", [key])
    assert len(client.get("b", key, verify=False)) == int(key.split("-")[1])
    assert len(client.get_many("b", [key], verify=False)[0]) == int(key.split("-")[1])


def test_the_checksum_of_the_whole_says_nothing_of_a_range(s3_stub: Stub) -> None:
    s3_stub.faults("on=get checksum=good")
    assert bytes(made(s3_stub).get("b", SMALL, range=(10, 20))) == content(4096, 3)[10:20]


# --- a second attempt beside a slow one -------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["stall=100", "silence"])
def test_what_hangs_is_asked_for_a_second_time_beside_it(s3_stub: Stub, where: str) -> None:
    s3_stub.faults(f"on=get {where} skip=20 times=1")
    client = made(s3_stub, hedge=True, read_timeout=60)
    keys = [f"obj-4096-{seed}" for seed in range(30)]
    found = client.get_many("b", keys, timeout=20)
    assert [bytes(one) for one in found] == [content(4096, seed) for seed in range(30)]
    assert s3_stub.counts()["get"] == 31


def test_a_part_that_hangs_is_asked_for_a_second_time_beside_it(s3_stub: Stub) -> None:
    s3_stub.faults("on=get checksum=good", "on=get stall=1000000 skip=3 times=1")
    client = made(s3_stub, hedge=True, read_timeout=60, part_size=MIB)
    assert bytes(client.get("b", "obj-20000000-3", timeout=20)) == content(20_000_000, 3)


def test_a_second_attempt_that_brings_wrong_bytes_does_not_win(s3_stub: Stub) -> None:
    s3_stub.faults("on=get checksum=good", "on=get delay=3000 key=-20 times=1", "on=get flip=7 key=-20 skip=1 times=1")
    client = made(s3_stub, hedge=True, read_timeout=60)
    keys = [f"obj-4096-{seed}" for seed in range(30)]
    found = client.get_many("b", keys, timeout=20)
    assert [bytes(one) for one in found] == [content(4096, seed) for seed in range(30)]
    assert s3_stub.counts()["get"] == 31


def test_without_hedging_nothing_is_asked_twice(s3_stub: Stub) -> None:
    s3_stub.faults("on=get delay=300 skip=20 times=1")
    keys = [f"obj-4096-{seed}" for seed in range(30)]
    assert len(made(s3_stub).get_many("b", keys)) == 30
    assert s3_stub.counts()["get"] == 30


# --- proxies ----------------------------------------------------------------------------------------------------------


class Proxy:
    """Passes on what it is sent: to whom CONNECT says, or for a whole URL to ``upstream``. Keeps the first heads."""

    def __init__(self, upstream: int) -> None:
        self.heads: list[str] = []
        self._upstream = upstream
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._start(self._accept)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _start(self, target: Callable[..., None], *given: Any) -> threading.Thread:
        thread = threading.Thread(target=target, args=given, daemon=True)
        thread.start()
        self._threads.append(thread)
        return thread

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self._start(self._serve, self._listener.accept()[0])

    def _serve(self, side: socket.socket) -> None:
        with side, socket.create_connection(("127.0.0.1", self._upstream)) as onward:
            sent = _head_of(side)
            if not sent:
                return
            self.heads.append(sent.decode())
            if sent.startswith(b"CONNECT "):
                side.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                onward.sendall(re.sub(rb"http://[^/]+", b"", sent, count=1))
            back = self._start(_pump, onward, side)
            _pump(side, onward)
            back.join(5)


def _head_of(side: socket.socket) -> bytes:
    """And what came with it; nothing where the other side has left."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = side.recv(65536)
        if not piece:
            return b""
        head += piece
    return head


def _pump(from_: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while piece := from_.recv(65536):
            to.sendall(piece)
        to.shutdown(socket.SHUT_WR)


@contextmanager
def proxying(upstream: int) -> Iterator[Proxy]:
    proxy = Proxy(upstream)
    try:
        yield proxy
    finally:
        proxy.close()


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_a_proxy_is_told_the_whole_url_and_who_asks(s3_stub: Stub) -> None:
    with proxying(s3_stub.port) as proxy:
        with made(s3_stub, proxy=f"http://user:p%40ss@127.0.0.1:{proxy.port}") as client:
            assert bytes(client.get("b", SMALL)) == content(4096, 3)
        assert proxy.heads[0].startswith(f"GET http://127.0.0.1:{s3_stub.port}/b/{SMALL} HTTP/1.1\r\n")
        assert "Proxy-Authorization: Basic dXNlcjpwQHNz\r\n" in proxy.heads[0]


def test_the_environment_names_a_proxy_unless_the_caller_or_no_proxy_does_otherwise(
    s3_stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxying(s3_stub.port) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"127.0.0.1:{proxy.port}")
        with made(s3_stub) as client:
            client.get("b", SMALL)
        assert len(proxy.heads) == 1
        made(s3_stub, proxy="").get("b", SMALL)
        monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
        made(s3_stub).get("b", SMALL)
        assert len(proxy.heads) == 1


class Somewhere:
    """A proxy behind which all of AWS seems to be: answers as it was told, in turn, and keeps the heads."""

    def __init__(self, answers: list[bytes]) -> None:
        self.heads: list[str] = []
        self._answers = answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while self._answers:
            side, _ = self._listener.accept()
            with side:
                self.heads.append(_head_of(side).decode())
                side.sendall(self._answers.pop(0))

    def close(self) -> None:
        self._thread.join(5)
        self._listener.close()

    def asked(self) -> list[tuple[str, str]]:
        """Hosts, and the regions that the requests were signed for."""
        return [
            (re.findall(r"http://([^/]+)/", head)[0], re.findall(r"Credential=[^/]+/\d+/([^/]+)/s3", head)[0])
            for head in self.heads
        ]


def answer(status: str, body: str = "", *fields: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *fields]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


REDIRECT = "<Error><Code>{}</Code><Message>-</Message>{}</Error>"


@pytest.mark.parametrize(
    "refusal",
    [
        answer("301 -", REDIRECT.format("PermanentRedirect", ""), "x-amz-bucket-region: eu-west-1"),
        answer("400 -", REDIRECT.format("AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>")),
        answer("307 -", REDIRECT.format("TemporaryRedirect", "<Endpoint>music.s3-eu-west-1.amazonaws.com</Endpoint>")),
        answer("307 -", "", "Location: https://music.s3.eu-west-1.amazonaws.com/k"),
    ],
    ids=["by field", "by body", "by endpoint", "by location"],
)
def test_a_bucket_of_another_region_is_asked_there_from_then_on(refusal: bytes) -> None:
    somewhere = Somewhere([refusal, answer("200 OK", "one"), answer("200 OK", "two")])
    keys = {"access_key_id": "id", "secret_access_key": "secret"}
    with Client("http://s3.us-east-1.amazonaws.com", proxy=somewhere.url, retries=1, **keys) as client:
        assert [bytes(client.get("music", "k")) for _ in range(2)] == [b"one", b"two"]
    somewhere.close()
    here, there = "music.s3.us-east-1.amazonaws.com", "music.s3.eu-west-1.amazonaws.com"
    assert somewhere.asked() == [(here, "us-east-1"), (there, "eu-west-1"), (there, "eu-west-1")]


def test_a_bucket_of_another_region_is_asked_at_the_caller_s_own_endpoint() -> None:
    misplaced = answer("400 -", REDIRECT.format("AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"))
    somewhere = Somewhere([misplaced, answer("200 OK", "one")])
    keys = {"access_key_id": "id", "secret_access_key": "secret", "addressing_style": "virtual"}
    with Client("http://s3.example.com", proxy=somewhere.url, **keys) as client:
        assert bytes(client.get("music", "k")) == b"one"
    somewhere.close()
    assert somewhere.asked() == [("music.s3.example.com", "us-east-1"), ("music.s3.example.com", "eu-west-1")]


def test_credentials_that_have_ended_are_asked_for_anew() -> None:
    ended = answer("400 -", REDIRECT.format("ExpiredToken", ""))
    somewhere = Somewhere([ended, answer("200 OK", "one")])
    tokens = iter(["old", "new"])
    told = {"access_key_id": "id", "secret_access_key": "secret"}
    client = Client(
        "http://s3.us-east-1.amazonaws.com",
        proxy=somewhere.url,
        credentials=lambda: {**told, "session_token": next(tokens)},
    )
    assert bytes(client.get("music", "k")) == b"one"
    somewhere.close()
    sent = [re.findall(r"(?i)x-amz-security-token: (\w+)", head) for head in somewhere.heads]
    assert sent == [["old"], ["new"]]


def test_tls_goes_through_the_way_that_a_proxy_opens(tmp_path: Path) -> None:
    with stubbing() as stub, behind_tls(stub.port, tmp_path) as front, proxying(front.port) as proxy:
        said = {**stub.keywords(), "endpoint_url": f"https://localhost:{front.port}", "ca_file": str(front.ca)}
        with Client(**said, proxy=f"http://127.0.0.1:{proxy.port}") as client:
            assert bytes(client.get("b", SMALL)) == content(4096, 3)
        assert proxy.heads[0].startswith(f"CONNECT localhost:{front.port} HTTP/1.1\r\n")


def test_a_proxy_that_is_no_address_is_an_error_without_its_password(s3_stub: Stub) -> None:
    for text in ("https://user:secret@h:1", "http://user:secret@h:port"):
        with pytest.raises(errors.Error, match="proxy") as caught:
            made(s3_stub, proxy=text)
        assert "secret" not in str(caught.value)


# --- checksums of what is written -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "chosen", "told"),
    [
        ("s3.eu-west-1.amazonaws.com", {}, "crc64nvme"),
        ("s3.eu-west-1.amazonaws.com", {"checksum": "none"}, None),
        ("s3.eu-west-1.amazonaws.com", {"checksum": "sha256"}, "sha256"),
        ("s3.example", {}, None),
        ("s3.example", {"checksum": "crc32c"}, "crc32c"),
    ],
)
def test_what_is_written_has_a_checksum_where_the_server_knows_it(
    s3_stub: Stub, host: str, chosen: dict[str, Any], told: str | None
) -> None:
    with proxying(s3_stub.port) as proxy:
        said = {**s3_stub.keywords(), "endpoint_url": f"http://{host}", "addressing_style": "path"}
        with Client(**said, proxy=f"http://127.0.0.1:{proxy.port}", **chosen) as client:
            client.put("b", "k", b"hello")
        assert re.findall("x-amz-checksum-(.*?):", proxy.heads[0]) == ([told] if told else [])
        with Client(**said, proxy=f"http://127.0.0.1:{proxy.port}") as client:
            client.put("b", "k", b"hello", **chosen)
        assert re.findall("x-amz-checksum-(.*?):", proxy.heads[1]) == ([told] if told else [])


def test_a_checksum_that_nobody_knows_is_an_error(s3_stub: Stub) -> None:
    with pytest.raises(errors.Error, match="auto, none, crc32"):
        made(s3_stub, checksum="md5")


# --- many requests in one call ----------------------------------------------------------------------------------------


def test_thousands_are_deleted_and_what_cannot_be_said_in_xml_is_too(s3_stub: Stub) -> None:
    client = made(s3_stub)
    keys = [f"k{at}" for at in range(3500)] + ["a\x01b", "c\x02d"]
    client.put_many("kept-b", [(key, b"x") for key in keys])
    s3_stub.faults("on=delete_many delay=200")
    assert client.delete_many("kept-b", keys) == []
    counts = s3_stub.counts()
    assert (counts["delete_many"], counts["delete"]) == (4, 2)
    assert client.list("kept-b", "k").keys() == []


def test_what_cannot_be_deleted_is_told_key_by_key(s3_stub: Stub) -> None:
    client = made(s3_stub)
    s3_stub.faults("on=delete status=403")
    [error] = client.delete_many("b", ["a", "b\x01"], on_error="return")
    assert error.code == "AccessDenied"
    assert error.key == "b\x01"


def test_copies_in_parts_have_what_the_source_had(s3: S3Server, s3_bucket: str) -> None:
    client = Client(**s3.keywords())
    data = content(11 * MIB, 1)
    client.put(s3_bucket, "from", data, content_type="text/x", metadata={"a": "b"})
    source = client.head(s3_bucket, "from")
    where = ((s3_bucket, "from"), (s3_bucket, "to"))
    assert client._copy_in_parts(source, *where, {}, None, None, 5 * MIB).size == len(data)
    there = client.head(s3_bucket, "to")
    assert (there.content_type, there.metadata) == ("text/x", {"a": "b"})
    assert bytes(client.get(s3_bucket, "to")) == data


def test_copies_in_parts_for_asyncio(s3: S3Server, s3_bucket: str) -> None:
    async def copied() -> bytes:
        async with AsyncClient(**s3.keywords()) as client:
            await client.put(s3_bucket, "from", content(11 * MIB, 1))
            source = await client.head(s3_bucket, "from")
            await client._copy_in_parts(source, (s3_bucket, "from"), (s3_bucket, "to"), {}, None, 5 * MIB)
            return bytes(await client.get(s3_bucket, "to"))

    assert asyncio.run(copied()) == content(11 * MIB, 1)


# --- uploads that nobody ended ----------------------------------------------------------------------------------------


def test_uploads_that_were_begun_are_listed_and_can_be_aborted(s3: S3Server, s3_bucket: str) -> None:
    client = Client(**s3.keywords())
    begun = client.create_upload(s3_bucket, "x/ü+%")
    client.create_upload(s3_bucket, "y")
    [found] = client.uploads(s3_bucket, "x/")
    assert (found.key, found.upload_id) == ("x/ü+%", begun.upload_id)
    found.abort()
    assert [one.key for one in client.uploads(s3_bucket)] == ["y"]


def test_uploads_that_were_begun_for_asyncio(s3: S3Server, s3_bucket: str) -> None:
    async def left() -> list[str]:
        async with AsyncClient(**s3.keywords()) as client:
            await client.create_upload(s3_bucket, "x")
            for one in await client.uploads(s3_bucket):
                await one.abort()
            return [one.key for one in await client.uploads(s3_bucket)]

    assert asyncio.run(left()) == []


def test_a_completion_whose_answer_was_lost_is_seen_by_its_object(s3_stub: Stub) -> None:
    client = made(s3_stub)
    s3_stub.faults("on=complete cut=0 times=1", "on=complete status=404 code=NoSuchUpload skip=1")
    assert client.put("kept-b", "k", content(20 * MIB, 1)).size == 20 * MIB
    assert bytes(client.get("kept-b", "k")) == content(20 * MIB, 1)


def test_a_completion_that_did_not_happen_is_an_error(s3_stub: Stub) -> None:
    client = made(s3_stub)
    s3_stub.faults("on=complete status=500 times=1", "on=complete status=404 code=NoSuchUpload skip=1")
    with pytest.raises(errors.Error) as caught:
        client.put("b", "k", content(20 * MIB, 1))
    assert caught.value.code == "NoSuchUpload"
    assert s3_stub.counts()["head"] == 1


# --- tags -------------------------------------------------------------------------------------------------------------


def test_tags_are_put_told_and_taken_away(s3: S3Server, s3_bucket: str) -> None:
    client = Client(**s3.keywords())
    client.put(s3_bucket, "k", b"x", tags={"a": "b"})
    assert client.get_tags(s3_bucket, "k") == {"a": "b"}
    client.put_tags(s3_bucket, "k", {"c": "d e", "f": ""})
    assert client.get_tags(s3_bucket, "k") == {"c": "d e", "f": ""}
    client.delete_tags(s3_bucket, "k")
    assert client.get_tags(s3_bucket, "k") == {}


def test_tags_for_asyncio(s3: S3Server, s3_bucket: str) -> None:
    async def told() -> dict[str, str]:
        async with AsyncClient(**s3.keywords()) as client:
            await client.put(s3_bucket, "k", b"x")
            await client.put_tags(s3_bucket, "k", {"a": "b"})
            tags = await client.get_tags(s3_bucket, "k")
            await client.delete_tags(s3_bucket, "k")
            return {**tags, **await client.get_tags(s3_bucket, "k")}

    assert asyncio.run(told()) == {"a": "b"}
