"""wirespeed.bolt against the replay server: values, versions, faults, what ends a query."""

from __future__ import annotations

import asyncio
import datetime
import itertools
import math
import pickle
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow  # type: ignore[import-untyped]
import pytest

import wirespeed
from conftest import run_python
from replay_server import Replay, replaying
from replay_values import TEXT
from wirespeed import bolt

VERSIONS = ["4.4", "5.0", "5.1", "5.2", "5.3", "5.4", "5.6", "5.7", "5.8", "6.0"]
UTC = datetime.timezone.utc


@contextmanager
def client(server: Replay, auth: Any = None, **options: Any) -> Iterator[bolt.Client]:
    with bolt.connect(server.uri, auth, **options) as opened:
        yield opened


@pytest.fixture
def replay(bolt_replay: Replay) -> Iterator[bolt.Client]:
    with client(bolt_replay) as opened:
        yield opened


def rows(opened: bolt.Client, query: str, **options: Any) -> list[tuple[Any, ...]]:
    return [tuple(record) for record in opened.query(query, **options)]


def first(opened: bolt.Client, query: str) -> Any:
    return next(opened.query(query).records())[0]


def ints(width: int, length: int) -> list[tuple[int, ...]]:
    return [tuple(range(row * width, (row + 1) * width)) for row in range(length)]


# Records


def test_a_record_is_a_tuple_whose_items_have_names(replay: bolt.Client) -> None:
    result = replay.query("REPLAY ints 3x2")
    assert result.keys() == ("c0", "c1", "c2")
    record = list(result)[1]
    assert tuple(record) == (3, 4, 5) and isinstance(record, tuple)
    assert record["c1"] == record[1] == record.get("c1") == 4
    assert record.data() == dict(record.items()) == {"c0": 3, "c1": 4, "c2": 5}
    assert record.get("none", 7) == 7
    assert repr(record) == "Record(c0=3, c1=4, c2=5)"
    assert pickle.loads(pickle.dumps(record)).data() == record.data()
    with pytest.raises(KeyError):
        record["none"]


def test_plain_values_are_python_s_own(replay: bolt.Client) -> None:
    assert first(replay, "REPLAY maps 1x1") == {"id": 0, "tags": ["a", None]}
    assert rows(replay, "REPLAY mixed 5x1") == [(0, 0.0, "value 0", True, None)]
    assert first(replay, "REPLAY bytes 1x1") == bytes([0, 0, 255])
    assert first(replay, "REPLAY list_of_strings 100000x1") == [TEXT] * 100_000


def test_times_are_datetime_s_where_those_hold_them(replay: bolt.Client) -> None:
    assert first(replay, "REPLAY dates 1x1") == datetime.date(1970, 1, 1)
    assert first(replay, "REPLAY local_times 1x1") == datetime.time(0)
    assert first(replay, "REPLAY times 1x1") == datetime.time(
        0, tzinfo=datetime.timezone(datetime.timedelta(hours=-12))
    )
    assert first(replay, "REPLAY local_datetimes 1x1") == datetime.datetime(2000, 1, 1)
    assert first(replay, "REPLAY datetimes 1x1") == datetime.datetime(2000, 1, 1, tzinfo=UTC)
    zoned = first(replay, "REPLAY zoned_datetimes 1x1")
    assert zoned == datetime.datetime(2000, 1, 1, tzinfo=UTC) and zoned.tzname() == "JST"


def test_times_with_nanoseconds_keep_them(replay: bolt.Client) -> None:
    assert rows(replay, "REPLAY local_times 1x2")[1][0] == bolt.LocalTime(1_000_000_007)
    assert rows(replay, "REPLAY times 1x2")[1][0] == bolt.Time(1_000_000_007, -11 * 3600)
    assert rows(replay, "REPLAY local_datetimes 1x2")[1][0] == bolt.LocalDateTime(946_684_800 + 86_399, 1_000_003)
    assert rows(replay, "REPLAY datetimes 1x2")[1][0] == bolt.DateTime(946_684_800 + 86_399, 1_000_003, -11 * 3600)


def test_durations_and_points_are_types_of_their_own(replay: bolt.Client) -> None:
    assert rows(replay, "REPLAY durations 1x2")[1][0] == bolt.Duration(1, 1, 7, 1)
    assert rows(replay, "REPLAY points 1x2") == [(bolt.Point(4326, 0.0, 0.0),), (bolt.Point(7203, 1.0, 1.0),)]
    assert rows(replay, "REPLAY points3d 1x2")[1][0] == bolt.Point(9157, 1.0, 1.0, 1.0)


