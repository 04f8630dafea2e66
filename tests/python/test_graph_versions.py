"""Graphs that go on while they are asked."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path
from typing import Any

import networkx  # type: ignore[import-untyped]
import numpy
import pyarrow  # type: ignore[import-untyped]
import pytest

from wirespeed import errors, graph, kernels
from wirespeed.graph import EdgeGraph, VersionedGraph, from_edges


def chain(nodes: int, **more: Any) -> EdgeGraph:
    return from_edges(list(range(nodes - 1)), list(range(1, nodes)), nodes=nodes, **more)


def test_a_version_has_all_changes_up_to_its_epoch() -> None:
    versions = VersionedGraph(chain(3))
    assert versions.pin().epoch == 0
    epoch = versions.apply(added_nodes=1, added_edges=[(2, 3)])
    pinned = versions.wait(epoch)
    assert (pinned.epoch, pinned.graph.levels(0).tolist()) == (1, [0, 1, 2, 3])
    assert versions.ask(lambda g: g.node_count) == (4, 1)


def test_a_pinned_graph_stays_as_it_is() -> None:
    versions = VersionedGraph(chain(3))
    pinned = versions.pin()
    versions.wait(versions.apply(removed_nodes=[1]))
    assert pinned.graph.levels(0).tolist() == [0, 1, 2]
    assert versions.pin().graph.levels(0).tolist() == [0, -1, -1]


def test_edges_labels_and_properties_change() -> None:
    first = chain(3, types=["A", "B"], labels=["X", "Y", None], properties={"age": pyarrow.array([1, None, 3])})
    versions = VersionedGraph(first)
    epoch = versions.apply(
        added_nodes=1,
        removed_edges=[(0, 1, "A")],
        added_edges=[(0, 3, "C"), (0, 2, "B")],
        labels={3: ["X", "Z"], 0: []},
        properties={"age": {1: 20, 3: 40, 2: None}, "name": {0: "ann"}, "tall": {1: True}, "part": {2: 0.5}},
    )
    g = versions.wait(epoch).graph
    assert (g.types, g.labels) == (["A", "B", "C"], ["X", "Y", "Z"])
    assert g.levels(0).tolist() == [0, -1, 1, 1]
    assert g.traversal(labels="+Z", where=("age", "==", 40), filter_start=False).nodes(0).tolist() == [0, 3]
    assert dict(g.group_by(range(4), "age")) == {1: 1, 20: 1, 40: 1, None: 1}
    assert dict(g.group_by(range(4), "name")) == {"ann": 1, None: 3}


def test_added_edges_have_properties() -> None:
    first = chain(3, types=["A", "B"], relationship_properties={"since": [1, None], "role": ["x", "y"]})
    versions = VersionedGraph(first)
    added = [(0, 2, "A", {"since": 5}), (2, 0, "C", {"role": "x", "since": None}), (1, 0, "A"), (2, 1, {"role": "z"})]
    g = versions.wait(versions.apply(added_edges=added)).graph
    assert g.types == ["A", "B", "C", ""]
    assert followed(g, ("since", ">=", 1)) == [(0, 1), (0, 2)]
    assert followed(g, ("role", "==", "x")) == [(0, 1), (2, 0)]
    assert followed(g, ("role", "==", "z")) == [(2, 1)]


def test_properties_of_relationships_change() -> None:
    first = chain(3, types=["A", "B"], weights=[1.0, 2.0], relationship_properties={"since": [1, 2]})
    versions = VersionedGraph(first)
    changes: Any = {"since": {(0, 1, "A"): 7, (1, 2, "B"): None}, "weight": {(1, 2, "B"): 0.5}}
    g = versions.wait(versions.apply(relationship_properties=changes)).graph
    assert followed(g, ("since", ">=", 0)) == [(0, 1)]
    assert g.distances(0).tolist() == [0, 1, 1.5]
    with pytest.raises(errors.NotFoundError, match='"since": expected a relationship 0-B->1, found none'):
        versions.wait(versions.apply(relationship_properties={"since": {(0, 1, "B"): 7}}))


def test_properties_that_relationships_do_not_have_are_refused_at_once() -> None:
    versions = VersionedGraph(chain(3, relationship_properties={"since": [1, 2]}))
    with pytest.raises(errors.NotFoundError, match=r'0-A->2: expected a property.* found "u"'):
        versions.apply(added_edges=[(0, 2, "A", {"u": 1})])
    with pytest.raises(errors.InvalidArgumentError, match='"since" of 0-->1: expected a value of the column'):
        versions.apply(relationship_properties={"since": {(0, 1): "long"}})
    with pytest.raises(errors.InvalidArgumentError, match=r"expected \(source, target, type, weight, properties"):
        versions.apply(added_edges=[(0, 2, "A", 1.0, "B")])
    assert versions.last_epoch == 0


def followed(g: EdgeGraph, condition: Any) -> list[tuple[int, int]]:
    walk = g.traversal(relationships=">", max_depth=1, relationship_where=condition)
    return [(node, int(other)) for node in range(g.node_count) for other in walk.nodes(node)[1:]]


def test_a_loaded_graph_keeps_its_keys_and_gets_new_ones(tmp_path: Path) -> None:
    first = graph.from_table({"id": ["ann", "bob"]}, {"source": ["ann"], "target": ["bob"]})
    first.save(tmp_path / "g")
    for start in (first, graph.load(tmp_path / "g")):
        versions = VersionedGraph(start)
        g: Any = versions.wait(versions.apply(added_nodes=["cat"], added_edges=[(1, 2)])).graph
        assert g.levels(g.node("ann")).tolist() == [0, 1, 2]
        assert numpy.asarray(g.keys_of([2])).tolist() == ["cat"]
        with pytest.raises(errors.InvalidArgumentError, match="expected the keys of nodes, found 3"):
            versions.apply(added_nodes=3)


def test_keys_that_are_objects_go_on_too() -> None:
    keys: list[Any] = [("a", 1), ("a", 2), "b"]
    loaded = graph.from_table({"id": keys}, {"source": keys[:1], "target": keys[1:2]})
    for start in (loaded, graph.from_networkx(networkx.DiGraph([(keys[0], keys[1]), (keys[1], "b")]))):
        versions = VersionedGraph(start)
        g: Any = versions.wait(versions.apply(added_nodes=[("c", 3)], added_edges=[(1, 3)])).graph
        assert g.levels(g.node(("a", 1)), max_depth=2)[g.node(("c", 3))] == 2
        assert list(g.keys_of([3, 0])) == [("c", 3), ("a", 1)]
        assert g.nodes_of(["b", ("c", 3), "nobody"]).tolist() == [2, 3, 0xFFFFFFFF]


def test_keys_of_many_batches_are_joined_when_a_version_asks_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    joined: list[int] = []
    concat = kernels.concat

    def counted(parts: list[Any]) -> Any:
        joined.append(sum(map(len, parts)))
        return concat(parts)

    monkeypatch.setattr(kernels, "concat", counted)
    keys = list(range(1000))
    versions = VersionedGraph(graph.from_table({"id": keys}, {"source": [0], "target": [1]}))
    for batch in range(20):
        epoch = versions.apply(added_nodes=[1000 + batch])
    assert sum(joined) < 1000
    g: Any = versions.wait(epoch).graph
    assert g.ids.tolist() == list(range(1020))


def test_keys_that_cannot_be_joined_are_refused_with_their_batch() -> None:
    versions = VersionedGraph(graph.from_table({"id": [7]}, {"source": [7], "target": [7]}))
    with pytest.raises(TypeError, match="expected arrays of one library"):
        versions.apply(added_nodes=pyarrow.array([8]))
    assert versions.node_count == 1


def test_keys_of_changes_that_were_refused_are_forgotten() -> None:
    versions = VersionedGraph(graph.from_table({"id": [7]}, {"source": [7], "target": [7]}))
    with pytest.raises(errors.NotFoundError):
        versions.apply(added_nodes=[8], added_edges=[(0, 5)])
    g: Any = versions.wait(versions.apply(added_nodes=[9])).graph
    assert g.ids.tolist() == [7, 9]


def test_changes_of_nodes_that_are_not_there_are_refused_whole() -> None:
    versions = VersionedGraph(chain(3))
    with pytest.raises(errors.NotFoundError, match="added edges: expected a node below 3, found 3"):
        versions.apply(added_edges=[(0, 2), (0, 3)])
    assert (versions.last_epoch, versions.node_count) == (0, 3)


def test_what_could_not_be_merged_is_told_to_the_writer() -> None:
    versions = VersionedGraph(chain(3, properties={"age": numpy.arange(3)}))
    epoch = versions.apply(properties={"age": {1: "old"}})
    with pytest.raises(errors.InvalidArgumentError, match='"age" of 1: expected a value'):
        versions.wait(epoch)
    assert versions.take_failures() == {}
    assert versions.wait(versions.apply(added_edges=[(2, 0)])).graph.relationship_count == 3


def test_weights_go_on(tmp_path: Path) -> None:
    versions = VersionedGraph(chain(3, weights=[1.0, 2.0]))
    g = versions.wait(versions.apply(added_edges=[(0, 2, "", 0.5)])).graph
    assert g.distances(0).tolist() == [0, 1, 0.5]
    with pytest.raises(errors.InvalidArgumentError, match="the graph has none"):
        VersionedGraph(chain(3)).apply(added_edges=[(0, 2, "", 0.5)])


def test_readers_see_whole_versions_while_a_writer_goes_on() -> None:
    versions = VersionedGraph(chain(2))
    done = threading.Event()
    wrong: list[Any] = []

    def read() -> None:
        while not done.is_set():
            pinned = versions.pin()
            if (pinned.graph.node_count, pinned.graph.relationship_count) != (2 + pinned.epoch, 1 + pinned.epoch):
                wrong.append(pinned)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for end in range(2, 60):
        versions.apply(added_nodes=1, added_edges=[(end - 1, end)])
    versions.wait(versions.last_epoch)
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert versions.pin().graph.levels(0)[-1] == 59


def test_a_graph_that_is_dropped_while_it_merges_gives_its_arrays_back() -> None:
    for _ in range(5):
        versions = VersionedGraph(chain(1000, properties={"age": numpy.arange(1000)}))
        for i in range(20):
            versions.apply(properties={"age": {i: i}})
        del versions
    gc.collect()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_fork_reads_and_is_told_where_to_write() -> None:
    versions = VersionedGraph(chain(3))
    versions.wait(versions.apply(added_nodes=1))
    child = os.fork()
    if child == 0:
        try:
            versions.apply(added_nodes=1)
        except errors.Error as error:
            os._exit(0 if error.code == "unsupported" and versions.pin().graph.node_count == 4 else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
