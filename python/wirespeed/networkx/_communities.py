"""Communities: Louvain's and label propagation's, as NetworkX finds them, and the modularity of any."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Iterator, ValuesView
from typing import Any

import numpy as np
from networkx.algorithms.community.quality import NotAPartition  # type: ignore[import-untyped]

from wirespeed._native import LouvainLevels
from wirespeed.networkx._components import _count
from wirespeed.networkx._graph import MOST_WHOLE, Graph
from wirespeed.networkx._ways import SUMS_ARE_COMPENSATED

Partition = list[set[Any]]


def _levels(graph: Graph, weight: Any, resolution: float) -> LouvainLevels:
    if weight is not None:
        graph.check_weight(weight)
    return LouvainLevels(graph.edges, graph.is_directed(), weight is not None, resolution, SUMS_ARE_COMPENSATED)


def _divide_by_square(graph: Graph, weight: Any) -> None:
    """The error that NetworkX raises where edges weigh nothing."""
    nothing = 0 if weight is None or graph.weights_are_ints else 0.0
    _ = 1 / nothing**2


# --- Louvain ---------------------------------------------------------------------------------------------------------


def louvain_communities(
    G: Graph,
    weight: Any = "weight",
    resolution: float = 1,
    threshold: float = 1e-7,
    max_level: int | None = None,
    seed: Any = None,
) -> Partition:
    partitions = louvain_partitions(G, weight, resolution, threshold, seed)
    if max_level is not None:
        if max_level <= 0:
            raise ValueError("max_level argument must be a positive integer or None")
        partitions = itertools.islice(partitions, max_level)
    return collections.deque(partitions, maxlen=1).pop()


def louvain_partitions(
    G: Graph, weight: Any = "weight", resolution: float = 1, threshold: float = 1e-7, seed: Any = None
) -> Iterator[Partition]:
    levels = _levels(G, weight, resolution)
    if weight is not None and G.weights_are_mixed:
        raise NotImplementedError("ints and floats are not added up as NetworkX does it")
    if (weight is None or G.weights_are_ints) and max(abs(resolution), 1) * (2 * levels.total) ** 2 > MOST_WHOLE:
        raise NotImplementedError("products of weights beyond 2^53 are not exact")
    return _partitions(G, levels, weight, threshold, seed)


def _partitions(graph: Graph, levels: LouvainLevels, weight: Any, threshold: float, seed: Any) -> Iterator[Partition]:
    if graph.edges.relationship_count == 0:
        yield [{node} for node in graph]
        return
    if levels.total == 0:
        _divide_by_square(graph, weight)
    modularity = levels.modularity
    square = levels.total**2
    _move(levels, square, seed)
    while True:
        yield graph.keys.groups(levels.communities, len(levels))
        before, modularity = modularity, levels.modularity
        if modularity - before <= threshold or not _move(levels, square, seed):
            return


def _move(levels: LouvainLevels, square: float, seed: Any) -> bool:
    order = list(range(len(levels)))
    seed.shuffle(order)
    return levels.move(np.array(order, dtype=np.uint32), square)


# --- labels ----------------------------------------------------------------------------------------------------------


def label_propagation_communities(G: Graph) -> ValuesView[set[Any]]:
    numbers: Any = G.edges.label_propagation(
        seed=None, relationships="", weighted=False, max_iterations=0xFFFFFFFF, timeout=None, cancel=None
    )
    return dict(enumerate(G.keys.groups(numbers, _count(numbers)))).values()


# --- modularity ------------------------------------------------------------------------------------------------------


def modularity(G: Graph, communities: Any, weight: Any = "weight", resolution: float = 1) -> float:
    if not isinstance(communities, list):
        communities = list(communities)
    numbers = _numbers(G, communities)
    levels = _levels(G, weight, resolution)
    if levels.total == 0:
        _divide_by_square(G, weight)
    return levels.modularity_of(numbers)


def _numbers(graph: Graph, communities: list[Any]) -> Any:
    """Of each node the number of its community."""
    missing = len(communities)
    numbers = np.full(len(graph), missing, dtype=np.uint32)
    members = 0
    find = graph.keys.find
    for number, community in enumerate(communities):
        found = [find(node) for node in community]
        members += len(community)
        numbers[[one for one in found if one >= 0]] = number
    if members != len(graph) or (numbers == missing).any():
        raise NotAPartition(graph.origin or graph, communities)
    return numbers
