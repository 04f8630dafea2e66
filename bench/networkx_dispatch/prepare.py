"""The names of the variants, from which each contender makes the same graph, and the answers by SciPy and NumPy."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.sparse import csgraph

from harness import data
from networkx_dispatch import workloads as work


def matrix(count: int) -> Any:
    nodes, (sources, targets, weights) = work.edges_of(count)
    one_way = sp.coo_array((weights.astype(np.float64), (sources, targets)), shape=(nodes, nodes))
    return (one_way + one_way.T).tocsr()


def ones(weighted: Any) -> Any:
    unweighted = weighted.copy()
    unweighted.data[:] = 1
    return unweighted


def pagerank(adjacency: Any) -> Any:
    degrees = np.asarray(adjacency.sum(axis=1)).ravel()
    share = np.divide(1, degrees, out=np.zeros_like(degrees), where=degrees > 0)
    nodes = len(degrees)
    ranks = np.full(nodes, 1 / nodes)
    for _ in range(200):
        before = ranks
        ranks = 0.85 * (adjacency @ (before * share) + before[degrees == 0].sum() / nodes) + 0.15 / nodes
    return ranks


def betweenness(adjacency: Any) -> Any:
    """Brandes' sums, a level at a time."""
    nodes = adjacency.shape[0]
    sources = random.Random(work.SEED).sample(range(nodes), work.BETWEENNESS_SOURCES)
    total = np.zeros(nodes)
    for source in sources:
        ways, levels = np.zeros(nodes), [np.arange(nodes) == source]
        ways[source] = 1
        seen = levels[0].copy()
        while True:
            reached = adjacency @ np.where(levels[-1], ways, 0)
            new = (reached > 0) & ~seen
            if not new.any():
                break
            ways[new] = reached[new]
            seen |= new
            levels.append(new)
        behind = np.zeros(nodes)
        for nearer, farther in zip(levels[-2::-1], levels[:0:-1], strict=True):
            ratio = np.divide(1 + behind, ways, out=np.zeros(nodes), where=farther)
            behind[nearer] = (ways * (adjacency @ ratio))[nearer]
        behind[source] = 0
        total += behind
    scale = np.full(nodes, 1 / len(sources))
    scale[sources] = 1 / (len(sources) - 1)
    return total * scale / (nodes - 2)


def answer(question: str, count: int, path: Path) -> dict[str, Any]:
    weighted = matrix(count)
    adjacency = ones(weighted)
    if question in work.MEASURES:
        values = (pagerank if question == "pagerank" else betweenness)(adjacency)
        np.save(work.exact_of(path), values)
        return {"answer": [len(values), True]}
    if question == "components":
        _, labels = csgraph.connected_components(adjacency, directed=False)
        return {"answer": sorted(np.bincount(labels).tolist())}
    if question == "pair":
        distances = csgraph.dijkstra(
            adjacency, indices=[a for a, _ in work.pairs(len(weighted.indptr) - 1)], unweighted=True
        )
        return {"answer": [int(distances[i, b]) for i, (_, b) in enumerate(work.pairs(len(weighted.indptr) - 1))]}
    far = csgraph.dijkstra(weighted, indices=work.SOURCE, unweighted=question != "dijkstra")
    reached = far[np.isfinite(far)]
    if question == "bfs_tree":
        return {"answer": [len(reached), len(reached) - 1]}
    return {"answer": [len(reached), int(reached.sum())]}


def prepare(out: Path, quick: bool) -> dict[str, dict[str, data.Set]]:
    variants = {}
    for count in work.SIZES[: 1 if quick else None]:
        for question in work.QUESTIONS:
            variant = work.name(question, count)
            path = out / variant
            path.write_text(variant)
            variants[variant] = {"full": data.Set(path, count, answer(question, count, path))}
    return variants


if __name__ == "__main__":
    data.main(prepare)
