"""Communities, layers and edge betweenness through the NetworkX backend: NetworkX's own, for the same seed."""

from __future__ import annotations

import itertools
import random
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import pytest

from networkx_samples import KINDS, NAMINGS, SEEDS, Call, both, check, made, near, outcome, quiet_cache, real, whole
from wirespeed.networkx import _backend as backend
from wirespeed.networkx import graph_of
from wirespeed.networkx._stock import function_of

pytestmark = quiet_cache

SINGLE = (nx.Graph, nx.DiGraph)


def below_0(rng: random.Random) -> int:
    return rng.randrange(-1, 6)


def weighed(seed: int, kind: Any, weight: Call | None, naming: str = "near", nodes: int = 60) -> Any:
    """Each edge has a weight, or none has."""
    rng = random.Random(seed)
    names = [NAMINGS[naming](i) for i in range(nodes)]
    rng.shuffle(names)
    graph = kind()
    graph.add_nodes_from(names)
    for _ in range((30, 90, 200, 400)[seed % 4]):
        edge = {} if weight is None else {"weight": weight(rng)}
        graph.add_edge(rng.choice(names), rng.choice(names), **edge)
    return graph


# --- Louvain ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SINGLE)
@pytest.mark.parametrize("weight", (None, whole, real))
@pytest.mark.parametrize("naming", ("near", "text"))
def test_louvain_is_that_of_networkx_for_the_same_seed(kind: Any, weight: Call | None, naming: str) -> None:
    for graph_seed in range(16):
        graph = weighed(graph_seed, kind, weight, naming)
        for seed in range(3):
            check("louvain_communities", graph, seed=seed)
            check("louvain_partitions", graph, seed=seed)
            check("louvain_communities", graph, weight=None, seed=seed)
            check("louvain_partitions", graph, weight="other", resolution=0.5, threshold=0.01, seed=seed)
        check("louvain_communities", graph, resolution=3, max_level=1, seed=7)
        check("louvain_communities", graph, max_level=0, seed=7)


def test_louvain_takes_its_random_numbers_from_the_generator_that_is_given() -> None:
    graph = weighed(2, nx.Graph, whole)
    for make in (random.Random, np.random.RandomState, np.random.default_rng):
        ours, theirs = make(5), make(5)
        for _ in range(3):
            expected = nx.community.louvain_communities(graph, seed=theirs)
            assert nx.community.louvain_communities(graph, seed=ours, backend="wirespeed") == expected


def test_louvain_of_large_communities_is_that_of_networkx() -> None:
    graph = nx.planted_partition_graph(8, 40, 0.3, 0.02, seed=3)
    for edge, weight in zip(graph.edges, itertools.cycle((1.5, 0.25, 3.0, 0.1)), strict=False):
        graph.edges[edge]["weight"] = weight
    for name in ("weight", None):
        check("louvain_partitions", graph, name, seed=1)


@pytest.mark.parametrize("kind", SINGLE)
def test_louvain_of_graphs_without_edges_or_weights_is_that_of_networkx(kind: Any) -> None:
    check("louvain_communities", kind(), seed=1)
    check("louvain_communities", nx.empty_graph(3, create_using=kind), seed=1)
    for nothing in (0, 0.0):
        check("louvain_communities", kind([(0, 1, {"weight": nothing})]), seed=1)


def test_louvain_of_weights_below_0_is_that_of_networkx() -> None:
    for seed in SEEDS:
        graph = weighed(seed, nx.Graph, below_0)
        check("louvain_communities", graph, seed=seed)


def test_louvain_is_left_to_networkx_where_sums_are_rounded_otherwise() -> None:
    louvain = nx.community.louvain_communities
    mixed = nx.Graph([(0, 1, {"weight": 0.1}), (1, 2, {"weight": 3}), (2, 3)])
    large = nx.Graph([(0, 1, {"weight": 2**40}), (1, 2, {"weight": 1})])
    for graph in (mixed, large):
        with pytest.raises(NotImplementedError):
            louvain(graph, seed=1, backend="wirespeed")
        with nx.config.backend_priority(algos=["wirespeed"]):
            assert louvain(graph, seed=1) == louvain(graph, seed=1, backend="networkx")


# --- labels ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("naming", NAMINGS)
def test_labels_spread_as_in_networkx(naming: str) -> None:
    for seed in range(12):
        check("label_propagation_communities", weighed(seed, nx.Graph, None, naming, 30))
    check("label_propagation_communities", nx.Graph())
    check("label_propagation_communities", nx.DiGraph([(0, 1)]))


def test_communities_by_labels_are_the_values_of_a_dict() -> None:
    graph = nx.path_graph(4)
    function = nx.community.label_propagation_communities
    assert type(function(graph, backend="wirespeed")) is type(function(graph, backend="networkx"))


