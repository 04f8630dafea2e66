"""scipy: breadth_first_order or depth_first_order, then a mask."""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import scipy.sparse as sp
from scipy.sparse import csgraph

from graph_seed_tree import tree as seed


def prepare(tree: seed.Tree) -> Callable[[], int]:
    ends = (tree.sources.astype(np.int32), tree.targets.astype(np.int32))
    matrix = sp.coo_array((np.ones(len(ends[0])), ends), shape=(tree.nodes,) * 2).tocsr()
    search = getattr(csgraph, f"{sys.argv[3]}_order")
    wanted = tree.is_b & tree.value
    return lambda: int(wanted[search(matrix, tree.root, return_predecessors=False)].sum())


seed.begin(prepare)
