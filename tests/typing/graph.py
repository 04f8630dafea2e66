"""What a type checker must infer of graph, search and the dumps behind them."""

from typing_extensions import assert_type

import wirespeed
from wirespeed.graph import Graph, Neighbors, Node, Path
from wirespeed.search import Hit, Index

done = wirespeed.discogs.ingest(["artists.xml.gz", "releases.xml.gz"], "music", threads=2)
assert_type(done.records, dict[str, int])
assert_type(wirespeed.discogs.hash("artists.xml.gz").sha256, str)

g = wirespeed.graph.open(done.path)
assert_type(g, Graph)
node = g.node("Artist", 1, timeout=0.1)
assert_type(node, Node)
assert_type(node.id, int | None)
assert_type(node.name, str | None)
assert_type(g.find("Artist", "Svek"), list[Node])

neighbors = g.neighbors(("Artist", 1), "BY", "in", limit=10)
assert_type(neighbors, Neighbors)
assert_type(neighbors[0], Node)
assert_type(neighbors[:2], list[Node])
assert_type(list(neighbors), list[Node])
assert_type(neighbors.ids[0], int)
for category in g.explore(node.dense_id):
    assert_type(g.degree(node, category.type, category.direction), int)
assert_type(dict(g.trends(node)), dict[int, int])
assert_type(g.shortest_path(node, 5, types=["BY", "ON"], max_depth=4), Path | None)

s = wirespeed.search.open(g)
assert_type(s, Index)
assert_type(s.autocomplete("pink fl", label="Artist"), list[Hit])
assert_type(s.search("pink floyd", label=["Artist", "Release"], offset=10).facets, dict[str, int])
