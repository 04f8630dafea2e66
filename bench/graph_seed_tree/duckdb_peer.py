"""DuckDB: a recursive CTE; the argument is the number of threads."""

from __future__ import annotations

import sys
from collections.abc import Callable

import duckdb
import pyarrow as pa

from graph_seed_tree import tree as seed

pa.array([])  # has pyarrow import pandas, which is no part of loading

QUERY = """
with recursive walk(node) as (
  select ?::uinteger
  union all
  select edges.target from walk join edges on edges.source = walk.node
)
select count(*) from walk join nodes on nodes.id = walk.node where nodes.label = 'B' and nodes.value
"""


def prepare(tree: seed.Tree) -> Callable[[], int]:
    connection = duckdb.connect()
    connection.execute(f"set threads = {int(sys.argv[3])}")
    edges = pa.table({"source": tree.sources, "target": tree.targets})
    labels = ["B" if is_b else "A" for is_b in tree.is_b.tolist()]
    nodes = pa.table({"id": pa.array(range(tree.nodes), pa.uint32()), "label": labels, "value": tree.value.tolist()})
    connection.register("edge_rows", edges)
    connection.register("node_rows", nodes)
    connection.execute("create table edges as from edge_rows")
    connection.execute("create table nodes as from node_rows")
    return lambda: connection.execute(QUERY, [tree.root]).fetchone()[0]  # type: ignore[index]


seed.begin(prepare)
