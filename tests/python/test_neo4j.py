"""The official driver with acceleration does what it does without, to the last attribute, error and log line."""

from __future__ import annotations

import asyncio
import datetime
import importlib
import logging
import pickle
import sys
import zoneinfo
from typing import Any

import neo4j
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pytest
from neo4j.exceptions import DriverError, Neo4jError
from neo4j.spatial import CartesianPoint, WGS84Point
from neo4j.time import Date, DateTime, Duration, Time

import wirespeed.neo4j as fast
from neo4j_both import AsyncTask, Lines, Task, accelerated, both, once, same, same_async
from replay_server import Replay, replaying
from replay_values import VALUES
from wirespeed.neo4j._engine import Messages
from wirespeed.neo4j._lines import Line, line_of
from wirespeed.packstream import Structure, v1

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

SHAPES = [
    *VALUES,
    "nodes",
    "relationships",
    "paths",
    "mixed",
    "changing",
    "everything",
    "list_of_strings",
    "broken",
]
BROKEN_OFF = ["fail=0", "fail=7", "cut=40", "reset=100", "noise=5", "garbage=5", "garbage=0"]
WHOLE = ["segment=1", "segment=3", "chunk=1", "chunk=5", "noop=3", "noop=1 segment=1 chunk=2", "delay=20"]


def all_records(query: str) -> Task:
    return lambda driver: driver.execute_query(query, database_="neo4j").records


def all_records_async(query: str) -> AsyncTask:
    async def task(driver: neo4j.AsyncDriver) -> Any:
        return (await driver.execute_query(query, database_="neo4j")).records

    return task


def in_session(query: str, use: Any, **options: Any) -> Task:
    def task(driver: neo4j.Driver) -> Any:
        with driver.session(**options) as session:
            return use(session.run(query))

    return task


def gave(outcome: Any) -> Any:
    assert outcome[0] == "gave", outcome
    return outcome[1]


def records_before_the_end(query: str) -> Task:
    """Each record as it comes, and then the error, as a program that streams sees them."""

    def task(driver: neo4j.Driver) -> Any:
        seen: list[Any] = []
        try:
            with driver.session(fetch_size=4) as session:
                for record in session.run(query):
                    seen.append(record)
        except (Neo4jError, DriverError, ValueError) as error:
            return [seen, type(error).__name__]
        return [seen, "end"]

    return task


@pytest.mark.parametrize("shape", SHAPES)
def test_records_are_the_same(bolt_replay: Replay, shape: str) -> None:
    query = f"REPLAY {shape} 3x50"
    gave(same(bolt_replay.uri, all_records(query)))
    gave(same_async(bolt_replay.uri, all_records_async(query)))


@pytest.mark.parametrize("version", ["4.4", "5.0", "5.4", "5.8", "6.0"])
def test_records_are_the_same_in_all_versions_of_bolt(version: str) -> None:
    with replaying("--versions", version) as server:
        for shape in ("everything", "nodes", "relationships", "paths"):
            gave(same(server.uri, all_records(f"REPLAY {shape} 3x20")))


def test_records_are_the_same_without_the_utc_patch() -> None:
    with replaying("--versions", "4.4", "--no-utc-patch") as server:
        gave(same(server.uri, all_records("REPLAY everything 20x20")))


def test_types_of_bolt_6_are_the_same() -> None:
    with replaying("--versions", "6.0") as server:
        for shape in ("vectors", "unsupported"):
            gave(same(server.uri, all_records(f"REPLAY {shape} 2x10")))


@pytest.mark.parametrize("fault", WHOLE)
def test_records_are_the_same_however_the_bytes_arrive(bolt_replay: Replay, fault: str) -> None:
    query = f"REPLAY everything 12x20 {fault}"
    gave(same(bolt_replay.uri, all_records(query)))
    gave(same_async(bolt_replay.uri, all_records_async(query)))


@pytest.mark.parametrize("fault", BROKEN_OFF)
@pytest.mark.parametrize("shape", ["ints", "nodes"])
def test_what_comes_before_an_error_and_the_error_are_the_same(bolt_replay: Replay, shape: str, fault: str) -> None:
    gave(same(bolt_replay.uri, records_before_the_end(f"REPLAY {shape} 1x20 {fault}")))


