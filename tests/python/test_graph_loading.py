"""Graphs from tables, text files, GraphML and NetworkX."""

from __future__ import annotations

import datetime
import io
import random
import uuid
from pathlib import Path
from typing import Any

import networkx  # type: ignore[import-untyped]
import numpy
import pandas  # type: ignore[import-untyped]
import polars
import pyarrow  # type: ignore[import-untyped]
import pytest

import wirespeed
from conftest import run_python
from doc_examples import examples, printed
from wirespeed import graph, kernels

KEYS: dict[str, Any] = {
    "integers": lambda i: i * 1_000_003 - 5,
    "texts": lambda i: f"artist {i}",
    "uuids": lambda i: str(uuid.UUID(int=i * 7919)),
    "bytes": lambda i: i.to_bytes(16, "big") + b"x",
}
TABLES: dict[str, Any] = {
    "pyarrow": pyarrow.table,
    "pandas": pandas.DataFrame,
    "polars": polars.DataFrame,
    "mapping": lambda columns: columns,
}


def keys_of(g: graph.LoadedGraph, nodes: Any) -> list[Any]:
    return list(numpy.asarray(g.keys_of(nodes)).tolist())


def edge_set(g: graph.LoadedGraph) -> list[tuple[Any, Any]]:
    walk = g.traversal(relationships=">", uniqueness="none", min_depth=1, max_depth=1)
    return sorted((keys_of(g, [node])[0], key) for node in range(g.node_count) for key in keys_of(g, walk.nodes(node)))


def sample(kind: str, seed: int = 5) -> tuple[list[Any], list[tuple[Any, Any]]]:
    source = random.Random(seed)
    keys = [KEYS[kind](i) for i in range(60)]
    source.shuffle(keys)
    return keys, [(source.choice(keys), source.choice(keys)) for _ in range(200)]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("kind", KEYS)
def test_a_table_of_any_library_with_keys_of_any_kind_is_a_graph(table: str, kind: str) -> None:
    keys, edges = sample(kind)
    make = TABLES[table]
    g = graph.from_table(
        make({"key": keys, "year": list(range(60))}),
        make({"a": [a for a, _ in edges], "b": [b for _, b in edges], "kind": ["BY", "ON"] * 100}),
        key="key",
        source="a",
        target="b",
        type="kind",
    )
    assert (g.node_count, g.relationship_count, g.dropped) == (60, 200, 0)
    assert g.types == ["BY", "ON"]
    assert [g.node(key) for key in keys] == list(range(60))
    expected = numpy.zeros(60, dtype=numpy.int64)
    for a, _ in edges:
        expected[keys.index(a)] += 1
    assert g.degrees().tolist() == expected.tolist()
    walk = g.traversal(include=("year", "==", 7), uniqueness="node_global")
    assert walk.nodes(g.node(keys[7])).tolist() == [7]
    assert g.nodes_of(make({"k": keys[3:6]})["k"]).tolist() == [3, 4, 5]
    with pytest.raises(wirespeed.NotFoundError):
        g.node("nobody")


OBJECTS: dict[str, list[Any]] = {
    "uuids": [uuid.UUID(int=i) for i in range(3)],
    "tuples": [("a", 1), ("a", 2), ("b", 1)],
    "texts and integers": [1, "1", 2],
    "days": [datetime.date(2020, 1, day) for day in (1, 2, 3)],
}


@pytest.mark.parametrize("kind", OBJECTS)
@pytest.mark.parametrize("has_nodes", [True, False])
def test_keys_may_be_any_objects_with_a_hash(kind: str, has_nodes: bool) -> None:
    keys = OBJECTS[kind]
    edges = {"source": keys[:2], "target": keys[1:]}
    g = graph.from_table({"id": keys} if has_nodes else None, edges)
    assert [g.node(key) for key in keys] == [0, 1, 2]
    assert list(g.keys_of(g.traversal(relationships=">").nodes(g.node(keys[1])))) == keys[1:]
    assert g.nodes_of([keys[2], "nobody"]).tolist() == [2, 0xFFFFFFFF]


def test_edges_to_objects_that_are_nobody_are_an_error_or_are_counted() -> None:
    edges = {"source": [(1, 2), (1, 2)], "target": [(3, 4), (5, 6)]}
    with pytest.raises(wirespeed.InvalidArgumentError, match=r"row 1 names \(5, 6\)"):
        graph.from_table({"id": [(1, 2), (3, 4)]}, edges)
    assert graph.from_table({"id": [(1, 2), (3, 4)]}, edges, dangling="drop").dropped == 1
    for keys, said in (([(1,), (1,)], r"\(1,\) again in row 1"), ([(1,), None], "null in row 1")):
        with pytest.raises(wirespeed.InvalidArgumentError, match=said):
            graph.from_table({"id": keys}, {"source": [(1,)], "target": [(1,)]})


def test_without_a_table_of_nodes_the_edges_name_them() -> None:
    g = graph.from_table(None, pyarrow.table({"source": ["x", "y"], "target": ["y", "z"]}))
    assert [g.node(key) for key in "xyz"] == [0, 1, 2]
    assert edge_set(g) == [("x", "y"), ("y", "z")]


