"""Paths between two nodes through the NetworkX backend: all shortest, all simple, ranked, and towards a goal."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import pytest

from networkx_samples import KINDS, NAMINGS, SEEDS, Call, both, check, made, outcome, quiet_cache, real, whole
from wirespeed.networkx import _backend as backend
from wirespeed.networkx import _rules, _ways, graph_of

pytestmark = quiet_cache

SINGLE = (nx.Graph, nx.DiGraph)


def tenths(rng: random.Random) -> float:
    """Many sums of these are the same but for rounding."""
    return rng.randrange(1, 9) / 10


def pairs(graph: Any, count: int = 5) -> Iterator[tuple[Any, Any]]:
    nodes = [*itertools.islice(graph, count), "nobody"]
    return itertools.product(nodes, nodes)


# --- all shortest ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weight", (None, whole, real, tenths))
def test_all_shortest_paths_are_those_of_networkx_in_its_order(kind: Any, weight: Call | None) -> None:
    for seed in SEEDS:
        graph = made(seed, kind, weight=weight)
        for source, target in pairs(graph):
            check("all_shortest_paths", graph, source, target)
            check("all_shortest_paths", graph, source, target, weight="weight")
            check("all_shortest_paths", graph, source, target, weight="weight", method="unknown")
        for node in (*itertools.islice(graph, 3), "nobody"):
            check("single_source_all_shortest_paths", graph, node)
            check("single_source_all_shortest_paths", graph, node, weight="weight")


@pytest.mark.parametrize("kind", KINDS)
def test_all_shortest_paths_of_all_pairs_come_node_by_node(kind: Any) -> None:
    graph = made(1, kind, weight=whole)
    for weight in (None, "weight", "other"):
        check("all_pairs_all_shortest_paths", graph, weight=weight)
    check("all_pairs_all_shortest_paths", kind())


def test_steps_of_weight_0_may_lead_back_to_the_source_and_come_again() -> None:
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([(0, 1, 0), (1, 0, 0), (1, 2, 0), (2, 0, 0), (0, 0, 0), (2, 3, 1), (1, 3, 1)])
    for node in graph:
        check("all_shortest_paths", graph, 0, node, weight="weight")
    check("single_source_all_shortest_paths", graph, 0, weight="weight")


def test_a_missing_source_is_told_at_once_and_a_missing_way_when_it_is_asked_for() -> None:
    graph = nx.path_graph(3)
    with pytest.raises(nx.NodeNotFound):
        nx.all_shortest_paths(graph, 9, 0, backend="wirespeed")
    ways = nx.all_shortest_paths(graph, 0, 9, backend="wirespeed")
    with pytest.raises(nx.NetworkXNoPath):
        next(ways)


def grid(side: int) -> Any:
    return nx.convert_node_labels_to_integers(nx.grid_2d_graph(side, side))


def test_shortest_paths_are_made_when_they_are_asked_for() -> None:
    graph = grid(40)  # 10^22 of them between its corners
    some = list(itertools.islice(nx.all_shortest_paths(graph, 0, 1599, backend="wirespeed"), 3000))
    assert some == list(itertools.islice(nx.all_shortest_paths(graph, 0, 1599), 3000))


def test_negative_weights_that_contradict_are_an_error() -> None:
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([(0, 1, 1), (0, 2, 2), (2, 1, -5)])
    check("all_shortest_paths", graph, 0, 1, weight="weight")


# --- all simple ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ("all_simple_paths", "all_simple_edge_paths"))
@pytest.mark.parametrize("kind", SINGLE)
@pytest.mark.parametrize("naming", ("near", "text", "thing"))
def test_simple_paths_are_those_of_networkx_in_its_order(name: str, kind: Any, naming: str) -> None:
    for seed in SEEDS:
        graph = made(seed, kind, naming)
        nodes = list(graph)
        for source, target in pairs(graph, 4):
            check(name, graph, source, target, cutoff=4)
        for cutoff in (0, 1, 2.5, -1, 3):
            check(name, graph, nodes[0], nodes[1], cutoff=cutoff)
            check(name, graph, nodes[0], nodes[:3], cutoff=cutoff)
            check(name, graph, nodes[0], [nodes[5], nodes[6], ("no", "body")], cutoff=cutoff)
        check(name, graph, nodes[0], [], cutoff=3)
        check(name, graph, nodes[0], NAMINGS[naming](99), cutoff=3)


@pytest.mark.parametrize("kind", SINGLE)
def test_simple_paths_without_a_cutoff_are_as_long_as_the_graph_allows(kind: Any) -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        graph = kind([(rng.randrange(7), rng.randrange(7)) for _ in range(12)])
        for source, target in itertools.product(graph, graph):
            check("all_simple_paths", graph, source, target)
            check("all_simple_paths", graph, source, [target, 3, 4, "nobody"])


def test_simple_paths_are_made_when_they_are_asked_for() -> None:
    graph = nx.complete_graph(60)
    some = list(itertools.islice(nx.all_simple_paths(graph, 0, 59, backend="wirespeed"), 2500))
    assert some == list(itertools.islice(nx.all_simple_paths(graph, 0, 59), 2500))


def test_no_step_is_made_from_which_the_target_is_out_of_reach() -> None:
    """NetworkX would go through all ways among the first forty."""
    graph = nx.complete_graph(40, create_using=nx.DiGraph)
    graph.add_edge("apart", 0)
    graph.add_edge("apart", "target")
    assert list(nx.all_simple_paths(graph, "apart", "target", backend="wirespeed")) == [["apart", "target"]]


# --- the shortest first ----------------------------------------------------------------------------------------------


def lengths(graph: Any, paths: Any) -> Any:
    """What is the same in whichever order equally long paths come."""
    if not isinstance(paths, list):
        return paths
    length = [sum(graph[a][b].get("weight", 1) for a, b in itertools.pairwise(path)) for path in paths]
    assert length == sorted(length)
    return sorted(map(str, paths))


@pytest.mark.parametrize("weight", (None, whole, real, tenths))
@pytest.mark.parametrize("is_read", (False, True))
def test_ranked_paths_are_those_of_networkx_in_its_order(weight: Call | None, is_read: bool) -> None:
    for seed in SEEDS:
        graph = made(seed, weight=weight)
        if is_read:
            nx.pagerank(graph, backend="wirespeed")
        for source, target in pairs(graph, 4):
            for name in (None, "weight"):
                calls = (
                    nx.shortest_simple_paths(graph, source, target, name, backend=by)
                    for by in ("networkx", "wirespeed")
                )
                expected, found = (outcome(itertools.islice, call, 60) for call in calls)
                assert outcome(list, found) == outcome(list, expected)


def test_ranked_paths_along_directions_are_those_of_networkx() -> None:
    """Of equally long ones another may come first: NetworkX has predecessors in the order of edges."""
    for seed in SEEDS:
        rng = random.Random(seed)
        graph = nx.DiGraph()
        graph.add_weighted_edges_from((rng.randrange(8), rng.randrange(8), whole(rng)) for _ in range(24))
        for source, target in itertools.product(graph, graph):
            expected, found = both("shortest_simple_paths", graph, source, target)
            assert outcome(sorted, found) == outcome(sorted, expected)
            if isinstance(found, list):
                assert [len(path) for path in found] == [len(path) for path in expected]
            expected, found = both("shortest_simple_paths", graph, source, target, weight="weight")
            assert lengths(graph, found) == lengths(graph, expected)


def test_the_first_path_does_not_have_the_graph_read() -> None:
    graph = grid(5)
    paths = nx.shortest_simple_paths(graph, 0, 24, backend="wirespeed")
    next(paths)
    (kept,) = graph.__networkx_cache__["backends"]["wirespeed"].values()
    assert not kept.is_loaded
    next(paths)
    assert kept.is_loaded


@pytest.mark.parametrize("weight", (-1, None, 1 + 2j))
def test_ranked_paths_by_weights_of_other_kinds_are_left_to_networkx(weight: Any) -> None:
    graph = nx.cycle_graph(4)
    graph.add_edge(0, 1, weight=weight)
    check("shortest_simple_paths", graph, 0, 2, weight="weight")


# --- towards a goal --------------------------------------------------------------------------------------------------


def kept(graph: Any, weight: str = "weight") -> Any:
    """Read already, as a pair needs it to be searched in memory."""
    nx.single_source_dijkstra_path_length(graph, next(iter(graph)), weight=weight, backend="wirespeed")
    return graph


def estimates() -> dict[str, Callable[[Any, Any], Any] | None]:
    return {
        "none": None,
        "fair": lambda a, b: abs(a - b) / 50,
        "whole": lambda a, b: abs(a - b) // 20,
        "too much": lambda a, b: (a * 7 + b) % 5,
        "endless": lambda a, b: float("inf") if a % 7 == 3 else 0,
    }


@pytest.mark.parametrize("estimate", estimates())
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weight", (whole, real))
@pytest.mark.parametrize("is_read", (False, True))
def test_paths_towards_a_goal_are_those_of_networkx(kind: Any, weight: Call, estimate: str, is_read: bool) -> None:
    heuristic = estimates()[estimate]
    for seed in SEEDS:
        graph = made(seed, kind, weight=weight)
        asked = graph_of(graph) if is_read else graph
        for (source, target), cutoff in itertools.product(pairs(graph, 4), (None, 0, 2)):
            for name in ("astar_path", "astar_path_length"):
                function: Any = getattr(nx, name)
                expected = outcome(function, graph, source, target, heuristic, cutoff=cutoff, backend="networkx")
                found = outcome(function, asked, source, target, heuristic, cutoff=cutoff)
                assert found == expected


def test_a_graph_that_was_read_for_something_else_is_searched_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = kept(made(3, weight=real))
    expected = nx.astar_path(graph, 0, 3, lambda *_: 0)
    with monkeypatch.context() as patch, nx.config.backend_priority(algos=["wirespeed"]):
        patch.setattr(_ways, "stock", None)
        assert nx.astar_path(graph, 0, 3, lambda *_: 0) == expected
        assert nx.astar_path(graph, 0, 3) == expected


def test_what_a_heuristic_raises_goes_to_the_caller() -> None:
    def heuristic(a: int, b: int) -> float:
        raise LookupError(f"{a} to {b}")

    with pytest.raises(LookupError, match="1 to 4"):
        nx.astar_path(graph_of(nx.path_graph(5)), 0, 4, heuristic)


class Metres(float):
    pass


@pytest.mark.parametrize("left", ("far", 2**60, float("nan"), 1j))
def test_a_heuristic_whose_answers_are_no_floats_is_asked_by_networkx(left: Any) -> None:
    graph = nx.path_graph(5)
    asked = graph_of(graph)
    for function in (nx.astar_path, nx.astar_path_length):
        expected = outcome(function, graph, 0, 4, lambda *_: left, backend="networkx")
        assert outcome(function, asked, 0, 4, lambda *_: left) == expected
    assert nx.astar_path(asked, 0, 4, lambda *_: Metres(1)) == [0, 1, 2, 3, 4]


# --- whose it is -----------------------------------------------------------------------------------------------------

PATHS = ("all_shortest_paths", "all_simple_paths", "all_simple_edge_paths", "shortest_simple_paths", "astar_path")


def can(name: str, *args: Any, **kwargs: Any) -> bool:
    return backend.can_run(name, args, kwargs) is True


def should(name: str, *args: Any, **kwargs: Any) -> bool:
    return backend.should_run(name, args, kwargs) is True


def test_what_it_cannot_do_is_left_to_networkx() -> None:
    graph = nx.path_graph(3)
    for name in ("all_shortest_paths", "shortest_simple_paths", "astar_path"):
        assert not can(name, graph, 0, 2, weight=lambda *_: 1)
        assert can(name, graph, 0, 2, weight="weight")
    assert not can("all_shortest_paths", graph, 0, 2, weight="weight", method="bellman-ford")
    for name in ("all_simple_paths", "all_simple_edge_paths", "shortest_simple_paths"):
        assert not can(name, nx.MultiGraph(graph), 0, 2)
        assert can(name, graph, 0, 2)


def test_few_paths_are_left_to_networkx_unless_the_graph_is_read() -> None:
    graph = nx.cycle_graph(5)
    for name in PATHS:
        assert not should(name, graph, 0, 3)
    for name in PATHS:
        assert should(name, kept(graph), 0, 3)
    assert should("shortest_path", graph, 0, target=3, weight="weight")
    assert not should("shortest_path", graph, 0, target=3)
    large = grid(60)
    assert should("all_shortest_paths", large, 0, 99)
    assert should("all_simple_paths", large, 0, 99)
    assert should("all_simple_paths", large, 0, 99, cutoff=12)
    assert not should("all_simple_paths", large, 0, 99, cutoff=2)
    assert not should("all_simple_paths", large, "nobody", 99)
    assert not should("astar_path", large, 0, 99)
    assert not should("shortest_simple_paths", large, 0, 99)
    assert should("shortest_simple_paths", large, 0, 99, weight="weight")
    assert _rules.should_run("single_source_all_shortest_paths", (large, 0), {}) is True