@pytest.mark.parametrize("fault", BROKEN_OFF)
def test_errors_are_the_same(bolt_replay: Replay, fault: str) -> None:
    query = f"REPLAY ints 1x20 {fault}"
    options = {"max_transaction_retry_time": 0}
    assert same(bolt_replay.uri, all_records(query), **options)[0] != "gave"
    assert same_async(bolt_replay.uri, all_records_async(query), **options)[0] != "gave"


@pytest.mark.parametrize("shape", ["deep 100000x1", "liar 1x3", "bad_utf8 1x3"])
def test_malformed_values_are_errors_of_a_normal_kind_and_the_driver_goes_on(bolt_replay: Replay, shape: str) -> None:
    def task(driver: neo4j.Driver) -> Any:
        with pytest.raises((RecursionError, ValueError)):
            driver.execute_query(f"REPLAY {shape}")
        return driver.execute_query("REPLAY ints 1x3").records

    assert both(lambda: gave(once(bolt_replay.uri, task)))[1]


def test_a_server_that_dies_is_the_same_error() -> None:
    def task_for(server: Replay) -> Task:
        def task(driver: neo4j.Driver) -> Any:
            with driver.session(fetch_size=2) as session:
                result = session.run("REPLAY ints 1x50")
                next(iter(result))
                server.kill()
                return list(result)

        return task

    def do() -> Any:
        with replaying() as server:
            return once(server.uri, task_for(server))

    stock, found = both(do)
    assert found == stock
    assert stock[0] is not str


def test_the_servers_hint_for_how_long_to_wait_holds() -> None:
    with replaying("--recv-timeout", "1") as server:
        for fault in ("silence=3", "shorter=5", "longer=5"):
            query = f"REPLAY ints 1x20 {fault}"
            assert same(server.uri, all_records(query), max_transaction_retry_time=0)[0] != "gave"
            assert same_async(server.uri, all_records_async(query), max_transaction_retry_time=0)[0] != "gave"


@pytest.mark.parametrize("fetch_size", [1, 2, 7, 1000, -1])
def test_every_way_to_read_a_result_is_the_same(bolt_replay: Replay, fetch_size: int) -> None:
    ways: list[Any] = [
        list,
        lambda result: [result.peek(), result.peek(), next(result), result.fetch(3), result.peek(), list(result)],
        lambda result: [result.fetch(5), result.fetch(100), result.fetch(1), result.peek()],
        lambda result: [result.values("c0"), result.keys()],
        lambda result: [result.data(), result.consume().query],
        lambda result: [next(result), result.consume().result_available_after, result.closed()],
        lambda result: sorted(node.element_id for node in result.graph().nodes),
        lambda result: result.to_df(expand=True).to_dict(),
        lambda result: result.single(),
        lambda result: result.single(strict=True),
        lambda result: [result.consume(), result.fetch(1)],
    ]
    for way in ways:
        same(bolt_replay.uri, in_session("REPLAY nodes 1x20 distinct=3", way, fetch_size=fetch_size))


def test_results_of_one_transaction_are_told_apart(bolt_replay: Replay) -> None:
    def task(driver: neo4j.Driver) -> Any:
        with driver.session(fetch_size=3) as session, session.begin_transaction() as transaction:
            one, two = transaction.run("REPLAY ints 1x10"), transaction.run("REPLAY strings 1x10")
            return [next(two), next(one), list(two), list(one)]

    gave(same(bolt_replay.uri, task))


def test_a_node_that_comes_again_is_the_same_object(bolt_replay: Replay) -> None:
    def task(driver: neo4j.Driver) -> Any:
        found = [record[0] for record in driver.execute_query("REPLAY nodes 1x2000 distinct=2").records]
        assert all(node is found[i % 2] for i, node in enumerate(found))
        return found[:2]

    gave(same(bolt_replay.uri, task))