def test_edges_to_nobody_are_an_error_or_are_counted() -> None:
    nodes = {"id": [10, 20]}
    edges = {
        "source": numpy.array([10, 99, 20]),
        "target": numpy.array([20, 10, 10]),
        "w": numpy.array([1.0, 2.0, 3.0]),
    }
    with pytest.raises(wirespeed.InvalidArgumentError, match=r"1 that are not; the one in row 1 names 99"):
        graph.from_table(nodes, edges)
    g = graph.from_table(nodes, edges, weight="w", dangling="drop")
    assert (g.relationship_count, g.dropped) == (2, 1)
    assert g.distances(1).tolist() == [3.0, 0.0]


@pytest.mark.parametrize(
    ("keys", "said"),
    [([1, 2, 1], "1 again in row 2"), (pyarrow.array([1, None, 2]), "null in row 1")],
)
def test_keys_are_there_and_are_unique(keys: Any, said: str) -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match=said):
        graph.from_table({"id": keys}, {"source": [1], "target": [2]})


def test_what_is_no_table_or_has_no_such_column_is_said() -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match="expected a table, found int"):
        graph.from_table(None, 3)
    with pytest.raises(wirespeed.InvalidArgumentError, match="expected a column 'source', found a, b"):
        graph.from_table(None, {"a": [1], "b": [2]})


def test_labels_are_a_column_of_texts_or_of_lists() -> None:
    edges = {"source": [1], "target": [2]}
    for labels in (["A", "B"], pyarrow.array([["A"], ["B", "C"]])):
        g = graph.from_table({"id": [1, 2], "is": labels}, edges, labels="is")
        assert g.traversal(labels=">B").nodes(0).tolist() == [1]


def test_csv_by_names_and_by_the_headers_of_neo4j_admin(tmp_path: Path) -> None:
    (tmp_path / "n1.csv").write_text("personId:ID,name,:LABEL\nann,Ann,Person;Singer\nbob,Bob,Person\n")
    (tmp_path / "n2.csv").write_text("personId:ID,name,:LABEL\ncat,Cat,Person\n")
    (tmp_path / "e.csv").write_text(":START_ID,:END_ID,:TYPE\nann,bob,KNOWS\nbob,cat,LIKES\n")
    g = graph.from_csv([tmp_path / "n1.csv", tmp_path / "n2.csv"], tmp_path / "e.csv")
    assert g.traversal(relationships="KNOWS>|LIKES>").nodes(g.node("ann")).tolist() == [0, 1, 2]
    assert g.traversal(labels=">Singer").nodes(g.node("bob")).tolist() == [0]
    assert g.traversal(include=("name", "==", "Cat")).nodes(0).tolist() == [g.node("cat")]
    (tmp_path / "plain.csv").write_text("source;target\n1;2\n2;3\n")
    assert edge_set(graph.from_csv(None, tmp_path / "plain.csv", delimiter=";")) == [(1, 2), (2, 3)]
    (tmp_path / "torn.csv").write_text("source,target\n1\n")
    with pytest.raises(wirespeed.MalformedError):
        graph.from_csv(None, tmp_path / "torn.csv")


def test_edge_lists_have_comments_weights_and_keys_of_both_kinds(tmp_path: Path) -> None:
    path = tmp_path / "edges.txt"
    path.write_text("# a b\n1 2 0.5\n\n2\t3   1.5 more\n")
    g = graph.from_edge_list(path, weighted=True)
    assert edge_set(g) == [(1, 2), (2, 3)]
    assert g.distances(g.node(1))[g.node(3)] == 2.0
    path.write_text("% x\nann,bob\n")
    assert edge_set(graph.from_edge_list(path, delimiter=",", comments="%")) == [("ann", "bob")]
    path.write_text("1 2\n3\n")
    with pytest.raises(wirespeed.MalformedError, match="line 2"):
        graph.from_edge_list(path)


def random_networkx(seed: int, kind: type) -> Any:
    source = random.Random(seed)
    g = kind()
    for i in range(30):
        g.add_node(
            ("n", i), year=source.choice([1990, 2000, None]), name=f"n{i}", labels=source.choice(["A", ["A", "B"]])
        )
    for _ in range(80):
        a, b = ("n", source.randrange(30)), ("n", source.randrange(30))
        g.add_edge(a, b, weight=source.random(), type=source.choice("ST"))
    return g


@pytest.mark.parametrize("kind", [networkx.Graph, networkx.DiGraph, networkx.MultiGraph, networkx.MultiDiGraph])
def test_a_graph_of_networkx_gives_its_answers(kind: type) -> None:
    theirs = random_networkx(3, kind)
    ours = graph.from_networkx(theirs)
    direction: Any = "out" if theirs.is_directed() else "both"
    root = ("n", 0)
    expected = networkx.single_source_dijkstra_path_length(theirs, root)
    found = ours.distances(ours.node(root), direction=direction)
    assert {key: pytest.approx(found[ours.node(key)]) for key in expected} == expected
    assert int(numpy.isfinite(found).sum()) == len(expected)
    assert ours.keys_of([3, 4]).tolist() == [("n", 3), ("n", 4)]
    assert ours.nodes_of([("n", 4), "none"]).tolist() == [4, 0xFFFFFFFF]
    assert sorted(ours.labels) == ["A", "B"]
    years = [key for key, year in theirs.nodes(data="year") if year == 1990]
    walk = ours.traversal(include=("year", "==", 1990), max_depth=0)
    assert [key for key in theirs if walk.count(ours.node(key))] == years