def test_nodes_relationships_and_paths_hang_together(replay: bolt.Client) -> None:
    node = first(replay, "REPLAY nodes 1x1")
    assert (node.element_id, node.labels, node["name"]) == ("4:node:0", ["Person", "Reader"], "name 0")
    assert len(node) == 8 and "email" in node and node.get("none") is None
    assert node == first(replay, "REPLAY nodes 1x1") and node != 1
    relationship = first(replay, "REPLAY relationships 1x1")
    assert (relationship.type, relationship["since"], relationship.start_element_id) == ("KNOWS", 2000, "4:node:0")
    path = first(replay, "REPLAY paths 1x1")
    assert [one.element_id for one in path.nodes] == ["4:node:0", "4:node:1", "4:node:0"]
    assert len(path) == 2 and path.relationships[0] == path.relationships[1]


def test_single_wants_exactly_one(replay: bolt.Client) -> None:
    assert replay.query("REPLAY ints 1x1").single()["c0"] == 0
    for length in (0, 2):
        with pytest.raises(wirespeed.InvalidArgumentError, match="expected one record"):
            replay.query(f"REPLAY ints 1x{length}").single()


def test_a_count_looks_at_no_value(replay: bolt.Client) -> None:
    assert replay.query("REPLAY nodes 1x12345").count() == 12_345
    assert replay.query("REPLAY bad_utf8 1x3").count() == 3


def test_a_summary_may_be_had_with_records_left(replay: bolt.Client) -> None:
    result = replay.query("REPLAY ints 1x100", fetch_size=10)
    assert result.next_records()
    assert result.summary().query_type == "r"
    assert result.next_records() == []


# Versions and connections


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_spoken(version: str) -> None:
    with replaying("--versions", version) as server, client(server) as opened:
        assert opened.verify_connectivity().protocol_version == tuple(map(int, version.split(".")))
        assert first(opened, "REPLAY datetimes 1x1") == datetime.datetime(2000, 1, 1, tzinfo=UTC)
        assert first(opened, "REPLAY nodes 1x1").element_id == ("0" if version == "4.4" else "4:node:0")
        assert rows(opened, "REPLAY ints 2x50", fetch_size=7) == ints(2, 50)


def test_the_older_handshake_is_enough() -> None:
    with replaying("--versions", "5.8", "--no-manifest") as server, client(server) as opened:
        assert opened.verify_connectivity().protocol_version == (5, 8)


def test_just_one_version_may_be_asked_for(bolt_replay: Replay) -> None:
    with client(bolt_replay, version=(5, 2)) as opened:
        assert opened.verify_connectivity().protocol_version == (5, 2)


def test_local_times_of_old_are_read_without_the_patch() -> None:
    with replaying("--versions", "4.4", "--no-utc-patch") as server, client(server) as opened:
        assert first(opened, "REPLAY datetimes 1x1") == datetime.datetime(2000, 1, 1, tzinfo=UTC)


def test_a_routed_client_finds_its_server() -> None:
    with replaying() as server, bolt.connect(server.uri.replace("bolt", "neo4j")) as opened:
        assert rows(opened, "REPLAY ints 1x2") == ints(1, 2)


def test_vectors_and_types_that_nobody_knows_yet() -> None:
    with replaying("--versions", "6.0") as server, client(server) as opened:
        assert first(opened, "REPLAY vectors 1x1").values == (0.0, 1.0, -2.0)
        assert first(opened, "REPLAY unsupported 1x1").name == "QUATERNION"


def test_a_wrong_password_is_said_and_never_shown() -> None:
    with replaying("--auth", "neo4j:right") as server:
        with client(server, ("neo4j", "right")) as opened:
            opened.verify_connectivity()
        with client(server, bolt.basic("neo4j", "secret-that-is-wrong")) as opened:
            with pytest.raises(bolt.AuthError) as caught:
                opened.query("REPLAY ints 1x1")
            assert "secret" not in str(caught.value) + repr(opened) + repr(bolt.basic("x", "secret"))
            opened.set_auth(("neo4j", "right"))
            assert rows(opened, "REPLAY ints 1x1") == ints(1, 1)


def test_nobody_at_the_port_is_said() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    with (
        bolt.connect(f"bolt://127.0.0.1:{port}") as opened,
        pytest.raises(bolt.ServiceUnavailableError, match=str(port)),
    ):
        opened.verify_connectivity()


@pytest.mark.parametrize("uri", ["http://x", "bolt://", "bolt://u:p@x", "bolt://x:0", "bolt://x?a=b", "neo4j://x?a"])
def test_what_is_no_uri_is_refused(uri: str) -> None:
    with pytest.raises(wirespeed.InvalidArgumentError):
        bolt.connect(uri)


