"""PageRank, ended as NetworkX ends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import numpy as np

from wirespeed import _native
from wirespeed.errors import Error
from wirespeed.networkx._graph import Graph

Shares = Mapping[Any, float] | None


def pagerank(
    G: Graph,
    alpha: float = 0.85,
    personalization: Shares = None,
    max_iter: int = 100,
    tol: float = 1e-6,
    nstart: Shares = None,
    weight: str | None = "weight",
    dangling: Shares = None,
) -> dict[Any, float]:
    if len(G) == 0:
        return {}
    if weight is not None:
        G.check_weight(weight)
    first, restart, leave = (_shares(G, shares) for shares in (nstart, personalization, dangling))
    if restart is not None and not np.isfinite(restart).all():
        raise ZeroDivisionError
    is_plain = first is None and restart is None and leave is None and 0 <= alpha < 1
    try:
        if is_plain and not (weight is not None and G.has_weights):
            ranks: Any = G.edges.pagerank(alpha, tol, max_iter)
        else:
            ranks = _native.personal_pagerank(G.edges, alpha, tol, max_iter, weight is not None, first, restart, leave)
    except Error as error:
        if error.code != "limit":
            raise
        raise nx.PowerIterationFailedConvergence(max_iter) from error
    return G.keys.values(None, ranks)


def _shares(graph: Graph, shares: Shares) -> Any:
    """What each node has of the whole."""
    if shares is None:
        return None
    values = np.array([shares.get(node, 0) for node in graph], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return values / values.sum()
