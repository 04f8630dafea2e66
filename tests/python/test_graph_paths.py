"""Ways through graphs made from edges: against NetworkX and SciPy on random graphs, and what must be refused."""

from __future__ import annotations

import itertools
import math
import random
from typing import Any

import numpy as np
import pytest

from doc_examples import examples, printed
from wirespeed import CancelToken, errors
from wirespeed.graph import EdgeGraph, MeasuredPaths, Paths, from_edges

networkx = pytest.importorskip("networkx")


class Sample:
    """Edges, loops and parallel ones among them, as a graph of both libraries."""

    def __init__(self, seed: int, nodes: int, edges: int) -> None:
        random_ = random.Random(seed)
        self.nodes = nodes
        self.sources = [random_.randrange(nodes) for _ in range(edges)]
        self.targets = [random_.randrange(nodes) for _ in range(edges)]
        self.weights = [random_.randrange(12) / 4 for _ in range(edges)]
        self.types = [random_.choice("XYZ") for _ in range(edges)]

    def graph(self, **more: Any) -> EdgeGraph:
        return from_edges(self.sources, self.targets, nodes=self.nodes, weights=self.weights, **more)

    def typed(self) -> EdgeGraph:
        return self.graph(types=self.types) if self.types else self.graph()

    def networkx(self, types: str = "XYZ", directed: bool = True) -> Any:
        """Simple, with the smallest weight of parallel edges."""
        graph = networkx.DiGraph() if directed else networkx.Graph()
        graph.add_nodes_from(range(self.nodes))
        for source, target, weight, type_ in zip(self.sources, self.targets, self.weights, self.types, strict=True):
            if type_ not in types:
                continue
            least = min(weight, graph.get_edge_data(source, target, {"weight": math.inf})["weight"])
            graph.add_edge(source, target, weight=least)
        return graph


SAMPLES = [Sample(seed, 12, edges) for seed, edges in enumerate((0, 8, 16, 24, 40, 60))]
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{len(sample.sources)} edges")


def as_lists(paths: Paths) -> list[list[int]]:
    return [path.tolist() for path in paths]


def length(graph: Any, path: list[int], weighted: bool) -> float:
    return sum(graph[a][b]["weight"] if weighted else 1 for a, b in itertools.pairwise(path))


def found_by(work: Any) -> list[Any]:
    """What NetworkX finds; nothing where there is no way."""
    try:
        return list(work())
    except networkx.NetworkXNoPath:
        return []


@each_sample
@pytest.mark.parametrize("weighted", [False, True])
def test_a_shortest_path_is_as_long_as_that_of_networkx(sample: Sample, weighted: bool) -> None:
    graph = sample.graph()
    for directed, direction in ((True, "out"), (False, "both")):
        other = sample.networkx(directed=directed)
        for source, target in itertools.product(range(sample.nodes), repeat=2):
            path = graph.shortest_path(source, target, direction, weighted=weighted)  # type: ignore[arg-type]
            if not networkx.has_path(other, source, target):
                assert path is None
                continue
            least = networkx.shortest_path_length(other, source, target, weight="weight" if weighted else None)
            assert (path.dtype, path[0], path[-1]) == (np.uint32, source, target)
            assert length(other, path.tolist(), weighted) == least


@each_sample
@pytest.mark.parametrize("weighted", [False, True])
def test_all_shortest_paths_are_those_of_networkx(sample: Sample, weighted: bool) -> None:
    graph, other = sample.graph(), sample.networkx()
    for target in range(1, sample.nodes):
        paths = graph.all_shortest_paths(0, target, weighted=weighted)
        weight = "weight" if weighted else None
        expected = found_by(lambda: networkx.all_shortest_paths(other, 0, target, weight=weight))  # noqa: B023
        assert sorted(as_lists(paths)) == sorted(expected)


@each_sample
@pytest.mark.parametrize("weighted", [False, True])
def test_the_shortest_paths_come_in_the_order_of_their_lengths(sample: Sample, weighted: bool) -> None:
    graph, other = sample.graph(), sample.networkx()
    for target in range(1, sample.nodes):
        paths = graph.shortest_paths(0, target, 9, weighted=weighted)
        every = [length(other, path, weighted) for path in networkx.all_simple_paths(other, 0, target)]
        assert paths.distances.tolist() == sorted(every)[:9]
        assert [length(other, path, weighted) for path in as_lists(paths)] == paths.distances.tolist()
        assert len({tuple(path) for path in as_lists(paths)}) == len(paths)


