"""scipy.sparse.csgraph over a CSR matrix; PageRank as NetworkX has it, by products."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.sparse import csgraph

from graph_algorithms import graphs


def pagerank(matrix: Any, tolerance: float = graphs.TOLERANCE) -> Any:
    nodes = matrix.shape[0]
    degrees = np.diff(matrix.indptr)
    share = np.divide(graphs.DAMPING, degrees, out=np.zeros(nodes), where=degrees > 0)
    ranks = np.full(nodes, 1 / nodes)
    while True:
        before = ranks
        lost = graphs.DAMPING * before[degrees == 0].sum()
        ranks = matrix @ (before * share) + (lost + 1 - graphs.DAMPING) / nodes
        if np.abs(ranks - before).sum() < tolerance:
            return ranks


def prepare(pairs: graphs.Pairs, question: str) -> graphs.Questions:
    sources, targets, weights = pairs.both_ways()
    values = weights if question == "sssp" else np.ones(len(sources))
    matrix = sp.coo_array((values, (sources.astype(np.int32), targets.astype(np.int32))), shape=(pairs.nodes,) * 2)
    matrix = matrix.tocsr()
    return {
        "bfs": lambda: csgraph.breadth_first_order(matrix, pairs.root, return_predecessors=False),
        "components": lambda: csgraph.connected_components(matrix, directed=False)[1],
        "sssp": lambda: csgraph.dijkstra(matrix, indices=pairs.root),
        "pagerank": lambda: pagerank(matrix),
    }


if __name__ == "__main__":
    graphs.begin(prepare)
