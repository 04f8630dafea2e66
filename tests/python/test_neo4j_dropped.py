"""Results with nodes are freed when the next one is read, and only if nobody holds anything of them."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import neo4j
import pytest
from neo4j.graph import Entity, Graph

import wirespeed.neo4j as fast
from replay_server import Replay

N = 12
QUERIES = [f"REPLAY {shape} 1x{N}" for shape in ("nodes", "relationships", "paths")]

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
# Others do not tell enough of their objects, so that results are left to the collector.
freed_at_once = pytest.mark.skipif(not (3, 11) <= sys.version_info < (3, 13), reason="needs Python 3.11 or 3.12")


@pytest.fixture(autouse=True)
def without_a_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    fast.accelerate()
    yield
    fast.restore()
    gc.enable()


@pytest.fixture
def driver(bolt_replay: Replay) -> Iterator[neo4j.Driver]:
    with neo4j.GraphDatabase.driver(bolt_replay.uri) as made:
        yield made


def records_of(driver: neo4j.Driver, query: str = QUERIES[0]) -> list[neo4j.Record]:
    return driver.execute_query(query, database_="neo4j").records


def entity_of(records: list[neo4j.Record]) -> Any:
    value = records[-1][0]
    return value if isinstance(value, Entity) else value.nodes[0]


def read_and_drop(driver: neo4j.Driver, query: str, keep: Callable[[list[neo4j.Record]], Any]) -> tuple[Any, Any]:
    records = records_of(driver, query)
    return weakref.ref(entity_of(records).graph), keep(records)


def nothing(_records: list[neo4j.Record]) -> None:
    pass


def refer_to_itself(records: list[neo4j.Record]) -> None:
    entity_of(records).records = records


@freed_at_once
@pytest.mark.parametrize("query", QUERIES)
def test_a_dropped_result_is_gone_when_the_next_is_read(driver: neo4j.Driver, query: str) -> None:
    graph, _ = read_and_drop(driver, query, nothing)
    assert graph() is not None
    records_of(driver)
    assert graph() is None


@freed_at_once
def test_of_many_results_none_stays(driver: neo4j.Driver) -> None:
    graphs = [read_and_drop(driver, QUERIES[i % 3], nothing)[0] for i in range(30)]
    assert [graph() is None for graph in graphs] == [True] * 29 + [False]


@freed_at_once
def test_a_name_that_is_bound_again_lets_go_of_the_result_before_the_last(driver: neo4j.Driver) -> None:
    graphs = []
    for _ in range(10):
        records = records_of(driver)
        graphs.append(weakref.ref(entity_of(records).graph))
    assert [graph() is None for graph in graphs] == [True] * 8 + [False] * 2


HELD: list[Callable[[list[neo4j.Record]], Any]] = [
    lambda records: records,
    lambda records: records[3],
    entity_of,
    lambda records: vars(entity_of(records)),
    lambda records: entity_of(records).graph,
    lambda records: vars(entity_of(records).graph),
    lambda records: entity_of(records).graph.nodes,
    lambda records: iter(entity_of(records).graph.nodes),
    lambda records: entity_of(records).graph.nodes.values(),
    lambda records: entity_of(records).graph._nodes,
    lambda records: lambda: records[0],
]


def graph_of(held: Any) -> Graph:
    """The graph of what is held, found as the collector would."""
    seen: list[Any] = [held]
    for each in seen:
        if type(each) is Graph:
            return each
        inner = [*each.values()] if type(each) is dict else gc.get_referents(each)
        seen += [item for item in inner if not isinstance(item, type) and item is not globals()]
    raise AssertionError("no graph")


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("keep", HELD)
def test_a_result_of_which_anything_is_held_stays_whole(driver: neo4j.Driver, query: str, keep: Any) -> None:
    _, held = read_and_drop(driver, query, keep)
    for _ in range(5):
        records_of(driver)
    graph = graph_of(held)
    expected = entity_of(records_of(driver, query)).graph
    assert [node.element_id for node in graph.nodes] == [node.element_id for node in expected.nodes]
    assert len(graph.relationships) == len(expected.relationships)
    assert all(node.graph is graph and node["name"] for node in graph.nodes if node.labels)


def test_what_somebody_made_a_cycle_of_is_left_to_the_collector(driver: neo4j.Driver) -> None:
    graph, _ = read_and_drop(driver, QUERIES[0], refer_to_itself)
    for _ in range(5):
        records_of(driver)
    assert graph() is not None
    gc.collect()
    assert graph() is None


def test_a_result_whose_session_is_open_stays(driver: neo4j.Driver) -> None:
    with driver.session() as session:
        result = session.run(QUERIES[0])
        first = weakref.ref(entity_of([next(result)]))
        records_of(driver)
        held = first()
        assert held is not None
        assert len(list(result)) == N - 1
        assert len(held.graph.nodes) == N


def test_a_result_that_is_half_read_stays(driver: neo4j.Driver) -> None:
    with driver.session(fetch_size=3) as session:
        result = session.run(QUERIES[0])
        seen = {next(result)[0].element_id for _ in range(5)}
        records_of(driver)
        records_of(driver)
        seen |= {record[0].element_id for record in result}
    assert len(seen) == N


@freed_at_once
def test_a_result_that_goes_may_run_code_that_reads_another(driver: neo4j.Driver) -> None:
    def read(_gone: Any) -> None:
        found.append(len(records_of(driver)))

    found: list[int] = []
    graph, watcher = read_and_drop(driver, QUERIES[0], lambda records: weakref.ref(records[0][0], read))
    assert watcher() is not None
    assert len(records_of(driver)) == N
    assert found == [N]
    assert graph() is None


def test_a_process_that_holds_a_result_to_its_end_ends_well(bolt_replay: Replay) -> None:
    program = f"""
import wirespeed.neo4j, neo4j
assert wirespeed.neo4j.accelerate()["active"]
with neo4j.GraphDatabase.driver({bolt_replay.uri!r}) as driver:
    records = driver.execute_query({QUERIES[0]!r}, database_="neo4j").records
print(len(records))
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (0, f"{N}\n"), ended.stderr


@freed_at_once
def test_dropped_results_of_async_queries_are_gone_too(bolt_replay: Replay) -> None:
    async def read(driver: neo4j.AsyncDriver) -> Any:
        records = (await driver.execute_query(QUERIES[0], database_="neo4j")).records
        return weakref.ref(entity_of(records).graph)

    async def main() -> list[bool]:
        async with neo4j.AsyncGraphDatabase.driver(bolt_replay.uri) as driver:
            graphs = [await read(driver) for _ in range(5)]
            return [graph() is None for graph in graphs]

    assert asyncio.run(main()) == [True] * 4 + [False]