@pytest.mark.parametrize("query", ["REPLAY everything 12x3", "REPLAY relationships 2x3", "REPLAY paths 1x2"])
def test_values_are_pickled_alike(bolt_replay: Replay, query: str) -> None:
    def task(driver: neo4j.Driver) -> Any:
        records = driver.execute_query(query).records
        return [[pickle.loads(pickle.dumps(value)) for value in record] for record in records]

    gave(same(bolt_replay.uri, task))


def test_log_lines_are_the_same(bolt_replay: Replay) -> None:
    def do() -> list[str]:
        lines, log = Lines(), logging.getLogger("neo4j")
        log.addHandler(lines)
        log.setLevel(logging.DEBUG)
        try:
            once(bolt_replay.uri, lambda d: d.execute_query("REPLAY ints 2x5 noop=2", {"x": [1, "a"]}).records)
            once(bolt_replay.uri, lambda d: d.execute_query("REPLAY ints 2x5 fail=2").records)
        finally:
            log.setLevel(logging.NOTSET)
            log.removeHandler(lines)
        return [line for line in lines.lines if "garbage" not in line]

    stock, found = both(do)
    assert found == stock
    assert any("C: RUN" in line and "[1, 'a']" in line for line in stock)
    assert sum("<NOOP>" in line for line in stock) > 10


def test_async_tasks_can_be_cancelled_and_the_driver_goes_on(bolt_replay: Replay) -> None:
    async def task(driver: neo4j.AsyncDriver) -> Any:
        async with driver.session(fetch_size=5) as session:
            result = await session.run("REPLAY ints 1x50 silence=20")
            reading = asyncio.create_task(result.fetch(50))
            await asyncio.sleep(0.2)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
        return (await driver.execute_query("REPLAY ints 1x3")).records

    gave(same_async(bolt_replay.uri, task))


VALUES_TO_SEND: list[Any] = [
    None,
    [True, False, 1, -(2**63), 2**63 - 1, 1.5, float("inf"), "text", "ä€\U0001f600", b"\x00\xff", bytearray(b"ab")],
    {"a": {"b": [(), (1, "two", (3.0,))]}},
    ["x" * 70_000, list(range(20_000))],
    [Date(2020, 1, 31), Date(1, 1, 1), datetime.date(2024, 2, 29), Time(1, 2, 3, 4), datetime.time(1, 2, 3, 4)],
    [DateTime(2020, 1, 2, 3, 4, 5, 6), datetime.datetime(1900, 1, 2, 3, 4, 5, 6)],
    [Duration(months=1, days=-2, seconds=3, nanoseconds=-4), datetime.timedelta(days=-1, microseconds=5)],
    [WGS84Point((1, 2)), WGS84Point((1, 2, 3)), CartesianPoint((1.5, 2)), CartesianPoint((1, 2, 3))],
    [np.int64(3), np.float32(1.5), np.array([1, 2]), np.bool_(True), pd.Series([1.5]), pd.NA],
    [np.datetime64("2020-01-02T03:04:05"), pd.Timestamp("2020-01-02 03:04:05.000006007"), pd.Timedelta(5)],
]


def zoned(zone: Any) -> list[Any]:
    plain = datetime.datetime(2020, 7, 2, 3, 4, 5, 6)
    times = [Time(1, 2, 3, 4, tzinfo=zone)] if zone.zone is None else []
    return [zone.localize(plain), zone.localize(DateTime(2020, 1, 2, 3, 4, 5, 6)), *times]


def zones() -> list[Any]:
    import pytz  # type: ignore[import-untyped]

    return [
        pytz.UTC,
        pytz.FixedOffset(-90),
        pytz.timezone("Europe/Berlin"),
        pytz.timezone("America/St_Johns"),
    ]


def installed_line() -> Line:
    line = line_of(neo4j.__version__)
    assert line is not None
    return line


def dehydration_hooks() -> Any:
    """Those of a connection of Bolt 5."""
    module = importlib.import_module(f"{installed_line().hydration}.v2.hydration_handler")
    return module.HydrationHandler().new_hydration_scope().dehydration_hooks


