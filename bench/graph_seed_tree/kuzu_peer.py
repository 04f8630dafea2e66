"""kuzu: `*1..10` as walks, or SHORTEST, with the filter on the end node; then the number of threads."""

from __future__ import annotations

import sys
from collections.abc import Callable

import kuzu
import pyarrow as pa

from graph_seed_tree import tree as seed
from harness import contender

pa.array([])  # has pyarrow import pandas, which is no part of loading


def prepare(tree: seed.Tree) -> Callable[[], int]:
    database = kuzu.Database(str(contender.scratch() / "kuzu"))
    connection = kuzu.Connection(database, num_threads=int(sys.argv[4]))
    connection.execute("create node table N(id int64, is_b boolean, value boolean, primary key(id))")
    connection.execute("create rel table HAS(from N to N)")
    nodes = pa.table({"id": range(tree.nodes), "is_b": tree.is_b, "value": tree.value})
    edges = pa.table({"from": tree.sources.astype("int64"), "to": tree.targets.astype("int64")})
    connection.execute("copy N from nodes")
    connection.execute("copy HAS from edges")
    mode = "SHORTEST " if sys.argv[3] == "shortest" else ""
    connection.execute("call var_length_extend_max_depth = 30")
    query = f"match (a:N)-[:HAS* {mode}1..10]->(b:N) where a.id = {tree.root} and b.is_b and b.value return count(*)"

    def walk() -> int:
        result = connection.execute(query)
        assert not isinstance(result, list)
        row = result.get_next()
        return int(row[0])  # type: ignore[index]

    del edges, nodes
    return walk


seed.begin(prepare)
