"""The NetworkX backend gives NetworkX's own answers, in its order and with its errors, and reads all kinds of graph."""

from __future__ import annotations

import gc
import inspect
import itertools
import weakref
from fractions import Fraction
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import pytest

from networkx_samples import KINDS, NAMINGS, SEEDS, Call, Thing, check, made, near, outcome, quiet_cache, real, whole
from wirespeed.networkx import _backend as backend
from wirespeed.networkx import _info, _rules, graph_of
from wirespeed.networkx._stock import function_of

pytestmark = quiet_cache

# --- searches --------------------------------------------------------------------------------------------------------

FROM_ONE = (
    *("single_source_shortest_path_length", "single_source_shortest_path", "shortest_path", "shortest_path_length"),
    *("bfs_edges", "bfs_tree", "bfs_predecessors", "bfs_successors", "bfs_layers", "descendants", "ancestors"),
)


@pytest.mark.parametrize("name", FROM_ONE)
@pytest.mark.parametrize("kind", KINDS)
def test_searches_from_a_node_find_what_networkx_finds(name: str, kind: Any) -> None:
    for seed in SEEDS:
        graph = made(seed, kind)
        for node in (*itertools.islice(graph, 5), "nobody"):
            check(name, graph, node)


@pytest.mark.parametrize("naming", NAMINGS)
@pytest.mark.parametrize("kind", (nx.Graph, nx.DiGraph))
def test_nodes_are_what_they_are_in_python(naming: str, kind: Any) -> None:
    for seed in SEEDS:
        graph = made(seed, kind, naming)
        for node in itertools.islice(graph, 4):
            check("single_source_shortest_path", graph, node)
            check("bfs_tree", graph, node)
        check("descendants", graph, node)


@pytest.mark.parametrize("cutoff", (0, 1, 2, 1.5, None, -1, float("inf")))
def test_searches_end_at_a_depth(cutoff: float | None) -> None:
    for seed in SEEDS:
        graph = made(seed, nx.DiGraph)
        for node in itertools.islice(graph, 3):
            check("single_source_shortest_path_length", graph, node, cutoff=cutoff)
            check("single_source_shortest_path", graph, node, cutoff=cutoff)
            check("bfs_edges", graph, node, depth_limit=cutoff)
            check("bfs_tree", graph, node, depth_limit=cutoff)
            for distance in (cutoff, True, 3, -2, 2**70, float("nan"), "2"):
                check("descendants_at_distance", graph, node, distance)


def test_searches_against_the_direction_reach_the_same_nodes_as_soon() -> None:
    """In which order is another matter: NetworkX has that of edges, we that of nodes."""
    for seed in SEEDS:
        graph = made(seed, nx.DiGraph)
        for node in itertools.islice(graph, 5):
            for name in ("single_target_shortest_path_length", "single_target_shortest_path"):
                function: Any = getattr(nx, name)
                ours, theirs = function(graph, node, backend="wirespeed"), function.orig_func(graph, node)
                sizes = [{n: v if isinstance(v, int) else len(v) for n, v in one.items()} for one in (ours, theirs)]
                assert sizes[0] == sizes[1]
            paths = nx.shortest_path(graph, target=node, backend="wirespeed")
            assert all(nx.is_path(graph, path) and path[-1] == node for path in paths.values())
            tree = nx.bfs_tree(graph, node, reverse=True, backend="wirespeed")
            assert set(tree) == {node} | nx.ancestors(graph, node)


def test_all_pairs_come_node_by_node() -> None:
    for kind in KINDS:
        graph = made(1, kind)
        check("all_pairs_shortest_path_length", graph)
        check("all_pairs_shortest_path", graph, cutoff=2)
        check("shortest_path", graph)
        check("shortest_path_length", graph)


def test_layers_begin_at_one_node_or_several() -> None:
    for seed in SEEDS:
        graph = made(seed)
        check("bfs_layers", graph, list(graph)[:3])
        check("bfs_layers", graph, [0, "nobody"])
        check("bfs_layers", graph, [])


