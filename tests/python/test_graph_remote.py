"""Walks over graphs that live elsewhere: SQLite, and classes of Python's; the same walk in memory is the oracle."""

from __future__ import annotations

import random
import signal
import sqlite3
from pathlib import Path
from typing import Any

import numpy
import pytest

import wirespeed
from conftest import run_python
from doc_examples import examples, printed
from remote_music import LABELS, Music
from wirespeed import graph

WALKS: list[dict[str, Any]] = [
    {"relationships": "S>|<T", "labels": ">B"},
    {"relationships": "S>,T>", "labels": "-A", "order": "breadth_first"},
    {"relationships": "", "labels": "/C|>B", "uniqueness": "node_path", "max_depth": 3},
    {"relationships": ">", "include": ("value", ">=", 2), "uniqueness": "node_level", "max_depth": 4},
    {"relationships": "<", "uniqueness": "none", "max_depth": 3, "min_depth": 1},
    {"relationships": "S", "include": ("name", "==", "n1"), "where": ("value", "<", 3)},
    {"relationships": "S>,<T", "max_depth": 6},
    {"sequence": "*,S>,-A,<T"},
    {"relationships": "S", "uniqueness": "node_recent", "recent": 3, "max_depth": 4},
    {"relationships": ">", "filter_start": False, "end_nodes": [3, 8, 17]},
    {"relationships": "", "uniqueness": "none", "max_depth": 2},
    {"relationships": "S", "labels": "-A", "order": "depth_first_post"},
    {"relationships": "", "uniqueness": "node_path", "max_depth": 2, "order": "breadth_first_post"},
    {"relationships": "", "uniqueness": "node_path", "max_depth": 2, "relationship_where": ("since", ">", 2001)},
    {"relationships": "S", "relationship_where": graph.any_of(("since", "<", 2001), ("role", "==", "drums"))},
    {"uniqueness": "relationship_path", "max_depth": 3, "relationship_where": [("since", ">=", 2001)], "labels": "-A"},
    {"order": "best_first", "labels": ">B", "relationship_where": ("weight", "<", 3)},
]


def ways(found: graph.Paths) -> list[list[int]]:
    return sorted(path.tolist() for path in found)


def ways_by_edges(found: graph.Paths, store: Any) -> list[tuple[list[int], list[int]]]:
    """The relationships of each way by the places of their edges."""
    by = found.relationships.tolist()
    if isinstance(store, graph.EdgeGraph):
        by = store.relationships(by).edges.tolist() if by else []
    elif isinstance(store, graph.SqliteProvider):
        by = [rowid - 1 for rowid in by]
    named = graph.Paths(found.offsets, found.nodes, by)
    return sorted((path.tolist(), named.relationships_of(i)) for i, path in enumerate(named))


@pytest.mark.parametrize("words", WALKS)
def test_a_walk_over_a_provider_is_the_walk_in_memory(music: Music, provider: Any, words: dict[str, Any]) -> None:
    memory = music.in_memory()
    here = memory.traversal(**words)
    shared = graph.NodeCache(relationships=True)
    small = graph.NodeCache(relationships=True, max_bytes=3000)
    kinds: list[Any] = [("labels",), ("properties",), ("relationships",), ("labels", "properties")]
    for cache in (None, *kinds, shared, shared, small):
        there = graph.traversal_over(provider, cache=cache, **words)
        for root in (0, 5, 17):
            assert there.count(root) == here.count(root)
            if words.get("uniqueness") in ("none", "node_path", "node_level", "relationship_path"):
                assert ways(there.paths(root)) == ways(here.paths(root))
                assert ways_by_edges(there.paths(root, relationships=True), provider) == ways_by_edges(
                    here.paths(root, relationships=True), memory
                )
            assert sorted(there.nodes(root).tolist()) == sorted(here.nodes(root).tolist())


ORDERS = ("depth_first", "breadth_first", "depth_first_post", "breadth_first_post", "best_first")


@pytest.mark.parametrize("rule", ["global", "path", "recent", "level"])
def test_rules_about_relationships_hold_as_in_memory(tmp_path: Path, rule: str) -> None:
    tests: list[Any] = [None, ("since", ">=", 2001), graph.any_of(("role", "==", "bass"), ("since", "!=", 2000))]
    for seed in range(4):
        music = Music(seed, nodes=6, edges=20)  # with parallel relationships and loops
        here = music.in_memory()
        there = (music, graph.SqliteProvider(music.tables(tmp_path / f"{seed}.db"), batch=3))
        for order in ORDERS:
            for where in tests:
                for steps in ("S|T", "S>|T>", "<T|S", "S>,<T"):
                    words: dict[str, Any] = {"order": order, "uniqueness": f"relationship_{rule}", "max_depth": 3}
                    words |= {"relationships": steps, "relationship_where": where, "recent": 4}
                    expected = [path.tolist() for path in here.traversal(**words).paths(0)]
                    for provider in there:
                        found = graph.traversal_over(provider, **words).paths(0)
                        assert [path.tolist() for path in found] == expected, (seed, words)


