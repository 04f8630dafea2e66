"""What is measured of nodes: betweenness, closeness, cores, triangles.

Rows of a graph without directions lead both ways: each of its edges is there twice, and each pair of nodes is met
from both.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import numpy as np

from wirespeed.networkx._graph import Graph

# Of every measure: all relationships, for as long as it takes.
_ALL: dict[str, Any] = {"relationships": "", "timeout": None, "cancel": None}


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
    values: Any = G.edges.betweenness(
        direction="out",
        weighted=weight is not None,
        normalized=normalized,
        endpoints=endpoints,
        sources=sources,
        k=None,
        seed=0,
        threads=1,
        **_ALL,
    )
    halved = not normalized and not G.is_directed() and _has_pairs(G, endpoints)
    return G.keys.values(None, values / 2 if halved else values)


def _has_pairs(graph: Graph, endpoints: bool) -> bool:
    """Else NetworkX leaves sums as they are."""
    return len(graph) - (not endpoints) >= 2


def closeness_centrality(
    G: Graph, u: Any = None, distance: str | None = None, wf_improved: bool = True, *, sp: None = None
) -> Any:
    """`sp`, which NetworkX has since 3.7, is lengths that are known; with them it keeps the call."""
    if distance is not None:
        G.check_weight(distance)
    nodes = None if u is None else np.array([G.number(u, message="Source {} is not in G")], dtype=np.uint32)
    values: Any = G.edges.closeness(
        nodes=nodes,
        direction="in",
        weighted=distance is not None,
        improved=wf_improved,
        harmonic=False,
        sources=None,
        k=None,
        seed=0,
        threads=1,
        **_ALL,
    )
    return G.keys.values(None, values) if u is None else values[0].item()


def core_number(G: Graph) -> dict[Any, int]:
    if G.loops:
        raise nx.NetworkXNotImplemented(
            "Input graph has self loops which is not permitted; Consider using "
            "G.remove_edges_from(nx.selfloop_edges(G))."
        )
    # Edges there and back are two where directions count.
    numbers: Any = G.edges.core_numbers(parallel=G.is_directed(), **_ALL)
    return G.keys.values(None, numbers.astype(np.float64), as_ints=True)


def triangles(G: Graph, nodes: Any = None) -> Any:
    counts: Any = G.edges.triangles(threads=1, **_ALL)
    return _of_nodes(G, counts.astype(np.float64), nodes, as_ints=True)


def clustering(G: Graph, nodes: Any = None, weight: None = None) -> Any:
    values = G.edges.clustering(directed=G.is_directed(), weighted=False, threads=1, **_ALL)
    return _of_nodes(G, values, nodes)


def transitivity(G: Graph) -> float:
    return G.edges.transitivity(threads=1, **_ALL)


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
