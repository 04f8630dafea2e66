"""Ten million edges from Arrow arrays: `ours`, `igraph` or `networkit`, each by its quickest door."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from graph_algorithms import graphs
from harness import clock, contender


def ours(nodes: int, sources: Any, targets: Any) -> Any:
    from wirespeed import graph

    return graph.from_edges(sources, targets, nodes=nodes).relationship_count


def igraph(nodes: int, sources: Any, targets: Any) -> Any:
    import igraph

    edges = np.column_stack((sources.to_numpy(), targets.to_numpy()))
    return igraph.Graph(n=nodes, edges=edges, directed=True).ecount()


def networkit(nodes: int, sources: Any, targets: Any) -> Any:
    import networkit as nk

    ends = (sources.to_numpy().astype("uint64"), targets.to_numpy().astype("uint64"))
    return nk.GraphFromCoo(ends, n=nodes, directed=True).numberOfEdges()


LOADERS: dict[str, Callable[..., Any]] = {"ours": ours, "igraph": igraph, "networkit": networkit}


def start(data: Path) -> contender.Calls:
    _, pairs = graphs.question_of(data)
    sources, targets = (pa.array(ends[: graphs.LOADED]) for ends in (pairs.sources, pairs.targets))
    loader = LOADERS[sys.argv[3]]

    def calls(checking: bool) -> contender.Outcome:
        count, call = clock.measured(lambda: loader(pairs.nodes, sources, targets))
        return contender.Outcome({"answer": count}, call=call)

    return calls


contender.stay(start)
