"""What the backend can do of a function, and when it is better not to."""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable, Mapping
from typing import Any

from wirespeed.networkx._graph import kept_of
from wirespeed.networkx._stock import function_of

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

_GOALS = {"astar_path", "astar_path_length"}

# Calls that may turn out to be for a single pair, or for its first path alone.
MAY_BE_PAIRS = _PAIRS | _WEIGHTED_PAIRS | _GOALS | {"shortest_simple_paths"}

# Paths between two nodes of a graph with fewer nodes NetworkX has made before it is read.
_PATHS_PAY_FROM = 100

_SIMPLE_PATHS = {"all_simple_paths", "all_simple_edge_paths"}
# NetworkX makes fewer steps along simple paths, or one for so many edges that would be read, in less time.
_FEW_STEPS = 1_000
_EDGES_READ_IN_A_STEP = 4
_SAMPLE = 64  # of rows, by which degrees are guessed

# Gains of modularity that are nearer to each other may be in another order for rounding.
_LEAST_THRESHOLD = 1e-12


@functools.cache
def _signature(name: str) -> inspect.Signature:
    return inspect.signature(function_of(name))


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


def _ways(arguments: Arguments) -> Answer:
    if arguments["weight"] is None:
        return True
    if arguments["method"] == "bellman-ford":
        return "weights below 0 are not searched"
    return _plain_weight(arguments)


def _single_edges(arguments: Arguments) -> Answer:
    return not arguments["G"].is_multigraph() or "parallel edges are not told apart"


def _optional_weight(arguments: Arguments) -> Answer:
    return arguments["weight"] is None or _plain_weight(arguments)


def _summed_weight(arguments: Arguments) -> Answer:
    if arguments["G"].is_multigraph():
        return "parallel edges are not added up"
    if not isinstance(arguments["resolution"], int | float):
        return "the resolution is no number"
    return _optional_weight(arguments)


def _louvain(arguments: Arguments) -> Answer:
    if not arguments["threshold"] >= _LEAST_THRESHOLD:
        return "so small a gain is a matter of rounding"
    return _summed_weight(arguments)


def _pagerank(arguments: Arguments) -> Answer:
    if arguments["G"].is_multigraph():
        return "parallel edges are not added up"
    return _optional_weight(arguments)


def _single_weighted(arguments: Arguments) -> Answer:
    single = _single_edges(arguments)
    return _optional_weight(arguments) if single is True else single


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
            "all_pairs_dijkstra",
            "all_pairs_dijkstra_path",
            "all_pairs_dijkstra_path_length",
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
    "betweenness_centrality": _optional_weight,
    "edge_betweenness_centrality": _single_weighted,
    "closeness_centrality": _closeness,
    "harmonic_centrality": _closeness,
    **dict.fromkeys(("clustering", "core_number", "triangles"), _simple),
    **dict.fromkeys(("all_shortest_paths", "single_source_all_shortest_paths", "all_pairs_all_shortest_paths"), _ways),
    **dict.fromkeys(
        ("all_simple_paths", "all_simple_edge_paths", "label_propagation_communities", "onion_layers"), _single_edges
    ),
    "shortest_simple_paths": _single_weighted,
    **dict.fromkeys(_GOALS, _plain_weight),
    **dict.fromkeys(("louvain_communities", "louvain_partitions"), _louvain),
    "modularity": _summed_weight,
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
    """NetworkX asks this only where it may choose. Reading a graph pays for all but single pairs and few paths."""
    if _is_bare_pair(name, args, kwargs):
        return _pair_pays(args[0])
    if (rule := _SHOULD.get(name)) is None:
        return True
    arguments = arguments_of(name, args, kwargs)
    weight = arguments.get("weight")
    # Pairs without weights are searched in NetworkX's dicts, read or not.
    is_read = (name not in _PAIRS or weight is not None) and kept_of(arguments["G"], weight) is not None
    return is_read or rule(name, arguments)


def _pair_should(name: str, arguments: Arguments) -> Answer:
    if not is_pair(name, arguments):
        return True
    if arguments.get("weight") is not None:
        return "a pair is found before the graph is read"
    return _pair_pays(arguments["G"])


def _goal_should(_: str, __: Arguments) -> Answer:
    return "a pair is found before the graph is read"


def _all_shortest_should(_: str, arguments: Arguments) -> Answer:
    return len(arguments["G"]) >= _PATHS_PAY_FROM or "paths of a small graph are found before it is read"


def _ranked_should(name: str, arguments: Arguments) -> Answer:
    if arguments["weight"] is None:
        return "ten paths are found before the graph is read"
    return _all_shortest_should(name, arguments)


def _simple_paths_should(_: str, arguments: Arguments) -> Answer:
    """By a guess at the steps that NetworkX would make."""
    graph, cutoff = arguments["G"], arguments["cutoff"]
    if arguments["source"] not in graph:
        return "there is no such node"
    rows = [len(row) for row in itertools.islice(graph._adj.values(), _SAMPLE)]
    degree = sum(rows) / len(rows)
    depth = min(len(graph) - 1 if cutoff is None else cutoff, len(graph) - 1)
    steps = len(graph._adj[arguments["source"]]) * max(degree, 1) ** min(depth - 1, _SAMPLE)
    if steps < max(_FEW_STEPS, len(graph) * degree / _EDGES_READ_IN_A_STEP):
        return "few paths are found before the graph is read"
    return True


_SHOULD: dict[str, Callable[[str, Arguments], Answer]] = {
    **dict.fromkeys(_PAIRS | _WEIGHTED_PAIRS, _pair_should),
    **dict.fromkeys(_GOALS, _goal_should),
    "all_shortest_paths": _all_shortest_should,
    "shortest_simple_paths": _ranked_should,
    **dict.fromkeys(_SIMPLE_PATHS, _simple_paths_should),
}


def _pair_pays(graph: Any) -> Answer:
    return len(graph) >= _PAIR_PAYS_FROM or "a pair is found in a small graph before a backend is called"