# --- one pair --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("naming", ("near", "text", "thing"))
def test_a_pair_is_searched_as_networkx_does(kind: Any, naming: str) -> None:
    for seed in SEEDS:
        graph = made(seed, kind, naming)
        nodes = [*itertools.islice(graph, 6), "nobody"]
        for source, target in itertools.product(nodes, nodes):
            check("bidirectional_shortest_path", graph, source, target)
            check("has_path", graph, source, target)
            check("shortest_path", graph, source, target)
            check("shortest_path_length", graph, source, target)


@pytest.mark.parametrize("stranger", (7, (7, "x"), "seven"))
def test_a_neighbor_that_is_no_node_is_a_key_error(stranger: Any) -> None:
    graph = nx.path_graph(3)
    graph.add_edge(9, 10)
    graph._adj[2][stranger] = {}  # as no method of NetworkX leaves it
    with pytest.raises(KeyError) as raised:
        nx.shortest_path(graph, 0, 9, backend="wirespeed")
    assert raised.value.args == (stranger,)
    check("has_path", graph, 0, 9)
    with pytest.raises(KeyError) as raised:
        nx.descendants(graph, 0, backend="wirespeed")
    assert raised.value.args == (stranger,)


def test_a_pair_does_not_have_the_graph_read() -> None:
    graph = made(2)
    nx.shortest_path(graph, *list(graph)[:2], backend="wirespeed")
    (kept,) = graph.__networkx_cache__["backends"]["wirespeed"].values()
    assert not kept.is_loaded
    assert nx.shortest_path_length(graph, 0, backend="wirespeed") == nx.shortest_path_length.orig_func(graph, 0)
    assert kept.is_loaded


def test_a_pair_is_found_in_a_graph_whose_origin_is_gone() -> None:
    graph = made(2, nx.DiGraph)
    ours = graph_of(graph)
    expected = {(a, b): outcome(nx.shortest_path_length, graph, a, b) for a in graph for b in graph}
    del graph
    gc.collect()
    assert ours.origin is None
    for (a, b), length in expected.items():
        assert outcome(nx.shortest_path_length, ours, a, b) == length
    assert outcome(nx.shortest_path, ours, "nobody", 1)[0] is nx.NodeNotFound


# --- weights ---------------------------------------------------------------------------------------------------------

WEIGHTED = ("single_source_dijkstra", "single_source_dijkstra_path", "single_source_dijkstra_path_length")


@pytest.mark.parametrize("name", WEIGHTED)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weight", (whole, real, None))
def test_weighted_searches_find_what_networkx_finds(name: str, kind: Any, weight: Call | None) -> None:
    for seed in SEEDS:
        graph = made(seed, kind, weight=weight)
        for node in (*itertools.islice(graph, 5), "nobody"):
            check(name, graph, node)
            check(name, graph, node, cutoff=1)
            check("shortest_path", graph, node, weight="weight")
            check("shortest_path_length", graph, node, weight="weight")


def test_distances_are_ints_where_weights_are() -> None:
    lengths = nx.single_source_dijkstra_path_length(made(3, weight=whole), 0, backend="wirespeed")
    assert {type(one) for one in lengths.values()} == {int}
    lengths = nx.single_source_dijkstra_path_length(made(3, weight=real), 0, backend="wirespeed")
    assert {type(one) for node, one in lengths.items() if node != 0} == {float}


@pytest.mark.parametrize("kind", KINDS)
def test_weighted_searches_from_each_node_are_those_of_networkx(kind: Any) -> None:
    for weight in (whole, real):
        graph = made(1, kind, weight=weight)
        for name in ("all_pairs_dijkstra", "all_pairs_dijkstra_path", "all_pairs_dijkstra_path_length"):
            check(name, graph)
            check(name, graph, cutoff=2)
            check(name, graph, weight="other")
    check("all_pairs_dijkstra", kind())


