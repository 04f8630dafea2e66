"""networkit: BFS alone (`bare`), whose nodes are counted behind the clock, or with its distances and a mask."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import networkit as nk
import numpy as np

from graph_seed_tree import tree as seed


def prepare(tree: seed.Tree) -> Callable[[], Any]:
    nk.setNumberOfThreads(1)
    ends = (tree.sources.astype("uint64"), tree.targets.astype("uint64"))
    graph = nk.GraphFromCoo(ends, n=tree.nodes, directed=True)
    wanted = tree.is_b & tree.value

    def search() -> Any:
        return nk.distance.BFS(graph, tree.root, storePaths=False).run()

    return search if sys.argv[3] == "bare" else lambda: count(search(), wanted)


def count(search: Any, wanted: Any) -> int:
    distances = np.asarray(search.getDistances(asarray=True))
    return int((distances < len(wanted))[wanted].sum())  # of nodes that are not reached beyond all


def read(tree: seed.Tree, found: Any) -> int:
    return count(found, tree.is_b & tree.value) if sys.argv[3] == "bare" else found


seed.begin(prepare, read)
