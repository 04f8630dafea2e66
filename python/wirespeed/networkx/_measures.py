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

from wirespeed import _native
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
    sources = None if k == len(G) else _sampled(G, k, endpoints, seed)
    values: Any = G.edges.betweenness(endpoints=endpoints, **_searches_from(G, sources, normalized, weight))
    halved = not normalized and not G.is_directed() and _has_pairs(G, endpoints)
    return G.keys.values(None, values / 2 if halved else values)


def edge_betweenness_centrality(
    G: Graph,
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    seed: random.Random | Any = None,
) -> dict[tuple[Any, Any], float]:
    found: Any = G.edges.edge_betweenness(**_searches_from(G, _sampled(G, k, True, seed), normalized, weight))
    sources, targets, values = found
    starts, ends, _ = _native.edges_of(G.edges)
    known = _pairs(sources, targets)
    places = np.searchsorted(known, _pairs(starts, ends))
    if not G.is_directed():
        if not normalized and _has_pairs(G, True):
            values = values / 2
        back = np.searchsorted(known, _pairs(ends, starts))
        is_first = starts <= ends
        starts, ends = starts[is_first], ends[is_first]
        values = np.where(places == back, values[places], values[places] + values[back])[is_first]
    else:
        values = values[places]
    return dict(zip(zip(G.keys.pick(starts), G.keys.pick(ends), strict=True), values.tolist(), strict=True))


def _pairs(sources: Any, targets: Any) -> Any:
    """Two numbers as one, which has their order."""
    return sources.astype(np.uint64) << np.uint64(32) | targets


def _sampled(graph: Graph, k: int | None, endpoints: bool, seed: Any) -> Any:
    if k is None:
        return None
    sources = graph.numbers(seed.sample(list(graph), k))
    if k == 0 and _has_pairs(graph, endpoints):
        raise ZeroDivisionError("division by zero")
    return sources


def _searches_from(graph: Graph, sources: Any, normalized: bool, weight: str | None) -> dict[str, Any]:
    if weight is not None:
        graph.check_weight(weight)
    return {
        "direction": "out",
        "weighted": weight is not None,
        "normalized": normalized,
        "sources": sources,
        "k": None,
        "seed": 0,
        "threads": 1,
        **_ALL,
    }


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
    values = _closeness(G, nodes, distance, improved=wf_improved)
    return G.keys.values(None, values) if u is None else values[0].item()


def harmonic_centrality(
    G: Graph, nbunch: Any = None, distance: str | None = None, sources: Any = None
) -> dict[Any, float]:
    if distance is not None:
        G.check_weight(distance)
    nodes = _as_set(G, nbunch)
    named = None if sources is None else _as_set(G, sources)
    return G.keys.values(nodes, _closeness(G, nodes, distance, harmonic=True, sources=named))


def _closeness(
    graph: Graph,
    nodes: Any,
    distance: str | None,
    *,
    improved: bool = True,
    harmonic: bool = False,
    sources: Any = None,
) -> Any:
    return graph.edges.closeness(
        nodes=nodes,
        direction="in",
        weighted=distance is not None,
        improved=improved,
        harmonic=harmonic,
        sources=sources,
        k=None,
        seed=0,
        threads=1,
        **_ALL,
    )


def core_number(G: Graph) -> dict[Any, int]:
    _refuse_loops(G, "has")
    # Edges there and back are two where directions count.
    numbers: Any = G.edges.core_numbers(parallel=G.is_directed(), **_ALL)
    return G.keys.values(None, numbers.astype(np.float64), as_ints=True)


def onion_layers(G: Graph) -> dict[Any, int]:
    _refuse_loops(G, "contains")
    nodes, layers = _native.onion_layers(G.edges)
    return G.keys.values(nodes, layers.astype(np.float64), as_ints=True)


def _refuse_loops(graph: Graph, has: str) -> None:
    if graph.loops:
        raise nx.NetworkXNotImplemented(
            f"Input graph {has} self loops which is not permitted; Consider using "
            "G.remove_edges_from(nx.selfloop_edges(G))."
        )


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


def _as_set(graph: Graph, nodes: Any) -> Any:
    """Each once, in the order that a set of them has."""
    names = graph.keys.nodes
    if nodes is not None:
        one = graph.keys.find(nodes)
        names = [names[number] for number in ([one] if one >= 0 else _known(graph, nodes))]
    return np.array([graph.keys.find(name) for name in set(names)], dtype=np.uint32)


def _known(graph: Graph, nodes: Any) -> Iterable[int]:
    try:
        found = [graph.keys.find(node) for node in nodes]
    except TypeError as error:
        raise nx.NetworkXError("nbunch is not a node or a sequence of nodes.") from error
    return (number for number in found if number >= 0)
