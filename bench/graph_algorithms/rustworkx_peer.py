"""rustworkx: the layers of its breadth-first search, its Dijkstra, and what else it has for graphs of either kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import rustworkx as rx

from graph_algorithms import graphs


def prepare(pairs: graphs.Pairs, question: str) -> graphs.Questions:
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(pairs.nodes))
    ends = (pairs.sources.tolist(), pairs.targets.tolist())
    if question == "sssp":
        graph.add_edges_from(list(zip(*ends, pairs.weights.tolist(), strict=True)))
    else:
        graph.add_edges_from_no_data(list(zip(*ends, strict=True)))
    ranked = graph.to_directed() if question == "pagerank" else None  # it ranks directed graphs alone
    tolerance = graphs.TOLERANCE / pairs.nodes  # of each node
    return {
        "bfs": lambda: rx.graph_bfs_layers(graph, [pairs.root]),
        "components": lambda: rx.connected_components(graph),
        "sssp": lambda: rx.graph_dijkstra_shortest_path_lengths(graph, pairs.root, float),
        "pagerank": lambda: rx.pagerank(ranked, alpha=graphs.DAMPING, tol=tolerance),
    }


def read(question: str, pairs: graphs.Pairs, result: Any) -> Any:
    """Its lists of nodes, or numbers by node, as an array."""
    values = np.full(pairs.nodes, np.inf)
    if question in ("bfs", "components"):
        for number, nodes in enumerate(result):
            values[list(nodes)] = number
    else:
        values[list(result.keys())] = list(result.values())
        values[pairs.root] = values[pairs.root] if question == "pagerank" else 0  # Dijkstra leaves the source out
    return values


graphs.begin(prepare, read)