def test_a_time_without_end_is_long_and_one_that_is_none_is_refused(bolt_replay: Replay) -> None:
    names = ("acquire_timeout", "connect_timeout", "max_lifetime", "retry_timeout")
    for seconds in (math.inf, 1e300):
        endless: dict[str, Any] = dict.fromkeys(names, seconds)
        with client(bolt_replay, **endless) as opened:
            assert [rows(opened, "REPLAY ints 1x2") for _ in range(2)] == [ints(1, 2)] * 2
    for name, seconds in itertools.product(names, (math.nan, -1.0)):
        none: dict[str, Any] = {name: seconds}
        with pytest.raises(wirespeed.InvalidArgumentError, match=f"{name}: expected seconds >= 0"):
            bolt.connect(bolt_replay.uri, **none).execute(lambda transaction: None)


def test_a_closed_client_says_so(bolt_replay: Replay) -> None:
    opened = bolt.connect(bolt_replay.uri)
    opened.close()
    with pytest.raises(wirespeed.InvalidArgumentError, match="closed"):
        opened.query("REPLAY ints 1x1")


def test_a_full_pool_says_what_to_do(bolt_replay: Replay) -> None:
    with client(bolt_replay, max_pool_size=1, acquire_timeout=0.1) as opened:
        result = opened.query("REPLAY ints 1x100000", fetch_size=1)
        with pytest.raises(wirespeed.TimeoutError, match="all 1 connections"):
            opened.query("REPLAY ints 1x1")
        result.close()
        assert rows(opened, "REPLAY ints 1x1") == ints(1, 1)


# Columns


def test_columns_come_straight_from_the_wire(replay: bolt.Client) -> None:
    table = replay.query("REPLAY mixed 5x30").to_arrow()
    assert [str(field.type) for field in table.schema] == ["int64", "double", "string", "bool", "string"]
    assert table.to_pylist()[11] == {"c0": 11, "c1": 5.5, "c2": "value 11", "c3": False, "c4": "value 11"}


def test_pandas_polars_and_numpy_take_them(replay: bolt.Client) -> None:
    frame = replay.query("REPLAY mixed 5x30").to_pandas()
    assert frame["c0"].tolist() == list(range(30)) and frame["c4"].isna().sum() == 3
    assert replay.query("REPLAY mixed 5x30").to_polars()["c1"].sum() == sum(range(30)) / 2
    assert replay.query("REPLAY mixed 2x30").to_numpy()["c0"].tolist() == list(range(30))


def test_a_column_that_changes_its_type_is_never_wrong(replay: bolt.Client) -> None:
    expected = [record[0] for record in replay.query("REPLAY changing 1x10")]
    frame = replay.query("REPLAY changing 1x10").to_pandas()
    assert [None if value is None else value for value in frame["c0"].tolist()] == expected
    assert replay.query("REPLAY changing 1x10").to_numpy()["c0"].tolist() == expected
    texts = replay.query("REPLAY changing 1x10").to_polars()["c0"].to_list()
    assert texts[2:5] == ["value 2", None, "true"]


def test_a_stream_of_columns_is_bounded_by_its_batch(replay: bolt.Client) -> None:
    reader = pyarrow.RecordBatchReader.from_stream(replay.query("REPLAY ints 1x200000"))
    assert [batch.num_rows for batch in reader] == [65_536, 65_536, 65_536, 3_392]


def test_types_may_be_given(replay: bolt.Client) -> None:
    table = replay.query("REPLAY ints 2x3").to_arrow(types={"c0": "float64", "c1": "utf8"})
    assert table.to_pydict() == {"c0": [0.0, 2.0, 4.0], "c1": ["1", "3", "5"]}
    reader = pyarrow.RecordBatchReader.from_stream(replay.query("REPLAY changing 1x9").columns(types={"c0": "utf8"}))
    assert reader.read_all().column(0).to_pylist()[2] == "value 2"
    with pytest.raises(wirespeed.Error, match="nothing_like_it"):
        replay.query("REPLAY ints 1x1").to_arrow(types={"c0": "nothing_like_it"})


def test_nodes_become_structs_or_json(replay: bolt.Client) -> None:
    table = replay.query("REPLAY nodes 1x3").to_arrow()
    assert table.column(0)[2].as_py()["properties"]["name"] == "name 2"
    text = replay.query("REPLAY nodes 1x3").to_arrow(json_graph=True).column(0)[2].as_py()
    assert '"name 2"' in text


# Faults