def test_weighted_searches_begin_at_several_and_end_at_a_target() -> None:
    for seed in SEEDS:
        graph = made(seed, nx.DiGraph, weight=real)
        nodes = list(graph)
        check("multi_source_dijkstra", graph, set(nodes[:3]))
        check("multi_source_dijkstra", graph, set())
        for target in (*nodes[:6], "nobody"):
            check("multi_source_dijkstra", graph, set(nodes[3:5]), target)
            check("single_source_dijkstra", graph, nodes[5], target)


def test_a_weighted_pair_is_found_before_and_after_the_graph_was_read() -> None:
    for seed in SEEDS:
        graph = made(seed, nx.DiGraph, weight=real)
        nodes = [*list(graph)[:4], "nobody"]
        for _ in range(2):
            for source, target in itertools.product(nodes, nodes):
                check("dijkstra_path", graph, source, target)
                check("dijkstra_path_length", graph, source, target)
                ours = outcome(nx.bidirectional_dijkstra, graph, source, target, backend="wirespeed")
                theirs = outcome(nx.bidirectional_dijkstra.orig_func, graph, source, target)
                assert ours[0] == (pytest.approx(theirs[0]) if isinstance(theirs[0], float) else theirs[0])
            nx.single_source_dijkstra_path(graph, nodes[0], backend="wirespeed")


@pytest.mark.parametrize("weight", (Fraction(1, 3), 2**60, float("nan"), "far", None))
def test_weights_that_would_not_come_back_as_they_are_are_left_to_networkx(weight: Any) -> None:
    graph = nx.Graph([(0, 1, {"weight": weight})])
    with pytest.raises(NotImplementedError):
        nx.single_source_dijkstra_path_length(graph, 0, backend="wirespeed")


def test_numbers_of_numpy_are_weights() -> None:
    for number in (np.int64(3), np.float64(2.5), True):
        graph = nx.Graph([(0, 1, {"weight": number})])
        assert nx.dijkstra_path_length.orig_func(graph, 0, 1) == number
        assert nx.single_source_dijkstra_path_length(graph, 0, backend="wirespeed")[1] == number


def test_negative_weights_that_contradict_are_the_error_that_networkx_raises() -> None:
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([(0, 1, 1), (0, 2, 2), (2, 1, -5)])
    check("single_source_dijkstra_path_length", graph, 0)


# --- components and ranks --------------------------------------------------------------------------------------------

OF_ALL = (
    *("connected_components", "number_connected_components", "is_connected"),
    *("weakly_connected_components", "number_weakly_connected_components", "is_weakly_connected"),
    *("strongly_connected_components", "number_strongly_connected_components", "is_strongly_connected"),
)


@pytest.mark.parametrize("name", OF_ALL)
@pytest.mark.parametrize("kind", KINDS)
def test_components_are_those_of_networkx_in_its_order(name: str, kind: Any) -> None:
    graphs = [made(seed, kind) for seed in SEEDS]
    for graph in (*graphs, kind(), nx.path_graph(5, create_using=kind), nx.cycle_graph(4, create_using=kind)):
        function: Any = getattr(nx, name)
        assert outcome(function, graph, backend="wirespeed") == outcome(function, graph)


def test_the_component_of_a_node() -> None:
    for seed in SEEDS:
        for node in (0, 5, "nobody"):
            check("node_connected_component", made(seed), node)


