"""`discography serve` where memory ends: whichever allocation fails, the server goes on."""

from __future__ import annotations

import http.client
import itertools
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from discography_runs import needs_program
from discography_server import Answer, Server, ingest_small, watcher_of
from memory_faults import MemoryFaults
from waiting import wait_until

pytestmark = needs_program


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ingest_small(tmp_path_factory.mktemp("memory"))


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MemoryFaults]:
    with MemoryFaults(tmp_path_factory.mktemp("faults")) as made:
        yield made


@pytest.fixture(scope="module")
def served(music: Path, faults: MemoryFaults, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One thread for connections: what accepting allocates is over when the first answer on a connection has come."""
    directory = tmp_path_factory.mktemp("served")
    put(music / "graph.snapshot", directory)
    with Server(directory, threads=1, environment=faults.environment) as server:
        wait_until(lambda: server.get("/api/genre-tree").status == 200)
        yield server


def put(snapshot: Path, directory: Path) -> None:
    shutil.copyfile(snapshot, directory / "graph.snapshot.new")
    (directory / "graph.snapshot.new").replace(directory / "graph.snapshot")


def connect(server: Server) -> http.client.HTTPConnection:
    """A connection that has had an answer."""
    connection = server.connection()
    assert server.get("/health", connection=connection).status == 200
    return connection


def ask_once(server: Server, target: str, connection: http.client.HTTPConnection) -> Answer | None:
    try:
        return server.get(target, connection=connection)
    except (http.client.HTTPException, ConnectionError):
        return None  # it was closed


TARGETS = [
    "/api/search?q=stockholm&type=release",
    "/api/node/artist/The%20Persuader",
    "/api/node/artist/999999",
    "/api/similar/artist/1",
    "/api/genre-tree",
    "/",
    "/nowhere",
]


@pytest.mark.parametrize("target", TARGETS)
def test_a_question_for_which_there_is_no_memory_costs_no_more_than_its_connection(
    served: Server, faults: MemoryFaults, target: str
) -> None:
    usual = served.get(target)
    connection = connect(served)
    seen = set()
    for nth in itertools.count(1):
        faults.fail(nth)
        answer = ask_once(served, target, connection)
        failed = faults.disarm()
        assert served.process.poll() is None, (target, nth)
        seen.add(answer.status if answer else None)
        assert answer is None or answer.status == 500 or answer.body == usual.body, (target, nth)
        if answer is None or answer.fields["connection"] == "close":
            connection.close()
            connection = connect(served)
        if not failed:
            break
    connection.close()
    assert usual.status in seen and seen & {500, None}


def test_a_lost_connection_is_counted_as_closed_and_its_question_as_failed(
    served: Server, faults: MemoryFaults
) -> None:
    def metric(line: str) -> float:
        rows = served.get("/metrics").body.decode().splitlines()
        return sum(float(row.rsplit(" ", 1)[1]) for row in rows if row.startswith(line))

    wait_until(lambda: metric("discography_connections ") == 1)
    failed = 'discography_requests_total{route="/health",code="500"}'
    before, lost = metric(failed), 0
    for nth in range(1, 100):
        connection = connect(served)
        faults.fail(nth)
        answer = ask_once(served, "/health", connection)
        faults.disarm()
        lost += answer is None or answer.status == 500
        connection.close()
    assert lost > 0
    assert 0 < metric(failed) - before <= lost
    wait_until(lambda: metric("discography_connections ") == 1)


def test_a_new_snapshot_for_which_there_was_no_memory_is_taken_later(
    served: Server, faults: MemoryFaults, music: Path
) -> None:
    watcher = watcher_of(served)

    def epoch() -> int:
        assert served.process.poll() is None
        return int(served.ask("/health")["epoch"])

    failures = 0
    for nth in (int(1.6**i) for i in range(1, 20)):
        before = epoch()
        faults.fail(nth, thread=watcher)
        put(music / "graph.snapshot", served.directory)
        served.process.send_signal(signal.SIGHUP)
        wait_until(lambda before=before: faults.has_failed() or epoch() > before)  # type: ignore[misc]
        failures += faults.disarm()
        served.process.send_signal(signal.SIGHUP)
        wait_until(lambda before=before: epoch() > before)  # type: ignore[misc]
    assert failures > 5
    assert served.get("/api/genre-tree").status == 200
