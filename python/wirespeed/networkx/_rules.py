"""What the backend can do of a function, and when it is better not to."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx  # type: ignore[import-untyped]

Arguments = Mapping[str, Any]
Answer = bool | str

# A pair is found in a smaller graph before a call is handed to a backend.
_PAIR_PAYS_FROM = 5_000

_PAIRS = {
    "bidirectional_shortest_path",
    "has_path",
    "shortest_path",
    "shortest_path_length",
}
_WEIGHTED_PAIRS = {"bidirectional_dijkstra", "dijkstra_path", "dijkstra_path_length"}

# Calls that may turn out to be for a single pair.
MAY_BE_PAIRS = _PAIRS | _WEIGHTED_PAIRS


@functools.cache
def _signature(name: str) -> inspect.Signature:
    return inspect.signature(getattr(nx, name))


def arguments_of(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    bound = _signature(name).bind(*args, **kwargs)
    bound.apply_defaults()
    return dict(bound.arguments)


def _plain_weight(arguments: Arguments) -> Answer:
    weight = arguments["weight"]
    return isinstance(weight, str) or "weights are taken from an attribute with a name"


def _plain_order(arguments: Arguments) -> Answer:
    return arguments["sort_neighbors"] is None or "neighbours are not sorted"


def _path(arguments: Arguments) -> Answer:
    if arguments["weight"] is None:
        return True
    if arguments["method"] == "bellman-ford":
        return "weights below 0 are not searched"
    if arguments["source"] is None:
        return "weights are searched from a source"
    return _plain_weight(arguments)


def _pagerank(arguments: Arguments) -> Answer:
    if arguments["G"].is_multigraph():
        return "parallel edges are not added up"
    return arguments["weight"] is None or _plain_weight(arguments)


def _betweenness(arguments: Arguments) -> Answer:
    return arguments["weight"] is None or _plain_weight(arguments)


def _closeness(arguments: Arguments) -> Answer:
    if arguments.get("sp") is not None:
        return "lengths are given"
    return arguments["distance"] is None or isinstance(arguments["distance"], str) or "distances have no name"


def _simple(arguments: Arguments) -> Answer:
    """NetworkX refuses some of these itself."""
    if arguments["G"].is_multigraph():
        return "parallel edges are not told apart"
    if arguments.get("weight") is not None:
        return "triangles are not weighed"
    return True


def _transitivity(arguments: Arguments) -> Answer:
    return "of successors alone" if arguments["G"].is_directed() else _simple(arguments)


CAN: dict[str, Callable[[Arguments], Answer]] = {
    **dict.fromkeys(("bfs_edges", "bfs_predecessors", "bfs_successors", "bfs_tree"), _plain_order),
    **dict.fromkeys(
        (
            *_WEIGHTED_PAIRS,
            "multi_source_dijkstra",
            "multi_source_dijkstra_path",
            "multi_source_dijkstra_path_length",
            "single_source_dijkstra",
            "single_source_dijkstra_path",
            "single_source_dijkstra_path_length",
        ),
        _plain_weight,
    ),
    "shortest_path": _path,
    "shortest_path_length": _path,
    "pagerank": _pagerank,
    "betweenness_centrality": _betweenness,
    "closeness_centrality": _closeness,
    **dict.fromkeys(("clustering", "core_number", "triangles"), _simple),
    "transitivity": _transitivity,
}


def can_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Answer:
    rule = CAN.get(name)
    return rule is None or _is_bare_pair(name, args, kwargs) or rule(arguments_of(name, args, kwargs))


def _is_bare_pair(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """A graph and its two nodes: such calls are short, and are told without a look at signatures."""
    return len(args) == 3 and not kwargs and name in _PAIRS and args[1] is not None and args[2] is not None


def is_pair(name: str, arguments: Arguments) -> bool:
    if name in _WEIGHTED_PAIRS:
        return True
    return name in _PAIRS and arguments["source"] is not None and arguments["target"] is not None


def should_run(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Answer:
    """NetworkX asks this only where it may choose. Reading a graph pays for all but a pair."""
    if name not in _PAIRS and name not in _WEIGHTED_PAIRS:
        return True
    if _is_bare_pair(name, args, kwargs):
        return _pair_pays(args[0])
    arguments = arguments_of(name, args, kwargs)
    if not is_pair(name, arguments):
        return True
    graph = arguments["G"]
    if arguments.get("weight") is not None:
        return _is_kept(graph, arguments["weight"]) or "a pair is found before the graph is read"
    return _pair_pays(graph)


def _pair_pays(graph: Any) -> Answer:
    return len(graph) >= _PAIR_PAYS_FROM or "a pair is found in a small graph before a backend is called"


def _is_kept(graph: Any, weight: str) -> bool:
    kept = (getattr(graph, "__networkx_cache__", None) or {}).get("backends", {}).get("wirespeed", {})
    return any(
        getattr(one, "is_loaded", False) and isinstance(key[0], frozenset) and (weight, 1) in key[0]
        for key, one in list(kept.items())
    )