@pytest.mark.parametrize("kind", (nx.Graph, nx.DiGraph))
@pytest.mark.parametrize("weight", (None, real, whole))
def test_pagerank_is_that_of_networkx(kind: Any, weight: Call | None) -> None:
    for seed in SEEDS:
        graph = made(seed, kind, weight=weight)
        nodes = list(graph)
        some = {node: i for i, node in enumerate(nodes[:9])}
        for options in (
            {},
            {"alpha": 0.5},
            {"weight": None},
            {"personalization": some},
            {"dangling": some},
            {"nstart": some},
            {"personalization": some, "dangling": {nodes[3]: 1}},
        ):
            expected = nx.pagerank.orig_func(graph, tol=1e-12, max_iter=999, **options)
            found = nx.pagerank(graph, tol=1e-12, max_iter=999, backend="wirespeed", **options)
            assert list(found) == list(expected)
            assert found == pytest.approx(expected, abs=1e-9)
        check("pagerank", graph, max_iter=0)
        check("pagerank", graph, personalization={nodes[0]: 0})
    check("pagerank", kind())


# --- measures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_betweenness_is_that_of_networkx(kind: Any) -> None:
    for seed in SEEDS:
        graph = made(seed, kind, weight=real)
        for normalized, endpoints in itertools.product((True, False), repeat=2):
            near("betweenness_centrality", graph, normalized=normalized, endpoints=endpoints)
            near("betweenness_centrality", graph, k=7, seed=3, normalized=normalized, endpoints=endpoints)
            near("betweenness_centrality", graph, k=1, seed=3, normalized=normalized, endpoints=endpoints)
            near("betweenness_centrality", graph, k=0, normalized=normalized, endpoints=endpoints)
        near("betweenness_centrality", graph, weight="weight")
    for few in (kind(), nx.path_graph(1, create_using=kind), nx.path_graph(2, create_using=kind)):
        for normalized in (True, False):
            near("betweenness_centrality", few, normalized=normalized)


@pytest.mark.parametrize("kind", KINDS)
def test_closeness_is_that_of_networkx(kind: Any) -> None:
    for seed in SEEDS:
        graph = made(seed, kind, weight=real)
        near("closeness_centrality", graph)
        near("closeness_centrality", graph, wf_improved=False)
        near("closeness_centrality", graph, distance="weight")
        for node in (0, 3, "nobody"):
            near("closeness_centrality", graph, u=node)


@pytest.mark.parametrize("kind", KINDS)
def test_harmonic_centrality_is_that_of_networkx(kind: Any) -> None:
    for seed in SEEDS:
        graph = made(seed, kind, weight=real)
        near("harmonic_centrality", graph)
        near("harmonic_centrality", graph, distance="weight")
        for nodes in ([3, 0, "nobody", 3], 3, []):
            near("harmonic_centrality", graph, nodes)
            near("harmonic_centrality", graph, sources=nodes)
            near("harmonic_centrality", graph, nodes, sources=[5, 1])
    nothing = kind([("a", "b", {"weight": 0}), ("b", "c", {"weight": 2})])
    near("harmonic_centrality", nothing, distance="weight")
    near("harmonic_centrality", kind())


@pytest.mark.parametrize("kind", (nx.Graph, nx.DiGraph))
def test_cores_and_triangles_are_those_of_networkx(kind: Any) -> None:
    for seed in SEEDS:
        graph = made(seed, kind)
        near("core_number", graph)
        for name in ("triangles", "clustering"):
            for nodes in ((), (0,), ([0, 1, "nobody"],), ("nobody",)):
                near(name, graph, *nodes)
        if kind is nx.Graph:
            near("transitivity", graph)
        graph.remove_edges_from(list(nx.selfloop_edges(graph)))
        near("core_number", graph)


# --- graphs of all shapes --------------------------------------------------------------------------------------------


class Subclass(dict[Any, Any]):
    pass


class OwnDicts(nx.DiGraph):  # type: ignore[misc]
    adjlist_inner_dict_factory = Subclass
    edge_attr_dict_factory = Subclass


def test_views_and_own_dicts_are_read_as_well() -> None:
    graph = made(3, nx.DiGraph, weight=real)
    own = OwnDicts(graph)
    views = [graph.reverse(copy=False), graph.subgraph(list(graph)[:25]), graph.to_undirected(as_view=True), own]
    views += [made(3, nx.MultiGraph, weight=whole).subgraph(range(20)), nx.freeze(graph.copy())]
    for view in views:
        node = next(iter(view))
        check("single_source_dijkstra", view, node)
        check("bfs_tree", view, node)
        check("shortest_path", view, node, list(view)[4])


