"""igraph: distances for both searches, as its manual advises; PageRank by PRPACK, which goes to 1e-10."""

from __future__ import annotations

import igraph
import numpy as np

from graph_algorithms import graphs


def prepare(pairs: graphs.Pairs, question: str) -> graphs.Questions:
    graph = igraph.Graph(n=pairs.nodes, edges=np.column_stack((pairs.sources, pairs.targets)))
    weights = pairs.weights.tolist() if question == "sssp" else None
    return {
        "bfs": lambda: graph.distances(source=pairs.root)[0],
        "components": lambda: graph.connected_components().membership,
        "sssp": lambda: graph.distances(source=pairs.root, weights=weights)[0],
        "pagerank": lambda: graph.pagerank(damping=graphs.DAMPING),
    }


if __name__ == "__main__":
    graphs.begin(prepare)
