"""A NetworkX graph in native memory."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import networkx as nx  # type: ignore[import-untyped]
import numpy as np

from wirespeed import _native
from wirespeed._native import EdgeGraph, NodeKeys
from wirespeed.graph._questions import Direction

# Nodes, edges, whether weights are ints, whether they are mixed, whether any is not 1, and how many edges are loops.
_Loaded: TypeAlias = tuple[NodeKeys, EdgeGraph, bool, bool, bool, int]


# Whole numbers up to here are floats, each of them.
MOST_WHOLE = 2.0**53


class Graph:
    """What the backend's functions take. Edges are numbers; each neighbour is there once, with the least weight of
    parallel edges.

    One that is made for a single pair is not read before something needs it: ``origin`` is asked for then.
    """

    __networkx_backend__ = "wirespeed"

    def __init__(self, origin: Any, weight: str | None, missing: float) -> None:
        self._origin = weakref.ref(origin)
        self._directed: bool = origin.is_directed()
        self._multigraph: bool = origin.is_multigraph()
        self._weight = weight
        self._missing = missing
        self._loaded: _Loaded | None = None

    @classmethod
    def of(cls, origin: Any, weight: str | None, missing: float) -> Graph:
        graph = cls(origin, weight, missing)
        graph._load(origin)
        return graph

    @property
    def origin(self) -> Any:
        """The NetworkX graph, while it lives; None."""
        return self._origin()

    @property
    def is_loaded(self) -> bool:
        return self._loaded is not None

    @property
    def keys(self) -> NodeKeys:
        return self._all[0]

    @property
    def edges(self) -> EdgeGraph:
        return self._all[1]

    @property
    def weights_are_ints(self) -> bool:
        return self._all[2]

    @property
    def weights_are_mixed(self) -> bool:
        """Some are ints, missing ones among them, and some floats."""
        return self._all[3]

    @property
    def has_weights(self) -> bool:
        """Any but 1."""
        return self._all[4]

    @property
    def loops(self) -> int:
        return self._all[5]

    @property
    def _all(self) -> _Loaded:
        return self._loaded or self._load(self.origin)

    def _load(self, origin: Any) -> _Loaded:
        if origin is None:
            raise ReferenceError("the NetworkX graph is gone from which this one was to be read")
        keys = NodeKeys(list(origin._adj))
        options = (self._weight, self._missing, self._multigraph)
        found = _native.networkx_edges(keys, origin._adj, *options)
        if found is None:
            found = _native.networkx_edges(keys, _plain(origin._adj, self._multigraph), *options)
        self._loaded = (keys, *found)
        return self._loaded

    # What NetworkX asks of any graph.

    def is_directed(self) -> bool:
        return self._directed

    def is_multigraph(self) -> bool:
        return self._multigraph

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.keys.nodes)

    def __contains__(self, node: object) -> bool:
        return self.keys.find(node) >= 0

    def number_of_nodes(self) -> int:
        return len(self)

    def __repr__(self) -> str:
        kind = ("Multi" if self._multigraph else "") + ("Di" if self._directed else "") + "Graph"
        return f"<wirespeed {kind}: {len(self):,} nodes>" if self._loaded else f"<wirespeed {kind}, not read yet>"

    # What the functions ask.

    def number(self, node: Any, error: type[Exception] = nx.NodeNotFound, message: str = "{} is not in G") -> int:
        number = self.keys.find(node)
        if number < 0:
            raise error(message.format(node))
        return number

    def numbers(self, nodes: Iterable[Any]) -> Any:
        return np.array([self.number(node) for node in nodes], dtype=np.uint32)

    def check_weight(self, weight: Any) -> None:
        if weight != self._weight:
            raise ValueError(f"expected the weight that the graph was read with, {self._weight!r}, found {weight!r}")

    def direction(self, reverse: bool = False) -> Direction:
        """Rows of a graph without directions lead both ways already."""
        return "in" if reverse and self._directed else "out"

    def to_networkx(self) -> Any:
        """The origin; where it is gone, a graph with these edges, and weights if they were read."""
        if (origin := self.origin) is not None:
            return origin
        if self._multigraph:
            raise NotImplementedError("parallel edges are not kept apart: keep the NetworkX graph")
        graph: Any = nx.DiGraph() if self._directed else nx.Graph()
        nodes = self.keys.nodes
        graph.add_nodes_from(nodes)
        sources, targets, weights = (column.tolist() for column in _native.edges_of(self.edges))
        pairs = ((nodes[a], nodes[b]) for a, b in zip(sources, targets, strict=True))
        if self._weight is None:
            graph.add_edges_from(pairs)
            return graph
        values = map(int, weights) if self.weights_are_ints else weights
        values = values if weights else [1 if self.weights_are_ints else 1.0] * len(sources)
        graph.add_weighted_edges_from(((*pair, value) for pair, value in zip(pairs, values, strict=True)), self._weight)
        return graph


def kept_of(origin: Any, weight: str | None) -> Graph | None:
    """What NetworkX keeps of a graph that was read, with the weight if there has to be one."""
    kept = (getattr(origin, "__networkx_cache__", None) or {}).get("backends", {}).get("wirespeed", {})
    for (edges, _), one in list(kept.items()):
        has_weight = weight is None or (isinstance(edges, frozenset) and (weight, 1) in edges)
        if has_weight and getattr(one, "is_loaded", False):
            return one  # type: ignore[no-any-return]
    return None


def _plain(adjacency: Any, is_multigraph: bool) -> dict[Any, dict[Any, dict[Any, Any]]]:
    """Views and subclasses as dicts of dicts of dicts."""
    if not is_multigraph:
        return {node: {other: dict(edge) for other, edge in row.items()} for node, row in adjacency.items()}
    return {
        node: {other: {key: dict(edge) for key, edge in edges.items()} for other, edges in row.items()}
        for node, row in adjacency.items()
    }
