"""Which nodes hang together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx  # type: ignore[import-untyped]

from wirespeed import _native
from wirespeed.networkx._graph import Graph
from wirespeed.networkx._searches import Found, _array


def _count(numbers: Any) -> int:
    return int(numbers.max()) + 1 if numbers.size else 0


def _refuse_null(graph: Graph) -> None:
    if len(graph) == 0:
        raise nx.NetworkXPointlessConcept("Connectivity is undefined for the null graph.")


# --- from either end -------------------------------------------------------------------------------------------------


def _weak(graph: Graph) -> Any:
    return graph.edges.components("weak")


def connected_components(G: Graph) -> Iterator[set[Any]]:
    numbers = _weak(G)
    yield from G.keys.groups(numbers, _count(numbers))


def number_connected_components(G: Graph) -> int:
    return _count(_weak(G))


def is_connected(G: Graph) -> bool:
    _refuse_null(G)
    return _count(_weak(G)) == 1


def node_connected_component(G: Graph, n: Any) -> set[Any]:
    number = G.keys.find(n)
    if number < 0:
        raise KeyError(n)
    return G.keys.pick_set(Found(G, _array(number)).nodes)


weakly_connected_components = connected_components
number_weakly_connected_components = number_connected_components
is_weakly_connected = is_connected


# --- there and back --------------------------------------------------------------------------------------------------


def strongly_connected_components(G: Graph) -> Iterator[set[Any]]:
    numbers = _native.components_as_ended(G.edges)
    yield from G.keys.groups(numbers, _count(numbers))


def number_strongly_connected_components(G: Graph) -> int:
    return _count(G.edges.components("strong"))


def is_strongly_connected(G: Graph) -> bool:
    _refuse_null(G)
    return number_strongly_connected_components(G) == 1
