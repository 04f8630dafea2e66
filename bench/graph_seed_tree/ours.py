"""wirespeed.graph: `depth_first|breadth_first UNIQUENESS [keep_order] [no_leaves] [two]`; filters come at run time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import numpy as np
import pyarrow as pa

from graph_seed_tree import tree as seed
from wirespeed import graph

pa.array([])  # has pyarrow import pandas, which is no part of loading


def prepare(tree: seed.Tree) -> Callable[[], int]:
    def named(numbers: object, names: list[str]) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(pa.array(np.asarray(numbers, dtype=np.int32)), pa.array(names))

    g = graph.from_edges(
        tree.sources,
        tree.targets,
        nodes=tree.nodes,
        types=named(tree.types, ["HAS_B", "HAS_A"]),
        labels=named(tree.is_b, ["A", "B"]),
        properties={"value": tree.value},
        keep_order="keep_order" in sys.argv,
    )
    walk = g.traversal(
        order=sys.argv[3],
        uniqueness=sys.argv[4],
        relationships="HAS_B>|HAS_A>",
        labels=">B",
        include=("value", "==", True),
        max_depth=int(tree.steps.max()) - 1 if "no_leaves" in sys.argv else None,
    )

    count = partial(walk.count, tree.root)
    return seed.by_two(count) if "two" in sys.argv else count


seed.begin(prepare)