# --- modularity ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SINGLE)
@pytest.mark.parametrize("weight", (None, whole, real, below_0))
def test_modularity_is_that_of_networkx(kind: Any, weight: Call | None) -> None:
    for seed in range(12):
        graph = made(seed, kind, weight=weight)
        rng = random.Random(seed)
        parts: list[set[Any]] = [set() for _ in range(4)]
        for node in graph:
            rng.choice(parts).add(node)
        for options in ({}, {"weight": None}, {"weight": "other", "resolution": 0.7}, {"resolution": 2}):
            near("modularity", graph, parts, **options)
        near("modularity", graph, dict(enumerate(parts)).values())
        near("modularity", graph, [[node] for node in graph])


@pytest.mark.parametrize(
    "parts",
    ([{0, 1}], [{0, 1}, {1, 2}], [{0, 1}, {2, 3}], [[0, 0, 1], [2]], [], [{0, 1, 2}, set()], [{0, 1, 2}, {"x"}]),
)
@pytest.mark.parametrize("kind", SINGLE)
def test_what_is_no_partition_has_no_modularity(kind: Any, parts: Any) -> None:
    check("modularity", nx.path_graph(3, create_using=kind), parts)
    check("modularity", nx.empty_graph(3, create_using=kind), parts)
    check("modularity", kind([(0, 1, {"weight": 0.0}), (1, 2, {"weight": 0.0})]), parts)


# --- edge betweenness ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SINGLE)
@pytest.mark.parametrize("naming", ("near", "mixed"))
def test_edge_betweenness_is_that_of_networkx(kind: Any, naming: str) -> None:
    for seed in SEEDS:
        graph = made(seed, kind, naming, weight=lambda rng: rng.random() + 0.1)
        for normalized in (True, False):
            near("edge_betweenness_centrality", graph, normalized=normalized)
            for k in (0, 1, 7, 40, 41):
                near("edge_betweenness_centrality", graph, k=k, seed=3, normalized=normalized)
        near("edge_betweenness_centrality", graph, weight="weight")
    for few in (kind(), nx.path_graph(1, create_using=kind), nx.path_graph(2, create_using=kind), kind([(0, 0)])):
        near("edge_betweenness_centrality", few)
        near("edge_betweenness_centrality", few, normalized=False)


# --- layers ----------------------------------------------------------------------------------------------------------


def test_layers_are_those_of_networkx_in_its_order() -> None:
    graphs = [made(seed, naming=naming) for seed in SEEDS for naming in ("near", "text")]
    graphs += [weighed(seed, nx.Graph, None) for seed in range(8)]
    graphs += [nx.Graph(), nx.empty_graph(4), nx.star_graph(5), nx.random_regular_graph(3, 20, seed=1)]
    for graph in graphs:
        check("onion_layers", graph)
        graph.remove_edges_from(list(nx.selfloop_edges(graph)))
        check("onion_layers", graph)


@pytest.mark.parametrize("name", ("k_core", "k_shell", "k_crust"))
def test_cores_that_are_graphs_are_cut_out_by_networkx_after_our_numbers(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = made(3)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    function: Any = getattr(nx, name)
    expected = function(graph)
    asked = []
    ours = backend.core_number

    def watched(G: Any) -> dict[Any, int]:
        asked.append(G)
        return ours(G)

    monkeypatch.setattr(backend, "core_number", watched)
    with nx.config.backend_priority(algos=["wirespeed"]):
        assert nx.utils.graphs_equal(function(graph), expected)
    assert asked


# --- whose it is -----------------------------------------------------------------------------------------------------


def test_what_it_cannot_do_is_left_to_networkx() -> None:
    graph = nx.path_graph(3)
    for name in ("louvain_communities", "louvain_partitions", "modularity", "edge_betweenness_centrality"):
        args = (graph, [{0, 1}, {2}]) if name == "modularity" else (graph,)
        assert backend.can_run(name, args, {}) is True
        assert backend.can_run(name, args, {"weight": lambda *_: 1}) is not True
        assert backend.can_run(name, (nx.MultiGraph(graph), *args[1:]), {}) is not True
    assert backend.can_run("louvain_communities", (graph,), {"threshold": 0}) is not True
    assert backend.can_run("louvain_communities", (graph,), {"resolution": np.array([1])}) is not True
    assert backend.can_run("label_propagation_communities", (nx.MultiGraph(graph),), {}) is not True


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name", ("louvain_communities", "label_propagation_communities", "edge_betweenness_centrality")
)
def test_graphs_of_all_kinds_are_answered_where_networkx_may_choose(name: str, kind: Any) -> None:
    graph = made(2, kind, weight=whole)
    options = {"seed": 1} if name == "louvain_communities" else {}
    function = function_of(name)
    expected = outcome(function, graph, backend="networkx", **options)
    with nx.config.backend_priority(algos=["wirespeed"]):
        found = outcome(function, graph, **options)
    if isinstance(expected, dict):
        assert found == pytest.approx(expected)
    else:
        assert found == expected


def test_a_graph_that_was_read_keeps_its_communities_when_its_origin_is_gone() -> None:
    graph = weighed(2, nx.Graph, whole)
    expected = both("louvain_communities", graph, seed=4)[0]
    ours = graph_of(graph)
    del graph
    assert nx.community.louvain_communities(ours, seed=4) == expected