def sent(value: Any) -> bytes | tuple[type, str]:
    """What a connection of Bolt 5 puts on the wire."""
    common = importlib.import_module(installed_line().sync.common)
    packer = importlib.import_module("neo4j._codec.packstream.v1").Packer
    written: list[bytes] = []

    class Socket:
        def sendall(self, data: bytes) -> None:
            written.append(bytes(data))

    outbox = common.Outbox(Socket(), None, packer)
    hooks = dehydration_hooks()
    outbox.append_message(b"\x11", ({},), hooks)
    try:
        outbox.append_message(b"\x10", ("RETURN $x", {"x": value}, {}), hooks)
    except Exception as error:
        return type(error), str(error)
    finally:
        outbox.flush()
    return b"".join(written)


def test_datetimes_of_any_zone_are_sent() -> None:
    """The stock driver hands zoneinfo an object of another layout, and sends what it reads behind its end."""
    moment = datetime.datetime(2020, 7, 2, 3, 4, 5, 6)
    in_kolkata = moment.replace(tzinfo=zoneinfo.ZoneInfo("Asia/Kolkata"))
    behind_utc = moment.replace(tzinfo=datetime.timezone(-datetime.timedelta(hours=3, minutes=30)))
    utc = int(moment.replace(tzinfo=datetime.timezone.utc).timestamp())
    wire = accelerated(lambda: sent([in_kolkata, behind_utc]))
    assert v1.pack(Structure(b"i", utc - 19_800, 6000, "Asia/Kolkata")) in wire
    assert v1.pack(Structure(b"I", utc + 12_600, 6000, -12_600)) in wire


class Unknown:
    pass


@pytest.mark.parametrize("value", [*VALUES_TO_SEND, *map(zoned, zones()), 2**63, Unknown, {1: 2}, ["\ud800"]])
def test_parameters_are_the_same_bytes(value: Any) -> None:
    stock, found = both(lambda: sent(value))
    assert type(found) is type(stock)
    if isinstance(stock, bytes):
        assert found == stock
    else:
        assert found[0] is stock[0]


def echo(value: Any) -> Task:
    return lambda driver: driver.execute_query("RETURN $x AS x", {"x": value}).records


@pytest.mark.server
def test_values_come_back_from_a_real_server_the_same(neo4j_server: Any) -> None:
    for value in [*VALUES_TO_SEND[:8], *map(zoned, zones()[:3])]:
        gave(same(neo4j_server.uri, echo(value)))


@pytest.mark.server
def test_a_graph_of_a_real_server_is_the_same(neo4j_server: Any) -> None:
    def task(driver: neo4j.Driver) -> Any:
        driver.execute_query("CREATE (:Same {n: 1})-[:KNOWS {since: date()}]->(:Same {n: 2})")
        query = "MATCH p = (a:Same)-[r]->(b) RETURN properties(a), labels(b), type(r), size(nodes(p)), r.since IS NULL"
        found = driver.execute_query(query).records
        graph = driver.execute_query("MATCH p = (:Same)-[r]->() RETURN p, r", result_transformer_=neo4j.Result.graph)
        driver.execute_query("MATCH (n:Same) DETACH DELETE n")
        return [found, len(graph.nodes), [len(each) for each in graph.relationships]]

    gave(same(neo4j_server.uri, task))


@pytest.mark.server
def test_errors_of_a_real_server_are_the_same(neo4j_server: Any) -> None:
    for query in ("RETURN 1/0", "RETURN", "UNWIND range(1, 5000) AS i RETURN 1 / (4500 - i)", "RETURN $missing"):
        assert same(neo4j_server.uri, all_records(query))[0] != "gave"


@pytest.mark.server
def test_records_over_tls_are_the_same(neo4j_tls_server: Any) -> None:
    query = "UNWIND range(1, 5000) AS i RETURN i, toString(i) AS t, [i, 1.5]"
    task = all_records(query)
    options = {"auth": neo4j_tls_server.auth}
    gave(same(neo4j_tls_server.uri, task, **options))
    gave(same_async(neo4j_tls_server.uri, all_records_async(query), **options))