class EndsOnly:
    """A provider that has never heard of relationships' ids."""

    label_names = LABELS
    type_names = ("S", "T")

    def __init__(self, music: Music) -> None:
        self.music = music
        self.labels = music.labels
        self.property = music.property

    def relationships(self, nodes: Any, type: str | None, direction: str) -> list[list[int]]:
        return [[node for node, _ in one] for one in self.music.relationships(nodes, type, direction)]


def test_a_provider_that_knows_ends_alone_serves_all_that_asks_no_more(music: Music) -> None:
    ends = EndsOnly(music)
    assert graph.traversal_over(ends, relationships=">").count(0) == music.in_memory().traversal(
        relationships=">"
    ).count(0)
    with pytest.raises(wirespeed.InvalidArgumentError, match="pairs of a node and the relationship's id"):
        graph.traversal_over(ends, uniqueness="relationship_path").count(0)
    with pytest.raises(wirespeed.Error, match="relationship_property") as refused:
        graph.traversal_over(ends, relationship_where=("since", ">", 2000))
    assert refused.value.code == "unsupported"


def test_pairs_of_nodes_and_relationships_may_be_the_rows_of_an_array(music: Music) -> None:
    relationships = music.relationships

    def rows(nodes: Any, type: str | None, direction: str) -> list[Any]:
        return [numpy.array(one, dtype=numpy.int64).reshape(-1, 2) for one in relationships(nodes, type, direction)]

    words: dict[str, Any] = {"uniqueness": "relationship_global", "relationship_where": ("since", ">", 2000)}
    expected = graph.traversal_over(music, **words).nodes(0).tolist()
    music.relationships = rows  # type: ignore[method-assign]
    assert graph.traversal_over(music, **words).nodes(0).tolist() == expected
    assert graph.traversal_over(music).count(0) == music.in_memory().traversal().count(0)


def test_each_relationship_weighs_one_where_a_store_has_no_weights(music: Music, tmp_path: Path) -> None:
    words: dict[str, Any] = {"relationships": "S>|T>", "order": "best_first"}
    music.weights = [1.0] * len(music.edges)
    expected = music.in_memory().traversal(**words).nodes(0).tolist()
    path = music.tables(tmp_path / "music.db")
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE relationships DROP COLUMN weight")
    db.close()
    music.weight = None  # type: ignore[attr-defined]
    for provider in (music, graph.SqliteProvider(path, weight=None)):
        assert graph.traversal_over(provider, **words).nodes(0).tolist() == expected
    with pytest.raises(wirespeed.NotFoundError, match="weight"):
        graph.traversal_over(graph.SqliteProvider(path), **words)


def test_a_property_may_be_the_weight(music: Music, tmp_path: Path) -> None:
    words: dict[str, Any] = {
        "relationships": "S>|T>",
        "order": "best_first",
        "relationship_where": ("weight", ">", 2000),
    }
    music.weights = [float(year or 0) for year in music.since]
    expected = music.in_memory().traversal(**words).nodes(0).tolist()
    music.weight = "since"  # type: ignore[attr-defined]
    for provider in (music, graph.SqliteProvider(music.tables(tmp_path / "music.db"), weight="since")):
        assert graph.traversal_over(provider, **words).nodes(0).tolist() == expected
    with pytest.raises(wirespeed.MalformedError, match="since"):
        graph.traversal_over(music, order="best_first").count(0)


def numbered_by_thirds(music: Music, folder: Path) -> Path:
    """With a table of relationships without rowids, whose numbers are three times those of the other."""
    path = music.tables(folder / "music.db")
    with sqlite3.connect(path) as db:
        db.executescript(
            "CREATE TABLE numbered (number INTEGER PRIMARY KEY, source, type, target) WITHOUT ROWID;"
            "INSERT INTO numbered SELECT rowid * 3, source, type, target FROM relationships;"
        )
    db.close()
    return path