def test_keys_of_networkx_are_no_work_for_a_factorization(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("the places of nodes are known")

    monkeypatch.setattr(kernels, "factorize", never)
    monkeypatch.setattr(kernels, "map_values", never)
    g = graph.from_networkx(networkx.path_graph(["a", "b", ("c", 1)]))
    assert g.levels(g.node("a")).tolist() == [0, 1, 2]


def test_loaders_are_imported_when_they_are_asked_for() -> None:
    program = """
        import sys
        from wirespeed import graph
        def loaders():
            return [name for name in sys.modules if name.startswith(("wirespeed.graph._load", "wirespeed.graph._copy"))]
        print(loaders())
        graph.from_graphml
        print(loaders())
        print(all(getattr(graph, name) for name in graph.__all__))
        print(set(graph.__all__) <= set(dir(graph)), hasattr(graph, "x"))
    """
    first, then, *all_there = run_python(program).stdout.splitlines()
    assert first == "[]"
    assert "_load_graphml" in then
    assert "_copy" not in then
    assert all_there == ["True", "True False"]


def test_graphml_of_networkx_comes_back(tmp_path: Path) -> None:
    theirs = networkx.DiGraph()
    theirs.add_node("a", year=1990, live=True, score=0.5, labels=":Person:Singer")
    theirs.add_node("b", year=2000)
    theirs.add_edge("a", "b", label="KNOWS", weight=2.5)
    networkx.write_graphml(theirs, tmp_path / "g.graphml")
    ours = graph.from_graphml(tmp_path / "g.graphml")
    assert edge_set(ours) == [("a", "b")]
    assert ours.types == ["KNOWS"]
    assert ours.distances(ours.node("a")).tolist() == [0.0, 2.5]
    assert sorted(ours.labels) == ["Person", "Singer"]
    for condition, key in ((("year", ">", 1995), "b"), (("live", "==", True), "a"), (("score", "<", 1.0), "a")):
        assert ours.traversal(include=condition).nodes(0).tolist() == [ours.node(key)]


GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{}</graphml>'


def graphml(tmp_path: Path, text: str) -> graph.LoadedGraph:
    path = tmp_path / "x.graphml"
    path.write_text(text)
    return graph.from_graphml(path)


def test_defaults_of_graphml_hold_where_nothing_is_said(tmp_path: Path) -> None:
    g = graphml(
        tmp_path,
        GRAPHML.format(
            '<key id="c" for="node" attr.name="colour" attr.type="string"><default>red</default></key>'
            '<graph><node id="1"/><node id="2"><data key="c">blue</data></node><edge source="1" target="2"/></graph>'
        ),
    )
    assert g.traversal(include=("colour", "==", "red")).nodes(0).tolist() == [0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<graph/>",
        GRAPHML.format("<graph><node/></graph>"),
        GRAPHML.format('<graph><node id="1"><data key="k">1</data></node></graph>'),
        GRAPHML.format('<key id="k" attr.type="int"/><graph><node id="1"><data key="k">x</data></node></graph>'),
        GRAPHML.format('<key id="k" attr.type="tree"/>'),
        GRAPHML.format("<graph>"),
    ],
)
def test_what_is_no_graphml_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(wirespeed.MalformedError, match="graphml"):
        graphml(tmp_path, text)


def test_entities_of_graphml_are_not_looked_at(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    doctype = f'<!DOCTYPE graphml [<!ENTITY x SYSTEM "{secret}">]>'
    with pytest.raises(wirespeed.MalformedError, match="DOCTYPE"):
        graphml(tmp_path, doctype + GRAPHML.format('<graph><node id="&x;"/></graph>'))
    bomb = '<!DOCTYPE graphml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with pytest.raises(wirespeed.MalformedError, match="DOCTYPE"):
        graphml(tmp_path, bomb + GRAPHML.format('<graph><node id="&b;"/></graph>'))


def test_cut_graphml_is_an_error_at_every_place(tmp_path: Path) -> None:
    theirs = random_networkx(1, networkx.DiGraph)
    buffer = io.BytesIO()
    networkx.write_graphml(networkx.relabel_nodes(networkx.DiGraph(theirs.edges()), str), buffer)
    whole = buffer.getvalue().rstrip()
    for end in range(0, len(whole), 97):
        path = tmp_path / "cut.graphml"
        path.write_bytes(whole[:end])
        with pytest.raises(wirespeed.MalformedError):
            graph.from_graphml(path)


def test_the_example_of_the_documentation_does_what_it_says() -> None:
    assert printed(examples("graph_loading.md")[0]) == ["['cat']"]
