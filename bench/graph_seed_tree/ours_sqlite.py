"""wirespeed.graph over the tree in SQLite: `none | request | shared | shared_relationships`, what is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph_seed_tree import sqlite_tree
from graph_seed_tree import tree as seed
from wirespeed import graph

CACHES: dict[str, Callable[[], Any]] = {
    "none": lambda: None,
    "request": lambda: ("labels", "properties"),
    "shared": lambda: graph.NodeCache(),
    "shared_relationships": lambda: graph.NodeCache(relationships=True),
}


def prepare(folder: Path, tree: seed.Tree) -> Callable[[], int]:
    walk = graph.traversal_over(
        graph.SqliteProvider(sqlite_tree.path_in(folder)),
        cache=CACHES[sys.argv[3]](),
        order="depth_first",
        relationships="HAS_B>|HAS_A>",
        labels=">B",
        include=("value", "==", True),
    )
    return lambda: int(walk.count(tree.root))


seed.begin_in(prepare)