def test_a_graph_is_read_anew_once_it_has_changed() -> None:
    graph = nx.path_graph(4)
    assert len(nx.descendants(graph, 0, backend="wirespeed")) == 3
    graph.add_edge(3, 9)
    assert 9 in nx.descendants(graph, 0, backend="wirespeed")


def test_keys_equal_to_a_node_are_that_node() -> None:
    graph = nx.path_graph(3)
    graph.add_edge(np.int64(2), 3.0)
    graph.add_edge(True, 7)
    for node in (1, 1.0, True, np.int64(1)):
        check("single_source_shortest_path_length", graph, node)
    strangers: tuple[Any, ...] = (-1, 1.5, [], None, 2**80)
    for stranger in strangers:
        assert stranger not in graph_of(graph)
        assert outcome(nx.single_source_shortest_path, graph, stranger, backend="wirespeed")[0] is nx.NodeNotFound


def test_a_node_may_hold_its_graph() -> None:
    graph = nx.Graph()
    node = Thing(1)
    node.graph = graph  # type: ignore[attr-defined]
    graph.add_edge(node, Thing(2))
    nx.descendants(graph, node, backend="wirespeed")
    watch = weakref.ref(node)
    del graph, node
    gc.collect()
    assert watch() is None


def test_a_graph_comes_back_as_networkx_has_it() -> None:
    for kind, weight in itertools.product((nx.Graph, nx.DiGraph), (whole, real)):
        graph = made(3, kind, weight=weight)
        ours = graph_of(graph)
        assert backend.convert_to_nx(ours) is graph
        for *_, edge in graph.edges(data=True):
            edge.setdefault("weight", 1)
        expected = nx.Graph(graph) if kind is nx.Graph else nx.DiGraph(graph)
        del graph
        gc.collect()
        assert nx.utils.graphs_equal(backend.convert_to_nx(ours), expected)


def test_what_it_says_of_itself_is_what_it_has() -> None:
    assert set(_info.get_info()["functions"]) == set(_info.FUNCTIONS)
    assert set(_info.FUNCTIONS) == set(backend.__all__) - {"can_run", "convert_from_nx", "convert_to_nx", "should_run"}


@pytest.mark.parametrize("name", sorted(_info.get_info()["functions"]))
def test_a_function_takes_the_arguments_that_networkx_has(name: str) -> None:
    own = inspect.signature(getattr(backend, name)).parameters
    assert set(inspect.signature(function_of(name)).parameters) - {"backend", "backend_kwargs"} <= set(own)


def test_closeness_of_given_lengths_is_left_to_networkx() -> None:
    """They are an argument since NetworkX 3.7."""
    assert backend.closeness_centrality(graph_of(nx.path_graph(3)), sp=None)[1] == 1.0
    assert _rules.CAN["closeness_centrality"]({"distance": None, "sp": {0: {0: 0}}}) == "lengths are given"


def test_networkx_chooses_it_where_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("NetworkX's own function was called")

    graph = nx.path_graph(10)
    with nx.config.backend_priority(algos=["wirespeed"]):
        monkeypatch.setattr(backend, "bidirectional_shortest_path", never)
        assert nx.bidirectional_shortest_path(graph, 0, 9) == list(range(10))
        monkeypatch.setattr(nx.descendants, "orig_func", never)
        assert nx.descendants(graph, 8) == {7, 6, 5, 4, 3, 2, 1, 0, 9}
        assert nx.shortest_path(graph, 0, weight=lambda *_: 2)[9] == list(range(10))
        assert nx.pagerank(nx.MultiGraph([(0, 1), (0, 1)]))[0] == pytest.approx(0.5)
