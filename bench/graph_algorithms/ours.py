"""wirespeed.graph: levels, components, distances, PageRank, with as many threads as the argument says."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Any

from graph_algorithms import graphs
from wirespeed import graph

THREADS = int(sys.argv[3])


def threads_for(method: Callable[..., Any]) -> dict[str, int]:
    return {"threads": THREADS} if "threads" in inspect.signature(method).parameters else {}


def prepare(pairs: graphs.Pairs, question: str) -> graphs.Questions:
    sources, targets, weights = pairs.both_ways()
    g = graph.from_edges(sources, targets, nodes=pairs.nodes, weights=weights if question == "sssp" else None)
    tolerance = graphs.TOLERANCE / pairs.nodes
    return {
        "bfs": lambda: g.levels(pairs.root, **threads_for(g.levels)),
        "components": lambda: g.components(**threads_for(g.components)),
        "sssp": lambda: g.distances(pairs.root, **threads_for(g.distances)),
        "pagerank": lambda: g.pagerank(graphs.DAMPING, tolerance, **threads_for(g.pagerank)),
    }


graphs.begin(prepare)
