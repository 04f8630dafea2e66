"""`discography serve` in bad company and at work: connections, limits, stops and new snapshots."""

from __future__ import annotations

import contextlib
import json
import re
import select
import shutil
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from discography_runs import ask, generate, ingest, needs_program
from discography_server import Server, problem_of, receive_all, watcher_of
from waiting import wait_until

pytestmark = needs_program

HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
SIMILAR = LAST.replace(b"/health", b"/api/similar/artist/1?limit=100")


def made(directory: Path, releases: int, seed: int) -> Path:
    return ingest(generate(directory / f"dumps-{seed}", releases, 0, "--seed", seed), directory / f"music-{seed}")


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    directory = tmp_path_factory.mktemp("months")
    return made(directory, 2000, 1), made(directory, 2500, 2)


@pytest.fixture(scope="module")
def server(two_months: tuple[Path, Path]) -> Iterator[Server]:
    with Server(two_months[0]) as running:
        yield running


# --- connections -----------------------------------------------------------------------------------------------------


def test_a_connection_is_kept_for_the_next_request(server: Server) -> None:
    connection = server.connection()
    connection.connect()
    own_socket = connection.sock
    for _ in range(3):
        answer = server.get("/health", connection=connection)
        assert answer.status == 200 and answer.fields["connection"] == "keep-alive"
        assert connection.sock is own_socket
    connection.close()


def test_requests_that_come_together_are_answered_in_their_order(server: Server) -> None:
    first = b"GET /api/search?q=the&limit=0 HTTP/1.1\r\nHost: x\r\n\r\n"
    second = b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
    received = server.send_raw(first + second + LAST)
    assert re.findall(rb"HTTP/1\.1 (\d+) ", received) == [b"200", b"404", b"200"]


def test_a_client_may_ask_for_the_end_of_its_connection(server: Server) -> None:
    for head in (LAST, b"GET /health HTTP/1.0\r\n\r\n"):
        received = server.send_raw(head)
        assert received.startswith(b"HTTP/1.1 200") and b"Connection: close" in received


def test_an_offer_to_upgrade_is_answered_and_ends_the_connection(server: Server) -> None:
    head = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    assert server.send_raw(head).startswith(b"HTTP/1.1 200")


GARBAGE = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    b"HELLO\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/x\r\nHost: x\r\n\r\n",
    b"GET /health HTTP/1.1\r\n\r\n",
    b"GET /health HTTP/1.1\r\nHost x\r\n\r\n",
    b"GET /health HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"GET /health HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    b"GET /health HTTP/1.1\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    b"GET /health HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % i for i in range(500)) + b"\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
    b"POST /api/stats HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n" + b"z" * 100_000,
    b"GET /a\xff HTTP/1.1\r\n\r\n",
]


@pytest.mark.parametrize("data", GARBAGE, ids=range(len(GARBAGE)))
def test_what_is_no_http_is_refused_or_closed_on_and_hurts_nobody(server: Server, data: bytes) -> None:
    received = server.send_raw(data)
    assert received == b"" or received.startswith(b"HTTP/1.1 4")
    assert server.get("/health").status == 200


def test_slow_clients_keep_nobody_waiting(server: Server) -> None:
    slow = [server.socket() for _ in range(100)]
    for i, raw in enumerate(slow):
        raw.sendall(HEALTH[: 1 + i % (len(HEALTH) - 1)])
    for _ in range(20):
        assert server.get("/health").status == 200
    for i, raw in enumerate(slow):
        raw.sendall(HEALTH[1 + i % (len(HEALTH) - 1) :])
        assert raw.recv(100).startswith(b"HTTP/1.1 200")
        raw.close()


def test_clients_that_do_not_read_keep_nobody_waiting(server: Server) -> None:
    large = b"GET /d3.min.js HTTP/1.1\r\nHost: x\r\n\r\n"
    lazy = [server.socket() for _ in range(20)]
    for raw in lazy:
        raw.sendall(large * 50)
    assert server.get("/health").status == 200
    for raw in lazy:
        raw.close()
    assert server.get("/health").status == 200


