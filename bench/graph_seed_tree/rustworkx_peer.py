"""rustworkx: a visitor of its breadth-first or depth-first search, in Python, which filters on the way."""

from __future__ import annotations

import sys
from collections.abc import Callable

import rustworkx as rx
from rustworkx.visit import BFSVisitor, DFSVisitor

from graph_seed_tree import tree as seed


def prepare(tree: seed.Tree) -> Callable[[], int]:
    graph = rx.PyDiGraph()
    graph.add_nodes_from(list(zip(tree.is_b.tolist(), tree.value.tolist(), strict=True)))
    graph.add_edges_from_no_data(list(zip(tree.sources.tolist(), tree.targets.tolist(), strict=True)))
    wanted = (tree.is_b & tree.value).tolist()

    class Breadth(BFSVisitor):  # type: ignore[misc]
        found = 0

        def discover_vertex(self, node: int) -> None:
            self.found += wanted[node]

    class Depth(DFSVisitor):  # type: ignore[misc]
        found = 0

        def discover_vertex(self, node: int, time: int) -> None:
            self.found += wanted[node]

    def walk() -> int:
        visitor = Breadth() if sys.argv[3] == "breadth_first" else Depth()
        (rx.bfs_search if sys.argv[3] == "breadth_first" else rx.dfs_search)(graph, [tree.root], visitor)
        return visitor.found

    return walk


seed.begin(prepare)
