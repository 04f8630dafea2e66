"""Breadth-first searches, and shortest paths without weights: NetworkX's own answers in NetworkX's own order.

Against the direction of edges, neighbours come in the order of nodes, where NetworkX has the order of edges.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import numpy as np

from wirespeed import _native
from wirespeed.networkx._graph import Graph

_MOST = 0xFFFFFFFF


class Found:
    """A search from one node or several: nodes by number as they are found, from whom, and where levels begin."""

    def __init__(self, graph: Graph, sources: Any, reverse: bool = False, cutoff: float | None = None) -> None:
        self.keys = graph.keys
        depth = _MOST if cutoff is None else int(min(max(cutoff, 0), _MOST))
        self.nodes, self.finders, self.levels = _native.found_nodes(
            graph.edges, sources, graph.direction(reverse), depth
        )

    def lengths(self) -> dict[Any, int]:
        return self.keys.levels(self.nodes, self.levels)

    def paths(self, to_source: bool = False) -> dict[Any, list[Any]]:
        return self.keys.paths(self.nodes, self.finders, to_source)


def _search(graph: Graph, source: Any, message: str, reverse: bool = False, cutoff: float | None = None) -> Found:
    number = graph.number(source, nx.NodeNotFound, message)
    return Found(graph, _array(number), reverse, cutoff)


def _array(number: int) -> Any:
    return np.array([number], dtype=np.uint32)


# --- all from or to one node -----------------------------------------------------------------------------------------


def single_source_shortest_path_length(G: Graph, source: Any, cutoff: float | None = None) -> dict[Any, int]:
    return _search(G, source, "Source {} is not in G", cutoff=_whole(cutoff)).lengths()


def single_target_shortest_path_length(G: Graph, target: Any, cutoff: float | None = None) -> dict[Any, int]:
    return _search(G, target, "Target {} is not in G", reverse=True, cutoff=_whole(cutoff)).lengths()


def single_source_shortest_path(G: Graph, source: Any, cutoff: float | None = None) -> dict[Any, list[Any]]:
    return _search(G, source, "Source {} not in G", cutoff=_whole(cutoff)).paths()


def single_target_shortest_path(G: Graph, target: Any, cutoff: float | None = None) -> dict[Any, list[Any]]:
    return _search(G, target, "Target {} not in G", reverse=True, cutoff=_whole(cutoff)).paths(to_source=True)


def lengths_to(graph: Graph, target: Any) -> dict[Any, int]:
    """As shortest_path_length says it: by a search from the target in the graph turned round."""
    return _search(graph, target, "Source {} is not in G", reverse=True).lengths()


def paths_to(graph: Graph, target: Any) -> dict[Any, list[Any]]:
    return _search(graph, target, "Source {} not in G", reverse=True).paths(to_source=True)


def all_pairs_shortest_path_length(G: Graph, cutoff: float | None = None) -> Iterator[tuple[Any, dict[Any, int]]]:
    for number, node in enumerate(G):
        yield node, Found(G, _array(number), cutoff=_whole(cutoff)).lengths()


def all_pairs_shortest_path(G: Graph, cutoff: float | None = None) -> Iterator[tuple[Any, dict[Any, list[Any]]]]:
    for number, node in enumerate(G):
        yield node, Found(G, _array(number), cutoff=_whole(cutoff)).paths()


def _whole(cutoff: float | None) -> float | None:
    """Levels go on while they are below the cutoff."""
    if cutoff is None:
        return None
    return math.ceil(cutoff) if math.isfinite(cutoff) else cutoff


# --- one pair --------------------------------------------------------------------------------------------------------


def bidirectional_shortest_path(G: Graph, source: Any, target: Any) -> list[Any]:
    origin = G.origin
    if origin is None:
        return _path_in_memory(G, source, target)
    for node, what in ((source, "Source"), (target, "Target")):
        if node not in origin:
            raise nx.NodeNotFound(f"{what} {node} is not in G")
    path = _native.networkx_path(origin._adj, origin._pred if G.is_directed() else origin._adj, source, target)
    if path is NotImplemented:
        function: Callable[..., list[Any]] = nx.bidirectional_shortest_path.orig_func
        return function(origin, source, target)
    if path is None:
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")
    return path  # type: ignore[no-any-return]


def _path_in_memory(graph: Graph, source: Any, target: Any) -> list[Any]:
    start = graph.number(source, nx.NodeNotFound, "Source {} is not in G")
    end = graph.number(target, nx.NodeNotFound, "Target {} is not in G")
    found = Found(graph, _array(start))
    places = (found.nodes == end).nonzero()[0]
    if not places.size:
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")
    return graph.keys.path(found.nodes, found.finders, int(places[0]))


def has_path(G: Graph, source: Any, target: Any) -> bool:
    try:
        bidirectional_shortest_path(G, source, target)
    except nx.NetworkXNoPath:
        return False
    return True


# --- breadth-first ---------------------------------------------------------------------------------------------------


def _breadth_first(graph: Graph, source: Any, reverse: bool = False, depth_limit: float | None = None) -> Found:
    kind = "digraph" if graph.is_directed() else "graph"
    number = graph.number(source, nx.NetworkXError, f"The node {{}} is not in the {kind}.")
    return Found(graph, _array(number), reverse, _whole(depth_limit))


def bfs_edges(
    G: Graph, source: Any, reverse: bool = False, depth_limit: float | None = None, sort_neighbors: None = None
) -> Iterator[tuple[Any, Any]]:
    found = _breadth_first(G, source, reverse, depth_limit)
    yield from G.keys.steps(found.nodes, found.finders)


def bfs_predecessors(
    G: Graph, source: Any, depth_limit: float | None = None, sort_neighbors: None = None
) -> Iterator[tuple[Any, Any]]:
    found = _breadth_first(G, source, depth_limit=depth_limit)
    yield from G.keys.steps(found.nodes, found.finders, node_first=True)


def bfs_successors(
    G: Graph, source: Any, depth_limit: float | None = None, sort_neighbors: None = None
) -> Iterator[tuple[Any, list[Any]]]:
    found = _breadth_first(G, source, depth_limit=depth_limit)
    yield from G.keys.successors(found.nodes, found.finders) or [(source, [])]


def bfs_tree(
    G: Graph, source: Any, reverse: bool = False, depth_limit: float | None = None, sort_neighbors: None = None
) -> Any:
    found = _breadth_first(G, source, reverse, depth_limit)
    tree: Any = nx.DiGraph()
    G.keys.tree(found.nodes, found.finders, tree._node, tree._succ, tree._pred)
    return tree


def bfs_layers(G: Graph, sources: Any) -> Iterator[list[Any]]:
    firsts = list({sources} if sources in G else set(sources))
    numbers = [G.number(source, nx.NetworkXError, "The node {} is not in the graph.") for source in firsts]
    found = Found(G, np.array(numbers, dtype=np.uint32))
    ends = found.levels.tolist()
    for begin, end in itertools.pairwise(ends):
        yield G.keys.pick(found.nodes[begin:end])


def descendants_at_distance(G: Graph, source: Any, distance: Any) -> set[Any]:
    number = G.number(source, nx.NetworkXError, "The node {} is not in the graph.")
    found = Found(G, _array(number), cutoff=distance if isinstance(distance, int) else None)
    depths = range(len(found.levels) - 1)
    if distance not in depths:
        return set()
    level = depths.index(distance)
    return G.keys.pick_set(found.nodes[found.levels[level] : found.levels[level + 1]])


def descendants(G: Graph, source: Any) -> set[Any]:
    return G.keys.pick_set(_breadth_first(G, source).nodes[1:])


def ancestors(G: Graph, source: Any) -> set[Any]:
    return G.keys.pick_set(_breadth_first(G, source, reverse=True).nodes[1:])