def test_a_table_of_relationships_may_say_who_they_are_in_a_column(music: Music, tmp_path: Path) -> None:
    path = numbered_by_thirds(music, tmp_path)
    words: dict[str, Any] = {"uniqueness": "relationship_path", "max_depth": 2}
    expected = ways(music.in_memory().traversal(**words).paths(0))
    numbered = graph.SqliteProvider(path, relationships="numbered", relationship_id="number")
    assert ways(graph.traversal_over(numbered, **words).paths(0)) == expected
    with pytest.raises(wirespeed.Error, match="relationship_id"):
        graph.traversal_over(graph.SqliteProvider(path, relationships="numbered"), **words)


def test_a_path_names_its_relationships_where_the_provider_knows_them(music: Music, tmp_path: Path) -> None:
    path = numbered_by_thirds(music, tmp_path)
    named = graph.traversal_over(graph.SqliteProvider(path, relationships="numbered", relationship_id="number"))
    paths = named.paths(0, relationships=True)
    for i, way in enumerate(paths):
        by = paths.relationships_of(i).tolist()
        assert len(by) == len(way) - 1
        for here, there, number in zip(way[:-1].tolist(), way[1:].tolist(), by, strict=True):
            source, _, target = music.edges[number // 3 - 1]
            assert {here, there} == {source, target}
    assert named.paths(0).relationships is None
    nameless = graph.traversal_over(graph.SqliteProvider(path, relationships="numbered"))
    with pytest.raises(wirespeed.Error, match="relationship_id") as refused:
        nameless.paths(0, relationships=True)
    assert refused.value.code == "unsupported"
    with pytest.raises(wirespeed.InvalidArgumentError, match="pairs of a node and the relationship's id"):
        graph.traversal_over(EndsOnly(music)).paths(0, relationships=True)


def test_what_a_provider_raises_is_raised(music: Music) -> None:
    def broken(*_: object) -> None:
        raise KeyError("gone")

    music.relationships = broken  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyError, match="gone"):
        graph.traversal_over(music).count(0)


@pytest.mark.parametrize(
    ("method", "answer", "said"),
    [
        ("labels", lambda nodes: [], "an item for each"),
        ("labels", lambda nodes: [3] * len(nodes), "labels"),
        ("property", lambda name, nodes: [{}] * len(nodes), "property"),
        ("relationships", lambda nodes, type, direction: [["x"]] * len(nodes), "integers"),
        ("relationships", lambda nodes, type, direction: [[(1, "x")]] * len(nodes), "integers"),
        ("relationships", lambda nodes, type, direction: [[(1, 2, 3)]] * len(nodes), "integers"),
        ("relationship_property", lambda name, ids: [1], "an item for each"),
        ("relationship_property", lambda name, ids: [{}] * len(ids), "relationship_property"),
    ],
)
def test_answers_that_are_none_are_refused(music: Music, method: str, answer: Any, said: str) -> None:
    setattr(music, method, answer)
    with pytest.raises(wirespeed.InvalidArgumentError, match=said):
        graph.traversal_over(
            music, labels="-B", filter_start=False, include=("value", ">", 1), relationship_where=("since", ">", 1)
        ).count(0)


def test_names_that_the_store_does_not_have_are_errors(provider: Any, tmp_path: Path) -> None:
    with pytest.raises(wirespeed.NotFoundError, match="expected one of"):
        graph.traversal_over(provider, labels="Z")
    with pytest.raises(wirespeed.NotFoundError, match="expected one of"):
        graph.traversal_over(provider, relationships="Z>")
    with pytest.raises((wirespeed.NotFoundError, KeyError), match="city"):
        graph.traversal_over(provider, relationship_where=("city", "==", "x")).count(0)
    with pytest.raises(wirespeed.NotFoundError):
        graph.traversal_over(provider).count(4711)
    with pytest.raises(wirespeed.IoError):
        graph.SqliteProvider(tmp_path / "none.db")
    with pytest.raises(wirespeed.InvalidArgumentError):
        graph.traversal_over(provider, cache=["x"])  # type: ignore[list-item]
    with pytest.raises(wirespeed.InvalidArgumentError, match="property"):
        graph.traversal_over(object())  # type: ignore[arg-type]


def test_a_label_that_nobody_has_may_be_named_where_the_provider_says_so_and_fits_nobody(
    music: Music, tmp_path: Path
) -> None:
    for sign in ("", "+", "-", "/", ">"):
        for nameless in (music.in_memory().traversal, lambda **words: graph.traversal_over(music, **words)):
            with pytest.raises(wirespeed.NotFoundError, match=r'expected one of .*, found "Z"'):
                nameless(labels=f"{sign}Z")
    rows = graph.SqliteProvider(music.tables(tmp_path / "music.db"), label_names=(*LABELS, "Z"))
    all_nodes = graph.traversal_over(rows).count(0)
    assert graph.traversal_over(rows, labels="-Z").count(0) == all_nodes > 1
    assert [graph.traversal_over(rows, labels=f"{sign}Z").count(0) for sign in "+/>"] == [0, 0, 0]