# --- limits ----------------------------------------------------------------------------------------------------------


def test_past_the_queue_a_long_question_is_refused_with_when_to_come_back(two_months: tuple[Path, Path]) -> None:
    with Server(two_months[0], "--queue", 0) as full:
        answer = full.get("/api/similar/artist/1")
        problem_of(answer, 503)
        assert int(answer.fields["retry-after"]) > 0
        assert full.get("/api/autocomplete?q=the").status == 200
        assert full.get("/api/stats").status == 200  # made once for each snapshot, so no long question


def test_a_question_that_waited_too_long_is_504(two_months: tuple[Path, Path]) -> None:
    with Server(two_months[0], "--deadline", 0.002, threads=1) as hasty:
        wait_until(lambda: hasty.get("/api/genre-tree").status == 200)
        statuses: set[bytes] = set()

        def ask_all_at_once() -> bool:
            with contextlib.ExitStack() as opened:
                connections = [opened.enter_context(hasty.socket()) for _ in range(200)]
                for raw in connections:
                    raw.sendall(SIMILAR)
                statuses.update(receive_all(raw).split(b" ")[1] for raw in connections)
            return b"504" in statuses

        wait_until(ask_all_at_once)
        assert statuses <= {b"200", b"503", b"504"}


def test_connections_past_the_limit_wait_for_those_before_them(two_months: tuple[Path, Path]) -> None:
    with Server(two_months[0], "--max-connections", 4) as narrow:
        held = [narrow.connection() for _ in range(4)]
        assert [narrow.get("/health", connection=one).status for one in held] == [200] * 4
        with narrow.socket() as late:
            late.sendall(LAST)
            assert [narrow.get("/health", connection=one).status for one in held * 5] == [200] * 20
            assert select.select([late], [], [], 0)[0] == []  # while those were answered
            held.pop().close()
            assert receive_all(late).startswith(b"HTTP/1.1 200")
        for one in held:
            one.close()


# --- stops -----------------------------------------------------------------------------------------------------------


def test_what_was_asked_before_a_sigterm_is_answered(two_months: tuple[Path, Path]) -> None:
    server = Server(two_months[0])
    answered = [0] * 8

    def keep_asking(who: int) -> None:
        with contextlib.suppress(ConnectionError):  # it listens no more
            while received := server.send_raw(SIMILAR):  # all of it or nothing
                head, _, body = received.partition(b"\r\n\r\n")
                json.loads(body)
                assert f"Content-Length: {len(body)}".encode() in head
                answered[who] += 1

    with ThreadPoolExecutor(8) as pool:
        askers = [pool.submit(keep_asking, who) for who in range(8)]
        wait_until(lambda: all(answered) or any(asker.done() for asker in askers))
        code, log = server.stop()
        for asker in askers:
            asker.result()
    assert code == 0, log
    assert all(answered)
    assert '"event": "stopped"' in log


def test_idle_connections_do_not_hold_up_a_stop(two_months: tuple[Path, Path]) -> None:
    server = Server(two_months[0])
    idle = [server.socket() for _ in range(20)]
    idle[0].sendall(b"GET /hea")
    assert server.stop()[0] == 0  # sooner than the server's own patience with them
    for raw in idle:
        raw.close()


