"""Graphs made from edges: what they are asked, against the obvious way, on random graphs."""

from __future__ import annotations

import itertools
import math
import random
from collections import deque
from datetime import date
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

import wirespeed
from doc_examples import examples, marked_in, printed
from wirespeed import CancelToken, errors
from wirespeed.graph import EdgeGraph, from_edges

DIRECTIONS = ("out", "in", "both")


class Sample:
    """Edges, and the slow answers."""

    def __init__(self, seed: int, nodes: int, edges: int) -> None:
        random_ = random.Random(seed)
        self.nodes = nodes
        self.edges = [(random_.randrange(nodes), random_.randrange(nodes)) for _ in range(edges)]
        self.weights = [random_.randrange(40) / 4 for _ in range(edges)]
        self.types = [random_.choice("XYZ") for _ in range(edges)]

    def graph(self, **more: Any) -> EdgeGraph:
        sources, targets = zip(*self.edges, strict=True) if self.edges else ([], [])
        return from_edges(list(sources), list(targets), nodes=self.nodes, **more)

    def neighbors(self, node: int, direction: str) -> list[tuple[int, float]]:
        out = [(b, w) for (a, b), w in zip(self.edges, self.weights, strict=True) if a == node and direction != "in"]
        back = [(a, w) for (a, b), w in zip(self.edges, self.weights, strict=True) if b == node and direction != "out"]
        return out + back

    def levels(self, root: int, direction: str) -> list[int]:
        found = {root: 0}
        queue = deque([root])
        while queue:
            node = queue.popleft()
            for neighbor, _ in self.neighbors(node, direction):
                if neighbor not in found:
                    found[neighbor] = found[node] + 1
                    queue.append(neighbor)
        return [found.get(node, -1) for node in range(self.nodes)]

    def distances(self, source: int, direction: str) -> list[float]:
        far = [math.inf] * self.nodes
        far[source] = 0
        for _ in range(self.nodes):
            for node in range(self.nodes):
                for neighbor, weight in self.neighbors(node, direction):
                    far[neighbor] = min(far[neighbor], far[node] + weight)
        return far


SAMPLES = [Sample(seed, 25, edges) for seed, edges in enumerate((0, 10, 25, 60, 200))]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{len(sample.edges)} edges")
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_levels_distances_and_degrees_are_those_of_the_obvious_way(sample: Sample, direction: Any) -> None:
    for more in ({}, {"types": sample.types}) if sample.edges else ({},):
        graph = sample.graph(weights=sample.weights, **more)
        assert graph.degrees(direction).tolist() == [len(sample.neighbors(n, direction)) for n in range(sample.nodes)]
        assert graph.levels(3, direction).tolist() == sample.levels(3, direction)
        assert graph.distances(3, direction=direction).tolist() == sample.distances(3, direction)
        assert graph.distances(3, [5, 3], direction).tolist() == [sample.distances(3, direction)[5], 0]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{len(sample.edges)} edges")
def test_components_hang_together(sample: Sample) -> None:
    graph = sample.graph()
    weak, strong = graph.components(), graph.components("strong")
    out = [sample.levels(node, "out") for node in range(sample.nodes)]
    both = [sample.levels(node, "both") for node in range(sample.nodes)]
    for a, b in itertools.product(range(sample.nodes), repeat=2):
        assert (weak[a] == weak[b]) == (both[a][b] >= 0)
        assert (strong[a] == strong[b]) == (out[a][b] >= 0 and out[b][a] >= 0)
    assert list(dict.fromkeys(weak.tolist())) == list(range(int(weak.max()) + 1))


def test_pagerank_is_where_a_walk_is() -> None:
    sample = SAMPLES[2]
    ranks = sample.graph().pagerank(tolerance=1e-13, max_iterations=500)
    expected = np.full(sample.nodes, 0.15 / sample.nodes)
    for node in range(sample.nodes):
        targets = [neighbor for neighbor, _ in sample.neighbors(node, "out")] or range(sample.nodes)
        for target in targets:
            expected[target] += 0.85 * ranks[node] / len(targets)
    np.testing.assert_allclose(ranks, expected, atol=1e-12)
    with pytest.raises(errors.Error, match="2 iterations"):
        sample.graph().pagerank(tolerance=0, max_iterations=2)


def test_similar_nodes_come_by_score_and_then_by_id() -> None:
    graph = from_edges([0, 0, 0, 1, 1, 2, 3, 3, 3], [5, 6, 6, 5, 6, 5, 5, 6, 7], nodes=8)
    ids, scores = graph.similar(0, 3, direction="out")
    assert ids.tolist() == [1, 3, 2]
    assert scores.tolist() == [1, 2 / 3, 0.5]
    assert graph.similar(0, 1, "overlap", "out")[1].tolist() == [1]
    assert graph.similar(4, 3)[0].tolist() == []


