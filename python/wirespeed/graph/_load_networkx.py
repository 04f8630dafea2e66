"""Graphs of NetworkX."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from typing import Any

from wirespeed.errors import InvalidArgumentError
from wirespeed.graph._columns import column_of_values
from wirespeed.graph._edges import from_edges
from wirespeed.graph._loaded import HashedGraph, LoadedGraph, objects_of


def from_networkx(
    graph: Any,
    *,
    type: str | None = "type",
    labels: str | None = "labels",
    weight: str | None = "weight",
    properties: Iterable[str] | None = None,
    relationship_properties: Iterable[str] | None = None,
    keep_order: bool = False,
) -> LoadedGraph:
    """A graph of NetworkX's, with attributes as columns. Its nodes are the keys: ``g.node(("a", 1))``.

    An edge of an undirected graph is one relationship, from the end that NetworkX names first: ask with direction
    "both".

    :param type: the edges' attribute that is their type, where one has it; an edge without is of type "".
    :param labels: the nodes' attribute with their labels, a text or several.
    :param weight: the edges' attribute that is their weight; where some have it, others count 1, as in NetworkX.
    :param properties: attributes of nodes to keep; by default all.
    :param relationship_properties: attributes of edges to keep; by default none.
    """
    import numpy

    for method in ("nodes", "edges", "is_directed"):
        if not hasattr(graph, method):
            raise InvalidArgumentError(f"from_networkx: expected a graph of NetworkX, found {graph.__class__.__name__}")
    nodes = list(graph.nodes(data=True))
    of_nodes = [data for _, data in nodes]
    edges = list(graph.edges(data=True))
    of_edges = [data for _, _, data in edges]
    places = {node: place for place, (node, _) in enumerate(nodes)}
    names = _names(of_nodes, {labels}) if properties is None else list(properties)
    loaded = from_edges(
        numpy.array([places[source] for source, _, _ in edges], dtype=numpy.uint32),
        numpy.array([places[target] for _, target, _ in edges], dtype=numpy.uint32),
        nodes=len(nodes),
        types=_types(of_edges, type),
        weights=_weights(of_edges, weight),
        labels=_labels(of_nodes, labels),
        properties={name: column_of_values([data.get(name) for data in of_nodes]) for name in names},
        relationship_properties={
            name: column_of_values([data.get(name) for data in of_edges]) for name in relationship_properties or ()
        },
        keep_order=keep_order,
    )
    keys = [node for node, _ in nodes]
    ids = column_of_values(keys) if {builtins.type(key) for key in keys} <= {int} else objects_of(keys)
    return HashedGraph.named(loaded, ids, places)


def _names(data: list[dict[Any, Any]], others: set[str | None]) -> list[str]:
    return [name for name in dict.fromkeys(name for one in data for name in one) if name not in others]


def _types(edges: list[dict[Any, Any]], type_: str | None) -> Any:
    if not any(type_ in data for data in edges):
        return None
    return [str(data.get(type_, "")) for data in edges]


def _weights(edges: list[dict[Any, Any]], weight: str | None) -> Any:
    if not any(weight in data for data in edges):
        return None
    return [float(data.get(weight, 1)) for data in edges]


def _labels(nodes: list[dict[Any, Any]], labels: str | None) -> Any:
    if not any(labels in data for data in nodes):
        return None
    return [_several(data.get(labels)) for data in nodes]


def _several(labels: Any) -> list[str]:
    if labels is None:
        return []
    return [labels] if isinstance(labels, str) else list(labels)
