"""rustworkx: its BFS is a visitor in Python, so its Dijkstra with the weight 1 stands for it where that is faster."""

from __future__ import annotations

from typing import Any

import numpy as np
import rustworkx as rx

from graph_algorithms import graphs


def prepare(pairs: graphs.Pairs, question: str) -> graphs.Questions:
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(pairs.nodes))
    columns = (pairs.sources.tolist(), pairs.targets.tolist(), pairs.weights.tolist())
    graph.add_edges_from(list(zip(*columns, strict=True)))

    def lengths(weighted: bool) -> Any:
        found = rx.dijkstra_shortest_path_lengths(graph, pairs.root, float if weighted else lambda _: 1.0)
        far = np.full(pairs.nodes, np.inf)
        far[pairs.root] = 0
        far[list(found.keys())] = list(found.values())
        return far

    def components() -> Any:
        numbers = np.empty(pairs.nodes, dtype=np.int64)
        for number, nodes in enumerate(rx.connected_components(graph)):
            numbers[list(nodes)] = number
        return numbers

    def pagerank() -> Any:
        both = graph.to_directed()
        ranks = rx.pagerank(both, alpha=graphs.DAMPING, tol=graphs.TOLERANCE / pairs.nodes)  # of each node
        return [ranks[node] for node in range(pairs.nodes)]

    return {
        "bfs": lambda: lengths(False),
        "components": components,
        "sssp": lambda: lengths(True),
        "pagerank": pagerank,
    }


graphs.begin(prepare)
