"""The graph from Python: what a small collection holds, how questions end, and how they fail."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import pytest

import wirespeed
from small_music import PERSUADER, SVEK, release, write_dumps, write_snapshot
from wirespeed.graph import Graph, Node

LABELS = ["Genre", "Style", "Artist", "Label", "Master", "Release", "Person"]

MANY = 9000  # more than are copied in one step

Question = Callable[..., object]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_snapshot(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def g(snapshot: Path) -> Graph:
    return wirespeed.graph.open(snapshot)


@pytest.fixture(scope="module")
def artist(g: Graph) -> Node:
    return g.node("Artist", 1)


# --- what there is ---------------------------------------------------------------------------------------------------


def test_a_directory_opens_as_its_snapshot(g: Graph, snapshot: Path) -> None:
    assert wirespeed.graph.open(str(snapshot.parent)).path == snapshot == g.path


def test_labels_and_types_are_listed(g: Graph) -> None:
    assert g.labels == LABELS
    assert {"BY", "ON", "IS", "DERIVED_FROM", "CREDITED_ON", "SAME_AS"} <= set(g.relationship_types)


def test_counts_leave_stubs_out_and_name_them(g: Graph) -> None:
    assert [g.count(label) for label in LABELS] == [1, 1, 2, 1, 1, 3, 1]
    assert (g.stub_count("Artist"), g.stub_count("Label"), g.stub_count("Release")) == (1, 1, 0)
    assert g.node_count == 12


def test_relationships_are_counted_distinct_and_as_written(g: Graph) -> None:
    assert g.relationship_count("BY") == g.relationship_rows("BY") == 4
    assert g.relationship_count("CREDITED_ON") == 2
    assert (g.relationship_count("PART_OF"), g.relationship_rows("PART_OF")) == (1, 2)


def test_the_memory_report_adds_up(g: Graph, snapshot: Path) -> None:
    report = g.memory_report()
    assert report.total == report.topology + report.ids + report.names + report.other < snapshot.stat().st_size
    assert report.topology == sum(kind.topology for kind in report.types)
    assert [(label.name, label.nodes) for label in report.labels][2] == ("Artist", 3)


# --- nodes -----------------------------------------------------------------------------------------------------------


def test_a_node_knows_its_label_id_and_name(artist: Node) -> None:
    assert (artist.label, artist.id, artist.name, artist.is_stub) == ("Artist", 1, "The Persuader", False)
    assert repr(artist) == "Node('Artist', 1, name='The Persuader')"


def test_properties_have_the_type_that_they_have(g: Graph) -> None:
    release = g.node("Release", 100)
    assert release["year"] == 1999
    assert release["title"] == "Stockholm"
    assert release["formats"] == ["Vinyl", "CD"]
    assert release.properties["catalog_number"] == release["catalog_number"] == "X100"


def test_a_property_without_a_value_is_none(g: Graph) -> None:
    release = g.node("Release", 101)
    assert release["formats"] is release.properties["formats"] is None


def test_a_property_that_a_label_does_not_have_is_an_error_that_lists_them(artist: Node) -> None:
    with pytest.raises(wirespeed.NotFoundError, match=r'Artist \(name.*\), found "year"'):
        artist["year"]


def test_labels_without_ids_have_none(g: Graph) -> None:
    (genre,) = g.find("Genre", "Electronic")
    assert (genre.id, genre.name) == (None, "Electronic")
    with pytest.raises(wirespeed.NotFoundError):
        g.node("Genre", 0)


def test_a_stub_is_a_node(g: Graph) -> None:
    stub = g.node("Label", 6)
    assert stub.is_stub
    assert repr(stub).endswith(", stub)")
    assert [node.id for node in g.neighbors(stub, "ON", "in")] == [102]


def test_nodes_are_equal_by_what_they_are_and_not_by_who_opened_them(g: Graph, artist: Node, snapshot: Path) -> None:
    same = wirespeed.graph.open(snapshot).node("Artist", 1)
    assert same == artist
    assert len({same, artist, g.node("Artist", 3)}) == 2
    assert artist != artist.dense_id
    assert g.degree(same, "BY", "in") == 3


def test_find_gives_all_with_exactly_this_name(g: Graph) -> None:
    assert [node.id for node in g.find("Artist", "Björk")] == [3]
    assert g.find("Artist", "björk") == []
    assert g.find("Artist", "") == []


@pytest.mark.parametrize("own", [4, -1, 2**32 - 1, 2**40])
def test_an_id_that_is_not_there_is_an_error_that_names_it(g: Graph, own: int) -> None:
    with pytest.raises(wirespeed.NotFoundError, match=f"no Artist with id {own}") as caught:
        g.node("Artist", own)
    assert caught.value.code == "not_found"


def test_a_node_outlives_its_graph(snapshot: Path) -> None:
    node = wirespeed.graph.open(snapshot).node("Artist", 3)
    assert node.name == "Björk"


# --- relationships ---------------------------------------------------------------------------------------------------


def test_neighbors_are_nodes_and_their_ids(g: Graph, artist: Node) -> None:
    found = g.neighbors(artist, "BY", "in")
    assert [(node.label, node.id) for node in found] == [("Master", 10), ("Release", 100), ("Release", 101)]
    assert (len(found), found.total, found.values) == (3, 3, None)
    assert [node.dense_id for node in found] == list(found.ids)
    assert found[-1].name == "Stockholm Nights"
    assert found[:2] == [found[0], found[1]]
    with pytest.raises(IndexError):
        found[3]


def test_ids_are_an_array_without_a_copy(g: Graph, artist: Node) -> None:
    ids = numpy.asarray(g.neighbors(artist, "BY", "in").ids)
    assert ids.dtype == numpy.uint32
    assert ids.shape == (3,)
    assert not ids.flags.writeable
    assert g.neighbors(ids[0], "BY")[0] == artist
    assert numpy.asarray(g.neighbors(artist, "BY", "in")).tolist() == ids.tolist()


def test_no_neighbors_are_an_empty_page(g: Graph, artist: Node) -> None:
    found = g.neighbors(artist, "BY")
    assert (list(found), found.total, numpy.asarray(found.ids).tolist()) == ([], 0, [])


def test_pages_follow_one_another(g: Graph, artist: Node) -> None:
    every = list(g.neighbors(artist, "BY", "in"))
    pages = [g.neighbors(artist, "BY", "in", offset, 2) for offset in (0, 2, 4)]
    assert [node for page in pages for node in page] == every
    assert [len(page) for page in pages] == [2, 1, 0]
    assert {page.total for page in pages} == {3}


def test_a_hub_with_many_neighbors_answers_as_any_other(tmp_path: Path) -> None:
    records = (release(own, f"Title {own}", PERSUADER, SVEK, f"{1990 + own % 30}") for own in range(1, MANY + 1))
    (tmp_path / "many.xml").write_text("\n".join(["<releases>", *records, "</releases>", ""]), encoding="utf-8")
    g = wirespeed.graph.open(wirespeed.discogs.ingest(tmp_path / "many.xml", tmp_path / "many").path)
    hub = g.node("Artist", 1)
    assert [node.id for node in g.neighbors(hub, "BY", "in", timeout=60)] == list(range(1, MANY + 1))
    assert [node.id for node in g.neighbors(hub, "BY", "both", 5000, MANY)] == list(range(5001, MANY + 1))
    assert len(g.neighbors(hub, "BY", "in", limit=4097)) == 4097
    assert dict(g.trends(hub)) == {1990 + year: MANY // 30 for year in range(30)}


def test_values_stand_beside_the_neighbors(g: Graph) -> None:
    (person,) = g.find("Person", "Björk")
    credits = g.neighbors(person, "CREDITED_ON")
    assert credits.values == ["Remix", "Vocals"]
    assert [node.id for node in credits] == [100, 100]


def test_a_node_is_named_in_three_ways(g: Graph, artist: Node) -> None:
    assert g.degree(artist, "BY", "in") == g.degree(artist.dense_id, "BY", "in") == g.degree(("Artist", 1), "BY", "in")
    assert g.node_at(artist.dense_id) == artist


@pytest.mark.parametrize(("direction", "degree"), [("out", 0), ("in", 3), ("both", 3)])
def test_degree_counts_by_direction(g: Graph, artist: Node, direction: str, degree: int) -> None:
    assert g.degree(artist, "BY", direction) == degree  # type: ignore[arg-type]


def test_explore_counts_by_type_direction_and_label(g: Graph, artist: Node) -> None:
    found = [(one.type, one.direction, one.label, one.count) for one in g.explore(artist)]
    assert found == [("BY", "in", "Master", 1), ("BY", "in", "Release", 2), ("ALIAS_OF", "out", "Artist", 1)]
    releases = g.explore(artist)[1]
    assert [node.id for node in releases.neighbors(offset=1)] == [101]
    assert releases.neighbors(limit=1).total == 2


def test_trends_count_releases_by_year(g: Graph, artist: Node) -> None:
    trend = g.trends(artist)
    assert dict(trend) == {1999: 1, 2001: 1}
    assert numpy.asarray(trend.years).dtype == numpy.int16
    assert numpy.asarray(trend.counts).tolist() == [1, 1]
    assert len(g.trends(("Release", 100))) == 0


def test_a_path_has_nodes_and_steps(g: Graph, artist: Node) -> None:
    path = g.shortest_path(artist, ("Label", 5))
    assert path is not None
    assert str(path) == "The Persuader <-BY- Stockholm -ON-> Svek"
    assert [node.id for node in path.nodes] == [1, 100, 5]
    assert [(step.type, step.direction) for step in path.steps] == [("BY", "in"), ("ON", "out")]
    assert (path.length, list(path.ids)) == (2, [node.dense_id for node in path.nodes])


def test_a_path_keeps_to_types_depth_and_direction(g: Graph, artist: Node) -> None:
    assert g.shortest_path(artist, ("Label", 5), types="BY") is None
    assert g.shortest_path(artist, ("Label", 5), max_depth=1) is None
    assert g.shortest_path(artist, ("Label", 5), direction="out") is None
    assert g.shortest_path(("Release", 100), ("Label", 5), types=["BY", "ON"], direction="out") is not None


def test_a_path_from_a_node_to_itself_has_no_steps(g: Graph, artist: Node) -> None:
    path = g.shortest_path(artist, artist)
    assert path is not None
    assert (path.nodes, path.steps, path.length) == ([artist], [], 0)


# --- what goes wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda g: g.node("Band", 1),
        lambda g: g.find("Band", "x"),
        lambda g: g.count("Band"),
        lambda g: g.degree(("Band", 1), "BY"),
    ],
)
def test_an_unknown_label_is_an_error_that_lists_the_labels(g: Graph, ask: Question) -> None:
    with pytest.raises(wirespeed.NotFoundError, match=r'Genre, Style, Artist, .*, found "Band"'):
        ask(g)


@pytest.mark.parametrize(
    "ask",
    [
        lambda g: g.neighbors(0, "LIKES"),
        lambda g: g.degree(0, "LIKES"),
        lambda g: g.relationship_count("LIKES"),
        lambda g: g.shortest_path(0, 1, types=["BY", "LIKES"]),
    ],
)
def test_an_unknown_type_is_an_error_that_lists_the_types(g: Graph, ask: Question) -> None:
    with pytest.raises(wirespeed.NotFoundError, match=r'BY, .*, found "LIKES"'):
        ask(g)


@pytest.mark.parametrize("dense_id", [-1, 12, 2**40])
def test_a_dense_id_outside_the_graph_is_an_error(g: Graph, dense_id: int) -> None:
    for ask in (g.explore, g.trends, g.node_at, lambda node: g.neighbors(node, "BY")):
        with pytest.raises(wirespeed.NotFoundError, match=f"0 to 11, found {dense_id}"):
            ask(dense_id)


@pytest.mark.parametrize(
    "ask",
    [
        lambda g: g.neighbors(0, "BY", "sideways"),
        lambda g: g.neighbors(0, "BY", offset=-1),
        lambda g: g.neighbors(0, "BY", limit=-1),
        lambda g: g.shortest_path(0, 1, max_depth=-1),
        lambda g: g.shortest_path(0, 1, types=[]),
        lambda g: g.degree(0, "BY", timeout=-1),
    ],
)
def test_an_argument_that_makes_no_sense_is_refused(g: Graph, ask: Question) -> None:
    with pytest.raises(wirespeed.InvalidArgumentError, match=r"expected .*, found"):
        ask(g)


def test_a_node_of_another_snapshot_is_refused(g: Graph, tmp_path: Path) -> None:
    dumps = write_dumps(tmp_path / "dumps")
    (dumps / "labels.xml").unlink()
    other = wirespeed.graph.open(wirespeed.discogs.ingest(dumps, tmp_path / "other").path)
    with pytest.raises(wirespeed.InvalidArgumentError, match="other"):
        g.explore(other.node("Artist", 1))


def test_what_is_no_node_is_a_type_error(g: Graph, artist: Node) -> None:
    for wrong in ("Artist", 1.5, None, ("Artist", "1")):
        with pytest.raises(TypeError):
            g.explore(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        pickle.dumps(artist)


def test_a_path_without_a_snapshot_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(wirespeed.IoError, match="nowhere"):
        wirespeed.graph.open(tmp_path / "nowhere")
    (tmp_path / "text").write_text("no snapshot " * 100)
    with pytest.raises(wirespeed.MalformedError, match="text"):
        wirespeed.graph.open(tmp_path / "text")


@pytest.mark.parametrize("kept", [0, 1, 63, 64, 0.25, 0.5, 0.99])
def test_a_snapshot_that_was_cut_does_not_open(snapshot: Path, tmp_path: Path, kept: float) -> None:
    whole = snapshot.read_bytes()
    cut = tmp_path / "graph.snapshot"
    cut.write_bytes(whole[: int(kept * len(whole)) if 0 < kept < 1 else int(kept)])
    with pytest.raises(wirespeed.MalformedError, match=r"graph\.snapshot"):
        wirespeed.graph.open(tmp_path)


def test_verify_finds_an_altered_byte(g: Graph, snapshot: Path, tmp_path: Path) -> None:
    g.verify()
    altered = bytearray(snapshot.read_bytes())
    altered[altered.index(b"The Persuader")] ^= 0x80  # no longer UTF-8 either
    (tmp_path / "graph.snapshot").write_bytes(altered)
    damaged = wirespeed.graph.open(tmp_path)
    assert "he Persuader" in (damaged.node("Artist", 1).name or "")
    with pytest.raises(wirespeed.MalformedError, match="altered"):
        damaged.verify()


# --- deadlines, tokens, threads --------------------------------------------------------------------------------------

QUESTIONS: dict[str, Question] = {
    "node": lambda g, **limits: g.node("Artist", 1, **limits),
    "find": lambda g, **limits: g.find("Artist", "Björk", **limits),
    "neighbors": lambda g, **limits: g.neighbors(0, "IS", "in", **limits),
    "degree": lambda g, **limits: g.degree(0, "IS", "in", **limits),
    "count": lambda g, **limits: g.count("Artist", **limits),
    "relationship_count": lambda g, **limits: g.relationship_count("BY", **limits),
    "shortest_path": lambda g, **limits: g.shortest_path(0, 1, **limits),
    "trends": lambda g, **limits: g.trends(0, **limits),
    "explore": lambda g, **limits: g.explore(0, **limits),
    "verify": lambda g, **limits: g.verify(**limits),
}


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_every_question_takes_a_deadline_and_a_token(g: Graph, ask: Question) -> None:
    token = wirespeed.CancelToken()
    ask(g, timeout=60, cancel=token)
    with pytest.raises(wirespeed.TimeoutError):
        ask(g, timeout=0)
    token.cancel()
    with pytest.raises(wirespeed.CancelledError):
        ask(g, cancel=token)


def test_any_number_of_threads_may_ask_at_once(g: Graph, artist: Node) -> None:
    together = threading.Barrier(8)

    def ask(_: int) -> list[object]:
        together.wait()
        return [
            (
                str(g.shortest_path(artist, ("Label", 5))),
                dict(g.trends(artist)),
                [node.name for node in g.neighbors(artist, "BY", "in")],
                [one.count for one in g.explore(artist)],
            )
            for _ in range(200)
        ]

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for answers in pool.map(ask, range(8)) for answer in answers]
    assert len(answers) == 1600
    assert all(answer == answers[0] for answer in answers)


def test_an_open_graph_does_not_see_the_snapshot_replaced(snapshot: Path, tmp_path: Path) -> None:
    copy = tmp_path / "graph.snapshot"
    copy.write_bytes(snapshot.read_bytes())
    g = wirespeed.graph.open(copy)
    (tmp_path / "new").write_bytes(b"new")
    (tmp_path / "new").replace(copy)
    assert g.node("Artist", 3).name == "Björk"
