"""Names to nodes from Python: what is found, in which order, how many there are, and how it fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import wirespeed
from small_music import write_snapshot
from wirespeed.search import Hit, Index


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_snapshot(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def s(snapshot: Path) -> Index:
    return wirespeed.search.open(snapshot)


def names(hits: list[Hit]) -> list[str | None]:
    return [hit.name for hit in hits]


def test_autocomplete_takes_the_last_word_as_a_beginning(s: Index) -> None:
    assert names(s.autocomplete("stockholm ni")) == ["Stockholm Nights"]
    assert names(s.autocomplete("the pers")) == ["The Persuader"]
    assert s.autocomplete("the pers", label=["Release", "Label"]) == []
    assert s.autocomplete("  ") == []


def test_case_and_accents_do_not_count(s: Index) -> None:
    (hit,) = s.search("BJORK", label="Artist")
    assert (hit.node.label, hit.label, hit.id, hit.name) == ("Artist", "Artist", 3, "Björk")


def test_search_counts_exactly_and_by_label(s: Index) -> None:
    found = s.search("stockholm")
    assert (found.total, found.facets) == (3, {"Master": 1, "Release": 2})
    assert names(found.hits) == ["Stockholm", "In Stockholm", "Stockholm Nights"]
    assert s.search("stockholm", label="Release").facets == {"Release": 2}
    assert s.search("stockhol").total == 0
    assert s.search("stockhol", prefix=True).total == 3
    assert s.search("nights stockholm").total == 1


def test_pages_follow_one_another(s: Index) -> None:
    every = [hit.node for hit in s.search("stockholm")]
    pages = [s.search("stockholm", limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [hit.node for page in pages for hit in page] == every
    assert [len(page) for page in pages] == [2, 1, 0]
    assert {page.total for page in pages} == {3}
    assert s.search("stockholm", limit=0).total == 3
    assert len(s.search("stockholm", limit=2**40)) == 3


def test_the_most_popular_comes_first(s: Index) -> None:
    popularity = [hit.popularity for hit in s.search("stockholm").hits]
    assert popularity == sorted(popularity, reverse=True)
    assert s.search("svek").hits[0].popularity == 2


def test_a_stub_is_found_by_the_name_that_others_give_it(s: Index) -> None:
    (hit,) = s.search("elsewhere")
    assert (hit.name, hit.node.is_stub) == ("Elsewhere", True)


def test_hits_are_nodes_of_the_graph(s: Index, snapshot: Path) -> None:
    hit = s.search("persuader").hits[0]
    for graph in (s.graph, wirespeed.graph.open(snapshot)):
        assert graph.degree(hit.node, "BY", "in") == 3


def test_an_index_opens_on_a_graph(snapshot: Path) -> None:
    graph = wirespeed.graph.open(snapshot)
    index = wirespeed.search.open(graph)
    assert index.search("svek").hits[0].node == graph.node("Label", 5)


def test_the_index_tells_how_many_names_it_has(s: Index) -> None:
    assert set(s.labels) == {"Genre", "Style", "Artist", "Label", "Master", "Release", "Person"}
    assert s.name_count("Release") == 3
    assert s.name_count() == sum(s.name_count(label) for label in s.labels)


def test_an_unknown_label_is_an_error_that_lists_the_labels(s: Index) -> None:
    for ask in (s.search, s.autocomplete):
        with pytest.raises(wirespeed.NotFoundError, match=r'Artist, .*, found "Band"'):
            ask("x", label="Band")


@pytest.mark.parametrize("wrong", [{"limit": -1}, {"offset": -1}, {"timeout": -1}])
def test_a_negative_number_is_refused(s: Index, wrong: dict[str, int]) -> None:
    for ask in (s.search, s.autocomplete):
        with pytest.raises(wirespeed.InvalidArgumentError, match="found -1"):
            ask("stockholm", **wrong)  # type: ignore[arg-type]


def test_every_question_takes_a_deadline_and_a_token(s: Index) -> None:
    token = wirespeed.CancelToken()
    token.cancel()
    for ask in (s.search, s.autocomplete):
        with pytest.raises(wirespeed.TimeoutError):
            ask("stockholm", timeout=0)
        with pytest.raises(wirespeed.CancelledError):
            ask("stockholm", cancel=token)


def test_a_snapshot_that_was_cut_does_not_open(snapshot: Path, tmp_path: Path) -> None:
    cut = tmp_path / "graph.snapshot"
    cut.write_bytes(snapshot.read_bytes()[:-1])
    with pytest.raises(wirespeed.MalformedError, match=r"graph\.snapshot"):
        wirespeed.search.open(tmp_path)


def test_any_number_of_threads_may_ask_at_once(s: Index) -> None:
    def ask(_: int) -> list[str | None]:
        return [name for _ in range(200) for name in names(s.search("stockholm").hits)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert len(answers[0]) == 600
    assert all(answer == answers[0] for answer in answers)
