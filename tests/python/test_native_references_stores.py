"""References to Python's objects are given back: caches, S3, and graphs of NetworkX, in memory and elsewhere."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from reference_counts import check, counted, fresh, only_new_objects, refused
from s3_stub import Stub
from wirespeed import _native, errors, graph, s3
from wirespeed.cache import Cache, cached

__all__ = ["only_new_objects"]
pytestmark = counted


# --- caches ---------------------------------------------------------------------------------------------------------


CACHE = Cache(50, ttl=3600, stale=3600, jitter=0, beta=0, error_ttl=0)


def cache_keys() -> list[Any]:
    i = fresh()
    return [i, f"{i}", f"{i}é", (i, (b"%d" % i, None, 1.5)), datetime.date(2000, 1, 1), Decimal(i), frozenset([i])]


def test_a_cache_s_entries() -> None:
    def work() -> None:
        for key in cache_keys():
            CACHE.put(key, [key], tags=("a", "b"))
            CACHE.put(key, [key, key])
            assert CACHE.get(key) == CACHE.get_or_load(key, list)
            CACHE.get_or_load((key, "loaded"), lambda: [key])  # noqa: B023
            CACHE.delete(key)
            refused(lambda: CACHE.get([key]))  # noqa: B023
            refused(lambda: CACHE.get_or_load(("bad", key), lambda: [][key]))  # noqa: B023
        CACHE.invalidate()
        CACHE.put("a", cache_keys())
        CACHE.clear()
        CACHE.stats()

    check(work)


def test_caches_that_go() -> None:
    def work() -> None:
        cache = Cache(max_bytes=1 << 20)
        for key in cache_keys():
            cache.put(key, [key])
        cache.put("itself", cache)

    check(work)


@cached(CACHE)
def cached_function(a: Any, b: Any = 2, *, c: Any = 3) -> list[Any]:
    return [a, b, c]


@cached(CACHE)
async def cached_coroutine(a: Any) -> list[Any]:
    await asyncio.sleep(0)
    return [a]


def test_cached_functions() -> None:
    def work() -> None:
        i = fresh()
        assert cached_function(i) == cached_function(a=i, c=3)
        refused(lambda: cached_function(i, i, i, i))  # type: ignore[call-arg]
        refused(lambda: cached_function([i]))
        cached_function.delete(i)
        one = cached(CACHE, key=lambda *args: args, name=f"{i}")(lambda *args: args)
        assert one(i, i) == one(i, i)
        CACHE.clear()

    check(work)


async def cache_waits() -> None:
    """Each way in which a wait can end."""
    i = fresh()

    async def load() -> list[int]:
        await asyncio.sleep(0.001)
        return [i]

    async def fail() -> None:
        await asyncio.sleep(0.001)
        raise LookupError(i)

    async def give_up() -> None:
        await asyncio.sleep(0.001)
        raise asyncio.CancelledError

    async def ask(loader: Any) -> Any:
        return await CACHE.aget_or_load((loader.__name__, i), loader)

    for loader in (load, fail, give_up):
        tasks = [asyncio.create_task(ask(loader)) for _ in range(5)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        tasks[2].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    CACHE.aget_or_load(("dropped", i), load).close()
    await asyncio.gather(cached_coroutine(i), cached_coroutine(i))
    await cached_coroutine(i)
    CACHE.clear()


def test_tasks_that_wait_for_loads() -> None:
    with asyncio.Runner() as runner:
        check(lambda: runner.run(cache_waits()))


# --- S3 ---------------------------------------------------------------------------------------------------------------


def test_buffers_of_s3(s3_stub: Stub) -> None:
    with s3.Client(**s3_stub.keywords()) as client:

        def read() -> None:
            buffer = client.get("b", f"obj-{fresh() % 5000 + 10}-3")
            view = memoryview(buffer)
            assert bytes(view[:3]) == buffer[:3]
            assert buffer == bytes(buffer)
            assert buffer != "no bytes"
            with suppress(IndexError):
                buffer[1 << 40]
            with suppress(TypeError):
                memoryview(view)[0] = "read only, or no number"  # type: ignore[call-overload]

        check(read)


def test_lists_of_buffers_and_of_errors(s3_stub: Stub) -> None:
    with s3.Client(**s3_stub.keywords()) as client:

        def many() -> None:
            got = client.get_many("b", [f"obj-{fresh() % 5000}-3", f"nothing-{fresh()}"], on_error="return")
            assert isinstance(got[1], s3.S3Error)
            assert len(client.get_ranges("b", "obj-1k-3", [(0, 5), (100, 300), (-7, None)])) == 3

        check(many)


def test_memory_that_s3_reads_and_writes(s3_stub: Stub) -> None:
    with s3.Client(**s3_stub.keywords()) as client:

        def both_ways() -> None:
            buffer = bytearray(1000)
            assert client.get_into("b", "obj-1000-3", buffer) == 1000
            buffer.extend(b"it is no longer held")
            client.put("b", f"k{fresh()}", memoryview(buffer), metadata={"a": str(fresh())})
            client.put("b", f"k{fresh()}", (bytes([i]) * 10 for i in range(10)))
            with suppress(errors.Error, TypeError):
                client.put("b", "k", iter([b"1", "no bytes"]))

        check(both_ways)


def test_streams_and_listings_of_s3(s3_stub: Stub) -> None:
    with s3.Client(**s3_stub.keywords()) as client:

        def read() -> None:
            assert sum(len(one) for one in client.stream("b", "obj-5000-3", part_size=1000)) == 5000
            for _ in client.stream("b", "obj-5000-3", part_size=1000):
                break
            assert len(list(client.list("keys-50-5"))) == 50
            assert len(client.list("keys-50-5").keys()) == 50

        check(read)


# --- graphs -----------------------------------------------------------------------------------------------------------


def networkx_graph(node: Callable[[], object]) -> tuple[dict[object, dict[object, dict[str, Any]]], list[object]]:
    """The dicts of a graph whose nodes and weights are new objects."""
    nodes = [node() for _ in range(12)]
    rows = {one: {nodes[(i + step) % 12]: {"w": fresh() / 7} for step in (1, 3, 5)} for i, one in enumerate(nodes)}
    return rows, nodes


def walk_ways(keys: Any, edges: Any) -> bool:
    ways = _native.shortest_ways(edges, 0, True)
    assert ways is not None
    ranked = _native.ranked_paths(edges, 0, 2, True, True, False)
    nodes, _ = _native.goal_first_path(edges, 0, 5, lambda number: number / fresh(), 1e300, False)
    return bool(ways.ways_to(1).take(keys, 9, True) and ranked.take(keys, 5, True) and keys.pick(nodes))


@pytest.mark.parametrize("node", (fresh, lambda: f"n{fresh()}", lambda: (fresh(), "x"), lambda: fresh() * 10**15))
def test_graphs_of_networkx(node: Callable[[], object]) -> None:
    first = np.zeros(1, dtype=np.uint32)

    def read_and_answer() -> None:
        rows, nodes = networkx_graph(node)
        keys = _native.NodeKeys(nodes)
        edges, *_ = _native.networkx_edges(keys, rows, "w", 1, False)
        assert keys.find(nodes[3]) == 3 and keys.find(object()) == keys.find([]) == -1
        found, finders, levels = _native.found_nodes(edges, first)
        assert keys.levels(found, levels) and keys.paths(found, finders) and keys.paths(found, finders, True)
        assert keys.steps(found, finders) and keys.successors(found, finders) and keys.pick_set(found)
        assert keys.path(found, finders, len(found) - 1) and keys.groups(np.zeros(12, dtype=np.uint32), 1)
        tree: tuple[dict[Any, Any], ...] = ({}, {}, {})
        keys.tree(found, finders, *tree)
        near, over, far = _native.nearest_nodes(edges, first)
        assert keys.values(near, far) and keys.paths(near, over)
        assert _native.networkx_path(rows, rows, nodes[1], nodes[2]) is not None
        assert _native.simple_paths(edges, 0, first + 1, 3).take(keys, 9) and walk_ways(keys, edges)

    check(read_and_answer)


def test_graphs_of_networkx_that_are_refused() -> None:
    def refuse() -> None:
        for weight in ("text", 2**60 + fresh(), float("nan")):
            rows, nodes = networkx_graph(fresh)
            rows[nodes[7]][nodes[8]]["w"] = weight
            with pytest.raises(NotImplementedError):
                _native.networkx_edges(_native.NodeKeys(nodes), rows, "w", 1, False)
        rows, nodes = networkx_graph(fresh)
        rows[nodes[7]][fresh()] = {}
        with pytest.raises(KeyError):
            _native.networkx_edges(_native.NodeKeys(nodes), rows, None, 1, False)
        rows[nodes[7]] = Subclass()
        assert _native.networkx_edges(_native.NodeKeys(nodes), rows, None, 1, False) is None
        with pytest.raises(TypeError):
            _native.NodeKeys([*nodes, []])

    check(refuse)


class Subclass(dict[Any, Any]):
    """No plain dict."""


def test_evaluators_of_walks_and_what_they_raise() -> None:
    circle = graph.from_edges([0, 1, 2], [1, 2, 0], nodes=3, properties={"p": np.arange(3)})

    def walk() -> None:
        sentence = graph.walk(circle).relationships(">").where("p", ">=", 0)
        asked: list[list[int]] = []
        assert sentence.evaluator(asked.append).count(0) == 3
        assert [len(piece) for piece in sentence.batches(0, rows=2, what="paths")] == [2, 1]
        assert len(sentence.spanning_tree(0).nodes) == len(sentence.subgraph(0).nodes) == 3
        with pytest.raises(ZeroDivisionError):
            sentence.evaluator(lambda path: bool(1 // 0)).nodes([0, 1])

    check(walk)


def test_heuristics_of_paths_and_what_they_raise() -> None:
    line = graph.from_edges(range(9), range(1, 10), nodes=10, weights=[1.0] * 9)

    def search() -> None:
        path = line.shortest_path(0, 9, weighted=True, heuristic=lambda node: float(9 - node))
        assert path is not None
        for strange in (lambda node: 1 / 0, lambda node: f"{node}"):
            with pytest.raises((ZeroDivisionError, errors.InvalidArgumentError, TypeError, ValueError, RuntimeError)):
                line.shortest_path(0, 9, weighted=True, heuristic=strange)

    check(search)


class Store:
    """A graph that lives in Python, and answers with new objects: i -> 2i + 1, 2i + 2."""

    label_names = ("A", "B")
    type_names = ("X",)
    batch = 3
    nodes = 40

    def __init__(self, pack: Callable[[list[Any]], Any]) -> None:
        self.pack = pack

    def labels(self, nodes: Any) -> Any:
        labels = ("A", ["A", "B"], ("B", f"unknown {fresh()}"))
        return [labels[node % 3] if node < self.nodes else None for node in nodes]

    def property(self, name: str, nodes: Any) -> Any:
        return [(True, fresh(), fresh() / 7, f"{name} {fresh()}", None)[node % 5] for node in nodes]

    def relationships(self, nodes: Any, type: str | None, direction: str) -> Any:
        assert (type, direction) == ("X", "out")
        below = ([2 * int(node) + 1, 2 * int(node) + 2] for node in nodes)
        return [self.pack([child for child in children if child < self.nodes]) for children in below]


def walk_over(provider: Any, **words: Any) -> graph.RemoteTraversal:
    return graph.traversal_over(provider, relationships="X>", **words)


@pytest.mark.parametrize("pack", (list, tuple, iter, np.array, pa.array), ids=lambda pack: str(pack.__name__))
def test_providers_of_python_s(pack: Callable[[list[Any]], Any]) -> None:
    def walk() -> None:
        store = Store(pack)
        assert walk_over(store).count(0) == Store.nodes
        shared = graph.NodeCache()
        for cache in (None, ("labels",), shared, shared):
            some = walk_over(store, cache=cache, labels=">B", include=("p", "==", True), order="breadth_first")
            assert len(some.nodes([0, 5])) == len(some.paths([0, 5]))
        asked: list[Any] = []
        assert len(walk_over(store, evaluator=asked.append).paths(0)) == len(asked)
        refused(lambda: walk_over(store, labels="-B").count(Store.nodes))

    check(walk)


STRANGE: dict[str, Callable[..., Any]] = {
    "raises": lambda *asked: [][fresh()],
    "nothing": lambda *asked: None,
    "too few": lambda *asked: [fresh()],
    "no lists": lambda *asked: [fresh()] * len(asked[-1] if len(asked) < 3 else asked[0]),
    "texts": lambda *asked: [[f"{fresh()}"]] * len(asked[-1] if len(asked) < 3 else asked[0]),
    "objects": lambda *asked: [object()] * len(asked[-1] if len(asked) < 3 else asked[0]),
}


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("question", ("labels", "property", "relationships"))
def test_providers_of_python_s_that_are_refused(question: str, strange: str) -> None:
    def walk() -> None:
        store = Store(list)
        setattr(store, question, STRANGE[strange])
        refused(lambda: walk_over(store, labels="-B", include=("p", "==", True)).nodes([0, 1]))
        refused(lambda: walk_over(store, labels="-B", evaluator=lambda path: [][len(path)]).count(0))

    check(walk)