def test_labels_may_be_rows_of_a_table(music: Music, tmp_path: Path) -> None:
    path = music.tables(tmp_path / "music.db")
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE named (node INTEGER, label TEXT, PRIMARY KEY (node, label)) WITHOUT ROWID")
        db.executemany(
            "INSERT INTO named VALUES (?, ?)", [(i, x) for i, one in enumerate(music.node_labels) for x in one]
        )
        db.execute("UPDATE nodes SET labels = NULL")
    db.close()
    rows = graph.SqliteProvider(path, label_table=("named", "node", "label"))
    assert rows.labels == list(LABELS)
    assert rows.types == ["S", "T"]
    words = WALKS[0]
    assert graph.traversal_over(rows, **words).count(0) == music.in_memory().traversal(**words).count(0)


def test_labels_may_be_more_than_fit_into_a_word(music: Music, tmp_path: Path) -> None:
    many = tuple(f"L{i}" for i in range(200))
    source = random.Random(7)
    music.node_labels = [source.sample(many, 40) for _ in music.node_labels]
    here = music.in_memory()
    music.label_names = many  # type: ignore[assignment]
    cache = graph.NodeCache()
    for provider in (music, graph.SqliteProvider(music.tables(tmp_path / "music.db"), label_names=many)):
        for labels in (
            ">L0:L63|>L62|-L199",
            "+L1|+L70|+L140|+L199",
            "|".join(f">{one}" for one in many),
            "/L126|-L125",
        ):
            there = graph.traversal_over(provider, cache=cache, labels=labels)
            assert sorted(there.nodes(3).tolist()) == sorted(here.traversal(labels=labels).nodes(3).tolist()), labels


def test_a_walk_ends_when_its_time_is_over(music: Music) -> None:
    with pytest.raises(wirespeed.TimeoutError):
        graph.traversal_over(music).count(0, timeout=0)
    token = wirespeed.CancelToken()
    token.cancel()
    with pytest.raises(wirespeed.CancelledError):
        graph.traversal_over(music).count(0, cancel=token)


def test_the_search_for_labels_and_types_ends_when_it_is_told_to(music: Music, tmp_path: Path) -> None:
    path = music.tables(tmp_path / "music.db")
    token = wirespeed.CancelToken()
    token.cancel()
    with pytest.raises(wirespeed.CancelledError):
        graph.SqliteProvider(path, cancel=token)
    with pytest.raises(wirespeed.TimeoutError):
        graph.SqliteProvider(endless(path), relationships="endless", timeout=0.05)


def test_ctrl_c_ends_the_search_for_types(music: Music, tmp_path: Path) -> None:
    program = f"""
        from wirespeed import graph
        try:
            print("ready", flush=True)
            graph.SqliteProvider({str(endless(music.tables(tmp_path / "music.db")))!r}, relationships="endless")
        except KeyboardInterrupt: print("interrupted")
    """
    assert "interrupted" in run_python(program, signal_when_ready=signal.SIGINT).stdout


def endless(path: Path) -> Path:
    """With a view of relationships that nobody reads to its end."""
    with sqlite3.connect(path) as db:
        many = ", ".join(f"relationships r{i}" for i in range(9))
        db.execute(f"CREATE VIEW endless (source, type, target) AS SELECT r0.source, 'S', r1.target FROM {many}")
    db.close()
    return path


def test_an_evaluator_sees_the_stores_own_numbers(music: Music) -> None:
    seen: list[list[int]] = []

    def evaluator(path: list[int]) -> tuple[bool, bool]:
        seen.append(path)
        return len(path) == 2, len(path) < 2

    found = graph.traversal_over(music, relationships=">", evaluator=evaluator).nodes(0)
    neighbours = sorted({target for source, _, target in music.edges if source == 0} - {0})
    assert sorted(found.tolist()) == neighbours
    assert all(path[0] == 0 for path in seen)


def test_the_example_of_the_documentation_does_what_it_says() -> None:
    (line,) = printed(examples("graph_remote.md")[0])
    assert line.startswith("[1] 1 {")


def test_the_class_of_the_documentation_tells_who_relationships_are() -> None:
    paths, late = printed(examples("graph_remote.md")[1])
    assert paths == "[[0], [0, 1], [0, 1, 2], [0, 1, 0], [0, 1], [0, 1, 2], [0, 1, 0]]"
    assert late == "[0, 1, 2]"