@pytest.mark.parametrize(
    "fault", ["segment=1", "segment=3 chunk=2", "chunk=1", "chunk=7 noop=2", "noop=1000", "delay=20"]
)
def test_harmless_faults_change_nothing(replay: bolt.Client, fault: str) -> None:
    assert rows(replay, f"REPLAY ints 5x30 {fault}") == ints(5, 30)


@pytest.mark.parametrize("fault", ["cut=0", "cut=1", "cut=60", "reset=60", "longer=5", "at=pull:close"])
def test_a_connection_that_breaks_is_service_unavailable(replay: bolt.Client, fault: str) -> None:
    with pytest.raises(bolt.ServiceUnavailableError):
        rows(replay, f"REPLAY ints 1x20 {fault}")
    assert rows(replay, "REPLAY ints 1x1") == ints(1, 1)


@pytest.mark.parametrize("fault", ["noise=3", "shorter=5", "garbage=2"])
def test_garbage_is_an_error_and_the_client_lives_on(replay: bolt.Client, fault: str) -> None:
    with pytest.raises((wirespeed.Error, ValueError)):
        rows(replay, f"REPLAY ints 1x20 {fault}")
    assert rows(replay, "REPLAY ints 1x1") == ints(1, 1)


def test_a_failure_comes_behind_the_records_before_it(replay: bolt.Client) -> None:
    seen: list[int] = []
    with pytest.raises(bolt.ClientError, match="/ by zero") as caught:
        seen.extend(record[0] for record in replay.query("REPLAY ints 1x20 fail=10", fetch_size=4))
    assert seen == list(range(10))
    assert caught.value.code == "Neo.ClientError.Statement.ArithmeticError"
    assert len(caught.value.gql_status) == 5 and not caught.value.retryable
    assert rows(replay, "REPLAY ints 1x1") == ints(1, 1)


def test_a_query_that_is_not_taken_is_an_error_at_once(replay: bolt.Client) -> None:
    with pytest.raises(bolt.ClientError) as caught:
        replay.query("RETURN 1")
    assert caught.value.code == "Neo.ClientError.Statement.SyntaxError"
    assert isinstance(caught.value, wirespeed.Error)


@pytest.mark.parametrize("message", ["hello", "logon", "begin", "run", "pull", "rollback", "commit"])
def test_it_may_hang_up_at_any_message(message: str) -> None:
    expected = bolt.IncompleteCommitError if message == "commit" else bolt.ServiceUnavailableError
    with replaying("--fault", f"at={message}:close") as server, client(server) as opened:
        if message == "rollback":  # which is what the server does anyway
            transaction = opened.transaction()
            transaction.query("REPLAY ints 1x1").summary()
            transaction.rollback()
            return
        with pytest.raises(expected):
            transaction = opened.transaction()
            transaction.query("REPLAY ints 1x1").summary()
            transaction.commit()


def test_silence_ends_with_the_time_that_was_hinted() -> None:
    unavailable = pytest.raises(bolt.ServiceUnavailableError, match="silent")
    with replaying("--recv-timeout", "1") as server, client(server) as opened, unavailable:
        rows(opened, "REPLAY ints 1x5 silence=2")


def test_a_server_that_dies_is_service_unavailable() -> None:
    with replaying() as server, client(server, fetch_size=1) as opened:
        result = opened.query("REPLAY ints 1x1000")
        assert result.next_records()
        server.kill()
        with pytest.raises(bolt.ServiceUnavailableError):
            result.summary()


def test_telemetry_is_sent_when_asked_for() -> None:
    with replaying("--telemetry") as server, client(server) as opened:
        assert rows(opened, "REPLAY ints 1x1") == ints(1, 1)
        with opened.transaction() as transaction:
            assert transaction.query("REPLAY ints 1x1").count() == 1


# Transactions


def test_results_of_a_transaction_are_told_apart(replay: bolt.Client) -> None:
    with replay.transaction(fetch_size=2) as transaction:
        one, two = transaction.query("REPLAY ints 1x6"), transaction.query("REPLAY strings 1x6")
        pairs = [(a[0], b[0]) for a, b in zip(one, two, strict=True)]
    assert pairs == [(i, f"value {i}") for i in range(6)]


def test_a_transaction_that_ended_says_so(replay: bolt.Client) -> None:
    with replay.transaction() as transaction:
        transaction.query("REPLAY ints 1x1")
    assert not transaction.is_open
    with pytest.raises(wirespeed.InvalidArgumentError, match="has ended"):
        transaction.query("REPLAY ints 1x1")
    with pytest.raises(wirespeed.InvalidArgumentError, match="has ended"):
        transaction.commit()