@pytest.mark.parametrize("attempt", range(4))  # which of its ends meets the other first is chance
def test_what_is_still_open_at_a_stop_is_let_go_before_the_server(attempt: int, two_months: tuple[Path, Path]) -> None:
    """Seen by sanitizers: `./test serve-asan`."""
    server = Server(two_months[0])
    kept = [server.socket() for _ in range(8)]
    for raw in kept[:4]:
        raw.sendall(b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n")
        assert raw.recv(1000).startswith(b"HTTP/1.1 200")
    code, log = server.stop()
    assert code == 0, log
    for raw in kept:
        raw.close()


def test_ctrl_c_is_a_clean_stop_too(two_months: tuple[Path, Path]) -> None:
    server = Server(two_months[0])
    server.process.send_signal(signal.SIGINT)
    assert server.stop()[0] == 0


# --- new snapshots ---------------------------------------------------------------------------------------------------


def put(snapshot: Path, directory: Path) -> None:
    shutil.copyfile(snapshot, directory / "graph.snapshot.new")
    (directory / "graph.snapshot.new").replace(directory / "graph.snapshot")


@pytest.fixture
def live(two_months: tuple[Path, Path], tmp_path: Path) -> Iterator[Server]:
    put(two_months[0] / "graph.snapshot", tmp_path)
    with Server(tmp_path) as running:
        yield running


def test_a_new_snapshot_takes_over_and_no_request_fails(
    live: Server, two_months: tuple[Path, Path], tmp_path: Path
) -> None:
    stopped = threading.Event()
    first, second = (ask("info", month)["nodes"]["Release"] for month in two_months)
    seen: set[tuple[int, int]] = set()

    def keep_asking() -> None:
        connection = live.connection()
        while not stopped.is_set():
            health = live.get("/health", connection=connection)
            stats = live.get("/api/stats", connection=connection)
            assert (health.status, stats.status) == (200, 200)
            seen.add((health.json["epoch"], stats.json["nodes"]["Release"]))
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        askers = [pool.submit(keep_asking) for _ in range(4)]

        def wait_for(epoch: int, releases: int) -> None:
            wait_until(lambda: (epoch, releases) in seen or any(asker.done() for asker in askers))

        try:
            wait_for(1, first)
            put(two_months[1] / "graph.snapshot", tmp_path)
            wait_for(2, second)
            put(two_months[0] / "graph.snapshot", tmp_path)
            live.process.send_signal(signal.SIGHUP)
            wait_for(3, first)
        finally:
            stopped.set()
        for asker in askers:
            asker.result()
    # A stats answer may already be of the epoch behind the one that health told.
    assert seen - {(1, second), (2, first)} == {(1, first), (2, second), (3, first)}


def test_a_broken_snapshot_is_refused_and_the_old_one_goes_on(
    live: Server, two_months: tuple[Path, Path], tmp_path: Path
) -> None:
    before = live.ask("/health")
    whole = (two_months[1] / "graph.snapshot").read_bytes()
    altered = bytearray(whole)
    altered[len(altered) // 2] ^= 0xFF
    for number, broken in enumerate((b"", b"no snapshot", whole[: len(whole) // 2], bytes(altered)), start=1):
        (tmp_path / "broken").write_bytes(broken)
        (tmp_path / "broken").replace(tmp_path / "graph.snapshot")
        metric = f"discography_snapshot_refused_total {number}\n".encode()
        wait_until(lambda wanted=metric: wanted in live.get("/metrics").body)  # type: ignore[misc]
        assert live.ask("/health")["snapshot"] == before["snapshot"]
    put(two_months[1] / "graph.snapshot", tmp_path)
    wait_until(lambda: live.ask("/health")["epoch"] == 2)


def test_a_snapshot_that_is_gone_changes_nothing(live: Server, tmp_path: Path) -> None:
    wait_until(lambda: live.get("/api/genre-tree").status == 200)
    (tmp_path / "graph.snapshot").unlink()
    before = looks_for_snapshots(live)
    wait_until(lambda: looks_for_snapshots(live) > before + 2)
    assert live.ask("/health")["epoch"] == 1
    assert live.get("/api/stats").status == 200


def looks_for_snapshots(server: Server) -> int:
    """How often the thread that does has been asleep in between."""
    status = Path(f"/proc/{server.process.pid}/task/{watcher_of(server)}/status").read_text()
    found = re.search(r"^voluntary_ctxt_switches:\s*(\d+)", status, re.MULTILINE)
    assert found is not None, status
    return int(found[1])
