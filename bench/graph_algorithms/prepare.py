"""Both graphs, and the answers by SciPy and NumPy, held against igraph's: SciPy is a contender itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.sparse import csgraph

from graph_algorithms import graphs, igraph_peer, scipy_peer
from harness import data


def answers(pairs: graphs.Pairs, exact: Path) -> dict[str, Any]:
    sources, targets, weights = pairs.both_ways()
    ends = (sources.astype(np.int32), targets.astype(np.int32))
    weighted = sp.coo_array((weights, ends), shape=(pairs.nodes,) * 2).tocsr()
    plain = weighted.copy()
    plain.data[:] = 1
    ranks = scipy_peer.pagerank(plain, 1e-12)
    np.save(exact, ranks)
    found = {
        "bfs": graphs.digest("bfs", csgraph.dijkstra(plain, indices=pairs.root, unweighted=True)),
        "components": graphs.digest("components", csgraph.connected_components(plain, directed=False)[1]),
        "sssp": graphs.digest("sssp", csgraph.dijkstra(weighted, indices=pairs.root)),
        "pagerank": graphs.digest("pagerank", ranks, ranks),
    }
    confirm(pairs, found, ranks)
    return {**found, "load": {"answer": min(len(pairs.sources), graphs.LOADED)}}


def confirm(pairs: graphs.Pairs, found: dict[str, Any], ranks: Any) -> None:
    for question, ask in igraph_peer.prepare(pairs, "sssp").items():
        told = graphs.digest(question, ask(), ranks)
        if told != found[question]:
            raise SystemExit(f"{question}: SciPy has {found[question]}, igraph {told}")


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    variants = {}
    for kind in ("kron", "urand"):
        pairs = graphs.made(kind, graphs.QUICK_SCALE if quick else graphs.SCALE)
        graphs.save(out / kind, pairs)
        for question, answer in answers(pairs, out / f"{kind}_pagerank.npy").items():
            path = out / f"{kind}_{question}"
            path.write_text(f"{kind} {question}")
            of_gap = {"verified": True, "edges": len(pairs.sources)}
            variants[path.name] = {"full": data.Set(path, len(pairs.sources), {**answer, **of_gap})}
    return variants


if __name__ == "__main__":
    data.main(prepare)
