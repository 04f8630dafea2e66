"""NetworkX's own functions, for what is better left to them."""

from __future__ import annotations

import functools
from typing import Any

import networkx as nx  # type: ignore[import-untyped]

from wirespeed.networkx._graph import Graph


@functools.cache
def function_of(name: str) -> Any:
    """NetworkX's function of the name: some are in a namespace of their own."""
    return getattr(nx, name, None) or getattr(nx.community, name)


def stock(name: str, graph: Graph, *args: Any, **kwargs: Any) -> Any:
    """What NetworkX itself says, from the graph that ours was made from."""
    if graph.origin is None:
        raise NotImplementedError(f"{name}: NetworkX has to do this, but the NetworkX graph is gone")
    return function_of(name)(graph.origin, *args, backend="networkx", **kwargs)
