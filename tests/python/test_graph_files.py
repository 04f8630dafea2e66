"""Graphs made from edges in files: the same answers after they were saved and loaded, in any process."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx  # type: ignore[import-untyped]
import numpy
import pandas  # type: ignore[import-untyped]
import polars
import pyarrow  # type: ignore[import-untyped]
import pytest

from wirespeed import CancelToken, errors, graph

COUNT = 40


def edges() -> tuple[list[int], list[int]]:
    return [i % COUNT for i in range(120)], [(i * 7 + i // COUNT) % COUNT for i in range(120)]


PROPERTIES: dict[str, Any] = {
    "numbers": numpy.arange(COUNT),
    "small": numpy.arange(COUNT, dtype=numpy.int8),
    "reals": numpy.linspace(0, 1, COUNT, dtype=numpy.float32),
    "flags": numpy.arange(COUNT) % 2 == 0,
    "strides": numpy.arange(2 * COUNT)[::-2],
    "words": numpy.array([None if i % 5 == 0 else f"w{i}" for i in range(COUNT)], dtype=object),
    "narrow": numpy.array([f"{i}".encode() for i in range(COUNT)]),
    "wide": numpy.array([f"ä{i}" for i in range(COUNT)]),
    "times": numpy.arange(COUNT).astype("M8[D]"),
    "arrow": pyarrow.array([None if i % 3 == 0 else i for i in range(COUNT)]),
    "sliced": pyarrow.array([f"s{i}" for i in range(2 * COUNT)]).slice(COUNT),
    "bits": pyarrow.array([None if i % 7 == 0 else i % 2 == 0 for i in range(COUNT + 3)]).slice(3),
    "chunks": pyarrow.chunked_array([["a"] * 30, ["b"] * (COUNT - 30)]),
    "coded": pyarrow.array([None if i % 4 == 0 else f"k{i % 3}" for i in range(COUNT)]).dictionary_encode(),
    "frames": polars.Series([f"a text that is too long to lie in its view {i}" for i in range(COUNT)]),
    "categories": pandas.Series([None if i % 4 == 0 else f"k{i % 3}" for i in range(COUNT)], dtype="category"),
}


def rich(**more: Any) -> graph.EdgeGraph:
    sources, targets = edges()
    return graph.from_edges(
        sources,
        targets,
        nodes=COUNT,
        types=[f"T{i % 3}" for i in range(120)],
        weights=[i / 4 for i in range(120)],
        labels=[[], ["A"], ["A", "B"], ["C"]] * (COUNT // 4),
        properties=PROPERTIES,
        relationship_properties={"since": list(range(120))},
        **more,
    )


def answers(g: graph.EdgeGraph) -> dict[str, Any]:
    """Whatever is asked of all that a graph has."""
    filters: list[dict[str, Any]] = [
        {"relationships": "T0>|<T1", "labels": "-C"},
        {"relationships": ">", "relationship_where": ("since", ">", 40)},
        *({"where": (name, ">", 7)} for name in ("numbers", "small", "strides", "arrow")),
        *({"where": (name, "==", True)} for name in ("flags", "bits")),
        *({"where": (name, ">=", "a")} for name in ("words", "wide", "sliced", "chunks", "coded", "frames")),
    ]
    return {
        "types": g.types,
        "labels": g.labels,
        "walks": [g.traversal(**one).nodes(3).tolist() for one in filters],
        "distances": g.distances(0).tolist(),
        "components": g.components("strong").tolist(),
        "pagerank": g.pagerank().tolist(),
        "groups": {name: g.group_by(range(COUNT), name) for name in PROPERTIES if name != "times"},
        "ends": g.relationships(numpy.arange(g.relationship_count)).edges.tolist(),
        "bytes": g.topology_bytes,
    }


@pytest.mark.parametrize("keep_order", [True, False])
def test_a_loaded_graph_answers_as_the_one_that_was_saved(tmp_path: Path, keep_order: bool) -> None:
    g = rich(keep_order=keep_order)
    g.save(tmp_path / "g")
    assert answers(graph.load(tmp_path / "g")) == answers(g)
    assert not isinstance(graph.load(tmp_path / "g"), graph.LoadedGraph)


def test_a_large_graph_that_was_laid_out_anew_keeps_its_layout(tmp_path: Path) -> None:
    order = numpy.random.default_rng(1).permutation(100_000).astype(numpy.uint32)
    g = graph.from_edges(order[:-1], order[1:], nodes=100_000)
    kept = graph.from_edges(order[:-1], order[1:], nodes=100_000, keep_order=True)
    assert g.topology_bytes > kept.topology_bytes
    g.save(tmp_path / "g")
    loaded = graph.load(tmp_path / "g")
    assert loaded.topology_bytes == g.topology_bytes
    assert loaded.levels(int(order[0])).tolist() == g.levels(int(order[0])).tolist()


KEYS: dict[str, Callable[[list[int]], Any]] = {
    "integers": lambda numbers: numpy.array(numbers),
    "small integers": lambda numbers: numpy.array(numbers, dtype=numpy.uint16),
    "texts": lambda numbers: numpy.array([f"ä{i}" for i in numbers], dtype=object),
    "bytes": lambda numbers: numpy.array([b"\xff%d" % i for i in numbers], dtype=object),
    "wide texts": lambda numbers: numpy.array([f"ä{i}" for i in numbers]),
    "times": lambda numbers: numpy.array(numbers).astype("M8[s]"),
    "pandas": lambda numbers: pandas.Series([f"p{i}" for i in numbers]),
    "lists": lambda numbers: [f"l{i}" for i in numbers],
    "arrow integers": lambda numbers: pyarrow.array(numbers),
    "arrow texts": lambda numbers: pyarrow.array([f"ä{i}" for i in numbers]),
    "arrow chunks": lambda numbers: pyarrow.chunked_array([numbers[:7], numbers[7:]]),
    "arrow bytes": lambda numbers: pyarrow.array([b"\xff%d" % i for i in numbers]),
    "arrow fixed bytes": lambda numbers: pyarrow.array([b"%04d" % i for i in numbers], pyarrow.binary(4)),
    "arrow times": lambda numbers: pyarrow.array(numbers, pyarrow.timestamp("us", "UTC")),
    "arrow dictionary": lambda numbers: pyarrow.array([f"ä{i}" for i in numbers]).dictionary_encode(),
    "polars": lambda numbers: polars.Series([f"a text that is too long for its view {i}" for i in numbers]),
}


def keyed(kind: str) -> graph.LoadedGraph:
    keys = KEYS[kind]([i * 7 for i in range(COUNT)])
    sources, targets = (KEYS[kind]([i * 7 for i in ends]) for ends in edges())
    return graph.from_table({"id": keys}, {"source": sources, "target": targets})


@pytest.mark.parametrize("kind", KEYS)
def test_keys_are_kept_and_found(tmp_path: Path, kind: str) -> None:
    g = keyed(kind)
    g.save(tmp_path / "g")
    loaded = graph.load(tmp_path / "g")
    assert isinstance(loaded, graph.LoadedGraph)
    assert numpy.asarray(loaded.ids).tolist() == numpy.asarray(g.ids).tolist()
    names = numpy.asarray(g.ids).tolist()
    assert [loaded.node(name) for name in names] == list(range(COUNT))
    some = KEYS[kind]([21, 1_000, 0])
    assert loaded.nodes_of(some).tolist() == [3, 0xFFFFFFFF, 0]
    assert numpy.asarray(loaded.keys_of([5, 2])).tolist() == [names[5], names[2]]
    assert type(loaded.keys_of([5])) is (numpy.ndarray if isinstance(loaded.ids, numpy.ndarray) else type(loaded.ids))


def test_keys_of_numpy_keep_their_dtype_and_are_not_copied(tmp_path: Path) -> None:
    keyed("small integers").save(tmp_path / "g")
    ids = graph.load(tmp_path / "g").ids  # type: ignore[attr-defined]
    assert ids.dtype == numpy.uint16
    assert not ids.flags.writeable
    assert not ids.flags.owndata


def test_keys_of_arrow_go_to_its_libraries(tmp_path: Path) -> None:
    keyed("arrow times").save(tmp_path / "g")
    ids = graph.load(tmp_path / "g").ids  # type: ignore[attr-defined]
    assert pyarrow.array(ids).type == pyarrow.timestamp("us", "UTC")


CHANGED = ("arrow fixed bytes", "polars")  # kinds whose keys lie otherwise once they were loaded


@pytest.mark.parametrize("kind", KEYS)
def test_a_loaded_graph_can_be_saved_again(tmp_path: Path, kind: str) -> None:
    keyed(kind).save(tmp_path / "g")
    loaded: Any = graph.load(tmp_path / "g")
    loaded.save(tmp_path / "again")
    again: Any = graph.load(tmp_path / "again")
    assert numpy.asarray(again.ids).tolist() == numpy.asarray(loaded.ids).tolist()
    assert ((tmp_path / "again").read_bytes() == (tmp_path / "g").read_bytes()) == (kind not in CHANGED)


def test_keys_outlive_their_graph_and_its_file(tmp_path: Path) -> None:
    keyed("arrow texts").save(tmp_path / "g")
    ids = graph.load(tmp_path / "g").ids  # type: ignore[attr-defined]
    (tmp_path / "g").unlink()
    assert pyarrow.array(ids).to_pylist()[3] == "ä21"


def test_a_graph_of_networkx_keeps_its_nodes(tmp_path: Path) -> None:
    g = graph.from_networkx(networkx.path_graph(["a", "b", "c"]))
    g.save(tmp_path / "g")
    loaded = graph.load(tmp_path / "g")
    assert isinstance(loaded, graph.LoadedGraph)
    assert loaded.levels(loaded.node("a"), "both").tolist() == [0, 1, 2]


def test_keys_that_no_array_has_cannot_be_saved(tmp_path: Path) -> None:
    g = graph.from_networkx(networkx.path_graph([("a", 1), ("b", 2)]))
    with pytest.raises(errors.InvalidArgumentError, match=r"expected keys that are all numbers.*found tuple"):
        g.save(tmp_path / "g")
    assert not (tmp_path / "g").exists()


def test_what_was_dropped_and_the_epoch_are_kept(tmp_path: Path) -> None:
    taken = datetime.datetime(2026, 5, 1, 12, 30, tzinfo=datetime.timezone.utc)
    epoch = graph.Epoch("store", 17, taken, {"A": 2}, {"T": 1})
    g = graph.from_table({"id": [1, 2]}, {"source": [1, 1], "target": [2, 9]}, dangling="drop", epoch=epoch)
    g.save(tmp_path / "g")
    loaded = graph.load(tmp_path / "g")
    assert isinstance(loaded, graph.LoadedGraph)
    assert (loaded.dropped, loaded.epoch) == (1, epoch)


def test_another_process_loads_the_same_graph(tmp_path: Path) -> None:
    g = keyed("texts")
    g.save(tmp_path / "g")
    code = (
        f"from wirespeed import graph; g = graph.load({str(tmp_path / 'g')!r}); print(g.levels(g.node('ä7')).tolist())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(g.levels(g.node("ä7")).tolist())


def test_a_graph_keeps_what_it_has_when_its_file_is_replaced(tmp_path: Path) -> None:
    rich().save(tmp_path / "g")
    old = graph.load(tmp_path / "g")
    graph.from_edges([0], [1], nodes=2).save(tmp_path / "g")
    assert answers(old) == answers(rich())
    assert graph.load(tmp_path / "g").node_count == 2


def test_a_file_that_was_cut_or_altered_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "g"
    rich().save(path)
    whole = path.read_bytes()
    for at in range(0, len(whole), 997):
        path.write_bytes(whole[:at])
        with pytest.raises(errors.MalformedError, match=str(path)):
            graph.load(path)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        with pytest.raises(errors.MalformedError, match=str(path)):
            graph.load(path)


def test_errors_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(errors.IoError, match="missing"):
        graph.load(tmp_path / "missing")
    with pytest.raises(errors.IoError, match="missing"):
        rich().save(tmp_path / "missing" / "g")


def test_saving_and_loading_can_be_cancelled(tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(errors.CancelledError):
        rich().save(tmp_path / "g", cancel=token)
    rich().save(tmp_path / "g")
    with pytest.raises(errors.CancelledError):
        graph.load(tmp_path / "g", cancel=token)
    with pytest.raises(errors.TimeoutError):
        graph.load(tmp_path / "g", timeout=0)
