"""Paths between two nodes, each made when it is asked for, in NetworkX's order: all shortest, all simple, ranked."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import numpy as np

from wirespeed import _native
from wirespeed.errors import Error
from wirespeed.networkx._graph import MOST_WHOLE, Graph
from wirespeed.networkx._stock import stock

# Paths are made by ever more at a time: the first one soon, and thousands in few calls.
_MOST_AT_A_TIME = 1024
_ALL = 2**62
_MOST_STEPS = 0xFFFFFFFF

# Python's sum() of floats keeps what rounding loses.
SUMS_ARE_COMPENSATED = sys.version_info >= (3, 12)


def _each(graph: Graph, paths: Any, as_edges: bool = False) -> Iterator[list[Any]]:
    count = 1
    while True:
        some = paths.take(graph.keys, count, as_edges)
        yield from some
        if len(some) < count:
            return
        count = min(2 * count, _MOST_AT_A_TIME)


# --- all shortest ----------------------------------------------------------------------------------------------------


def _ways(graph: Graph, source: Any, weight: Any, method: str) -> Any:
    if weight is None:
        ways = _native.shortest_ways(graph.edges, graph.number(source, message="Source {} not in G"), False)
    elif method != "dijkstra":
        raise ValueError(f"method not supported: {method}")
    else:
        graph.check_weight(weight)
        number = graph.number(source, message="Node {} is not found in the graph")
        ways = _native.shortest_ways(graph.edges, number, True)
    if ways is None:
        raise ValueError("Contradictory paths found:", "negative weights?")
    if weight is not None and graph.weights_are_ints and not ways.farthest <= MOST_WHOLE:
        raise NotImplementedError("distances beyond 2^53 are not exact")
    return ways


def all_shortest_paths(
    G: Graph, source: Any, target: Any, weight: Any = None, method: str = "dijkstra"
) -> Iterator[list[Any]]:
    return _ways_to(G, _ways(G, source, weight, method), target)


def _ways_to(graph: Graph, ways: Any, target: Any) -> Iterator[list[Any]]:
    number = graph.keys.find(target)
    place = None if number < 0 else ways.place_of(number)
    if place is None:
        raise nx.NetworkXNoPath(f"Target {target} cannot be reached from given sources")
    yield from _each(graph, ways.ways_to(place))


def single_source_all_shortest_paths(
    G: Graph, source: Any, weight: Any = None, method: str = "dijkstra"
) -> Iterator[tuple[Any, list[list[Any]]]]:
    ways = _ways(G, source, weight, method)
    nodes = G.keys.pick(ways.nodes)
    for place, node in enumerate(nodes):
        yield node, ways.ways_to(place).take(G.keys, _ALL)


def all_pairs_all_shortest_paths(
    G: Graph, weight: Any = None, method: str = "dijkstra"
) -> Iterator[tuple[Any, dict[Any, list[list[Any]]]]]:
    for node in G:
        yield node, dict(single_source_all_shortest_paths(G, node, weight, method))


# --- all simple ------------------------------------------------------------------------------------------------------


def all_simple_paths(G: Graph, source: Any, target: Any, cutoff: float | None = None) -> Iterator[list[Any]]:
    return _simple(G, source, target, cutoff, as_edges=False)


def all_simple_edge_paths(
    G: Graph, source: Any, target: Any, cutoff: float | None = None
) -> Iterator[list[tuple[Any, Any]]]:
    return _simple(G, source, target, cutoff, as_edges=True)


def _simple(graph: Graph, source: Any, target: Any, cutoff: float | None, as_edges: bool) -> Iterator[Any]:
    start = graph.number(source, message="source node {} not in graph")
    steps = len(graph) - 1 if cutoff is None else cutoff
    ends = np.array(_ends(graph, target), dtype=np.uint32)
    if steps >= 0 and ends.size:
        most = math.ceil(min(steps, _MOST_STEPS))
        yield from _each(graph, _native.simple_paths(graph.edges, start, ends, most), as_edges)


def _ends(graph: Graph, target: Any) -> list[int]:
    if (number := graph.keys.find(target)) >= 0:
        return [number]
    try:
        targets = set(target)
    except TypeError as error:
        raise nx.NodeNotFound(f"target node {target} not in graph") from error
    return [number for number in map(graph.keys.find, targets) if number >= 0]


# --- ranked ----------------------------------------------------------------------------------------------------------


def shortest_simple_paths(G: Graph, source: Any, target: Any, weight: Any = None) -> Iterator[list[Any]]:
    """Of a graph that has not been read NetworkX finds the first path: often no more are asked for."""
    if G.is_loaded or G.origin is None:
        paths = _ranked(G, source, target, weight)
        yield from stock("shortest_simple_paths", G, source, target, weight) if paths is None else paths
        return
    theirs = stock("shortest_simple_paths", G, source, target, weight)
    first = next(theirs)
    yield first
    try:
        paths = _ranked(G, source, target, weight)
    except NotImplementedError:
        paths = None
    yield from theirs if paths is None else (path for path in paths if path != first)


def _ranked(graph: Graph, source: Any, target: Any, weight: Any) -> Iterator[list[Any]] | None:
    """None: there are weights below 0."""
    start = graph.number(source, message="source node {} not in graph")
    end = graph.number(target, message="target node {} not in graph")
    if weight is not None:
        graph.check_weight(weight)
    try:
        paths = _native.ranked_paths(
            graph.edges, start, end, weight is not None, not graph.is_directed(), SUMS_ARE_COMPENSATED
        )
    except Error as error:
        if error.code != "invalid_argument":
            raise
        return None
    return _one_at_least(_each(graph, paths), source, target)


def _one_at_least(paths: Iterator[list[Any]], source: Any, target: Any) -> Iterator[list[Any]]:
    is_empty = True
    for path in paths:
        is_empty = False
        yield path
    if is_empty:
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")


# --- towards a goal: in memory if the graph is there already, else by NetworkX's own search, which reads less --------

Heuristic = Callable[[Any, Any], float] | None


class _NoNumberError(Exception):
    """Of a heuristic, whose answer NetworkX may be able to use."""


def astar_path(
    G: Graph,
    source: Any,
    target: Any,
    heuristic: Heuristic = None,
    weight: Any = "weight",
    *,
    cutoff: float | None = None,
) -> list[Any]:
    messages = ("Source {} is not in G", "Target {} is not in G")
    found = _towards(G, source, target, heuristic, weight, cutoff, messages)
    if found is None:
        path: list[Any] = stock("astar_path", G, source, target, heuristic, weight, cutoff=cutoff)
        return path
    return G.keys.pick(found[0])


def astar_path_length(
    G: Graph,
    source: Any,
    target: Any,
    heuristic: Heuristic = None,
    weight: Any = "weight",
    *,
    cutoff: float | None = None,
) -> float:
    message = f"Either source {source} or target {target} is not in G".replace("{", "{{").replace("}", "}}")
    found = _towards(G, source, target, heuristic, weight, cutoff, (message, message))
    if found is None:
        length: float = stock("astar_path_length", G, source, target, heuristic, weight, cutoff=cutoff)
        return length
    nodes, length = found
    return int(length) if G.weights_are_ints or len(nodes) == 1 else length


def _towards(
    graph: Graph,
    source: Any,
    target: Any,
    heuristic: Heuristic,
    weight: Any,
    cutoff: float | None,
    messages: tuple[str, str],
) -> tuple[Any, float] | None:
    """None: NetworkX has to do it."""
    if not graph.is_loaded and graph.origin is not None:
        return None
    graph.check_weight(weight)
    start = graph.number(source, message=messages[0])
    end = graph.number(target, message=messages[1])
    estimate = None if heuristic is None else _estimate(graph, heuristic, target)
    try:
        found = _native.goal_first_path(graph.edges, start, end, estimate, cutoff or math.inf, SUMS_ARE_COMPENSATED)
    except _NoNumberError:
        return None
    except Error as error:
        if error.code != "invalid_argument":
            raise
        return None
    if found is None:
        raise nx.NetworkXNoPath(f"Node {target} not reachable from {source}")
    return found  # type: ignore[no-any-return]


def _estimate(graph: Graph, heuristic: Callable[[Any, Any], float], target: Any) -> Callable[[int], float]:
    nodes = graph.keys.nodes

    def estimate(number: int) -> float:
        left = heuristic(nodes[number], target)
        if isinstance(left, float | np.integer) or (isinstance(left, int) and abs(left) <= MOST_WHOLE):
            return left if left == left else _refuse(left)
        return _refuse(left)

    return estimate


def _refuse(left: Any) -> float:
    raise _NoNumberError(left)
