"""How calls of wirespeed.s3 behave towards the process that makes them: its threads, signals, children, and its end."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from s3_stub import Stub, content, stubbing
from wirespeed import CancelToken, errors
from wirespeed.s3 import AsyncClient, Client, CredentialsError, S3Error

MIB = 1 << 20
SECRET = "very-secret-indeed"


@pytest.fixture
def client(s3_stub: Stub) -> Iterator[Client]:
    with Client(**s3_stub.keywords()) as one:
        yield one


def slow_pieces() -> Iterator[bytes]:
    while True:
        time.sleep(0.001)
        yield bytes(100_000)


# --- giving up --------------------------------------------------------------------------------------------------------


def test_a_token_ends_a_call_of_another_thread(client: Client, s3_stub: Stub) -> None:
    s3_stub.faults("on=get stall=100")
    token = CancelToken()
    threading.Timer(0.1, token.cancel).start()
    with pytest.raises(errors.CancelledError):
        client.get("b", "obj-1m-3", cancel=token)


def test_a_signal_s_exception_ends_a_call(client: Client, s3_stub: Stub) -> None:
    s3_stub.faults("on=get stall=100")
    threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        client.get("b", "obj-1m-3")
    s3_stub.faults()
    assert bytes(client.get("b", "obj-1m-3")) == content(MIB, 3)


@pytest.mark.parametrize("way", ["timeout", "token", "progress"])
def test_an_upload_that_is_given_up_leaves_nothing_with_the_server(client: Client, s3_stub: Stub, way: str) -> None:
    s3_stub.faults("on=part skip=1 delay=20000")
    token = CancelToken()

    def progress(done: int, _: int) -> None:
        if done > 0:
            raise LookupError

    ways: dict[str, tuple[dict[str, Any], type[Exception]]] = {
        "timeout": ({"timeout": 0.5}, errors.TimeoutError),
        "token": ({"cancel": token}, errors.CancelledError),
        "progress": ({"progress": progress}, LookupError),
    }
    options, error = ways[way]
    threading.Timer(0.5, token.cancel).start()
    with pytest.raises(error):
        client.put("kept-b", "k", bytes(40 * MIB), **options)
    assert s3_stub.counts()["uploads"] == 0


def test_progress_grows_up_to_the_whole(client: Client, s3_stub: Stub) -> None:
    s3_stub.faults("on=get delay=100")
    told: list[tuple[int, int]] = []
    client.get("b", f"obj-{40 * MIB}-3", progress=lambda *said: told.append(said))
    assert told == sorted(told)
    assert told[-1] == (40 * MIB, 40 * MIB)


# --- threads ----------------------------------------------------------------------------------------------------------


def test_other_threads_run_while_one_waits(client: Client, s3_stub: Stub) -> None:
    s3_stub.faults("on=get stall=100")
    token = CancelToken()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.get, "b", "obj-1m-3", cancel=token)
        assert sum(range(100_000)) > 0
        assert not waiting.done()
        token.cancel()
        assert isinstance(waiting.exception(timeout=10), errors.CancelledError)


def test_threads_that_share_a_client_get_their_own_bytes(client: Client) -> None:
    def read(seed: int) -> bool:
        return bytes(client.get("b", f"obj-5000-{seed}")) == content(5000, seed)

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(read, range(500)))


def test_credentials_of_a_callable_are_awaited_by_threads_together(s3_stub: Stub) -> None:
    asked = []

    def credentials() -> dict[str, str]:
        asked.append(1)
        time.sleep(0.1)
        return {"access_key_id": "stub", "secret_access_key": "stub-secret"}

    client = Client(s3_stub.endpoint_url, region="us-east-1", credentials=credentials)
    works: list[Callable[[], Any]] = [
        lambda: client.presign("GET", "b", "k"),
        lambda: client.get("b", "obj-10-1"),
    ]
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda work: work(), works * 4))
    assert len(asked) == 1


# --- other processes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_pickled_client_is_made_anew(s3_stub: Stub, kind: type[Any]) -> None:
    one = kind(**s3_stub.keywords(), part_size=6 * MIB)
    other = pickle.loads(pickle.dumps(one))
    assert type(other) is kind
    assert other._setup.part_size == 6 * MIB


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_what_was_received_goes_to_other_processes(client: Client, protocol: int) -> None:
    for key in ("obj-0-3", "obj-4096-3"):
        one = client.get("b", key)
        other = pickle.loads(pickle.dumps(one, protocol))
        assert type(other) is type(one)
        assert bytes(other) == bytes(one)
    out_of_band: list[pickle.PickleBuffer] = []
    packed = pickle.dumps(one, 5, buffer_callback=out_of_band.append)
    assert len(packed) < 200
    assert bytes(pickle.loads(packed, buffers=out_of_band)) == bytes(one)


def in_a_child(work: Callable[[], bool]) -> bool:
    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(2)
    return os.waitpid(child, 0)[1] == 0


def test_a_forked_child_goes_on_beside_its_parent(client: Client, s3_stub: Stub) -> None:
    def read() -> bool:
        return bytes(client.get("b", "obj-5000-3")) == content(5000, 3)

    assert read()
    assert in_a_child(read)
    s3_stub.reset()
    assert read()
    assert len({one["connection"] for one in s3_stub.log()}) == 1


def test_a_child_of_a_busy_client_works_and_leaves_its_parent_s_calls_alone(client: Client) -> None:
    with ThreadPoolExecutor(4) as pool:
        reading = [pool.submit(client.get, "b", f"obj-{20 * MIB}-{seed}") for seed in range(8)]
        assert in_a_child(lambda: bytes(client.get("b", "obj-5000-3")) == content(5000, 3))
        assert [bytes(one.result()) == content(20 * MIB, seed) for seed, one in enumerate(reading)] == [True] * 8


# Written to run until it is interrupted by its own end.
ENDS = {
    "a get of a daemon thread": """
