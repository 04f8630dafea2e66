"""igraph: subcomponent, then a mask over what was reached: it has no filter within a search."""

from __future__ import annotations

from collections.abc import Callable

import igraph
import numpy as np

from graph_seed_tree import tree as seed


def prepare(tree: seed.Tree) -> Callable[[], int]:
    graph = igraph.Graph(n=tree.nodes, edges=np.column_stack((tree.sources, tree.targets)), directed=True)
    wanted = tree.is_b & tree.value
    return lambda: int(wanted[graph.subcomponent(tree.root, mode="out")].sum())


seed.begin(prepare)