@each_sample
def test_simple_paths_are_those_of_networkx(sample: Sample) -> None:
    graph, other = sample.graph(), sample.networkx()
    for source, depth in itertools.product(range(3), (None, 1, 3)):
        for targets in (5, [5, 7, 1], []):
            ends = targets if isinstance(targets, list) else [targets]
            expected = networkx.all_simple_paths(other, source, ends, cutoff=depth)
            assert as_lists(graph.simple_paths(source, targets, depth)) == sorted(expected)


@each_sample
def test_types_are_followed_in_their_directions(sample: Sample) -> None:
    if not sample.types or len(set(sample.types)) < 3:
        pytest.skip("a type is missing")
    graph = sample.typed()
    for pattern, other in (("X>|Z>", sample.networkx("XZ")), ("X|Y", sample.networkx("XY", directed=False))):
        levels = graph.levels(0, relationships=pattern)
        expected = networkx.single_source_shortest_path_length(other, 0)
        assert levels.tolist() == [expected.get(node, -1) for node in range(sample.nodes)]
        far = graph.distances(0, relationships=pattern)
        lengths = networkx.single_source_dijkstra_path_length(other, 0)
        assert far.tolist() == [lengths.get(node, math.inf) for node in range(sample.nodes)]
        for target in range(1, sample.nodes):
            path = graph.shortest_path(0, target, relationships=pattern)
            assert (None if path is None else len(path) - 1) == expected.get(target)
            paths = graph.all_shortest_paths(0, target, relationships=pattern)
            assert sorted(as_lists(paths)) == sorted(found_by(lambda: networkx.all_shortest_paths(other, 0, target)))  # noqa: B023
            assert len(graph.shortest_paths(0, target, 3, relationships=pattern)) <= 3


def test_labels_say_what_lies_between_the_ends() -> None:
    graph = from_edges([0, 1, 0, 3, 4], [1, 2, 3, 4, 2], nodes=5, labels=["A", "B", "B", "A", "A"])
    assert graph.shortest_path(0, 2).tolist() == [0, 1, 2]
    assert graph.shortest_path(0, 2, labels="-B").tolist() == [0, 3, 4, 2]
    assert as_lists(graph.simple_paths(0, 2, labels="A")) == [[0, 3, 4, 2]]
    assert graph.levels(0, labels="-B").tolist() == [0, -1, -1, 1, 2]
    assert graph.levels(0, labels="/B").tolist() == [0, 1, 3, 1, 2]
    assert graph.distances(0, [2], labels="-B").tolist() == [math.inf]


@each_sample
def test_levels_from_many_roots(sample: Sample) -> None:
    graph = sample.graph()
    single = np.array([graph.levels(root) for root in range(sample.nodes)])
    each = graph.levels_from_each(range(sample.nodes))
    assert (each.dtype, each.shape) == (np.int32, (sample.nodes, sample.nodes))
    assert each.tolist() == single.tolist()
    far = np.where(single < 0, 99, single)[[2, 7, 3]].min(axis=0)
    assert graph.levels([2, 7, 3]).tolist() == np.where(far == 99, -1, far).tolist()
    assert graph.levels((root for root in (2, 7, 3)), max_depth=1).tolist() == np.where(far > 1, -1, far).tolist()
    assert graph.levels(np.array([2])).tolist() == single[2].tolist()
    assert graph.levels_from_each([]).shape == (0, sample.nodes)


@each_sample
def test_a_breadth_first_tree_is_that_of_networkx(sample: Sample) -> None:
    parents = sample.graph().bfs_tree(1)
    expected = {child: parent for parent, child in networkx.bfs_edges(sample.networkx(), 1)}
    assert parents.dtype == np.int64
    assert parents.tolist() == [expected.get(node, -1) for node in range(sample.nodes)]


