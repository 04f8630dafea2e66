"""What walks over graphs that live elsewhere answer and what they may take; the same walk in memory is the oracle."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pyarrow  # type: ignore[import-untyped]
import pytest

import wirespeed
from doc_examples import examples, printed
from remote_music import LABELS, Music
from wirespeed import graph

NO_RELATIONSHIP = -(2**63)


def stores(music: Music, folder: Path) -> list[Any]:
    return [music, graph.SqliteProvider(music.tables(folder / "music.db"), batch=7)]


def edge_of(store: Any, relationship: int) -> int:
    """Which of the edges it is."""
    return relationship - 1 if isinstance(store, graph.SqliteProvider) else relationship


def words_at_random(source: random.Random, **fixed: Any) -> dict[str, Any]:
    """Of steps that name their types, whose order is the same in memory and in a store."""
    return {
        "order": source.choice(["depth_first", "breadth_first", "best_first"]),
        "relationships": source.choice(["S>", "S>|T>", "S>,<T", "S|T", "<T|S"]),
        "labels": source.choice(["", "", "-A", ">B|-C", "/C|>B"]),
        "min_depth": source.choice([0, 0, 1]),
        "max_depth": source.randrange(1, 4),
        "where": source.choice([None, None, ("value", "<", 3)]),
        "relationship_where": source.choice([None, None, ("since", ">=", 2001)]),
        "filter_start": source.choice([True, False]),
        **fixed,
    }


def rows_of(table: Any) -> list[tuple[int, int, list[str]]]:
    """Labels in their order by name, for sets have none."""
    columns = pyarrow.table(table).to_pydict()
    labels = [sorted(filter(None, one.split(":"))) for one in columns["labels"]]
    return list(zip(columns["node"], columns["depth"], labels, strict=True))


@pytest.mark.parametrize("seed", range(6))
def test_rows_tables_and_batches_are_those_in_memory(tmp_path: Path, seed: int) -> None:
    music = Music(seed, nodes=20, edges=50)
    memory = music.in_memory()
    providers = stores(music, tmp_path)
    source = random.Random(seed)
    for _ in range(6):
        words = words_at_random(source, uniqueness=source.choice(["node_global", "node_path", "relationship_path"]))
        here = memory.traversal(**words)
        for store in providers:
            cache: Any = source.choice([None, ["labels"]])
            there = graph.traversal_over(store, cache=cache, **words)
            assert rows_of(there.table(0)) == rows_of(here.table(0)), words
            assert pyarrow.table(there.table(0, limit=3)).num_rows == min(3, here.count(0))
            nodes = [node for batch in there.batches(0, rows=3) for node in batch.tolist()]
            assert nodes == here.nodes(0).tolist()
            paths = [path.tolist() for batch in there.batches(0, rows=2, what="paths") for path in batch]
            assert paths == [path.tolist() for path in here.paths(0)]
            rows = [row for batch in there.batches(0, rows=4, what="table") for row in rows_of(batch)]
            assert rows == rows_of(here.table(0))


@pytest.mark.parametrize("seed", range(6))
def test_trees_and_subgraphs_are_those_in_memory(tmp_path: Path, seed: int) -> None:
    music = Music(seed, nodes=20, edges=50)
    memory = music.in_memory()
    providers = stores(music, tmp_path)
    source = random.Random(seed)
    for _ in range(8):
        words = words_at_random(source)
        limit = source.choice([None, None, 4])
        here = memory.traversal(**words)
        tree = here.spanning_tree(0, limit=limit)
        for store in providers:
            there = graph.traversal_over(store, **words)
            found = there.spanning_tree(0, limit=limit)
            for name in ("nodes", "parents", "depths", "returned"):
                assert getattr(found, name).tolist() == getattr(tree, name).tolist(), (name, words)
            starts = [by == NO_RELATIONSHIP for by in found.relationships.tolist()]
            assert starts == [parent == -1 for parent in tree.parents.tolist()]
            inner = [edge_of(store, by) for by in found.relationships.tolist() if by != NO_RELATIONSHIP]
            ids = [by for by in tree.relationships.tolist() if by != 0xFFFFFFFF]
            assert inner == (memory.relationships(ids).edges.tolist() if ids else [])
            for kind in ("walked", "all"):
                part = here.subgraph(0, relationships=kind, limit=limit)
                edges = memory.relationships(part.relationships).edges.tolist() if len(part.relationships) else []
                got = there.subgraph(0, relationships=kind, limit=limit)
                assert got.nodes.tolist() == part.nodes.tolist()
                assert [edge_of(store, by) for by in got.relationships.tolist()] == sorted(edges), (kind, words)
                types = store.type_names if store is music else store.types
                ends = zip(got.sources.tolist(), got.types.tolist(), got.targets.tolist(), strict=True)
                assert [(a, types[t], b) for a, t, b in ends] == [music.edges[edge] for edge in sorted(edges)]


@pytest.mark.parametrize("seed", range(6))
def test_walks_from_both_ends_are_those_in_memory(tmp_path: Path, seed: int) -> None:
    music = Music(seed, nodes=14, edges=30)
    memory = music.in_memory()
    providers = stores(music, tmp_path)
    source = random.Random(seed)
    for _ in range(10):
        words = words_at_random(source, min_depth=0, uniqueness=source.choice(["node_path", "relationship_path"]))
        other = source.choice([None, words_at_random(source, min_depth=0)])
        said: dict[str, Any] = {
            "sides": source.choice(["alternating", "level", "level_stop_on_result"]),
            "collisions": source.choice(["standard", "shortest"]),
            "max_length": source.choice([None, 3]),
        }
        ends = [graph.WalkBuilder(memory, one) if one else None for one in (words, other)]
        expected = memory.two_sided(ends[0], ends[1], **said).paths(0, [5, 7], relationships=True)  # type: ignore[arg-type]
        edges = memory.relationships(expected.relationships).edges.tolist() if len(expected.relationships) else []
        for store in providers:
            start = graph.traversal_over(store, **words)
            both = graph.two_sided_over(start, graph.traversal_over(store, **other) if other else None, **said)
            found = both.paths(0, [5, 7], relationships=True)
            assert [path.tolist() for path in found] == [path.tolist() for path in expected], (words, other, said)
            assert [edge_of(store, by) for by in found.relationships.tolist()] == edges
            assert both.paths(0, [5, 7]).relationships is None
            assert start.report()["walks"] == 2


# --- limits ----------------------------------------------------------------------------------------------------------


def calls_of(walk: Any) -> dict[str, Callable[..., Any]]:
    """Each of the answers, of a walk in memory or elsewhere."""
    return {
        "count": walk.count,
        "nodes": walk.nodes,
        "paths": walk.paths,
        "table": walk.table,
        "batches": lambda root, **limits: list(walk.batches(root, **limits)),
        "spanning_tree": walk.spanning_tree,
        "subgraph": walk.subgraph,
    }


def test_rows_and_bytes_are_limited_in_the_words_of_a_walk_in_memory(tmp_path: Path) -> None:
    music = Music(3, nodes=2000, edges=6000)
    here = calls_of(music.in_memory().traversal())
    for store in stores(music, tmp_path)[1:]:
        for name, call in calls_of(graph.traversal_over(store)).items():
            with pytest.raises(wirespeed.Error, match="expected at most 5 rows, found more; give a limit") as refused:
                call(0, max_rows=5)
            assert refused.value.code == "limit", name
            with pytest.raises(wirespeed.Error) as same:
                here[name](0, max_rows=5)
            assert str(same.value) == str(refused.value)
            with pytest.raises(wirespeed.Error, match="expected to hold at most 900 bytes at a time") as held:
                call(0, memory=900)
            assert held.value.code == "limit", name
            call(0, limit=5, max_rows=5)


@pytest.mark.parametrize("name", ["count", "nodes", "paths", "table", "batches", "spanning_tree", "subgraph"])
def test_every_answer_ends_when_its_time_is_over(music: Music, name: str) -> None:
    call = calls_of(graph.traversal_over(music))[name]
    with pytest.raises(wirespeed.TimeoutError):
        call(0, timeout=0)
    token = wirespeed.CancelToken()
    token.cancel()
    with pytest.raises(wirespeed.CancelledError):
        call(0, cancel=token)


def test_a_count_may_end_early(provider: Any) -> None:
    walk = graph.traversal_over(provider)
    assert walk.count(0) > 4
    assert walk.count(0, limit=4) == 4


def test_walks_from_both_ends_are_limited(music: Music) -> None:
    start = graph.traversal_over(music, uniqueness="node_path", relationships="S|T", max_depth=3)
    both = graph.two_sided_over(start)
    assert len(both.paths(0, 5, limit=2)) == 2
    for limits in ({"max_rows": 2}, {"memory": 900}):
        with pytest.raises(wirespeed.Error) as refused:
            both.paths(0, 5, **limits)  # type: ignore[arg-type]
        assert refused.value.code == "limit"
    with pytest.raises(wirespeed.TimeoutError):
        both.paths(0, 5, timeout=0)


def test_what_a_batch_was_late_for_comes_with_the_next(music: Music) -> None:
    expected = graph.traversal_over(music).nodes(0).tolist()
    batches = graph.traversal_over(music).batches(0, rows=3, what="table", cancel=(token := wirespeed.CancelToken()))
    found = rows_of(next(batches))
    relationships = music.relationships

    def cancels(*question: Any) -> list[Any]:
        token.cancel()
        return relationships(*question)

    music.relationships = cancels  # type: ignore[method-assign,assignment]
    with pytest.raises(wirespeed.CancelledError):
        while True:
            found += rows_of(next(batches))
    batches._cancel = None  # type: ignore[attr-defined]
    found += [row for batch in batches for row in rows_of(batch)]
    assert [node for node, _, _ in found] == expected


def test_what_a_provider_raises_ends_the_batches(music: Music) -> None:
    batches = graph.traversal_over(music).batches(0, rows=2)
    next(batches)

    def broken(*_: object) -> None:
        raise KeyError("gone")

    music.labels = music.relationships = broken  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyError, match="gone"):
        list(batches)
    assert list(batches) == []


def test_answers_that_name_relationships_need_a_provider_that_knows_them(music: Music) -> None:
    class EndsOnly:
        label_names = LABELS
        type_names = ("S", "T")
        labels = staticmethod(music.labels)
        property = staticmethod(music.property)

        def relationships(self, nodes: Any, type: str | None, direction: str) -> list[Any]:
            return [[node for node, _ in one] for one in music.relationships(nodes, type, direction)]

    walk = graph.traversal_over(EndsOnly(), relationships="S>", order="breadth_first")
    tree = walk.spanning_tree(0, relationships=False)
    assert tree.relationships is None
    assert tree.nodes.tolist() == music.in_memory().traversal(relationships="S>").spanning_tree(0).nodes.tolist()
    for call in (walk.spanning_tree, walk.subgraph, lambda root: graph.two_sided_over(walk).paths(root, 5)):
        with pytest.raises(wirespeed.InvalidArgumentError, match="pairs of a node and the relationship's id"):
            call(0)


def test_nodes_of_a_table_are_the_stores_own_numbers(provider: Any) -> None:
    table = pyarrow.table(graph.traversal_over(provider).table(0))
    assert table.schema.field("node").type == pyarrow.int64()
    assert table["node"].to_numpy().dtype == numpy.int64


def test_the_example_of_the_documentation_does_what_it_says() -> None:
    assert printed(examples("graph_remote.md")[2]) == [
        "[[0, 1, 2], [3, 3, 4], [4]]",
        "[-1, 0, 0, 1, 3] [1, 2, 3, 4, 5]",
        "[[0, 1, 3, 4], [0, 2, 3, 4]]",
    ]
