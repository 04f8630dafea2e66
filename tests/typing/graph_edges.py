"""What a type checker must infer of graphs made from edges."""

from typing_extensions import assert_type

from wirespeed.graph import (
    EdgeGraph,
    MeasuredPaths,
    Paths,
    Profiles,
    Subgraph,
    Traversal,
    WalkBuilder,
    WalkTree,
    any_of,
    from_edges,
    load,
    walk,
)

g = from_edges([0], [1], nodes=2, types=["X"])
assert_type(g, EdgeGraph)
assert_type(g.types, list[str])
assert_type(g.node_count, int)

t = g.traversal(relationships="X>", include=("age", ">", 3))
assert_type(t, Traversal)
assert_type(t.count(0), int)
assert_type(t.paths(0, limit=3), Paths)
assert_type(t.spanning_tree([0, 1]), WalkTree)
assert_type(t.subgraph(0, relationships="all"), Subgraph)

sentence = walk(g).breadth_first().where(any_of(("age", ">", 3), ("age", "==", 1)))
assert_type(sentence, WalkBuilder)
assert_type(sentence.build(), Traversal)
assert_type(sentence.count(0), int)
assert_type(g.two_sided(sentence, sides="level").paths(0, 1), Paths)

assert_type(g.transitivity(), float)
assert_type(g.modularity([0, 0]), float)
assert_type(g.degrees_by_type(0), dict[str, tuple[int, int]])
assert_type(g.profiles({"X>": 1}), Profiles)
assert_type(g.all_shortest_paths(0, 1, limit=3), Paths)
assert_type(g.shortest_paths(0, 1, 3), MeasuredPaths)
assert_type(g.simple_paths(0, [1], 4, relationships="X>"), Paths)
distances, predecessors = g.distances([0, 1], predecessors=True)

assert_type(load("g"), EdgeGraph)
assert_type(g.save("g", timeout=1.0), None)

g.levels(0, "up")  # type: ignore[arg-type]
g.traversal(order="random")  # type: ignore[arg-type]
t.subgraph(0, relationships="some")  # type: ignore[arg-type]
