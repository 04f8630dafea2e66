"""NetworkX: a stack of our own over its dicts, or its bfs_edges and a filter behind it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import networkx as nx

from graph_seed_tree import tree as seed


def prepare(tree: seed.Tree) -> Callable[[], int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    labels = ["B" if is_b else "A" for is_b in tree.is_b.tolist()]
    for node, (label, value) in enumerate(zip(labels, tree.value.tolist(), strict=True)):
        graph.add_node(node, label=label, value=value)
    graph.add_edges_from(zip(tree.sources.tolist(), tree.targets.tolist(), strict=True))
    nodes = graph.nodes

    def is_wanted(node: int) -> bool:
        return bool(nodes[node]["label"] == "B" and nodes[node]["value"])

    def by_stack() -> int:
        found, stack, successors = 0, [tree.root], graph._succ
        while stack:
            node = stack.pop()
            found += is_wanted(node)
            stack.extend(successors[node])
        return found

    def by_edges() -> int:
        return sum(is_wanted(node) for _, node in nx.bfs_edges(graph, tree.root))

    return by_stack if sys.argv[3] == "stack" else by_edges


seed.begin(prepare)
