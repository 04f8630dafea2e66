"""networkit with as many threads as the argument says; PageRank with GAP's tolerance in the same norm."""

from __future__ import annotations

import sys
from typing import Any

import networkit as nk

from graph_algorithms import graphs


def prepare(pairs: graphs.Pairs, question: str) -> graphs.Questions:
    nk.setNumberOfThreads(int(sys.argv[3]))
    weighted, directed = question == "sssp", question == "pagerank"  # sinks are handled in directed graphs alone
    sources, targets, weights = pairs.both_ways() if directed else (pairs.sources, pairs.targets, pairs.weights)
    ends = (sources.astype("uint64"), targets.astype("uint64"))
    edges = (weights, ends) if weighted else ends
    graph = nk.GraphFromCoo(edges, n=pairs.nodes, weighted=weighted, directed=directed)

    def run(algorithm: Any) -> Any:
        algorithm.run()
        return algorithm

    def components() -> Any:
        found = run(nk.components.ParallelConnectedComponents(graph))
        return found.getPartition().getVector()

    def pagerank() -> Any:
        sinks = nk.centrality.SinkHandling.DistributeSinks
        rank = nk.centrality.PageRank(graph, graphs.DAMPING, graphs.TOLERANCE, distributeSinks=sinks)
        rank.norm = nk.centrality.Norm.L1_NORM
        return run(rank).scores()

    return {
        "bfs": lambda: run(nk.distance.BFS(graph, pairs.root, storePaths=False)).getDistances(asarray=True),
        "components": components,
        "sssp": lambda: run(nk.distance.Dijkstra(graph, pairs.root, storePaths=False)).getDistances(asarray=True),
        "pagerank": pagerank,
    }


graphs.begin(prepare)
