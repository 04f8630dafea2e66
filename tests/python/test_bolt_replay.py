"""The replay server, by the official driver: its records are what they must be, its faults the driver's own errors."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import neo4j
import pytest
from neo4j.exceptions import AuthError, ClientError, IncompleteCommit, ServiceUnavailable, SessionExpired
from neo4j.graph import Node, Path, Relationship

from replay_server import Replay, replaying
from replay_values import TEXT, VALUES, person, rows


@contextmanager
def session(server: Replay, **options: Any) -> Iterator[neo4j.Session]:
    with neo4j.GraphDatabase.driver(server.uri) as driver, driver.session(**options) as opened:
        yield opened


def values(server: Replay, query: str, **options: Any) -> list[list[Any]]:
    with session(server, **options) as opened:
        return opened.run(query).values()


def first(server: Replay, query: str) -> Any:
    return values(server, query)[0][0]


@pytest.mark.parametrize("shape", [*VALUES, "mixed", "changing", "list_of_strings", "list_of_ints"])
def test_records_are_what_they_must_be(bolt_replay: Replay, shape: str) -> None:
    assert values(bolt_replay, f"REPLAY {shape} 3x50") == rows(shape, 3, 50)


def test_columns_have_names(bolt_replay: Replay) -> None:
    with session(bolt_replay) as opened:
        assert list(opened.run("REPLAY ints 3x0").keys()) == ["c0", "c1", "c2"]


def test_nodes_have_eight_properties_and_two_labels(bolt_replay: Replay) -> None:
    node = values(bolt_replay, "REPLAY nodes 2x10")[3][1]
    assert isinstance(node, Node)
    assert (node.element_id, set(node.labels)) == ("4:node:7", {"Person", "Writer"})
    assert dict(node) == person(7)


def test_relationships_and_paths_hang_together(bolt_replay: Replay) -> None:
    relation = first(bolt_replay, "REPLAY relationships 1x1")
    path = first(bolt_replay, "REPLAY paths 1x1")
    assert isinstance(relation, Relationship) and isinstance(path, Path)
    assert (relation.type, relation["since"]) == ("KNOWS", 2000)
    assert relation.start_node is not None and relation.start_node.element_id == "4:node:0"
    assert [node.element_id for node in path.nodes] == ["4:node:0", "4:node:1", "4:node:0"]
    assert path.relationships[0] is path.relationships[1]


def test_a_node_may_come_again(bolt_replay: Replay) -> None:
    nodes = [row[0] for row in values(bolt_replay, "REPLAY nodes 1x6 distinct=2")]
    assert nodes[0] is nodes[2] is nodes[4]
    assert nodes[1] is nodes[5]


@pytest.mark.parametrize("fetch_size", [1, 7, 1000, -1])
def test_records_come_in_the_batches_that_are_asked_for(bolt_replay: Replay, fetch_size: int) -> None:
    assert values(bolt_replay, "REPLAY ints 1x50", fetch_size=fetch_size) == rows("ints", 1, 50)


def test_results_of_a_transaction_are_told_apart(bolt_replay: Replay) -> None:
    with session(bolt_replay, fetch_size=2) as opened, opened.begin_transaction() as transaction:
        one, two = transaction.run("REPLAY ints 1x6"), transaction.run("REPLAY strings 1x6")
        pairs = [(a["c0"], b["c0"]) for a, b in zip(one, two, strict=True)]
    assert pairs == [(i, f"value {i}") for i in range(6)]


def test_a_result_may_be_thrown_away(bolt_replay: Replay) -> None:
    with session(bolt_replay, fetch_size=2) as opened:
        assert opened.run("REPLAY ints 1x6").consume().query_type == "r"
        assert opened.run("REPLAY ints 1x1").single(strict=True)["c0"] == 0


def test_a_record_longer_than_a_chunk_arrives_whole(bolt_replay: Replay) -> None:
    assert first(bolt_replay, "REPLAY list_of_strings 100000x1") == [TEXT] * 100_000


def test_parameters_of_any_size_are_passed_over(bolt_replay: Replay) -> None:
    with neo4j.GraphDatabase.driver(bolt_replay.uri) as driver:
        for size in (1, 1000, 100_000):
            assert driver.execute_query("REPLAY ints 1x1", data=[TEXT] * size).records[0][0] == 0


VERSIONS = ["4.4", "5.0", "5.1", "5.2", "5.3", "5.4", "5.6", "5.7", "5.8"]


def speaks(version: str, *options: str) -> None:
    with (
        replaying("--versions", version, *options) as server,
        neo4j.GraphDatabase.driver(server.uri.replace("bolt", "neo4j")) as driver,
    ):
        assert driver.execute_query("REPLAY datetimes 1x30").records[29][0] == VALUES["datetimes"](29)
        assert driver.execute_query("REPLAY zoned_datetimes 1x3").records[2][0] == VALUES["zoned_datetimes"](2)
        assert driver.execute_query("REPLAY nodes 1x3").records[2][0]["name"] == "name 2"
        assert driver.get_server_info().protocol_version == tuple(map(int, version.split(".")))


@pytest.mark.parametrize("version", [*VERSIONS, "6.0"])
def test_every_version_is_spoken(version: str) -> None:
    speaks(version)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_older_handshake_is_enough_for_the_older_versions(version: str) -> None:
    speaks(version, "--no-manifest")


def test_the_last_version_of_those_known_is_chosen() -> None:
    with replaying("--versions", "4.4 5.0-5.8 6.0") as server, neo4j.GraphDatabase.driver(server.uri) as driver:
        assert driver.get_server_info().protocol_version == (6, 0)


def test_local_times_of_old_are_read_without_the_patch() -> None:
    with replaying("--versions", "4.4", "--no-utc-patch") as server:
        assert values(server, "REPLAY datetimes 1x30") == rows("datetimes", 1, 30)


def test_vectors_and_types_that_nobody_knows_yet() -> None:
    with replaying("--versions", "6.0") as server:
        assert first(server, "REPLAY vectors 1x1").to_native() == [0.0, 1.0, -2.0]
        assert first(server, "REPLAY unsupported 1x1").name == "QUATERNION"


def test_a_query_that_it_does_not_know_is_a_syntax_error(bolt_replay: Replay) -> None:
    for query in (
        "RETURN 1",
        "REPLAY nothing 1x1",
        "REPLAY ints 1",
        "REPLAY ints 1x1 nofault=1",
        "REPLAY ints 1x1 at=x:close",
    ):
        with pytest.raises(ClientError, match=r"expected|no fault") as caught:
            values(bolt_replay, query)
        assert caught.value.code == "Neo.ClientError.Statement.SyntaxError"


def test_a_wrong_password_is_refused() -> None:
    with replaying("--auth", "neo4j:right") as server:
        with neo4j.GraphDatabase.driver(server.uri, auth=("neo4j", "right")) as driver:
            driver.verify_connectivity()
        wrong = neo4j.GraphDatabase.driver(server.uri, auth=("neo4j", "wrong"))
        with wrong as driver, pytest.raises(AuthError):
            driver.verify_connectivity()


@pytest.mark.parametrize(
    "fault", ["segment=1", "segment=3 chunk=2", "chunk=1", "chunk=7 noop=2", "noop=1000", "delay=20"]
)
def test_harmless_faults_change_nothing(bolt_replay: Replay, fault: str) -> None:
    assert values(bolt_replay, f"REPLAY mixed 5x30 {fault}") == rows("mixed", 5, 30)


def test_a_failure_comes_behind_the_records_before_it(bolt_replay: Replay) -> None:
    seen: list[int] = []
    with session(bolt_replay, fetch_size=4) as opened:
        with pytest.raises(ClientError, match="/ by zero") as caught:
            seen.extend(record["c0"] for record in opened.run("REPLAY ints 1x20 fail=10"))
        assert opened.run("REPLAY ints 1x1").single(strict=True)["c0"] == 0
    assert caught.value.code == "Neo.ClientError.Statement.ArithmeticError"
    assert seen == list(range(10))


BREAKS = ["cut=0", "cut=1", "cut=60", "reset=60", "noise=3", "longer=5", "shorter=5", "at=pull:close"]


@pytest.mark.parametrize("fault", BREAKS)
def test_a_connection_that_breaks_is_the_driver_s_error(bolt_replay: Replay, fault: str) -> None:
    with pytest.raises(ServiceUnavailable):
        values(bolt_replay, f"REPLAY ints 1x20 {fault}")
    assert values(bolt_replay, "REPLAY ints 1x1") == [[0]]


def test_what_came_before_a_cut_is_handed_out(bolt_replay: Replay) -> None:
    seen: list[int] = []
    with session(bolt_replay) as opened, pytest.raises(ServiceUnavailable):
        seen.extend(record["c0"] for record in opened.run("REPLAY ints 1x20 cut=91"))
    answer_to_run, record = 36, 6 + 2 + 1 - 1
    assert seen == list(range((91 - answer_to_run) // record))


HANGS_UP = [
    ("hello", SessionExpired),
    ("logon", SessionExpired),
    *((message, ServiceUnavailable) for message in ("begin", "run", "pull", "rollback")),
    ("commit", IncompleteCommit),
]


@pytest.mark.parametrize(("message", "error"), HANGS_UP)
def test_it_may_hang_up_at_any_message(message: str, error: type[Exception]) -> None:
    with (
        replaying("--fault", f"at={message}:close") as server,
        session(server) as opened,
        pytest.raises(error),
    ):
        transaction = opened.begin_transaction()
        transaction.run("REPLAY ints 1x1").consume()
        (transaction.rollback if message == "rollback" else transaction.commit)()


def test_silence_ends_with_the_time_that_was_hinted() -> None:
    with replaying("--recv-timeout", "1") as server, pytest.raises(ServiceUnavailable):
        values(server, "REPLAY ints 1x5 silence=2")


def test_a_reset_ends_a_delay(bolt_replay: Replay) -> None:
    with socket.create_connection(("127.0.0.1", bolt_replay.port)) as peer:
        talk = talker(peer)
        assert talk(bytes.fromhex("6060b017 00000405 00000000 00000000 00000000")) == bytes.fromhex("00000405")
        hello, logon = "b1 01 a0", "b1 6a a0"
        run, pull, reset = "b3 10 d0 1a" + b"REPLAY ints 1x1 delay=9999".hex() + "a0 a0", "b1 3f a1 81 6e ff", "b0 0f"
        answers = talk(b"".join(framed(text) for text in (hello, logon, run)), summaries=3)
        assert answers.count(b"\xb1\x70") == 3
        talk(framed(pull), summaries=0)
        assert talk(framed(reset), summaries=2).endswith(b"\0\2\xb0\x7e\0\0" + b"\0\3\xb1\x70\xa0\0\0")


def framed(text: str) -> bytes:
    message = bytes.fromhex(text)
    return len(message).to_bytes(2, "big") + message + b"\0\0"


def talker(peer: socket.socket) -> Callable[..., bytes]:
    """Sends, and returns what comes until it holds that many summaries."""

    def talk(data: bytes, summaries: int | None = None) -> bytes:
        peer.sendall(data)
        answer = peer.recv(4) if summaries is None else b""
        while summaries and answer.count(b"\xb1\x70") + answer.count(b"\xb0\x7e") < summaries:
            answer += peer.recv(65536)
        return answer

    return talk


def test_a_broken_structure_breaks_only_its_record(bolt_replay: Replay) -> None:
    with session(bolt_replay) as opened:
        record = opened.run("REPLAY broken 1x1").single(strict=True)
        with pytest.raises(neo4j.exceptions.BrokenRecordError):
            record[0]


@pytest.mark.parametrize("query", ["REPLAY ints 1x5 garbage=2", "REPLAY bad_utf8 1x1"])
def test_what_cannot_be_decoded_is_an_error(bolt_replay: Replay, query: str) -> None:
    with pytest.raises(ValueError):
        values(bolt_replay, query)


def test_a_server_that_dies_is_the_driver_s_error() -> None:
    with replaying() as server, session(server, fetch_size=1) as opened:
        result = opened.run("REPLAY ints 1x1000")
        next(result)
        server.kill()
        with pytest.raises(ServiceUnavailable):
            result.consume()
