"""NetworkX's two doors to all of these: shortest_path and shortest_path_length."""

from __future__ import annotations

from typing import Any

from wirespeed.networkx import _searches, _weighted
from wirespeed.networkx._graph import Graph


def _check(method: str) -> None:
    if method not in ("dijkstra", "bellman-ford"):
        raise ValueError(f"method not supported: {method}")


def shortest_path(
    G: Graph, source: Any = None, target: Any = None, weight: Any = None, method: str = "dijkstra"
) -> Any:
    _check(method)
    if weight is None:
        return _path(G, source, target)
    if target is None:
        return _weighted.single_source_dijkstra_path(G, source, weight=weight)
    return _weighted.bidirectional_dijkstra(G, source, target, weight)[1]


def _path(graph: Graph, source: Any, target: Any) -> Any:
    if source is None and target is None:
        return _searches.all_pairs_shortest_path(graph)
    if source is None:
        return _searches.paths_to(graph, target)
    if target is None:
        return _searches.single_source_shortest_path(graph, source)
    return _searches.bidirectional_shortest_path(graph, source, target)


def shortest_path_length(
    G: Graph, source: Any = None, target: Any = None, weight: Any = None, method: str = "dijkstra"
) -> Any:
    _check(method)
    if weight is None:
        return _length(G, source, target)
    if target is None:
        return _weighted.single_source_dijkstra_path_length(G, source, weight=weight)
    return _weighted.dijkstra_path_length(G, source, target, weight)


def _length(graph: Graph, source: Any, target: Any) -> Any:
    if source is None and target is None:
        return _searches.all_pairs_shortest_path_length(graph)
    if source is None:
        return _searches.lengths_to(graph, target)
    if target is None:
        return _searches.single_source_shortest_path_length(graph, source)
    return len(_searches.bidirectional_shortest_path(graph, source, target)) - 1
