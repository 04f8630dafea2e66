"""What a type checker must infer of graphs that are loaded, followed, or walked where they live."""

from typing_extensions import assert_type

from wirespeed import bolt
from wirespeed._native import ColumnTable
from wirespeed.graph import (
    Answer,
    Epoch,
    LoadedGraph,
    Neo4jCopy,
    Neo4jProvider,
    NodeCache,
    Outbox,
    Paths,
    RemoteTraversal,
    SqliteProvider,
    Subgraph,
    WalkTree,
    from_neo4j,
    from_table,
    traversal_over,
    two_sided_over,
)

t = traversal_over(SqliteProvider("music.db"), cache=NodeCache(max_bytes=1 << 20), labels=">B", include=("x", ">", 3))
assert_type(t, RemoteTraversal)
assert_type(t.count(0), int)
assert_type(t.paths([0, 1], limit=3, relationships=True), Paths)
assert_type(t.report(), dict[str, int])
rows = SqliteProvider("music.db", relationships="credits", relationship_id="number")
once = traversal_over(rows, uniqueness="relationship_path", relationship_where=[("since", ">", 1999)])
assert_type(once, RemoteTraversal)
assert_type(once.table(0, max_rows=9, memory=1 << 20), ColumnTable)
assert_type(once.spanning_tree(0, relationships=False), WalkTree)
assert_type(once.subgraph([0], relationships="all", limit=3), Subgraph)
assert_type(two_sided_over(once, t, collisions="shortest").paths(0, [4], timeout=1.0), Paths)

g = from_table(None, {"source": ["a"], "target": ["b"]})
assert_type(g, LoadedGraph)
assert_type(g.node("a"), int)
assert_type(g.epoch, Epoch | None)

client = bolt.connect("bolt://localhost")
assert_type(traversal_over(Neo4jProvider(client), cache=("labels", "relationships")), RemoteTraversal)
assert_type(from_neo4j(client, labels=["A"], types=["T"]), LoadedGraph)
copy = Neo4jCopy(client, labels=["A"], types=["T"], delta=Outbox())
assert_type(copy.graph(max_staleness=1.0), LoadedGraph)
assert_type(copy.ask(lambda graph: graph.node_count, at_least=5), Answer)

traversal_over(SqliteProvider("music.db"), cache=("weights",))  # type: ignore[arg-type]
