"""Measures of graphs made from edges, against NetworkX's on random graphs of all kinds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import pytest

from doc_examples import examples, printed
from wirespeed import CancelToken, errors
from wirespeed.graph import EdgeGraph, from_edges

KINDS = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)
SIZES = ((0, 0), (1, 0), (1, 2), (12, 0), (25, 15), (25, 60), (30, 300))
SAMPLES = [(kind, nodes, edges) for kind in KINDS for nodes, edges in SIZES]


def sample(kind: Any, nodes: int, edges: int, loops: bool = True) -> tuple[Any, EdgeGraph]:
    """The same random edges as NetworkX's graph and ours, with weights above 0."""
    random_ = random.Random(f"{kind.__name__} {nodes} {edges}")
    graph = kind()
    graph.add_nodes_from(range(nodes))
    for _ in range(edges):
        source, target = random_.randrange(nodes), random_.randrange(nodes)
        if source != target or loops:
            graph.add_edge(source, target, weight=random_.randrange(1, 20) / 4)
    triples = list(graph.edges(data="weight"))
    sources, targets, weights = ([one[i] for one in triples] for i in range(3))
    return graph, from_edges(sources, targets, nodes=nodes, weights=weights, types=["X"] * len(triples))


def direction_of(graph: Any) -> Any:
    return "out" if graph.is_directed() else "both"


def inwards(graph: Any) -> Any:
    return "in" if graph.is_directed() else "both"


def values(answer: dict[int, float]) -> list[float]:
    return [answer[node] for node in sorted(answer)]


def ids(case: Any) -> str:
    return getattr(case, "__name__", str(case))


@pytest.mark.parametrize(("kind", "nodes", "edges"), SAMPLES, ids=ids)
def test_centralities_are_networkx_s(kind: Any, nodes: int, edges: int) -> None:
    graph, ours = sample(kind, nodes, edges)
    for weight in (None, "weight"):
        weighted = weight is not None
        for endpoints in (False, True):
            for normalized in (False, True):
                found = ours.betweenness(
                    direction=direction_of(graph), weighted=weighted, endpoints=endpoints, normalized=normalized
                )
                expected = nx.betweenness_centrality(graph, weight=weight, endpoints=endpoints, normalized=normalized)
                np.testing.assert_allclose(found, values(expected), atol=1e-12)
        near = {"direction": inwards(graph), "weighted": weighted}
        for improved in (False, True):
            expected = nx.closeness_centrality(graph, distance=weight, wf_improved=improved)
            np.testing.assert_allclose(ours.closeness(improved=improved, **near), values(expected))
        expected = nx.harmonic_centrality(graph, distance=weight)
        np.testing.assert_allclose(ours.harmonic(**near), values(expected))
        if nodes > 4:
            np.testing.assert_allclose(ours.harmonic([4, 2], **near), [expected[4], expected[2]])
            some = nx.harmonic_centrality(graph, distance=weight, sources=[1, 3])
            np.testing.assert_allclose(ours.harmonic(sources=[1, 3], **near), values(some))


@pytest.mark.parametrize(("kind", "nodes", "edges"), SAMPLES[: 2 * len(SIZES)], ids=ids)
def test_edge_betweenness_is_networkx_s(kind: Any, nodes: int, edges: int) -> None:
    graph, ours = sample(kind, nodes, edges)
    for weight in (None, "weight"):
        expected = nx.edge_betweenness_centrality(graph, weight=weight)
        sources, targets, found = ours.edge_betweenness(direction=direction_of(graph), weighted=weight is not None)
        assert len(found) == len(expected)
        for source, target, value in zip(sources.tolist(), targets.tolist(), found.tolist(), strict=True):
            pair = (source, target) if (source, target) in expected else (target, source)
            assert value == pytest.approx(expected[pair])


def test_a_sample_is_scaled_as_networkx_does_it() -> None:
    for kind in (nx.Graph, nx.DiGraph):
        graph, ours = sample(kind, 30, 90)
        for normalized in (False, True):
            chosen = random.Random(3).sample(list(graph.nodes()), 7)
            expected = nx.betweenness_centrality(graph, k=7, seed=random.Random(3), normalized=normalized)
            found = ours.betweenness(direction=direction_of(graph), sources=chosen, normalized=normalized)
            np.testing.assert_allclose(found, values(expected), atol=1e-12)
        assert ours.betweenness(k=7, seed=1).tolist() != ours.betweenness(k=7, seed=2).tolist()
        np.testing.assert_allclose(ours.closeness(k=30), ours.closeness())