ROOT = {
    "sources": [0, 0, 1, 2, 3, 4],
    "targets": [1, 2, 3, 3, 4, 0],
    "nodes": 5,
    "types": ["X", "X", "Y", "Y", "X", "Y"],
    "labels": ["A", "B", "B", "A", None],
    "properties": {"value": np.array([False, False, True, True, False]), "name": pa.array(["a", "b", "c", None, "e"])},
}


def test_a_traversal_counts_lists_and_shows_ways() -> None:
    graph = from_edges(**ROOT)  # type: ignore[arg-type]
    walk = graph.traversal(relationships="X>|Y>", labels=">B", include=("value", "==", True))
    assert (walk.count(0), walk.nodes(0).tolist()) == (1, [2])
    assert [path.tolist() for path in walk.paths(0)] == [[0, 2]]
    assert graph.traversal(relationships=">", order="breadth_first").nodes(0).tolist() == [0, 1, 2, 3, 4]
    assert graph.traversal(relationships=">", include=("name", ">=", "c")).nodes(0).tolist() == [4, 2]
    ways = graph.traversal(relationships=">", uniqueness="NODE_PATH", min_depth=3).paths(0)
    assert [path.tolist() for path in ways] == [[0, 1, 3, 4], [0, 2, 3, 4]]
    assert [path.tolist() for path in ways[-1:]] == [[0, 2, 3, 4]]
    assert len(graph.traversal().nodes(0, limit=2)) == 2


def test_a_node_may_have_several_labels() -> None:
    graph = from_edges([0, 1], [1, 2], nodes=3, labels=[["A", "B"], ["B"], []])
    assert graph.labels == ["A", "B"]
    assert graph.traversal(labels=">B").nodes(0).tolist() == [0, 1]
    assert graph.traversal(labels=">A").nodes(0).tolist() == [0]


@pytest.mark.parametrize("of", [list, pa.array, pl.Series, pd.Series])
def test_several_labels_may_be_a_column_of_lists(of: Any) -> None:
    graph = from_edges([0, 1], [1, 2], nodes=3, labels=of([["A", "B"], ["B"], []]))
    assert (graph.labels, graph.traversal(labels=">B").nodes(0).tolist()) == (["A", "B"], [0, 1])


def test_none_in_a_list_of_values_is_a_null() -> None:
    properties = {"born": [1950, None, 1990], "name": [None, "b", "c"], "was": [True, None, False]}
    graph = from_edges([0, 1], [1, 2], nodes=3, properties=properties)
    for condition, found in ((("born", "<", 2000), [0, 2]), (("name", "!=", "b"), [2]), (("was", "==", False), [2])):
        assert graph.traversal(include=condition).nodes(0).tolist() == found


@pytest.mark.parametrize("kind", ["list", "numpy", "arrow", "dictionary"])
def test_arrays_of_any_library_make_the_same_graph(kind: str) -> None:
    of: Any = {
        "list": list,
        "numpy": np.array,
        "arrow": pa.array,
        "dictionary": lambda values: (
            pa.array(values).dictionary_encode() if isinstance(values[0], str) else pa.array(values)
        ),
    }[kind]
    graph = from_edges(of([0, 1]), of([1, 2]), nodes=3, types=of(["X", "Y"]), labels=of(["A", "B", "A"]))
    assert (graph.types, graph.labels) == (["X", "Y"], ["A", "B"])
    assert graph.traversal(relationships="X>,Y>", labels=">A").nodes(0).tolist() == [0, 2]


def test_times_are_compared_with_times_and_with_integers_of_their_unit() -> None:
    day = np.datetime64("2020-01-01", "ns")
    graph = from_edges([0], [1], nodes=2, properties={"at": np.array(["2020-01-01", "2020-01-02"], "datetime64[s]")})
    seconds = int(day.astype("datetime64[s]").astype(np.int64))
    assert graph.traversal(include=("at", "==", seconds)).nodes(0).tolist() == [0]
    for value in (day, date(2020, 1, 1)):
        assert graph.traversal(include=("at", "==", value)).nodes(0).tolist() == [0]
    for other, said in (("2020-01-01", "times with, found a text"), (2**63, "64 bits")):
        with pytest.raises(errors.InvalidArgumentError, match=said):
            graph.traversal(include=("at", "==", other))


