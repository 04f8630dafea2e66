"""The NetworkX backend ``wirespeed``: NetworkX's own functions, answered by graphs in native memory.

    import networkx as nx
    nx.pagerank(G, backend="wirespeed")                   # this call
    nx.config.backend_priority.algos = ["wirespeed"]      # all calls that it can take

NetworkX finds it by itself once wirespeed is installed, and keeps the converted graph with ``G`` until ``G`` changes
(``nx.config.cache_converted_graphs``). What it takes, and where its answers differ in order: docs/networkx.md.

:func:`graph_of` converts beforehand; what it gives goes into NetworkX's functions in place of the graph.
"""

from __future__ import annotations

from typing import Any

__all__ = ["graph_of"]


def graph_of(graph: Any, weight: str | None = "weight") -> Any:
    """The graph as wirespeed holds it, with the weights of one attribute, which are 1 for edges without it; or of none.

    :raises NotImplementedError: a weight is neither a float nor an int of at most 2^53.
    """
    from wirespeed.networkx import _graph

    return _graph.Graph.of(graph, weight, 1)
