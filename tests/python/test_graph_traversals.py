"""Traversals: sentences, batches, tables, evaluators, both sides, budgets, ends. What they walk: APOC's tests."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from conftest import run_python
from doc_examples import examples, printed, said
from slow_walks import SlowGraph, SlowWalk, Words
from waiting import wait_until
from wirespeed import CancelToken, errors
from wirespeed.graph import EdgeGraph, WalkBuilder, all_of, any_of, from_edges, walk

#      0:A -X-> 1:B -Y-> 3:A -X-> 4 -Y-> 0;  0 -X-> 2:B -Y-> 3
SMALL = from_edges(
    [0, 0, 1, 2, 3, 4],
    [1, 2, 3, 3, 4, 0],
    nodes=5,
    types=["X", "X", "Y", "Y", "X", "Y"],
    labels=["A", "B", ["B", "C"], "A", None],
    weights=[1, 5, 1, 1, 1, 1],
    properties={"value": np.array([False, False, True, True, False])},
    relationship_properties={"since": pa.array([1, 2, None, 4, 5, 6])},
)


def wide(nodes: int = 400, edges: int = 8000) -> EdgeGraph:
    chance = np.random.default_rng(5)
    return from_edges(chance.integers(0, nodes, edges), chance.integers(0, nodes, edges), nodes=nodes)


WIDE = wide()


# --- sentences -------------------------------------------------------------------------------------------------------


def test_a_sentence_says_what_the_words_say() -> None:
    sentence = walk(SMALL).depth_first().relationships("X>|Y>").where("value", "==", True).start_unfiltered()
    words: dict[str, Any] = {"relationships": "X>|Y>", "where": ("value", "==", True), "filter_start": False}
    assert sentence.nodes(0).tolist() == SMALL.traversal(**words).nodes(0).tolist() == [0, 2, 3]
    assert (sentence.count(0), len(sentence.paths(0))) == (3, 3)
    assert sentence.to_depth(1).nodes(0).tolist() == [0, 2]
    assert sentence.from_depth(1).nodes(0).tolist() == [2, 3]
    assert sentence.nodes(0).tolist() == [0, 2, 3], "a beginning stays as it is"


def test_conditions_of_one_kind_are_joined() -> None:
    out: WalkBuilder = walk(SMALL).relationships(">")
    late = out.relationship_where("since", ">", 1)
    assert late.nodes(0).tolist() == [0, 2, 3, 4]
    assert late.relationship_where("weight", "<", 5).nodes(0).tolist() == [0]
    assert out.relationship_where(any_of(("since", "==", 1), ("since", "==", 4))).nodes(0).tolist() == [0, 1]
    assert out.include("value", "==", True).include(("value", "!=", False)).nodes(0).tolist() == [3, 2]
    assert out.include_any(("value", "==", True), ("value", "==", False)).count(0) == 5
    assert out.prune("value", "==", True).nodes(0).tolist() == [0, 1, 3, 2]
    assert out.where(all_of()).count(0) == 5
    assert out.where(any_of()).count(0) == 0


def test_every_word_has_its_call() -> None:
    out = walk(SMALL).relationships(">")
    assert out.breadth_first().nodes(0).tolist() == [0, 1, 2, 3, 4]
    assert out.depth_first(post=True).nodes(0).tolist() == [4, 3, 1, 2, 0]
    assert out.best_first().nodes(0).tolist() == [0, 1, 3, 4, 2]
    assert out.uniqueness("node_recent", recent=1).to_depth(2).count(0) == 5
    assert walk(SMALL).sequence("A", "X>", ">B", "Y>").nodes(0).tolist() == [1, 2]
    assert walk(SMALL).relationships("X>", "Y>").labels("A", ">B").nodes(0).tolist() == [1, 2]
    assert out.end_nodes([4]).paths(0)[0].tolist() == [0, 1, 3, 4]
    assert out.terminator_nodes([3]).deny_nodes([1]).paths(0)[0].tolist() == [0, 2, 3]
    assert out.allow_nodes([0, 2]).nodes(0).tolist() == [0, 2]
    assert "relationships='>'" in repr(out)


# --- what comes out --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "order", ["depth_first", "breadth_first", "depth_first_post", "breadth_first_post", "best_first"]
)
def test_batches_are_the_whole_cut_into_pieces(order: Any) -> None:
    traversal = WIDE.traversal(order=order, relationships=">")
    pieces = list(traversal.batches(0, rows=37))
    assert {len(piece) for piece in pieces[:-1]} == {37}
    assert np.concatenate(pieces).tolist() == traversal.nodes(0).tolist()
    paths = [path.tolist() for piece in traversal.batches(0, rows=7, what="paths") for path in piece]
    assert paths == [path.tolist() for path in traversal.paths(0)]
    assert sum(len(piece) for piece in traversal.batches(0, rows=50, limit=120)) == 120
    with pytest.raises(errors.InvalidArgumentError, match="at least 1"):
        next(traversal.batches(0, rows=0))


def test_a_walk_goes_no_further_than_its_batches_are_asked_for() -> None:
    endless = WIDE.traversal(uniqueness="none", relationships=">", max_depth=30)
    batches = endless.batches(0, rows=1000)
    assert [len(next(batches)) for _ in range(3)] == [1000] * 3


def test_tables_are_arrows() -> None:
    table = pa.table(SMALL.traversal(relationships=">").table(0))
    assert table.column_names == ["node", "depth", "labels"]
    assert table.to_pydict() == {
        "node": [0, 1, 3, 4, 2],
        "depth": [0, 1, 2, 3, 1],
        "labels": ["A", "B", "A", "", "B:C"],
    }
    assert pa.types.is_dictionary(table.schema.field("labels").type)
    pieces = [pa.table(piece).num_rows for piece in SMALL.traversal().batches(0, what="table", rows=2)]
    assert pieces == [2, 2, 1]
    assert pa.table(SMALL.traversal(max_depth=0, labels=">B").table(0)).num_rows == 0


def test_relationships_are_known_by_their_ends() -> None:
    paths = SMALL.traversal(relationships="<", uniqueness="relationship_path", end_nodes=[0]).paths(
        3, relationships=True
    )
    first = SMALL.relationships(paths.relationships_of(0))
    assert paths[0].tolist() == [3, 1, 0]
    assert (first.sources.tolist(), first.targets.tolist()) == ([1, 0], [3, 1])
    assert ([SMALL.types[i] for i in first.types], first.edges.tolist()) == (["Y", "X"], [2, 0])
    assert from_edges([0], [1], nodes=2).relationships([0]).edges is None
    with pytest.raises(errors.NotFoundError, match="below 6"):
        SMALL.relationships([6])


# --- evaluators ------------------------------------------------------------------------------------------------------


def test_an_evaluator_is_asked_for_each_way() -> None:
    asked: list[list[int]] = []

    def evaluator(path: list[int]) -> tuple[bool, bool]:
        asked.append(path)
        return len(path) == 2, path[-1] != 1

    assert walk(SMALL).relationships(">").evaluator(evaluator).nodes(0).tolist() == [1, 2]
    assert asked == [[0], [0, 1], [0, 2], [0, 2, 3], [0, 2, 3, 4]]
    assert walk(SMALL).evaluator(lambda path: len(path) > 1).count(0) == 4
    assert walk(SMALL).evaluator(lambda path: None).count(0) == 5


def test_what_an_evaluator_raises_comes_out() -> None:
    def evaluator(path: list[int]) -> bool:
        raise KeyError(path[-1])

    for ask in ("count", "nodes", "paths", "spanning_tree", "subgraph"):
        with pytest.raises(KeyError, match="3"):
            getattr(walk(SMALL).evaluator(evaluator), ask)(3)
    with pytest.raises(errors.InvalidArgumentError, match="found int"):
        walk(SMALL).evaluator(lambda path: 7).count(0)  # type: ignore[arg-type,return-value]


# --- both sides ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sides", ["alternating", "level"])
@pytest.mark.parametrize("uniqueness", ["node_path", "relationship_path"])
@pytest.mark.parametrize("order", ["depth_first", "breadth_first", "best_first"])
def test_both_sides_find_what_one_finds_alone(order: Any, uniqueness: str, sides: Any) -> None:
    chance = random.Random(11)
    for _ in range(6):
        edges = [(chance.randrange(8), chance.randrange(8)) for _ in range(13)]
        slow = SlowGraph(8, edges, ["X"] * 13, [[]] * 8, [1.0] * 13)
        quick = from_edges(*zip(*edges, strict=True), nodes=8, types=slow.types)
        words = Words(uniqueness=uniqueness, relationships=">", max_depth=4, end_nodes=[3], filter_start=True)
        expected = sorted(way.nodes for way in SlowWalk(slow, words).run([0]))
        start = walk(quick).order(order).uniqueness(uniqueness).relationships(">").to_depth(4)
        found = quick.two_sided(start, sides=sides, max_length=4).paths(0, 3)
        assert sorted(tuple(path.tolist()) for path in found) == expected


def test_both_sides_meet_at_the_shortest() -> None:
    start = walk(SMALL).breadth_first().uniqueness("node_path").relationships(">")
    both = SMALL.two_sided(start, sides="level_stop_on_result", collisions="shortest")
    assert sorted(path.tolist() for path in both.paths(0, 3)) == [[0, 1, 3], [0, 2, 3]]
    assert both.paths(0, 3, limit=1, relationships=True).relationships.size == 2
    assert len(SMALL.two_sided(start.uniqueness("node_global")).paths(0, 3)) == 0
    end = walk(SMALL).breadth_first().relationships("<").where("value", "==", True)
    assert [path.tolist() for path in SMALL.two_sided(start, end, sides="level_stop_on_result").paths(0, 3)] == [
        [0, 2, 3]
    ]
    assert len(SMALL.two_sided(start).paths([0, 1], [3, 4])) == 6


# --- budgets and ends ------------------------------------------------------------------------------------------------


def test_budgets_are_kept_and_limits_end_quietly() -> None:
    traversal = WIDE.traversal(relationships=">")
    assert traversal.count(0, limit=10) == len(traversal.nodes(0, limit=10)) == 10
    for ask in (traversal.count, traversal.nodes, traversal.paths, traversal.spanning_tree, traversal.subgraph):
        with pytest.raises(errors.Error, match="at most 10 rows"):
            ask(0, max_rows=10)
    assert traversal.count(0, max_rows=400) == traversal.count(0)
    many = WIDE.traversal(order="breadth_first", uniqueness="none", relationships=">", max_depth=20)
    with pytest.raises(errors.Error, match="bytes at a time"):
        many.nodes(0, memory=1 << 20)
    with pytest.raises(errors.Error, match="bytes at a time"):
        WIDE.traversal(order="best_first", uniqueness="none", relationships=">", max_depth=20).nodes(0, memory=1 << 20)


def test_walks_in_circles_are_errors() -> None:
    for uniqueness in ("none", "node_level", "relationship_level"):
        endless = SMALL.traversal(uniqueness=uniqueness, relationships=">", order="breadth_first")
        with pytest.raises(errors.Error, match="circles"):
            endless.count(0, limit=1 << 40)


@pytest.mark.parametrize("words", [{}, {"order": "depth_first_post"}, {"relationship_where": ("weight", ">=", 0)}])
def test_deadlines_and_tokens_end_every_kind(words: dict[str, Any]) -> None:
    chance = np.random.default_rng(5)
    graph = from_edges(chance.integers(0, 400, 8000), chance.integers(0, 400, 8000), nodes=400, weights=np.ones(8000))
    endless = graph.traversal(uniqueness="none", relationships=">", max_depth=40, **words)
    for ask in (endless.count, lambda root, **ends: next(endless.batches(root, rows=1 << 40, **ends))):
        with pytest.raises(errors.TimeoutError):
            ask(0, timeout=0.08)
        token = CancelToken()
        threading.Timer(0.08, token.cancel).start()
        with pytest.raises(errors.CancelledError):
            ask(0, cancel=token)


def with_ends(batches: Iterator[Any]) -> tuple[list[Any], int]:
    """All batches, and how often a deadline ended one before it was whole."""
    found: list[Any] = []
    ends = 0
    while True:
        try:
            found += batches
            return found, ends
        except errors.TimeoutError:
            ends += 1


@pytest.mark.parametrize(
    "order", ["depth_first", "breadth_first", "depth_first_post", "breadth_first_post", "best_first"]
)
def test_a_batch_after_a_deadline_goes_on_where_it_was(order: Any) -> None:
    traversal = WIDE.traversal(order=order, uniqueness="none", relationships=">", max_depth=4)
    expected = traversal.nodes(0)
    # A deadline that has passed lets a walk go some thousand steps.
    pieces, ends = with_ends(traversal.batches(0, rows=10_000, timeout=0))
    assert ends > 10
    assert [len(piece) for piece in pieces[:-1]] == [10_000] * (len(expected) // 10_000)
    assert np.array_equal(np.concatenate(pieces), expected)
    tables, ends = with_ends(traversal.batches(0, rows=10_000, what="table", timeout=0))
    assert ends > 10
    assert pa.concat_tables(pa.table(one) for one in tables)["node"].to_pylist() == expected.tolist()
    paths, ends = with_ends(traversal.batches(0, rows=10_000, what="paths", timeout=0))
    assert ends > 10
    assert np.array_equal(np.concatenate([piece.nodes for piece in paths]), traversal.paths(0).nodes)


def test_a_token_ends_batches_of_any_size() -> None:
    token = CancelToken()
    batches = SMALL.traversal(relationships=">").batches(0, rows=1, cancel=token)
    assert next(batches).tolist() == [0]
    token.cancel()
    for _ in range(2):
        with pytest.raises(errors.CancelledError):
            next(batches)


def test_a_walk_whose_evaluator_raised_is_over() -> None:
    def evaluator(path: list[int]) -> bool:
        return bool(1 // (path[-1] != 3))

    batches = walk(SMALL).relationships(">").evaluator(evaluator).batches(0, rows=1)
    assert [next(batches).tolist() for _ in range(2)] == [[0], [1]]
    with pytest.raises(ZeroDivisionError):
        next(batches)
    assert list(batches) == []


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_ends_a_walk() -> None:
    code = """