def test_reading_goes_through_native_code_only_while_accelerated(bolt_replay: Replay) -> None:
    calls: list[int] = []

    def task(driver: neo4j.Driver) -> Any:
        def profile(_frame: Any, event: str, _arg: Any) -> None:
            calls[-1] += event == "call"

        driver.execute_query("REPLAY ints 1x1")
        calls.append(0)
        sys.setprofile(profile)
        try:
            driver.execute_query("REPLAY ints 1x1000")
        finally:
            sys.setprofile(None)
        return None

    both(lambda: gave(once(bolt_replay.uri, task)))
    stock, found = calls
    assert found * 10 < stock


def test_connections_survive_the_change_in_both_directions(bolt_replay: Replay) -> None:
    with neo4j.GraphDatabase.driver(bolt_replay.uri, max_connection_pool_size=1) as driver:
        for change in (fast.accelerate, fast.restore, fast.accelerate, fast.restore):
            assert len(driver.execute_query("REPLAY ints 1x2500").records) == 2500
            change()
    with neo4j.GraphDatabase.driver(bolt_replay.uri, max_connection_pool_size=1) as driver:
        for change in (fast.accelerate, fast.restore):
            change()
            assert len(driver.execute_query("REPLAY ints 1x2500").records) == 2500


def test_doing_it_twice_does_no_more_and_one_restore_undoes_it() -> None:
    stock = neo4j.Result._buffer
    assert fast.accelerate() == fast.accelerate()
    assert fast.status() == {"active": True, "driver": neo4j.__version__, "reason": "accelerate() was called"}
    assert neo4j.Result._buffer is not stock
    assert fast.restore()["active"] is False
    assert neo4j.Result._buffer is stock
    assert fast.restore()["reason"] == "accelerate() was not called"


def test_a_driver_that_was_not_tested_is_left_alone_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_installed", lambda: "6.999.0")
    with pytest.warns(RuntimeWarning, match=r"neo4j 6\.999\.0 is not among the tested versions .* stays as it is"):
        status = fast.accelerate()
    assert (status["active"], status["driver"]) == (False, "6.999.0")
    assert "6.999.0" in status["reason"]


def test_without_a_driver_there_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_installed", lambda: None)
    with pytest.warns(RuntimeWarning, match="not installed; `pip install neo4j`"):
        assert fast.accelerate()["driver"] is None


def test_many_async_queries_at_once_are_the_same(bolt_replay: Replay) -> None:
    async def task(driver: neo4j.AsyncDriver) -> Any:
        queries = [f"REPLAY everything 12x{n}" for n in range(1, 40)]
        return [found.records for found in await asyncio.gather(*map(driver.execute_query, queries))]

    gave(same_async(bolt_replay.uri, task))


def test_threads_each_with_their_own_session_are_the_same(bolt_replay: Replay) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def task(driver: neo4j.Driver) -> Any:
        with ThreadPoolExecutor(8) as threads:
            queries = [f"REPLAY nodes 1x{n * 50}" for n in range(1, 30)]
            return [found.records for found in threads.map(driver.execute_query, queries)]

    gave(same(bolt_replay.uri, task))


def test_memory_lent_for_reading_is_taken_back_even_after_an_error() -> None:
    kept: list[memoryview] = []

    def recv_into(view: memoryview, size: int) -> int:
        kept.append(view)
        if len(kept) == 1:
            raise TimeoutError
        view[:2] = b"\x00\x01"
        return 2

    messages = Messages(1)
    with pytest.raises(TimeoutError):
        messages.receive(recv_into)
    assert messages.receive(recv_into) == 2
    for view in kept:
        with pytest.raises(ValueError, match="released"):
            view[0]


class Bare:
    """Not one byte longer than an object must be."""

    __slots__ = ()


def test_a_function_of_the_driver_for_a_class_it_was_not_made_for_is_called() -> None:
    spatial = importlib.import_module(f"{installed_line().hydration}.v1.spatial")
    hooks = dehydration_hooks().extend(exact_types={Bare: spatial.dehydrate_point})
    with pytest.raises(TypeError, match="Bare"):
        v1.pack(Bare(), hooks)