@pytest.mark.parametrize(("kind", "nodes", "edges"), SAMPLES[2:], ids=ids)
def test_pagerank_is_networkx_s(kind: Any, nodes: int, edges: int) -> None:
    graph, ours = sample(kind, nodes, edges)
    if nodes == 0:
        assert ours.pagerank().tolist() == []
        return
    restart = np.arange(nodes, dtype=float) + 1
    sink = np.ones(nodes)
    sink[0] = 5
    for weight in (None, "weight"):
        more = {"direction": direction_of(graph), "weighted": weight is not None, "tolerance": 1e-12}
        plain = nx.pagerank(graph, weight=weight, tol=1e-12, max_iter=500)
        np.testing.assert_allclose(ours.pagerank(max_iterations=500, **more), values(plain), atol=1e-9)
        expected = nx.pagerank(
            graph,
            weight=weight,
            tol=1e-12,
            max_iter=500,
            personalization=dict(enumerate(restart)),
            dangling=dict(enumerate(sink)),
        )
        found = ours.pagerank(max_iterations=500, personalization=restart, dangling=sink, threads=2, **more)
        np.testing.assert_allclose(found, values(expected), atol=1e-9)


@pytest.mark.parametrize(("kind", "nodes", "edges"), SAMPLES, ids=ids)
def test_cores_and_triangles_are_networkx_s(kind: Any, nodes: int, edges: int) -> None:
    graph, ours = sample(kind, nodes, edges, loops=False)
    simple = nx.Graph(graph)
    assert ours.core_numbers().tolist() == values(nx.core_number(simple))
    if not graph.is_multigraph():
        assert ours.core_numbers(parallel=True).tolist() == values(nx.core_number(graph))
    graph, ours = sample(kind, nodes, edges)
    simple = nx.Graph(graph)
    assert ours.triangles().tolist() == values(nx.triangles(simple))
    assert ours.transitivity() == pytest.approx(nx.transitivity(simple))
    if graph.is_multigraph():
        return
    for weight in (None, "weight"):
        expected = values(nx.clustering(graph, weight=weight))
        found = ours.clustering(directed=graph.is_directed(), weighted=weight is not None)
        np.testing.assert_allclose(found, expected, atol=1e-9)


def sets_of(numbers: Any) -> list[set[int]]:
    """The nodes of each community."""
    sets: dict[int, set[int]] = {}
    for node, number in enumerate(numbers.tolist()):
        sets.setdefault(number, set()).add(node)
    assert list(sets) == list(range(len(sets)))
    return list(sets.values())


@pytest.mark.parametrize(("kind", "nodes", "edges"), SAMPLES, ids=ids)
def test_communities_are_as_good_as_networkx_s(kind: Any, nodes: int, edges: int) -> None:
    graph, ours = sample(kind, nodes, edges)
    both = direction_of(graph)
    found, modularity = ours.louvain(direction=both, seed=3)
    communities = sets_of(found)
    if graph.number_of_edges() == 0:
        assert len(communities) == nodes
        return
    assert modularity == pytest.approx(nx.community.modularity(graph, communities))
    assert ours.modularity(found, direction=both) == pytest.approx(modularity)
    halves = np.arange(nodes) % 2 if nodes > 1 else np.zeros(nodes, dtype=int)
    resolved = nx.community.modularity(graph, sets_of(halves), resolution=0.5, weight=None)
    assert ours.modularity(halves, direction=both, resolution=0.5, weighted=False) == pytest.approx(resolved)
    theirs = nx.community.louvain_communities(graph, seed=3)
    assert modularity >= nx.community.modularity(graph, theirs) - 0.05
    if not graph.is_directed():
        simple = nx.Graph(graph)
        expected = {frozenset(one) for one in nx.community.label_propagation_communities(simple)}
        assert {frozenset(one) for one in sets_of(ours.label_propagation())} == expected
        assert_settled(graph, ours.label_propagation(seed=1, weighted=True))


def assert_settled(graph: Any, labels: Any) -> None:
    """Each node has the label that weighs most among its neighbours."""
    for node in graph:
        weights = Counter({int(labels[node]): 0.0})
        for _, neighbor, weight in graph.edges(node, data="weight"):
            weights[int(labels[neighbor])] += weight
        assert weights[int(labels[node])] == max(weights.values())


def test_threads_change_no_answer() -> None:
    _, ours = sample(nx.MultiDiGraph, 400, 1500)
    for call in (ours.betweenness, ours.closeness, ours.harmonic, ours.clustering, ours.triangles, ours.components):
        np.testing.assert_allclose(call(threads=3), call())
    for call in (ours.pagerank, ours.betweenness, ours.closeness, ours.clustering):
        np.testing.assert_allclose(call(weighted=True, threads=0), call(weighted=True))