def test_what_cannot_be_is_said() -> None:
    graph = from_edges(**ROOT)  # type: ignore[arg-type]
    for work, error, words in (
        (lambda: from_edges([0], [2], nodes=2), errors.InvalidArgumentError, "edge 0: expected a node below 2"),
        (lambda: from_edges([0], [], nodes=2), errors.InvalidArgumentError, "as many targets as sources"),
        (lambda: from_edges([-1], [0], nodes=2), errors.InvalidArgumentError, "found -1"),
        (lambda: from_edges(["a"], [0], nodes=2), errors.InvalidArgumentError, "expected integers"),
        (lambda: from_edges([0], [1], nodes=2, properties={"p": [1]}), errors.InvalidArgumentError, '"p"'),
        (lambda: from_edges([0], [1], nodes=2, types=[None]), errors.InvalidArgumentError, "a null"),
        (lambda: graph.levels(5), errors.NotFoundError, "below 5"),
        (lambda: graph.traversal(relationships="Q"), errors.NotFoundError, r"\[X, Y\]"),
        (lambda: graph.traversal(labels="Q"), errors.NotFoundError, r"\[A, B\]"),
        (lambda: graph.traversal(include=("age", "==", 1)), errors.NotFoundError, "age"),
        (lambda: graph.traversal(include=("value", "==", "x")), errors.InvalidArgumentError, "value"),
        (lambda: graph.traversal(uniqueness="some"), errors.InvalidArgumentError, "node_global"),
        (lambda: graph.components("loose"), errors.InvalidArgumentError, "weak"),  # type: ignore[arg-type]
    ):
        with pytest.raises(error, match=words):
            work()


def test_a_walk_in_circles_a_deadline_and_a_token_end_it() -> None:
    circle = from_edges([0, 1], [1, 0], nodes=2).traversal(uniqueness="none", relationships=">")
    with pytest.raises(errors.Error, match="max_depth"):
        circle.count(0)
    many = SAMPLES[4].graph().traversal(uniqueness="none", relationships=">", max_depth=40)
    with pytest.raises(errors.TimeoutError):
        many.count(3, timeout=0.05)
    token = CancelToken()
    token.cancel()
    with pytest.raises(errors.CancelledError):
        many.nodes(3, cancel=token)


def test_a_traversal_keeps_its_graph() -> None:
    walk = wirespeed.graph.from_edges([0], [1], nodes=2, properties={"p": np.array([5, 6])}).traversal(
        include=("p", ">", 5)
    )
    assert walk.nodes(0).tolist() == [1]


def test_the_example_of_the_documentation_does_what_it_says() -> None:
    assert printed(examples("graph_edges.md")[0]) == [
        "<EdgeGraph: 4 nodes, 4 relationships> [0, 1, 1, 2] [0, 0, 0, 0]",
        "2 [1, 2] [[0, 1], [0, 2]]",
    ]


def test_the_c_plus_plus_example_of_the_documentation_is_that_of_a_test() -> None:
    example = examples("graph_edges.md", "cpp")[0]
    assert example.endswith(marked_in("src/wirespeed/graph_algorithms/graph_edges_test.cpp"))


def shuffled_tree(nodes: int, seed: int) -> dict[str, Any]:
    """Four behind each node, with ids at random: laid out anew unless it is told not to."""
    ids = np.random.default_rng(seed).permutation(nodes)
    children = np.arange(1, nodes)
    return {
        "sources": ids[(children - 1) // 4],
        "targets": ids[children],
        "nodes": nodes,
        "types": np.where(children % 3 == 0, "A", "B"),
        "weights": (children % 7).astype(float),
        "labels": np.where(np.arange(nodes) % 2 == 0, "even", "odd"),
        "properties": {"number": np.arange(nodes)},
    }


def test_no_answer_tells_where_nodes_lie_in_memory() -> None:
    table = shuffled_tree(1 << 16, seed=5)
    moved, kept = from_edges(**table), from_edges(**table, keep_order=True)
    assert moved.topology_bytes > kept.topology_bytes, "nothing was laid out anew"
    root = int(table["sources"][0])
    for direction in ("out", "in", "both"):
        assert np.array_equal(moved.degrees(direction), kept.degrees(direction))
        assert np.array_equal(moved.levels(root, direction), kept.levels(root, direction))
        assert np.array_equal(moved.distances(root, None, direction), kept.distances(root, None, direction))
    assert np.array_equal(moved.distances(root, [9, root, 77]), kept.distances(root, [9, root, 77]))
    for kind in ("weak", "strong"):
        assert np.array_equal(moved.components(kind), kept.components(kind))
    assert np.allclose(moved.pagerank(tolerance=1e-16), kept.pagerank(tolerance=1e-16), rtol=1e-9)
    for ours, theirs in zip(moved.similar(root, 20, "cosine"), kept.similar(root, 20, "cosine"), strict=True):
        assert np.array_equal(ours, theirs)
    for order in ("depth_first", "breadth_first"):
        walks = [
            g.traversal(order=order, relationships="A|B>", labels=">odd", include=("number", "<", 30_000), max_depth=9)
            for g in (moved, kept)
        ]
        assert walks[0].count(root) == walks[1].count(root) > 0
        assert np.array_equal(walks[0].nodes(root), walks[1].nodes(root))
        assert np.array_equal(walks[0].paths(root).nodes, walks[1].paths(root).nodes)
