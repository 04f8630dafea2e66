"""Traversals mean what APOC's path expanders mean by the same words, on a small graph of films; and what they mean in
every combination is held against slow_walks on random graphs."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pytest

from slow_walks import SlowGraph, SlowWalk, Words
from wirespeed import errors
from wirespeed.graph import EdgeGraph, all_of, any_of, from_edges

NAMES = ["Ann", "Ben", "Cleo", "Dune", "Echo", "Fog", "Gus"]
LABELS = [
    ["Person"],
    ["Person", "Director"],
    ["Person"],
    ["Movie"],
    ["Movie", "Western"],
    ["Movie"],
    ["Person", "Critic"],
]
EDGES = [
    ("Ann", "ACTED_IN", "Dune"),
    ("Ben", "ACTED_IN", "Dune"),
    ("Ben", "DIRECTED", "Echo"),
    ("Cleo", "ACTED_IN", "Echo"),
    ("Cleo", "ACTED_IN", "Fog"),
    ("Gus", "FOLLOWS", "Ann"),
    ("Gus", "REVIEWED", "Fog"),
    ("Ann", "FOLLOWS", "Ben"),
]


def film_graph() -> EdgeGraph:
    return from_edges(
        [NAMES.index(source) for source, _, _ in EDGES],
        [NAMES.index(target) for _, _, target in EDGES],
        nodes=len(NAMES),
        types=[type_ for _, type_, _ in EDGES],
        labels=LABELS,
        keep_edge_numbers=True,
    )


FILMS = film_graph()


def ids(names: str) -> list[int]:
    return [NAMES.index(name) for name in names.split()]


def expand(start: str = "Ann", **words: Any) -> list[str]:
    """As apoc.path.expandConfig does, unless told otherwise: breadth first, a relationship once on a path, and the
    start is not filtered. The ways, sorted."""
    for name in ("end_nodes", "terminator_nodes", "allow_nodes", "deny_nodes"):
        if name in words:
            words[name] = ids(words[name])
    defaults: dict[str, Any] = {
        "order": "breadth_first",
        "uniqueness": "relationship_path",
        "filter_start": False,
    }
    paths = FILMS.traversal(**{**defaults, **words}).paths(ids(start))
    return sorted("-".join(NAMES[node] for node in path) for path in paths)


def reach(start: str = "Ann", **words: Any) -> str:
    """As apoc.path.subgraphNodes does: a node once. Names, sorted."""
    ways = expand(start, uniqueness="node_global", **words)
    return " ".join(sorted(way.split("-")[-1] for way in ways))


WORK = "ACTED_IN|DIRECTED"


@pytest.mark.parametrize(
    ("start", "pattern", "expected"),
    [
        ("Ann", "ACTED_IN>", "Ann Dune"),
        ("Ann", "ACTED_IN", "Ann Ben Dune"),
        ("Ann", WORK, "Ann Ben Cleo Dune Echo Fog"),
        ("Ann", "<FOLLOWS", "Ann Gus"),
        ("Ann", "FOLLOWS>", "Ann Ben"),
        ("Ann", "FOLLOWS", "Ann Ben Gus"),
        ("Ann", "<FOLLOWS>", "Ann Ben Gus"),
        ("Gus", ">", "Ann Ben Dune Echo Fog Gus"),
        ("Fog", "<", "Cleo Fog Gus"),
        ("Fog", "*", "Ann Ben Cleo Dune Echo Fog Gus"),
        ("Gus", "REVIEWED>|<ACTED_IN", "Cleo Fog Gus"),
    ],
)
def test_relationships_are_followed_by_type_and_direction(start: str, pattern: str, expected: str) -> None:
    assert reach(start, relationships=pattern) == expected


def test_a_relationship_is_followed_once_on_a_path() -> None:
    assert expand(relationships="ACTED_IN") == ["Ann", "Ann-Dune", "Ann-Dune-Ben"]
    assert expand(relationships="FOLLOWS|ACTED_IN", min_depth=3, max_depth=3) == [
        "Ann-Ben-Dune-Ann",
        "Ann-Dune-Ben-Ann",
    ]
    assert expand(uniqueness="node_path", relationships="FOLLOWS|ACTED_IN", min_depth=3, max_depth=3) == []


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("-Western", "Ann Ben Dune"),
        ("/Western", "Echo"),
        (">Western", "Echo"),
        (">Movie", "Dune Echo Fog"),
        ("/Movie", "Dune"),
        ("+Person", "Ann"),
        ("Person|Movie", "Ann Ben Cleo Dune Echo Fog"),
        ("+Person|+Movie|-Director", "Ann Dune"),
        (">Person|Movie", "Ben Cleo"),
        ("/Western|>Movie", "Dune Echo"),
        ("-Movie|>Movie", ""),
        (">Director|+Movie", "Ben"),
        (">Person:Director", "Ben"),
        (">:Person:Director", "Ben"),
        (">Director:Western", ""),
        ("*", "Ann Ben Cleo Dune Echo Fog"),
    ],
)
def test_labels_deny_stop_end_and_allow_in_this_order(labels: str, expected: str) -> None:
    assert reach(relationships=WORK, labels=labels) == expected


def test_the_start_is_filtered_where_it_is_asked_for() -> None:
    assert reach(relationships=WORK, labels=">Person|Movie", filter_start=True) == "Ann Ben Cleo"
    assert reach(relationships=WORK, labels="+Movie", filter_start=True) == ""
    assert reach(relationships=WORK, labels="/Person", filter_start=True) == "Ann"
    assert reach(relationships=WORK, labels="/Person") == "Ben"
    assert reach(relationships=WORK, labels="-Person", filter_start=True) == ""


def test_above_the_least_depth_a_stop_does_not_stop() -> None:
    assert reach(relationships=WORK, labels="/Western", min_depth=3) == "Echo"
    assert reach(relationships=WORK, labels="/Western", min_depth=4) == ""
    assert reach(relationships=WORK, labels="/Movie", min_depth=2) == "Echo"
    assert reach(relationships=WORK, labels=">Movie", min_depth=4) == "Fog"
    assert reach(relationships=WORK, terminator_nodes="Dune", min_depth=2) == ""
    assert reach(relationships=WORK, terminator_nodes="Dune Fog", min_depth=2) == "Fog"


def test_a_walk_ends_at_the_greatest_depth() -> None:
    assert reach(max_depth=1) == "Ann Ben Dune Gus"
    assert reach(max_depth=0) == "Ann"
    assert reach(min_depth=1, max_depth=1) == "Ben Dune Gus"
    assert reach(min_depth=2, max_depth=1) == ""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"end_nodes": "Echo"}, "Echo"),
        ({"terminator_nodes": "Dune"}, "Dune"),
        ({"end_nodes": "Dune Fog", "terminator_nodes": "Echo"}, "Dune Echo"),
        ({"end_nodes": "Dune", "labels": ">Western"}, ""),
        ({"deny_nodes": "Echo"}, "Ann Ben Dune"),
        ({"deny_nodes": "Echo", "end_nodes": "Echo Dune"}, "Dune"),
        ({"allow_nodes": "Dune"}, "Ann Dune"),
        ({"allow_nodes": "Dune", "filter_start": True}, ""),
        ({"allow_nodes": "Dune Ben", "end_nodes": "Echo"}, "Echo"),
        ({"allow_nodes": "Dune", "terminator_nodes": "Ben"}, "Ben"),
        ({"end_nodes": "Ann"}, ""),
        ({"end_nodes": "Ann", "filter_start": True}, "Ann"),
        ({"terminator_nodes": "Ann Dune"}, "Dune"),
        ({"terminator_nodes": "Ann Dune", "filter_start": True}, "Ann"),
        ({"deny_nodes": "Ann"}, "Ann Ben Cleo Dune Echo Fog"),
        ({"deny_nodes": "Ann", "filter_start": True}, ""),
    ],
)
def test_lists_of_nodes_end_allow_and_deny(words: dict[str, Any], expected: str) -> None:
    assert reach(relationships=WORK, **words) == expected


def test_steps_of_relationships_take_turns() -> None:
    assert expand(relationships="ACTED_IN>,<ACTED_IN") == ["Ann", "Ann-Dune", "Ann-Dune-Ben"]
    assert expand(relationships="FOLLOWS>,DIRECTED>,<ACTED_IN,ACTED_IN>") == [
        "Ann",
        "Ann-Ben",
        "Ann-Ben-Echo",
        "Ann-Ben-Echo-Cleo",
        "Ann-Ben-Echo-Cleo-Fog",
    ]
    assert expand(relationships="DIRECTED>,ACTED_IN>") == ["Ann"]


def test_steps_of_labels_take_turns() -> None:
    everybody = "Ann Ben Cleo Dune Echo Fog"
    assert reach(relationships=WORK, labels="Person,Movie", filter_start=True) == everybody
    assert reach(relationships=WORK, labels="Movie,Person", filter_start=True) == ""
    assert reach(relationships=WORK, labels="Movie,Movie,Person", filter_start=False) == "Ann Ben Dune Echo"
    assert reach(relationships=WORK, labels="Person,Movie,-Director", filter_start=True) == "Ann Dune"
    assert reach(relationships=WORK, labels=">Person,Movie", filter_start=True) == "Ann Ben Cleo"
    assert reach(relationships=WORK, labels="Person,/Movie", filter_start=True) == "Dune"


def test_what_is_repeated_may_begin_behind_the_start() -> None:
    words: dict[str, Any] = {"relationships": "FOLLOWS>,ACTED_IN>,<ACTED_IN", "begin_sequence_at_start": False}
    assert expand(labels="Person,>Movie", **words) == ["Ann-Ben-Dune"]
    assert expand(**words) == ["Ann", "Ann-Ben", "Ann-Ben-Dune", "Ann-Ben-Dune-Ann"]
    with pytest.raises(errors.InvalidArgumentError, match="a step to repeat"):
        expand(relationships="FOLLOWS>", begin_sequence_at_start=False)


def test_a_sequence_is_both_in_one() -> None:
    assert expand(sequence="Person, ACTED_IN>, Movie, <ACTED_IN", filter_start=True) == [
        "Ann",
        "Ann-Dune",
        "Ann-Dune-Ben",
    ]
    behind: dict[str, Any] = {"begin_sequence_at_start": False, "filter_start": True}
    assert expand(sequence="FOLLOWS>, Person, DIRECTED>, >Movie", **behind) == ["Ann-Ben-Echo"]
    assert expand(sequence="Person, ACTED_IN>", labels="-Person", relationships="FOLLOWS", max_depth=1) == ["Ann"]
    with pytest.raises(errors.InvalidArgumentError, match="by turns"):
        expand(sequence="Person")
    with pytest.raises(errors.InvalidArgumentError, match="between two commas"):
        expand(sequence="Person,,Movie")


def test_several_starts_share_what_they_have_seen() -> None:
    assert reach("Ann Fog", relationships="ACTED_IN") == "Ann Ben Cleo Dune Echo Fog"
    assert reach("Ann Ann", relationships="ACTED_IN") == "Ann Ben Dune"
    assert expand("Ann Ann", max_depth=0) == ["Ann", "Ann"]


def test_a_subgraph_has_what_was_walked_or_all_between() -> None:
    walk = FILMS.traversal(relationships="ACTED_IN", max_depth=2)
    walked = walk.subgraph(0)
    assert sorted(walked.nodes.tolist()) == ids("Ann Ben Dune")
    assert FILMS.relationships(walked.relationships).edges.tolist() == [0, 1]
    everything = walk.subgraph(0, relationships="all")
    assert sorted(FILMS.relationships(everything.relationships).edges.tolist()) == [0, 1, 7]
    assert [FILMS.types[i] for i in everything.types] == ["ACTED_IN", "ACTED_IN", "FOLLOWS"]
    with pytest.raises(errors.InvalidArgumentError, match="0 or 1"):
        FILMS.traversal(min_depth=2).subgraph(0)


def test_a_spanning_tree_has_shortest_ways() -> None:
    tree = FILMS.traversal(order="depth_first", min_depth=1).spanning_tree(0)
    parents = dict(zip(tree.nodes.tolist(), tree.parents.tolist(), strict=True))
    assert {NAMES[node]: NAMES[parent] for node, parent in parents.items() if parent >= 0} == {
        "Dune": "Ann",
        "Ben": "Ann",
        "Gus": "Ann",
        "Echo": "Ben",
        "Fog": "Gus",
        "Cleo": "Echo",
    }
    assert tree.returned.tolist() == [0, 1, 1, 1, 1, 1, 1]
    assert FILMS.traversal(end_nodes=ids("Echo")).spanning_tree(0).nodes.tolist() == ids("Ann Ben Echo")


# --- every combination -----------------------------------------------------------------------------------------------

ORDERS = ("depth_first", "breadth_first", "depth_first_post", "breadth_first_post", "best_first")
RULES = ("global", "path", "level", "recent")
UNIQUENESS = ("none", *(f"{kind}_{rule}" for kind in ("node", "relationship") for rule in RULES))
FILTERS: dict[str, dict[str, Any]] = {
    "all": {"relationships": ">"},
    "types": {"relationships": "X>|<Y"},
    "both ways": {"relationships": "<X|*", "max_depth": 3},
    "steps": {"relationships": "X,>|<X,<"},
    "behind the start": {"relationships": ">,X>,<Y", "begin_sequence_at_start": False, "labels": "A|B,>C|*"},
    "labels": {"relationships": ">|<Y", "labels": "+A|B|-C:A", "min_depth": 1},
    "ends": {"relationships": ">|<Y", "labels": ">A|/C", "min_depth": 2},
    "steps of labels": {"relationships": ">", "labels": "A|B|*,-A|>C,/B|A", "filter_start": False},
    "include": {"relationships": ">", "include": ("flag", "==", True), "min_depth": 1},
    "where": {"relationships": "<", "where": any_of(("flag", "==", True), [("size", ">", 2), ("size", "!=", 5)])},
    "prune": {"relationships": ">", "prune": all_of(("size", "<=", 3)), "include": ("size", "<", 6)},
    "weights": {"relationships": "X|Y>", "relationship_where": ("weight", "<", 6)},
    "edges": {"relationships": "*", "relationship_where": any_of(("since", ">", 4), ("weight", "==", 1.5))},
    "lists": {"relationships": ">", "end_nodes": [1, 2, 3, 4], "terminator_nodes": [5, 6], "deny_nodes": [7]},
    "allowed": {"relationships": "*", "allow_nodes": [0, 1, 2, 3], "end_nodes": [4], "filter_start": False},
}


def random_graph(seed: int) -> SlowGraph:
    chance = random.Random(seed)
    nodes, edges = 9, chance.choice((8, 14, 22))
    return SlowGraph(
        nodes=nodes,
        edges=[(chance.randrange(nodes), chance.randrange(nodes)) for _ in range(edges)],
        types=["X", "Y", *(chance.choice("XY") for _ in range(edges - 2))],
        labels=[chance.sample("ABC", chance.randrange(3)) for _ in range(nodes)],
        weights=[chance.randrange(40) / 4 for _ in range(edges)],
        node_values={
            "flag": [chance.random() < 0.5 for _ in range(nodes)],
            "size": [chance.randrange(8) for _ in range(nodes)],
        },
        edge_values={"since": [chance.randrange(9) for _ in range(edges)]},
    )


def fast(graph: SlowGraph) -> EdgeGraph:
    sources, targets = zip(*graph.edges, strict=True)
    return from_edges(
        list(sources),
        list(targets),
        nodes=graph.nodes,
        types=graph.types,
        weights=graph.weights,
        labels=graph.labels,
        properties={"flag": np.array(graph.node_values["flag"]), "size": np.array(graph.node_values["size"])},
        relationship_properties={"since": np.array(graph.edge_values["since"])},
    )


SLOW = [random_graph(seed) for seed in range(4)]
FAST = [fast(graph) for graph in SLOW]


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("uniqueness", UNIQUENESS)
@pytest.mark.parametrize("order", ORDERS)
def test_every_combination_is_what_the_book_says(order: str, uniqueness: str, filters: str) -> None:
    words = {"order": order, "uniqueness": uniqueness, "max_depth": 4, "recent": 3, **FILTERS[filters]}
    for (slow, quick), starts in itertools.product(zip(SLOW, FAST, strict=True), ([0], [4, 2, 4])):
        expected = SlowWalk(slow, Words(**words)).run(starts)
        walk = quick.traversal(**words)
        paths = walk.paths(starts, relationships=True)
        assert [tuple(path.tolist()) for path in paths] == [way.nodes for way in expected]
        edges = [quick.relationships(paths.relationships_of(i)).edges for i in range(len(paths))]
        found = [() if one is None else tuple(one.tolist()) for one in edges]
        assert found == [way.edges for way in expected]
        assert [tuple(path.tolist()) for path in walk.paths(starts)] == [way.nodes for way in expected]
        assert walk.nodes(starts).tolist() == [way.nodes[-1] for way in expected]
        assert walk.count(starts) == len(expected)