stub.faults("on=get stall=100")
for _ in range(4):
    threading.Thread(target=lambda: client.get("b", "obj-1m-3"), daemon=True).start()
time.sleep(0.2)
""",
    "a put of a daemon thread": """
threading.Thread(target=lambda: client.put("kept-b", "k", slow_pieces()), daemon=True).start()
time.sleep(0.2)
""",
    "credentials of a daemon thread": """
client = Client(stub.endpoint_url, region="us-east-1", credentials=lambda: time.sleep(100))
threading.Thread(target=lambda: client.get("b", "obj-1m-3"), daemon=True).start()
time.sleep(0.2)
""",
    "calls of an event loop": """
stub.faults("on=get stall=100")
client = AsyncClient(**stub.keywords())
async def main():
    for call in (client.get("b", "obj-1m-3"), client.put("kept-b", "k", slow_pieces())):
        try:
            await asyncio.wait_for(call, 0.2)
        except asyncio.TimeoutError:
            pass
asyncio.run(main())
""",
    "calls of a loop that was closed": """
stub.faults("on=get stall=100")
client = AsyncClient(**stub.keywords())
loop = asyncio.new_event_loop()
task = loop.create_task(client.get("b", "obj-1m-3"))
task._log_destroy_pending = False
loop.run_until_complete(asyncio.sleep(0.1))
loop.close()
""",
    "a stream": """
part = next(iter(client.stream("b", f"obj-{40 << 20}-3")))
""",
}


@pytest.mark.parametrize("what", ENDS)
def test_the_interpreter_ends_with_transfers_under_way(s3_stub: Stub, what: str) -> None:
    program = f"""
import asyncio, threading, time
from s3_stub import Stub
from test_s3_behaviour import slow_pieces
from wirespeed.s3 import AsyncClient, Client
stub = Stub({s3_stub.port}, None)
client = Client(**stub.keywords())
{ENDS[what]}
print("ends", flush=True)
"""
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("ends\n", "", 0)


# --- what is held and said --------------------------------------------------------------------------------------------


def test_a_stream_holds_a_few_parts_however_large_the_object(client: Client) -> None:
    part = 256 * 1024

    def read(size: int) -> int:
        return sum(len(one) for one in client.stream("b", f"obj-{size}-3", part_size=part))

    read(64 * MIB)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read(512 * MIB) == 512 * MIB
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_nothing_is_asked_for_where_no_range_has_bytes(client: Client, s3_stub: Stub) -> None:
    assert client.get_ranges("b", "obj-10-1", []) == []
    assert [bytes(one) for one in client.get_ranges("b", "obj-10-1", [(5, 5), (7, 7)])] == [b"", b""]
    assert "get" not in s3_stub.counts()


def test_ranges_end_where_the_object_does_alone_and_beside_others(client: Client) -> None:
    whole = content(10, 1)
    for spans in ([(20, 30)], [(10, 12)], [(0, 3), (20, 30)], [(0, 3), (50 * MIB, 50 * MIB + 10)], [(8, 30), (10, 11)]):
        got = [bytes(one) for one in client.get_ranges("b", "obj-10-1", spans)]
        assert got == [whole[begin:end] for begin, end in spans]
    with pytest.raises(S3Error) as refused:
        client.get("b", "obj-10-1", range=(20, 30))
    assert refused.value.status == 416


def test_an_object_that_memory_cannot_hold_is_an_error(client: Client) -> None:
    with pytest.raises(errors.Error, match="no memory"):
        client.get("b", f"obj-{10**15}-1")


def test_a_client_touches_no_network_before_a_call() -> None:
    Client("http://192.0.2.1:1", access_key_id="a", secret_access_key="b").close()
    with stubbing() as stub:
        Client(**stub.keywords()).close()
        assert stub.counts()["connections"] == 1  # the one that asks


def test_credentials_are_never_shown(s3_stub: Stub) -> None:
    words = {**s3_stub.keywords(), "access_key_id": "an-id", "secret_access_key": SECRET, "session_token": SECRET}
    s3_stub.faults("status=403")
    for client in (Client(**words), Client(**{**words, "endpoint_url": "http://127.0.0.1:1"}, retries=0)):
        assert SECRET not in repr(client)
        with pytest.raises(errors.Error) as caught:
            client.get("b", "k")
        assert SECRET not in f"{caught.value!r} {caught.value} {vars(caught.value)}"


def test_what_a_credentials_callable_raises_is_told(s3_stub: Stub) -> None:
    def credentials() -> dict[str, str]:
        raise LookupError("the vault is closed")

    with pytest.raises(CredentialsError, match="the vault is closed"):
        Client(s3_stub.endpoint_url, region="r", credentials=credentials).get("b", "k")


@pytest.mark.parametrize("data", [5, True, "text", object(), 1.5, [1], ["text"]])
def test_what_is_no_bytes_is_not_put(client: Client, s3_stub: Stub, data: Any) -> None:
    with pytest.raises((TypeError, errors.InvalidArgumentError)):
        client.put("kept-b", "k", data)
    assert "put" not in s3_stub.counts()


def test_urls_between_calls_cost_no_connection(client: Client, s3_stub: Stub) -> None:
    for _ in range(3):
        client.get("b", "obj-10-1")
        client.presign("GET", "b", "obj-10-1")
    assert len({one["connection"] for one in s3_stub.log()}) == 1