@each_sample
@pytest.mark.parametrize("weighted", [False, True])
def test_predecessors_lead_back_to_the_nearest_source(sample: Sample, weighted: bool) -> None:
    graph, other = sample.graph(), sample.networkx()
    sources = [0, 4]
    distances, before = graph.distances(sources, weighted=weighted, predecessors=True)
    lengths = networkx.multi_source_dijkstra_path_length(other, sources, weight="weight" if weighted else None)
    assert distances.tolist() == [lengths.get(node, math.inf) for node in range(sample.nodes)]
    for node in range(sample.nodes):
        way = [node]
        while before[way[-1]] >= 0:
            way.append(int(before[way[-1]]))
        if math.isinf(distances[node]):
            assert way == [node]
        else:
            assert way[-1] in sources
            assert length(other, way[::-1], weighted) == distances[node]
    some, before_some = graph.distances(sources, [7, 0], weighted=weighted, predecessors=True)
    assert some.tolist() == distances[[7, 0]].tolist()
    assert before_some[1] == -1
    near = graph.distances(sources, weighted=weighted, max_distance=1)
    assert near.tolist() == np.where(distances <= 1, distances, math.inf).tolist()


def test_distances_of_a_large_graph_are_those_of_scipy() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    random_ = np.random.default_rng(5)
    nodes, edges = 20_000, 160_000
    sources, targets = random_.integers(0, nodes, (2, edges))
    weights = random_.exponential(3, edges)
    order = np.lexsort((weights, targets, sources))
    first = np.ones(edges, dtype=bool)
    first[1:] = (np.diff(sources[order]) != 0) | (np.diff(targets[order]) != 0)
    kept = order[first]  # of parallel edges the shortest, for a matrix would add them up
    matrix = sparse.csr_array((weights[kept], (sources[kept], targets[kept])), shape=(nodes, nodes))
    graph = from_edges(sources, targets, nodes=nodes, weights=weights)
    expected = sparse.csgraph.dijkstra(matrix, indices=3)
    np.testing.assert_allclose(graph.distances(3), expected, rtol=1e-12)
    for target in (0, 77, 4321):
        path = graph.shortest_path(3, target, weighted=True)
        steps = [matrix[a, b] for a, b in itertools.pairwise(path.tolist())]
        assert sum(steps) == pytest.approx(expected[target])
    hops = sparse.csgraph.dijkstra(matrix, indices=3, unweighted=True)
    assert graph.levels(3, threads=2).tolist() == np.where(np.isinf(hops), -1, hops).astype(int).tolist()


@pytest.mark.parametrize("as_function", [False, True])
def test_a_heuristic_leads_to_the_same_length(as_function: bool) -> None:
    for sample in SAMPLES:
        graph, other = sample.graph(), sample.networkx()
        left = graph.distances(9, direction="in")
        estimates = np.where(np.isinf(left), 0, left / 2)
        heuristic = (lambda node, e=estimates: e[node]) if as_function else estimates
        for source in range(sample.nodes):
            path = graph.shortest_path(source, 9, weighted=True, heuristic=heuristic)
            assert (math.inf if path is None else length(other, path.tolist(), True)) == left[source]


def test_what_a_heuristic_raises_comes_through() -> None:
    graph = SAMPLES[4].graph()

    def broken(node: int) -> float:
        raise KeyError(node)

    with pytest.raises(KeyError):
        graph.shortest_path(0, 5, heuristic=broken)
    with pytest.raises(TypeError):
        graph.shortest_path(0, 5, heuristic=lambda _: "far")  # type: ignore[return-value]
    with pytest.raises(errors.InvalidArgumentError, match="NaN"):
        graph.shortest_path(0, 5, heuristic=lambda _: math.nan)
    with pytest.raises(errors.InvalidArgumentError, match="each of 12 nodes, found 3"):
        graph.shortest_path(0, 5, heuristic=[1, 2, 3])


