"""Copies of a graph in Neo4j whose renewal fails on the way, over a store that is none."""

from __future__ import annotations

import time
from typing import Any

import pyarrow  # type: ignore[import-untyped]
import pytest

from wirespeed import graph
from wirespeed.errors import IoError
from wirespeed.graph import _copy
from wirespeed.graph._load_neo4j import Probe, Snapshot
from wirespeed.graph._loaded import LoadedGraph
from wirespeed.graph._neo4j_delta import Changes, Delta


class Store:
    """People with names. It counts its transactions, and can be out of reach."""

    def __init__(self) -> None:
        self.names = ["a", "b", "c"]
        self.log: list[int] = []  # whose name a transaction changed
        self.probes_left = 1000
        self.ahead = 0.0  # seconds by which its clock is fast

    def rename(self, person: int, name: str) -> None:
        self.names[person] = name
        self.log.append(person)

    def people(self, keys: list[int]) -> Any:
        keys_column = pyarrow.array(keys, type=pyarrow.int64())
        return pyarrow.table(
            {"key": keys_column, "p0": pyarrow.array([self.names[key] for key in keys], type="string")}
        )

    def ends(self) -> Any:
        return pyarrow.table({"source": pyarrow.array([0, 1]), "target": pyarrow.array([1, 2])})

    # --- in place of what asks a real one ---

    def probe(self, *_: Any) -> Probe:
        if self.probes_left == 0:
            raise IoError("no route")
        self.probes_left -= 1
        asked = time.monotonic() + self.ahead
        return Probe("store", len(self.log), {"P": 3}, {"K": 2}, asked, None)  # type: ignore[arg-type]

    def read_whole(self, *_: Any) -> tuple[Snapshot, Probe]:
        snapshot = Snapshot()
        snapshot.nodes, snapshot.ends = {"P": self.people([0, 1, 2])}, {"K": self.ends()}
        return snapshot, self.probe()


class Log(Delta):
    """Takes what came since it was last asked, whatever becomes of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.cursor = 0
        self.fails = False

    def begin(self, *_: Any) -> None:
        self.cursor = len(self.store.log)

    def changes(self, *_: Any) -> Changes:
        changed = self.store.log[self.cursor :]
        self.cursor = len(self.store.log)
        if self.fails:
            raise IoError("no route")
        none = self.store.ends().slice(0, 0)
        return Changes({"P": self.store.people(changed)}, [], {"K": none}, {"K": none})


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    made = Store()
    monkeypatch.setattr(_copy, "probe", made.probe)
    monkeypatch.setattr(_copy, "read_whole", made.read_whole)
    return made


def copy_of(store: Store, delta: Delta) -> graph.Neo4jCopy:
    return graph.Neo4jCopy(None, labels=["P"], types=["K"], properties=["name"], delta=delta)  # type: ignore[arg-type]


def names(g: LoadedGraph) -> list[str]:
    """Of each person, by which of the names it is found."""
    known = ("a", "b", "c", "x", "y")
    walks = {name: g.traversal(include=("name", "==", name), max_depth=0) for name in known}
    return ["".join(name for name in known if walks[name].count(g.node(key))) for key in range(3)]


def renewed(copy: graph.Neo4jCopy) -> list[str]:
    return names(copy.graph(max_staleness=0.0))


def test_a_delta_is_taken_once_it_is_there(store: Store) -> None:
    copy = copy_of(store, Log(store))
    store.rename(1, "x")
    assert renewed(copy) == ["a", "x", "c"]
    assert (copy.counts["rebuilds"], copy.counts["deltas"]) == (1, 1)


def test_what_a_delta_told_before_it_failed_is_not_lost(store: Store) -> None:
    log = Log(store)
    copy = copy_of(store, log)
    store.rename(1, "x")
    log.fails = True
    with pytest.raises(graph.StaleError, match="no route"):
        renewed(copy)
    assert names(copy.current) == ["a", "b", "c"]
    log.fails = False
    store.rename(2, "y")
    assert renewed(copy) == ["a", "x", "y"]
    assert (copy.counts["rebuilds"], copy.counts["deltas"]) == (2, 0)
    store.rename(0, "y")
    assert renewed(copy) == ["y", "x", "y"]
    assert (copy.counts["rebuilds"], copy.counts["deltas"]) == (2, 1)


@pytest.mark.parametrize("probes", [1, 2])
def test_what_a_delta_told_before_the_store_went_out_of_reach_is_not_lost(store: Store, probes: int) -> None:
    copy = copy_of(store, Log(store))
    store.rename(1, "x")
    store.probes_left = probes
    with pytest.raises(graph.StaleError, match="no route"):
        renewed(copy)
    store.probes_left = 1000
    store.rename(2, "y")
    assert renewed(copy) == ["a", "x", "y"]


def test_a_reading_of_everything_that_failed_is_made_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = copy_of(store, Log(store))
    monkeypatch.setattr(Log, "changes", lambda *_: None)  # it cannot be said
    store.rename(1, "x")
    store.probes_left = 3
    with pytest.raises(graph.StaleError, match="no route"):
        renewed(copy)
    monkeypatch.undo()
    monkeypatch.setattr(_copy, "probe", store.probe)
    monkeypatch.setattr(_copy, "read_whole", store.read_whole)
    store.probes_left = 1000
    store.rename(2, "y")
    assert renewed(copy) == ["a", "x", "y"]


def test_no_reader_is_given_a_graph_that_does_not_say_yet_how_new_it_is(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copy_of(store, Log(store))
    at = LoadedGraph.at
    given: list[object] = []

    def read_meanwhile(self: LoadedGraph, epoch: graph.Epoch) -> LoadedGraph:
        with pytest.raises(graph.StaleError, match="still renewing"):
            given.append(copy.graph(max_staleness=0.0, wait=0.0))
        return at(self, epoch)

    monkeypatch.setattr(LoadedGraph, "at", read_meanwhile)
    store.ahead = 1000.0
    renewed_graph = copy.graph(max_staleness=0.0)
    assert given == []
    assert renewed_graph is copy.current
