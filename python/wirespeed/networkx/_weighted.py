"""Shortest paths by weights: Dijkstra's search, whose nodes come in NetworkX's order.

Distances are ints where all weights are ints, missing ones among them, and else floats.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import numpy as np

from wirespeed import _native
from wirespeed.networkx._graph import MOST_WHOLE, Graph


class Nearest:
    """A search from some nodes: nodes by number from the nearest on, over whom, and how far."""

    def __init__(
        self, graph: Graph, sources: Any, weight: Any, cutoff: float | None = None, target: int | None = None
    ) -> None:
        graph.check_weight(weight)
        found = _native.nearest_nodes(graph.edges, sources, "out", math.inf if cutoff is None else cutoff, target)
        if found is None:
            raise ValueError("Contradictory paths found:", "negative weights?")
        self.nodes, self.finders, self.distances = found
        self.keys = graph.keys
        self.sources = sources
        self.are_ints = graph.weights_are_ints
        if self.are_ints and self.distances.size and not self.distances[-1] <= MOST_WHOLE:
            raise NotImplementedError("distances beyond 2^53 are not exact")

    def lengths(self) -> dict[Any, float]:
        lengths = self.keys.values(self.nodes, self.distances, self.are_ints)
        for source in self.sources.tolist():
            lengths[self.keys.nodes[source]] = 0
        return lengths

    def paths(self) -> dict[Any, list[Any]]:
        return self.keys.paths(self.nodes, self.finders)

    def last(self, target: int) -> tuple[float, list[Any]] | None:
        """How far it is to the target and how one gets there, if one does: it is the last of its search."""
        if not self.nodes.size or self.nodes[-1] != target:
            return None
        length = self.distances[-1].item()
        place = self.nodes.size - 1
        return int(length) if self.are_ints else length, self.keys.path(self.nodes, self.finders, place)


def _sources(graph: Graph, sources: Iterable[Any]) -> Any:
    numbers = [graph.number(node, nx.NodeNotFound, "Node {} not found in graph") for node in sources]
    return np.array(numbers, dtype=np.uint32)


def multi_source_dijkstra(
    G: Graph, sources: Any, target: Any = None, cutoff: float | None = None, weight: Any = "weight"
) -> tuple[Any, Any]:
    if not sources:
        raise ValueError("sources must not be empty")
    numbers = _sources(G, sources)
    if target in sources:
        return (0, [target])
    if target is None:
        found = Nearest(G, numbers, weight, cutoff)
        return found.lengths(), found.paths()
    end = G.keys.find(target)
    last = None if end < 0 else Nearest(G, numbers, weight, cutoff, end).last(end)
    if last is None:
        raise nx.NetworkXNoPath(f"No path to {target}.")
    return last


def multi_source_dijkstra_path(
    G: Graph, sources: Any, cutoff: float | None = None, weight: Any = "weight"
) -> dict[Any, list[Any]]:
    if not sources:
        raise ValueError("sources must not be empty")
    return Nearest(G, _sources(G, sources), weight, cutoff).paths()


def multi_source_dijkstra_path_length(
    G: Graph, sources: Any, cutoff: float | None = None, weight: Any = "weight"
) -> dict[Any, float]:
    if not sources:
        raise ValueError("sources must not be empty")
    return Nearest(G, _sources(G, sources), weight, cutoff).lengths()


def single_source_dijkstra(
    G: Graph, source: Any, target: Any = None, cutoff: float | None = None, weight: Any = "weight"
) -> tuple[Any, Any]:
    return multi_source_dijkstra(G, {source}, target, cutoff, weight)


def single_source_dijkstra_path(
    G: Graph, source: Any, cutoff: float | None = None, weight: Any = "weight"
) -> dict[Any, list[Any]]:
    return multi_source_dijkstra_path(G, {source}, cutoff, weight)


def single_source_dijkstra_path_length(
    G: Graph, source: Any, cutoff: float | None = None, weight: Any = "weight"
) -> dict[Any, float]:
    return multi_source_dijkstra_path_length(G, {source}, cutoff, weight)


def all_pairs_dijkstra(
    G: Graph, cutoff: float | None = None, weight: Any = "weight"
) -> Iterator[tuple[Any, tuple[dict[Any, float], dict[Any, list[Any]]]]]:
    for node in G:
        yield node, single_source_dijkstra(G, node, cutoff=cutoff, weight=weight)


def all_pairs_dijkstra_path(
    G: Graph, cutoff: float | None = None, weight: Any = "weight"
) -> Iterator[tuple[Any, dict[Any, list[Any]]]]:
    for node in G:
        yield node, single_source_dijkstra_path(G, node, cutoff, weight)


def all_pairs_dijkstra_path_length(
    G: Graph, cutoff: float | None = None, weight: Any = "weight"
) -> Iterator[tuple[Any, dict[Any, float]]]:
    for node in G:
        yield node, single_source_dijkstra_path_length(G, node, cutoff, weight)


# --- one pair: in memory if the graph is there already, else by NetworkX's own search, which reads less --------------


def _stock(graph: Graph, function: Any, *arguments: Any) -> Any:
    search: Callable[..., Any] = function.orig_func
    return search(graph.origin, *arguments)


def _is_stock(graph: Graph) -> bool:
    return not graph.is_loaded and graph.origin is not None


def dijkstra_path(G: Graph, source: Any, target: Any, weight: Any = "weight") -> list[Any]:
    if _is_stock(G):
        return _stock(G, nx.dijkstra_path, source, target, weight)  # type: ignore[no-any-return]
    path: list[Any] = single_source_dijkstra(G, source, target, weight=weight)[1]
    return path


def dijkstra_path_length(G: Graph, source: Any, target: Any, weight: Any = "weight") -> float:
    if _is_stock(G):
        return _stock(G, nx.dijkstra_path_length, source, target, weight)  # type: ignore[no-any-return]
    start = G.number(source, nx.NodeNotFound, "Node {} not found in graph")
    if source == target:
        return 0
    end = G.keys.find(target)
    last = None if end < 0 else Nearest(G, np.array([start], dtype=np.uint32), weight, target=end).last(end)
    if last is None:
        raise nx.NetworkXNoPath(f"Node {target} not reachable from {source}")
    return last[0]


def bidirectional_dijkstra(G: Graph, source: Any, target: Any, weight: Any = "weight") -> tuple[float, list[Any]]:
    if _is_stock(G):
        return _stock(G, nx.bidirectional_dijkstra, source, target, weight)  # type: ignore[no-any-return]
    start = G.number(source, nx.NodeNotFound, "Source {} is not in G")
    end = G.number(target, nx.NodeNotFound, "Target {} is not in G")
    if start == end:
        return (0, [source])
    last = Nearest(G, np.array([start], dtype=np.uint32), weight, target=end).last(end)
    if last is None:
        raise nx.NetworkXNoPath(f"No path between {source} and {target}.")
    return last