def test_types_are_chosen_by_name() -> None:
    graph = from_edges([0, 1, 0, 2], [1, 2, 3, 0], nodes=4, types=["X", "X", "Y", "Y"])
    assert graph.degrees(relationships="X>").tolist() == [1, 1, 0, 0]
    assert graph.degrees(relationships="<Y").tolist() == [1, 0, 0, 1]
    assert graph.degrees_by_type(0) == {"X": (1, 0), "Y": (1, 1)}
    assert graph.betweenness(relationships="X>", normalized=False).tolist() == [0, 1, 0, 0]
    assert graph.triangles().tolist() == [1, 1, 1, 0]
    assert graph.triangles(relationships="X").tolist() == [0, 0, 0, 0]
    assert graph.pagerank(relationships="Y>").argmax() == 3


def test_a_large_graph_that_is_laid_out_anew_gives_the_same_answers() -> None:
    random_ = np.random.default_rng(5)
    nodes = 40_000
    parents = (np.arange(1, nodes) * random_.random(nodes - 1)).astype(np.uint32)
    names = random_.permutation(nodes).astype(np.uint32)
    sources, targets = names[parents], names[np.arange(1, nodes)]
    found, kept = (from_edges(sources, targets, nodes=nodes, keep_order=keep) for keep in (False, True))
    some = names[:4]
    questions: tuple[Callable[[EdgeGraph], Any], ...] = (
        lambda g: g.degrees("both"),
        lambda g: g.pagerank(tolerance=1e-15),
        lambda g: g.betweenness(sources=some),
        lambda g: g.closeness(some, direction="out"),
        lambda g: g.harmonic(sources=some),
        lambda g: g.core_numbers(),
        lambda g: g.clustering(),
        lambda g: g.components(threads=2),
        lambda g: g.label_propagation(),
        lambda g: g.louvain()[0],
        lambda g: g.neighborhood(int(names[0]), 3)[0],
        lambda g: g.co_occurring(int(names[1]), "<,>")[0],
    )
    for question in questions:
        np.testing.assert_allclose(question(found), question(kept))


def test_what_cannot_be_is_said() -> None:
    _, ours = sample(nx.DiGraph, 10, 30)
    negative = from_edges([0], [1], nodes=2, weights=[-1.0])
    for work, error, words in (
        (lambda: ours.betweenness(k=11), errors.InvalidArgumentError, "at most 10"),
        (lambda: ours.betweenness(sources=[10]), errors.NotFoundError, "below 10"),
        (lambda: ours.betweenness(relationships="X>,X>"), errors.InvalidArgumentError, "without turns"),
        (lambda: ours.closeness([10]), errors.NotFoundError, "below 10"),
        (lambda: ours.pagerank(personalization=[1.0]), errors.InvalidArgumentError, "each of 10 nodes"),
        (lambda: ours.pagerank(dangling=np.zeros(10)), errors.InvalidArgumentError, "above 0"),
        (lambda: ours.modularity([0]), errors.InvalidArgumentError, "each of 10 nodes"),
        (lambda: ours.louvain(resolution=-1), errors.InvalidArgumentError, "resolution"),
        (lambda: ours.label_propagation(weighted=True), errors.InvalidArgumentError, "seed"),
        (lambda: ours.triangles(relationships="Q"), errors.NotFoundError, "Q"),
        (lambda: negative.betweenness(weighted=True), errors.InvalidArgumentError, "found -1"),
        (lambda: negative.closeness(weighted=True), errors.InvalidArgumentError, "found -1"),
        (lambda: negative.pagerank(weighted=True), errors.InvalidArgumentError, "found -1"),
        (lambda: negative.louvain(), errors.InvalidArgumentError, "found -1"),
    ):
        with pytest.raises(error, match=words):
            work()


def test_a_deadline_and_a_token_end_every_question() -> None:
    _, ours = sample(nx.Graph, 60, 400)
    token = CancelToken()
    token.cancel()
    for name, arguments in (
        ("pagerank", ()),
        ("betweenness", ()),
        ("edge_betweenness", ()),
        ("closeness", ()),
        ("harmonic", ()),
        ("core_numbers", ()),
        ("triangles", ()),
        ("transitivity", ()),
        ("clustering", ()),
        ("label_propagation", ()),
        ("louvain", ()),
        ("modularity", (np.zeros(60, dtype=int),)),
        ("neighborhood", (0, 3)),
        ("co_occurring", (0,)),
        ("similar", (0, 3)),
        ("profiles", ({"*,*": 1.0},)),
    ):
        with pytest.raises(errors.CancelledError):
            getattr(ours, name)(*arguments, cancel=token)
        with pytest.raises(errors.TimeoutError):
            getattr(ours, name)(*arguments, timeout=0)


def test_the_example_of_the_documentation_does_what_it_says() -> None:
    assert printed(examples("graph_measures.md")[0]) == [
        "[5, 6] [1, 1]",
        "[6]",
        "{1990: 2, 2005: 1}",
        "[6, 5] [0.7, 0.495]",
        "[0.29, 0.29, 0.0, 0.0, 0.32, 0.18, 0.18, 0.0, 0.0]",
    ]