def test_paths_end_at_a_limit_and_at_a_depth() -> None:
    side = 8
    right = [(i, i + 1) for i in range(side * side) if i % side != side - 1]
    down = [(i, i + side) for i in range(side * (side - 1))]
    sources, targets = zip(*right, *down, strict=True)
    graph = from_edges(list(sources), list(targets), nodes=side * side)
    assert len(graph.all_shortest_paths(0, side * side - 1)) == math.comb(14, 7)
    assert len(graph.all_shortest_paths(0, side * side - 1, limit=5)) == 5
    assert len(graph.all_shortest_paths(0, side * side - 1, max_depth=13)) == 0
    assert graph.shortest_path(0, side * side - 1, max_depth=13) is None
    assert len(graph.simple_paths(0, side * side - 1, limit=7)) == 7
    assert isinstance(graph.shortest_paths(0, 9, 2), MeasuredPaths)
    assert graph.shortest_paths(0, 9, 99).distances.tolist() == [2, 2]


def test_what_cannot_be_is_said() -> None:
    graph = SAMPLES[3].typed()
    below = from_edges([0], [1], nodes=2, weights=[-1])
    for work, error, words in (
        (lambda: graph.shortest_path(0, 12), errors.NotFoundError, "below 12"),
        (lambda: graph.shortest_path(0, 1, relationships="Q"), errors.NotFoundError, "Q"),
        (lambda: graph.shortest_path(0, 1, relationships="X>,Y>"), errors.InvalidArgumentError, "turns"),
        (lambda: graph.shortest_path(0, 1, weighted=True, max_depth=2), errors.InvalidArgumentError, "max_depth"),
        (lambda: graph.simple_paths(0, [12]), errors.NotFoundError, "below 12"),
        (
            lambda: graph.simple_paths(0, ["a"]),  # type: ignore[list-item]
            errors.InvalidArgumentError,
            "expected integers",
        ),
        (lambda: graph.levels([0, 12]), errors.NotFoundError, "below 12"),
        (lambda: graph.levels_from_each([12]), errors.NotFoundError, "below 12"),
        (lambda: graph.bfs_tree(12), errors.NotFoundError, "below 12"),
        (lambda: graph.distances(0, max_distance=-1), errors.InvalidArgumentError, "max_distance"),
        (lambda: below.distances(0), errors.InvalidArgumentError, "0 and more"),
        (lambda: below.shortest_path(0, 1, weighted=True), errors.InvalidArgumentError, "0 and more"),
        (lambda: below.all_shortest_paths(0, 1, weighted=True), errors.InvalidArgumentError, "0 and more"),
        (lambda: below.shortest_paths(0, 1, 2, weighted=True), errors.InvalidArgumentError, "0 and more"),
    ):
        with pytest.raises(error, match=words):
            work()


def test_a_deadline_and_a_token_end_them() -> None:
    random_ = random.Random(3)
    pairs = [(random_.randrange(300), random_.randrange(300)) for _ in range(3000)]
    sources, targets = zip(*pairs, strict=True)
    graph = from_edges(list(sources), list(targets), nodes=300)
    with pytest.raises(errors.TimeoutError):
        graph.simple_paths(0, 1, 12, timeout=0.05)
    with pytest.raises(errors.TimeoutError):
        graph.shortest_paths(0, 1, 10_000_000, timeout=0.05)
    token = CancelToken()
    token.cancel()
    for work in (
        lambda: graph.levels(0, cancel=token),
        lambda: graph.levels_from_each([0], cancel=token),
        lambda: graph.bfs_tree(0, cancel=token),
        lambda: graph.distances(0, cancel=token),
        lambda: graph.shortest_path(0, 1, cancel=token),
        lambda: graph.shortest_path(0, 1, heuristic=lambda _: 0.0, cancel=token),
        lambda: graph.all_shortest_paths(0, 1, cancel=token),
        lambda: graph.shortest_paths(0, 1, 3, cancel=token),
        lambda: graph.simple_paths(0, 1, cancel=token),
    ):
        with pytest.raises(errors.CancelledError):
            work()


def test_the_example_of_the_documentation_does_what_it_says() -> None:
    assert printed(examples("graph_paths.md")[0]) == [
        "[0, 2, 3] [0, 1, 3] None",
        "[[0, 1, 3], [0, 2, 3]]",
        "[3.0, 6.0] [[0, 1, 3], [0, 2, 3]]",
        "[0, 1, 1, 2] [-1, 0, 0, 1]",
    ]
