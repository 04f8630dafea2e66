"""What a type checker must infer of graphs made from edges."""

from typing_extensions import assert_type

from wirespeed.graph import EdgeGraph, Paths, Traversal, from_edges

g = from_edges([0], [1], nodes=2, types=["X"])
assert_type(g, EdgeGraph)
assert_type(g.types, list[str])
assert_type(g.node_count, int)

t = g.traversal(relationships="X>", include=("age", ">", 3))
assert_type(t, Traversal)
assert_type(t.count(0), int)
assert_type(t.paths(0, limit=3), Paths)

g.levels(0, "up")  # type: ignore[arg-type]
g.traversal(order="random")  # type: ignore[arg-type]
