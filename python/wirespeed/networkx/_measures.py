"""What is measured of nodes: betweenness, closeness, cores, triangles."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import numpy as np

from wirespeed import _native
from wirespeed.networkx._graph import Graph


def betweenness_centrality(
    G: Graph,
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    endpoints: bool = False,
    seed: random.Random | Any = None,
) -> dict[Any, float]:
    if weight is not None:
        G.check_weight(weight)
    sources = None
    if k is not None and k != len(G):
        sources = G.numbers(seed.sample(list(G), k))
        if k == 0 and _has_pairs(G, endpoints):
            raise ZeroDivisionError("division by zero")
    values = _native.networkx_betweenness(G.edges, sources, weight is not None, normalized, endpoints)
    halved = not normalized and not G.is_directed() and _has_pairs(G, endpoints)
    return G.keys.values(None, values / 2 if halved else values)


def _has_pairs(graph: Graph, endpoints: bool) -> bool:
    """Else NetworkX leaves sums as they are."""
    return len(graph) - (not endpoints) >= 2


def closeness_centrality(G: Graph, u: Any = None, distance: str | None = None, wf_improved: bool = True) -> Any:
    if distance is not None:
        G.check_weight(distance)
    nodes = None if u is None else np.array([G.number(u, message="Source {} is not in G")], dtype=np.uint32)
    values = _native.networkx_closeness(G.edges, nodes, distance is not None, wf_improved)
    return G.keys.values(None, values) if u is None else values[0].item()


def core_number(G: Graph) -> dict[Any, int]:
    if G.loops:
        raise nx.NetworkXNotImplemented(
            "Input graph has self loops which is not permitted; Consider using "
            "G.remove_edges_from(nx.selfloop_edges(G))."
        )
    return G.keys.values(None, _native.networkx_core_numbers(G.edges, G.is_directed()), as_ints=True)


def triangles(G: Graph, nodes: Any = None) -> Any:
    return _of_nodes(G, _native.networkx_triangles(G.edges), nodes, as_ints=True)


def clustering(G: Graph, nodes: Any = None, weight: None = None) -> Any:
    return _of_nodes(G, _native.networkx_clustering(G.edges, G.is_directed()), nodes)


def transitivity(G: Graph) -> float:
    return _native.networkx_transitivity(G.edges)


def _of_nodes(graph: Graph, values: Any, nodes: Any, as_ints: bool = False) -> Any:
    """Of all nodes, of one, or of those of some that are there."""
    if nodes is None:
        return graph.keys.values(None, values, as_ints)
    if (number := graph.keys.find(nodes)) >= 0:
        value = values[number].item()
        return int(value) if as_ints else value
    numbers = np.array(list(_known(graph, nodes)), dtype=np.uint32)
    return graph.keys.values(numbers, values[numbers], as_ints)


def _known(graph: Graph, nodes: Any) -> Iterable[int]:
    try:
        found = [graph.keys.find(node) for node in nodes]
    except TypeError as error:
        raise nx.NetworkXError("nbunch is not a node or a sequence of nodes.") from error
    return (number for number in found if number >= 0)
