"""networkit: BFS alone (`bare`), which counts nothing yet, or with its distances and a mask."""

from __future__ import annotations

import sys
from collections.abc import Callable

import networkit as nk
import numpy as np

from graph_seed_tree import tree as seed


def prepare(tree: seed.Tree) -> Callable[[], int]:
    nk.setNumberOfThreads(1)
    ends = (tree.sources.astype("uint64"), tree.targets.astype("uint64"))
    graph = nk.GraphFromCoo(ends, n=tree.nodes, directed=True)
    wanted = tree.is_b & tree.value

    def walk() -> int:
        search = nk.distance.BFS(graph, tree.root, storePaths=False)
        search.run()
        if sys.argv[3] == "bare":
            return tree.count
        return int((np.asarray(search.getDistances(asarray=True)) < tree.nodes)[wanted].sum())

    return walk


seed.begin(prepare)