import threading, time
import numpy as np
from wirespeed.graph import from_edges
chance = np.random.default_rng(5)
graph = from_edges(chance.integers(0, 400, 8000), chance.integers(0, 400, 8000), nodes=400)

def tell():  # that the other thread is at work
    began = time.process_time()
    while time.process_time() < began + 0.1:
        time.sleep(0.01)
    print("walks", flush=True)

try:
    threading.Thread(target=tell, daemon=True).start()
    graph.traversal(uniqueness="none", relationships=">", max_depth=60).count(0)
except KeyboardInterrupt:
    print("interrupted")
"""
    assert run_python(code, signal_when_ready=signal.SIGINT).stdout.split() == ["walks", "interrupted"]


def test_other_threads_run_meanwhile_and_callers_do_not_disturb_each_other() -> None:
    traversal = WIDE.traversal(uniqueness="node_path", relationships=">", max_depth=3)
    expected = [traversal.count(root) for root in range(8)]
    found: list[int | None] = [None] * 8

    def work(root: int) -> None:
        for _ in range(3):
            found[root] = traversal.count(root)

    threads = [threading.Thread(target=work, args=(root,)) for root in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected
    token = CancelToken()
    endless = WIDE.traversal(uniqueness="none", relationships=">", max_depth=40)
    raised: list[BaseException] = []

    def walk_on() -> None:
        try:
            endless.count(0, cancel=token)
        except errors.CancelledError as error:
            raised.append(error)

    thread = threading.Thread(target=walk_on)
    thread.start()
    assert thread.ident is not None
    its_time = time.pthread_getcpuclockid(thread.ident)
    wait_until(lambda: time.clock_gettime(its_time) > 0.05)
    token.cancel()
    thread.join(timeout=30)
    assert len(raised) == 1


def test_what_cannot_be_is_said() -> None:
    for words, error, match in (
        ({"order": "sideways"}, errors.InvalidArgumentError, "best_first"),
        ({"labels": "A||B"}, errors.InvalidArgumentError, "any label"),
        ({"labels": "A:"}, errors.InvalidArgumentError, "any label"),
        ({"relationships": "X>,,Y"}, errors.InvalidArgumentError, "any type"),
        ({"where": ("value", "==")}, errors.InvalidArgumentError, "property, comparison, value"),
        ({"where": ("value", "=", True)}, errors.InvalidArgumentError, "expected =="),
        ({"where": ("value", "==", [1])}, errors.InvalidArgumentError, "found a list"),
        ({"where": ("age", "==", 1)}, errors.NotFoundError, "age"),
        ({"relationship_where": ("value", "==", 1)}, errors.NotFoundError, "relationships"),
        ({"end_nodes": [5]}, errors.NotFoundError, "end_nodes"),
        ({"allow_nodes": [-1]}, errors.NotFoundError, "allow_nodes"),
    ):
        with pytest.raises(error, match=match):
            SMALL.traversal(**words)
    with pytest.raises(errors.NotFoundError, match="below 5"):
        SMALL.traversal().count([0, 5])
    with pytest.raises(errors.InvalidArgumentError, match="each of 2 edges"):
        from_edges([0, 1], [1, 0], nodes=2, relationship_properties={"p": [1]})
    with pytest.raises(errors.InvalidArgumentError, match="level_stop_on_result"):
        SMALL.two_sided(walk(SMALL), sides="both")  # type: ignore[arg-type]


def test_the_example_of_the_documentation_does_what_it_says() -> None:
    for example in examples("graph_traversals.md"):
        assert printed(example) == said(example) != []
