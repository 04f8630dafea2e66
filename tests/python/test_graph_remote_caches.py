"""What walks over graphs that live elsewhere keep of them, and when that is read again."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from remote_music import Music
from wirespeed import graph


def test_the_second_request_with_a_shared_cache_reads_neither_labels_nor_properties(provider: Any) -> None:
    walk = graph.traversal_over(provider, cache=graph.NodeCache(), labels="-A", include=("value", ">", 1))
    first = walk.count(1)
    before = walk.report()
    assert walk.count(1) == first
    after = walk.report()
    assert after["walks"] == 2
    assert (after["labels_read"], after["properties_read"]) == (before["labels_read"], before["properties_read"])
    assert after["label_hits"] > before["label_hits"]


def test_the_second_request_asks_the_store_nothing_where_relationships_are_kept_too(provider: Any) -> None:
    cache = graph.NodeCache(relationships=True)
    words: dict[str, Any] = {"labels": "-A", "include": ("value", ">", 1), "relationship_where": ("since", ">", 2000)}
    walk = graph.traversal_over(provider, cache=cache, **words)
    first = walk.nodes(1).tolist()
    before = walk.report()
    assert walk.nodes(1).tolist() == first
    after = walk.report()
    assert after["calls"] == before["calls"]
    assert after["relationship_hits"] == before["expanded"] + 2 * before["relationship_hits"]
    kept = cache.report()["relationships"]
    assert kept["misses"] == kept["entries"] == before["expanded"]
    assert kept["hits"] == after["relationship_hits"]
    assert kept["bytes"] > 0
    # Another condition on the same property is asked of what is kept.
    words["relationship_where"] = ("since", "==", 2001)
    other = graph.traversal_over(provider, cache=cache, **words)
    assert other.nodes(1).tolist() == graph.traversal_over(provider, cache=None, **words).nodes(1).tolist()
    assert cache.report()["relationships"]["hits"] > kept["hits"]


def test_relationships_are_kept_only_where_it_was_said(provider: Any) -> None:
    for cache in (graph.NodeCache(), ("labels", "properties")):
        walk = graph.traversal_over(provider, cache=cache, relationships=">")
        walk.count(1)
        once = walk.report()["expanded"]
        walk.count(1)
        assert (walk.report()["expanded"], walk.report()["relationship_hits"]) == (2 * once, 0)


def test_one_walk_does_not_ask_again_for_the_relationships_that_it_keeps(music: Music) -> None:
    words: dict[str, Any] = {"relationships": "", "uniqueness": "none", "max_depth": 4}
    kept = graph.traversal_over(music, cache=("relationships",), **words)
    read = graph.traversal_over(music, cache=None, **words)
    assert kept.count(0) == read.count(0)
    report = kept.report()
    assert report["expanded"] + report["relationship_hits"] == read.report()["expanded"]
    assert report["relationship_hits"] > report["expanded"]


def test_a_relationship_that_comes_or_goes_shows_once_both_its_ends_were_named(music: Music) -> None:
    music.edges = [(0, "S", 1), (1, "S", 2), (2, "S", 3)]
    cache = graph.NodeCache(relationships=True)
    along = graph.traversal_over(music, cache=cache, relationships=">")
    against = graph.traversal_over(music, cache=cache, relationships="<")
    assert (along.nodes(0).tolist(), against.nodes(3).tolist()) == ([0, 1, 2, 3], [3, 2, 1, 0])
    music.edges = [(0, "S", 1), (1, "S", 2), (0, "S", 3)]
    assert (along.nodes(0).tolist(), against.nodes(3).tolist()) == ([0, 1, 2, 3], [3, 2, 1, 0])
    cache.invalidate([2, 0, 3])
    assert (along.nodes(0).tolist(), against.nodes(3).tolist()) == ([0, 1, 2, 3], [3, 0])
    music.edges = []
    cache.clear()
    assert (along.nodes(0).tolist(), against.nodes(3).tolist()) == ([0], [3])


def test_a_walks_own_cache_is_gone_with_it(provider: Any) -> None:
    walk = graph.traversal_over(provider, labels="-A")
    walk.count(1)
    once = walk.report()["labels_read"]
    walk.count(1)
    assert walk.report()["labels_read"] == 2 * once


def test_a_shared_cache_answers_as_before_until_it_is_told(music: Music) -> None:
    cache = graph.NodeCache()
    walk = graph.traversal_over(music, cache=cache, labels="+A|+B|+C", relationships=">", uniqueness="node_global")
    root = next(node for node, labels in enumerate(music.node_labels) if labels)
    before = walk.nodes(root).tolist()
    changed = before[-1]
    music.node_labels[changed] = []
    assert walk.nodes(root).tolist() == before
    cache.invalidate([changed])
    assert changed not in walk.nodes(root).tolist()
    music.node_labels[changed] = ["A"]
    cache.clear()
    assert walk.nodes(root).tolist() == before
    assert cache.report()["invalidated"] > 0


def test_a_cache_stays_within_its_bound(music: Music) -> None:
    for relationships in (False, True):
        cache = graph.NodeCache(max_bytes=1000, relationships=relationships)
        walk = graph.traversal_over(music, cache=cache, labels="-A", include=("name", "==", "n1"))
        for root in range(len(music.values)):
            walk.count(root)
            report = cache.report()
            assert sum(report[kind]["bytes"] for kind in ("labels", "properties", "relationships")) <= 1000
        assert cache.report()["evicted"] > 0


@pytest.mark.parametrize("relationships", [False, True])
def test_many_threads_walk_at_once(provider: Any, relationships: bool) -> None:
    cache = graph.NodeCache(relationships=relationships, max_bytes=4096)
    walk = graph.traversal_over(provider, cache=cache, labels="-A", include=("value", ">", 1))
    expected = [walk.nodes(root).tolist() for root in range(40)]
    wrong: list[int] = []

    def ask(first: int) -> None:
        for root in range(first, 40):
            cache.invalidate([root])
            if walk.nodes(root).tolist() != expected[root]:
                wrong.append(root)

    threads = [threading.Thread(target=ask, args=(first,)) for first in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