def test_records_that_a_commit_threw_away_are_not_lost_in_silence(replay: bolt.Client) -> None:
    with replay.transaction(fetch_size=2) as transaction:
        one, two, three = (transaction.query(f"REPLAY ints 1x{n}") for n in (6, 0, 1))
    with pytest.raises(wirespeed.InvalidArgumentError, match="committed; read its results before"):
        list(one)
    assert list(two) == [] and one.summary().query_type == "r"
    assert three.count() == 1


def test_a_failed_transaction_repeats_why(replay: bolt.Client) -> None:
    with pytest.raises(bolt.ClientError), replay.transaction() as transaction:
        try:
            transaction.query("RETURN 1")
        except bolt.ClientError:
            transaction.query("REPLAY ints 1x1")
    assert not transaction.is_open


def test_execute_gives_what_the_work_returns_and_passes_its_errors_on(replay: bolt.Client) -> None:
    assert replay.execute(lambda tx: tx.query("REPLAY ints 1x3").count()) == 3
    with pytest.raises(ZeroDivisionError):
        replay.execute(lambda tx: 1 // 0)


# What ends a query


def test_a_timeout_ends_a_query(replay: bolt.Client) -> None:
    began = time.monotonic()
    with pytest.raises(wirespeed.TimeoutError):
        replay.query("REPLAY ints 1x10 delay=60000", timeout=0.2).count()
    assert time.monotonic() - began < 10
    assert rows(replay, "REPLAY ints 1x1") == ints(1, 1)


def test_a_token_ends_a_query(replay: bolt.Client) -> None:
    token = wirespeed.CancelToken()
    token.cancel()
    with pytest.raises(wirespeed.CancelledError):
        replay.query("REPLAY ints 1x10 delay=60000", cancel=token).count()
    assert rows(replay, "REPLAY ints 1x1") == ints(1, 1)


def test_ctrl_c_ends_a_query(bolt_replay: Replay) -> None:
    ended = run_python(
        f"""
        from wirespeed import bolt
        client = bolt.connect("{bolt_replay.uri}")
        client.verify_connectivity()
        try:
            result = client.query("REPLAY ints 1x10 delay=60000")
            print("ready", flush=True)
            result.count()
        except KeyboardInterrupt:
            print("interrupted", client.query("REPLAY ints 1x1").count())
        """,
        signal_when_ready=2,
    )
    assert ended.stdout.split() == ["ready", "interrupted", "1"]


def test_a_forked_child_uses_none_of_its_parent_s_connections(bolt_replay: Replay) -> None:
    ended = run_python(
        f"""
        import os, sys
        from wirespeed import bolt
        client = bolt.connect("{bolt_replay.uri}")
        print(client.query("REPLAY ints 1x1").count(), flush=True)
        child = os.fork()
        if child == 0:
            print(client.query("REPLAY ints 1x2").count(), flush=True)
            os._exit(0)
        os.waitpid(child, 0)
        print(client.query("REPLAY ints 1x3").count(), flush=True)
        """
    )
    assert ended.stdout.split() == ["1", "2", "3"]


def test_leaving_a_result_leaves_its_connection_good(bolt_replay: Replay) -> None:
    with client(bolt_replay, max_pool_size=1) as opened:
        for _ in range(5):
            with opened.query("REPLAY strings 5x100000") as result:
                assert result.next_records()


# Asyncio


def test_the_same_for_asyncio(bolt_replay: Replay) -> None:
    async def work() -> list[Any]:
        async with bolt.connect_async(bolt_replay.uri) as opened:
            found = [record[0] async for record in await opened.query("REPLAY ints 1x3")]
            found.append(await (await opened.query("REPLAY ints 1x5")).count())
            async with await opened.transaction() as transaction:
                found.append((await (await transaction.query("REPLAY ints 1x1")).single())["c0"])
            table = await (await opened.query("REPLAY ints 1x4")).to_arrow()
            counts = await asyncio.gather(*(count(opened, n) for n in range(20)))
            return [*found, table.num_rows, counts]

    async def count(opened: bolt.AsyncClient, n: int) -> int:
        return await (await opened.query(f"REPLAY ints 1x{n} delay=5")).count()

    assert asyncio.run(work()) == [0, 1, 2, 5, 0, 4, list(range(20))]


def test_a_cancelled_task_ends_its_query(bolt_replay: Replay) -> None:
    async def work() -> int:
        async with bolt.connect_async(bolt_replay.uri) as opened:
            task = asyncio.create_task(wait_long(opened))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return await (await opened.query("REPLAY ints 1x2")).count()

    async def wait_long(opened: bolt.AsyncClient) -> int:
        return await (await opened.query("REPLAY ints 1x10 delay=60000")).count()

    assert asyncio.run(work()) == 2
